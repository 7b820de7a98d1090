/* SPDX-License-Identifier: MIT */
#include "recovery_events.h"

FW_EVENTS(fw_recovery_events, RECOVERY_EVENTS)
