/* SPDX-License-Identifier: MIT */
#include "sip_events.h"

FW_EVENTS(fw_sip_events, SIP_EVENTS)
