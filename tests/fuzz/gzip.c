/* SPDX-License-Identifier: MIT */
/* A profile that begins as gzip does. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const uint8_t head[] = {0x1f, 0x8b, 0x08};
    fuzz_profile(NULL, head, sizeof head, data, n, n % 7);
    return 0;
}
