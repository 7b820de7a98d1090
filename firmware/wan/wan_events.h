/* SPDX-License-Identifier: MIT */
/* The ways to an address. Kinds of events: fw/event.h. */
#pragma once
#include <fw/event.h>

/* id, channel, level, number, unit of the number, format, names of its conversions, help */
#define WAN_EVENTS(X)                                                                                                  \
    X(pppoe_found, net, 2, "", "", "pppoe: %s offers service \"%s\" %s", "name service mac",                           \
      "a concentrator answered")                                                                                       \
    X(pppoe_up, net, 1, "session", "id", "pppoe: session %u up, peer %s", "id peer",                                   \
      "the session has an address; fw.net says which")                                                                 \
    X(pppoe_down, net, 1, "pause_s", "s", "pppoe: %s: again in %u s", "why pause_s",                                   \
      "the session ended, or none came"                                                                                \
      " to be")                                                                                                        \
    X(ppp_login, net, 1, "accepted", "1 yes, 0 no", "ppp: %s login %s \"%s\"", "method verdict says",                  \
      "what the provider says to name and password")                                                                   \
    X(wan_other, net, 1, "after_s", "s", "no address by %s: tries %s", "type other",                                   \
      "Connection_Type names two ways, and the first one fails")

WAN_EVENTS(FW_EVENT_DECLARE)

extern const struct fw_event *const fw_wan_events[]; /* NULL-terminated */
