/* SPDX-License-Identifier: MIT */
#include "route_events.h"

FW_EVENTS(fw_route_events, ROUTE_EVENTS)
