/* SPDX-License-Identifier: MIT */
/*
 * A fixed address (Connection_Type "Static IP"), with duplicate address detection: the unit shows "duplicate IP
 * detected" (Sipura administration guide p.126, status code 2002) and stays silent meanwhile. The announcement is
 * RFC 5227's; how the real unit looks for duplicates is a guess.
 */
#pragma once
#include <board/clock.h>
#include <fw/net.h>
#include <rt/err.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fw_params;
struct fw_port;
struct fw_log;

/* Interval of announcements after a conflict, until no station objects. guess. */
#define FW_STATIC_RETRY_S  10u
/* Without an objection for this long the address is ours. RFC 5227 ANNOUNCE_WAIT. */
#define FW_STATIC_SETTLE_S 2u

struct fw_static {
    struct fw_port *port;
    void (*on_change)(void *ctx);
    void *ctx;
    bool is_valid;     /* there is an address */
    bool is_duplicate; /* another station answers for it */
    bool is_settling;  /* announced again, waiting for objections */
    struct board_timer timer;
};
