/* SPDX-License-Identifier: MIT */
/* What is framed: the keyboard walks the scene, in its order or by the arrows. */
#include "input_priv.h"
#include <viewmodel/timing.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static bool may_have_focus(const struct win_widget *w)
{
    return win_may_focus(w->kind) && w->act[0] != '\0';
}

static void frame(struct win_hands *h, const struct win_widget *w)
{
    (void)snprintf(h->model->focus, sizeof h->model->focus, "%s", w->id);
}

/* In what was, while nothing else is framed, these keys are the slider's. */
static bool is_at_slider(const struct win_hands *h, const struct win_scene *s)
{
    const struct win_widget *w = win_find(s, h->model->focus);
    return w != NULL ? w->kind == WIN_SLIDER_KIND : h->model->past != NULL;
}

/* Beyond the end of a list that goes on. */
static bool scroll_on(struct win_hands *h, const struct win_scene *s, int step)
{
    const char *next = step > 0 ? s->after : s->before;
    unsigned by = step > 0 ? s->after_by : s->before_by, from = h->model->scroll;
    from = from < s->scroll_max ? from : s->scroll_max;
    by = by > 0 ? by : 1;
    if (s->first_row == 0 || next[0] == '\0') {
        return false;
    }
    (void)snprintf(h->model->focus, sizeof h->model->focus, "%s", next);
    h->model->scroll = step > 0 ? from + by : from > by ? from - by : 0;
    return true;
}

static void frame_in_order(struct win_hands *h, const struct win_scene *s, int step)
{
    int n = (int)s->n, from = step > 0 ? -1 : n;
    for (int i = 0; i < n; i++) {
        from = strcmp(s->widget[i].id, h->model->focus) == 0 ? i : from;
    }
    for (int k = 1; k <= n; k++) {
        int i = ((from + step * k) % n + n) % n, beyond = step > 0 ? (int)s->n_rows_end % n : (int)s->first_row - 1;
        bool is_from_one = k > 1 || (from >= 0 && from < n);
        const struct win_widget *w = &s->widget[i];
        if (is_from_one && i == beyond && scroll_on(h, s, step)) {
            return;
        }
        if (may_have_focus(w)) {
            frame(h, w);
            return;
        }
    }
}

/* How far a thing is from the framed one in this direction; below 0: it is not there. */
static float way_to(const struct win_rect *from, const struct win_rect *to, int dx, int dy)
{
    float x = to->x + to->w / 2 - from->x - from->w / 2, y = to->y + to->h / 2 - from->y - from->h / 2;
    float ahead = (float)dx * x + (float)dy * y, beside = fabsf(dx != 0 ? y : x);
    return ahead > 4 ? ahead + 3 * beside : -1;
}

static void frame_beside(struct win_hands *h, const struct win_scene *s, int dx, int dy)
{
    const struct win_widget *now = win_find(s, h->model->focus), *best = NULL;
    float best_way = 0;
    if (now == NULL) {
        frame_in_order(h, s, dx + dy);
        return;
    }
    for (size_t i = 0; i < s->n; i++) {
        const struct win_widget *w = &s->widget[i];
        float way = may_have_focus(w) ? way_to(&now->at, &w->at, dx, dy) : -1;
        if (way >= 0 && (best == NULL || way < best_way)) {
            best = w;
            best_way = way;
        }
    }
    if (best != NULL) {
        frame(h, best);
    } else if (now->kind == WIN_CHOICE_KIND && dy != 0) { /* the end of a column, or of a list that goes on */
        frame_in_order(h, s, dy);
    }
}

bool hands_do_focus(struct win_hands *h, const struct win_scene *s, const char *rest)
{
    static const struct {
        const char *word;
        int dx, dy;
    } ways[] = {{"left", -1, 0}, {"right", 1, 0}, {"up", 0, -1}, {"down", 0, 1}};
    if (is_at_slider(h, s) && (hands_is_word(rest, "left") || hands_is_word(rest, "right"))) {
        return win_time_do(h->model, hands_is_word(rest, "left") ? "earlier" : "later");
    }
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        if (hands_is_word(rest, ways[i].word)) {
            frame_beside(h, s, ways[i].dx, ways[i].dy);
            return true;
        }
    }
    frame_in_order(h, s, hands_is_word(rest, "previous") ? -1 : 1);
    return true;
}
