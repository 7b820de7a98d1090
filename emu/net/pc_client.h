/* SPDX-License-Identifier: MIT */
/* What the PC at the LAN port does when it is told to: it asks for an address (RFC 2131), and pings (RFC 792). */
#pragma once
#include "segment.h"

struct pc_client {
    struct emu_station *station;
    uint8_t mac[6], next_hop[6]; /* next_hop: who gave the address, which is the router */
    uint32_t xid;
    struct emu_pc_lease lease; /* ip 0: none */
    bool is_asking, is_refused, is_pinging, is_answered;
    uint16_t n_pings;
    uint64_t sent_us, answered_us;
};

void pc_client_init(struct pc_client *c, struct emu_station *s, const uint8_t mac[6]);
/* True: the frame was an answer for it. */
bool pc_client_input(struct pc_client *c, const uint8_t *frame, size_t n);
void pc_client_ask(struct pc_client *c);
void pc_client_ping(struct pc_client *c, uint32_t from_ip, uint32_t to_ip);
