/* SPDX-License-Identifier: MIT */
#include "prov_events.h"

FW_EVENTS(fw_prov_events, PROV_EVENTS)
