/* SPDX-License-Identifier: MIT */
/*
 * The fields of a form by the words of the page: the tab and the label, as the unit's release has them. A field may
 * also be named by its form id. Of the tables without elements a cell is its column and its row: "Service Name 2".
 */
#include "act_priv.h"
#include <host/options.h>
#include <fw/device.h>
#include <fw/page_table.h>
#include <fw/param.h>
#include <fw/schema.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define NAME_MAX_BYTES 128u
#define TABS_MAX       32u
#define NEAR_MAX       4u   /* named in an error */
#define FIELDS_MAX     256u /* of one tab; the largest known one has 145 */

struct form {
    struct emu_act_call *call;
    const struct fw_params *params;
    const struct fw_schema *schema;
    const char *tab; /* "Voice/Line 1" */
    bool is_user;
    struct rt_buf *out;
};

/* ---- name=value&name=value ---- */

static bool is_plain(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || strchr("-_.*", c) != NULL;
}

static void put_encoded(struct rt_buf *out, struct rt_str text)
{
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (c != '\0' && is_plain(c)) {
            (void)rt_buf_put_u8(out, c); /* the buffer remembers failures */
        } else {
            (void)rt_buf_printf(out, "%%%02X", c);
        }
    }
}

enum rt_err emu_act_put_field(struct rt_buf *out, struct rt_str name, struct rt_str value)
{
    (void)rt_buf_put_text(out, out->n > 0 ? "&" : "");
    put_encoded(out, name);
    (void)rt_buf_put_u8(out, '=');
    put_encoded(out, value);
    return rt_buf_error(out);
}

/* %41 is A; all else, a plus too, stands for itself. */
static void decode(struct rt_str text, struct rt_buf *out)
{
    rt_buf_clear(out);
    for (size_t i = 0; i < text.n; i++) {
        uint8_t c = (uint8_t)text.p[i];
        int byte = rt_str_percent(text, i);
        if (byte >= 0) {
            c = (uint8_t)byte;
            i += 2;
        }
        (void)rt_buf_put_u8(out, c);
    }
}

/* ---- tabs ---- */

static bool has_tab(const char *const *tabs, size_t n, const char *tab)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(tabs[i], tab) == 0) {
            return true;
        }
    }
    return false;
}

static size_t list_tabs(const struct fw_schema *schema, const char *tabs[TABS_MAX + 1])
{
    size_t n = 0;
    for (size_t i = 0; i < fw_schema_n_rows(schema); i++) {
        const char *tab = fw_schema_row(schema, i).tab;
        if (tab[0] != '\0' && n < TABS_MAX && !has_tab(tabs, n, tab)) {
            tabs[n++] = tab;
        }
    }
    tabs[n] = NULL;
    return n;
}

static const char *tab_word(const void *tabs, size_t i)
{
    return ((const char *const *)tabs)[i / 2] == NULL ? NULL
           : i % 2 == 0                               ? ((const char *const *)tabs)[i / 2]
                                                      : strchr(((const char *const *)tabs)[i / 2], '/') + 1;
}

/* "Voice/Line 1", or "Line 1". */
static enum rt_err find_tab(struct form *f, const char *name)
{
    const char *tabs[TABS_MAX + 1], *word;
    char all[EMU_ACT_MESSAGE_MAX / 2] = "";
    (void)list_tabs(f->schema, tabs);
    for (size_t i = 0; (word = tab_word(tabs, i)) != NULL; i++) {
        if (strcasecmp(word, name) == 0) {
            f->tab = tabs[i / 2];
            return RT_OK;
        }
    }
    const char *near = emu_nearest(name, tab_word, tabs);
    if (near != NULL) {
        return act_wrong(f->call, RT_EINVAL, "tab: there is no '%.40s': did you mean '%s'?", name, near);
    }
    for (size_t i = 0, n = 0; tabs[i] != NULL && n < sizeof all; i++) {
        n += (size_t)snprintf(all + n, sizeof all - n, "%s%s", i > 0 ? ", " : "", strchr(tabs[i], '/') + 1);
    }
    return act_wrong(f->call, RT_EINVAL, "tab: there is no '%.40s': give one of %s", name, all);
}

/* ---- labels ---- */

static bool is_field(const struct form *f, const struct fw_schema_row *row)
{
    return row->type != FW_TYPE_STATUS && row->form_number != 0 && strcmp(row->tab, f->tab) == 0;
}

/* The labels of a tab: a list for emu_nearest(). */
struct labels {
    size_t n;
    const char *label[FIELDS_MAX];
    char words[FIELDS_MAX][FW_LABEL_BYTES];
};

static const char *label_word(const void *labels, size_t i)
{
    const struct labels *l = labels;
    return i < l->n ? l->label[i] : NULL;
}

static void list_labels(const struct form *f, struct labels *l)
{
    l->n = 0;
    for (size_t i = 0; i < fw_schema_n_rows(f->schema) && l->n < FIELDS_MAX; i++) {
        const struct fw_schema_row row = fw_schema_row(f->schema, i);
        if (is_field(f, &row)) {
            l->label[l->n] = fw_schema_label(&row, l->words[l->n]);
            l->n++;
        }
    }
}

static bool holds(const char *text, const char *word, size_t n)
{
    for (; *text != '\0'; text++) {
        if (strncasecmp(text, word, n) == 0) {
            return true;
        }
    }
    return false;
}

/* One word of the wrong name is in the label. */
static bool is_akin(const char *label, const char *wrong)
{
    while (*wrong != '\0') {
        size_t n = strcspn(wrong, " ");
        if (n > 2 && holds(label, wrong, n)) {
            return true;
        }
        wrong += n + strspn(wrong + n, " ");
    }
    return false;
}

static enum rt_err no_such_field(struct form *f, const char *name)
{
    char near[EMU_ACT_MESSAGE_MAX / 2] = "";
    struct labels labels;
    list_labels(f, &labels);
    const char *label, *nearest = emu_nearest(name, label_word, &labels);
    size_t n = 0;
    if (nearest != NULL) {
        return act_wrong(f->call, RT_EINVAL, "fields: %s has no '%.60s': did you mean '%s'?", f->tab, name, nearest);
    }
    unsigned n_near = 0;
    for (size_t i = 0; (label = label_word(&labels, i)) != NULL && n_near < NEAR_MAX && n < sizeof near; i++) {
        if (is_akin(label, name)) {
            n += (size_t)snprintf(near + n, sizeof near - n, "%s%s", n_near++ > 0 ? ", " : "", label);
        }
    }
    return act_wrong(f->call, RT_EINVAL, "fields: %s has no '%.60s'%s%s", f->tab, name, n_near > 0 ? ": near: " : "",
                     near);
}

/* -1: none. */
static int find_row(const struct form *f, const char *name)
{
    for (size_t i = 0; i < fw_schema_n_rows(f->schema); i++) {
        const struct fw_schema_row row = fw_schema_row(f->schema, i);
        char label[FW_LABEL_BYTES], id[FW_FORM_ID_BYTES];
        if (is_field(f, &row) &&
            (strcasecmp(fw_schema_label(&row, label), name) == 0 || strcmp(fw_schema_form_id(&row, id), name) == 0)) {
            return (int)i;
        }
    }
    return -1;
}

/* "Service Name 2"; 0: no cell. */
static uint16_t find_cell(const struct form *f, const char *name)
{
    const char *number = strrchr(name, ' ');
    uint32_t row;
    if (number == NULL || rt_str_u32(rt_str(number + 1), &row) != RT_OK) {
        return 0;
    }
    for (enum fw_table t = 0; t < FW_N_TABLES; t++) {
        const struct fw_table_info *info = fw_table_info(t);
        for (unsigned c = 0; strcmp(info->tab, f->tab) == 0 && row >= 1 && row <= info->n_rows && c < info->n_columns;
             c++) {
            const char *label = info->columns[c].own_label;
            if (strlen(label) == (size_t)(number - name) && strncasecmp(label, name, strlen(label)) == 0) {
                return fw_table_form_id((uint16_t)(info->first_number + (row - 1) * info->n_columns + c));
            }
        }
    }
    return 0;
}

/* What the page sends for it: of a switch 1 or 0. */
static struct rt_str form_value(enum fw_type type, struct rt_str value)
{
    if (type == FW_TYPE_BOOL && (rt_str_is_ci(value, "yes") || rt_str_is_ci(value, "no"))) {
        return rt_str(rt_str_is_ci(value, "yes") ? "1" : "0");
    }
    return value;
}

static enum rt_err put_named(struct form *f, const char *name, struct rt_str value)
{
    char id[FW_FORM_ID_BYTES], label[FW_LABEL_BYTES];
    int i = find_row(f, name);
    if (i >= 0) {
        const struct fw_schema_row row = fw_schema_row(f->schema, (size_t)i);
        if (f->is_user && fw_param_access(f->params, i) != FW_ACCESS_RW) {
            return act_fail(f->call, RT_EREFUSED, "user may not edit %s: its user access (ua) is not rw",
                            fw_schema_label(&row, label));
        }
        return emu_act_put_field(f->out, rt_str(fw_schema_form_id(&row, id)), form_value(row.type, value));
    }
    uint16_t cell = find_cell(f, name);
    if (cell == 0) {
        return no_such_field(f, name);
    }
    (void)snprintf(id, sizeof id, "%u", cell);
    return emu_act_put_field(f->out, rt_str(id), value);
}

enum rt_err act_form_fields(struct emu_act_call *call, bool is_user, struct rt_str *tab, struct rt_buf *out)
{
    const struct emu_act_value *fields = act_value(call, "fields");
    const struct fw_params *params = fw_device_params(emu_unit_device(call->acts->unit));
    struct form f = {
        .call = call, .params = params, .schema = fw_params_schema(params), .is_user = is_user, .out = out};
    struct rt_buf name, value;
    enum rt_err err = find_tab(&f, act_value(call, "tab")->text);
    rt_buf_init(&name, NAME_MAX_BYTES);
    rt_buf_init(&value, fields->n + 1);
    for (struct rt_str rest = rt_str_n(fields->text, fields->n); err == RT_OK && rest.p != NULL;) {
        struct rt_str encoded, field = rt_str_cut(rest, '&', &rest);
        decode(rt_str_trim(rt_str_cut(field, '=', &encoded)), &name);
        if (encoded.p == NULL || rt_buf_error(&name) != RT_OK) {
            err = act_wrong(call, RT_EINVAL, "fields: '%.60s': write it as LABEL=VALUE&LABEL=VALUE, with %%26 for &",
                            rt_buf_text(&name));
            break;
        }
        decode(encoded, &value);
        err = rt_buf_error(&value);
        err = err == RT_OK ? put_named(&f, rt_buf_text(&name), rt_str_n(rt_buf_text(&value), value.n)) : err;
    }
    rt_buf_fini(&name);
    rt_buf_fini(&value);
    *tab = rt_str(f.tab != NULL ? f.tab : "");
    return err;
}
