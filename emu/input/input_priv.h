/* SPDX-License-Identifier: MIT */
/* What the files of the hands share. */
#pragma once
#include <input/hands.h>
#include <board/board.h>
#include <board/clock.h>
#include <string.h>

static inline struct board *hands_board(const struct win_hands *h)
{
    return emu_unit_board(h->model->unit);
}

/* acts.c: a line of acts. False: refused; the model says why. */
bool hands_start(struct win_hands *h, const char *line);
bool hands_end_acts(struct win_hands *h);
uint64_t hands_acts_due_us(const struct win_hands *h);

/* words.c: a word of the window with what follows it; NULL: none of that name. */
typedef bool hands_word_fn(struct win_hands *h, const struct win_scene *s, const char *rest);
struct hands_word {
    const char *name;
    const char *acts; /* the acts of the table that it starts, comma between them; "": it is about the window alone */
    hands_word_fn *fn;
};
const struct hands_word *hands_word_at(size_t i); /* NULL: no more */

/* focus.c, side.c */
hands_word_fn hands_do_focus;
hands_word_fn hands_do_side, hands_do_scroll, hands_do_filter, hands_do_topic, hands_do_field, hands_do_act,
    hands_do_list;
void hands_turn_to(struct win_hands *h, enum win_side side);

static inline bool hands_is_word(const char *text, const char *word)
{
    return strcmp(text, word) == 0;
}

/* type.c: what is typed into a field. True: the input was for it. */
bool hands_type_key(struct win_hands *h, const struct win_scene *s, const struct win_input *in);
bool hands_type_text(struct win_hands *h, const char *text);
void hands_open_field(struct win_hands *h, enum win_field field);

/* browse.c: False: there is no xdg-open. */
bool hands_browse(const char *url);

/* keys.c: keys on their way to a telephone, 1 or 2. code: what holds it down. */
void hands_put_key(struct win_hands *h, unsigned telephone, char key, int code);
void hands_release_keys(struct win_hands *h, int code);
bool hands_turn_keys(struct win_hands *h);
uint64_t hands_keys_due_us(const struct win_hands *h);

/* plug.c: the plug of a cable. True: it was taken, is dragged, was dragged. */
bool hands_take_plug(struct win_hands *h, const struct win_widget *w, float x, float y);
bool hands_move_plug(struct win_hands *h, float x, float y);
bool hands_drop_plug(struct win_hands *h, const struct win_scene *s, float x, float y);
void hands_forget_plug(struct win_hands *h);
