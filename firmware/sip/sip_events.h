/* SPDX-License-Identifier: MIT */
/* SIP. Kinds of events: fw/event.h. */
#pragma once
#include <fw/event.h>

/* id, channel, level, number, unit of the number, format, names of its conversions, help */
#define SIP_EVENTS(X)                                                                                                  \
    X(sip_out, sip, FW_LOG_TRACE_ONLY, NULL, "", "out %s (%s) to %s:%u%s%s%s",                                         \
      "what method ip port transport sep error", "a message from the unit")                                            \
    X(sip_in, sip, FW_LOG_TRACE_ONLY, "bytes", "bytes", "in %s from %s:%u%s", "start-line ip port transport",          \
      "a message for the unit")                                                                                        \
    X(sip_dropped, sip, 2, "error", "a result, negative", "dropped: %s", "why", "an invalid message")                  \
    X(sip_stray, sip, 3, NULL, "", "dropped: an answer to nothing", "", "a response without a request")                \
    X(sip_closed, sip, 1, NULL, "", "port %u is closed", "port", "the line's port")                                    \
    X(sip_port, sip, 1, "error", "0 open, or a result", "port %u: %s", "port how", "the line's port")                  \
    X(sip_stream, sip, 2, NULL, "", "%s %s %s:%u %s%s%s", "transport way ip port what sep why",                        \
      "a connection of a line with TCP or TLS")                                                                        \
    X(sip_refused, sip, 1, "status", "SIP", "NOTIFY refused: %s", "why", "wrong or stale credentials")                 \
    X(sip_ignored, sip, 1, NULL, "", "%s from %s is ignored: %s is No", "event ip parameter",                          \
      "a NOTIFY that a parameter disables")                                                                            \
    X(sip_event, sip, 1, NULL, "", "%s from %s", "event ip", "a NOTIFY that is executed")                              \
    X(sip_register, sip, FW_LOG_TRACE_ONLY, "state", "of the line's registration", "registration %s -> %s", "old new", \
      "the state of a line's registration")                                                                            \
    X(sip_registered, sip, FW_LOG_TRACE_ONLY, "expires", "s", "registered at %s:%u, again in %u s", "ip port next",    \
      "the registrar accepted the line")                                                                               \
    X(sip_register_failed, sip, FW_LOG_TRACE_ONLY, "status", "SIP, 0 none", "not registered: %s, %s", "why next",      \
      "a registration failed")                                                                                         \
    X(sip_call, sip, FW_LOG_TRACE_ONLY, "state", "of the call's dialog", "call %s -> %s", "old new",                   \
      "the state of a call's dialog")                                                                                  \
    X(sip_reliable, sip, FW_LOG_TRACE_ONLY, "rseq", "RSeq", "reliable 1xx: %s", "what",                                \
      "a reliable provisional response, of either side")                                                               \
    X(sip_mapping, sip, FW_LOG_TRACE_ONLY, NULL, "", "answers name %s:%u", "ip port",                                  \
      "address and port outside of a NAT, learned from answers")                                                       \
    X(sip_nat, sip, FW_LOG_TRACE_ONLY, "nat", "of the list in probe.h", "STUN: %s", "nat", "the type of the NAT")      \
    X(sip_mailbox, sip, FW_LOG_TRACE_ONLY, "state", "of the line's subscription", "mailbox %s -> %s", "old new",       \
      "the state of a line's subscription to its mailbox")                                                             \
    X(sip_mailbox_failed, sip, FW_LOG_TRACE_ONLY, "status", "SIP, 0 none", "not subscribed: %s, again in %u s",        \
      "why next", "a subscription to a mailbox failed")                                                                \
    X(sip_messages, sip, FW_LOG_TRACE_ONLY, "new", "messages", "messages waiting: %s%s", "waiting subscribed",         \
      "what a NOTIFY says of a line's mailbox")                                                                        \
    X(sip_unregistered, sip, FW_LOG_TRACE_ONLY, NULL, "", "registration lost: %s", "why",                              \
      "the registration is not valid any more")

SIP_EVENTS(FW_EVENT_DECLARE)

extern const struct fw_event *const fw_sip_events[]; /* NULL-terminated */
