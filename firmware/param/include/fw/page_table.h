/* SPDX-License-Identifier: MIT */
/*
 * The two tables of the pages that have no elements in a profile: port forwarding and static DHCP leases. Only the
 * pages set them; they are stored with the parameters (as notes, one a row) and change in the same transactions; a
 * factory reset empties them. The watchers of the parameters are called when they change.
 *
 * Source: recall of the pages (names and columns). guess: how many rows there are, what a cell takes, their form
 * numbers, that a user reset leaves them.
 */
#pragma once
#include <fw/param.h>

enum fw_table { FW_TABLE_FORWARDING, FW_TABLE_LEASES, FW_N_TABLES };

#define FW_TABLE_COLUMNS_MAX 6u
#define FW_TABLE_CELL_MAX    255u /* characters. guess */

struct fw_table_info {
    const char *tab, *section; /* "Router/Application", "Port Forwarding Settings" */
    bool is_first;             /* stands before the other sections of the tab, else after them */
    unsigned n_rows, n_columns;
    uint16_t first_number; /* of the form fields: row by row, as fw_table_form_id() encodes them */
    struct fw_schema_row columns[FW_TABLE_COLUMNS_MAX]; /* label, type, format, choices, default: for the judge */
};
/* Static. */
const struct fw_table_info *fw_table_info(enum fw_table t);

/* The number that a form field has, from the running number in the firmware. */
uint16_t fw_table_form_id(uint16_t number);
/* The cell of a form number. False: none. */
bool fw_table_find(uint16_t form_id, enum fw_table *t, unsigned *row, unsigned *column);

/* The text of a cell; its default if it was never set. */
const char *fw_table_cell(const struct fw_params *p, enum fw_table t, unsigned row, unsigned column,
                          char out[FW_TABLE_CELL_MAX + 1]);
/* Judged as a parameter is (fw/judge.h); a refused text leaves the old one. RT_ENOMEM. */
enum rt_err fw_table_set(struct fw_txn *x, enum fw_table t, unsigned row, unsigned column, struct rt_str text,
                         enum fw_fit *fit);

/* --- for the router: the rows, parsed --- */

struct fw_forwarding_row {
    char service[FW_TABLE_CELL_MAX + 1];
    uint16_t first_port, last_port; /* first <= last */
    bool is_tcp, is_udp;
    uint32_t server_ip; /* host order */
};
/* False: the row is off, or not complete. i < fw_table_info(FW_TABLE_FORWARDING)->n_rows. */
bool fw_forwarding_row(const struct fw_params *p, unsigned i, struct fw_forwarding_row *out);

struct fw_lease_row {
    uint8_t mac[6];
    uint32_t ip; /* host order */
};
/* Row i of the static leases. False: it is switched off, or address or MAC cannot be read. */
bool fw_lease_row(const struct fw_params *p, unsigned i, struct fw_lease_row *out);
