/* SPDX-License-Identifier: MIT */
/* A profile in clear. The first byte says into what pieces it is cut. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    if (n > 0) {
        fuzz_profile(NULL, NULL, 0, data + 1, n - 1, data[0] % 32);
    }
    return 0;
}
