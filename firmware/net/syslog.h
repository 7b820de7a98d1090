/* SPDX-License-Identifier: MIT */
/*
 * Two sinks of the firmware's log, Syslog_Server and Debug_Server: `host[:port]`, UDP, port 514 by default; when
 * both are set the syslog lines go to both (SPA-841 guide p.42). A line is queued until the net is usable and the
 * name is resolved.
 *
 * Form: "<PRI>text" and nothing else. RFC 3164 section 4.3.3 allows it; guess: the unit's own form is not known.
 * Traced SIP messages go to Debug_Server as they are, without the PRI (recall: listeners for these units look for the
 * start line at the beginning of the datagram).
 */
#pragma once
#include <fw/element.h>
#include <fw/log.h>
#include <fw/stack.h>

#define FW_SYSLOG_LINES_MAX 64u /* queue length of each server; the oldest line is dropped first. guess */
#define FW_SYSLOG_PORT      514u
#define FW_SYSLOG_FACILITY  16u /* local0. guess */
#define FW_SYSLOG_RETRY_S   30u /* after a name could not be resolved. guess */

#define FW_SYSLOG_N_TARGETS 2u

struct fw_syslog_line {
    char *text; /* owned; NUL-terminated, the NUL not counted */
    size_t n;
    bool is_bare; /* sent without the PRI */
    enum fw_log_severity severity;
};
struct fw_syslog_target {
    struct fw_net *net;
    struct fw_log_sink sink;
    enum fw_element element;      /* the parameter that names the server */
    unsigned unit;                /* of the trace: 0 Syslog_Server, 1 Debug_Server */
    struct fw_syslog_line *lines; /* a ring of FW_SYSLOG_LINES_MAX; NULL: there was none */
    unsigned first, n;
    uint16_t port;
    struct fw_dns_request dns;
    struct board_timer retry_timer;
};
struct fw_syslog {
    struct fw_net *net;
    struct udp_pcb *pcb;
    struct fw_syslog_target targets[FW_SYSLOG_N_TARGETS];
};

void fw_syslog_init(struct fw_syslog *s, struct fw_net *net);
void fw_syslog_fini(struct fw_syslog *s);
/* The net may have become usable: flush the queue. */
void fw_syslog_kick(struct fw_syslog *s);
