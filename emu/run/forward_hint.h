/* SPDX-License-Identifier: MIT */
/*
 * Says on standard error where --forward leads. At the LAN port the unit's pages are always open. At the Internet port
 * the web server is off from the factory (Enable_WAN_Web_Server No); that is what a real unit does, so it is reported,
 * not changed.
 */
#pragma once
#include <board/signal.h>
#include <net/net.h>

struct emu_unit;

struct emu_forward_hint {
    struct board_watcher watcher;
    struct emu_unit *unit;
    const struct emu_forward *wan; /* to the web server at the Internet port; NULL: none */
    char told;                     /* the state reported last: '?' none, '0' off, '1' on */
};

/* Now: the address of the pages, and which ports other machines reach. Later, for the Internet port, at the first
 * address and after each commit that changes it: whether the unit answers there. The hint and the forwards are borrowed
 * until stop. */
void emu_forward_hint_start(struct emu_forward_hint *h, struct emu_unit *u, const struct emu_forwards *forwards);
void emu_forward_hint_stop(struct emu_forward_hint *h);
