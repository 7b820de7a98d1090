/* SPDX-License-Identifier: MIT */
/*
 * Who opens the page of --forward on a factory unit gets a refused connection: the web server is off at the Internet
 * port (Enable_WAN_Web_Server No, from the factory). That is what a real unit does, so it is reported, not changed.
 */
#pragma once
#include <board/signal.h>
#include <stdint.h>

struct emu_unit;

struct emu_forward_hint {
    struct board_watcher watcher;
    struct emu_unit *unit;
    uint16_t port;
    char told; /* the state reported last: '?' none, '0' off, '1' on */
};

/* Says on standard error, at the first address and after each commit that changes it, whether the unit answers there.
 * port 0: never says anything. The hint is borrowed until stop. */
void emu_forward_hint_start(struct emu_forward_hint *h, struct emu_unit *u, uint16_t port);
void emu_forward_hint_stop(struct emu_forward_hint *h);
