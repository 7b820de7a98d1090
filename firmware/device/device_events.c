/* SPDX-License-Identifier: MIT */
#include "device_events.h"

FW_EVENTS(fw_device_events, DEVICE_EVENTS)
