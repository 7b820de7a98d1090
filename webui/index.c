/* SPDX-License-Identifier: MIT */
/*
 * What the pages need of the schema, in the order in which they need it. Which tab stands in which view are texts of
 * the release; their order is that of the administrator's advanced view, which has all of them.
 */
#include "web_priv.h"

#include <fw/texts.h>
#include <rt/mem.h>
#include <stdlib.h>
#include <string.h>

/* Bit i of web_tab.views. The first decides the order. */
static const struct {
    const char *key;
    struct web_view view; /* of any half */
} lists[] = {
    {"tabs_admin_advanced", {WEB_LOGIN_ADMIN, false, true}},
    {"tabs_admin_basic", {WEB_LOGIN_ADMIN, false, false}},
    {"tabs_user_advanced", {WEB_LOGIN_USER, false, true}},
    {"tabs_user_basic", {WEB_LOGIN_USER, false, false}},
};
#define N_LISTS       (sizeof lists / sizeof lists[0])

/* Of an image whose release does not say so. */
#define FALLBACK_TABS "Router/Status, Voice/Info"

static unsigned view_bit(const struct web_view *view)
{
    for (unsigned i = 0; i < N_LISTS; i++) {
        if (lists[i].view.login == view->login && lists[i].view.is_advanced == view->is_advanced) {
            return 1u << i;
        }
    }
    return 0;
}

bool web_tab_is_in(const struct web_index *index, size_t tab, const struct web_view *view)
{
    const struct web_tab *t = &index->tabs[tab];
    bool is_here = !index->has_halves || rt_str_starts(t->name, "Voice/") == view->is_voice;
    return is_here && (t->views & view_bit(view)) != 0;
}

struct rt_str web_tab_label(const struct web_tab *tab)
{
    return rt_str_from(tab->name, rt_str_find(tab->name, '/') + 1);
}

static void read_tabs(const struct web *w, struct web_index *index)
{
    for (unsigned i = 0; i < N_LISTS; i++) {
        struct rt_str rest = rt_str(web_text(w, lists[i].key, FALLBACK_TABS));
        while (rest.p != NULL) {
            struct rt_str name = rt_str_trim(rt_str_cut(rest, ',', &rest));
            size_t k = 0;
            while (k < index->n_tabs && !rt_str_eq(index->tabs[k].name, name)) {
                k++;
            }
            if (k < WEB_TABS_MAX) {
                index->tabs[k].name = name;
                index->tabs[k].views |= 1u << i;
                index->n_tabs = k == index->n_tabs ? k + 1 : index->n_tabs;
                index->has_halves = index->has_halves || rt_str_starts(name, "Router/");
            }
        }
    }
}

static void collect_rows(const struct fw_schema *schema, struct web_index *index)
{
    size_t n = 0;
    for (size_t k = 0; k < index->n_tabs; k++) {
        struct web_tab *tab = &index->tabs[k];
        const char *known = NULL; /* the tab's name in the schema: its rows share one text, mostly */
        tab->first = (uint16_t)n;
        for (size_t i = 0; i < fw_schema_n_rows(schema); i++) {
            const char *name = fw_schema_row(schema, i).tab;
            if (name == known || rt_str_is(tab->name, name)) {
                known = name;
                index->rows[n++] = (uint16_t)i;
            }
        }
        tab->n_rows = (uint16_t)(n - tab->first);
    }
}

/* "P29420": 29420. */
static bool read_id(struct rt_str text, bool *is_password, uint16_t *id)
{
    uint32_t v;
    *is_password = rt_str_starts(text, "P");
    text = *is_password ? rt_str_from(text, 1) : text;
    bool is_id = text.n > 0 && text.n <= 5 && text.p[0] >= '0' && text.p[0] <= '9' && rt_str_u32(text, &v) == RT_OK &&
                 v <= UINT16_MAX;
    *id = is_id ? (uint16_t)v : 0;
    return is_id;
}

static int by_id(const void *a, const void *b)
{
    return ((const struct web_field *)a)->id - ((const struct web_field *)b)->id;
}

static void collect_fields(const struct fw_schema *schema, struct web_index *index)
{
    for (size_t i = 0; i < fw_schema_n_rows(schema); i++) {
        uint16_t id = fw_schema_row(schema, i).form_number;
        if (id != 0) {
            index->fields[index->n_fields++] = (struct web_field){id, (uint16_t)i};
        }
    }
    qsort(index->fields, index->n_fields, sizeof index->fields[0], by_id);
}

const struct web_index *web_index(struct web *w)
{
    const struct fw_schema *schema = fw_params_schema(fw_device_params(w->device));
    size_t n = fw_schema_n_rows(schema);
    if (w->index != NULL) {
        return w->index;
    }
    struct web_index *index = rt_mem_alloc(sizeof *index + n * sizeof index->rows[0]);
    struct web_field *fields = rt_mem_alloc(n * sizeof *fields);
    if (index == NULL || fields == NULL) {
        rt_mem_free(index);
        rt_mem_free(fields);
        return NULL;
    }
    index->fields = fields;
    read_tabs(w, index);
    collect_rows(schema, index);
    collect_fields(schema, index);
    w->index = index;
    return index;
}

void web_index_destroy(struct web_index *index)
{
    if (index != NULL) {
        rt_mem_free(index->fields);
        rt_mem_free(index);
    }
}

int web_field_row(const struct web_index *index, const struct fw_schema *schema, struct rt_str name)
{
    bool is_password;
    struct web_field key = {0, 0};
    if (!read_id(name, &is_password, &key.id)) {
        return -1;
    }
    const struct web_field *f = bsearch(&key, index->fields, index->n_fields, sizeof key, by_id);
    return f != NULL && fw_schema_row(schema, f->row).is_form_password == is_password ? f->row : -1;
}

bool web_may_see(const struct fw_params *params, enum web_login login, int row)
{
    return login == WEB_LOGIN_ADMIN || fw_param_access(params, row) != FW_ACCESS_NA;
}

bool web_may_edit(const struct fw_params *params, enum web_login login, int row)
{
    return login == WEB_LOGIN_ADMIN || fw_param_access(params, row) == FW_ACCESS_RW;
}
