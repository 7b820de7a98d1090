/* SPDX-License-Identifier: MIT */
/* The panel of a guest (window/guest.h): its rows one below the other, wrapped and scrolled. */
#include "view_priv.h"
#include <viewmodel/guest.h>
#include <stdio.h>
#include <string.h>

#define LINE_H        22.0f
#define BUTTON_MARGIN 28.0f /* of its mark, and behind it */

struct putting {
    const struct win_model *m;
    struct win_scene *s;
    struct win_rect at;
    unsigned skip, room, n; /* in lines */
};

static void put_line(const struct putting *p, const struct emu_window_guest_row *row, unsigned part, const char *line,
                     struct win_rect at)
{
    static const enum win_colour colours[] = {
        [EMU_GUEST_TITLE] = WIN_TEXT, [EMU_GUEST_TEXT] = WIN_TEXT, [EMU_GUEST_MUTED] = WIN_MUTED,
        [EMU_GUEST_GOOD] = WIN_OK,    [EMU_GUEST_BAD] = WIN_WARN,  [EMU_GUEST_BUTTON] = WIN_ACCENT};
    char id[WIN_ID_MAX], act[WIN_ACT_MAX];
    (void)snprintf(id, sizeof id, part == 0 ? "%.28s" : "%.28s.%u", row->id, part);
    if (row->style == EMU_GUEST_TITLE) {
        make_name(make_put(p->s, WIN_TITLE_KIND, id, at, 16, WIN_TEXT), line);
        return;
    }
    if (row->style != EMU_GUEST_BUTTON) {
        (void)make_text(p->s, id, at, colours[row->style], line);
        return;
    }
    struct win_widget *w = make_put(p->s, WIN_CHOICE_KIND, id, at, MAKE_ROW_SIZE, WIN_ACCENT);
    (void)snprintf(act, sizeof act, "guest %.38s", row->word);
    make_value(w, line);
    make_act(p->m, w, act);
    w->states |= row->is_active && part == 0 ? WIN_IS_ACTIVE : 0; /* one mark, whatever its lines */
}

static void put_row(void *ctx, const struct emu_window_guest_row *row)
{
    struct putting *p = ctx;
    const char *text = row->style == EMU_GUEST_GAP ? "" : row->text;
    char line[WIN_VALUE_MAX];
    unsigned part = 0;
    do {
        text += make_line_of(p->m, text, p->at.w - (row->style == EMU_GUEST_BUTTON ? BUTTON_MARGIN : 0), line);
        text += *text == ' ';
        if (p->n >= p->skip && p->n < p->skip + p->room && row->style != EMU_GUEST_GAP) {
            put_line(p, row, part, line,
                     (struct win_rect){p->at.x, p->at.y + (float)(p->n - p->skip) * LINE_H, p->at.w, LINE_H});
        }
        p->n++;
        part++;
    } while (*text != '\0');
}

void make_guest(const struct win_model *m, struct win_scene *s, struct win_rect at)
{
    struct putting p = {.m = m, .s = s, .at = at, .room = (unsigned)(at.h / LINE_H), .skip = UINT32_MAX - 100};
    m->guest->rows(m->guest->ctx, put_row, &p); /* only counts */
    s->scroll_max = p.n > p.room ? p.n - p.room : 0;
    p.skip = m->scroll < s->scroll_max ? m->scroll : s->scroll_max;
    p.n = 0;
    m->guest->rows(m->guest->ctx, put_row, &p);
}
