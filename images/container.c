/* SPDX-License-Identifier: MIT */
#include <images/container.h>

#include <fw/image.h>
#include <mbedtls/sha256.h>
#include <rt/assert.h>
#include <rt/crc.h>
#include <rt/mem.h>
#include <string.h>
#include <zlib.h>

#define HEAD_FIXED 64u
#define ROW_BYTES  64u
#define TAIL_BYTES (8u + IMG_SIGNATURE_BYTES)

enum rt_err img_deflate(const uint8_t *bytes, size_t n, struct rt_buf *out)
{
    uLongf n_out = compressBound((uLong)n);
    uint8_t *packed = rt_mem_alloc(n_out);
    enum rt_err err = RT_ENOMEM;

    if (packed != NULL && compress2(packed, &n_out, bytes, (uLong)n, Z_BEST_COMPRESSION) == Z_OK) {
        err = rt_buf_put(out, packed, n_out);
    }
    (void)rt_mem_free(packed);
    return err;
}

static uint32_t align4(uint32_t n)
{
    return (n + 3u) & ~3u;
}

/* A text field with zeros to its end. */
static enum rt_err put_text(struct rt_buf *b, const char *text, size_t n_field)
{
    char field[FW_IMAGE_VERSION_BYTES] = "";
    size_t n = strlen(text);
    RT_ASSERT(n_field <= sizeof field);
    if (n >= n_field) {
        return RT_ETOOBIG;
    }
    memcpy(field, text, n);
    return rt_buf_put(b, field, n_field);
}

static void put_row(struct rt_buf *b, const struct img_section *s, uint32_t offset)
{
    static const uint8_t zeros[12];
    uint8_t sha256[32];
    int result = mbedtls_sha256_ret(s->bytes, s->n, sha256, 0);
    RT_ASSERT(result == 0);
    (void)rt_buf_put(b, s->id, 4);
    (void)rt_buf_put_be32(b, s->is_compressed ? 1 : 0);
    (void)rt_buf_put_be32(b, offset);
    (void)rt_buf_put_be32(b, s->n);
    (void)rt_buf_put_be32(b, s->n_real);
    (void)rt_buf_put(b, zeros, sizeof zeros);
    (void)rt_buf_put(b, sha256, sizeof sha256);
}

/* The signed part. The puts are checked once, at the end of img_container_write. */
static enum rt_err put_head(struct rt_buf *b, const struct img_container *c, uint32_t n_head, uint32_t n_total)
{
    (void)rt_buf_put(b, FW_IMAGE_MAGIC, 7);
    (void)rt_buf_put_u8(b, c->format);
    (void)rt_buf_put_be32(b, n_head);
    (void)rt_buf_put_be32(b, n_total);
    (void)rt_buf_put_be32(b, (uint32_t)c->n_sections);
    (void)rt_buf_put_be32(b, 0);
    enum rt_err err = put_text(b, c->product, FW_IMAGE_PRODUCT_BYTES);
    if (err == RT_OK) {
        err = put_text(b, c->version, FW_IMAGE_VERSION_BYTES);
    }
    uint32_t offset = n_head;
    for (size_t i = 0; i < c->n_sections; i++) {
        put_row(b, &c->sections[i], offset);
        offset = align4(offset + c->sections[i].n);
    }
    return err;
}

/* End of the last section; 0 if it exceeds a bank. */
static uint32_t size_of(const struct img_container *c, uint32_t n_head)
{
    uint32_t n_total = n_head;
    for (size_t i = 0; i < c->n_sections; i++) {
        if (c->sections[i].n > FW_IMAGE_BYTES_MAX - align4(n_total)) {
            return 0;
        }
        n_total = align4(n_total) + c->sections[i].n;
    }
    return n_total;
}

enum rt_err img_container_write(const struct img_container *c, struct rt_buf *out)
{
    struct rt_buf b;
    uint8_t signature[IMG_SIGNATURE_BYTES];

    if (c->n_sections > FW_IMAGE_SECTIONS_MAX) {
        return RT_ETOOBIG;
    }
    uint32_t n_head = HEAD_FIXED + (uint32_t)c->n_sections * ROW_BYTES + TAIL_BYTES;
    uint32_t n_total = size_of(c, n_head);
    if (n_total == 0) {
        return RT_ETOOBIG;
    }
    rt_buf_init(&b, FW_IMAGE_BYTES_MAX);
    enum rt_err err = put_head(&b, c, n_head, n_total);
    if (err == RT_OK) {
        err = rt_buf_error(&b);
    }
    if (err == RT_OK) {
        err = img_sign(b.bytes, b.n, signature);
    }
    if (err == RT_OK) {
        (void)rt_buf_put_be32(&b, rt_crc32(0, b.bytes, b.n));
        (void)rt_buf_put_be32(&b, IMG_SIGNATURE_BYTES);
        (void)rt_buf_put(&b, signature, sizeof signature);
        for (size_t i = 0; i < c->n_sections; i++) {
            (void)rt_buf_put(&b, "\0\0\0", align4((uint32_t)b.n) - b.n);
            (void)rt_buf_put(&b, c->sections[i].bytes, c->sections[i].n);
        }
        err = rt_buf_error(&b);
    }
    if (err == RT_OK) {
        err = rt_buf_put(out, b.bytes, b.n);
    }
    rt_buf_fini(&b);
    return err;
}
