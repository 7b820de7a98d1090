/* SPDX-License-Identifier: MIT */
#include "media_events.h"

FW_EVENTS(fw_media_events, MEDIA_EVENTS)
