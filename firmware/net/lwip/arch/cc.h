/* SPDX-License-Identifier: MIT */
/*
 * lwIP's view of the compiler and the platform. Memory, entropy and time come from port.c, which uses the running
 * board.
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
/* A failed internal assertion aborts, as RT_ASSERT does. */
#define LWIP_PLATFORM_ASSERT(text) rt_panic(__FILE__, __LINE__, text)

/* port.c */
uint32_t fw_lwip_rand(void);
void *fw_lwip_malloc(size_t n_bytes);
void *fw_lwip_calloc(size_t n, size_t n_bytes);
void fw_lwip_free(void *p);
#define LWIP_RAND() fw_lwip_rand()
