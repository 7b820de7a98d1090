/* SPDX-License-Identifier: MIT */
/* What the files of webui share. */
#pragma once
#include <fw/element.h>
#include <board/board.h>
#include <fw/device.h>
#include <fw/httpd.h>

#define WEB_NONCES_MAX  8u
#define WEB_NONCE_CHARS 32u

/* The login that a request belongs to. */
enum web_login { WEB_LOGIN_USER, WEB_LOGIN_ADMIN };

/* An issued nonce and the responses that used it: each is accepted once (RFC 2617 section 3.2.2). */
struct web_nonce {
    char text[WEB_NONCE_CHARS + 1]; /* "" : none */
    uint32_t highest;               /* nc that was seen; 0: none yet */
    uint32_t seen;                  /* bit i: nc `highest - i` was */
};

struct web {
    struct fw_device *device;
    struct fw_http_route *routes; /* one per row of the table in web.c */
    size_t n_routes;
    struct web_context *contexts;
    struct web_nonce nonces[WEB_NONCES_MAX]; /* issued, newest first */
};

/* auth.c: true if the request is authorised as this login. Else the reply is a 401 with a challenge. An empty
 * password disables the login (SAG p.40). */
bool web_is_allowed(struct web *w, enum web_login login, const struct fw_http_request *q, struct fw_http_reply *reply);

/* html.c: escapes text for HTML. */
void web_put_escaped(struct rt_buf *out, const char *text);

/* page.c: the status page of one tab. tab: "Router/Status", "Voice/Info". */
void web_status_page(struct web *w, enum web_login login, const char *tab, struct fw_http_reply *reply);
/* A short page with one sentence: the reply to a command. */
void web_message_page(struct web *w, const char *sentence, struct fw_http_reply *reply);

/* act.c: the web commands. */
void web_resync(struct web *w, const struct fw_http_request *q, struct fw_http_reply *reply);
void web_upgrade(struct web *w, const struct fw_http_request *q, struct fw_http_reply *reply);
void web_reboot(struct web *w, const struct fw_http_request *q, struct fw_http_reply *reply);
