/* SPDX-License-Identifier: MIT */
/*
 * Messages in a stream of bytes: each ends where its Content-Length says (RFC 3261 section 18.3). Bounded like those in
 * datagrams: what is longer, or does not say how long it is, is an error, and the stream is of no more use.
 */
#pragma once
#include <fw/sip_message.h>
#include <rt/buf.h>

#define SIP_BODY_MAX 8192u /* what a datagram could hold too; guess */

struct sip_framing {
    struct rt_buf bytes;
    size_t n_looked; /* of the first message: no end of its head so far */
};

/* Empty. fini frees the bytes of messages that are not whole. */
void sip_framing_init(struct sip_framing *f);
void sip_framing_fini(struct sip_framing *f);
/* More bytes; at most SIP_FRAMING_MAX at a time. RT_ENOMEM, RT_ETOOBIG. */
enum rt_err sip_framing_put(struct sip_framing *f, const uint8_t *bytes, size_t n);
/* The first message, until the next call: RT_OK; RT_EBUSY: it is not whole yet; RT_ESYNTAX, RT_ETOOBIG (*why: static
 * text). */
enum rt_err sip_framing_next(struct sip_framing *f, const uint8_t **message, size_t *n, const char **why);
/* It is done with. */
void sip_framing_take(struct sip_framing *f, size_t n);
