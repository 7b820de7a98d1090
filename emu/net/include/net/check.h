/* SPDX-License-Identifier: MIT */
/* What this host can do for a unit's cables, found by trying, not by the user's rights. Nothing is changed. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#define EMU_NET_CHECKS_MAX 40u

struct emu_net_row {
    char what[48]; /* "tap", "pcap:eth0" */
    bool is_ready;
    char text[200]; /* how it stands, and what mends it */
};
/* Returns the number of rows. */
size_t emu_net_rows(struct emu_net_row rows[EMU_NET_CHECKS_MAX]);
