/* SPDX-License-Identifier: MIT */
/* Call control. Kinds of events: fw/event.h. */
#pragma once
#include <fw/event.h>

/* id, channel, level, number, unit of the number, format, names of its conversions, help */
#define CALL_EVENTS(X)                                                                                                 \
    X(call_not_registered, line, 1, NULL, "", "no call, line not registered: %s", "number",                            \
      "a dialled number was rejected")                                                                                 \
    X(call_not_built, line, 1, NULL, "", "no call, calls are not implemented: %s", "number",                           \
      "a dialled number that would be called was rejected")                                                            \
    X(call_no_match, line, 1, NULL, "", "no call, %s: %s", "why keys", "the dial plan rejected what was dialled")

CALL_EVENTS(FW_EVENT_DECLARE)

extern const struct fw_event *const fw_call_events[]; /* NULL-terminated */
