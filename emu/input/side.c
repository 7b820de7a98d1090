/* SPDX-License-Identifier: MIT */
/* Words of the side: which panel is shown, and what of it. */
#include "input_priv.h"
#include <story/rows.h>
#include <stdio.h>
#include <stdlib.h>

static void show_side(struct win_hands *h, bool is_shown)
{
    struct win_model *m = h->model;
    m->is_side_closed = !is_shown;
    m->has_drawer = is_shown;
    m->field = WIN_FIELD_NONE;
}

void hands_turn_to(struct win_hands *h, enum win_side side)
{
    show_side(h, true);
    h->model->n_back = h->model->scroll = 0;
    h->model->side = side;
}

bool hands_do_side(struct win_hands *h, const struct win_scene *s, const char *rest)
{
    struct win_model *m = h->model;
    int step = hands_is_word(rest, "next") ? 1 : hands_is_word(rest, "previous") ? WIN_N_SIDES - 1 : 0;
    (void)s;
    if (step != 0) {
        hands_turn_to(h, (enum win_side)(((int)m->side + step) % WIN_N_SIDES));
    } else if (hands_is_word(rest, "toggle") || hands_is_word(rest, "close") || hands_is_word(rest, "open")) {
        show_side(h, hands_is_word(rest, "open") || (hands_is_word(rest, "toggle") && !win_shows_side(m)));
    }
    for (int i = 0; i < WIN_N_SIDES; i++) {
        if (hands_is_word(rest, win_side_word((enum win_side)i))) {
            hands_turn_to(h, (enum win_side)i);
        }
    }
    return true;
}

bool hands_do_scroll(struct win_hands *h, const struct win_scene *s, const char *rest)
{
    struct win_model *m = h->model;
    long rows = strtol(rest, NULL, 10); /* down is positive */
    if (!m->is_list && m->guest == NULL &&
        (m->side == WIN_SIDE_HAPPENS || m->side == WIN_SIDE_REQUESTS)) { /* these end at the newest */
        int64_t back = (int64_t)m->n_back - rows;
        m->n_back = back < 0 ? 0 : back > (int64_t)EMU_ROWS_MAX ? EMU_ROWS_MAX : (uint64_t)back;
    } else {
        long to = (long)m->scroll + rows;
        m->scroll = to < 0 ? 0 : to > (long)s->scroll_max ? s->scroll_max : (unsigned)to;
    }
    return true;
}

bool hands_do_filter(struct win_hands *h, const struct win_scene *s, const char *rest)
{
    (void)s;
    (void)rest;
    h->model->has_filter = !h->model->has_filter;
    return true;
}

bool hands_do_topic(struct win_hands *h, const struct win_scene *s, const char *rest)
{
    static const char *const words[] = {
#define TOPIC_WORD(id, word, name) word,
        WIN_TOPIC_LIST(TOPIC_WORD)
#undef TOPIC_WORD
    };
    (void)s;
    for (size_t i = 0; i < WIN_N_TOPICS; i++) {
        h->model->topics_off ^= hands_is_word(rest, words[i]) ? 1u << i : 0;
    }
    return true;
}

bool hands_do_field(struct win_hands *h, const struct win_scene *s, const char *rest)
{
    bool is_find = hands_is_word(rest, "find");
    (void)s;
    h->model->is_list = false;
    hands_turn_to(h, is_find ? WIN_SIDE_HAPPENS : WIN_SIDE_ACTS);
    hands_open_field(h, is_find ? WIN_FIELD_FIND : WIN_FIELD_LINE);
    return true;
}

/* An act of the list: what is left to type are its arguments. */
bool hands_do_act(struct win_hands *h, const struct win_scene *s, const char *rest)
{
    (void)hands_do_field(h, s, "line");
    (void)snprintf(h->model->line, sizeof h->model->line, "%s ", rest);
    return true;
}

bool hands_do_list(struct win_hands *h, const struct win_scene *s, const char *rest)
{
    (void)s;
    (void)rest;
    h->model->is_list = !h->model->is_list;
    h->model->focus[0] = '\0';
    h->model->scroll = 0;
    h->model->field = WIN_FIELD_NONE;
    return true;
}
