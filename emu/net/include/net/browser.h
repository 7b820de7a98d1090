/* SPDX-License-Identifier: MIT */
/*
 * A browser at the PC: one GET to the unit's web server, through the virtual network (a unix socket of the back end).
 * So it works in warp and is the same in every run. One request at a time.
 */
#pragma once
#include <host/pollset.h>
#include <rt/buf.h>
#include <rt/err.h>
#include <stdbool.h>
#include <stdint.h>

struct emu_browser;
struct emu_net;

#define EMU_BROWSER_REPLY_MAX (2u << 20)

/* path: "/admin/resync?tftp://..."; sent as it is. RT_EINVAL: it has blanks or control characters, or does not begin
 * with a slash. RT_EIO: no socket can be made. RT_ENOMEM. */
enum rt_err emu_browser_open(struct emu_browser **out, struct emu_net *net, uint32_t unit_ip, uint16_t unit_port,
                             const char *path);
void emu_browser_close(struct emu_browser *b);
struct emu_source emu_browser_source(struct emu_browser *b);
bool emu_browser_is_done(void *browser);
/* After is_done. RT_ECLOSED: the connection was refused, or broke off before the end of the head. */
enum rt_err emu_browser_result(struct emu_browser *b, int *status, struct rt_buf *body);
