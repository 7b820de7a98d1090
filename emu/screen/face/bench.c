/* SPDX-License-Identifier: MIT */
/* How what stands on the bench looks: the unit with its cables, and the telephones. */
#include "brush.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

void shape_lamp(const struct face_pen *p, const struct win_widget *w)
{
    float x = w->at.x + w->at.w / 2, y = w->at.y + 21;
    cairo_t *cr = p->cr;
    bool is_lit = (w->states & WIN_IS_LIT) != 0;
    double level = is_lit ? w->part : 0; /* less than 1: averaged, as time runs fast */
    brush_box(p, (struct win_rect){x - 1.9f * LAMP_R, y - 1.9f * LAMP_R, 3.8f * LAMP_R, 3.8f * LAMP_R}, 8, WIN_BEZEL);
    cairo_arc(cr, x, y, LAMP_R, 0, 2 * PI);
    brush_colour(p, WIN_LAMP_DARK);
    cairo_fill(cr);
    if (is_lit) {
        uint32_t rgb = win_colour(WIN_LAMP_LIT, p->scene->theme);
        cairo_arc(cr, x, y, LAMP_R, 0, 2 * PI);
        cairo_set_source_rgba(cr, (rgb >> 16 & 255) / 255.0, (rgb >> 8 & 255) / 255.0, (rgb & 255) / 255.0, level);
        cairo_fill(cr);
        cairo_pattern_t *bloom = cairo_pattern_create_radial(x, y, 0, x, y, 3.6f * LAMP_R);
        cairo_pattern_add_color_stop_rgba(bloom, 0, 0.24, 0.95, 0.48, 0.55 * level);
        cairo_pattern_add_color_stop_rgba(bloom, 0.3, 0.24, 0.95, 0.48, 0.30 * level);
        cairo_pattern_add_color_stop_rgba(bloom, 0.6, 0.24, 0.95, 0.48, 0.08 * level);
        cairo_pattern_add_color_stop_rgba(bloom, 1, 0.24, 0.95, 0.48, 0);
        cairo_arc(cr, x, y, 3.6f * LAMP_R, 0, 2 * PI);
        cairo_set_source(cr, bloom);
        cairo_fill(cr);
        cairo_pattern_destroy(bloom);
        cairo_pattern_t *core = cairo_pattern_create_radial(x, y, 0, x, y, 0.8f * LAMP_R);
        cairo_pattern_add_color_stop_rgba(core, 0, 0.93, 1, 0.95, 0.9 * level);
        cairo_pattern_add_color_stop_rgba(core, 1, 0.93, 1, 0.95, 0);
        cairo_arc(cr, x, y, 0.8f * LAMP_R, 0, 2 * PI);
        cairo_set_source(cr, core);
        cairo_fill(cr);
        cairo_pattern_destroy(core);
    }
    brush_text(p, (struct win_rect){w->at.x, w->at.y + 44, w->at.w, 20}, BRUSH_CENTRE, FACE_SANS, w->size,
               WIN_CASE_TEXT, w->name);
    if ((w->states & WIN_IS_STRONG) != 0) { /* it stands for one that blinks: the pattern in a word */
        char pattern[16];
        (void)snprintf(pattern, sizeof pattern, "%.*s", (int)strcspn(w->value, ":"), w->value);
        brush_text(p, (struct win_rect){x + 24, y - 20, w->at.x + w->at.w - x - 14, 16}, BRUSH_LEFT, FACE_SANS, 11,
                   WIN_CASE_TEXT, pattern);
    }
    brush_focus(p, w);
}

/* A modular plug: body, latch, and the strain relief that the cable comes out of. */
void shape_plug(const struct face_pen *p, struct win_rect r, enum win_colour c)
{
    brush_box(p, (struct win_rect){r.x + r.w / 2 - 5, r.y + r.h - 4, 10, 10}, 3, c);
    brush_box(p, r, 3, c);
    brush_rounded(p, r, 3); /* its edge tells it from the hole and from the case, whatever its colour */
    brush_colour(p, WIN_CASE);
    cairo_set_line_width(p->cr, 1);
    cairo_stroke(p->cr);
    brush_box(p, (struct win_rect){r.x + r.w / 2 - 4, r.y + 3, 8, r.h - 10}, 2, WIN_SOCKET);
}

static void hatch(const struct face_pen *p, struct win_rect r)
{
    cairo_save(p->cr);
    brush_rounded(p, r, 4);
    cairo_clip(p->cr);
    brush_colour(p, WIN_LINE);
    cairo_set_line_width(p->cr, 1.5);
    for (float x = r.x - r.h; x < r.x + r.w; x += 8) {
        cairo_move_to(p->cr, x, r.y + r.h);
        cairo_line_to(p->cr, x + r.h, r.y);
    }
    cairo_stroke(p->cr);
    cairo_restore(p->cr);
}

void shape_socket(const struct face_pen *p, const struct win_widget *w)
{
    struct win_rect hole = {w->at.x + w->at.w / 2 - 26, w->at.y + 22, 52, 30};
    brush_text(p, (struct win_rect){w->at.x, w->at.y, w->at.w, 18}, BRUSH_CENTRE, FACE_SANS, w->size, WIN_CASE_TEXT,
               w->name);
    brush_box(p, hole, 4, WIN_SOCKET);
    brush_rounded(p, (struct win_rect){hole.x + 8, hole.y + 6, hole.w - 16, hole.h - 12}, 3);
    brush_colour(p, WIN_LINE);
    cairo_set_line_width(p->cr, 1);
    cairo_stroke(p->cr);
    if ((w->states & WIN_IS_LIT) != 0) { /* the Ethernet lamp sits at its socket */
        cairo_arc(p->cr, hole.x + hole.w - 5, hole.y + 5, 3.5, 0, 2 * PI);
        brush_colour(p, WIN_LAMP_LIT);
        cairo_fill(p->cr);
    }
    if ((w->states & WIN_IS_OUT) == 0) {
        shape_plug(p, (struct win_rect){hole.x + 12, hole.y + 8, hole.w - 24, hole.h - 4}, w->colour);
    } else {
        brush_text(p, (struct win_rect){w->at.x, hole.y + hole.h, w->at.w, 16}, BRUSH_CENTRE, FACE_SANS, w->size - 1,
                   WIN_CASE_TEXT, w->value);
    }
    if ((w->states & WIN_IS_ACTIVE) != 0) { /* where the plug in the hand belongs */
        brush_rounded(p, (struct win_rect){hole.x - 4, hole.y - 4, hole.w + 8, hole.h + 8}, 7);
        brush_colour(p, WIN_FOCUS);
        cairo_set_line_width(p->cr, 3);
        cairo_stroke(p->cr);
    } else if ((w->states & WIN_IS_DISABLED) != 0) { /* where it does not */
        hatch(p, hole);
    } else if ((w->states & WIN_IS_HOT) != 0) {
        brush_rounded(p, (struct win_rect){hole.x - 2, hole.y - 2, hole.w + 4, hole.h + 4}, 5);
        brush_colour(p, WIN_CASE_TEXT);
        cairo_set_line_width(p->cr, 1.5);
        cairo_stroke(p->cr);
    }
    brush_focus(p, w);
}

void shape_cable(const struct face_pen *p, const struct win_widget *w)
{
    struct win_rect r = w->at;
    cairo_move_to(p->cr, r.x, r.y);
    cairo_curve_to(p->cr, r.x, r.y + r.h * 0.7, r.x + r.w, r.y + r.h * 0.3, r.x + r.w, r.y + r.h);
    cairo_set_line_cap(p->cr, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_width(p->cr, 5);
    brush_colour(p, w->colour);
    cairo_stroke(p->cr);
}

/* ---- a telephone ---- */

static void ear_arcs(const struct face_pen *p, float x, float y)
{
    cairo_set_line_width(p->cr, 3);
    brush_colour(p, WIN_OK);
    for (int i = 1; i <= 3; i++) {
        cairo_new_sub_path(p->cr);
        cairo_arc(p->cr, x, y, 7 + 7 * i, -PI / 5, PI / 5);
    }
    cairo_stroke(p->cr);
}

/* An ear- or mouthpiece: y is its middle; the grip is on the left of it. */
static void cup(const struct face_pen *p, double y, enum win_colour c)
{
    brush_box(p, (struct win_rect){-22, (float)y - 20, 48, 40}, 15, c);
    brush_colour(p, WIN_RAISED);
    for (int column = -1; column <= 1; column++) {
        for (int line = -1; line <= 1; line++) {
            cairo_new_sub_path(p->cr);
            cairo_arc(p->cr, 8 + 6 * column, y + 7 * line, 1.6, 0, 2 * PI);
        }
    }
    cairo_fill(p->cr);
}

/* The cord, from the mouthpiece to the foot of the cradle. */
static void cord(const struct face_pen *p, struct win_rect at, double x, double y)
{
    double end_y = at.y + at.h - 16, end_x = at.x + at.w / 2;
    int turns = (int)((end_y - y) / 5);
    cairo_move_to(p->cr, x, y);
    for (int i = 1; i <= turns; i++) {
        double part = (double)i / turns;
        cairo_line_to(p->cr, x + (end_x - x) * part + (i % 2 == 0 ? -5 : 5), y + (end_y - y) * part);
    }
    cairo_line_to(p->cr, end_x, end_y);
    cairo_set_line_join(p->cr, CAIRO_LINE_JOIN_ROUND);
    cairo_set_line_width(p->cr, 3);
    brush_colour(p, WIN_LINE);
    cairo_stroke(p->cr);
}

/* Above and below the cups the cradle has an edge; below, the cord too, where there is room for it. */
#define CUP_H     40.0f
#define HALF_MOST 96.0f
#define CORD_H    44.0f
#define CORD_FROM 200.0f /* height of a handset that has one */

void shape_handset(const struct face_pen *p, const struct win_widget *w)
{
    cairo_t *cr = p->cr;
    bool is_lifted = (w->states & WIN_IS_LIFTED) != 0, rings = (w->states & WIN_IS_RINGS) != 0;
    bool has_cord = w->at.h > CORD_FROM;
    float room = (w->at.h - (has_cord ? CORD_H : 0)) / 2 - 14; /* from its middle to an end */
    float size = fminf(1, room / (1.5f * CUP_H));              /* a short one is small, or its cups would touch */
    float half = fminf(room - size * CUP_H / 2, HALF_MOST), x = w->at.x + w->at.w / 2, y = w->at.y + room + 14;
    y = has_cord ? w->at.y + half + CUP_H / 2 + 14 : y;
    double shake = rings && !p->scene->is_still ? 3 * PI / 180 * sin(2 * PI * 20 * (double)p->scene->time_us / 1e6) : 0;
    enum win_colour c = (w->states & WIN_IS_HOT) != 0 ? WIN_LINE : WIN_HANDSET;
    struct win_rect cradle = {w->at.x + 4, w->at.y + 6, w->at.w - 8, w->at.h - 12};
    brush_box(p, cradle, 14, WIN_RAISED);
    for (int end = -1; end <= 1; end += 2) { /* where the cups lie */
        brush_box(p, (struct win_rect){x - 15 * size, y + (float)end * half - 10 * size, 38 * size, 20 * size}, 8,
                  WIN_SOCKET);
    }
    if (has_cord) {
        cord(p, w->at, x + (is_lifted ? 14 : 4), y + half + (is_lifted ? 4 : 20));
    }
    cairo_save(cr);
    cairo_translate(cr, x, y - (is_lifted ? 14 * size : 0));
    cairo_rotate(cr, is_lifted ? -9 * PI / 180 : shake);
    cairo_scale(cr, size, size);
    half /= size;
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    brush_colour(p, c);
    cairo_set_line_width(cr, 24);
    cairo_move_to(cr, -8, -half);
    cairo_curve_to(cr, -20, -half / 2, -20, half / 2, -8, half);
    cairo_stroke(cr);
    cup(p, -half, c);
    cup(p, half, c);
    if ((w->states & WIN_IS_SOUNDS) != 0) {
        ear_arcs(p, 18, -half);
    }
    cairo_restore(cr);
    if (rings) {
        brush_rounded(p, cradle, 14);
        brush_colour(p, WIN_WARN);
        cairo_set_line_width(cr, 3);
        cairo_stroke(cr);
    }
    brush_focus(p, w);
}

void shape_display(const struct face_pen *p, const struct win_widget *w)
{
    struct win_rect in = {w->at.x + 12, w->at.y, w->at.w - 24, w->at.h / 2};
    brush_box(p, w->at, 6, WIN_DISPLAY);
    brush_text(p, (struct win_rect){in.x, in.y + 2, in.w, in.h}, BRUSH_LEFT, FACE_MONO, 16, WIN_DISPLAY_TEXT, w->name);
    brush_text(p, (struct win_rect){in.x, in.y + in.h - 2, in.w, in.h}, BRUSH_LEFT, FACE_MONO, 13, WIN_DISPLAY_TEXT,
               w->value);
}

void shape_key(const struct face_pen *p, const struct win_widget *w)
{
    bool is_down = (w->states & WIN_IS_DOWN) != 0, has_letters = w->value[0] != '\0' && w->at.h >= 44;
    struct win_rect r = {w->at.x, w->at.y + (is_down ? 1 : 0), w->at.w, w->at.h};
    float digit_h = has_letters ? r.h * 0.62f : r.h;
    brush_box(p, r, 7, is_down ? WIN_PRESSED : WIN_KEY);
    brush_text(p, (struct win_rect){r.x, r.y + (has_letters ? 2 : 0), r.w, digit_h}, BRUSH_CENTRE, FACE_SANS, 21,
               WIN_KEY_TEXT, w->name);
    if (has_letters) {
        brush_text(p, (struct win_rect){r.x, r.y + digit_h - 2, r.w, r.h - digit_h}, BRUSH_CENTRE, FACE_SANS, 11,
                   WIN_KEY_TEXT, w->value);
    }
    if ((w->states & WIN_IS_HOT) != 0) {
        brush_rounded(p, r, 7);
        brush_colour(p, WIN_LINE);
        cairo_set_line_width(p->cr, 1.5);
        cairo_stroke(p->cr);
    }
    brush_focus(p, w);
}
