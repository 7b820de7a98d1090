/* SPDX-License-Identifier: MIT */
#include "call_events.h"

FW_EVENTS(fw_call_events, CALL_EVENTS)
