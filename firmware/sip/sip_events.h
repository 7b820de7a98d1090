/* SPDX-License-Identifier: MIT */
/* SIP ports and messages. Kinds of events: fw/event.h. */
#pragma once
#include <fw/event.h>

/* id, channel, level, number, unit of the number, format, names of its conversions, help */
#define SIP_EVENTS(X)                                                                                                  \
    X(sip_out, sip, FW_LOG_TRACE_ONLY, "", "", "out %s (%s) to %s:%u%s%s%s",                                           \
      "what method ip port transport sep error", "a message from the unit")                                            \
    X(sip_in, sip, FW_LOG_TRACE_ONLY, "bytes", "bytes", "in %s from %s:%u%s", "start-line ip port transport",          \
      "a message for the unit")                                                                                        \
    X(sip_dropped, sip, 2, "error", "a result, negative", "dropped: %s", "why", "an invalid message")                  \
    X(sip_stray, sip, 3, "", "", "dropped: an answer to nothing", "", "a response without a request")                  \
    X(sip_closed, sip, 1, "", "", "port %u is closed", "port", "the line's port")                                      \
    X(sip_port, sip, 1, "error", "0 open, or a result", "port %u: %s", "port how", "the line's port")                  \
    X(sip_stream, sip, 2, "", "", "%s %s %s:%u %s%s%s", "transport way ip port what sep why",                          \
      "a connection of a line with TCP or TLS")                                                                        \
    X(sip_refused, sip, 1, "status", "SIP", "NOTIFY refused: %s", "why", "wrong or stale credentials")                 \
    X(sip_mapping, sip, FW_LOG_TRACE_ONLY, "", "", "answers name %s:%u", "ip port",                                    \
      "address and port outside of a NAT, learned from answers")

SIP_EVENTS(FW_EVENT_DECLARE)

extern const struct fw_event *const fw_sip_events[]; /* NULL-terminated */
