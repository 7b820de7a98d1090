/* SPDX-License-Identifier: MIT */
/* Where a record stands: a slider over its whole time, with marks of what happened. */
#include "make_priv.h"
#include "timing.h"
#include <board/clock.h>
#include <math.h>
#include <stdio.h>

#define MARKS_SHOWN 60u
#define MARK_W      3.0f
#define TEXT_W      168.0f
#define SCALE_W     92.0f

static void time_text(uint64_t us, bool has_ms, char *out, size_t size)
{
    unsigned long long ms = us / BOARD_US_PER_MS, s = ms / 1000;
    int n = snprintf(out, size, "%02llu:%02llu:%02llu", s / 3600, s / 60 % 60, s % 60);
    if (has_ms && n > 0 && (size_t)n < size) {
        (void)snprintf(out + n, size - (size_t)n, ".%03llu", ms % 1000);
    }
}

/* Headlines, warnings and errors; of those that would stand on each other the first. */
static void marks(const struct win_model *m, struct win_scene *s, struct win_rect at)
{
    const struct win_past *p = m->past;
    float last = -2 * MARK_W;
    unsigned n = 0;
    for (size_t i = 0; i < p->n_marks && n < MARKS_SHOWN; i++) {
        char id[WIN_ID_MAX];
        enum emu_row_level level = p->mark[i].level;
        float x = at.x + at.w * win_time_part(p, p->mark[i].at_us) - MARK_W / 2;
        enum win_colour colour = level == EMU_ROW_ERROR ? WIN_ERR : level == EMU_ROW_WARNING ? WIN_WARN : WIN_MUTED;
        if ((level != EMU_ROW_HEADLINE && level < EMU_ROW_WARNING) || x < last + 2 * MARK_W) {
            continue;
        }
        last = x;
        (void)snprintf(id, sizeof id, "past.mark.%u", ++n);
        (void)make_put(s, WIN_MARK_KIND, id, (struct win_rect){x, at.y, MARK_W, 8}, 0, colour);
    }
}

void make_past(const struct win_model *m, struct win_scene *s, struct win_rect at)
{
    const struct win_past *p = m->past;
    char now[24], end[24], value[64];
    struct win_rect track = {at.x + 16 + 78 + 18, at.y + 3, at.w - 16 - 78 - 48 - TEXT_W - SCALE_W, at.h - 6};
    (void)make_put(s, WIN_PANEL_KIND, "past", at, 0, WIN_PANEL);
    (void)make_button(m, s, "back", (struct win_rect){at.x + 12, at.y + 4, 78, at.h - 8}, win_says(m, WIN_SAYS_BACK),
                      "back");
    time_text(p->now_us, p->is_paused, now, sizeof now);
    time_text(p->end_us, false, end, sizeof end);
    (void)snprintf(value, sizeof value, "%s / %s", now, end);
    struct win_widget *w = make_put(s, WIN_SLIDER_KIND, "past.slider", track, 0, WIN_ACCENT);
    make_name(w, win_says(m, WIN_SAYS_PAST_NAME));
    make_value(w, value);
    make_act(m, w, "seek");
    w->part = win_time_part(p, p->now_us);
    if (p->end_us > 0) {
        marks(m, s, track);
    }
    w = make_put(s, WIN_TEXT_KIND, "past.time",
                 (struct win_rect){at.x + at.w - TEXT_W - SCALE_W - 20, at.y, TEXT_W, at.h}, 13, WIN_TEXT);
    w->states |= WIN_IS_STRONG;
    make_value(w, value);
    (void)make_button(m, s, "past.scale", (struct win_rect){at.x + at.w - SCALE_W - 12, at.y + 4, SCALE_W, at.h - 8},
                      win_says(m, p->is_by_rows ? WIN_SAYS_BY_ROWS : WIN_SAYS_BY_TIME), "scale");
}
