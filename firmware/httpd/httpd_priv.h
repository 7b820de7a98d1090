/* SPDX-License-Identifier: MIT */
/*
 * The two halves of the web server: httpd.c, listener.c and connection.c take connections (lwIP: server.h); request.c
 * parses a request (http-parser), finds its route and writes the reply. Neither depends on the library of the other.
 */
#pragma once
#include <fw/httpd.h>
#include <http_parser.h>
#include <stddef.h>

struct fw_net;
struct fw_log;

/* --- request.c ----------------------------------------------------------------------------------------------- */

enum fw_http_verdict {
    FW_HTTP_MORE,     /* the request is incomplete */
    FW_HTTP_COMPLETE, /* the request is complete */
    FW_HTTP_BAD,      /* invalid: see status */
};

/* A part of `kept`, by offset, since the buffer may move. */
struct fw_http_piece {
    size_t at, n;
};
struct fw_http_reader {
    http_parser parser;
    size_t n_head; /* bytes of request line and header so far */
    bool is_head_done, is_done;
    bool is_in_value;    /* of a header; else in its name */
    int status;          /* of the error; 0: none */
    struct rt_buf kept;  /* url and the header values that are needed */
    struct rt_buf field; /* name of the current header */
    struct rt_buf body;
    struct fw_http_piece url;
    struct fw_http_piece *into; /* target of the current value; NULL: not needed */
    struct fw_http_piece authorization, host, content_type, expect;
    bool awaits_continue; /* the client waits before it sends the body (Expect: 100-continue) */
};

void fw_http_reader_init(struct fw_http_reader *r);
void fw_http_reader_fini(struct fw_http_reader *r);
enum fw_http_verdict fw_http_reader_feed(struct fw_http_reader *r, const uint8_t *bytes, size_t n);

/* The rest of a reply that is made in pieces; next is NULL if there is none. */
struct fw_http_stream {
    const struct fw_http_route *route;
    fw_http_piece_fn *next;
    void *state;
    void (*end)(void *state);
};

struct fw_http_peer {
    uint32_t ip; /* host order */
    bool is_from_lan;
};

/* Calls the route and writes the head of the reply and its body to out (initialised by the caller). Returns the HTTP
 * status. */
int fw_http_answer(struct fw_http_reader *r, const struct fw_http_route *routes, const char *title,
                   const struct fw_http_peer *peer, struct rt_buf *out, struct fw_http_stream *stream);
/* An error reply without a route: status is a row of the table. */
void fw_http_refuse(struct rt_buf *out, const char *title, int status);
/* The method ("?" if unknown) and the path for the trace, without the query, which may contain a password. */
const char *fw_http_reader_method(const struct fw_http_reader *r);
struct rt_str fw_http_reader_path(const struct fw_http_reader *r);
/* The user that the request names, whether or not the password is right; "-" without one. */
struct rt_str fw_http_reader_user(const struct fw_http_reader *r);

/* --- connection.c -------------------------------------------------------------------------------------------- */

/* Time limit for receiving a whole request, even if bytes keep arriving. guess */
#define FW_HTTPD_REQUEST_MAX_S 300u
/* Time limit for the peer to receive the reply and close. guess */
#define FW_HTTPD_LINGER_S      10u
/* Connections that have their reply and are not closed by the peer. guess */
#define FW_HTTPD_LINGERING_MAX 8u
/* From then on a connection that owes its request gives way to a new one, when there are too many. guess */
#define FW_HTTPD_SILENT_MS     400u
/* Connections in TIME_WAIT. guess */
#define FW_HTTPD_TIME_WAIT_MAX 256u
/* Bytes of replies in the stack's buffers, over all connections; the stack's heap has a megabyte. */
#define FW_HTTPD_QUEUED_MAX    (64u * 1024u)
/* This many connections above FW_HTTPD_CONNECTIONS_MAX get a 503; further ones are reset. */
#define FW_HTTPD_REFUSALS_MAX  8u
