/* SPDX-License-Identifier: MIT */
/*
 * The value cell of a row. Source: captured pages of an SPA-2102 with 3.3.6: text boxes without a type, 20 wide (guess
 * for wide rows: 66, measured in a screenshot), maxlength 2047, of passwords 255; a switch offers yes (1) and no (0),
 * with `selected` before the value, a choice its texts, with `selected` behind it. A password is never shown.
 */
#include "web_priv.h"

#include <fw/status.h>
#include <string.h>

#define PASSWORD_MAX 255u
#define WIDE_CHARS   66u
#define OCTET_CHARS  3u /* guess */

static void put(struct rt_buf *out, const char *s)
{
    (void)rt_buf_put_text(out, s);
}

/* The class of an input tells the colour of its line: inputc on the second, inputw on the first. */
static const char *class_of_line(const struct web_page *p)
{
    return p->n_lines % 2 == 0 ? "inputc" : "inputw"; /* the line is counted already */
}

/* A page has hundreds of controls: they are put together without printf. */
static void put_number(unsigned n, struct rt_buf *out)
{
    char digits[12], *first = digits + sizeof digits - 1;
    *first = '\0';
    do {
        *--first = (char)('0' + n % 10);
        n /= 10;
    } while (n > 0);
    put(out, first);
}

static void put_select(const struct web_page *p, const char *name, struct rt_buf *out)
{
    put(out, "<select class=\"");
    put(out, class_of_line(p));
    put(out, "\" name=\"");
    put(out, name);
    put(out, "\">");
}

static void put_switch(const struct web_page *p, const char *name, bool is_yes, struct rt_buf *out)
{
    const char *yes = web_text(p->web, "yes", "yes"), *no = web_text(p->web, "no", "no");
    put_select(p, name, out);
    put(out, is_yes ? "<option selected value=\"1\">" : "<option value=\"1\">");
    put(out, yes);
    put(out, is_yes ? "</option><option value=\"0\">" : "</option><option selected value=\"0\">");
    put(out, no);
    put(out, "</option></select>");
}

static void put_option(struct rt_str text, bool is_chosen, struct rt_buf *out)
{
    char value[FW_VALUE_MAX + 1];
    (void)rt_str_copy(value, sizeof value, text);
    put(out, "<option value=\"");
    web_put_escaped(out, value);
    put(out, is_chosen ? "\" selected>" : "\">");
    web_put_escaped(out, value);
    put(out, "</option>");
}

/* A value that is none of the choices (empty, of an RC unit) stays what it is when the form is sent. */
static void put_choice(const struct web_page *p, const char *name, const char *choices, const char *value,
                       struct rt_buf *out)
{
    bool is_found = false;
    put_select(p, name, out);
    for (struct rt_str rest = rt_str(choices); rest.p != NULL;) {
        struct rt_str choice = rt_str_cut(rest, '/', &rest);
        bool is_chosen = rt_str_is(choice, value);
        is_found = is_found || is_chosen;
        put_option(choice, is_chosen, out);
    }
    if (!is_found) {
        put_option(rt_str(value), true, out);
    }
    put(out, "</select>");
}

static void put_box(const struct web_page *p, const char *name, const char *value, unsigned size, unsigned max,
                    struct rt_buf *out)
{
    put(out, "<input class=\"");
    put(out, class_of_line(p));
    put(out, "\" size=\"");
    put_number(size, out);
    put(out, "\" name=\"");
    put(out, name);
    put(out, "\" value=\"");
    web_put_escaped(out, value);
    put(out, "\" maxlength=");
    put_number(max, out);
    put(out, ">");
}

static void put_value(const struct web_page *p, const char *value, struct rt_buf *out)
{
    put(out, "<font color=\"");
    put(out, p->ink);
    put(out, "\">");
    web_put_escaped(out, value);
    put(out, "</font>");
}

/* The address of the LAN without its last number, which the box holds. Inferred from the defaults 2 and 0. */
static void put_lan_prefix(const struct web_page *p, struct rt_buf *out)
{
    char text[16];
    uint32_t ip = fw_element_ipv4(fw_device_params(p->web->device), FW_EL_LAN_IP_ADDRESS);
    (void)rt_ipv4_text(ip, text);
    (void)rt_buf_put(out, text, (size_t)(strrchr(text, '.') - text) + 1);
}

static void put_control(const struct web_page *p, const struct fw_schema_row *row, const char *value,
                        struct rt_buf *out)
{
    char id[FW_FORM_ID_BYTES];
    const char *name = fw_schema_form_id(row, id);
    unsigned size = (row->flags & FW_ROW_WIDE) != 0    ? WIDE_CHARS
                    : (row->flags & FW_ROW_OCTET) != 0 ? OCTET_CHARS
                                                       : p->skin->box_chars;
    if ((row->flags & FW_ROW_OCTET) != 0) {
        put_lan_prefix(p, out);
    }
    if (row->type == FW_TYPE_BOOL) {
        put_switch(p, name, strcmp(value, "Yes") == 0, out);
    } else if (row->type == FW_TYPE_CHOICE) {
        put_choice(p, name, row->choices, value, out);
    } else if ((row->flags & FW_ROW_PASSWORD) != 0) {
        put_box(p, name, "", size, PASSWORD_MAX, out);
    } else {
        put_box(p, name, value, size, FW_VALUE_MAX, out);
    }
}

static void put_fact(const struct web_page *p, const struct fw_schema_row *row, struct rt_buf *out)
{
    const char *key = fw_status_key_of_row(row);
    struct rt_buf value;
    rt_buf_init(&value, FW_VALUE_MAX);
    if (key != NULL) {
        (void)fw_status_show(p->web->device, key, &value); /* a fact unknown to the engine is shown empty */
    }
    if ((row->flags & FW_ROW_WIDE) != 0) {
        (void)rt_buf_put_text(&value, " "); /* as captured: Secondary  DNS */
    }
    put_value(p, rt_buf_text(&value), out);
    rt_buf_fini(&value);
}

void web_put_cell(const struct web_page *p, int i, struct rt_buf *out)
{
    const struct fw_params *params = fw_device_params(p->web->device);
    const struct fw_schema_row row = fw_schema_row(fw_params_schema(params), (size_t)i);
    if (row.type == FW_TYPE_STATUS) {
        put_fact(p, &row, out);
    } else if (web_may_edit(params, p->view.login, i) && row.form_number != 0) {
        put_control(p, &row, fw_param_get(params, i), out);
    } else {
        bool is_hidden = (row.flags & (FW_ROW_PASSWORD | FW_ROW_SECRET)) != 0;
        put_value(p, is_hidden ? "" : fw_param_get(params, i), out);
    }
}

void web_put_table_cell(const struct web_page *p, enum fw_table t, unsigned row, unsigned column, struct rt_buf *out)
{
    const struct fw_table_info *info = fw_table_info(t);
    const struct fw_schema_row *c = &info->columns[column];
    char value[FW_TABLE_CELL_MAX + 1], name[8];
    struct rt_buf id;
    (void)fw_table_cell(fw_device_params(p->web->device), t, row, column, value);
    rt_buf_init(&id, sizeof name - 1);
    (void)rt_buf_printf(&id, "%u", fw_table_form_id((uint16_t)(info->first_number + row * info->n_columns + column)));
    (void)rt_str_copy(name, sizeof name, rt_str(rt_buf_text(&id)));
    rt_buf_fini(&id);
    if (c->type == FW_TYPE_BOOL) {
        put_switch(p, name, strcmp(value, "Yes") == 0, out);
    } else if (c->type == FW_TYPE_CHOICE) {
        put_choice(p, name, c->choices, value, out);
    } else {
        put_box(p, name, value, c->format == FW_FORMAT_PORT ? 5 : 15, FW_TABLE_CELL_MAX, out);
    }
}
