/* SPDX-License-Identifier: MIT */
/* A unit's macro variables as a table, for tests of rules without a unit. Starts with the unit of the vectors. */
#pragma once
#include <fw/macro.h>

#define MACRO_TABLE_MAX 48u

struct macro_table {
    unsigned n;
    struct {
        char name[16];
        char value[512];
    } rows[MACRO_TABLE_MAX];
    struct fw_macro_source source;
};

/* MAC 000e08012345, SN 88012BA01234, PSN 2102, SWVER 2.0.6, IP 192.168.1.100, PN SPA-2102, GPP_A .. P and SA .. SD
 * empty. The table must stay where it is: source points to it. */
void macro_table_init(struct macro_table *t);
/* "NAME=value;NAME=value". GPP_A is another name of A. */
void macro_table_set_all(struct macro_table *t, const char *settings);
