/* SPDX-License-Identifier: MIT */
#include <rt/assert.h>
#include <rt/buf.h>
#include <rt/mem.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { FIRST_CAPACITY = 64 };

/* The target of an empty buffer until it owns memory: always 0, never written, never freed. */
static const uint8_t nothing[1];

static bool is_owner(const struct rt_buf *b)
{
    return b->bytes != nothing;
}

static enum rt_err fail(struct rt_buf *b, enum rt_err err)
{
    if (b->failed == RT_OK) {
        b->failed = err;
    }
    return err;
}

/* Makes room for n more bytes and the NUL. */
enum rt_err rt_buf_reserve(struct rt_buf *b, size_t n)
{
    if (n > b->max - b->n) {
        return fail(b, RT_ETOOBIG);
    }
    if (is_owner(b) && n <= b->capacity - b->n) {
        return RT_OK;
    }
    size_t need = b->n + n;
    size_t capacity = b->capacity > 0 ? b->capacity : FIRST_CAPACITY;
    while (capacity < need) {
        capacity = capacity > b->max / 2 ? b->max : capacity * 2;
    }
    capacity = capacity > b->max ? b->max : capacity;
    uint8_t *bytes = rt_mem_resize(is_owner(b) ? b->bytes : NULL, capacity + 1);
    if (!bytes) {
        return fail(b, RT_ENOMEM);
    }
    b->bytes = bytes;
    b->bytes[b->n] = 0;
    b->capacity = capacity;
    return RT_OK;
}

void rt_buf_filled(struct rt_buf *b, size_t n)
{
    RT_ASSERT(n <= b->capacity - b->n);
    if (is_owner(b)) {
        b->n += n;
        b->bytes[b->n] = 0;
    }
}

void rt_buf_init(struct rt_buf *b, size_t max_bytes)
{
    RT_ASSERT(max_bytes < SIZE_MAX);
    *b = (struct rt_buf){.bytes = (uint8_t *)nothing, .max = max_bytes};
}

void rt_buf_fini(struct rt_buf *b)
{
    if (b->bytes && is_owner(b)) {
        rt_mem_free(b->bytes);
    }
    rt_buf_init(b, b->max);
}

void rt_buf_clear(struct rt_buf *b)
{
    b->n = 0;
    b->failed = RT_OK;
    if (is_owner(b)) {
        b->bytes[0] = 0;
    }
}

enum rt_err rt_buf_put(struct rt_buf *b, const void *bytes, size_t n)
{
    if (n == 0) {
        return RT_OK;
    }
    enum rt_err err = rt_buf_reserve(b, n);
    if (err == RT_OK) {
        memcpy(b->bytes + b->n, bytes, n);
        b->n += n;
        b->bytes[b->n] = 0;
    }
    return err;
}

enum rt_err rt_buf_put_text(struct rt_buf *b, const char *text)
{
    return rt_buf_put(b, text, strlen(text));
}

enum rt_err rt_buf_put_u8(struct rt_buf *b, uint8_t v)
{
    return rt_buf_put(b, &v, 1);
}

enum rt_err rt_buf_put_be16(struct rt_buf *b, uint16_t v)
{
    uint8_t wire[2];
    rt_put_be16(wire, v);
    return rt_buf_put(b, wire, sizeof wire);
}

enum rt_err rt_buf_put_be32(struct rt_buf *b, uint32_t v)
{
    uint8_t wire[4];
    rt_put_be32(wire, v);
    return rt_buf_put(b, wire, sizeof wire);
}

enum rt_err rt_buf_printf(struct rt_buf *b, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    enum rt_err err = rt_buf_vprintf(b, format, ap);
    va_end(ap);
    return err;
}

enum rt_err rt_buf_vprintf(struct rt_buf *b, const char *format, va_list ap)
{
    va_list again;
    va_copy(again, ap);
    /* Into what is free, and once more only if that is too short. */
    size_t room = is_owner(b) ? b->capacity - b->n + 1 : 0;
    int n = vsnprintf(room > 0 ? (char *)b->bytes + b->n : NULL, room, format, ap);
    enum rt_err err = n < 0 ? fail(b, RT_EINVAL) : RT_OK;
    if (n > 0 && (size_t)n >= room) {
        err = rt_buf_reserve(b, (size_t)n);
        if (err == RT_OK) {
            (void)vsnprintf((char *)b->bytes + b->n, (size_t)n + 1, format, again); /* its length is known */
        }
    }
    rt_buf_filled(b, err == RT_OK ? (size_t)n : 0); /* else what was tried is cut off again */
    va_end(again);
    return err;
}

enum rt_err rt_buf_error(const struct rt_buf *b)
{
    return b->failed;
}

const char *rt_buf_text(const struct rt_buf *b)
{
    return (const char *)b->bytes;
}

char *rt_buf_take(struct rt_buf *b)
{
    char *taken = is_owner(b) ? (char *)b->bytes : rt_mem_alloc(1);
    rt_buf_init(b, b->max);
    return taken;
}

uint16_t rt_be16(const void *p)
{
    const uint8_t *u = p;
    return (uint16_t)(u[0] << 8 | u[1]);
}

uint32_t rt_be32(const void *p)
{
    const uint8_t *u = p;
    return (uint32_t)u[0] << 24 | (uint32_t)u[1] << 16 | (uint32_t)u[2] << 8 | u[3];
}

uint64_t rt_be64(const void *p)
{
    const uint8_t *u = p;
    return (uint64_t)rt_be32(u) << 32 | rt_be32(u + 4);
}

void rt_put_be16(void *p, uint16_t v)
{
    uint8_t *u = p;
    u[0] = (uint8_t)(v >> 8);
    u[1] = (uint8_t)v;
}

void rt_put_be32(void *p, uint32_t v)
{
    uint8_t *u = p;
    rt_put_be16(u, (uint16_t)(v >> 16));
    rt_put_be16(u + 2, (uint16_t)v);
}

void rt_put_be64(void *p, uint64_t v)
{
    uint8_t *u = p;
    rt_put_be32(u, (uint32_t)(v >> 32));
    rt_put_be32(u + 4, (uint32_t)v);
}
