/* SPDX-License-Identifier: MIT */
#include "httpd_events.h"

FW_EVENTS(fw_httpd_events, HTTPD_EVENTS)
