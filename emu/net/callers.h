/* SPDX-License-Identifier: MIT */
/*
 * Connections to the unit through doors and forwards. The host picks their ports; the unit is shown ports of ours
 * instead, each the next in order. Otherwise no two runs would be the same, and a port that the unit still holds in
 * TIME_WAIT could come again.
 */
#pragma once
#include <net/packet.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EMU_CALLERS_MAX 1024u /* that are open at a time */

struct emu_caller {
    uint8_t protocol;
    uint32_t ip;          /* slirp's */
    uint16_t port, shown; /* slirp's, the unit's */
    uint32_t isn;         /* of its SYN: a repeated SYN is the same caller, another one is not */
};
struct emu_callers {
    size_t n;
    struct emu_caller *caller; /* a ring of EMU_CALLERS_MAX; NULL: none has called. Most units have none */
};
void emu_callers_fini(struct emu_callers *c);

/* The port that the unit is shown for a packet of slirp's. Without memory its own: the answer finds no way back. */
uint16_t emu_caller_shown(struct emu_callers *c, const uint8_t *frame, const struct emu_ip_view *view);
/* The way back: whom a packet of the unit's is for. False: no caller has this port. */
bool emu_caller_find(const struct emu_callers *c, const struct emu_ip_view *view, uint32_t *ip, uint16_t *port);
