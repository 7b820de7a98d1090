/* SPDX-License-Identifier: MIT */
/*
 * Frames between the two ports, as they are: all of them in bridge mode, multicast ones by Multicast_Passthru.
 *
 * In bridge mode both ports are one Ethernet, the stack of the Internet port is the unit's one host on it, and the LAN
 * port has no address. An owner's report: hosts at the LAN port get addresses from the router before the unit. That the
 * unit keeps the Internet port's address, and that the pages follow the switch of the WAN web server then: guess.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fw_net;
struct fw_port;
struct fw_params;

#define BRIDGE_STATIONS_MAX 64u /* at the LAN port; a newer one takes the place of the oldest. guess */

struct bridge {
    struct fw_net *net;
    bool is_on;
    bool is_multicast_in, is_multicast_out;  /* Multicast_Passthru */
    uint8_t station[BRIDGE_STATIONS_MAX][6]; /* seen at the LAN port */
    unsigned n_stations, next;
};

void bridge_init(struct bridge *b, struct fw_net *net);
void bridge_refresh(struct bridge *b, bool is_on);
/* What Networking_Service says when the unit starts: a change waits for the restart, as the page says. */
enum bridge_service { BRIDGE_NEVER, BRIDGE_ALWAYS, BRIDGE_AUTO };
enum bridge_service bridge_service(const struct fw_params *params);
/* Whether it is a bridge then, with this address at the Internet port (0: none). */
bool bridge_is_wanted(enum bridge_service service, const struct fw_params *params, uint32_t wan_ip);
/* fw_port_router.frame, .output */
struct fw_port *bridge_frame(struct bridge *b, struct fw_port *from, const uint8_t *frame, size_t n);
unsigned bridge_output(struct bridge *b, const struct fw_port *from, const uint8_t *frame);
