/* SPDX-License-Identifier: MIT */
/* The scene as pixels: only the places whose widgets differ from the last scene are drawn, each from the ground up, so
 * that what shines through (a lamp's bloom) does not add up. */
#include "face_priv.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct face_picture {
    struct face_texts *texts;
    cairo_surface_t *surface;
    struct win_scene drawn;
};

struct face_picture *face_picture_create(struct face_texts *texts)
{
    struct face_picture *p = calloc(1, sizeof *p);
    if (p != NULL) {
        p->texts = texts;
    }
    return p;
}

void face_picture_destroy(struct face_picture *p)
{
    if (p != NULL) {
        cairo_surface_destroy(p->surface);
        free(p);
    }
}

cairo_surface_t *face_picture_surface(const struct face_picture *p)
{
    return p->surface;
}

static void add_reach(SDL_Rect *area, const struct win_widget *w, const struct win_scene *s)
{
    struct win_rect r = face_reach(w);
    int x = (int)floorf(r.x * s->scale) - 1, y = (int)floorf(r.y * s->scale) - 1;
    SDL_Rect pixels = {x, y, (int)ceilf((r.x + r.w) * s->scale) + 1 - x, (int)ceilf((r.y + r.h) * s->scale) + 1 - y};
    if (SDL_RectEmpty(area)) {
        *area = pixels;
    } else {
        SDL_UnionRect(area, &pixels, area);
    }
}

/* What moves although nothing of it differs. */
static bool moves(const struct win_widget *w, const struct win_scene *s)
{
    return w->kind == WIN_HANDSET_KIND && (w->states & WIN_IS_RINGS) != 0 && !s->is_still;
}

static SDL_Rect changed(const struct face_picture *p, const struct win_scene *s)
{
    SDL_Rect area = {0, 0, 0, 0};
    const struct win_scene *old = &p->drawn;
    size_t n = s->n > old->n ? s->n : old->n;
    for (size_t i = 0; i < n; i++) {
        const struct win_widget *a = i < s->n ? &s->widget[i] : NULL, *b = i < old->n ? &old->widget[i] : NULL;
        if (a != NULL && b != NULL && memcmp(a, b, sizeof *a) == 0 && !(moves(a, s) && s->time_us != old->time_us)) {
            continue;
        }
        if (a != NULL) {
            add_reach(&area, a, s);
        }
        if (b != NULL) {
            add_reach(&area, b, s);
        }
    }
    return area;
}

static bool touches(const struct win_widget *w, const struct win_scene *s, const SDL_Rect *area)
{
    SDL_Rect own = {0, 0, 0, 0};
    add_reach(&own, w, s);
    return SDL_HasIntersection(&own, area);
}

static void draw(struct face_picture *p, const struct win_scene *s, const SDL_Rect *area)
{
    cairo_t *cr = cairo_create(p->surface);
    uint32_t back = win_colour(WIN_BACK, s->theme);
    struct face_pen pen = {cr, p->texts, s};
    cairo_rectangle(cr, area->x, area->y, area->w, area->h);
    cairo_clip(cr);
    cairo_set_source_rgb(cr, (back >> 16 & 255) / 255.0, (back >> 8 & 255) / 255.0, (back & 255) / 255.0);
    cairo_paint(cr);
    cairo_scale(cr, s->scale, s->scale);
    for (size_t i = 0; i < s->n; i++) {
        if (touches(&s->widget[i], s, area)) {
            face_shape(&pen, &s->widget[i]);
        }
    }
    cairo_destroy(cr);
    cairo_surface_flush(p->surface);
}

uint64_t face_picture_draw(struct face_picture *p, const struct win_scene *s, SDL_Rect *area)
{
    int w = (int)lroundf(s->w * s->scale), h = (int)lroundf(s->h * s->scale);
    SDL_Rect all = {0, 0, w, h};
    bool is_new = p->surface == NULL || cairo_image_surface_get_width(p->surface) != w ||
                  cairo_image_surface_get_height(p->surface) != h;
    if (is_new) {
        cairo_surface_destroy(p->surface);
        p->surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, w, h);
    }
    *area = is_new || s->theme != p->drawn.theme || s->scale != p->drawn.scale ? all : changed(p, s);
    if (cairo_surface_status(p->surface) != CAIRO_STATUS_SUCCESS || !SDL_IntersectRect(area, &all, area)) {
        return 0;
    }
    draw(p, s, area);
    p->drawn = *s;
    return (uint64_t)area->w * (uint64_t)area->h;
}

void face_picture_again(struct face_picture *p)
{
    const SDL_Rect all = {0, 0, (int)lroundf(p->drawn.w * p->drawn.scale), (int)lroundf(p->drawn.h * p->drawn.scale)};
    draw(p, &p->drawn, &all);
}
