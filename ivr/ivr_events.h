/* SPDX-License-Identifier: MIT */
/* The voice menu. state: in the order of ivr_priv.h. Kinds of events: fw/event.h. */
#pragma once
#include <fw/event.h>

/* id, channel, level, number, unit of the number, format, names of its conversions, help */
#define IVR_EVENTS(X)                                                                                                  \
    X(ivr_state, ivr, 3, "state", "the new state", "%s -> %s", "from to", "a state transition of the session")         \
    X(ivr_say, ivr, 3, "state", "the state", "say%s", "prompts", "prompts by id, each after a blank")                  \
    X(ivr_option, ivr, 3, "state", "the state", "option %s, %s", "code name",                                          \
      "the code of an option was dialled; name: what it is about, or unknown")                                         \
    X(ivr_typed, ivr, 3, "state", "the state", "typed %s", "value", "a valid value was dialled")                       \
    X(ivr_reset, ivr, 3, "state", "the state", "reset %s", "what", "a confirmed reset is executed")                    \
    X(ivr_reboot, ivr, 3, "state", "the state", "reboot %s", "why", "a restart was requested")                         \
    X(ivr_store, ivr, 1, "changes", "saved values", "store %u: %s", "changes how",                                     \
      "saved values were stored after on-hook")

IVR_EVENTS(FW_EVENT_DECLARE)

extern const struct fw_event *const ivr_events[]; /* NULL-terminated */
