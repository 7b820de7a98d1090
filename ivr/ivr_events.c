/* SPDX-License-Identifier: MIT */
#include "ivr_events.h"

FW_EVENTS(ivr_events, IVR_EVENTS)
