/* SPDX-License-Identifier: MIT */
#include "net_events.h"

FW_EVENTS(fw_net_events, NET_EVENTS)
