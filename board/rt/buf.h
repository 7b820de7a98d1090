/* SPDX-License-Identifier: MIT */
/*
 * A byte buffer that grows up to a stated maximum; nothing else grows at run time.
 *
 * The bytes are always followed by a NUL that does not count, so text can be read in place. A failed put leaves the
 * buffer unchanged and is remembered, so a sequence of puts needs only one check at the end: rt_buf_error().
 */
#pragma once
#include <rt/err.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

struct rt_buf {
    uint8_t *bytes;     /* never NULL after init; owned */
    size_t n;           /* bytes in use */
    size_t capacity;    /* allocated, without the NUL */
    size_t max;         /* never holds more than this */
    enum rt_err failed; /* first failure of a put since init/clear: RT_ENOMEM or RT_ETOOBIG */
};

/* Empty; allocates nothing yet. fini frees the bytes; the buffer may be initialised again. */
void rt_buf_init(struct rt_buf *b, size_t max_bytes);
void rt_buf_fini(struct rt_buf *b);
void rt_buf_clear(struct rt_buf *b); /* keeps the memory */

/* Reserves room for n more bytes; fails as putting them would. What lies there beyond the NUL is not defined. */
enum rt_err rt_buf_reserve(struct rt_buf *b, size_t n);
/* The caller has written n bytes to that room, bytes + n and on. */
void rt_buf_filled(struct rt_buf *b, size_t n);
enum rt_err rt_buf_put(struct rt_buf *b, const void *bytes, size_t n);
enum rt_err rt_buf_put_text(struct rt_buf *b, const char *text);
enum rt_err rt_buf_put_u8(struct rt_buf *b, uint8_t v);
enum rt_err rt_buf_put_be16(struct rt_buf *b, uint16_t v);
enum rt_err rt_buf_put_be32(struct rt_buf *b, uint32_t v);
enum rt_err rt_buf_printf(struct rt_buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
enum rt_err rt_buf_vprintf(struct rt_buf *b, const char *format, va_list ap);
enum rt_err rt_buf_error(const struct rt_buf *b);

/* The content as a NUL-terminated string. */
const char *rt_buf_text(const struct rt_buf *b);

/* Transfers the bytes, NUL-terminated, to the caller, who frees them with rt_mem_free; b is empty afterwards. */
char *rt_buf_take(struct rt_buf *b);

/* Big-endian numbers in a frame or in flash. */
uint16_t rt_be16(const void *p);
uint32_t rt_be32(const void *p);
uint64_t rt_be64(const void *p);
void rt_put_be16(void *p, uint16_t v);
void rt_put_be32(void *p, uint32_t v);
void rt_put_be64(void *p, uint64_t v);
