/* SPDX-License-Identifier: MIT */
/* The server's life and its routes. */
#include "server.h"
#include <rt/mem.h>

#define DEFAULT_TITLE "Linksys SPA Configuration"

void fw_httpd_add(struct fw_httpd *h, struct fw_http_route *route)
{
    route->next = h->routes;
    h->routes = route;
}

void fw_httpd_set_title(struct fw_httpd *h, const char *title)
{
    h->title = title != NULL ? title : DEFAULT_TITLE;
}

void fw_httpd_remove(struct fw_httpd *h, struct fw_http_route *route)
{
    httpd_abort_connections(h, route);
    struct fw_http_route **at = &h->routes;
    while (*at != NULL && *at != route) {
        at = &(*at)->next;
    }
    if (*at != NULL) {
        *at = route->next;
        route->next = NULL;
    }
}

static void on_change(struct fw_net_child *child)
{
    httpd_listen(RT_OWNER(child, struct fw_httpd, child));
}

static void end_with_net(struct fw_net_child *child)
{
    struct fw_httpd *h = RT_OWNER(child, struct fw_httpd, child);
    httpd_abort_connections(h, NULL);
    for (unsigned i = 0; i < BOARD_N_PORTS; i++) {
        httpd_stop_listening(&h->listeners[i]);
    }
    (void)rt_mem_free(h); /* always NULL */
}

enum rt_err fw_httpd_create(struct fw_httpd **out, struct fw_net *net)
{
    struct fw_httpd *h = rt_mem_alloc(sizeof *h);
    if (h == NULL) {
        return RT_ENOMEM;
    }
    h->net = net;
    h->board = fw_net_board(net);
    h->title = DEFAULT_TITLE;
    rt_list_init(&h->connections);
    for (unsigned i = 0; i < BOARD_N_PORTS; i++) {
        h->listeners[i].httpd = h;
        h->listeners[i].port = (enum board_port)i;
    }
    h->child = (struct fw_net_child){.abort = end_with_net, .on_change = on_change};
    fw_net_add_child(net, &h->child);
    httpd_listen(h);
    *out = h;
    return RT_OK;
}
