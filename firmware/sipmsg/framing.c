/* SPDX-License-Identifier: MIT */
#include <fw/sip_framing.h>
#include <string.h>

/* A whole message, and as much again: a stream delivers at most a window at once. */
#define FRAMING_MAX (2u * (SIP_HEAD_MAX + SIP_BODY_MAX))

void sip_framing_init(struct sip_framing *f)
{
    *f = (struct sip_framing){.n_looked = 0};
    rt_buf_init(&f->bytes, FRAMING_MAX);
}

void sip_framing_fini(struct sip_framing *f)
{
    rt_buf_fini(&f->bytes);
}

enum rt_err sip_framing_put(struct sip_framing *f, const uint8_t *bytes, size_t n)
{
    return rt_buf_put(&f->bytes, bytes, n);
}

void sip_framing_take(struct sip_framing *f, size_t n)
{
    f->n_looked = 0;
    if (n >= f->bytes.n) { /* no memory while nothing is said */
        rt_buf_fini(&f->bytes);
        rt_buf_init(&f->bytes, FRAMING_MAX);
        return;
    }
    f->bytes.n -= n;
    memmove(f->bytes.bytes, f->bytes.bytes + n, f->bytes.n);
}

/* Line ends between messages keep connections open and say nothing (RFC 3261 section 7.5, RFC 5626 section 3.5.1). */
static void skip_line_ends(struct sip_framing *f)
{
    size_t n = 0;
    while (n < f->bytes.n && (f->bytes.bytes[n] == '\r' || f->bytes.bytes[n] == '\n')) {
        n++;
    }
    if (n > 0) {
        sip_framing_take(f, n);
    }
}

/* Length of the head with its empty line; 0: it has no end so far. */
static size_t find_head(struct sip_framing *f)
{
    const uint8_t *b = f->bytes.bytes;
    for (size_t i = f->n_looked; i < f->bytes.n; i++) {
        bool is_empty = b[i] == '\n' && i > 0 && (b[i - 1] == '\n' || (i > 1 && b[i - 1] == '\r' && b[i - 2] == '\n'));
        if (is_empty) {
            return i + 1;
        }
    }
    f->n_looked = f->bytes.n;
    return 0;
}

enum rt_err sip_framing_next(struct sip_framing *f, const uint8_t **message, size_t *n, const char **why)
{
    uint32_t n_body = 0;
    skip_line_ends(f);
    size_t n_head = find_head(f);
    if (n_head > SIP_HEAD_MAX || (n_head == 0 && f->bytes.n > SIP_HEAD_MAX)) {
        *why = "the head is too long";
        return RT_ETOOBIG;
    }
    if (n_head == 0) {
        return RT_EBUSY;
    }
    enum rt_err err = sip_message_length(f->bytes.bytes, n_head, &n_body);
    if (err != RT_OK) {
        *why = err == RT_ENOMEM ? rt_err_text(err) : "no Content-Length";
        return err;
    }
    if (n_body > SIP_BODY_MAX) {
        *why = "longer than any message";
        return RT_ETOOBIG;
    }
    if (f->bytes.n < n_head + n_body) {
        return RT_EBUSY;
    }
    *message = f->bytes.bytes;
    *n = n_head + n_body;
    return RT_OK;
}
