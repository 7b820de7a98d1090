/* SPDX-License-Identifier: MIT */
/*
 * A browser at the PC: one request to the unit's web server, through the virtual network (a unix socket of the back
 * end). So it works in warp and is the same in every run. With a user name it answers the unit's challenge (digest,
 * RFC 2617), once, on a second connection. One request at a time.
 */
#pragma once
#include <host/pollset.h>
#include <rt/buf.h>
#include <rt/err.h>
#include <rt/str.h>
#include <stdbool.h>
#include <stdint.h>

struct emu_browser;
struct emu_net;

#define EMU_BROWSER_REPLY_MAX (2u << 20)
#define EMU_BROWSER_BODY_MAX  (256u << 10) /* more than a form of all fields */

struct emu_browser_request {
    const char *method;          /* "GET", "POST" */
    const char *path;            /* "/admin/resync?tftp://..."; sent as it is */
    struct rt_str body;          /* of a POST: form fields, urlencoded */
    const char *user, *password; /* NULL: without a login */
};

/* Copies the request. RT_EINVAL: the path has blanks or control characters, does not begin with a slash, or is too long
 * (with the login, 4 KiB). RT_ETOOBIG: the body. RT_EIO: no socket can be made. RT_ENOMEM. */
enum rt_err emu_browser_open(struct emu_browser **out, struct emu_net *net, uint32_t unit_ip, uint16_t unit_port,
                             const struct emu_browser_request *request);
void emu_browser_close(struct emu_browser *b);
struct emu_source emu_browser_source(struct emu_browser *b);
bool emu_browser_is_done(void *browser);
/* After is_done. RT_ECLOSED: the connection was refused, or broke off before the end of the head. */
enum rt_err emu_browser_result(struct emu_browser *b, int *status, struct rt_buf *body);
