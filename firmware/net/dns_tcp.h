/* SPDX-License-Identifier: MIT */
/*
 * One question to a DNS server by TCP: a message with its length in front, each way (RFC 1035 section 4.2.2). The
 * resolver asks so when a reply by UDP was truncated and had no record in it (RFC 1123 section 6.1.3.2). Private to
 * firmware/net.
 */
#pragma once
#include <fw/stack.h>
#include <fw/stream.h>

/* A length has 16 bits, so a reply is never longer than 65,535 bytes. */
struct fw_dns_tcp;

struct fw_dns_tcp_question {
    uint32_t server;
    const uint8_t *query, *known; /* copied; known: the reply by UDP, which is kept for the caller */
    size_t n_query, n_known;
    struct board_timer *timer; /* started with 0 when the exchange is over; how long it may take is the caller's */
};
/* RT_ENOMEM, RT_EUNREACH. */
enum rt_err fw_dns_tcp_ask(struct fw_dns_tcp **out, struct fw_net *net, const struct fw_dns_tcp_question *question);
/* The whole reply, valid until the end. NULL: there is none. */
const uint8_t *fw_dns_tcp_reply(const struct fw_dns_tcp *t, size_t *n);
const uint8_t *fw_dns_tcp_known(const struct fw_dns_tcp *t, size_t *n);
/* NULL is allowed. Not from inside an event of its stream: the timer is for that. */
void fw_dns_tcp_end(struct fw_dns_tcp *t, enum fw_stream_end how);
