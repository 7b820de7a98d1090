/* SPDX-License-Identifier: MIT */
/* The bench as a list: each thing that can be used, with its role, its name and its state in words, in the order of
 * reading, and then each act of the table. For those who do not see the picture. */
#include "view_priv.h"
#include <act/act.h>
#include <rt/mem.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define GAP   14.0f
#define BAR_H 34.0f
#define ROW_H 26.0f
#define ROW_W 380.0f /* at least */

static enum win_text state_of(const struct win_widget *w)
{
    switch (w->kind) {
    case WIN_LAMP_KIND:
        return (w->states & WIN_IS_LIT) != 0 ? WIN_SAYS_IS_LIT : WIN_SAYS_IS_DARK;
    case WIN_SOCKET_KIND:
        return (w->states & WIN_IS_OUT) != 0 ? WIN_SAYS_UNPLUGGED : WIN_SAYS_PLUGGED;
    case WIN_BUTTON_KIND:
        return (w->states & WIN_IS_ACTIVE) != 0 ? WIN_SAYS_IS_ON : WIN_N_TEXTS;
    default:
        return WIN_N_TEXTS;
    }
}

static enum win_text role_of(enum win_kind kind)
{
    static const struct {
        enum win_kind kind;
        enum win_text role;
    } rows[] = {{WIN_KEY_KIND, WIN_SAYS_ROLE_KEY},       {WIN_LAMP_KIND, WIN_SAYS_ROLE_LAMP},
                {WIN_SOCKET_KIND, WIN_SAYS_ROLE_SOCKET}, {WIN_HANDSET_KIND, WIN_SAYS_ROLE_HANDSET},
                {WIN_FIELD_KIND, WIN_SAYS_ROLE_FIELD},   {WIN_CHOICE_KIND, WIN_SAYS_ROLE_CHOICE},
                {WIN_SLIDER_KIND, WIN_SAYS_ROLE_SLIDER}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].kind == kind) {
            return rows[i].role;
        }
    }
    return WIN_SAYS_ROLE_BUTTON;
}

/* "Telephone 1: 5": a key's name alone would not say whose it is. */
static void name_of(const struct win_model *m, const struct win_widget *w, char *out, size_t size)
{
    char telephone[WIN_NAME_MAX] = "";
    if (strncmp(w->id, "phone", 5) == 0) {
        win_says_of(m, WIN_SAYS_TELEPHONE, "n", w->id[5] == '2' ? "2" : "1", telephone, sizeof telephone);
    }
    (void)snprintf(out, size, "%s%s%.40s", telephone, telephone[0] != '\0' ? ": " : "", w->name);
}

static void put_thing(const struct win_model *m, struct win_scene *s, struct win_rect at, const struct win_widget *w)
{
    char id[WIN_ID_MAX + 8], name[WIN_NAME_MAX * 2], value[WIN_VALUE_MAX];
    enum win_text state = state_of(w);
    bool has_more = w->value[0] != '\0' && w->kind != WIN_SOCKET_KIND;
    (void)snprintf(id, sizeof id, "list.%s", w->id);
    struct win_widget *row = make_put(s, WIN_CHOICE_KIND, id, at, 13, WIN_TEXT);
    name_of(m, w, name, sizeof name);
    (void)snprintf(row->name, sizeof row->name, "%.63s", name);
    (void)snprintf(value, sizeof value, "%s%s%s%s%.120s", win_says(m, role_of(w->kind)),
                   state != WIN_N_TEXTS ? ", " : "", state != WIN_N_TEXTS ? win_says(m, state) : "",
                   has_more ? ": " : "", has_more ? w->value : "");
    for (char *c = value; (c = strchr(c, '\n')) != NULL;) {
        *c = ' '; /* the lines of a guest's button */
    }
    make_value(row, value);
    make_act(m, row, w->act);
    row->states |= w->states & WIN_IS_DISABLED;
}

/* An act of the table, which may have no button: its line is begun. */
static void put_act(const struct win_model *m, struct win_scene *s, struct win_rect at, const struct emu_act *act)
{
    char id[WIN_ID_MAX], does[WIN_ACT_MAX], value[WIN_VALUE_MAX];
    (void)snprintf(id, sizeof id, "list.act.%.20s", act->name);
    (void)snprintf(does, sizeof does, "act %.40s", act->name);
    (void)snprintf(value, sizeof value, "%s: %.150s", win_says(m, WIN_SAYS_ROLE_ACT),
                   emu_text_in(EMU_TEXTS_ACTS, act->help, m->language));
    struct win_widget *row = make_put(s, WIN_CHOICE_KIND, id, at, 13, WIN_TEXT);
    make_name(row, act->name);
    make_value(row, value);
    make_act(m, row, does);
}

/* Places in columns, and the rows that have one. */
struct places {
    float top, width;
    size_t n_lines, n_columns, skip, n; /* n: rows so far */
};

/* False: this row is above or below what is shown, which its id then says. */
static bool take_place(struct places *p, struct win_scene *s, const char *prefix, const char *name, struct win_rect *at)
{
    size_t row = p->n++;
    char id[2 * WIN_ID_MAX];
    (void)snprintf(id, sizeof id, "%s%s", prefix, name);
    if (row < p->skip) {
        (void)snprintf(s->before, sizeof s->before, "%.31s", id);
        return false;
    }
    row -= p->skip;
    if (row >= p->n_lines * p->n_columns) {
        if (s->after[0] == '\0') {
            (void)snprintf(s->after, sizeof s->after, "%.31s", id);
        }
        return false;
    }
    size_t column = row / p->n_lines, line = row % p->n_lines;
    s->first_row = s->first_row == 0 ? s->n : s->first_row;
    *at = (struct win_rect){GAP + 10 + (float)column * p->width, p->top + (float)line * ROW_H, p->width - 8, ROW_H - 2};
    return true;
}

static bool is_thing(const struct win_widget *w)
{
    return win_may_focus(w->kind) && w->act[0] != '\0' && strncmp(w->id, "act.", 4) != 0; /* the acts follow */
}

static size_t count(const struct win_model *m, const struct win_scene *bench)
{
    size_t n = 0;
    for (size_t i = 0; i < bench->n; i++) {
        n += is_thing(&bench->widget[i]) ? 1 : 0;
    }
    for (size_t i = 0; m->guest == NULL && emu_act_row(i) != NULL; i++) {
        n++;
    }
    return n;
}

static void put_all(const struct win_model *m, struct win_scene *s, const struct win_scene *bench)
{
    const struct emu_act *act;
    struct win_rect at;
    size_t n = count(m, bench);
    float message_h = m->message[0] != '\0' ? 34 : 0;
    struct places p = {.top = GAP + 14 + BAR_H};
    p.n_lines = (size_t)((s->h - p.top - GAP - 10 - message_h) / ROW_H);
    p.n_columns = (size_t)fmaxf(1, floorf((s->w - 2 * GAP - 20) / ROW_W));
    size_t needed = (n + p.n_lines - 1) / p.n_lines;
    p.n_columns = p.n_columns > needed ? needed : p.n_columns;
    p.width = (s->w - 2 * GAP - 20) / (float)p.n_columns;
    s->scroll_max = n > p.n_lines * p.n_columns ? (unsigned)(n - p.n_lines * p.n_columns) : 0;
    p.skip = m->scroll < s->scroll_max ? m->scroll : s->scroll_max;
    for (size_t i = 0; i < bench->n; i++) {
        if (is_thing(&bench->widget[i]) && take_place(&p, s, "list.", bench->widget[i].id, &at)) {
            put_thing(m, s, at, &bench->widget[i]);
        }
    }
    for (size_t i = 0; m->guest == NULL && (act = emu_act_row(i)) != NULL; i++) {
        if (take_place(&p, s, "list.act.", act->name, &at)) {
            put_act(m, s, at, act);
        }
    }
    s->n_rows_end = s->n;
}

void make_list(const struct win_model *m, struct win_scene *s)
{
    struct win_scene *bench = rt_mem_alloc(sizeof *bench); /* too large for the stack */
    make_bench(m, bench != NULL ? bench : s);
    if (bench == NULL) {
        return; /* out of memory: the other form is better than none */
    }
    memset(s, 0, offsetof(struct win_scene, widget));
    s->w = bench->w;
    s->h = bench->h;
    s->scale = bench->scale;
    s->theme = bench->theme;
    s->is_still = bench->is_still;
    s->time_us = bench->time_us;
    (void)make_put(s, WIN_PANEL_KIND, "list", (struct win_rect){GAP, GAP, s->w - 2 * GAP, s->h - 2 * GAP}, 0,
                   WIN_PANEL);
    make_name(make_put(s, WIN_TITLE_KIND, "list.title", (struct win_rect){GAP + 16, GAP + 6, s->w - 200, BAR_H}, 16,
                       WIN_TEXT),
              win_says(m, WIN_SAYS_LIST));
    make_value(make_button(m, s, "list.close", (struct win_rect){s->w - GAP - 50, GAP + 8, 36, 30}, "×", "list"),
               win_says(m, WIN_SAYS_CLOSE));
    put_all(m, s, bench);
    rt_mem_free(bench);
    make_banner(m, s, (struct win_rect){GAP + 10, s->h - GAP - 6, s->w - 2 * GAP - 20, 0}, true);
}
