/* SPDX-License-Identifier: MIT */
/* A profile as `vspa spc` compiles it: whatever the first bytes are, the reader finds out. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    fuzz_profile("MyOwnSecret", NULL, 0, data, n, 0);
    return 0;
}
