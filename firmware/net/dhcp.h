/* SPDX-License-Identifier: MIT */
/*
 * The DHCP client of the WAN port: lwIP's, with the options of the unit, the last known address, and care against
 * servers that answer with refusals only. RFC 2131, RFC 2132.
 *
 * Owner: fw_net. Nothing is reported: after each frame and timer fw_net asks fw_dhcp_look().
 */
#pragma once
#include <fw/net.h>
#include <board/clock.h>
#include <stdbool.h>
#include <stdint.h>
#include "lease.h"
#include "netif.h"

struct fw_params;
struct fw_log;

/* Without an answer for so long the last known address is used. guess: "using last known good address" is in the
 * LED table (Sipura administration guide p.126), the time is not. */
#define FW_DHCP_LAST_KNOWN_AFTER_S 60u
/* A second refusal (DHCPNAK) in a row makes the client wait, or it would ask for ever without a pause. RFC 2131
 * section 3.1 names ten seconds for the like case of DHCPDECLINE. */
#define FW_DHCP_NAK_PAUSE_S        10u
/* A longer option 60 or 12 is cut. */
#define FW_DHCP_TEXT_MAX           63u

/* What a server's ACK said beyond the address. */
struct fw_dhcp_options {
    uint32_t dns[2], ntp[2]; /* options 6 and 42, host order */
    char tftp_server[256];   /* option 66 */
    char host_name[64];      /* option 12 */
    char domain[64];         /* option 15 */
};

enum fw_dhcp_phase {
    FW_DHCP_SEARCHING,
    FW_DHCP_BOUND,
    FW_DHCP_LAST_KNOWN, /* still searching, with the address of last time */
    FW_DHCP_DUPLICATE,  /* the offered address is in use by another; asking again */
};

struct fw_dhcp_config {
    struct fw_port *port;
    struct fw_params *params; /* where the last known address is kept */
    struct fw_log *log;
    const char *vendor_class; /* option 60; borrowed */
    /* From the timers of this file, after something happened. */
    void (*on_change)(void *ctx);
    void *ctx;
};

struct fw_dhcp {
    struct fw_dhcp_config config;
    struct fw_port *port; /* of config */
    bool is_on;
    bool is_duplicate;
    bool is_last_known;
    bool is_waiting;      /* holds the io-wait line */
    unsigned n_naks;      /* in a row */
    uint8_t state_before; /* lwIP's, in front of the frame that is being looked at */
    struct board_timer last_known_timer, nak_timer;
    struct fw_dhcp_options heard;   /* in the frame that is being looked at */
    struct fw_dhcp_options options; /* of the ACK in force */
    struct fw_lease lease;          /* in force: of the server, or the last known */
    uint32_t lease_s;
};

/* RT_ENOMEM. */
enum rt_err fw_dhcp_start(struct fw_dhcp *d, const struct fw_dhcp_config *config);
/* Stops timers, lowers io-wait. An idle client may be stopped. */
void fw_dhcp_stop(struct fw_dhcp *d);
/* Around each frame from the WAN. */
void fw_dhcp_before_frame(struct fw_dhcp *d);
void fw_dhcp_after_frame(struct fw_dhcp *d);
/* The phase now; brings flags, io-wait and timers up to date. */
enum fw_dhcp_phase fw_dhcp_look(struct fw_dhcp *d);
