/* SPDX-License-Identifier: MIT */
#include "ivr_priv.h"
#include <rt/assert.h>
#include <rt/mem.h>
#include <rt/tsv.h>
#include <string.h>

enum column { CODE, KIND, SUBJECT, INPUT, PASSWORD, WHEN, NAME, ASK, SOURCE, N_COLUMNS };

struct ivr_menu {
    char *text; /* owned; tabs and newlines are overwritten with NULs */
    size_t n_rows;
    struct ivr_option rows[IVR_OPTIONS_MAX];
};

static const char *const kind_names[] = {"announce", "set", "action", NULL};
static const char *const password_names[] = {"no", "admin", "protect", NULL};
static const char *const action_names[] = {"reboot", "user_reset", "factory_reset", "leave", NULL};
static const struct {
    const char *name;
    enum ivr_input input;
} inputs[] = {
    {"", IVR_INPUT_NONE}, {"address", IVR_INPUT_ADDRESS}, {"spell", IVR_INPUT_SPELL}, {"confirm", IVR_INPUT_CONFIRM}};

static int index_of(const char *const *names, const char *name)
{
    for (int i = 0; names[i] != NULL; i++) {
        if (strcmp(names[i], name) == 0) {
            return i;
        }
    }
    return -1;
}

bool ivr_option_is_of_parameter(const struct ivr_option *o)
{
    return o->subject[0] >= 'A' && o->subject[0] <= 'Z';
}

bool ivr_choice_next(struct rt_str *rest, struct ivr_choice *out)
{
    struct rt_str one, after;

    if (rest->p == NULL || rest->n == 0) {
        return false;
    }
    one = rt_str_cut(*rest, '|', rest);
    out->key = rt_str_cut(one, '=', &after);
    if (after.p == NULL) {
        return false;
    }
    out->value = rt_str_cut(after, ':', &out->prompt);
    return out->prompt.p != NULL;
}

/* Every choice must be complete, and every prompt must fit struct ivr_words. */
static bool are_choices(const char *text)
{
    struct rt_str rest = rt_str(text);
    struct ivr_choice c;
    size_t n_bars = 0, n = 0;

    for (const char *p = text; *p != '\0'; p++) {
        n_bars += *p == '|';
    }
    while (ivr_choice_next(&rest, &c)) {
        n += c.value.n > 0 && c.prompt.n > 0 && c.prompt.n < sizeof((struct ivr_words *)0)->choice;
    }
    return n == n_bars + 1;
}

static bool read_input(struct ivr_option *o, const char *text)
{
    for (size_t i = 0; i < sizeof inputs / sizeof inputs[0]; i++) {
        if (strcmp(inputs[i].name, text) == 0) {
            o->input = inputs[i].input;
            return true;
        }
    }
    o->input = IVR_INPUT_CHOICES;
    o->choices = text;
    return are_choices(text);
}

static bool is_code(const char *text)
{
    return text[0] != '\0' && strspn(text, "0123456789") == strlen(text) && strlen(text) <= IVR_KEYS_MAX;
}

/* Consistency: a value to be set needs an input and a parameter; an action must be known. */
static bool makes_sense(const struct ivr_option *o)
{
    switch (o->kind) {
    case IVR_ANNOUNCE:
        return o->input != IVR_INPUT_NONE && o->input != IVR_INPUT_CONFIRM;
    case IVR_SET:
        return o->input != IVR_INPUT_NONE && o->input != IVR_INPUT_CONFIRM && ivr_option_is_of_parameter(o);
    case IVR_ACTION:
        return (o->input == IVR_INPUT_NONE || o->input == IVR_INPUT_CONFIRM) && index_of(action_names, o->subject) >= 0;
    }
    return false;
}

static enum rt_err read_row(struct ivr_menu *m, struct rt_str line)
{
    const char *columns[N_COLUMNS];
    struct ivr_option o = {0};
    int kind, password;

    if (rt_tsv_cells_in_place(line, columns, N_COLUMNS) <
        N_COLUMNS - 1) { /* the source column is informative and may be missing */
        return RT_ESYNTAX;
    }
    kind = index_of(kind_names, columns[KIND]);
    password = index_of(password_names, columns[PASSWORD]);
    if (!is_code(columns[CODE]) || kind < 0 || password < 0 || columns[SUBJECT][0] == '\0' ||
        !read_input(&o, columns[INPUT])) {
        return RT_ESYNTAX;
    }
    o.code = columns[CODE];
    o.kind = (enum ivr_kind)kind;
    o.subject = columns[SUBJECT];
    o.password = (enum ivr_password)password;
    o.when = columns[WHEN];
    o.name = columns[NAME];
    o.ask = columns[ASK];
    if (!makes_sense(&o) || (o.when[0] != '\0' && strchr(o.when, '=') == NULL) || ivr_menu_find(m, o.code) != NULL) {
        return RT_ESYNTAX;
    }
    if (m->n_rows == IVR_OPTIONS_MAX) {
        return RT_EFULL;
    }
    m->rows[m->n_rows++] = o;
    return RT_OK;
}

static enum rt_err read_rows(struct ivr_menu *m, unsigned *bad_line)
{
    struct rt_tsv table = rt_tsv(rt_str(m->text));
    struct rt_str row;
    enum rt_err err = RT_OK;

    while (err == RT_OK && rt_tsv_next(&table, &row)) {
        *bad_line = table.line;
        err = read_row(m, row);
    }
    return err;
}

enum rt_err ivr_menu_create(struct ivr_menu **out, const char *text, size_t n, unsigned *bad_line)
{
    struct ivr_menu *m = rt_mem_alloc(sizeof *m);
    enum rt_err err = RT_ENOMEM;

    *out = NULL;
    *bad_line = 0;
    if (m == NULL) {
        return RT_ENOMEM;
    }
    m->text = rt_mem_strndup(text, n);
    if (m->text != NULL) {
        err = memchr(text, '\0', n) == NULL ? read_rows(m, bad_line) : RT_ESYNTAX;
    }
    if (err != RT_OK) {
        ivr_menu_destroy(m);
        return err;
    }
    *bad_line = 0;
    *out = m;
    return RT_OK;
}

void ivr_menu_destroy(struct ivr_menu *m)
{
    if (m != NULL) {
        rt_mem_free(m->text);
        rt_mem_free(m);
    }
}

size_t ivr_menu_n(const struct ivr_menu *m)
{
    return m->n_rows;
}

const struct ivr_option *ivr_menu_row(const struct ivr_menu *m, size_t i)
{
    RT_ASSERT(i < m->n_rows);
    return &m->rows[i];
}

const struct ivr_option *ivr_menu_find(const struct ivr_menu *m, const char *code)
{
    for (size_t i = 0; i < m->n_rows; i++) {
        if (strcmp(m->rows[i].code, code) == 0) {
            return &m->rows[i];
        }
    }
    return NULL;
}
