/* SPDX-License-Identifier: MIT */
/* Widgets as small pictures. Keys, lamps and handsets look the same in most frames, and to copy one takes a tenth of
 * the time that its paths take. All of them are drawn through a stamp, kept or not, so that a picture does not depend
 * on what was drawn before it. */
#include "face_priv.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define STAMPS_MAX 192u

/* What a stamp depends on; where it stands only by its part of a pixel. */
struct look {
    struct win_widget widget;
    enum win_theme theme;
    uint32_t is_still; /* no bool: looks are compared whole, and have no bytes between */
    float scale;
    struct win_rect reach; /* in pixels, from the pixel that it stands on */
};

struct stamp {
    struct look look;
    uint32_t hash;
    uint64_t used;
    uint64_t n_pixels;
    cairo_surface_t *surface; /* NULL: a free place */
};

struct face_stamps {
    struct stamp stamp[STAMPS_MAX];
    uint64_t clock, n_pixels;
};

struct face_stamps *face_stamps_create(void)
{
    return calloc(1, sizeof(struct face_stamps));
}

static void forget(struct face_stamps *s, struct stamp *old)
{
    cairo_surface_destroy(old->surface);
    old->surface = NULL;
    s->n_pixels -= old->n_pixels;
    old->n_pixels = 0;
}

void face_stamps_destroy(struct face_stamps *s)
{
    for (size_t i = 0; s != NULL && i < STAMPS_MAX; i++) {
        forget(s, &s->stamp[i]);
    }
    free(s);
}

bool face_is_stamped(const struct win_widget *w, const struct win_scene *s)
{
    switch (w->kind) {
    case WIN_LAMP_KIND:
    case WIN_SOCKET_KIND:
    case WIN_PLUG_KIND:
    case WIN_KEY_KIND:
    case WIN_BUTTON_KIND:
        return true;
    case WIN_HANDSET_KIND: /* one that shakes is another in each frame */
        return (w->states & WIN_IS_RINGS) == 0 || s->is_still;
    default:
        return false;
    }
}

static uint32_t hash_of(const struct look *l)
{
    uint32_t hash = 2166136261u; /* FNV-1a, by words: a look is whole words */
    _Static_assert(sizeof(struct look) % sizeof(uint32_t) == 0, "a look is whole words");
    for (size_t i = 0; i < sizeof *l / sizeof(uint32_t); i++) {
        uint32_t word;
        memcpy(&word, (const char *)l + i * sizeof word, sizeof word);
        hash = (hash ^ word) * 16777619u;
    }
    return hash;
}

static struct look look_of(const struct face_pen *p, const struct win_widget *w, int x, int y)
{
    const struct win_scene *s = p->scene;
    struct win_rect r = face_reach(w);
    struct look l;
    memset(&l, 0, sizeof l); /* looks are compared whole */
    l.widget.kind = w->kind;
    l.widget.states = w->states;
    l.widget.colour = w->colour;
    l.widget.size = w->size;
    l.widget.part = w->part;
    l.widget.at = (struct win_rect){w->at.x * s->scale - (float)x, w->at.y * s->scale - (float)y, w->at.w, w->at.h};
    memcpy(l.widget.name, w->name, sizeof w->name); /* whole: a scene is zero behind its texts, or it differs */
    memcpy(l.widget.value, w->value, sizeof w->value);
    l.theme = s->theme;
    l.is_still = s->is_still;
    l.scale = s->scale;
    l.reach = (struct win_rect){floorf(r.x * s->scale) - (float)x, floorf(r.y * s->scale) - (float)y,
                                ceilf((r.x + r.w) * s->scale) - floorf(r.x * s->scale),
                                ceilf((r.y + r.h) * s->scale) - floorf(r.y * s->scale)};
    return l;
}

/* Gives places up, the oldest first, until so many pixels more are allowed. */
static struct stamp *make_room(struct face_stamps *s, uint64_t n_pixels, uint64_t n_most)
{
    struct stamp *oldest;
    do {
        oldest = &s->stamp[0];
        for (size_t i = 0; i < STAMPS_MAX; i++) {
            struct stamp *at = &s->stamp[i];
            bool is_free = at->surface == NULL;
            if (is_free && s->n_pixels + n_pixels <= n_most) {
                return at;
            }
            oldest = oldest->surface == NULL || (!is_free && at->used < oldest->used) ? at : oldest;
        }
        forget(s, oldest);
    } while (s->n_pixels + n_pixels > n_most && s->n_pixels > 0);
    return oldest;
}

static cairo_surface_t *draw(const struct face_pen *p, const struct win_widget *w, const struct look *l, int x, int y)
{
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, (int)l->reach.w, (int)l->reach.h);
    cairo_surface_set_device_offset(surface, -((double)x + l->reach.x), -((double)y + l->reach.y));
    struct face_pen own = {cairo_create(surface), p->texts, p->scene};
    cairo_scale(own.cr, p->scene->scale, p->scene->scale);
    face_shape(&own, w);
    cairo_destroy(own.cr);
    cairo_surface_flush(surface);
    return surface;
}

void face_stamps_draw(struct face_stamps *s, const struct face_pen *p, const struct win_widget *w, uint64_t n_most)
{
    int x = (int)floorf(w->at.x * p->scene->scale), y = (int)floorf(w->at.y * p->scene->scale);
    struct look l = look_of(p, w, x, y);
    uint32_t hash = hash_of(&l);
    struct stamp *found = NULL;
    s->clock++;
    for (size_t i = 0; i < STAMPS_MAX && found == NULL; i++) {
        struct stamp *at = &s->stamp[i];
        bool is_it = at->surface != NULL && at->hash == hash && memcmp(&at->look, &l, sizeof l) == 0;
        found = is_it ? at : NULL;
    }
    if (found == NULL) {
        uint64_t n_pixels = (uint64_t)l.reach.w * (uint64_t)l.reach.h;
        found = make_room(s, n_pixels, n_most);
        *found = (struct stamp){.look = l, .hash = hash, .n_pixels = n_pixels, .surface = draw(p, w, &l, x, y)};
        s->n_pixels += n_pixels;
        /* It is used at any place of its kind: from here on it counts from the pixel that it stands on. */
        cairo_surface_set_device_offset(found->surface, 0, 0);
    }
    found->used = s->clock;
    cairo_save(p->cr);
    cairo_identity_matrix(p->cr);
    cairo_set_source_surface(p->cr, found->surface, (double)x + l.reach.x, (double)y + l.reach.y);
    cairo_paint(p->cr);
    cairo_restore(p->cr);
}
