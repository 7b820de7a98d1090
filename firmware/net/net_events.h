/* SPDX-License-Identifier: MIT */
/* The network. Kinds of events: fw/event.h. */
#pragma once
#include <fw/event.h>

/* id, channel, level, number, unit of the number, format, names of its conversions, help */
#define NET_EVENTS(X)                                                                                                  \
    X(net_state, net, 1, "state", "0 no link, 1 searching, 2 up, 3 last known address, 4 duplicate address", "%s",     \
      "state", "the Internet port has no address")                                                                     \
    X(net_address, net, 1, "state", "as above", "%s ip=%s mask=%s gw=%s dns=%s,%s tftp=%s lease=%u",                   \
      "state ip mask gateway dns1 dns2 option66 lease_s", "it got an address, or its configuration changed")           \
    X(net_time, net, 2, "unix_s", "s since 1970", "time %llu", "unix_s", "the time of day is known")                   \
    X(dns_found, net, 2, "addresses", "addresses", "dns %s -> %s%s", "name address more", "a name was resolved")       \
    X(dns_failed, net, 2, "error", "a result, negative", "dns %s -> %s", "name why", "a name could not be resolved")   \
    X(dns_services, net, 2, "hosts", "hosts", "dns %s -> %s:%u", "name host port",                                     \
      "hosts of a service were found (SRV); the first one")                                                            \
    X(dns_known, net, FW_LOG_TRACE_ONLY, "addresses", "addresses", "dns %s -> %s%s", "name address more",              \
      "resolved without a query: cached, or an address")                                                               \
    X(dns_known_failed, net, FW_LOG_TRACE_ONLY, "error", "a result, negative", "dns %s -> %s", "name why",             \
      "the same: it could not be asked")                                                                               \
    X(dns_by_tcp, warn, FW_LOG_TRACE_ONLY, "", "",                                                                     \
      "the records of %.100s do not fit into 512 bytes: asked by TCP, which a real unit may not know", "name",         \
      "a reply by UDP was truncated")                                                                                  \
    X(tcp_connected, fetch, FW_LOG_TRACE_ONLY, "", "", "connected %s:%u", "ip port", "a connection to a server")       \
    X(syslog_sent, syslog, FW_LOG_TRACE_ONLY, "severity", "RFC 3164: 3 error, 5 notice, 6 info, 7 debug", "%s",        \
      "line", "a line was sent to the server")

NET_EVENTS(FW_EVENT_DECLARE)

extern const struct fw_event *const fw_net_events[]; /* NULL-terminated */
