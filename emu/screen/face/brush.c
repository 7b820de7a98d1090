/* SPDX-License-Identifier: MIT */
/* What all shapes are drawn with. */
#include "brush.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

#define LARGE 10000.0f /* square units: a panel */

void brush_colour(const struct face_pen *p, enum win_colour c)
{
    uint32_t rgb = win_colour(c, p->scene->theme);
    cairo_set_source_rgb(p->cr, (rgb >> 16 & 255) / 255.0, (rgb >> 8 & 255) / 255.0, (rgb & 255) / 255.0);
}

void brush_rounded(const struct face_pen *p, struct win_rect r, float radius)
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

void brush_box(const struct face_pen *p, struct win_rect r, float radius, enum win_colour c)
{
    double scale = p->scene->scale, top = ceil((r.y + radius) * scale) / scale,
           bottom = floor((r.y + r.h - radius) * scale) / scale;
    brush_colour(p, c);
    if (r.w * r.h < LARGE || bottom <= top) {
        brush_rounded(p, r, radius);
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

void brush_text(const struct face_pen *p, struct win_rect r, enum brush_align align, enum face_font font, float size,
                enum win_colour c, const char *words)
{
    float scale = p->scene->scale;
    int pixels = (int)lroundf(size * scale), width = face_text_width(p->texts, font, pixels, words);
    int room = (int)(r.w * scale);
    float x = r.x * scale, y = (r.y + r.h / 2) * scale - (float)face_text_height(p->texts, font, pixels) / 2;
    if (width > room) {
        width = room;
    }
    x += align == BRUSH_LEFT ? 0 : (float)(room - width) / (align == BRUSH_CENTRE ? 2 : 1);
    face_text_draw(p->texts, p->cr, font, pixels, win_colour(c, p->scene->theme), (int)lroundf(x), (int)lroundf(y),
                   room, words);
}

void brush_lines(const struct face_pen *p, struct win_rect r, float size, enum win_colour c, const char *lines)
{
    size_t n_lines = 1;
    for (const char *at = lines; *at != '\0'; at++) {
        n_lines += *at == '\n' ? 1 : 0;
    }
    for (r.h /= (float)n_lines; n_lines > 0; n_lines--, r.y += r.h) {
        char words[WIN_VALUE_MAX];
        int n = (int)strcspn(lines, "\n");
        (void)snprintf(words, sizeof words, "%.*s", n, lines);
        brush_text(p, r, BRUSH_LEFT, FACE_SANS, size, c, words);
        lines += n + (lines[n] == '\n' ? 1 : 0);
    }
}

void brush_focus(const struct face_pen *p, const struct win_widget *w)
{
    if ((w->states & WIN_IS_FOCUSED) != 0) {
        brush_rounded(p, (struct win_rect){w->at.x - 3.5f, w->at.y - 3.5f, w->at.w + 7, w->at.h + 7}, 10);
        brush_colour(p, WIN_FOCUS);
        cairo_set_line_width(p->cr, 3);
        cairo_stroke(p->cr);
    }
}
