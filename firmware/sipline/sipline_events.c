/* SPDX-License-Identifier: MIT */
#include "sipline_events.h"

FW_EVENTS(fw_sipline_events, SIPLINE_EVENTS)
