/* SPDX-License-Identifier: MIT */
/* The steady clock of the host: for pacing, limits and how long something took. Never seen by a unit. */
#pragma once
#include <stdint.h>

/* Microseconds since some time in the past (CLOCK_MONOTONIC). */
uint64_t emu_host_us(void);
