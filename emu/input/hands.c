/* SPDX-License-Identifier: MIT */
/* What comes in from the screen. */
#include "input_priv.h"
#include <viewmodel/keys.h>
#include <viewmodel/timing.h>
#include <board/fxs.h>
#include <stdio.h>
#include <string.h>

void win_hands_init(struct win_hands *h, struct win_model *m, const struct win_face_table *table, struct win_face *face)
{
    *h = (struct win_hands){.model = m, .table = table, .face = face, .zoom = 1, .start_scale = m->scale};
    win_hands_resize(h, m->w * m->scale, m->h * m->scale);
    if (m->past == NULL) {
        emu_acts_init(&h->acts, m->unit);
    }
}

void win_hands_fini(struct win_hands *h)
{
    for (size_t i = 0; i < HANDS_CALLS_MAX; i++) {
        if (h->is_running[i]) {
            emu_act_call_fini(&h->call[i]);
        }
    }
}

bool win_hands_turn(struct win_hands *h)
{
    bool has_ended = hands_end_acts(h);
    return hands_turn_keys(h) || has_ended;
}

uint64_t win_hands_due_us(const struct win_hands *h)
{
    uint64_t acts_us = hands_acts_due_us(h), keys_us = hands_keys_due_us(h);
    return acts_us < keys_us ? acts_us : keys_us;
}

/* ---- what comes in ---- */

static void press(struct win_hands *h, const struct win_scene *s, const struct win_input *in)
{
    const struct win_widget *w = win_hit(s, in->x, in->y);
    struct win_model *m = h->model;
    m->focus[0] = '\0';
    m->message[0] = '\0';
    m->field = WIN_FIELD_NONE;
    for (unsigned i = 0; i < BOARD_N_FXS; i++) { /* who touches a telephone dials on it */
        const struct win_widget *phone = win_find(s, i == 0 ? "phone1" : "phone2");
        if (phone != NULL && in->x >= phone->at.x && in->x < phone->at.x + phone->at.w && in->y >= phone->at.y &&
            in->y < phone->at.y + phone->at.h) {
            m->active = i;
        }
    }
    if (w == NULL) {
        return;
    }
    (void)snprintf(m->down, sizeof m->down, "%s", w->id);
    (void)hands_take_plug(h, w, in->x, in->y); /* any other thing is clicked when it is let go */
    if (w->kind == WIN_SLIDER_KIND) {
        win_time_seek(m, (in->x - w->at.x) / w->at.w);
    }
    if (w->kind == WIN_KEY_KIND) {
        hands_put_key(h, w->act[6] == '2' ? 2 : 1, w->act[8], 0);
    }
}

static void release(struct win_hands *h, const struct win_scene *s, const struct win_input *in)
{
    const struct win_widget *w = win_hit(s, in->x, in->y);
    char act[WIN_ACT_MAX] = "";
    bool was_dragged = hands_drop_plug(h, s, in->x, in->y);
    if (!was_dragged && w != NULL && w->kind != WIN_KEY_KIND && strcmp(w->id, h->model->down) == 0) {
        (void)snprintf(act, sizeof act, "%s", w->act);
    }
    hands_release_keys(h, 0);
    h->model->down[0] = '\0';
    if (in->is_touch) {
        h->model->hot[0] = '\0';
    }
    if (act[0] != '\0') {
        (void)win_hands_do(h, s, act); /* the model says what is wrong */
    }
}

static void point(struct win_hands *h, const struct win_scene *s, const struct win_input *in)
{
    const struct win_widget *w = win_hit(s, in->x, in->y), *held = win_find(s, h->model->down);
    if (held != NULL && held->kind == WIN_SLIDER_KIND) {
        win_time_seek(h->model, (in->x - held->at.x) / held->at.w);
        return; /* it is held wherever the pointer goes */
    }
    (void)snprintf(h->model->hot, sizeof h->model->hot, "%s", w != NULL ? w->id : "");
    (void)hands_move_plug(h, in->x, in->y);           /* none: it only points */
    if (strcmp(h->model->hot, h->model->down) != 0) { /* a key that the pointer leaves goes up */
        hands_release_keys(h, 0);
    }
}

/* '*' and '#' stand elsewhere on each keyboard, and a French one has its digits above: they are taken from the text. A
 * digit that is a key of its own is taken from the key, and its text is left alone. */
static void key_down(struct win_hands *h, const struct win_scene *s, const struct win_input *in)
{
    const struct win_key_row *row;
    bool is_plain = (in->modifiers & (WIN_MOD_CTRL | WIN_MOD_ALT)) == 0;
    h->last_code = in->code;
    h->takes_text = is_plain;
    if (hands_type_key(h, s, in)) {
        return;
    }
    if (is_plain && (in->modifiers & WIN_MOD_ALTGR) != 0) {
        return; /* a character comes */
    }
    if (is_plain && (in->modifiers & WIN_MOD_SHIFT) == 0 && in->key >= '0' && in->key <= '9') {
        hands_put_key(h, h->model->active + 1, (char)in->key, in->code);
        h->takes_text = false;
        return;
    }
    bool is_button = h->model->focus[0] != '\0' && in->key == WIN_KEY_SPACE;
    bool is_play = h->model->past != NULL && in->key == WIN_KEY_SPACE; /* no handset can be lifted there */
    row = is_play ? win_key_find('p', 0) : win_key_find(is_button ? WIN_KEY_ENTER : in->key, in->modifiers);
    if (row != NULL &&
        !(is_plain && (in->modifiers & WIN_MOD_SHIFT) != 0 && in->key > WIN_KEY_SPACE && in->key < 128)) {
        (void)win_hands_do(h, s, row->does); /* the model says what is wrong */
        h->takes_text = false;
    }
}

static void text_typed(struct win_hands *h, const struct win_scene *s, const char *text)
{
    if (h->takes_text && hands_type_text(h, text)) {
        return;
    }
    bool is_key = text[0] != '\0' && strchr("0123456789*#", text[0]) != NULL && text[1] == '\0';
    if (h->takes_text && is_key) {
        hands_put_key(h, h->model->active + 1, text[0], h->last_code);
    } else if (h->takes_text && text[0] == '+' && text[1] == '\0') {
        (void)win_hands_do(h, s, "faster"); /* never refused */
    }
    h->takes_text = false;
}

void win_hands_take(struct win_hands *h, const struct win_scene *s, const struct win_input *in)
{
    struct win_model *m = h->model;
    switch (in->kind) {
    case WIN_INPUT_NONE:
        break;
    case WIN_INPUT_MOVE:
        point(h, s, in);
        break;
    case WIN_INPUT_PRESS:
        press(h, s, in);
        break;
    case WIN_INPUT_RELEASE:
        release(h, s, in);
        break;
    case WIN_INPUT_WHEEL:
        (void)win_hands_do(h, s, in->steps > 0 ? "scroll -3" : "scroll 3"); /* never refused */
        break;
    case WIN_INPUT_KEY_DOWN:
        key_down(h, s, in);
        break;
    case WIN_INPUT_KEY_UP:
        hands_release_keys(h, in->code);
        break;
    case WIN_INPUT_TEXT:
        text_typed(h, s, in->text);
        break;
    case WIN_INPUT_SIZE:
        win_hands_resize(h, in->w, in->h);
        break;
    case WIN_INPUT_LOST: /* no release will follow */
        win_hands_release_all(h);
        hands_forget_plug(h);
        m->down[0] = m->hot[0] = '\0';
        break;
    case WIN_INPUT_NO_SOUND:
        m->has_sound = false;
        win_model_say(m, win_says(m, WIN_SAYS_NO_SOUND));
        break;
    case WIN_INPUT_SOUND:
        m->has_sound = true;
        win_model_say(m, win_says(m, WIN_SAYS_SOUND_BACK));
        break;
    case WIN_INPUT_CLOSE:
        h->is_over = true;
        break;
    }
}
