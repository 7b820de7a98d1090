/* SPDX-License-Identifier: MIT */
/*
 * The web server core: requests, limits, a route table. What pages say is webui's.
 *
 * HTTP/1.0 and 1.1, one request per connection (Connection: close). It listens on the WAN address at
 * WAN_Web_Server_Port when Enable_WAN_Web_Server is Yes, and always on the LAN side (inferred: sample profiles have no
 * switch for it). A model with one port has Web_Server_Port and Enable_Web_Server in their place.
 */
#pragma once
#include <fw/element.h>
#include <rt/buf.h>
#include <rt/err.h>
#include <rt/str.h>
#include <stdbool.h>
#include <stdint.h>

struct fw_httpd;
struct fw_net;
struct fw_params;

/* guess: a unit had a handful. A browser opens six at once and monitoring programs keep theirs open, so more are
 * accepted; FW_HTTPD_HELD_MAX bounds the memory. */
#define FW_HTTPD_CONNECTIONS_MAX 256u
/* Memory for requests and replies, over all connections; above it a request gets a 503. */
#define FW_HTTPD_HELD_MAX        (4u * 1024u * 1024u)
#define FW_HTTPD_HEAD_MAX        8192u
#define FW_HTTPD_BODY_MAX        262144u
#define FW_HTTPD_REPLY_MAX       (1024u * 1024u) /* of a body that is no stream */
#define FW_HTTPD_PIECE_MAX       65536u
#define FW_HTTPD_IDLE_TIMEOUT_S  60u

struct fw_http_request {
    struct rt_str method; /* "GET" */
    struct rt_str path;   /* "/admin/resync", before the '?' , not decoded */
    struct rt_str query;  /* after the first '?', as sent; p == NULL without a '?' */
    struct rt_str body;
    struct rt_str authorization; /* header value, or empty */
    struct rt_str host;
    struct rt_str content_type;
    uint32_t client_ip; /* host order */
    bool is_from_lan;
};

/* A long reply is made piece by piece, when the connection has room: nothing else of it is in memory. Appends the
 * next piece, of at most FW_HTTPD_PIECE_MAX bytes; false after the last. */
typedef bool fw_http_piece_fn(void *state, struct rt_buf *out);

struct fw_http_reply {
    int status;               /* 200 by default */
    const char *content_type; /* "text/html" by default; static */
    char header[512];         /* header lines before Content-Type, each with \r\n; "" none */
    struct rt_buf body;       /* empty with an error status: the server's own page */
    fw_http_piece_fn *next;   /* not NULL: what follows the body */
    void *state;
    void (*end)(void *state); /* when the reply was sent, or the connection is gone; may be NULL */
};

/* Fills in the reply, synchronously. */
typedef void fw_http_handler_fn(void *ctx, const struct fw_http_request *request, struct fw_http_reply *reply);

struct fw_http_route {
    const char *path; /* "/admin/resync"; with a trailing '*': prefix. The longest match wins */
    fw_http_handler_fn *handle;
    void *ctx;
    struct fw_http_route *next; /* private */
};
/* The route is a member of its owner and must be removed before the owner is destroyed. Removing aborts the
 * connections whose reply it still makes. */
void fw_httpd_add(struct fw_httpd *h, struct fw_http_route *route);
void fw_httpd_remove(struct fw_httpd *h, struct fw_http_route *route);

/* The title of the pages that the server makes itself, for errors: HTML, borrowed. NULL: the default. */
void fw_httpd_set_title(struct fw_httpd *h, const char *title);

/* The web server of a net: it listens according to the parameters and addresses of the unit. The net owns it:
 * fw_net_destroy() aborts it and its connections. RT_ENOMEM. */
enum rt_err fw_httpd_create(struct fw_httpd **out, struct fw_net *net);

/* The elements of this release that say whether it answers at the Internet port, and at which TCP port. */
enum fw_element fw_httpd_switch_element(const struct fw_params *params);
enum fw_element fw_httpd_port_element(const struct fw_params *params);
/* What they say now. params may be NULL: off, 80. */
bool fw_httpd_is_switched_on(const struct fw_params *params);
uint32_t fw_httpd_internet_port(const struct fw_params *params);
