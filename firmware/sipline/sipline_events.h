/* SPDX-License-Identifier: MIT */
/* Registration, mailbox and NOTIFY of a line. Kinds of events: fw/event.h. */
#pragma once
#include <fw/event.h>

/* id, channel, level, number, unit of the number, format, names of its conversions, help */
#define SIPLINE_EVENTS(X)                                                                                              \
    X(sip_ignored, sip, 1, "", "", "%s from %s is ignored: %s is No", "event ip parameter",                            \
      "a NOTIFY that a parameter disables")                                                                            \
    X(sip_event, sip, 1, "", "", "%s from %s", "event ip", "a NOTIFY that is executed")                                \
    X(sip_register, sip, FW_LOG_TRACE_ONLY, "state", "of the line's registration", "registration %s -> %s", "old new", \
      "the state of a line's registration")                                                                            \
    X(sip_registered, sip, FW_LOG_TRACE_ONLY, "expires", "s", "registered at %s:%u, again in %u s", "ip port next",    \
      "the registrar accepted the line")                                                                               \
    X(sip_register_failed, sip, FW_LOG_TRACE_ONLY, "status", "SIP, 0 none", "not registered: %s, %s", "why next",      \
      "a registration failed")                                                                                         \
    X(sip_nat, sip, FW_LOG_TRACE_ONLY, "nat", "of the list in probe.h", "STUN: %s", "nat", "the type of the NAT")      \
    X(sip_mailbox, sip, FW_LOG_TRACE_ONLY, "state", "of the line's subscription", "mailbox %s -> %s", "old new",       \
      "the state of a line's subscription to its mailbox")                                                             \
    X(sip_mailbox_failed, sip, FW_LOG_TRACE_ONLY, "status", "SIP, 0 none", "not subscribed: %s, again in %u s",        \
      "why next", "a subscription to a mailbox failed")                                                                \
    X(sip_messages, sip, FW_LOG_TRACE_ONLY, "new", "messages", "messages waiting: %s%s", "waiting subscribed",         \
      "what a NOTIFY says of a line's mailbox")                                                                        \
    X(sip_unregistered, sip, FW_LOG_TRACE_ONLY, "", "", "registration lost: %s", "why",                                \
      "the registration is not valid any more")

SIPLINE_EVENTS(FW_EVENT_DECLARE)

extern const struct fw_event *const fw_sipline_events[]; /* NULL-terminated */
