/* SPDX-License-Identifier: MIT */
/*
 * Transactions. A commit has four steps. Only the second can fail after something was modified, in flash, and there
 * the journal keeps the old state valid:
 *   1. compute the differences and allocate all memory; 2. journal; 3. values in memory; 4. watchers.
 */
#include "params.h"
#include <board/signal.h>
#include <rt/assert.h>
#include <rt/mem.h>
#include <string.h>

enum change_kind { CHANGE_NONE, CHANGE_TEXT, CHANGE_TO_DEFAULT };

struct param_change {
    char *text; /* of CHANGE_TEXT; owned */
    uint8_t kind;
    bool has_access;
    uint8_t access; /* enum fw_access */
};

/* The effect of a change on a slot. DROP: back to the default. */
enum effect { EFFECT_NONE, EFFECT_STORE, EFFECT_DROP };

enum rt_err fw_txn_create(struct fw_txn **out, struct fw_params *p)
{
    RT_ASSERT(out != NULL && p != NULL);
    *out = NULL;
    struct fw_txn *t = rt_mem_alloc(sizeof *t);
    if (t == NULL) {
        return RT_ENOMEM;
    }
    t->params = p;
    t->changes = rt_mem_alloc(p->n * sizeof *t->changes);
    if (t->changes == NULL) {
        rt_mem_free(t);
        return RT_ENOMEM;
    }
    *out = t;
    return RT_OK;
}

/* The first row from <row> on that may have a change; the number of rows: none. A profile touches a few of a thousand,
 * and an hourly resync changes none. */
static size_t next_touched(const struct fw_txn *t, size_t row)
{
    while (row < t->params->n) {
        uint64_t bits = t->touched[row / 64] >> row % 64;
        if (bits != 0) {
            return row + (size_t)__builtin_ctzll(bits);
        }
        row = (row / 64 + 1) * 64;
    }
    return t->params->n;
}

static void clear(struct fw_txn *t)
{
    for (size_t i = next_touched(t, 0); i < t->params->n; i = next_touched(t, i + 1)) {
        rt_mem_free(t->changes[i].text);
        t->changes[i] = (struct param_change){0};
    }
    memset(t->touched, 0, sizeof t->touched);
    param_notes_free(t);
}

void fw_txn_destroy(struct fw_txn *t)
{
    if (t != NULL) {
        clear(t);
        rt_mem_free(t->changes);
        rt_mem_free(t);
    }
}

static struct param_change *change_of(const struct fw_txn *t, int id)
{
    RT_ASSERT(id >= 0 && (size_t)id < t->params->n);
    return &t->changes[id];
}

static struct param_change *touch(struct fw_txn *t, int id)
{
    struct param_change *c = change_of(t, id);
    t->touched[id / 64] |= (uint64_t)1 << id % 64;
    return c;
}

enum rt_err fw_txn_set(struct fw_txn *t, int id, struct rt_str value, enum fw_fit *fit)
{
    char text[FW_VALUE_MAX + 1];
    enum fw_fit ignored;
    fit = fit != NULL ? fit : &ignored;
    *fit = fw_param_judge(t->params, id, value, text);
    if (fw_fit_is_refused(*fit, value.n)) {
        return RT_OK;
    }
    char *copy = rt_mem_strdup(text);
    if (copy == NULL) {
        return RT_ENOMEM;
    }
    struct param_change *c = touch(t, id);
    rt_mem_free(c->text);
    c->text = copy;
    c->kind = CHANGE_TEXT;
    return RT_OK;
}

enum rt_err fw_txn_set_by_name(struct fw_txn *t, struct rt_str element, struct rt_str value, enum fw_fit *fit)
{
    return fw_txn_set(t, fw_schema_find(t->params->schema, element), value, fit);
}

enum rt_err fw_txn_set_access(struct fw_txn *t, int id, enum fw_access access)
{
    RT_ASSERT(access <= FW_ACCESS_RW);
    if (id == FW_PARAM_NONE || fw_schema_type(t->params->schema, (size_t)id) == FW_TYPE_STATUS) {
        return RT_OK; /* ignored, like a value for it */
    }
    struct param_change *c = touch(t, id);
    c->has_access = true;
    c->access = (uint8_t)access;
    return RT_OK;
}

enum rt_err fw_txn_set_default(struct fw_txn *t, int id)
{
    if (id == FW_PARAM_NONE || fw_schema_type(t->params->schema, (size_t)id) == FW_TYPE_STATUS) {
        return RT_OK;
    }
    struct param_change *c = touch(t, id);
    c->text = rt_mem_free(c->text);
    c->kind = CHANGE_TO_DEFAULT;
    return RT_OK;
}

const char *fw_txn_get(const struct fw_txn *t, int id)
{
    if (id == FW_PARAM_NONE) {
        return "";
    }
    const struct param_change *c = change_of(t, id);
    switch (c->kind) {
    case CHANGE_TEXT:
        return c->text;
    case CHANGE_TO_DEFAULT:
        return fw_param_default(t->params, id);
    default:
        return fw_param_get(t->params, id);
    }
}

static bool is_value_different(const struct fw_txn *t, int id)
{
    return strcmp(fw_txn_get(t, id), fw_param_get(t->params, id)) != 0;
}

static bool is_access_different(const struct fw_txn *t, int id)
{
    const struct param_change *c = change_of(t, id);
    return c->has_access && c->access != (uint8_t)fw_param_access(t->params, id);
}

/* A text equal to the default is not stored, so it follows the default if a release changes it. guess. */
static enum effect effect_on_value(const struct fw_txn *t, int id)
{
    const struct param_change *c = change_of(t, id);
    const struct fw_params *p = t->params;
    if (c->kind == CHANGE_NONE || (c->kind == CHANGE_TEXT && !p->marks[id].is_unfit && !is_value_different(t, id))) {
        return EFFECT_NONE;
    }
    if (c->kind == CHANGE_TO_DEFAULT || strcmp(c->text, fw_param_default(t->params, id)) == 0) {
        return p->values[id] != NULL ? EFFECT_DROP : EFFECT_NONE;
    }
    return EFFECT_STORE;
}

static enum effect effect_on_access(const struct fw_txn *t, int id)
{
    if (!is_access_different(t, id)) {
        return EFFECT_NONE;
    }
    enum fw_access factory = fw_schema_access(t->params->schema, (size_t)id);
    return change_of(t, id)->access == (uint8_t)factory ? EFFECT_DROP : EFFECT_STORE;
}

/* The journal entry for the change of one row. False if there is none. */
static bool entry_of_change(const struct fw_txn *t, int id, struct param_entry *e)
{
    const struct param_change *c = change_of(t, id);
    enum effect value = effect_on_value(t, id), access = effect_on_access(t, id);
    *e = (struct param_entry){.name = rt_str(fw_schema_element(t->params->schema, (size_t)id)),
                              .has_value = value == EFFECT_STORE,
                              .value_is_default = value == EFFECT_DROP,
                              .value = rt_str(value == EFFECT_STORE ? c->text : ""),
                              .has_access = access == EFFECT_STORE,
                              .access_is_factory = access == EFFECT_DROP,
                              .access = (enum fw_access)c->access};
    return value != EFFECT_NONE || access != EFFECT_NONE;
}

/* The entry that one row has in a new half, with the change applied. False when all is as in factory state. */
static bool entry_of_row(const struct fw_txn *t, int id, struct param_entry *e)
{
    const char *value = t->params->values[id];
    uint8_t access = t->params->marks[id].access;
    (void)entry_of_change(t, id, e);
    if (effect_on_value(t, id) == EFFECT_NONE) {
        e->has_value = value != NULL;
        e->value = rt_str(value);
    }
    if (effect_on_access(t, id) == EFFECT_NONE) {
        e->has_access = access != PARAM_ACCESS_FACTORY;
        e->access = e->has_access ? param_access_of(access) : FW_ACCESS_NA;
    }
    e->value_is_default = e->access_is_factory = false;
    return e->has_value || e->has_access;
}

static enum rt_err put_changes(const struct fw_txn *t, struct rt_buf *body)
{
    struct param_entry e;
    for (size_t i = next_touched(t, 0); i < t->params->n; i = next_touched(t, i + 1)) {
        if (entry_of_change(t, (int)i, &e)) {
            (void)param_entry_put(body, &e);
        }
    }
    param_notes_put(t, body);
    return rt_buf_error(body);
}

static enum rt_err put_state(const struct fw_txn *t, struct rt_buf *body)
{
    struct param_entry e;
    for (size_t i = 0; i < t->params->n; i++) {
        if (entry_of_row(t, (int)i, &e)) {
            (void)param_entry_put(body, &e);
        }
    }
    for (const struct param_foreign *f = t->params->foreign; f != NULL; f = f->next) {
        if (param_txn_find_note(t, rt_str_n(f->name, f->n_name)) == NULL && param_foreign_entry(f, &e)) {
            (void)param_entry_put(body, &e);
        }
    }
    for (const struct param_foreign *f = t->notes; f != NULL; f = f->next) {
        if (param_foreign_entry(f, &e)) {
            (void)param_entry_put(body, &e);
        }
    }
    return rt_buf_error(body);
}

/* Step 2: append if there is room, else write the whole new state to the other half. */
static enum rt_err write_journal(const struct fw_txn *t)
{
    struct param_journal *j = &t->params->journal;
    struct rt_buf body;
    rt_buf_init(&body, param_journal_body_max());
    enum rt_err err = put_changes(t, &body);
    bool is_written = false;
    if (err == RT_OK && param_journal_has_room(j, body.n)) {
        err = body.n > 0 ? param_journal_append(j, &body) : RT_OK;
        is_written = true;
    } else if (err == RT_OK && body.n == 0) {
        is_written = true; /* nothing to write */
    }
    if (!is_written && (err == RT_OK || err == RT_ETOOBIG)) {
        rt_buf_clear(&body);
        err = put_state(t, &body);
        err = err == RT_OK ? param_journal_rewrite(j, &body) : err;
    }
    rt_buf_fini(&body);
    return err == RT_ETOOBIG ? RT_EFULL : err;
}

enum rt_err param_write_state(struct fw_params *p)
{
    struct fw_txn *nothing;
    struct rt_buf body;
    enum rt_err err = fw_txn_create(&nothing, p);
    if (err != RT_OK) {
        return err;
    }
    rt_buf_init(&body, param_journal_body_max());
    err = put_state(nothing, &body);
    err = err == RT_OK ? param_journal_rewrite(&p->journal, &body) : err;
    rt_buf_fini(&body);
    fw_txn_destroy(nothing);
    return err == RT_ETOOBIG ? RT_EFULL : err;
}

/* Step 3 for one row. Moves the text out of the change. */
static void apply_row(struct fw_txn *t, int id)
{
    struct param_change *c = change_of(t, id);
    struct fw_params *p = t->params;
    struct param_mark *mark = &p->marks[id];
    /* Evaluate both before either changes the state. */
    enum effect value = effect_on_value(t, id), access = effect_on_access(t, id);
    if (value != EFFECT_NONE) {
        rt_mem_free(p->values[id]);
        p->values[id] = value == EFFECT_STORE ? c->text : NULL;
        mark->is_unfit = false;
        c->text = value == EFFECT_STORE ? NULL : c->text;
    }
    if (access != EFFECT_NONE) {
        mark->access =
            access == EFFECT_STORE ? param_access_own((enum fw_access)c->access) & 0x7f : PARAM_ACCESS_FACTORY;
    }
    c->text = rt_mem_free(c->text);
    *c = (struct param_change){0};
}

enum { IS_VALUE = 1, IS_ACCESS = 2 };

/* Step 1: the ids of the rows that will change, and what changes. Returns their number. */
static size_t find_different(const struct fw_txn *t, int *ids, uint8_t *in_what, struct fw_commit *result)
{
    size_t n = 0;
    for (size_t i = next_touched(t, 0); i < t->params->n; i = next_touched(t, i + 1)) {
        bool is_value = is_value_different(t, (int)i), is_access = is_access_different(t, (int)i);
        if (is_value || is_access) {
            result->n_changed += is_value;
            result->n_access_changed += is_access;
            result->needs_reboot |= is_value && (fw_schema_flags(t->params->schema, i) & FW_ROW_REBOOT) != 0;
            in_what[n] = (uint8_t)((is_value ? IS_VALUE : 0) | (is_access ? IS_ACCESS : 0));
            ids[n++] = (int)i;
        }
    }
    return n;
}

static void trace(struct fw_params *p, const char *source, const struct fw_commit *r, const int *ids,
                  const uint8_t *in_what, size_t n)
{
    param_tell_commit(p, source, r, n);
    for (size_t i = 0; i < n; i++) {
        if ((in_what[i] & IS_VALUE) != 0) {
            param_trace_value(p, ids[i]);
        }
        if ((in_what[i] & IS_ACCESS) != 0) {
            param_trace_access(p, ids[i]);
        }
    }
}

enum rt_err fw_txn_commit(struct fw_txn *t, const char *source, struct fw_commit *result)
{
    RT_ASSERT(t != NULL && source != NULL);
    struct fw_params *p = t->params;
    struct fw_commit r = {0};
    int *ids = rt_mem_alloc(p->n * sizeof *ids);
    uint8_t *in_what = rt_mem_alloc(p->n);
    enum rt_err err = RT_ENOMEM;
    size_t n = 0;
    if (ids == NULL || in_what == NULL) {
        goto out;
    }
    n = find_different(t, ids, in_what, &r);
    r.n_notes_changed = (unsigned)param_notes_different(t);
    err = write_journal(t);
    if (err != RT_OK) {
        r = (struct fw_commit){0};
        goto out;
    }
    for (size_t i = next_touched(t, 0); i < p->n; i = next_touched(t, i + 1)) {
        apply_row(t, (int)i);
    }
    memset(t->touched, 0, sizeof t->touched);
    param_notes_apply(t);
    if (n > 0 || r.n_notes_changed > 0) {
        p->generation++;
        trace(p, source, &r, ids, in_what, n);
        param_call_watchers(p, ids, n);
    }
out:
    rt_mem_free(ids);
    rt_mem_free(in_what);
    if (result != NULL) {
        *result = r;
    }
    return err;
}
