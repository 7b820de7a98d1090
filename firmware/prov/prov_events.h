/* SPDX-License-Identifier: MIT */
/* Resync, upgrade, report. Kinds of events: fw/event.h. */
#pragma once
#include <fw/event.h>

/* One transfer succeeded or failed; for both machines. */
#define PROV_TRANSFER "%s %s://%s:%u%s from %s: %u bytes in %u.%03u s%s%s%s%s%s"

/* Of a rule with a condition; for all three machines. */
#define PROV_TAKEN    "%s: alternative %u is taken"
#define PROV_NONE     "%s: no condition is true"

/* id, channel, level, number, unit of the number, format, names of its conversions, help */
#define PROV_EVENTS(X)                                                                                                 \
    X(resync_state, resync, 3, "state", "the new state, in the order of fw/prov.h", "%s -> %s", "from to",             \
      "a state transition")                                                                                            \
    X(resync_wait, resync, 2, "delay_s", "s", "%s in %u s", "what delay_s", "a timer is armed")                        \
    X(resync_first, resync, 2, "delay_ms", "ms", "first contact in %u.%03u s", "s ms",                                 \
      "the random delay after the start")                                                                              \
    X(resync_begins, resync, 1, "cause", "$PRVST", "begins, PRVST=%d", "cause", "a pass over the rules")               \
    X(resync_busy, resync, 1, "", "", "waits for idle lines", "", "a line is in use")                                  \
    X(resync_silence, resync, 1, "", "", "waits until the lines have been idle for %.0f s", "s",                       \
      "Resync_After_... of idle lines")                                                                                \
    X(resync_trigger, resync, 2, "", "", "%s is true", "parameter", "Resync_Trigger_1 or _2")                          \
    X(resync_next, resync, 2, "", "", "another one is asked for: after this one", "", "a request while a pass runs")   \
    X(resync_taken, resync, FW_LOG_TRACE_ONLY, "alternative", "number, from 1", PROV_TAKEN, "rule alternative",        \
      "a rule with conditions chose it")                                                                               \
    X(resync_none, resync, FW_LOG_TRACE_ONLY, "", "", PROV_NONE, "rule", "a rule has nothing to do")                   \
    X(resync_fetch, resync, 1, "bytes", "bytes; -1 it failed", PROV_TRANSFER,                                          \
      "verdict scheme server port path ip bytes s ms sep error sep detail why", "the transfer of a profile ended")     \
    X(resync_corrupt, resync, 1, "line", "line of the profile", "corrupt at line %u, column %u: %s",                   \
      "line column what", "the profile is invalid")                                                                    \
    X(resync_unknown, resync, 2, "line", "line of the profile", "unknown element %.*s (line %u)", "element line",      \
      "this release has no such parameter")                                                                            \
    X(resync_applied, resync, 1, "elements", "elements",                                                               \
      "applied: %u elements, %u set (%u changed), %u unchanged, %u unknown, %u invalid",                               \
      "elements set changed unchanged unknown invalid", "a profile was applied")                                       \
    X(resync_done, resync, 1, "result", "1", "done", "", "the pass succeeded")                                         \
    X(resync_failed, resync, 1, "result", "-1", "failed: %s%s", "error why", "the pass failed; $ERR")                  \
    X(upgrade_state, upgrade, 1, "state", "the new state, in the order of fw/prov.h", "%s -> %s", "from to",           \
      "a state transition")                                                                                            \
    X(upgrade_retry, upgrade, 2, "delay_s", "s", "retry in %u s", "delay_s",                                           \
      "after a failure: Upgrade_Error_Retry_Delay")                                                                    \
    X(upgrade_fetch, upgrade, 1, "bytes", "bytes; -1 it failed", PROV_TRANSFER,                                        \
      "verdict scheme server port path ip bytes s ms sep error sep detail why", "the transfer of an image ended")      \
    X(upgrade_taken, upgrade, FW_LOG_TRACE_ONLY, "alternative", "number, from 1", PROV_TAKEN, "rule alternative",      \
      "a rule with conditions chose it")                                                                               \
    X(upgrade_none, upgrade, FW_LOG_TRACE_ONLY, "", "", PROV_NONE, "rule", "a rule has nothing to do")                 \
    X(upgrade_failed, upgrade, 1, "result", "-1", "failed: %s%s", "error why", "$UPGERR")                              \
    X(report_taken, report, FW_LOG_TRACE_ONLY, "alternative", "number, from 1", PROV_TAKEN, "rule alternative",        \
      "a rule with conditions chose it")                                                                               \
    X(report_none, report, FW_LOG_TRACE_ONLY, "", "", PROV_NONE, "rule", "a rule has nothing to do")                   \
    X(report_to, report, 1, "bytes", "bytes", "to %s://%s:%u%s, %u bytes%s",                                           \
      "scheme server port path bytes encrypted", "a configuration report is being sent")                               \
    X(report_over, report, 1, "result", "1 sent, -1 not", "%s%s in %u.%03u s%s%s", "verdict error s ms sep detail",    \
      "the report ended")                                                                                              \
    X(report_failed, report, 1, "result", "-1", "failed: %s%s", "error why", "the report could not start")             \
    X(report_no_rule, report, 1, "result", "-1", "%s%s", "what why", "requested, but Report_Rule is empty or invalid") \
    X(warn_value, warn, 2, "line", "line of the profile", "%.*s (line %u): %s", "element line why",                    \
      "a value that a unit ignores, cuts or refuses")                                                                  \
    X(profile_stage, fetch, FW_LOG_TRACE_ONLY, "bytes", "bytes that it got", "stage %s", "format",                     \
      "what a profile went through, in order")                                                                         \
    X(log_message, fetch, FW_LOG_TRACE_ONLY, "severity", "RFC 3164: 3 error, 5 notice", "message %s", "line",          \
      "Log_Resync_..., Log_Upgrade_..._Msg; sent only when there is a Syslog_Server")                                  \
    X(warn_image, warn, FW_LOG_TRACE_ONLY, "", "", "%s", "what", "the vendor's own image, which cannot run here")      \
    X(warn_profile, warn, FW_LOG_TRACE_ONLY, "", "", "%s", "what", "a profile that a real unit could read")

PROV_EVENTS(FW_EVENT_DECLARE)

extern const struct fw_event *const fw_prov_events[]; /* NULL-terminated */
