/* SPDX-License-Identifier: MIT */
#include "wan_events.h"

FW_EVENTS(fw_wan_events, WAN_EVENTS)
