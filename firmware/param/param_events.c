/* SPDX-License-Identifier: MIT */
#include "param_events.h"

FW_EVENTS(fw_param_events, PARAM_EVENTS)
