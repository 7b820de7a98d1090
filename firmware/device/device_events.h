/* SPDX-License-Identifier: MIT */
/* Start and restart. Kinds of events: fw/event.h. */
#pragma once
#include <fw/event.h>

/* id, channel, level, number, unit of the number, format, names of its conversions, help */
#define DEVICE_EVENTS(X)                                                                                               \
    X(boot_bank, boot, FW_LOG_TRACE_ONLY, "bank", "0 A, 1 B, 2 none", "bank %s, release %s, %s, after %s",             \
      "bank version reason cause", "the decision; sent to Debug_Server once the network is up")                        \
    X(boot_confirmed, boot, 1, "", "", "release %s confirmed", "version", "a new image is confirmed")                  \
    X(boot_restart, boot, 1, "reason", "in the order of fw/prov.h", "restart: %s", "reason",                           \
      "the firmware restarts the unit")                                                                                \
    X(boot_failed, boot, 1, "error", "a result, negative", "start failed: %s", "error", "the watchdog retries")        \
    X(boot_crashed, boot, 1, "", "", "crashed by an over-long ping (CVE-2008-2092)", "",                               \
      "quirk long-ping: nothing runs until the power is cut")                                                          \
    X(boot_no_identity, boot, 1, "error", "a result, negative", "no identity: %s", "error",                            \
      "a blank part: the unit cannot run")                                                                             \
    X(sip_not_done, sip, 1, "error", "a result, negative", "%s is not done: %s", "event error",                        \
      "an authorised NOTIFY that could not be executed")

DEVICE_EVENTS(FW_EVENT_DECLARE)

extern const struct fw_event *const fw_device_events[]; /* NULL-terminated */
