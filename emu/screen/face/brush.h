/* SPDX-License-Identifier: MIT */
/* What the shapes are drawn with: boxes, lines of text, the ring of what is focused. Lengths are units. */
#pragma once
#include "face_priv.h"

#define PI 3.14159265358979

void brush_colour(const struct face_pen *p, enum win_colour c);
/* A path: the next fill or stroke takes it. */
void brush_rounded(const struct face_pen *p, struct win_rect r, float radius);
void brush_box(const struct face_pen *p, struct win_rect r, float radius, enum win_colour c);

enum brush_align { BRUSH_LEFT, BRUSH_CENTRE, BRUSH_RIGHT };
/* A line of text, vertically in the middle of the box. */
void brush_text(const struct face_pen *p, struct win_rect r, enum brush_align align, enum face_font font, float size,
                enum win_colour c, const char *words);
/* Lines of text below each other, in equal parts of the box. */
void brush_lines(const struct face_pen *p, struct win_rect r, float size, enum win_colour c, const char *lines);
void brush_focus(const struct face_pen *p, const struct win_widget *w);

#define LAMP_R 11.0f

/* bench.c: what stands on the bench: the unit and its telephones */
void shape_lamp(const struct face_pen *p, const struct win_widget *w);
void shape_plug(const struct face_pen *p, struct win_rect r, enum win_colour c);
void shape_socket(const struct face_pen *p, const struct win_widget *w);
void shape_cable(const struct face_pen *p, const struct win_widget *w);
void shape_handset(const struct face_pen *p, const struct win_widget *w);
void shape_display(const struct face_pen *p, const struct win_widget *w);
void shape_key(const struct face_pen *p, const struct win_widget *w);
