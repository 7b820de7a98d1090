/* SPDX-License-Identifier: MIT */
/*
 * The front panel but for the telephones' LEDs, which are of firmware/line: what the LEDs say, and what a lifted
 * handset gets, as a truth table over the unit's state. Private to firmware.
 */
#pragma once
#include <board/led.h>
#include <fw/line.h>
#include <fw/net.h>
#include <fw/prov.h>
#include <fw/recovery.h>

struct panel_view {
    enum fw_recovery_state recovery; /* OFF: a bank is good */
    enum fw_upgrade_state upgrade;
    enum fw_net_state net;
};

void panel_show(struct board *b, const struct panel_view *v);
/* What a lifted handset gets in this state (Sipura administration guide p.126, column "handset"). */
enum fw_lines_service panel_lines(const struct panel_view *v);
