/* SPDX-License-Identifier: MIT */
#include <fw/page_table.h>

#include <rt/assert.h>
#include <stdio.h>
#include <string.h>

#define SEPARATOR '\t' /* no value holds one: the judge makes blanks of control characters */
#define NAME_MAX_ 16u

#define COLUMN(name, of_type, of_format, of_choices, of_range, default_value)                                          \
    {                                                                                                                  \
        .element = "", .fact = "", .own_label = (name), .tab = "", .section = "", .choices = (of_choices),             \
        .range = (of_range), .value = (default_value), .type = (of_type), .format = (of_format),                       \
        .access = FW_ACCESS_RW                                                                                         \
    }

static const struct {
    const char *note; /* "forward": the notes are forward.0, forward.1 ... */
    struct fw_table_info info;
} tables[FW_N_TABLES] = {
    [FW_TABLE_FORWARDING] = {"forward",
                             {.tab = "Router/Application",
                              .section = "Port Forwarding Settings",
                              .is_first = true,
                              .n_rows = 10, /* guess */
                              .n_columns = 6,
                              .first_number = 0x8400,
                              .columns = {COLUMN("Enable", FW_TYPE_BOOL, FW_FORMAT_BOOLEAN, "", "", "No"),
                                          COLUMN("Service Name", FW_TYPE_STRING, FW_FORMAT_TEXT, "", "", ""),
                                          COLUMN("Starting Port", FW_TYPE_INT, FW_FORMAT_PORT, "", "1..65535", ""),
                                          COLUMN("Ending Port", FW_TYPE_INT, FW_FORMAT_PORT, "", "1..65535", ""),
                                          COLUMN("Protocol", FW_TYPE_CHOICE, FW_FORMAT_CHOICE, "TCP/UDP/Both", "",
                                                 "TCP"),
                                          COLUMN("Server IP Address", FW_TYPE_STRING, FW_FORMAT_ADDRESS, "", "", "")}}},
    [FW_TABLE_LEASES] = {"lease",
                         {.tab = "Router/Lan Setup",
                          .section = "Static DHCP Lease Settings",
                          .n_rows = 10, /* guess */
                          .n_columns = 3,
                          .first_number = 0x8500,
                          .columns = {COLUMN("Enable", FW_TYPE_BOOL, FW_FORMAT_BOOLEAN, "", "", "No"),
                                      COLUMN("Host MAC Address", FW_TYPE_STRING, FW_FORMAT_MAC, "", "", ""),
                                      COLUMN("Host IP Address", FW_TYPE_STRING, FW_FORMAT_ADDRESS, "", "", "")}}},
};
_Static_assert(FW_TABLE_COLUMNS_MAX *(FW_TABLE_CELL_MAX + 1) <= FW_VALUE_MAX, "a row is one note");

const struct fw_table_info *fw_table_info(enum fw_table t)
{
    RT_ASSERT((unsigned)t < FW_N_TABLES);
    return &tables[t].info;
}

/* Inferred from 260 numbers of captured pages: the running number, rotated, and "ro". */
#define FORM_ID_MASK 0x726fu

uint16_t fw_table_form_id(uint16_t number)
{
    return (uint16_t)((number << 6 | number >> 10) & 0xffff) ^ FORM_ID_MASK;
}

bool fw_table_find(uint16_t form_id, enum fw_table *t, unsigned *row, unsigned *column)
{
    unsigned encoded = form_id ^ FORM_ID_MASK;
    unsigned number = (encoded >> 6 | encoded << 10) & 0xffff;
    for (unsigned i = 0; i < FW_N_TABLES; i++) {
        const struct fw_table_info *info = &tables[i].info;
        unsigned at = number - info->first_number;
        if (number >= info->first_number && at < info->n_rows * info->n_columns) {
            *t = (enum fw_table)i;
            *row = at / info->n_columns;
            *column = at % info->n_columns;
            return true;
        }
    }
    return false;
}

static void put_name(enum fw_table t, unsigned row, char name[NAME_MAX_])
{
    (void)snprintf(name, NAME_MAX_, "%s.%u", tables[t].note, row);
}

/* The column's text of a stored row; without one the default. */
static struct rt_str cell_of(const struct fw_table_info *info, const char *note, unsigned column)
{
    struct rt_str rest = rt_str(note), cell = {0};
    if (note[0] == '\0') {
        return rt_str(info->columns[column].value);
    }
    for (unsigned i = 0; i <= column; i++) {
        cell = rest.p != NULL ? rt_str_cut(rest, SEPARATOR, &rest) : (struct rt_str){0};
    }
    return cell;
}

const char *fw_table_cell(const struct fw_params *p, enum fw_table t, unsigned row, unsigned column,
                          char out[FW_TABLE_CELL_MAX + 1])
{
    const struct fw_table_info *info = fw_table_info(t);
    char name[NAME_MAX_];
    RT_ASSERT(row < info->n_rows && column < info->n_columns);
    put_name(t, row, name);
    (void)rt_str_copy(out, FW_TABLE_CELL_MAX + 1, cell_of(info, fw_params_note(p, name), column));
    return out;
}

static bool is_default_row(const struct fw_table_info *info, const char *text)
{
    struct rt_str rest = rt_str(text);
    bool is_default = true;
    for (unsigned i = 0; i < info->n_columns; i++) {
        is_default = is_default && rt_str_is(rt_str_cut(rest, SEPARATOR, &rest), info->columns[i].value);
    }
    return is_default;
}

enum rt_err fw_table_set(struct fw_txn *x, enum fw_table t, unsigned row, unsigned column, struct rt_str text,
                         enum fw_fit *fit)
{
    const struct fw_table_info *info = fw_table_info(t);
    char stored[FW_VALUE_MAX + 1], name[NAME_MAX_];
    struct rt_buf note;
    RT_ASSERT(row < info->n_rows && column < info->n_columns);

    *fit = fw_judge(&info->columns[column], text, stored).fit;
    *fit = text.n > FW_TABLE_CELL_MAX ? FW_FIT_WRONG_TYPE : *fit;
    if (fw_fit_is_refused(*fit, text.n)) {
        return RT_OK;
    }
    put_name(t, row, name);
    const char *old = fw_txn_note(x, name);
    rt_buf_init(&note, FW_VALUE_MAX);
    for (unsigned i = 0; i < info->n_columns; i++) {
        struct rt_str cell = i == column ? rt_str(stored) : cell_of(info, old, i);
        (void)rt_buf_put(&note, i > 0 ? "\t" : "", i > 0 ? 1 : 0);
        (void)rt_buf_put(&note, cell.n > 0 ? cell.p : "", cell.n);
    }
    enum rt_err err = rt_buf_error(&note);
    if (err == RT_OK) {
        err = fw_txn_set_note(x, name, is_default_row(info, rt_buf_text(&note)) ? "" : rt_buf_text(&note));
    }
    rt_buf_fini(&note);
    return err;
}

/* --- parsed ------------------------------------------------------------------------------------------------------ */

enum { FORWARD_ENABLE, FORWARD_SERVICE, FORWARD_FIRST, FORWARD_LAST, FORWARD_PROTOCOL, FORWARD_SERVER };
enum { LEASE_ENABLE, LEASE_MAC, LEASE_IP };

static struct rt_str read_cell(const struct fw_params *p, enum fw_table t, unsigned row, unsigned column)
{
    char name[NAME_MAX_];
    put_name(t, row, name);
    return cell_of(fw_table_info(t), fw_params_note(p, name), column);
}

static bool read_port(struct rt_str text, uint16_t *out)
{
    uint32_t v;
    bool is_port = rt_str_u32(text, &v) == RT_OK && v > 0 && v <= UINT16_MAX;
    *out = is_port ? (uint16_t)v : 0;
    return is_port;
}

bool fw_forwarding_row(const struct fw_params *p, unsigned i, struct fw_forwarding_row *out)
{
    const enum fw_table t = FW_TABLE_FORWARDING;
    RT_ASSERT(i < fw_table_info(t)->n_rows);
    *out = (struct fw_forwarding_row){.is_tcp = false};
    struct rt_str protocol = read_cell(p, t, i, FORWARD_PROTOCOL);
    out->is_tcp = !rt_str_is(protocol, "UDP");
    out->is_udp = !rt_str_is(protocol, "TCP");
    (void)rt_str_copy(out->service, sizeof out->service, read_cell(p, t, i, FORWARD_SERVICE));
    /* One port: its end may be left out. guess */
    bool has_first = read_port(read_cell(p, t, i, FORWARD_FIRST), &out->first_port);
    struct rt_str last = read_cell(p, t, i, FORWARD_LAST);
    bool has_last = read_port(last.n > 0 ? last : read_cell(p, t, i, FORWARD_FIRST), &out->last_port);
    return rt_str_is(read_cell(p, t, i, FORWARD_ENABLE), "Yes") && has_first && has_last &&
           out->first_port <= out->last_port &&
           rt_str_ipv4(read_cell(p, t, i, FORWARD_SERVER), &out->server_ip) == RT_OK && out->server_ip != 0;
}

bool fw_lease_row(const struct fw_params *p, unsigned i, struct fw_lease_row *out)
{
    const enum fw_table t = FW_TABLE_LEASES;
    RT_ASSERT(i < fw_table_info(t)->n_rows);
    *out = (struct fw_lease_row){.ip = 0};
    return rt_str_is(read_cell(p, t, i, LEASE_ENABLE), "Yes") &&
           rt_str_mac(read_cell(p, t, i, LEASE_MAC), out->mac) == RT_OK &&
           rt_str_ipv4(read_cell(p, t, i, LEASE_IP), &out->ip) == RT_OK && out->ip != 0;
}
