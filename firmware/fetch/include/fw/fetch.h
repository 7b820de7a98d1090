/* SPDX-License-Identifier: MIT */
/*
 * Fetching a file: one request over one transport (table: tftp, http, https). The body is streamed to the client,
 * not buffered. Resolves names itself and tries all addresses until one answers (guide p.1-4).
 */
#pragma once
#include <fw/fail.h>
#include <fw/url.h>
#include <rt/buf.h>

struct fw_net;
struct fw_fetch;

enum fw_method { FW_METHOD_GET, FW_METHOD_POST, FW_METHOD_PUT };

struct fw_fetch_request {
    const struct fw_url *url; /* has_server must be true; copied */
    enum fw_method method;    /* PUT: tftp write. POST: http(s) only */
    const uint8_t *body;      /* POST, PUT; copied */
    size_t n_body;
    const char *content_type; /* of the body; NULL: "text/plain". guess: not documented */
    const char *user_agent;   /* http; copied. "Linksys/SPA-2102-2.0.5 (88012BA01234)" guide p.1-13 */
    uint32_t max_bytes;       /* a longer body ends with FW_FAIL_TOO_BIG; 0: 8 MiB */
};

/* Appends the head of such a request over http or https, including the empty line at its end. RT_ETOOBIG, RT_ENOMEM. */
enum rt_err fw_fetch_put_http_head(const struct fw_fetch_request *request, struct rt_buf *out);

struct fw_fetch_result {
    enum fw_fail fail;
    uint32_t server_ip; /* host order; the address that answered or was tried last; 0: none */
    int http_status;    /* 0: none */
    uint32_t n_bytes;   /* of the body */
    char detail[160];   /* for the debug log: "block 17: no answer after 5 tries" */
};

struct fw_fetch_client {
    /* Called once the address is known, before the first request goes out (so $SERVIP can be logged). */
    void (*on_address)(void *ctx, uint32_t server_ip);
    /* A part of the body; return RT_OK to continue, anything else aborts the fetch with FW_FAIL_ABORTED. */
    enum rt_err (*on_data)(void *ctx, const uint8_t *bytes, size_t n);
    /* Called exactly once, last. Not called after fw_fetch_cancel, and never from inside fw_fetch_start. */
    void (*on_done)(void *ctx, const struct fw_fetch_result *result);
    void *ctx;
};

/* RT_ENOMEM; other failures are reported by on_done. The handle is invalid once on_done returns. The io-wait line is
 * up while the fetch runs. */
enum rt_err fw_fetch_start(struct fw_fetch **out, struct fw_net *net, const struct fw_fetch_request *request,
                           const struct fw_fetch_client *client);
void fw_fetch_cancel(struct fw_fetch *f);
