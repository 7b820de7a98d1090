/* SPDX-License-Identifier: MIT */
#include "fetch_events.h"

FW_EVENTS(fw_fetch_events, FETCH_EVENTS)
