/* SPDX-License-Identifier: MIT */
#include "sipcall_events.h"

FW_EVENTS(fw_sipcall_events, SIPCALL_EVENTS)
