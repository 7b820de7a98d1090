/* SPDX-License-Identifier: MIT */
#include "udptl.h"
#include <rt/buf.h>
#include <string.h>

/* A late packet of RTP looks like UDPTL of a sequence beyond 0x8000. A gateway begins with 0. guess */
enum { FIRST_MAX = 0x8000, JUMP_MAX = 1000 };
enum { COPIES = 0x00, ERROR_CODE = 0x80, LONG = 0x80, LONGER = 0x40 };

/* ---- to the peer ---- */

static void put_packet(uint8_t *out, size_t *at, const uint8_t *packet, size_t n)
{
    if (n < LONG) {
        out[(*at)++] = (uint8_t)n;
    } else {
        rt_put_be16(out + *at, (uint16_t)(0x8000u | n));
        *at += 2;
    }
    memcpy(out + *at, packet, n);
    *at += n;
}

static size_t size_of(size_t n)
{
    return n + (n < LONG ? 1 : 2);
}

static void remember(struct udptl_tx *t, const uint8_t *packet, size_t n)
{
    memmove(t->last + 1, t->last, (UDPTL_COPIES_MAX - 1) * sizeof t->last[0]);
    memcpy(t->last[0].octets, packet, n);
    t->last[0].n = (uint16_t)n;
    t->n += t->n < UDPTL_COPIES_MAX;
}

size_t udptl_put(struct udptl_tx *t, const uint8_t *packet, size_t n, uint8_t out[UDPTL_DATAGRAM_MAX], size_t max)
{
    size_t at = 2, size = 2 + size_of(n) + 2;
    unsigned n_copies = 0, wanted = t->n < t->n_copies ? t->n : t->n_copies;
    max = max < UDPTL_DATAGRAM_MAX ? max : UDPTL_DATAGRAM_MAX;
    if (n == 0 || n > UDPTL_PACKET_MAX || size > max) {
        return 0;
    }
    while (n_copies < wanted && size + size_of(t->last[n_copies].n) <= max) {
        size += size_of(t->last[n_copies++].n);
    }
    rt_put_be16(out, t->sequence++);
    put_packet(out, &at, packet, n);
    out[at++] = COPIES;
    out[at++] = (uint8_t)n_copies;
    for (unsigned i = 0; i < n_copies; i++) {
        put_packet(out, &at, t->last[i].octets, t->last[i].n);
    }
    remember(t, packet, n);
    return at;
}

/* ---- from the peer ---- */

struct view {
    const uint8_t *p;
    size_t n;
};

/* Takes a packet off; false: there is none, or it is longer than what is left, or in pieces (0xc0), which no packet of
 * T.38 needs. */
static bool take_packet(struct view *rest, struct view *out)
{
    size_t head = 1, n;
    if (rest->n < 1) {
        return false;
    }
    n = rest->p[0];
    if (n & LONG) {
        if (rest->n < 2 || (n & LONGER)) {
            return false;
        }
        n = rt_be16(rest->p) & 0x3fffu;
        head = 2;
    }
    if (n > rest->n - head) {
        return false;
    }
    *out = (struct view){rest->p + head, n};
    *rest = (struct view){out->p + n, rest->n - head - n};
    return true;
}

/* Copies, the newest first; none if they are of another kind or cannot be read. */
static unsigned take_copies(struct view rest, struct view copies[UDPTL_COPIES_MAX])
{
    unsigned n = 0;
    if (rest.n < 2 || rest.p[0] != COPIES || (rest.p[1] & LONG)) {
        return 0;
    }
    unsigned n_said = rest.p[1];
    rest = (struct view){rest.p + 2, rest.n - 2};
    while (n < n_said && n < UDPTL_COPIES_MAX && take_packet(&rest, &copies[n])) {
        n++;
    }
    return n;
}

bool udptl_take(struct udptl_rx *r, const uint8_t *datagram, size_t n, udptl_packet_fn *fn, void *ctx)
{
    struct view rest, primary, copies[UDPTL_COPIES_MAX];
    if (n < 2) {
        return false;
    }
    rest = (struct view){datagram + 2, n - 2};
    uint16_t sequence = rt_be16(datagram);
    if (!take_packet(&rest, &primary) || primary.n == 0) {
        return false;
    }
    unsigned n_copies = take_copies(rest, copies);
    int16_t ahead = r->is_started ? (int16_t)(uint16_t)(sequence - r->next) : 0;
    if (ahead > JUMP_MAX || (!r->is_started && sequence >= FIRST_MAX)) {
        return false;
    }
    if (ahead < 0) {
        return true; /* it came before, as itself or as a copy */
    }
    unsigned n_lost = (unsigned)ahead < n_copies ? (unsigned)ahead : n_copies;
    for (unsigned i = n_lost; i > 0; i--) {
        if (copies[i - 1].n > 0) {
            fn(ctx, (uint16_t)(sequence - i), copies[i - 1].p, copies[i - 1].n);
        }
    }
    fn(ctx, sequence, primary.p, primary.n);
    r->is_started = true;
    r->next = (uint16_t)(sequence + 1);
    return true;
}
