/* SPDX-License-Identifier: MIT */
#include "forward_hint.h"
#include <host/error.h>
#include <unit/unit.h>
#include <fw/channel.h>
#include <fw/device.h>
#include <fw/httpd.h>
#include <fw/net.h>
#include <rt/str.h>
#include <stdio.h>

#define LOOPBACK 0x7f000001u
#define WEB_PORT 80u
#define URL_MAX  40u

static const char *url(const struct emu_forward *f, char out[URL_MAX])
{
    char ip[16];
    (void)snprintf(out, URL_MAX, "http://%s:%u/", rt_ipv4_text(f->host_ip != 0 ? f->host_ip : LOOPBACK, ip),
                   (unsigned)f->host_port); /* fits */
    return out;
}

static void tell(struct emu_forward_hint *h, bool is_on)
{
    char state = is_on ? '1' : '0';
    if (h->told == state || (h->told == '?' && is_on)) {
        return; /* once a page answers, no hint is needed */
    }
    h->told = state;
    if (is_on) {
        char address[URL_MAX];
        fprintf(emu_error_stream(), "vspa: run: --forward %u: the unit's web server answers now: %s\n",
                (unsigned)h->wan->host_port, url(h->wan, address));
    } else {
        fprintf(emu_error_stream(),
                "vspa: run: --forward %u: the unit refuses connections: its web server is disabled on the Internet "
                "port: set "
                "%s to Yes in a profile, or dial **** 7932# 1# 1 on a telephone\n",
                (unsigned)h->wan->host_port,
                fw_element_name(fw_httpd_switch_element(fw_device_params(emu_unit_device(h->unit)))));
    }
}

static void on_event(void *ctx, struct board *b, const struct board_event *e)
{
    struct emu_forward_hint *h = ctx;
    struct fw_device *device = emu_unit_device(h->unit);
    (void)b;
    bool is_address = board_event_signal(e) == &fw_signal_net && e->value == FW_NET_UP;
    if ((!is_address && board_event_signal(e) != &fw_signal_param) || !fw_device_is_running(device)) {
        return;
    }
    const struct fw_params *params = fw_device_params(device);
    tell(h, fw_httpd_is_switched_on(params));
}

static void tell_start(const struct emu_forwards *forwards)
{
    const struct emu_forward *pages = emu_forward_find(forwards, BOARD_PORT_LAN, WEB_PORT);
    char address[URL_MAX];
    if (pages != NULL) {
        fprintf(emu_error_stream(), "vspa: run: the unit's pages: %s\n", url(pages, address));
    }
    for (size_t i = 0; i < forwards->n; i++) {
        const struct emu_forward *f = &forwards->forward[i];
        if (f->host_ip >> 24 != LOOPBACK >> 24) {
            fprintf(emu_error_stream(), "vspa: run: --forward: other machines reach the unit at port %u of %s\n",
                    (unsigned)f->host_port, f->host_ip == 0 ? "this host" : rt_ipv4_text(f->host_ip, address));
        }
    }
}

void emu_forward_hint_start(struct emu_forward_hint *h, struct emu_unit *u, const struct emu_forwards *forwards)
{
    *h = (struct emu_forward_hint){.watcher = {on_event, h, NULL}, .unit = u, .told = '?'};
    h->wan = emu_forward_find(forwards, BOARD_PORT_WAN, WEB_PORT);
    tell_start(forwards);
    if (h->wan != NULL) {
        board_watch(emu_unit_board(u), &h->watcher);
    }
}

void emu_forward_hint_stop(struct emu_forward_hint *h)
{
    if (h->wan != NULL) {
        board_unwatch(emu_unit_board(h->unit), &h->watcher);
    }
}
