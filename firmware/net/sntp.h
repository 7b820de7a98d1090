/* SPDX-License-Identifier: MIT */
/*
 * The time of day: an SNTP client (RFC 4330) for Primary_NTP_Server and Secondary_NTP_Server, or the servers of DHCP
 * option 42 when both are blank (guess). It learns the offset between the board clock and UTC.
 */
#pragma once
#include <fw/stack.h>

#define FW_SNTP_TIMEOUT_S   5u    /* reply timeout */
#define FW_SNTP_RETRY_S     60u   /* after a round over all servers without an answer. RFC 4330 section 10: >= 15 s */
#define FW_SNTP_REPEAT_S    3600u /* guess */
#define FW_SNTP_SERVERS_MAX 2u

struct fw_sntp {
    struct fw_net *net;
    struct udp_pcb *pcb;
    struct board_timer timer;
    struct fw_dns_request dns;
    bool is_asking;  /* resolving or waiting for an answer */
    bool is_waiting; /* holds the io-wait line */
    unsigned i_server;
    uint32_t server; /* server being queried */
    uint64_t cookie; /* our transmit time stamp: noise, which the answer must repeat */
    uint64_t asked_us;
    bool is_known;
    int64_t offset_us; /* UTC minus board clock */
};

void fw_sntp_init(struct fw_sntp *s, struct fw_net *net);
void fw_sntp_fini(struct fw_sntp *s);
/* The net is usable, or its parameters changed: query, unless done or in progress. */
void fw_sntp_kick(struct fw_sntp *s);
