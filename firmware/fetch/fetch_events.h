/* SPDX-License-Identifier: MIT */
/* Fetching a file. Kinds of events: fw/event.h. */
#pragma once
#include <fw/event.h>

/* id, channel, level, number, unit of the number, format, names of its conversions, help */
#define FETCH_EVENTS(X)                                                                                                \
    X(fetch_state, net, 3, "fail", "0 not yet, or as $ERR", "fetch %s: %s %s://%s:%u%s",                               \
      "state method scheme server port path", "a fetch's machine")                                                     \
    X(http_status, fetch, FW_LOG_TRACE_ONLY, "status", "of HTTP", "status HTTP/%u.%u %d %s",                           \
      "major minor status reason", "the head of an answer is there")                                                   \
    X(http_header, fetch, FW_LOG_TRACE_ONLY, "", "", "header %s: %s", "name value", "a line of it")

FETCH_EVENTS(FW_EVENT_DECLARE)

extern const struct fw_event *const fw_fetch_events[]; /* NULL-terminated */
