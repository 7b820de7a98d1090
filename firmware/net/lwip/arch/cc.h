/* SPDX-License-Identifier: MIT */
/*
 * lwIP's view of the compiler and of its surroundings. Everything it needs from outside (memory, noise, time)
 * comes through port.c, which asks the board that is running now.
 */
#pragma once
#include <rt/assert.h>
#include <stddef.h>
#include <stdint.h>

#define LWIP_NO_INTTYPES_H 1
#define X8_F               "02x"
#define U16_F              "u"
#define S16_F              "d"
#define X16_F              "x"
#define U32_F              "u"
#define S32_F              "d"
#define X32_F              "x"
#define SZT_F              "zu"

#define PACK_STRUCT_STRUCT __attribute__((packed))

/* No printing: firmware has no standard output. */
#define LWIP_PLATFORM_DIAG(x)                                                                                          \
    do {                                                                                                               \
    } while (0)
/* An inner contradiction of the stack ends the process, as every RT_ASSERT does. */
#define LWIP_PLATFORM_ASSERT(text) rt_panic(__FILE__, __LINE__, text)

/* port.c */
uint32_t fw_lwip_rand(void);
void *fw_lwip_malloc(size_t n_bytes);
void *fw_lwip_calloc(size_t n, size_t n_bytes);
void fw_lwip_free(void *p);
#define LWIP_RAND() fw_lwip_rand()
