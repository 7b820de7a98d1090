/* SPDX-License-Identifier: MIT */
/*
 * The DHCP client of the WAN port: lwIP's, plus the unit's options, the last known address, and back-off for servers
 * that only refuse. RFC 2131, RFC 2132.
 *
 * It reports nothing: the net calls look() after each frame and timer.
 */
#pragma once
#include <fw/net.h>
#include <board/clock.h>
#include <stdbool.h>
#include <stdint.h>
#include <fw/netport.h>
#include <fw/wan_method.h>
#include "lease.h"

struct fw_params;
struct fw_log;

/* After this time without a reply the last known address is used. guess: "using last known good address" is in the
 * LED table (Sipura administration guide p.126), the time is not. */
#define FW_DHCP_LAST_KNOWN_AFTER_S 60u
/* After two DHCPNAKs in a row the client pauses; otherwise it would repeat for ever. RFC 2131 section 3.1 names ten
 * seconds for the like case of DHCPDECLINE. */
#define FW_DHCP_NAK_PAUSE_S        10u
/* A longer option 60 or 12 is cut. */
#define FW_DHCP_TEXT_MAX           63u

struct fw_dhcp {
    struct fw_wan_start config;
    struct fw_port *port; /* of config */
    bool is_duplicate;
    bool is_last_known;
    bool is_waiting;      /* holds the io-wait line */
    unsigned n_naks;      /* in a row */
    uint8_t state_before; /* lwIP's, before the current frame */
    struct board_timer last_known_timer, nak_timer, revalidate_timer;
    struct fw_wan_offer heard; /* in the frame that is being looked at */
    struct fw_wan_offer offer; /* of the ACK in force: options 6, 15, 42, 66 */
    struct fw_lease lease;     /* in force: of the server, or the last known */
};
