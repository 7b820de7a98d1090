/* SPDX-License-Identifier: MIT */
#include "boot_events.h"

FW_EVENTS(fw_boot_events, BOOT_EVENTS)
