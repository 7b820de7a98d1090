/* SPDX-License-Identifier: MIT */
/*
 * An HTTP client of the tests, at frame level: connects to the unit's web server, sends given bytes in given pieces,
 * keeps what comes back. The cable loses nothing.
 */
#pragma once
#include "outside.h"
#include <rt/buf.h>

struct web_client {
    struct outside *outside;
    uint32_t ip;      /* its own */
    uint32_t unit_ip; /* it talks to */
    uint16_t port, unit_port;

    bool is_open;    /* SYN answered */
    bool is_refused; /* by RST */
    bool is_ended;   /* FIN of the unit seen */
    bool was_reset;  /* RST after it was open */
    struct rt_buf reply;

    uint16_t window; /* that it offers; 0: 65,535 */
    bool is_deaf;    /* acknowledges nothing from now on */

    /* private */
    uint32_t snd_nxt, rcv_nxt;
    struct outside_service service;
};

/* The host `ip` must be there (outside_add_host). Each client needs a port of its own. */
void web_client_init(struct web_client *c, struct outside *o, uint32_t ip, uint16_t port);
void web_client_fini(struct web_client *c);
void web_client_connect(struct web_client *c, uint32_t unit_ip, uint16_t unit_port);
void web_client_send(struct web_client *c, const void *bytes, size_t n);
void web_client_send_text(struct web_client *c, const char *text);
void web_client_close(struct web_client *c); /* FIN */
void web_client_reset(struct web_client *c); /* RST */
/* Of the reply: "200", 0 when there is none. */
int web_client_status(const struct web_client *c);
/* After the blank line; "" without one. */
const char *web_client_body(const struct web_client *c);
