/* SPDX-License-Identifier: MIT */
/*
 * The panel of a guest (viewmodel/guest.h): its rows one below the other, wrapped and scrolled. It is made in pieces: a
 * line of text, a gap, a whole button. Buttons are as high as a finger wants them; where the panel would have to be
 * scrolled only for that, they are lower.
 */
#include "view_priv.h"
#include <viewmodel/guest.h>
#include <stdio.h>
#include <string.h>

#define TITLE_H       26.0f
#define GAP_H         9.0f
#define BUTTON_MARGIN 30.0f /* of its mark, and behind it */
#define LOW           6.0f /* of a button, more than its lines: 4 above and below them, or 2; the rest is between two */
#define HIGH          12.0f
#define BETWEEN       2.0f
#define PIECES_MAX    512u

struct putting {
    const struct win_model *m;
    struct win_scene *s;
    struct win_rect at;
    float y;              /* of the next piece */
    float more;           /* of a button: LOW or HIGH */
    unsigned skip, n;     /* in pieces */
    float lines, buttons; /* of all pieces: the height of lines and gaps, and how many are buttons */
    float h[PIECES_MAX];  /* of each, as if a button had nothing but its lines; below 0: it is one */
    size_t before, after; /* pieces: the buttons out of sight, next to those in sight */
};

static void put_text(const struct putting *p, const struct emu_window_guest_row *row, unsigned part, const char *line,
                     struct win_rect at)
{
    static const enum win_colour colours[] = {
        [EMU_GUEST_TITLE] = WIN_TEXT, [EMU_GUEST_TEXT] = WIN_TEXT, [EMU_GUEST_MUTED] = WIN_MUTED,
        [EMU_GUEST_GOOD] = WIN_OK,    [EMU_GUEST_BAD] = WIN_WARN,  [EMU_GUEST_BUTTON] = WIN_ACCENT};
    char id[WIN_ID_MAX];
    (void)snprintf(id, sizeof id, part == 0 ? "%.28s" : "%.28s.%u", row->id, part);
    if (row->style == EMU_GUEST_TITLE) {
        make_name(make_put(p->s, WIN_TITLE_KIND, id, at, 16, WIN_TEXT), line);
    } else {
        (void)make_text(p->s, id, at, colours[row->style], line);
    }
}

static void put_button(const struct putting *p, const struct emu_window_guest_row *row, const char *lines,
                       struct win_rect at)
{
    char id[WIN_ID_MAX], act[WIN_ACT_MAX];
    (void)snprintf(id, sizeof id, "%.28s", row->id);
    (void)snprintf(act, sizeof act, "guest %.38s", row->word);
    struct win_widget *w = make_put(p->s, WIN_CHOICE_KIND, id, at, MAKE_ROW_SIZE, WIN_ACCENT);
    make_value(w, lines);
    make_act(p->m, w, act);
    w->states |= row->is_active ? WIN_IS_ACTIVE : 0;
}

/* The next piece. s NULL: only measured. Its place; height 0: it is not shown. */
static struct win_rect next_piece(struct putting *p, float h, bool is_button)
{
    struct win_rect none = {0, 0, 0, 0}, place = {p->at.x, p->y, p->at.w, h + (is_button ? p->more - BETWEEN : 0)};
    if (p->n == PIECES_MAX) {
        return none;
    }
    if (p->s == NULL) {
        p->h[p->n] = is_button ? -h : h;
        p->lines += h;
        p->buttons += is_button ? 1 : 0;
    }
    if (p->n++ < p->skip || p->s == NULL) {
        return none;
    }
    p->y += h + (is_button ? p->more : 0);
    return place.y + place.h <= p->at.y + p->at.h ? place : none;
}

/* A button out of sight: the keyboard finds it. */
static void put_aside(struct putting *p, const struct emu_window_guest_row *row)
{
    size_t piece = p->n - 1;
    if (piece < p->skip) {
        (void)snprintf(p->s->before, sizeof p->s->before, "%.28s", row->id);
        p->before = piece;
    } else if (p->s->after[0] == '\0') {
        (void)snprintf(p->s->after, sizeof p->s->after, "%.28s", row->id);
        p->after = piece;
    }
}

/* How far to scroll until a piece below is in sight. */
static unsigned way_to(const struct putting *p, size_t piece)
{
    size_t first = piece;
    float used = p->h[piece];
    while (first > 0 && used + p->h[first - 1] <= p->at.h) {
        used += p->h[--first];
    }
    return (unsigned)(first > p->skip ? first - p->skip : 1);
}

static void put_row(void *ctx, const struct emu_window_guest_row *row)
{
    struct putting *p = ctx;
    bool is_button = row->style == EMU_GUEST_BUTTON;
    const char *text = row->text;
    char line[WIN_VALUE_MAX], lines[WIN_VALUE_MAX] = "";
    struct win_rect at;
    size_t n = 0;
    unsigned part = 0;
    if (row->style == EMU_GUEST_GAP) {
        (void)next_piece(p, GAP_H, false);
        return;
    }
    do {
        text += make_line_of(p->m, text, p->at.w - (is_button ? BUTTON_MARGIN : 0), line);
        text += *text == ' ';
        if (is_button) {
            n += n < sizeof lines ? (size_t)snprintf(lines + n, sizeof lines - n, part > 0 ? "\n%s" : "%s", line) : 0;
        } else {
            at = next_piece(p, row->style == EMU_GUEST_TITLE ? TITLE_H : MAKE_ROW_H, false);
            if (at.h > 0) {
                put_text(p, row, part, line, at);
            }
        }
        part++;
    } while (*text != '\0');
    if (is_button) {
        at = next_piece(p, (float)part * MAKE_ROW_H, true);
        if (at.h > 0) {
            put_button(p, row, lines, at);
        } else if (p->s != NULL) {
            put_aside(p, row);
        }
    }
}

void make_guest(const struct win_model *m, struct win_scene *s, struct win_rect at)
{
    struct putting p = {.m = m, .at = at, .y = at.y};
    m->guest->rows(m->guest->ctx, put_row, &p);
    bool fits_low = p.lines + p.buttons * LOW <= at.h, fits_high = p.lines + p.buttons * HIGH <= at.h;
    p.more = fits_low && !fits_high ? LOW : HIGH;
    for (size_t i = 0; i < p.n; i++) {
        p.h[i] = p.h[i] < 0 ? p.more - p.h[i] : p.h[i];
    }
    p.skip = make_scrolled(m, s, p.h, p.n, at);
    p.s = s;
    p.n = 0;
    s->first_row = s->n;
    m->guest->rows(m->guest->ctx, put_row, &p);
    s->n_rows_end = s->n;
    s->before_by = s->before[0] != '\0' ? p.skip - (unsigned)p.before : 0;
    s->after_by = s->after[0] != '\0' ? way_to(&p, p.after) : 0;
}
