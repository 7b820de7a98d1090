/* SPDX-License-Identifier: MIT */
/* What the files of the server share that know lwIP: httpd.c, listener.c, connection.c. */
#pragma once
#include "httpd_priv.h"
#include <fw/net.h>
#include <fw/stack.h>
#include <rt/list.h>
#include "lwip/tcp.h"

struct httpd_listener {
    struct fw_httpd *httpd;
    struct tcp_pcb *pcb; /* NULL: not listening */
    enum board_port port;
    uint32_t ip; /* listening address, host order */
    uint16_t tcp_port;
};

struct fw_httpd {
    struct fw_net_child child;
    struct fw_net *net;
    struct board *board;
    struct fw_http_route *routes;
    const char *title; /* of error pages; borrowed */
    struct rt_node connections;
    unsigned n_connections, n_refused, n_lingering;
    size_t n_held, n_queued; /* bytes, of all connections */
    struct httpd_listener listeners[BOARD_N_PORTS];
};

/* listener.c: an address or a parameter changed: the listeners follow. */
void httpd_listen(struct fw_httpd *h);
void httpd_stop_listening(struct httpd_listener *l);

/* connection.c: of a listener, which is arg. */
err_t httpd_on_accept(void *arg, struct tcp_pcb *pcb, err_t err);
/* Those that are sending pieces of this route; NULL: all. */
void httpd_abort_connections(struct fw_httpd *h, const struct fw_http_route *route);
