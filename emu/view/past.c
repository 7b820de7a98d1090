/* SPDX-License-Identifier: MIT */
/* Where a record stands: a slider over its whole time, with marks of what happened. */
#include "view_priv.h"
#include <viewmodel/timing.h>
#include <board/clock.h>
#include <math.h>
#include <stdio.h>

#define MARKS_SHOWN 60u
#define MARK_W      3.0f
#define STEP        6.0f

/* Widths. The slider has what is left: in a narrow window the moment stands in the bar alone. */
struct widths {
    float back, text, both, scale, save, now; /* both: the moment, and where the record ends */
};
static const struct widths wide = {78, 100, 168, 104, 114, 104}, narrow = {66, 0, 140, 100, 108, 104};

/* Headlines, warnings and errors; of those that would stand on each other the first. */
static void marks(const struct win_past *p, struct win_scene *s, struct win_rect at)
{
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

/* From the right: back to now, save the unit, the scale, the moment. What is left is the track. */
void make_past(const struct win_model *m, struct win_scene *s, struct win_rect at)
{
    const struct win_past *p = win_time_track(m);
    bool is_now = m->past == NULL;
    char now[24], end[24], value[64];
    const struct widths *width = m->w < 900 ? &narrow : &wide;
    float y = at.y + 4, h = at.h - 8, right = at.x + at.w - 12;
    (void)make_put(s, WIN_PANEL_KIND, "past", at, 0, WIN_PANEL);
    (void)make_button(m, s, "back", (struct win_rect){at.x + 12, y, width->back, h}, win_says(m, WIN_SAYS_BACK),
                      "back");
    float now_x = p->is_of_run ? right - width->now : right + STEP, save_x = now_x - STEP - width->save;
    float scale_x = save_x - STEP - width->scale, text_w = p->is_of_run ? width->text : width->both,
          text_x = scale_x - STEP - 4 - text_w, x = at.x + 12 + width->back + 18;
    struct win_rect track = {x, at.y + 3, text_x - 12 - x, at.h - 6};
    win_time_text(p->now_us, p->is_paused && !is_now, now, sizeof now);
    win_time_text(p->end_us, false, end, sizeof end);
    (void)snprintf(value, sizeof value, "%s / %s", now, end);
    struct win_widget *w = make_put(s, WIN_SLIDER_KIND, "past.slider", track, 0, WIN_ACCENT);
    make_name(w, win_says(m, p->is_of_run ? WIN_SAYS_RUN_NAME : WIN_SAYS_PAST_NAME));
    make_value(w, is_now ? win_says(m, WIN_SAYS_NOW) : value);
    make_act(m, w, "seek");
    w->part = is_now ? 1 : win_time_part(p, p->now_us);
    if (p->end_us > 0) {
        marks(p, s, track);
    }
    if (text_w > 0) {
        w = make_put(s, WIN_TEXT_KIND, "past.time", (struct win_rect){text_x, at.y, text_w, at.h}, 13, WIN_TEXT);
        w->states |= WIN_IS_STRONG;
        make_value(w, is_now ? win_says(m, WIN_SAYS_NOW) : p->is_of_run ? now : value);
    }
    (void)make_button(m, s, "past.scale", (struct win_rect){scale_x, y, width->scale, h},
                      win_says(m, p->is_by_rows ? WIN_SAYS_BY_ROWS : WIN_SAYS_BY_TIME), "scale");
    (void)make_button(m, s, "past.save", (struct win_rect){save_x, y, width->save, h}, win_says(m, WIN_SAYS_SAVE_UNIT),
                      "save");
    if (p->is_of_run) {
        w = make_button(m, s, "past.now", (struct win_rect){now_x, y, width->now, h}, win_says(m, WIN_SAYS_TO_NOW),
                        "now");
        w->states |= is_now ? WIN_IS_DISABLED : WIN_IS_ACTIVE;
    }
}
