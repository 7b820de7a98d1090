/* SPDX-License-Identifier: MIT */
/* The web server. Kinds of events: fw/event.h. */
#pragma once
#include <fw/event.h>

/* id, channel, level, number, unit of the number, format, names of its conversions, help */
#define HTTPD_EVENTS(X)                                                                                                \
    X(web_request, web, 2, "status", "HTTP", "%s %.*s -> %d for %.*s", "method path status user",                      \
      "a request was answered; the user that it names, or -")

HTTPD_EVENTS(FW_EVENT_DECLARE)

extern const struct fw_event *const fw_httpd_events[]; /* NULL-terminated */
