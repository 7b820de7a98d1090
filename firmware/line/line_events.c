/* SPDX-License-Identifier: MIT */
#include "line_events.h"

FW_EVENTS(fw_line_events, LINE_EVENTS)
