/* SPDX-License-Identifier: MIT */
/* CRC-32 as in IEEE 802.3 (and zlib): start with 0, then feed the data in order. */
#pragma once
#include <stddef.h>
#include <stdint.h>

uint32_t rt_crc32(uint32_t crc, const void *bytes, size_t n);
