/* SPDX-License-Identifier: MIT */
/* A unit's network, an HTTP server that gives one answer, and noise to serve. */
#pragma once
#include "net_rig.h"
#include "tcp_peer.h"

#define HTTP_RIG_SERVER    IP4(10, 0, 0, 7)
#define HTTP_RIG_URL       "http://10.0.0.7/spa2102.cfg"
#define HTTP_RIG_OK        "HTTP/1.1 200 OK\r\n"
#define HTTP_RIG_END       "\r\n\r\n"

/* Of timing.h, here as facts that the tests hold the code to. */
#define HTTP_RIG_CONNECT_S 15u
#define HTTP_RIG_IDLE_S    30u
#define HTTP_RIG_TOTAL_S   1800u

struct http_rig {
    struct net_rig net;
    struct tcp_peer peer;
    uint8_t big[200000];
};
/* That of the test, between cmocka's set-up and tear-down. */
extern struct http_rig http;
int http_rig_set_up(void **state);
int http_rig_tear_down(void **state);
/* GET of an answer, sent in pieces of this size (0: whole segments). */
void http_rig_get(const char *answer, size_t piece);
void http_rig_post(const char *url, const char *answer, const void *body, size_t n_body, const char *content_type);
