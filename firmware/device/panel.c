/* SPDX-License-Identifier: MIT */
#include "panel.h"

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
} status_rows[] = {
    {FW_RECOVERY_WAIT, ANY, ANY, BOARD_LED_SOS, FW_LINES_OFF}, /* firmware corrupt, recovery mode */
    {FW_RECOVERY_DOWNLOAD, ANY, ANY, BOARD_LED_SLOW, FW_LINES_OFF},
    {FW_RECOVERY_LOAD, ANY, ANY, BOARD_LED_HB2, FW_LINES_OFF},
    {FW_RECOVERY_WRITE, ANY, ANY, BOARD_LED_FAST, FW_LINES_OFF},
    {ANY, FW_UPGRADE_DOWNLOAD, ANY, BOARD_LED_SLOW, FW_LINES_OFF}, /* 1100 downloading firmware */
    {ANY, FW_UPGRADE_LOAD, ANY, BOARD_LED_HB2, FW_LINES_OFF},      /* loading firmware */
    {ANY, FW_UPGRADE_WRITE, ANY, BOARD_LED_FAST, FW_LINES_OFF},    /* 1101 writing firmware to flash */
    {ANY, FW_UPGRADE_SWITCH, ANY, BOARD_LED_FAST, FW_LINES_OFF},
    {ANY, ANY, FW_NET_DOWN, BOARD_LED_ERR0, FW_LINES_NO_TONES},      /* 5000 no Ethernet link */
    {ANY, ANY, FW_NET_SEARCHING, BOARD_LED_SLOW, FW_LINES_NO_TONES}, /* 2000 looking for a DHCP server */
    {ANY, ANY, FW_NET_DUPLICATE, BOARD_LED_ERR2, FW_LINES_NO_TONES}, /* 2002 duplicate IP detected */
    {ANY, ANY, FW_NET_LAST_KNOWN, BOARD_LED_ERR1, FW_LINES_NORMAL},  /* 2001 using last known good address */
    {ANY, ANY, ANY, BOARD_LED_ON, FW_LINES_NORMAL},                  /* 1000, 1001 normal */
};

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
