/* SPDX-License-Identifier: MIT */
#include "board_priv.h"
#include <board/ident.h>
#include <rt/buf.h>
#include <rt/crc.h>
#include <rt/str.h>
#include <string.h>

enum {
    HEAD_BYTES = 16,
    RECORD_HEAD_BYTES = 4,
    VERSION = 1,
    BODY_MAX = 2 * (BOARD_DER_MAX + 4) + 256,
};
_Static_assert((unsigned)HEAD_BYTES + BODY_MAX <= BOARD_FLASH_SECTOR_BYTES, "the identity fits its sector");

static const char magic[4] = {'V', 'S', 'I', 'D'};

enum tag { TAG_MAC = 1, TAG_SERIAL, TAG_HW_VERSION, TAG_PRODUCT, TAG_RC, TAG_CERTIFICATE, TAG_KEY };

static void put_record(struct rt_buf *body, enum tag tag, const void *bytes, size_t n)
{
    static const uint8_t padding[3] = {0xff, 0xff, 0xff};
    (void)rt_buf_put_u8(body, (uint8_t)tag); /* the buffer remembers failures */
    (void)rt_buf_put_u8(body, 0);
    (void)rt_buf_put_be16(body, (uint16_t)n);
    (void)rt_buf_put(body, bytes, n);
    (void)rt_buf_put(body, padding, (4 - n % 4) % 4);
}

static bool is_closed(const char *text, size_t size)
{
    return memchr(text, 0, size) != NULL;
}

static bool is_blank(const uint8_t *cells, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (cells[i] != 0xff) {
            return false;
        }
    }
    return true;
}

enum rt_err board_ident_burn(struct board *b, const struct board_ident *ident)
{
    if (!is_closed(ident->serial, sizeof ident->serial) || !is_closed(ident->hw_version, sizeof ident->hw_version) ||
        !is_closed(ident->product, sizeof ident->product) || ident->n_certificate > BOARD_DER_MAX ||
        ident->n_key > BOARD_DER_MAX) {
        return RT_EINVAL;
    }
    if (!is_blank(board_flash_cells(b, BOARD_REGION_FACTORY), board_region(BOARD_REGION_FACTORY)->n_bytes)) {
        return RT_EEXIST;
    }
    uint8_t head[HEAD_BYTES], is_rc = ident->is_rc;
    struct rt_buf body;
    rt_buf_init(&body, BODY_MAX);
    put_record(&body, TAG_MAC, ident->mac, sizeof ident->mac);
    put_record(&body, TAG_SERIAL, ident->serial, strlen(ident->serial));
    put_record(&body, TAG_HW_VERSION, ident->hw_version, strlen(ident->hw_version));
    put_record(&body, TAG_PRODUCT, ident->product, strlen(ident->product));
    put_record(&body, TAG_RC, &is_rc, 1);
    put_record(&body, TAG_CERTIFICATE, ident->certificate, ident->n_certificate);
    put_record(&body, TAG_KEY, ident->key, ident->n_key);
    enum rt_err err = rt_buf_error(&body);
    if (err != RT_OK) {
        goto out;
    }
    memcpy(head, magic, sizeof magic);
    rt_put_be32(head + 4, VERSION);
    rt_put_be32(head + 8, (uint32_t)body.n);
    rt_put_be32(head + 12, rt_crc32(0, body.bytes, body.n));
    err = board_flash_program(b, BOARD_REGION_FACTORY, HEAD_BYTES, body.bytes, (uint32_t)body.n);
    if (err == RT_OK) {
        err = board_flash_program(b, BOARD_REGION_FACTORY, 0, head, sizeof head); /* last: it validates the rest */
    }
out:
    rt_buf_fini(&body);
    return err;
}

enum rt_err board_ident_read(const struct board *b, struct board_ident *out)
{
    return board_ident_decode(board_flash_cells(b, BOARD_REGION_FACTORY), board_region(BOARD_REGION_FACTORY)->n_bytes,
                              out);
}

static enum rt_err take_text(char *out, size_t out_size, const uint8_t *bytes, size_t n)
{
    if (memchr(bytes, 0, n)) {
        return RT_ECORRUPT;
    }
    return rt_str_copy(out, out_size, rt_str_n((const char *)bytes, n)) == RT_OK ? RT_OK : RT_ECORRUPT;
}

static enum rt_err take_bytes(uint8_t *out, uint16_t *n_out, const uint8_t *bytes, size_t n)
{
    if (n > BOARD_DER_MAX) {
        return RT_ECORRUPT;
    }
    memcpy(out, bytes, n);
    *n_out = (uint16_t)n;
    return RT_OK;
}

static enum rt_err take_record(struct board_ident *out, unsigned tag, const uint8_t *bytes, size_t n, bool *has_mac)
{
    switch (tag) {
    case TAG_MAC:
        if (n != sizeof out->mac) {
            return RT_ECORRUPT;
        }
        memcpy(out->mac, bytes, n);
        *has_mac = true;
        return RT_OK;
    case TAG_SERIAL:
        return take_text(out->serial, sizeof out->serial, bytes, n);
    case TAG_HW_VERSION:
        return take_text(out->hw_version, sizeof out->hw_version, bytes, n);
    case TAG_PRODUCT:
        return take_text(out->product, sizeof out->product, bytes, n);
    case TAG_RC:
        out->is_rc = n >= 1 && bytes[0] != 0;
        return n == 1 ? RT_OK : RT_ECORRUPT;
    case TAG_CERTIFICATE:
        return take_bytes(out->certificate, &out->n_certificate, bytes, n);
    case TAG_KEY:
        return take_bytes(out->key, &out->n_key, bytes, n);
    default:
        return RT_OK; /* of a later version */
    }
}

enum rt_err board_ident_decode(const uint8_t *cells, size_t n, struct board_ident *out)
{
    *out = (struct board_ident){0};
    if (n < HEAD_BYTES) {
        return RT_ECORRUPT;
    }
    if (is_blank(cells, HEAD_BYTES)) {
        return RT_ENOENT;
    }
    uint32_t n_body = rt_be32(cells + 8);
    if (memcmp(cells, magic, sizeof magic) != 0 || rt_be32(cells + 4) != VERSION || n_body > n - HEAD_BYTES ||
        rt_crc32(0, cells + HEAD_BYTES, n_body) != rt_be32(cells + 12)) {
        return RT_ECORRUPT;
    }
    const uint8_t *body = cells + HEAD_BYTES;
    bool has_mac = false;
    for (size_t at = 0; at < n_body;) {
        size_t left = n_body - at;
        size_t n_value = left >= RECORD_HEAD_BYTES ? rt_be16(body + at + 2) : 0;
        if (left < RECORD_HEAD_BYTES || n_value > left - RECORD_HEAD_BYTES) {
            return RT_ECORRUPT;
        }
        if (take_record(out, body[at], body + at + RECORD_HEAD_BYTES, n_value, &has_mac) != RT_OK) {
            return RT_ECORRUPT;
        }
        at += RECORD_HEAD_BYTES + (n_value + 3) / 4 * 4;
    }
    return has_mac ? RT_OK : RT_ECORRUPT;
}
