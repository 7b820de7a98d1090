/* SPDX-License-Identifier: MIT */
#include "rtcp.h"
#include <string.h>

enum { SR = 200, RR = 201, SDES = 202, BYE = 203 };
enum { CNAME = 1, NAME = 2, TOOL = 6 };
enum { VERSION_BITS = 2 << 6, PADDING_BIT = 0x20, HEAD_BYTES = 4, SENDER_BYTES = 20, BLOCK_BYTES = 24 };

/* ---- writing; the caller looks at rt_buf_error() ---- */

static void put_head(struct rt_buf *out, unsigned count, uint8_t type, size_t n_words)
{
    (void)rt_buf_put_u8(out, (uint8_t)(VERSION_BITS | count));
    (void)rt_buf_put_u8(out, type);
    (void)rt_buf_put_be16(out, (uint16_t)n_words); /* without the first */
}

void rtcp_put_report(struct rt_buf *out, uint32_t ssrc, const struct rtcp_sender *s, const struct rtcp_block *b)
{
    size_t n = 4 + (s != NULL ? SENDER_BYTES : 0) + (b != NULL ? BLOCK_BYTES : 0);
    put_head(out, b != NULL, s != NULL ? SR : RR, n / 4);
    (void)rt_buf_put_be32(out, ssrc);
    if (s != NULL) {
        (void)rt_buf_put_be32(out, (uint32_t)(s->ntp >> 32));
        (void)rt_buf_put_be32(out, (uint32_t)s->ntp);
        (void)rt_buf_put_be32(out, s->timestamp);
        (void)rt_buf_put_be32(out, s->packets);
        (void)rt_buf_put_be32(out, s->octets);
    }
    if (b != NULL) {
        (void)rt_buf_put_be32(out, b->ssrc);
        (void)rt_buf_put_be32(out, (uint32_t)b->fraction << 24 | ((uint32_t)b->lost & 0xffffffu));
        (void)rt_buf_put_be32(out, b->highest);
        (void)rt_buf_put_be32(out, b->jitter);
        (void)rt_buf_put_be32(out, b->last_sr);
        (void)rt_buf_put_be32(out, b->since_last_sr);
    }
}

void rtcp_put_description(struct rt_buf *out, uint32_t ssrc, const char *cname, const char *name, const char *tool)
{
    const struct {
        uint8_t type;
        struct rt_str text;
    } items[] = {{CNAME, rt_str(cname)}, {NAME, rt_str(name)}, {TOOL, rt_str(tool)}};
    size_t n_items = sizeof items / sizeof items[0], n = 4;
    for (size_t i = 0; i < n_items; i++) {
        size_t n_text = items[i].text.n < 255 ? items[i].text.n : 255;
        n += n_text > 0 ? 2 + n_text : 0;
    }
    size_t n_pad = 4 - n % 4; /* at least one 0 ends the items */
    put_head(out, 1, SDES, (n + n_pad) / 4);
    (void)rt_buf_put_be32(out, ssrc);
    for (size_t i = 0; i < n_items; i++) {
        size_t n_text = items[i].text.n < 255 ? items[i].text.n : 255;
        if (n_text > 0) {
            (void)rt_buf_put_u8(out, items[i].type);
            (void)rt_buf_put_u8(out, (uint8_t)n_text);
            (void)rt_buf_put(out, items[i].text.p, n_text);
        }
    }
    (void)rt_buf_put(out, "\0\0\0", n_pad);
}

void rtcp_put_bye(struct rt_buf *out, uint32_t ssrc)
{
    put_head(out, 1, BYE, 1);
    (void)rt_buf_put_be32(out, ssrc);
}

/* ---- reading ---- */

/* Lengths add up, and a report is first: RFC 3550 appendix A.2. */
static bool is_valid(const uint8_t *bytes, size_t n)
{
    size_t at = 0;
    if (n < HEAD_BYTES || (bytes[0] & PADDING_BIT) != 0 || (bytes[1] != SR && bytes[1] != RR)) {
        return false;
    }
    while (n - at >= HEAD_BYTES && (bytes[at] & 0xc0) == VERSION_BITS) {
        size_t n_packet = 4u * (rt_be16(bytes + at + 2) + 1u);
        if (n_packet > n - at) {
            return false;
        }
        at += n_packet;
        if (at == n) {
            return true;
        }
    }
    return false;
}

static void read_block(const uint8_t *p, uint32_t ssrc, struct rtcp_facts *out)
{
    if (rt_be32(p) != ssrc) {
        return;
    }
    uint32_t lost = rt_be32(p + 4) & 0xffffffu;
    out->has_block = true;
    out->block = (struct rtcp_block){.ssrc = ssrc,
                                     .fraction = p[4],
                                     .lost = lost < 0x800000u ? (int32_t)lost : (int32_t)lost - 0x1000000,
                                     .highest = rt_be32(p + 8),
                                     .jitter = rt_be32(p + 12),
                                     .last_sr = rt_be32(p + 16),
                                     .since_last_sr = rt_be32(p + 20)};
}

/* n: of this packet, at least HEAD_BYTES. */
static void read_packet(const uint8_t *p, size_t n, uint32_t ssrc, struct rtcp_facts *out)
{
    unsigned count = p[0] & 0x1fu, type = p[1];
    size_t at = HEAD_BYTES + 4 + (type == SR ? SENDER_BYTES : 0);
    if (type == SR && n >= at) {
        out->has_sender = true;
        out->ntp = rt_be64(p + HEAD_BYTES + 4);
    }
    for (; (type == SR || type == RR) && count > 0 && n >= at + BLOCK_BYTES; count--, at += BLOCK_BYTES) {
        read_block(p + at, ssrc, out);
    }
    out->has_bye = out->has_bye || type == BYE;
}

bool rtcp_read(const uint8_t *bytes, size_t n, uint32_t ssrc, struct rtcp_facts *out)
{
    *out = (struct rtcp_facts){0};
    if (!is_valid(bytes, n)) {
        return false;
    }
    for (size_t at = 0; at < n;) {
        size_t n_packet = 4u * (rt_be16(bytes + at + 2) + 1u);
        read_packet(bytes + at, n_packet, ssrc, out);
        at += n_packet;
    }
    return true;
}
