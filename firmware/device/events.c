/* SPDX-License-Identifier: MIT */
/* All kinds of events of the firmware: each subsystem has a table in a private header. */
#include <fw/device.h>
#include <fw/event.h>

#define TABLES(X)                                                                                                      \
    X(fw_device_events)                                                                                                \
    X(fw_boot_events)                                                                                                  \
    X(fw_recovery_events)                                                                                              \
    X(fw_route_events)                                                                                                 \
    X(fw_wan_events)                                                                                                   \
    X(fw_net_events)                                                                                                   \
    X(fw_fetch_events)                                                                                                 \
    X(fw_tls_events)                                                                                                   \
    X(fw_param_events)                                                                                                 \
    X(fw_prov_events)                                                                                                  \
    X(fw_line_events)                                                                                                  \
    X(fw_call_events)                                                                                                  \
    X(fw_sip_events)                                                                                                   \
    X(fw_sipline_events)                                                                                               \
    X(fw_sipcall_events)                                                                                               \
    X(fw_media_events)                                                                                                 \
    X(fw_httpd_events)

#define DECLARE(table) extern const struct fw_event *const table[];
TABLES(DECLARE)
#undef DECLARE

const struct fw_event *const *const fw_event_tables[] = {
#define POINTER(table) table,
    TABLES(POINTER)
#undef POINTER
        NULL};
