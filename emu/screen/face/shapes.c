/* SPDX-License-Identifier: MIT */
/* How each kind of widget looks. Drawn by us, at any size; no artwork of the vendor. */
#include "face_priv.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

#define PI    3.14159265358979
#define LARGE 10000.0f /* square units: a panel */

static void colour(const struct face_pen *p, enum win_colour c)
{
    uint32_t rgb = win_colour(c, p->scene->theme);
    cairo_set_source_rgb(p->cr, (rgb >> 16 & 255) / 255.0, (rgb >> 8 & 255) / 255.0, (rgb & 255) / 255.0);
}

static void rounded(const struct face_pen *p, struct win_rect r, float radius)
{
    cairo_t *cr = p->cr;
    radius = fminf(radius, fminf(r.w, r.h) / 2);
    cairo_new_sub_path(cr);
    cairo_arc(cr, r.x + r.w - radius, r.y + radius, radius, -PI / 2, 0);
    cairo_arc(cr, r.x + r.w - radius, r.y + r.h - radius, radius, 0, PI / 2);
    cairo_arc(cr, r.x + radius, r.y + r.h - radius, radius, PI / 2, PI);
    cairo_arc(cr, r.x + radius, r.y + radius, radius, PI, 3 * PI / 2);
    cairo_close_path(cr);
}

/* A box between two rows of pixels, as a plain rectangle: cairo fills those at the speed of memory. */
static void fill_rows(const struct face_pen *p, struct win_rect r, double top, double bottom)
{
    cairo_rectangle(p->cr, r.x, top, r.w, bottom - top);
    cairo_fill(p->cr);
}

static void fill_box(const struct face_pen *p, struct win_rect r, float radius, enum win_colour c)
{
    double scale = p->scene->scale, top = ceil((r.y + radius) * scale) / scale,
           bottom = floor((r.y + r.h - radius) * scale) / scale;
    colour(p, c);
    if (r.w * r.h < LARGE || bottom <= top) {
        rounded(p, r, radius);
        cairo_fill(p->cr);
        return;
    }
    cairo_t *cr = p->cr; /* the corners above and below, cut at whole pixels */
    cairo_move_to(cr, r.x, top);
    cairo_arc(cr, r.x + radius, r.y + radius, radius, PI, 3 * PI / 2);
    cairo_arc(cr, r.x + r.w - radius, r.y + radius, radius, -PI / 2, 0);
    cairo_line_to(cr, r.x + r.w, top);
    cairo_close_path(cr);
    cairo_fill(cr);
    cairo_move_to(cr, r.x + r.w, bottom);
    cairo_arc(cr, r.x + r.w - radius, r.y + r.h - radius, radius, 0, PI / 2);
    cairo_arc(cr, r.x + radius, r.y + r.h - radius, radius, PI / 2, PI);
    cairo_line_to(cr, r.x, bottom);
    cairo_close_path(cr);
    cairo_fill(cr);
    fill_rows(p, r, top, bottom);
}

enum align { LEFT, CENTRE, RIGHT };

/* A line of text, vertically in the middle of the box. */
static void text(const struct face_pen *p, struct win_rect r, enum align align, enum face_font font, float size,
                 enum win_colour c, const char *words)
{
    float scale = p->scene->scale;
    int pixels = (int)lroundf(size * scale), width = face_text_width(p->texts, font, pixels, words);
    int room = (int)(r.w * scale);
    float x = r.x * scale, y = (r.y + r.h / 2) * scale - (float)face_text_height(p->texts, font, pixels) / 2;
    if (width > room) {
        width = room;
    }
    x += align == LEFT ? 0 : (float)(room - width) / (align == CENTRE ? 2 : 1);
    face_text_draw(p->texts, p->cr, font, pixels, win_colour(c, p->scene->theme), (int)lroundf(x), (int)lroundf(y),
                   room, words);
}

static void focus_ring(const struct face_pen *p, const struct win_widget *w)
{
    if ((w->states & WIN_IS_FOCUSED) != 0) {
        rounded(p, (struct win_rect){w->at.x - 3.5f, w->at.y - 3.5f, w->at.w + 7, w->at.h + 7}, 10);
        colour(p, WIN_FOCUS);
        cairo_set_line_width(p->cr, 3);
        cairo_stroke(p->cr);
    }
}

/* ---- the unit ---- */

#define LAMP_R 11.0f

static void lamp(const struct face_pen *p, const struct win_widget *w)
{
    float x = w->at.x + w->at.w / 2, y = w->at.y + 21;
    cairo_t *cr = p->cr;
    bool is_lit = (w->states & WIN_IS_LIT) != 0;
    double level = is_lit ? w->part : 0; /* less than 1: averaged, as time runs fast */
    fill_box(p, (struct win_rect){x - 1.9f * LAMP_R, y - 1.9f * LAMP_R, 3.8f * LAMP_R, 3.8f * LAMP_R}, 8, WIN_BEZEL);
    cairo_arc(cr, x, y, LAMP_R, 0, 2 * PI);
    colour(p, WIN_LAMP_DARK);
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
    text(p, (struct win_rect){w->at.x, w->at.y + 44, w->at.w, 20}, CENTRE, FACE_SANS, w->size, WIN_CASE_TEXT, w->name);
    if ((w->states & WIN_IS_STRONG) != 0) { /* it stands for one that blinks: the pattern in a word */
        char pattern[16];
        (void)snprintf(pattern, sizeof pattern, "%.*s", (int)strcspn(w->value, ":"), w->value);
        text(p, (struct win_rect){x + 24, y - 20, w->at.x + w->at.w - x - 14, 16}, LEFT, FACE_SANS, 11, WIN_CASE_TEXT,
             pattern);
    }
    focus_ring(p, w);
}

/* A modular plug: body, latch, and the strain relief that the cable comes out of. */
static void plug(const struct face_pen *p, struct win_rect r, enum win_colour c)
{
    fill_box(p, (struct win_rect){r.x + r.w / 2 - 5, r.y + r.h - 4, 10, 10}, 3, c);
    fill_box(p, r, 3, c);
    rounded(p, r, 3); /* its edge tells it from the hole and from the case, whatever its colour */
    colour(p, WIN_CASE);
    cairo_set_line_width(p->cr, 1);
    cairo_stroke(p->cr);
    fill_box(p, (struct win_rect){r.x + r.w / 2 - 4, r.y + 3, 8, r.h - 10}, 2, WIN_SOCKET);
}

static void hatch(const struct face_pen *p, struct win_rect r)
{
    cairo_save(p->cr);
    rounded(p, r, 4);
    cairo_clip(p->cr);
    colour(p, WIN_LINE);
    cairo_set_line_width(p->cr, 1.5);
    for (float x = r.x - r.h; x < r.x + r.w; x += 8) {
        cairo_move_to(p->cr, x, r.y + r.h);
        cairo_line_to(p->cr, x + r.h, r.y);
    }
    cairo_stroke(p->cr);
    cairo_restore(p->cr);
}

static void socket(const struct face_pen *p, const struct win_widget *w)
{
    struct win_rect hole = {w->at.x + w->at.w / 2 - 26, w->at.y + 22, 52, 30};
    text(p, (struct win_rect){w->at.x, w->at.y, w->at.w, 18}, CENTRE, FACE_SANS, w->size, WIN_CASE_TEXT, w->name);
    fill_box(p, hole, 4, WIN_SOCKET);
    rounded(p, (struct win_rect){hole.x + 8, hole.y + 6, hole.w - 16, hole.h - 12}, 3);
    colour(p, WIN_LINE);
    cairo_set_line_width(p->cr, 1);
    cairo_stroke(p->cr);
    if ((w->states & WIN_IS_LIT) != 0) { /* the Ethernet lamp sits at its socket */
        cairo_arc(p->cr, hole.x + hole.w - 5, hole.y + 5, 3.5, 0, 2 * PI);
        colour(p, WIN_LAMP_LIT);
        cairo_fill(p->cr);
    }
    if ((w->states & WIN_IS_OUT) == 0) {
        plug(p, (struct win_rect){hole.x + 12, hole.y + 8, hole.w - 24, hole.h - 4}, w->colour);
    } else {
        text(p, (struct win_rect){w->at.x, hole.y + hole.h, w->at.w, 16}, CENTRE, FACE_SANS, w->size - 1, WIN_CASE_TEXT,
             w->value);
    }
    if ((w->states & WIN_IS_ACTIVE) != 0) { /* where the plug in the hand belongs */
        rounded(p, (struct win_rect){hole.x - 4, hole.y - 4, hole.w + 8, hole.h + 8}, 7);
        colour(p, WIN_FOCUS);
        cairo_set_line_width(p->cr, 3);
        cairo_stroke(p->cr);
    } else if ((w->states & WIN_IS_DISABLED) != 0) { /* where it does not */
        hatch(p, hole);
    } else if ((w->states & WIN_IS_HOT) != 0) {
        rounded(p, (struct win_rect){hole.x - 2, hole.y - 2, hole.w + 4, hole.h + 4}, 5);
        colour(p, WIN_CASE_TEXT);
        cairo_set_line_width(p->cr, 1.5);
        cairo_stroke(p->cr);
    }
    focus_ring(p, w);
}

static void cable(const struct face_pen *p, const struct win_widget *w)
{
    struct win_rect r = w->at;
    cairo_move_to(p->cr, r.x, r.y);
    cairo_curve_to(p->cr, r.x, r.y + r.h * 0.7, r.x + r.w, r.y + r.h * 0.3, r.x + r.w, r.y + r.h);
    cairo_set_line_cap(p->cr, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_width(p->cr, 5);
    colour(p, w->colour);
    cairo_stroke(p->cr);
}

/* ---- a telephone ---- */

static void ear_arcs(const struct face_pen *p, float x, float y)
{
    cairo_set_line_width(p->cr, 3);
    colour(p, WIN_OK);
    for (int i = 1; i <= 3; i++) {
        cairo_new_sub_path(p->cr);
        cairo_arc(p->cr, x, y, 7 + 7 * i, -PI / 5, PI / 5);
    }
    cairo_stroke(p->cr);
}

/* An ear- or mouthpiece: y is its middle; the grip is on the left of it. */
static void cup(const struct face_pen *p, double y, enum win_colour c)
{
    fill_box(p, (struct win_rect){-22, (float)y - 20, 48, 40}, 15, c);
    colour(p, WIN_RAISED);
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
    colour(p, WIN_LINE);
    cairo_stroke(p->cr);
}

/* Above and below the cups the cradle has an edge; below, the cord too, where there is room for it. */
#define CUP_H     40.0f
#define HALF_MOST 96.0f
#define CORD_H    44.0f
#define CORD_FROM 200.0f /* height of a handset that has one */

static void handset(const struct face_pen *p, const struct win_widget *w)
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
    fill_box(p, cradle, 14, WIN_RAISED);
    for (int end = -1; end <= 1; end += 2) { /* where the cups lie */
        fill_box(p, (struct win_rect){x - 15 * size, y + (float)end * half - 10 * size, 38 * size, 20 * size}, 8,
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
    colour(p, c);
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
        rounded(p, cradle, 14);
        colour(p, WIN_WARN);
        cairo_set_line_width(cr, 3);
        cairo_stroke(cr);
    }
    focus_ring(p, w);
}

static void display(const struct face_pen *p, const struct win_widget *w)
{
    struct win_rect in = {w->at.x + 12, w->at.y, w->at.w - 24, w->at.h / 2};
    fill_box(p, w->at, 6, WIN_DISPLAY);
    text(p, (struct win_rect){in.x, in.y + 2, in.w, in.h}, LEFT, FACE_MONO, 16, WIN_DISPLAY_TEXT, w->name);
    text(p, (struct win_rect){in.x, in.y + in.h - 2, in.w, in.h}, LEFT, FACE_MONO, 13, WIN_DISPLAY_TEXT, w->value);
}

static void key(const struct face_pen *p, const struct win_widget *w)
{
    bool is_down = (w->states & WIN_IS_DOWN) != 0, has_letters = w->value[0] != '\0' && w->at.h >= 44;
    struct win_rect r = {w->at.x, w->at.y + (is_down ? 1 : 0), w->at.w, w->at.h};
    float digit_h = has_letters ? r.h * 0.62f : r.h;
    fill_box(p, r, 7, is_down ? WIN_PRESSED : WIN_KEY);
    text(p, (struct win_rect){r.x, r.y + (has_letters ? 2 : 0), r.w, digit_h}, CENTRE, FACE_SANS, 21, WIN_KEY_TEXT,
         w->name);
    if (has_letters) {
        text(p, (struct win_rect){r.x, r.y + digit_h - 2, r.w, r.h - digit_h}, CENTRE, FACE_SANS, 11, WIN_KEY_TEXT,
             w->value);
    }
    if ((w->states & WIN_IS_HOT) != 0) {
        rounded(p, r, 7);
        colour(p, WIN_LINE);
        cairo_set_line_width(p->cr, 1.5);
        cairo_stroke(p->cr);
    }
    focus_ring(p, w);
}

static void button(const struct face_pen *p, const struct win_widget *w)
{
    bool is_down = (w->states & WIN_IS_DOWN) != 0;
    fill_box(p, w->at, 7, is_down ? WIN_PRESSED : WIN_KEY);
    text(p, (struct win_rect){w->at.x + 6, w->at.y, w->at.w - 12, w->at.h}, CENTRE, FACE_SANS, w->size,
         (w->states & WIN_IS_DISABLED) != 0 ? WIN_MUTED : WIN_KEY_TEXT, w->name);
    if ((w->states & (WIN_IS_HOT | WIN_IS_ACTIVE)) != 0) {
        rounded(p, w->at, 7);
        colour(p, (w->states & WIN_IS_ACTIVE) != 0 ? WIN_ACCENT : WIN_LINE);
        cairo_set_line_width(p->cr, 2);
        cairo_stroke(p->cr);
    }
    focus_ring(p, w);
}

/* ---- a record ---- */

#define KNOB_R 8.0f

static void slider(const struct face_pen *p, const struct win_widget *w)
{
    float y = w->at.y + w->at.h / 2, x = w->at.x + w->part * w->at.w;
    fill_box(p, (struct win_rect){w->at.x, y - 3, w->at.w, 6}, 3, WIN_KEY);
    fill_box(p, (struct win_rect){w->at.x, y - 3, x - w->at.x, 6}, 3, WIN_ACCENT);
    cairo_arc(p->cr, x, y, KNOB_R, 0, 2 * PI);
    colour(p, (w->states & (WIN_IS_HOT | WIN_IS_DOWN)) != 0 ? WIN_FOCUS : WIN_ACCENT);
    cairo_fill(p->cr);
    focus_ring(p, w);
}

/* ---- texts ---- */

static void row(const struct face_pen *p, const struct win_widget *w)
{
    enum win_colour c = (w->states & WIN_IS_STRONG) != 0 ? WIN_TEXT : w->colour;
    text(p, (struct win_rect){w->at.x, w->at.y, 54, w->at.h}, RIGHT, FACE_MONO, 12, WIN_MUTED, w->name);
    text(p, (struct win_rect){w->at.x + 64, w->at.y, w->at.w - 64, w->at.h}, LEFT, FACE_SANS, 13, c, w->value);
    focus_ring(p, w);
}

static void choice(const struct face_pen *p, const struct win_widget *w)
{
    bool is_whole = w->name[0] == '\0'; /* no columns: the guest's buttons */
    float column = is_whole ? 20 : w->at.w < 340 ? 104 : fminf(190, w->at.w * 0.42f);
    if ((w->states & (WIN_IS_HOT | WIN_IS_FOCUSED | WIN_IS_DOWN)) != 0) {
        fill_box(p, w->at, 5, WIN_RAISED);
    }
    text(p, (struct win_rect){w->at.x + 6, w->at.y, column - 12, w->at.h}, LEFT, FACE_SANS, w->size, WIN_TEXT, w->name);
    text(p, (struct win_rect){w->at.x + column, w->at.y, w->at.w - column - 6, w->at.h}, LEFT, FACE_SANS, w->size,
         is_whole ? w->colour : WIN_MUTED, w->value);
    if (is_whole && (w->states & WIN_IS_ACTIVE) != 0) {
        fill_box(p, (struct win_rect){w->at.x + 6, w->at.y + w->at.h / 2 - 4, 8, 8}, 4, w->colour);
    }
    focus_ring(p, w);
}

/* The end of a long text is what one types at. */
static void field(const struct face_pen *p, const struct win_widget *w)
{
    float scale = p->scene->scale, room = w->at.w - 20;
    int pixels = (int)lroundf(w->size * scale);
    const char *shown = w->value;
    bool is_open = (w->states & WIN_IS_ACTIVE) != 0;
    while (*shown != '\0' && (float)face_text_width(p->texts, FACE_SANS, pixels, shown) / scale > room) {
        do {
            shown++;
        } while (((unsigned char)*shown & 0xc0) == 0x80);
    }
    fill_box(p, w->at, 6, WIN_RAISED);
    rounded(p, w->at, 6);
    colour(p, is_open ? WIN_ACCENT : WIN_LINE);
    cairo_set_line_width(p->cr, is_open ? 2 : 1);
    cairo_stroke(p->cr);
    text(p, (struct win_rect){w->at.x + 10, w->at.y, room, w->at.h}, LEFT, FACE_SANS, w->size,
         *shown != '\0' ? WIN_TEXT : WIN_MUTED, *shown != '\0' || is_open ? shown : w->name);
    if (is_open) {
        float x = w->at.x + 11 + (float)face_text_width(p->texts, FACE_SANS, pixels, shown) / scale;
        cairo_rectangle(p->cr, x, w->at.y + 6, 1.5, w->at.h - 12);
        colour(p, WIN_TEXT);
        cairo_fill(p->cr);
    } else {
        focus_ring(p, w);
    }
}

#define CAPTION_LEAST 12.0f

/* A long one is smaller: what is heard is the last thing to be cut. */
static void caption(const struct face_pen *p, const struct win_widget *w)
{
    float scale = p->scene->scale, size = w->size;
    fill_box(p, w->at, 8, WIN_CAPTION);
    text(p, (struct win_rect){w->at.x + 16, w->at.y, 130, w->at.h}, LEFT, FACE_BOLD, w->size, WIN_CAPTION_TEXT,
         w->name);
    float x = w->name[0] != '\0' ? 154 : 16, room = w->at.w - x - 16;
    while (size > CAPTION_LEAST &&
           (float)face_text_width(p->texts, FACE_SANS, (int)lroundf(size * scale), w->value) > room * scale) {
        size -= 1;
    }
    text(p, (struct win_rect){w->at.x + x, w->at.y, room, w->at.h}, LEFT, FACE_SANS, size, WIN_CAPTION_TEXT, w->value);
}

static void banner(const struct face_pen *p, const struct win_widget *w)
{
    fill_box(p, w->at, 8, WIN_RAISED);
    rounded(p, w->at, 8);
    colour(p, w->colour);
    cairo_set_line_width(p->cr, 2);
    cairo_stroke(p->cr);
    const char *line = w->value;
    float y = w->at.y + 8, h = w->at.h - 16;
    size_t n_lines = 1;
    for (const char *c = line; *c != '\0'; c++) {
        n_lines += *c == '\n' ? 1 : 0;
    }
    for (h /= (float)n_lines; n_lines > 0; n_lines--, y += h) {
        char words[WIN_VALUE_MAX];
        int n = (int)strcspn(line, "\n");
        (void)snprintf(words, sizeof words, "%.*s", n, line);
        text(p, (struct win_rect){w->at.x + 16, y, w->at.w - 32, h}, LEFT, FACE_SANS, w->size, WIN_TEXT, words);
        line += n + (line[n] == '\n' ? 1 : 0);
    }
}

void face_shape(const struct face_pen *p, const struct win_widget *w)
{
    switch (w->kind) {
    case WIN_PANEL_KIND:
        fill_box(p, w->at, 12, WIN_PANEL);
        if ((w->states & WIN_IS_ACTIVE) != 0) {
            rounded(p, w->at, 12);
            colour(p, WIN_ACCENT);
            cairo_set_line_width(p->cr, 2);
            cairo_stroke(p->cr);
        }
        break;
    case WIN_CASE_KIND:
        fill_box(p, w->at, 14, WIN_CASE);
        break;
    case WIN_TITLE_KIND:
        text(p, w->at, LEFT, FACE_BOLD, w->size, WIN_TEXT, w->name);
        break;
    case WIN_TEXT_KIND:
        text(p, w->at, (w->states & WIN_IS_STRONG) != 0 ? RIGHT : LEFT, FACE_SANS, w->size, w->colour, w->value);
        break;
    case WIN_LAMP_KIND:
        lamp(p, w);
        break;
    case WIN_SOCKET_KIND:
        socket(p, w);
        break;
    case WIN_CABLE_KIND:
        cable(p, w);
        break;
    case WIN_PLUG_KIND:
        plug(p, w->at, w->colour);
        break;
    case WIN_CHOICE_KIND:
        choice(p, w);
        break;
    case WIN_FIELD_KIND:
        field(p, w);
        break;
    case WIN_HANDSET_KIND:
        handset(p, w);
        break;
    case WIN_DISPLAY_KIND:
        display(p, w);
        break;
    case WIN_KEY_KIND:
        key(p, w);
        break;
    case WIN_BUTTON_KIND:
        button(p, w);
        break;
    case WIN_CAPTION_KIND:
        caption(p, w);
        break;
    case WIN_ROW_KIND:
        row(p, w);
        break;
    case WIN_SLIDER_KIND:
        slider(p, w);
        break;
    case WIN_MARK_KIND:
        fill_box(p, w->at, 1, w->colour);
        break;
    case WIN_BANNER_KIND:
        banner(p, w);
        break;
    case WIN_N_KINDS:
        break;
    }
}

struct win_rect face_reach(const struct win_widget *w)
{
    struct win_rect r = w->at;
    float more = 6;                  /* the focus ring */
    if (w->kind == WIN_CABLE_KIND) { /* its size is a direction */
        r = (struct win_rect){fminf(r.x, r.x + r.w), fminf(r.y, r.y + r.h), fabsf(r.w), fabsf(r.h)};
    } else if (w->kind == WIN_LAMP_KIND) { /* its bloom goes beyond it above, and beside a narrow one */
        float beside = fmaxf(0, 3.6f * LAMP_R - r.w / 2);
        r = (struct win_rect){r.x - beside, r.y - 3.6f * LAMP_R + 21, r.w + 2 * beside, r.h + 3.6f * LAMP_R - 21};
    } else if (w->kind == WIN_HANDSET_KIND) {
        more = 24;
    } else if (w->kind == WIN_SLIDER_KIND) {
        more = KNOB_R + 2;
    }
    return (struct win_rect){r.x - more, r.y - more, r.w + 2 * more, r.h + 2 * more};
}
