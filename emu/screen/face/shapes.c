/* SPDX-License-Identifier: MIT */
/* How each kind of widget looks. Drawn by us, at any size; no artwork of the vendor. */
#include "brush.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

static void button(const struct face_pen *p, const struct win_widget *w)
{
    bool is_down = (w->states & WIN_IS_DOWN) != 0;
    brush_box(p, w->at, 7, is_down ? WIN_PRESSED : WIN_KEY);
    brush_text(p, (struct win_rect){w->at.x + 6, w->at.y, w->at.w - 12, w->at.h}, BRUSH_CENTRE, FACE_SANS, w->size,
               (w->states & WIN_IS_DISABLED) != 0 ? WIN_MUTED : WIN_KEY_TEXT, w->name);
    if ((w->states & (WIN_IS_HOT | WIN_IS_ACTIVE)) != 0) {
        brush_rounded(p, w->at, 7);
        brush_colour(p, (w->states & WIN_IS_ACTIVE) != 0 ? WIN_ACCENT : WIN_LINE);
        cairo_set_line_width(p->cr, 2);
        cairo_stroke(p->cr);
    }
    brush_focus(p, w);
}

/* ---- a record ---- */

#define KNOB_R 8.0f

static void slider(const struct face_pen *p, const struct win_widget *w)
{
    float y = w->at.y + w->at.h / 2, x = w->at.x + w->part * w->at.w;
    brush_box(p, (struct win_rect){w->at.x, y - 3, w->at.w, 6}, 3, WIN_KEY);
    brush_box(p, (struct win_rect){w->at.x, y - 3, x - w->at.x, 6}, 3, WIN_ACCENT);
    cairo_arc(p->cr, x, y, KNOB_R, 0, 2 * PI);
    brush_colour(p, (w->states & (WIN_IS_HOT | WIN_IS_DOWN)) != 0 ? WIN_FOCUS : WIN_ACCENT);
    cairo_fill(p->cr);
    brush_focus(p, w);
}

/* ---- texts ---- */

static void row(const struct face_pen *p, const struct win_widget *w)
{
    enum win_colour c = (w->states & WIN_IS_STRONG) != 0 ? WIN_TEXT : w->colour;
    brush_text(p, (struct win_rect){w->at.x, w->at.y, WIN_ROW_TIME_W, w->at.h}, BRUSH_RIGHT, FACE_MONO, 12, WIN_MUTED,
               w->name);
    brush_text(p, (struct win_rect){w->at.x + WIN_ROW_INDENT, w->at.y, w->at.w - WIN_ROW_INDENT, w->at.h}, BRUSH_LEFT,
               FACE_SANS, 13, c, w->value);
    brush_focus(p, w);
}

/* A button of the guest's: of as many lines as it needs, and with a mark when it was chosen. */
static void guest_button(const struct face_pen *p, const struct win_widget *w)
{
    brush_box(p, w->at, 6, (w->states & WIN_IS_DOWN) != 0 ? WIN_PANEL : WIN_RAISED);
    brush_lines(p, (struct win_rect){w->at.x + 20, w->at.y + 2, w->at.w - 28, w->at.h - 4}, w->size, w->colour,
                w->value);
    if ((w->states & WIN_IS_ACTIVE) != 0) {
        brush_box(p, (struct win_rect){w->at.x + 6, w->at.y + w->at.h / 2 - 4, 8, 8}, 4, w->colour);
    }
    if ((w->states & WIN_IS_HOT) != 0) {
        brush_rounded(p, w->at, 6);
        brush_colour(p, WIN_LINE);
        cairo_set_line_width(p->cr, 1.5);
        cairo_stroke(p->cr);
    }
    brush_focus(p, w);
}

static void choice(const struct face_pen *p, const struct win_widget *w)
{
    float column = win_choice_column(w->at.w), n_lines = 1;
    for (const char *c = w->value; (c = strchr(c, '\n')) != NULL; c++) {
        n_lines++;
    }
    if (w->name[0] == '\0') {
        guest_button(p, w);
        return;
    }
    if ((w->states & (WIN_IS_HOT | WIN_IS_FOCUSED | WIN_IS_DOWN)) != 0) {
        brush_box(p, w->at, 5, WIN_RAISED);
    }
    brush_text(p, (struct win_rect){w->at.x + 6, w->at.y, column - 12, w->at.h / n_lines}, BRUSH_LEFT, FACE_SANS,
               w->size, WIN_TEXT, w->name);
    brush_lines(p, (struct win_rect){w->at.x + column, w->at.y, w->at.w - column - 6, w->at.h}, w->size, WIN_MUTED,
                w->value);
    brush_focus(p, w);
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
    brush_box(p, w->at, 6, WIN_RAISED);
    brush_rounded(p, w->at, 6);
    brush_colour(p, is_open ? WIN_ACCENT : WIN_LINE);
    cairo_set_line_width(p->cr, is_open ? 2 : 1);
    cairo_stroke(p->cr);
    brush_text(p, (struct win_rect){w->at.x + 10, w->at.y, room, w->at.h}, BRUSH_LEFT, FACE_SANS, w->size,
               *shown != '\0' ? WIN_TEXT : WIN_MUTED, *shown != '\0' || is_open ? shown : w->name);
    if (is_open) {
        float x = w->at.x + 11 + (float)face_text_width(p->texts, FACE_SANS, pixels, shown) / scale;
        cairo_rectangle(p->cr, x, w->at.y + 6, 1.5, w->at.h - 12);
        brush_colour(p, WIN_TEXT);
        cairo_fill(p->cr);
    } else {
        brush_focus(p, w);
    }
}

#define CAPTION_LEAST 12.0f

/* A long one is smaller: what is heard is the last thing to be cut. */
static void caption(const struct face_pen *p, const struct win_widget *w)
{
    float scale = p->scene->scale, size = w->size;
    brush_box(p, w->at, 8, WIN_CAPTION);
    brush_text(p, (struct win_rect){w->at.x + 16, w->at.y, 130, w->at.h}, BRUSH_LEFT, FACE_BOLD, w->size,
               WIN_CAPTION_TEXT, w->name);
    float x = w->name[0] != '\0' ? 154 : 16, room = w->at.w - x - 16;
    while (size > CAPTION_LEAST &&
           (float)face_text_width(p->texts, FACE_SANS, (int)lroundf(size * scale), w->value) > room * scale) {
        size -= 1;
    }
    brush_text(p, (struct win_rect){w->at.x + x, w->at.y, room, w->at.h}, BRUSH_LEFT, FACE_SANS, size, WIN_CAPTION_TEXT,
               w->value);
}

static void banner(const struct face_pen *p, const struct win_widget *w)
{
    brush_box(p, w->at, 8, WIN_RAISED);
    brush_rounded(p, w->at, 8);
    brush_colour(p, w->colour);
    cairo_set_line_width(p->cr, 2);
    cairo_stroke(p->cr);
    brush_lines(p, (struct win_rect){w->at.x + 16, w->at.y + 8, w->at.w - 32, w->at.h - 16}, w->size, WIN_TEXT,
                w->value);
}

static void panel(const struct face_pen *p, const struct win_widget *w)
{
    brush_box(p, w->at, 12, WIN_PANEL);
    if ((w->states & WIN_IS_ACTIVE) != 0) {
        brush_rounded(p, w->at, 12);
        brush_colour(p, WIN_ACCENT);
        cairo_set_line_width(p->cr, 2);
        cairo_stroke(p->cr);
    }
}

static void unit_case(const struct face_pen *p, const struct win_widget *w)
{
    brush_box(p, w->at, 14, WIN_CASE);
}

static void title(const struct face_pen *p, const struct win_widget *w)
{
    brush_text(p, w->at, BRUSH_LEFT, FACE_BOLD, w->size, WIN_TEXT, w->name);
}

static void text(const struct face_pen *p, const struct win_widget *w)
{
    brush_text(p, w->at, (w->states & WIN_IS_STRONG) != 0 ? BRUSH_RIGHT : BRUSH_LEFT, FACE_SANS, w->size, w->colour,
               w->value);
}

static void plug(const struct face_pen *p, const struct win_widget *w)
{
    shape_plug(p, w->at, w->colour);
}

static void mark(const struct face_pen *p, const struct win_widget *w)
{
    brush_box(p, w->at, 1, w->colour);
}

void face_shape(const struct face_pen *p, const struct win_widget *w)
{
    static void (*const shapes[WIN_N_KINDS])(const struct face_pen *p, const struct win_widget *w) = {
        [WIN_PANEL_KIND] = panel,           [WIN_CASE_KIND] = unit_case,
        [WIN_TITLE_KIND] = title,           [WIN_TEXT_KIND] = text,
        [WIN_LAMP_KIND] = shape_lamp,       [WIN_SOCKET_KIND] = shape_socket,
        [WIN_CABLE_KIND] = shape_cable,     [WIN_PLUG_KIND] = plug,
        [WIN_CHOICE_KIND] = choice,         [WIN_FIELD_KIND] = field,
        [WIN_HANDSET_KIND] = shape_handset, [WIN_DISPLAY_KIND] = shape_display,
        [WIN_KEY_KIND] = shape_key,         [WIN_BUTTON_KIND] = button,
        [WIN_CAPTION_KIND] = caption,       [WIN_ROW_KIND] = row,
        [WIN_SLIDER_KIND] = slider,         [WIN_MARK_KIND] = mark,
        [WIN_BANNER_KIND] = banner,
    };
    _Static_assert(WIN_N_KINDS == 19, "a function a kind");
    if (w->kind < WIN_N_KINDS) {
        shapes[w->kind](p, w);
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
