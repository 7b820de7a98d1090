/* SPDX-License-Identifier: MIT */
/* Recovery. state: in the order of fw/recovery.h. Kinds of events: fw/event.h. */
#pragma once
#include <fw/event.h>

/* id, channel, level, number, unit of the number, format, names of its conversions, help */
#define RECOVERY_EVENTS(X)                                                                                             \
    X(recovery_state, boot, 1, "state", "the new state", "recovery: %s -> %s", "from to", "the machine")               \
    X(recovery_asks, boot, 1, "state", "the state", "recovery: asking tftp://%s:%u%s", "server port path",             \
      "an attempt starts")                                                                                             \
    X(recovery_image, boot, 1, "state", "the state",                                                                   \
      "recovery: the image is good: %s release %s, %u bytes, for bank %s", "product version bytes bank",               \
      "the image will be written")                                                                                     \
    X(recovery_done, boot, 1, "state", "the state", "recovery: bank %s holds a good image", "bank",                    \
      "the unit restarts")                                                                                             \
    X(recovery_failed, boot, 1, "state", "the state", "recovery: failed: %s%s%s%s; again in %u s",                     \
      "error sep detail sep pause_s", "an attempt failed")

RECOVERY_EVENTS(FW_EVENT_DECLARE)

extern const struct fw_event *const fw_recovery_events[]; /* NULL-terminated */
