/* SPDX-License-Identifier: MIT */
/* The scene as pixels: only the places whose widgets differ from the last scene are drawn, each from the ground up, so
 * that what shines through (a lamp's bloom) does not add up. */
#include "face_priv.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct face_picture {
    struct face_texts *texts;
    struct face_stamps *stamps;
    cairo_surface_t *surface;
    bool is_theirs; /* the pixels are the window's */
    bool is_new;    /* nothing of the last scene is there */
    struct win_scene drawn;
};

struct face_picture *face_picture_create(struct face_texts *texts)
{
    struct face_picture *p = calloc(1, sizeof *p);
    struct face_stamps *stamps = face_stamps_create();
    if (p == NULL || stamps == NULL) {
        free(p);
        free(stamps);
        return NULL;
    }
    p->texts = texts;
    p->stamps = stamps;
    return p;
}

void face_picture_destroy(struct face_picture *p)
{
    if (p != NULL) {
        cairo_surface_destroy(p->surface);
        face_stamps_destroy(p->stamps);
        free(p);
    }
}

cairo_surface_t *face_picture_surface(const struct face_picture *p)
{
    return p->surface;
}

void face_picture_onto(struct face_picture *p, void *pixels, int w, int h, int pitch)
{
    bool is_same = p->surface != NULL && p->is_theirs && cairo_image_surface_get_data(p->surface) == pixels &&
                   cairo_image_surface_get_width(p->surface) == w && cairo_image_surface_get_height(p->surface) == h;
    if (!is_same) {
        cairo_surface_destroy(p->surface);
        p->surface = cairo_image_surface_create_for_data(pixels, CAIRO_FORMAT_RGB24, w, h, pitch);
        p->is_theirs = p->is_new = true;
    }
}

/* ---- what differs ---- */

static SDL_Rect pixels_of(const struct win_widget *w, const struct win_scene *s)
{
    struct win_rect r = face_reach(w);
    int x = (int)floorf(r.x * s->scale) - 1, y = (int)floorf(r.y * s->scale) - 1;
    return (SDL_Rect){x, y, (int)ceilf((r.x + r.w) * s->scale) + 1 - x, (int)ceilf((r.y + r.h) * s->scale) + 1 - y};
}

static int64_t size_of(const SDL_Rect *r)
{
    return (int64_t)r->w * r->h;
}

/* Adds a place. Those that touch become one, and so do two for which that costs least when there are too many. */
static void add(struct face_areas *a, SDL_Rect r)
{
    SDL_Rect both;
    for (size_t i = 0; i < a->n; i++) {
        if (SDL_HasIntersection(&a->area[i], &r)) {
            SDL_UnionRect(&a->area[i], &r, &both);
            a->area[i] = a->area[--a->n];
            add(a, both);
            return;
        }
    }
    if (a->n < FACE_AREAS_MAX) {
        a->area[a->n++] = r;
        return;
    }
    size_t best = 0;
    int64_t least = INT64_MAX;
    for (size_t i = 0; i < a->n; i++) {
        SDL_UnionRect(&a->area[i], &r, &both);
        int64_t more = size_of(&both) - size_of(&a->area[i]);
        best = more < least ? i : best;
        least = more < least ? more : least;
    }
    SDL_UnionRect(&a->area[best], &r, &both);
    a->area[best] = a->area[--a->n];
    add(a, both);
}

/* What moves although nothing of it differs. */
static bool moves(const struct win_widget *w, const struct win_scene *s)
{
    return w->kind == WIN_HANDSET_KIND && (w->states & WIN_IS_RINGS) != 0 && !s->is_still;
}

static void find_changed(const struct face_picture *p, const struct win_scene *s, struct face_areas *out)
{
    const struct win_scene *old = &p->drawn;
    size_t n = s->n > old->n ? s->n : old->n;
    bool has_other = false;
    for (size_t i = 0; i < n; i++) {
        const struct win_widget *a = i < s->n ? &s->widget[i] : NULL, *b = i < old->n ? &old->widget[i] : NULL;
        if (a != NULL && b != NULL && memcmp(a, b, sizeof *a) == 0 && !(moves(a, s) && s->time_us != old->time_us)) {
            continue;
        }
        has_other |= a == NULL || strcmp(a->id, "clock") != 0;
        if (a != NULL) {
            add(out, pixels_of(a, s));
        }
        if (b != NULL) {
            add(out, pixels_of(b, s));
        }
    }
    out->is_clock = !has_other && out->n > 0;
}

/* ---- drawing ---- */

static void draw(struct face_picture *p, const struct win_scene *s, const SDL_Rect *area)
{
    cairo_t *cr = cairo_create(p->surface);
    uint32_t back = win_colour(WIN_BACK, s->theme);
    struct face_pen pen = {cr, p->texts, s};
    uint64_t n_stamped_most = (uint64_t)(s->w * s->scale) * (uint64_t)(s->h * s->scale) * 5 / 4; /* both themes */
    cairo_rectangle(cr, area->x, area->y, area->w, area->h);
    cairo_clip(cr);
    cairo_set_source_rgb(cr, (back >> 16 & 255) / 255.0, (back >> 8 & 255) / 255.0, (back & 255) / 255.0);
    cairo_paint(cr);
    cairo_scale(cr, s->scale, s->scale);
    for (size_t i = 0; i < s->n; i++) {
        const struct win_widget *w = &s->widget[i];
        SDL_Rect own = pixels_of(w, s);
        if (!SDL_HasIntersection(&own, area)) {
            continue;
        }
        if (face_is_stamped(w, s)) {
            face_stamps_draw(p->stamps, &pen, w, n_stamped_most);
        } else {
            face_shape(&pen, w);
        }
    }
    cairo_destroy(cr);
    cairo_surface_flush(p->surface);
}

/* Pixels of its own, where the window has none that fit. */
static void fit(struct face_picture *p, int w, int h)
{
    bool fits = p->surface != NULL && (p->is_theirs || (cairo_image_surface_get_width(p->surface) == w &&
                                                        cairo_image_surface_get_height(p->surface) == h));
    if (!fits) {
        cairo_surface_destroy(p->surface);
        p->surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, w, h);
        p->is_new = true;
    }
}

uint64_t face_picture_draw(struct face_picture *p, const struct win_scene *s, struct face_areas *out)
{
    fit(p, (int)lroundf(s->w * s->scale), (int)lroundf(s->h * s->scale));
    const SDL_Rect all = {0, 0, cairo_image_surface_get_width(p->surface), cairo_image_surface_get_height(p->surface)};
    uint64_t n_pixels = 0;
    struct face_areas changed = {0};
    *out = (struct face_areas){.n = 0};
    if (cairo_surface_status(p->surface) != CAIRO_STATUS_SUCCESS) {
        return 0;
    }
    if (p->is_new || s->theme != p->drawn.theme || s->scale != p->drawn.scale || s->w != p->drawn.w ||
        s->h != p->drawn.h) {
        changed = (struct face_areas){.n = 1, .area = {all}};
    } else {
        find_changed(p, s, &changed);
    }
    for (size_t i = 0; i < changed.n; i++) {
        SDL_Rect area;
        if (SDL_IntersectRect(&changed.area[i], &all, &area)) {
            draw(p, s, &area);
            n_pixels += (uint64_t)size_of(&area);
            out->area[out->n++] = area;
        }
    }
    out->is_clock = changed.is_clock;
    if (n_pixels > 0) {
        p->drawn = *s;
        p->is_new = false;
    }
    return n_pixels;
}

void face_picture_again(struct face_picture *p)
{
    const SDL_Rect all = {0, 0, cairo_image_surface_get_width(p->surface), cairo_image_surface_get_height(p->surface)};
    draw(p, &p->drawn, &all);
}
