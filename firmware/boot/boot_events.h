/* SPDX-License-Identifier: MIT */
/* The boot record. Kinds of events: fw/event.h. */
#pragma once
#include <fw/event.h>

/* id, channel, level, number, unit of the number, format, names of its conversions, help */
#define BOOT_EVENTS(X)                                                                                                 \
    X(boot_record, boot, FW_LOG_TRACE_ONLY, "sequence", "number of the record", "record: bank %s %s", "bank state",    \
      "a boot record is written")

BOOT_EVENTS(FW_EVENT_DECLARE)

extern const struct fw_event *const fw_boot_events[]; /* NULL-terminated */
