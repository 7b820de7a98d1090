/* SPDX-License-Identifier: MIT */
/* The values in memory, built from schema, customised defaults and journal; read by id or by name. */
#include "params.h"
#include <board/board.h>
#include <rt/assert.h>
#include <rt/log.h>
#include <rt/mem.h>
#include <string.h>

/* While the journal is read: the last value of each row, still in flash. A journal may hold thousands of superseded
 * values; only the last one is validated and copied. */
struct replay {
    struct fw_params *params;
    struct rt_str *last; /* one per row; p is NULL if there is no value */
};

/* Stores the last value of a row in its slot. */
static enum rt_err bind_value(struct fw_params *p, size_t row, struct rt_str last)
{
    char normalised[FW_VALUE_MAX + 1];
    struct fw_schema_row columns = fw_schema_row(p->schema, row);
    enum fw_fit fit = fw_judge(&columns, last, normalised).fit;
    if (fw_fit_is_refused(fit, last.n)) {
        p->marks[row].is_unfit = true;
        p->values[row] = rt_mem_strndup(last.p, last.n);
    } else {
        p->values[row] = rt_mem_strdup(normalised);
    }
    return p->values[row] != NULL ? RT_OK : RT_ENOMEM;
}

struct param_foreign **param_find_foreign(struct fw_params *p, struct rt_str name)
{
    struct param_foreign **at = &p->foreign;
    while (*at != NULL && !rt_str_is(name, (*at)->name)) {
        at = &(*at)->next;
    }
    return at;
}

struct param_foreign *param_create_foreign(struct rt_str name)
{
    struct param_foreign *f = rt_mem_alloc(sizeof *f + name.n + 1);
    if (f != NULL) {
        f->n_name = (uint8_t)name.n;
        memcpy(f->name, name.p, name.n);
    }
    return f;
}

/* A short list: the parameters of earlier releases that this one lacks, a dozen or two. */
static enum rt_err replay_foreign(struct fw_params *p, const struct param_entry *e)
{
    struct param_foreign **at = param_find_foreign(p, e->name);
    if (*at == NULL) {
        *at = param_create_foreign(e->name);
        if (*at == NULL) {
            return RT_ENOMEM;
        }
    }
    struct param_foreign *f = *at;
    if (e->has_value || e->value_is_default) {
        char *text = e->has_value ? rt_mem_strndup(e->value.p, e->value.n) : NULL;
        if (e->has_value && text == NULL) {
            return RT_ENOMEM;
        }
        rt_mem_free(f->value);
        f->value = text;
    }
    if (e->has_access || e->access_is_factory) {
        f->access = e->has_access ? param_access_own(e->access) : PARAM_ACCESS_FACTORY;
    }
    if (f->value == NULL && f->access == PARAM_ACCESS_FACTORY) {
        *at = f->next; /* nothing is left to be kept */
        rt_mem_free(f);
    }
    return RT_OK;
}

static enum rt_err replay_entry(void *ctx, const struct param_entry *e)
{
    struct replay *replay = ctx;
    struct fw_params *p = replay->params;
    int id = fw_schema_find(p->schema, e->name);
    if (id < 0) {
        return replay_foreign(p, e);
    }
    if (e->has_access || e->access_is_factory) {
        p->marks[id].access = e->has_access ? param_access_own(e->access) & 0x7f : PARAM_ACCESS_FACTORY;
    }
    if (e->has_value || e->value_is_default) {
        replay->last[id] = e->has_value ? e->value : (struct rt_str){0};
    }
    return RT_OK;
}

bool param_foreign_entry(const struct param_foreign *f, struct param_entry *e)
{
    bool has_access = f->access != PARAM_ACCESS_FACTORY;
    *e = (struct param_entry){.name = rt_str_n(f->name, f->n_name),
                              .has_value = f->value != NULL,
                              .value = rt_str(f->value),
                              .has_access = has_access,
                              .access = has_access ? param_access_of(f->access) : FW_ACCESS_NA};
    return f->value != NULL || has_access; /* an entry must not be empty: a note that is being removed */
}

static enum rt_err read_journal(struct fw_params *p)
{
    param_journal_init(&p->journal, p->board);
    struct replay replay = {.params = p, .last = rt_mem_alloc(p->n * sizeof *replay.last)};
    if (replay.last == NULL) {
        return RT_ENOMEM;
    }
    enum rt_err err = param_journal_replay(&p->journal, replay_entry, &replay);
    for (size_t i = 0; err == RT_OK && i < p->n; i++) {
        err = replay.last[i].p != NULL ? bind_value(p, i, replay.last[i]) : RT_OK;
    }
    rt_mem_free(replay.last);
    return err;
}

enum rt_err fw_params_create(struct fw_params **out, struct board *b, const struct fw_schema *schema,
                             const char *customised)
{
    RT_ASSERT(out != NULL && b != NULL && schema != NULL);
    *out = NULL;
    struct fw_params *p = rt_mem_alloc(sizeof *p);
    if (p == NULL) {
        return RT_ENOMEM;
    }
    enum rt_err err = RT_ENOMEM;
    p->board = b;
    p->schema = schema;
    p->values = rt_mem_alloc(fw_schema_n_rows(schema) * sizeof *p->values);
    p->marks = rt_mem_alloc(fw_schema_n_rows(schema) * sizeof *p->marks);
    p->bound = rt_mem_alloc(FW_N_ELEMENTS * sizeof *p->bound);
    if (p->values == NULL || p->marks == NULL || p->bound == NULL) {
        goto out;
    }
    p->n = fw_schema_n_rows(schema);
    err = customised != NULL ? param_customise(p, customised) : RT_OK;
    if (err == RT_OK) {
        err = read_journal(p);
    }
    if (err == RT_OK && p->journal.half >= 0 && !p->journal.is_tail_clean) {
        rt_log(board_log(b), RT_LOG_INFO, "param", "the journal ends in a torn record; the next commit moves it");
    }
out:
    if (err != RT_OK) {
        fw_params_destroy(p);
        return err;
    }
    *out = p;
    return RT_OK;
}

void param_free_foreign(struct fw_params *p)
{
    while (p->foreign != NULL) {
        struct param_foreign *next = p->foreign->next;
        rt_mem_free(p->foreign->value);
        rt_mem_free(p->foreign);
        p->foreign = next;
    }
}

void fw_params_destroy(struct fw_params *p)
{
    if (p == NULL) {
        return;
    }
    for (size_t i = 0; i < p->n; i++) {
        rt_mem_free(p->values[i]);
        rt_mem_free(p->custom != NULL ? p->custom[i] : NULL);
    }
    rt_mem_free(p->values);
    rt_mem_free(p->marks);
    rt_mem_free(p->bound);
    rt_mem_free(p->custom);
    param_free_foreign(p);
    rt_mem_free(p);
}

const struct fw_schema *fw_params_schema(const struct fw_params *p)
{
    return p->schema;
}

uint32_t fw_params_generation(const struct fw_params *p)
{
    return p->generation;
}

/* Ids are row numbers; FW_PARAM_NONE and status rows have no value. */
static bool is_parameter(const struct fw_params *p, int id)
{
    RT_ASSERT(id == FW_PARAM_NONE || (id >= 0 && (size_t)id < p->n));
    return id != FW_PARAM_NONE && fw_schema_type(p->schema, (size_t)id) != FW_TYPE_STATUS;
}

int fw_param_find(const struct fw_params *p, const char *element)
{
    return fw_schema_find(p->schema, rt_str(element)); /* -1 is FW_PARAM_NONE */
}

const char *fw_param_default(const struct fw_params *p, int id)
{
    if (!is_parameter(p, id)) {
        return "";
    }
    const char *custom = p->custom != NULL ? p->custom[id] : NULL;
    return custom != NULL ? custom : fw_schema_value(p->schema, (size_t)id);
}

const char *fw_param_get(const struct fw_params *p, int id)
{
    bool is_own = is_parameter(p, id) && p->values[id] != NULL && !p->marks[id].is_unfit;
    return is_own ? p->values[id] : fw_param_default(p, id);
}

const char *fw_param_by_name(const struct fw_params *p, const char *element)
{
    return fw_param_get(p, fw_param_find(p, element));
}

enum fw_access fw_param_access(const struct fw_params *p, int id)
{
    if (id == FW_PARAM_NONE) {
        return FW_ACCESS_NA;
    }
    RT_ASSERT(id >= 0 && (size_t)id < p->n);
    uint8_t access = p->marks[id].access;
    return access != PARAM_ACCESS_FACTORY ? param_access_of(access) : fw_schema_access(p->schema, (size_t)id);
}

bool fw_param_is_default(const struct fw_params *p, int id)
{
    return strcmp(fw_param_get(p, id), fw_param_default(p, id)) == 0;
}

enum fw_fit fw_param_judge(const struct fw_params *p, int id, struct rt_str value, char normalised[FW_VALUE_MAX + 1])
{
    if (!is_parameter(p, id)) {
        if (normalised != NULL) {
            normalised[0] = '\0';
        }
        return FW_FIT_UNKNOWN;
    }
    struct fw_schema_row row = fw_schema_row(p->schema, (size_t)id);
    return fw_judge(&row, value, normalised).fit;
}

struct fw_journal_info fw_params_journal(const struct fw_params *p)
{
    const struct param_journal *j = &p->journal;
    return (struct fw_journal_info){.n_bytes = param_journal_half_bytes(),
                                    .n_used = j->end,
                                    .n_records = j->n_records,
                                    .n_compactions = j->n_rewrites,
                                    .sequence = j->sequence};
}
