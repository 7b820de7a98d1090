/* SPDX-License-Identifier: MIT */
#include "panel.h"
#include <fw/device.h>

#include <board/board.h>
#include <board/nic.h>

/* Rows in search order; the first match decides. ANY: wildcard. Source: Sipura administration guide 2.0.10 p.126
 * (status codes), Cisco Q&A 108794 (upgrade stages, recovery). That the power LED of a 2102 is steady when all is
 * well: recall. */
#define ANY (-1)
static const struct {
    int recovery, upgrade, net; /* ANY or the value */
    enum board_led_pattern power;
    enum fw_lines_service lines;
    const char *meaning;
} status_rows[] = {
    {FW_RECOVERY_WAIT, ANY, ANY, BOARD_LED_SOS, FW_LINES_OFF, "recovery: the firmware is corrupt"},
    {FW_RECOVERY_DOWNLOAD, ANY, ANY, BOARD_LED_SLOW, FW_LINES_OFF, "recovery: downloading firmware"},
    {FW_RECOVERY_LOAD, ANY, ANY, BOARD_LED_HB2, FW_LINES_OFF, "recovery: loading firmware"},
    {FW_RECOVERY_WRITE, ANY, ANY, BOARD_LED_FAST, FW_LINES_OFF, "recovery: writing firmware to flash"},
    {ANY, FW_UPGRADE_DOWNLOAD, ANY, BOARD_LED_SLOW, FW_LINES_OFF, "upgrade: downloading firmware (1100)"},
    {ANY, FW_UPGRADE_LOAD, ANY, BOARD_LED_HB2, FW_LINES_OFF, "upgrade: loading firmware"},
    {ANY, FW_UPGRADE_WRITE, ANY, BOARD_LED_FAST, FW_LINES_OFF, "upgrade: writing firmware to flash (1101)"},
    {ANY, FW_UPGRADE_SWITCH, ANY, BOARD_LED_FAST, FW_LINES_OFF, "upgrade: switching to the new firmware"},
    {ANY, ANY, FW_NET_DOWN, BOARD_LED_ERR0, FW_LINES_NO_TONES, "no Ethernet link (5000)"},
    {ANY, ANY, FW_NET_SEARCHING, BOARD_LED_SLOW, FW_LINES_NO_TONES, "looking for an address (2000)"},
    {ANY, ANY, FW_NET_DUPLICATE, BOARD_LED_ERR2, FW_LINES_NO_TONES, "duplicate IP address (2002)"},
    {ANY, ANY, FW_NET_LAST_KNOWN, BOARD_LED_ERR1, FW_LINES_NORMAL, "using the last known good address (2001)"},
    {ANY, ANY, ANY, BOARD_LED_ON, FW_LINES_NORMAL, "normal (1000, 1001)"},
};
#define N_STATUS_ROWS (sizeof status_rows / sizeof status_rows[0])

/* The other LEDs: panel_show(), and line.c for the telephones. Source of the latter: see there. */
static const struct fw_led_meaning other_rows[] = {
    {"internet", BOARD_LED_ON, "link at the Internet port; dark for 50 ms: traffic"},
    {"ethernet", BOARD_LED_ON, "link at the Ethernet (LAN) port; dark for 50 ms: traffic"},
    {"phone1", BOARD_LED_SLOW, "handset 1 is off-hook"},
    {"phone1", BOARD_LED_ON, "line 1 is registered, its handset on-hook"},
    {"phone2", BOARD_LED_SLOW, "handset 2 is off-hook"},
    {"phone2", BOARD_LED_ON, "line 2 is registered, its handset on-hook"},
};

bool fw_led_meaning(size_t i, struct fw_led_meaning *out)
{
    if (i < N_STATUS_ROWS) {
        *out = (struct fw_led_meaning){board_led_name(BOARD_LED_POWER), status_rows[i].power, status_rows[i].meaning};
        return true;
    }
    i -= N_STATUS_ROWS;
    if (i >= sizeof other_rows / sizeof other_rows[0]) {
        return false;
    }
    *out = other_rows[i];
    return true;
}

static bool fits(int wanted, int is)
{
    return wanted == ANY || wanted == is;
}

static size_t status_row(const struct panel_view *v)
{
    size_t i = 0;
    while (!fits(status_rows[i].recovery, (int)v->recovery) || !fits(status_rows[i].upgrade, (int)v->upgrade) ||
           !fits(status_rows[i].net, (int)v->net)) {
        i++; /* the last row matches everything */
    }
    return i;
}

enum fw_lines_service panel_lines(const struct panel_view *v)
{
    return status_rows[status_row(v)].lines;
}

void panel_show(struct board *b, const struct panel_view *v)
{
    board_led_set(b, BOARD_LED_POWER, status_rows[status_row(v)].power);
    board_led_set(b, BOARD_LED_INTERNET, board_nic_is_linked(b, BOARD_PORT_WAN) ? BOARD_LED_ON : BOARD_LED_OFF);
    board_led_set(b, BOARD_LED_ETHERNET, board_nic_is_linked(b, BOARD_PORT_LAN) ? BOARD_LED_ON : BOARD_LED_OFF);
}
