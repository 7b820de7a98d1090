/* SPDX-License-Identifier: MIT */
/*
 * The web commands. All three need the Admin login and take effect when the unit is idle. The reply says so even when
 * the command is disabled (SAG p.41: with Upgrade_Enable = No the page still announces the upgrade, and nothing
 * happens). guess: the wording of the vendor's pages is not known.
 */
#include "web_priv.h"
#include <string.h>

/* Texts of the release: key, and without it. */
static const char *const when_resync[] = {"will_resync", "SPA will resync the profile when it is not in use."};
static const char *const when_upgrade[] = {"will_upgrade", "SPA will upgrade its firmware when it is not in use."};
static const char *const when_reboot[] = {"will_reboot", "SPA will reboot when it is not in use."};

static void answer(struct web *w, enum rt_err err, const char *const done[2], struct fw_http_reply *reply)
{
    switch (err) {
    case RT_OK:
    case RT_EACCES: /* disabled: as SAG p.41 */
        web_message_page(w, web_text(w, done[0], done[1]), reply);
        break;
    case RT_EBUSY:
        reply->status = 503;
        web_message_page(w, "SPA is busy with a resync or an upgrade. Please try again later.", reply);
        break;
    case RT_ESYNTAX:
    case RT_ETOOBIG:
        reply->status = 400;
        web_message_page(w, "The address cannot be read. Please use [protocol://][server[:port]]/path.", reply);
        break;
    default:
        reply->status = 500;
        web_message_page(w, "Out of memory.", reply);
        break;
    }
}

/* HEAD must have no effect (RFC 7231 section 4.2.1): link checkers send it. */
static bool only_looks(const struct fw_http_request *q)
{
    return rt_str_is(q->method, "HEAD");
}

/* Where in a rule the argument is: a '+' stands for a blank before an address, and for itself in one. */
struct place {
    bool is_in_address, is_in_quotes;
    unsigned depth; /* of brackets and parentheses */
    char last[3];
};

static void move_on(struct place *at, char c)
{
    memmove(at->last, at->last + 1, 2);
    at->last[2] = c;
    if (c == '"') {
        at->is_in_quotes = !at->is_in_quotes;
    }
    if (at->is_in_quotes) {
        return;
    }
    if (c == '[' || c == '(') {
        at->depth++;
    } else if ((c == ']' || c == ')') && at->depth > 0) {
        at->depth--;
    } else if (c == '|') { /* the next alternative */
        at->is_in_address = false;
    } else if (memcmp(at->last, "://", 3) == 0 || (c == '/' && at->depth == 0)) {
        at->is_in_address = true;
    }
}

/* The argument as the rule or address that was meant: %XX wherever it stands, since a panel in production sends
 * init-%24MA.cfg; and '+' as browsers and libraries write a blank, before the scheme. A path's own '+' stays. guess:
 * what a real unit decodes is not known. */
static void put_argument(struct rt_str query, struct rt_buf *out)
{
    struct place at = {0};
    for (size_t i = 0; i < query.n; i++) {
        int byte = rt_str_percent(query, i);
        char c = query.p[i];
        if (byte >= ' ' && byte < 0x7f) {
            c = (char)byte;
            i += 2;
        } else if (c == '+' && !at.is_in_address) {
            c = ' ';
        }
        (void)rt_buf_put(out, &c, 1); /* the caller asks rt_buf_error() */
        move_on(&at, c);
    }
}

typedef enum rt_err request_fn(struct fw_prov *p, struct rt_str argument, uint32_t client_ip);

static void request(struct web *w, const struct fw_http_request *q, request_fn *fn, const char *const done[2],
                    struct fw_http_reply *reply)
{
    struct rt_buf argument;
    rt_buf_init(&argument, FW_HTTPD_HEAD_MAX);
    put_argument(q->query, &argument);
    enum rt_err err = rt_buf_error(&argument);
    if (err == RT_OK && !only_looks(q)) {
        err = fn(fw_device_prov(w->device), rt_str_n(rt_buf_text(&argument), argument.n), q->client_ip);
    }
    answer(w, err, done, reply);
    rt_buf_fini(&argument);
}

void web_resync(struct web *w, const struct fw_http_request *q, struct fw_http_reply *reply)
{
    request(w, q, fw_prov_request_resync, when_resync, reply);
}

void web_upgrade(struct web *w, const struct fw_http_request *q, struct fw_http_reply *reply)
{
    request(w, q, fw_prov_request_upgrade, when_upgrade, reply);
}

void web_reboot(struct web *w, const struct fw_http_request *q, struct fw_http_reply *reply)
{
    web_message_page(w, web_text(w, when_reboot[0], when_reboot[1]), reply);
    if (!only_looks(q)) {
        fw_device_request_reboot_soon(w->device, FW_RESTART_REQUEST);
    }
}
