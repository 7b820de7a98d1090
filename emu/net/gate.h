/* SPDX-License-Identifier: MIT */
/*
 * The gate between the segment and slirp: which packets of the unit may pass, where they lead, and the addresses and
 * ports that either side sees. It knows frames only; slirp itself is user.c.
 *
 * slirp leads its gateway's address, and no other one, to the host's 127.0.0.1, on every port; and it would look for
 * 192.168.1.200 in the host's own network. So 192.168.1.200 is made by us: user.c answers its ARP, its packets are
 * rewritten to and from the gateway's address, and only the ports of struct emu_port_maps pass. For that slirp needs
 * its way to the loopback (disable_host_loopback is off), so the rule "nothing of the host but --map" is kept here, in
 * emu_gate_out(): what addresses the gateway, or is a fragment that slirp would put together for it, goes nowhere, and
 * what leaves the segment is judged by net/reach.h. Checked in libslirp 4.7.0: sotranslate_out4(), udp_input(),
 * icmp_input().
 */
#pragma once
#include <net/net.h>
#include <net/reach.h>
#include "callers.h"

#define EMU_GATE_ANSWERS_MAX 64u  /* peers that sent a datagram first and may be answered */
#define EMU_GATE_FLOWS_MAX   256u /* connections through maps whose port at the PC is remembered */
#define EMU_GATE_SERVED_MAX  8u
#define EMU_GATE_REFUSED_MAX 16u /* destinations whose refusal was logged */

/* What the unit sent through a map. */
struct emu_flow {
    uint8_t protocol;
    uint16_t unit_src_port, map_port, host_port;
};

struct emu_gate {
    struct board *board;
    const struct rt_log *log;
    enum emu_reach reach;
    size_t n_answers, n_refused, n_served;
    struct emu_port_maps maps;
    uint16_t asked_port[EMU_PORT_MAPS_MAX]; /* of the host, as the user wrote it */
    bool was_used[EMU_PORT_MAPS_MAX];       /* the unit has sent something through this map */
    uint16_t served[EMU_GATE_SERVED_MAX];   /* TCP ports of the provider that are the lab's */
    struct {
        uint32_t ip;
        uint16_t port;
    } answered[EMU_GATE_ANSWERS_MAX];
    uint32_t refused[EMU_GATE_REFUSED_MAX];
    /* By the unit's port: which of several maps to one port of the host it asked. NULL: it has asked none. */
    struct emu_flow *flows;
    struct emu_callers callers;
};
void emu_gate_init(struct emu_gate *g, const struct emu_net *net, const struct emu_user_config *config);
void emu_gate_fini(struct emu_gate *g);
/* The lab serves this TCP port of the provider. False: there are too many. */
bool emu_gate_serve(struct emu_gate *g, uint16_t port);

enum emu_gate_way {
    EMU_GATE_INSIDE,  /* to the lab, or back through a door: a peer of this process */
    EMU_GATE_OUTSIDE, /* to a peer whose time we do not own */
    EMU_GATE_NOWHERE, /* dropped; a refusal was reported */
};
/* Where does this packet of the unit go? Rewrites what has to be rewritten on the way. */
enum emu_gate_way emu_gate_out(struct emu_gate *g, uint8_t *frame, size_t n);
/* The way back: a packet of slirp's for the unit. True: it comes from outside. */
bool emu_gate_in(struct emu_gate *g, uint8_t *frame, size_t n);
