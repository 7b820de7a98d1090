/* SPDX-License-Identifier: MIT */
#include "pppoe_frame.h"
#include <rt/buf.h>
#include <string.h>

enum { TYPE_AT = 12, VERSION_AT = 14, CODE_AT = 15, SESSION_AT = 16, LENGTH_AT = 18, TAG_HEAD = 4 };
#define VERSION_AND_TYPE 0x11u

bool pppoe_read(struct pppoe_frame *f, const uint8_t *frame, size_t n)
{
    if (n < PPPOE_HEADER_BYTES || frame[VERSION_AT] != VERSION_AND_TYPE ||
        rt_be16(frame + LENGTH_AT) > n - PPPOE_HEADER_BYTES) {
        return false;
    }
    *f = (struct pppoe_frame){.destination = frame,
                              .source = frame + 6,
                              .type = rt_be16(frame + TYPE_AT),
                              .code = frame[CODE_AT],
                              .session = rt_be16(frame + SESSION_AT),
                              .payload = frame + PPPOE_HEADER_BYTES,
                              .n = rt_be16(frame + LENGTH_AT)}; /* what is behind it is padding */
    return f->type == PPPOE_DISCOVERY || f->type == PPPOE_SESSION;
}

/* False: the end. */
static bool next_tag(const struct pppoe_frame *f, size_t *at, uint16_t *tag, struct rt_str *value)
{
    if (f->n - *at < TAG_HEAD || rt_be16(f->payload + *at + 2) > f->n - *at - TAG_HEAD) {
        return false;
    }
    *tag = rt_be16(f->payload + *at);
    *value = rt_str_n((const char *)f->payload + *at + TAG_HEAD, rt_be16(f->payload + *at + 2));
    *at += TAG_HEAD + value->n;
    return *tag != PPPOE_END;
}

bool pppoe_find(const struct pppoe_frame *f, uint16_t tag, struct rt_str *value)
{
    size_t at = 0;
    uint16_t is;
    while (next_tag(f, &at, &is, value)) {
        if (is == tag) {
            return true;
        }
    }
    return false;
}

bool pppoe_has(const struct pppoe_frame *f, uint16_t tag, struct rt_str wanted)
{
    size_t at = 0;
    uint16_t is;
    struct rt_str value;
    while (next_tag(f, &at, &is, &value)) {
        if (is == tag && value.n == wanted.n && memcmp(value.p, wanted.p, wanted.n) == 0) {
            return true;
        }
    }
    return false;
}

void pppoe_begin(struct pppoe_out *o, const uint8_t source[6], const uint8_t destination[6], uint16_t type,
                 uint8_t code, uint16_t session)
{
    memcpy(o->bytes, destination, 6);
    memcpy(o->bytes + 6, source, 6);
    rt_put_be16(o->bytes + TYPE_AT, type);
    o->bytes[VERSION_AT] = VERSION_AND_TYPE;
    o->bytes[CODE_AT] = code;
    rt_put_be16(o->bytes + SESSION_AT, session);
    o->n = PPPOE_HEADER_BYTES;
}

void pppoe_put(struct pppoe_out *o, const uint8_t *payload, size_t n)
{
    if (n > 0 && n <= sizeof o->bytes - o->n) {
        memcpy(o->bytes + o->n, payload, n);
        o->n += n;
    }
}

void pppoe_put_tag(struct pppoe_out *o, uint16_t tag, const void *value, size_t n)
{
    if (n + TAG_HEAD <= sizeof o->bytes - o->n) {
        rt_put_be16(o->bytes + o->n, tag);
        rt_put_be16(o->bytes + o->n + 2, (uint16_t)n);
        o->n += TAG_HEAD;
        pppoe_put(o, value, n);
    }
}

size_t pppoe_end(struct pppoe_out *o)
{
    rt_put_be16(o->bytes + LENGTH_AT, (uint16_t)(o->n - PPPOE_HEADER_BYTES));
    return o->n;
}
