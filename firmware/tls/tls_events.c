/* SPDX-License-Identifier: MIT */
#include "tls_events.h"

FW_EVENTS(fw_tls_events, TLS_EVENTS)
