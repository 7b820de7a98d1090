/* SPDX-License-Identifier: MIT */
/* Parameters. Kinds of events: fw/event.h. */
#pragma once
#include <fw/event.h>

/* id, channel, level, number, unit of the number, format, names of its conversions, help */
#define PARAM_EVENTS(X)                                                                                                \
    X(param_commit, param, 2, "parameters", "parameters that changed", "commit by %s: %u values, %u accesses",         \
      "source values accesses", "a transaction was committed to flash")                                                \
    X(param_reset, param, 2, "parameters", "parameters that changed", "factory reset: %zu parameters changed",         \
      "parameters", "all values are back to factory defaults")                                                         \
    X(param_value, param, FW_LOG_TRACE_ONLY, "", "", "%s = %s", "element value",                                       \
      "a value of that commit; secrets are ****. Not sent to Debug_Server: a profile changes hundreds")                \
    X(param_access, param, FW_LOG_TRACE_ONLY, "", "", "%s ua = %s", "element access", "an access of that commit")

PARAM_EVENTS(FW_EVENT_DECLARE)

extern const struct fw_event *const fw_param_events[]; /* NULL-terminated */
