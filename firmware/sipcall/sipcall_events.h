/* SPDX-License-Identifier: MIT */
/* Dialogs of calls. Kinds of events: fw/event.h. */
#pragma once
#include <fw/event.h>

/* id, channel, level, number, unit of the number, format, names of its conversions, help */
#define SIPCALL_EVENTS(X)                                                                                              \
    X(sip_call, sip, FW_LOG_TRACE_ONLY, "state", "of the call's dialog", "call %s -> %s", "old new",                   \
      "the state of a call's dialog")                                                                                  \
    X(sip_reliable, sip, FW_LOG_TRACE_ONLY, "rseq", "RSeq", "reliable 1xx: %s", "what",                                \
      "a reliable provisional response, of either side")

SIPCALL_EVENTS(FW_EVENT_DECLARE)

extern const struct fw_event *const fw_sipcall_events[]; /* NULL-terminated */
