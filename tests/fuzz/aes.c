/* SPDX-License-Identifier: MIT */
/* A profile that begins as an encrypted one does, read with a key. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const uint8_t head[] = {'S', 'a', 'l', 't', 'e', 'd', '_', '_'};
    fuzz_profile("MyOwnSecret", head, sizeof head, data, n, n % 19);
    return 0;
}
