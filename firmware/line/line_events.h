/* SPDX-License-Identifier: MIT */
/* Telephone lines. Kinds of events: fw/event.h. */
#pragma once
#include <fw/event.h>

/* id, channel, level, number, unit of the number, format, names of its conversions, help */
#define LINE_EVENTS(X)                                                                                                 \
    X(line_state, line, 3, "state", "the new state, in the order of fw/line.h", "%s -> %s", "from to",                 \
      "a state transition of the line")                                                                                \
    X(line_tone, line, 3, "on", "1", "tone %s", "parameter", "a call progress tone starts")                            \
    X(line_application, line, 3, "on", "1", "application %s", "name", "the trigger of an application was dialled")     \
    X(line_key, line, FW_LOG_TRACE_ONLY, "code", "ASCII", "key %s", "key",                                             \
      "a key was detected. Not sent to Debug_Server: it may be part of a password")                                    \
    X(line_ring, line, 1, "cadence", "number", "rings", "", "the telephone rings")                                     \
    X(line_sends, line, 2, "ms", "ms", "sends caller ID or lamp: %s", "method", "data to a telephone on-hook")         \
    X(line_call_waiting, line, 2, "cadence", "number", "call waiting", "", "the call waiting tone begins")             \
    X(line_hook, line, 2, "on_hook_ms", "ms", "hook %s", "what", "a short on-hook: bounce or flash")

LINE_EVENTS(FW_EVENT_DECLARE)

extern const struct fw_event *const fw_line_events[]; /* NULL-terminated */
