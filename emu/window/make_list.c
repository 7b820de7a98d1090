/* SPDX-License-Identifier: MIT */
/* The bench as a list: each thing that can be used, with its role, its name and its state in words, in the order of
 * reading. The acts are those of the picture, for those who do not see the picture. */
#include "make_priv.h"
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
        (void)snprintf(telephone, sizeof telephone, win_says(m, WIN_SAYS_TELEPHONE), w->id[5] == '2' ? 2u : 1u);
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
    make_value(row, value);
    make_act(m, row, w->act);
    row->states |= w->states & WIN_IS_DISABLED;
}

void make_list(const struct win_model *m, struct win_scene *s)
{
    static struct win_scene bench; /* one window a process */
    size_t n = 0, place = 0;
    make_bench(m, &bench);
    memset(s, 0, offsetof(struct win_scene, widget));
    s->w = bench.w;
    s->h = bench.h;
    s->scale = bench.scale;
    s->theme = bench.theme;
    s->is_still = bench.is_still;
    s->time_us = bench.time_us;
    (void)make_put(s, WIN_PANEL_KIND, "list", (struct win_rect){GAP, GAP, s->w - 2 * GAP, s->h - 2 * GAP}, 0,
                   WIN_PANEL);
    make_name(make_put(s, WIN_TITLE_KIND, "list.title", (struct win_rect){GAP + 16, GAP + 6, s->w - 200, BAR_H}, 16,
                       WIN_TEXT),
              win_says(m, WIN_SAYS_LIST));
    make_value(make_button(m, s, "list.close", (struct win_rect){s->w - GAP - 50, GAP + 8, 36, 30}, "×", "list"),
               win_says(m, WIN_SAYS_CLOSE));
    for (size_t i = 0; i < bench.n; i++) {
        n += win_may_focus(bench.widget[i].kind) && bench.widget[i].act[0] != '\0' ? 1 : 0;
    }
    float top = GAP + 14 + BAR_H, message_h = m->message[0] != '\0' ? 34 : 0;
    size_t n_lines = (size_t)((s->h - top - GAP - 10 - message_h) / ROW_H);
    size_t n_columns = (size_t)fmaxf(1, floorf((s->w - 2 * GAP - 20) / ROW_W));
    n_columns = n <= n_lines ? 1 : n_columns > (n + n_lines - 1) / n_lines ? (n + n_lines - 1) / n_lines : n_columns;
    float width = (s->w - 2 * GAP - 20) / (float)n_columns;
    s->scroll_max = n > n_lines * n_columns ? (unsigned)(n - n_lines * n_columns) : 0;
    size_t skip = m->scroll < s->scroll_max ? m->scroll : s->scroll_max;
    for (size_t i = 0; i < bench.n && place < n_lines * n_columns; i++) {
        const struct win_widget *w = &bench.widget[i];
        if (!win_may_focus(w->kind) || w->act[0] == '\0') {
            continue;
        }
        if (skip > 0) {
            skip--;
            continue;
        }
        unsigned column = (unsigned)(place / n_lines);
        unsigned line = (unsigned)(place % n_lines);
        struct win_rect at = {GAP + 10 + (float)column * width, top + (float)line * ROW_H, width - 8, ROW_H - 2};
        put_thing(m, s, at, w);
        place++;
    }
    if (m->message[0] != '\0') {
        struct win_widget *w =
            make_put(s, WIN_BANNER_KIND, "banner",
                     (struct win_rect){GAP + 10, s->h - GAP - 38, s->w - 2 * GAP - 20, 32}, 15, WIN_WARN);
        make_value(w, m->message);
        make_act(m, w, "close");
    }
}
