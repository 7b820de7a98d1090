/* SPDX-License-Identifier: MIT */
/*
 * Submit All Changes. A browser sends all fields of the view, a script some: what is absent stays. So does a password
 * whose field is empty, since the page never shows one (inferred). Unknown names, and fields that this login may not
 * edit, are ignored (inferred). All fields are one transaction; each value is judged as a profile's would be, and one
 * that is refused leaves its old value. The page names the refused ones (guess: that of a unit is not known), and does
 * not return by itself then.
 */
#include "web_priv.h"

#include <string.h>

#define RETURN_S       5u  /* screenshot */
#define REFUSED_LISTED 20u /* more are counted */

struct submit {
    struct web *web;
    const struct web_index *index;
    const struct fw_params *params;
    enum web_login login;
    struct fw_txn *txn;
    struct rt_buf refused; /* lines of the page */
    unsigned n_refused;
};

/* application/x-www-form-urlencoded: HTML 4.01 section 17.13.4.1. A '%' without two digits stands for itself. */
static enum rt_err decode(struct rt_str text, struct rt_buf *out)
{
    rt_buf_clear(out);
    for (size_t i = 0; i < text.n; i++) {
        int byte = rt_str_percent(text, i);
        uint8_t c = text.p[i] == '+' ? ' ' : (uint8_t)text.p[i];
        if (byte >= 0) {
            c = (uint8_t)byte;
            i += 2;
        }
        (void)rt_buf_put_u8(out, c); /* the buffer remembers failures */
    }
    return rt_buf_error(out);
}

static void refuse(struct submit *s, const char *label, struct rt_str place, enum fw_fit fit)
{
    if (++s->n_refused > REFUSED_LISTED) {
        return;
    }
    (void)rt_buf_printf(&s->refused, "<p>%.*s, ", (int)place.n, place.p);
    web_put_escaped(&s->refused, label);
    (void)rt_buf_printf(&s->refused, ": %s</p>\n", fw_fit_text(fit == FW_FIT_TOO_LONG ? FW_FIT_WRONG_TYPE : fit));
}

/* As the page shows it: such a field was not edited. */
static bool is_shown(const struct submit *s, int row, const struct fw_schema_row *columns, struct rt_str value)
{
    const char *now = fw_param_get(s->params, row);
    if (columns->type == FW_TYPE_BOOL) {
        return rt_str_is(value, strcmp(now, "Yes") == 0 ? "1" : "0");
    }
    return rt_str_is(value, now);
}

static enum rt_err set_param(struct submit *s, int row, struct rt_str value)
{
    const struct fw_schema_row columns = fw_schema_row(fw_params_schema(s->params), (size_t)row);
    bool is_password = (columns.flags & FW_ROW_PASSWORD) != 0;
    enum fw_fit fit;
    if (!web_may_edit(s->params, s->login, row) || (is_password && value.n == 0) ||
        (!is_password && is_shown(s, row, &columns, value))) {
        return RT_OK;
    }
    enum rt_err err = fw_txn_set(s->txn, row, value, &fit);
    if (err == RT_OK && fw_fit_is_refused(fit, value.n)) {
        char label[FW_LABEL_BYTES];
        refuse(s, fw_schema_label(&columns, label), rt_str(columns.tab), fit);
    }
    return err;
}

static enum rt_err set_table_cell(struct submit *s, enum fw_table t, unsigned row, unsigned column, struct rt_str value)
{
    const struct fw_table_info *info = fw_table_info(t);
    enum fw_fit fit;
    enum rt_err err = fw_table_set(s->txn, t, row, column, value, &fit);
    if (err == RT_OK && fw_fit_is_refused(fit, value.n)) {
        refuse(s, info->columns[column].own_label, rt_str(info->section), fit);
    }
    return err;
}

/* The table's tab is one of this release's, in some view of this login. */
static bool has_table(const struct submit *s, enum fw_table t)
{
    const char *name = fw_table_info(t)->tab;
    const struct web_view views[] = {{s->login, false, false}, {s->login, false, true}};
    for (size_t i = 0; i < s->index->n_tabs; i++) {
        const struct web_tab *tab = &s->index->tabs[i];
        if (rt_str_is(tab->name, name) &&
            (web_tab_is_in(s->index, i, &views[0]) || web_tab_is_in(s->index, i, &views[1]))) {
            return true;
        }
    }
    return false;
}

static enum rt_err set_field(struct submit *s, struct rt_str name, struct rt_str value)
{
    int row = web_field_row(s->index, fw_params_schema(s->params), name);
    enum fw_table t;
    unsigned table_row, column;
    uint32_t id;
    if (row >= 0) {
        return set_param(s, row, value);
    }
    if (name.n <= 5 && rt_str_u32(name, &id) == RT_OK && id <= UINT16_MAX &&
        fw_table_find((uint16_t)id, &t, &table_row, &column) && has_table(s, t)) {
        return set_table_cell(s, t, table_row, column, value);
    }
    return RT_OK; /* unknown: ignored */
}

static enum rt_err read_fields(struct submit *s, struct rt_str body)
{
    struct rt_buf value;
    enum rt_err err = RT_OK;
    rt_buf_init(&value, FW_HTTPD_BODY_MAX);
    while (err == RT_OK && body.p != NULL) {
        struct rt_str encoded, field = rt_str_cut(body, '&', &body);
        struct rt_str name = rt_str_cut(field, '=', &encoded);
        if (encoded.p == NULL) {
            continue; /* a name alone */
        }
        err = decode(encoded, &value);
        err = err == RT_OK ? set_field(s, rt_str_trim(name), rt_str_n(rt_buf_text(&value), value.n)) : err;
    }
    rt_buf_fini(&value);
    return err;
}

static void put_done(struct submit *s, const char *back, struct rt_buf *out)
{
    struct web *w = s->web;
    web_put_message_top(w, back, s->n_refused == 0 ? RETURN_S : 0, out);
    (void)rt_buf_printf(out, "<p>%s</p>\n",
                        web_text(w, "updating", "SPA is updating your configuration. Unit may reset."));
    if (s->n_refused == 0) {
        (void)rt_buf_printf(
            out, "<p>%s</p>\n",
            web_text(w, "redirected", "You will be redirected to the configuration page in 5 seconds."));
    } else {
        (void)rt_buf_put(out, s->refused.bytes, s->refused.n);
        if (s->n_refused > REFUSED_LISTED) {
            (void)rt_buf_printf(out, "<p>... %u</p>\n", s->n_refused - REFUSED_LISTED);
        }
    }
    web_put_way_back(w, back, s->n_refused == 0 ? "if_not" : "click",
                     s->n_refused == 0 ? "If not, you can click" : "You can click", out);
}

/* Nothing was stored. */
static void put_failure(struct web *w, const char *back, enum rt_err err, struct fw_http_reply *reply)
{
    reply->status = 500;
    web_put_message_top(w, back, 0, &reply->body);
    (void)rt_buf_printf(&reply->body, "<p>%s %s.</p>\n",
                        web_text(w, "not_stored", "The configuration was not changed:"), rt_err_text(err));
    web_put_way_back(w, back, "click", "You can click", &reply->body);
}

/* "Submit All Changes" with a new profile rule: the unit reboots and resyncs at once (guide p.3-5; by
 * p.4-1 it would wait for the next period). */
static bool has_new_rule(const struct submit *s)
{
    static const enum fw_element rules[] = {FW_EL_PROFILE_RULE, FW_EL_PROFILE_RULE_B, FW_EL_PROFILE_RULE_C,
                                            FW_EL_PROFILE_RULE_D};
    bool is_new = false;
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        int id = fw_element_id(s->params, rules[i]);
        is_new = is_new || strcmp(fw_txn_get(s->txn, id), fw_param_get(s->params, id)) != 0;
    }
    return is_new;
}

void web_submit(struct web *w, const struct web_view *view, const struct fw_http_request *q,
                struct fw_http_reply *reply)
{
    const char *back = view->is_advanced ? "advanced" : "./";
    struct fw_params *params = fw_device_params(w->device);
    struct submit s = {.web = w, .index = web_index(w), .params = params, .login = view->login};
    struct fw_commit done = {0};
    enum rt_err err = s.index != NULL ? fw_txn_create(&s.txn, params) : RT_ENOMEM;

    rt_buf_init(&s.refused, FW_HTTPD_BODY_MAX);
    err = err == RT_OK ? read_fields(&s, q->body) : err;
    bool is_rule_new = err == RT_OK && has_new_rule(&s);
    err = err == RT_OK ? fw_txn_commit(s.txn, "web", &done) : err;
    fw_txn_destroy(s.txn);
    if (err != RT_OK) {
        put_failure(w, back, err, reply);
    } else {
        put_done(&s, back, &reply->body);
        if (done.needs_reboot || is_rule_new) {
            fw_device_request_reboot_soon(w->device, is_rule_new ? FW_RESTART_REQUEST : FW_RESTART_PARAMETERS);
        }
    }
    rt_buf_fini(&s.refused);
}
