/* SPDX-License-Identifier: MIT */
#include "forward_hint.h"
#include <unit/unit.h>
#include <fw/channel.h>
#include <fw/device.h>
#include <fw/httpd.h>
#include <fw/net.h>
#include <fw/param.h>
#include <stdio.h>

static void tell(struct emu_forward_hint *h, bool is_on)
{
    char state = is_on ? '1' : '0';
    if (h->told == state || (h->told == '?' && is_on)) {
        return; /* once a page answers, no hint is needed */
    }
    h->told = state;
    if (is_on) {
        fprintf(stderr, "vspa: run: --forward %u: the unit's web server answers now: http://127.0.0.1:%u/\n", h->port,
                h->port);
    } else {
        fprintf(stderr,
                "vspa: run: --forward %u: the unit refuses connections: its web server is disabled on the Internet "
                "port: set "
                "%s to Yes in a profile, or dial **** 7932# 1# 1 on a telephone\n",
                h->port, fw_element_name(fw_httpd_switch_element(fw_device_params(emu_unit_device(h->unit)))));
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

void emu_forward_hint_start(struct emu_forward_hint *h, struct emu_unit *u, uint16_t port)
{
    *h = (struct emu_forward_hint){.watcher = {on_event, h, NULL}, .unit = u, .port = port, .told = '?'};
    if (port != 0) {
        board_watch(emu_unit_board(u), &h->watcher);
    }
}

void emu_forward_hint_stop(struct emu_forward_hint *h)
{
    if (h->port != 0) {
        board_unwatch(emu_unit_board(h->unit), &h->watcher);
    }
}
