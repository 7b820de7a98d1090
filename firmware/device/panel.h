/* SPDX-License-Identifier: MIT */
/*
 * The front panel but for the telephones' LEDs, which are of firmware/line: what the LEDs say, and whether the handset
 * is silent, as a truth table over the unit's state. Private to firmware.
 */
#pragma once
#include <board/led.h>
#include <fw/net.h>
#include <fw/prov.h>
#include <fw/recovery.h>

struct panel_view {
    enum fw_recovery_state recovery; /* OFF: a bank is good */
    enum fw_upgrade_state upgrade;
    enum fw_net_state net;
};

void panel_show(struct board *b, const struct panel_view *v);
/* No dial tone at all in this state (Sipura administration guide p.126, column "handset"). */
bool panel_is_silent(const struct panel_view *v);
