/* SPDX-License-Identifier: MIT */
/*
 * The two halves of the web server: httpd.c has the listeners and connections (lwIP), httpd_request.c reads a request
 * (http-parser), finds its route and writes the reply. Neither knows what the other stands on.
 */
#pragma once
#include <fw/httpd.h>
#include <http_parser.h>
#include <stddef.h>

struct fw_net;
struct fw_log;

/* --- httpd_request.c ----------------------------------------------------------------------------------------- */

enum fw_http_verdict {
    FW_HTTP_MORE,     /* the request is not whole yet */
    FW_HTTP_COMPLETE, /* it is */
    FW_HTTP_BAD,      /* it cannot be: see status */
};

/* A piece of `kept`, by place, since the buffer moves. */
struct fw_http_piece {
    size_t at, n;
};
struct fw_http_reader {
    http_parser parser;
    size_t n_head; /* bytes of request line and header so far */
    bool is_head_done, is_done;
    bool is_in_value;    /* of a header; else in its name */
    int status;          /* of the refusal; 0: none */
    struct rt_buf kept;  /* url and the header values that somebody wants */
    struct rt_buf field; /* name of the header that is being read */
    struct rt_buf body;
    struct fw_http_piece url;
    struct fw_http_piece *into; /* where the value that is being read belongs; NULL: nobody wants it */
    struct fw_http_piece authorization, host, content_type, expect;
    bool awaits_continue; /* the client holds the body back until it is asked for (Expect: 100-continue) */
};

void fw_http_reader_init(struct fw_http_reader *r);
void fw_http_reader_fini(struct fw_http_reader *r);
enum fw_http_verdict fw_http_reader_feed(struct fw_http_reader *r, const uint8_t *bytes, size_t n);

/* Calls the route and writes the whole reply to out (initialised by the caller). Returns the HTTP status. */
int fw_http_answer(struct fw_http_reader *r, const struct fw_http_route *routes, uint32_t client_ip, bool is_from_lan,
                   struct rt_buf *out);
/* A refusal without a route: status is one of the table. */
void fw_http_refuse(struct rt_buf *out, int status);
/* "GET", "?" while it is not known; and the path for the trace, without the query (it may hold a password). */
const char *fw_http_reader_method(const struct fw_http_reader *r);
struct rt_str fw_http_reader_path(const struct fw_http_reader *r);

/* --- httpd.c -------------------------------------------------------------------------------------------------------
 */

/* A client may take so long for a whole request, however busily it drips. guess */
#define FW_HTTPD_REQUEST_MAX_S 300u
/* After the reply the other side is given so long to take it and close. guess */
#define FW_HTTPD_LINGER_S      10u
/* Above FW_HTTPD_CONNECTIONS_MAX so many more get a 503; further ones are reset. */
#define FW_HTTPD_REFUSALS_MAX  8u
