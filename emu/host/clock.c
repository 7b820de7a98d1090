/* SPDX-License-Identifier: MIT */
#include <host/clock.h>
#include <time.h>

uint64_t emu_host_us(void)
{
    struct timespec ts;
    (void)clock_gettime(CLOCK_MONOTONIC, &ts); /* cannot fail with this clock on Linux */
    return (uint64_t)ts.tv_sec * 1000000u + (uint64_t)ts.tv_nsec / 1000u;
}
