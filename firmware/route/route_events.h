/* SPDX-License-Identifier: MIT */
/* The router. Kinds of events: fw/event.h. */
#pragma once
#include <fw/event.h>

/* id, channel, level, number, unit of the number, format, names of its conversions, help */
#define ROUTE_EVENTS(X)                                                                                                \
    X(lan_lease, net, 2, "lease_s", "s", "lan lease %s %s", "ip mac", "a host on the LAN port got an address")         \
    X(lan_full, net, 1, "", "", "lan lease refused: no free address for %s", "mac",                                    \
      "a host on the LAN port got none: the pool is in use")                                                           \
    X(lan_address, net, 1, "", "", "lan address %s mask=%s", "ip mask",                                                \
      "the LAN port has another address, because the Internet port is in its network, or a bridge became a router")

ROUTE_EVENTS(FW_EVENT_DECLARE)

extern const struct fw_event *const fw_route_events[]; /* NULL-terminated */
