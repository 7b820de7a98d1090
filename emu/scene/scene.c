/* SPDX-License-Identifier: MIT */
#include <scene/scene.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *role;
    bool may_focus;
} kinds[] = {
#define KIND_ROW(id, role, focus) {role, focus},
    WIN_KIND_LIST(KIND_ROW)
#undef KIND_ROW
};

const char *win_role(enum win_kind k)
{
    return kinds[k].role;
}

bool win_may_focus(enum win_kind k)
{
    return kinds[k].may_focus;
}

struct win_widget *win_add(struct win_scene *s, enum win_kind kind, const char *id, struct win_rect at)
{
    if (s->n == WIN_WIDGETS_MAX) {
        return NULL;
    }
    struct win_widget *w = &s->widget[s->n++];
    memset(w, 0, sizeof *w); /* scenes are compared whole */
    w->kind = kind;
    w->at = at;
    (void)snprintf(w->id, sizeof w->id, "%s", id);
    return w;
}

const struct win_widget *win_find(const struct win_scene *s, const char *id)
{
    for (size_t i = 0; i < s->n; i++) {
        if (strcmp(s->widget[i].id, id) == 0) {
            return &s->widget[i];
        }
    }
    return NULL;
}

static bool contains(const struct win_rect *r, float x, float y)
{
    return x >= r->x && x < r->x + r->w && y >= r->y && y < r->y + r->h;
}

const struct win_widget *win_hit(const struct win_scene *s, float x, float y)
{
    for (size_t i = s->n; i-- > 0;) {
        const struct win_widget *w = &s->widget[i];
        if (w->act[0] != '\0' && contains(&w->at, x, y)) {
            return w;
        }
    }
    return NULL;
}
