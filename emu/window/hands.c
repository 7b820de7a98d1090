/* SPDX-License-Identifier: MIT */
#include "hands.h"
#include "keys.h"
#include "timing.h"
#include <board/board.h>
#include <board/clock.h>
#include <board/nic.h>
#include <unit/phone.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEY_PAUSE_US (50u * (uint64_t)BOARD_US_PER_MS) /* receivers need 40 ms: ITU-T Q.24 */
#define DESIGN_W     1280.0f                           /* what a scale of 1 is made for */
#define DESIGN_H     800.0f
#define FIT_FROM     1.2f
#define ZOOM_MIN     0.8f
#define ZOOM_MAX     3.0f

static struct board *board_of(const struct win_hands *h)
{
    return emu_unit_board(h->model->unit);
}

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

/* ---- acts ---- */

static bool end_call(struct win_hands *h, size_t i)
{
    bool is_done = emu_act_finish(&h->call[i], RT_OK) == RT_OK;
    if (!is_done) {
        win_model_say(h->model, h->call[i].message);
    }
    emu_act_call_fini(&h->call[i]);
    h->is_running[i] = false;
    return is_done;
}

static bool start_act(struct win_hands *h, const char *line)
{
    char words[WIN_ACT_MAX];
    struct rt_str rest, name = rt_str_cut(rt_str(line), ' ', &rest);
    char act_name[WIN_ACT_MAX];
    size_t i = 0;
    if (h->model->past != NULL) { /* what was cannot be changed */
        win_model_say(h->model, win_says(h->model, WIN_SAYS_PAST));
        return false;
    }
    while (i < HANDS_CALLS_MAX && h->is_running[i]) {
        i++;
    }
    if (rt_str_copy(act_name, sizeof act_name, name) != RT_OK || emu_act_find(act_name) == NULL ||
        i == HANDS_CALLS_MAX) {
        return false;
    }
    (void)snprintf(words, sizeof words, "%.*s", (int)rest.n, rest.p != NULL ? rest.p : "");
    emu_act_call_init(&h->call[i], &h->acts, emu_act_find(act_name));
    if (emu_act_take_line(&h->call[i], words) != RT_OK || emu_act_start(&h->call[i]) != RT_OK) {
        win_model_say(h->model, h->call[i].message);
        emu_act_call_fini(&h->call[i]);
        return false;
    }
    h->is_running[i] = true;
    return h->call[i].act->end == EMU_ACT_AFTER || h->call[i].act->end == EMU_ACT_WHEN ? true : end_call(h, i);
}

static bool end_acts(struct win_hands *h)
{
    bool has_ended = false;
    for (size_t i = 0; i < HANDS_CALLS_MAX; i++) {
        struct emu_act_call *c = &h->call[i];
        if (h->is_running[i] && (board_now_us(board_of(h)) >= c->begun_us + emu_act_wait_us(c) ||
                                 (c->act->end == EMU_ACT_WHEN && emu_act_is_done(c)))) {
            (void)end_call(h, i); /* the model says what is wrong */
            has_ended = true;
        }
    }
    return has_ended;
}

/* ---- keys of the telephones ---- */

static void put_key(struct win_hands *h, unsigned telephone, char key, int code)
{
    if (h->model->past != NULL) {
        win_model_say(h->model, win_says(h->model, WIN_SAYS_PAST));
    } else if (!h->model->phone[telephone - 1].is_off_hook) {
        win_model_say(h->model, win_says(h->model, WIN_SAYS_LIFT_FIRST));
    } else if (h->n_queued < HANDS_TYPED_MAX) {
        h->queue[h->n_queued++] = (struct hands_key){telephone, key, false, code};
    }
}

static void release_keys(struct win_hands *h, int code)
{
    for (size_t i = 0; i < h->n_queued; i++) {
        h->queue[i].is_released |= h->queue[i].code == code;
    }
}

static bool turn_keys(struct win_hands *h)
{
    char line[WIN_ACT_MAX];
    uint64_t now_us = board_now_us(board_of(h));
    const struct hands_key *k = &h->queue[0];
    if (h->n_queued == 0) {
        return false;
    }
    struct emu_phone *phone = emu_unit_phone(h->model->unit, k->telephone - 1);
    if (h->is_down && (k->is_released || !emu_phone_is_pressed(phone))) {
        if (emu_phone_is_pressed(phone)) {
            (void)snprintf(line, sizeof line, "release %u", k->telephone);
            (void)start_act(h, line); /* it is down */
            if (emu_phone_is_pressed(phone)) {
                return false; /* until its tone has its length */
            }
        }
        h->is_down = false;
        h->next_press_us = now_us + KEY_PAUSE_US;
        memmove(&h->queue[0], &h->queue[1], --h->n_queued * sizeof h->queue[0]);
        return true;
    }
    if (!h->is_down && now_us >= h->next_press_us) {
        (void)snprintf(line, sizeof line, "press %u %c", k->telephone, k->key);
        h->is_down = start_act(h, line);
        if (!h->is_down) { /* on-hook meanwhile: the rest is dropped */
            h->n_queued = 0;
        }
        return true;
    }
    return false;
}

bool win_hands_turn(struct win_hands *h)
{
    bool has_ended = end_acts(h);
    return turn_keys(h) || has_ended;
}

uint64_t win_hands_due_us(const struct win_hands *h)
{
    uint64_t now_us = board_now_us(board_of(h)), due_us = BOARD_NEVER;
    for (size_t i = 0; i < HANDS_CALLS_MAX; i++) {
        if (h->is_running[i] && h->call[i].begun_us + emu_act_wait_us(&h->call[i]) < due_us) {
            due_us = h->call[i].begun_us + emu_act_wait_us(&h->call[i]);
        }
    }
    if (h->n_queued > 0) {
        uint64_t key_us = h->is_down ? now_us + 10 * (uint64_t)BOARD_US_PER_MS : h->next_press_us;
        due_us = key_us < due_us ? key_us : due_us;
    }
    return due_us;
}

/* ---- words of the window ---- */

static void set_zoom(struct win_hands *h, float zoom)
{
    float fit = fminf(h->w_pixels / DESIGN_W, h->h_pixels / DESIGN_H) / h->start_scale;
    h->zoom = fmaxf(ZOOM_MIN, fminf(ZOOM_MAX, zoom));
    h->model->scale = h->start_scale * h->zoom * (fit > FIT_FROM ? fit : 1);
    h->model->w = h->w_pixels / h->model->scale;
    h->model->h = h->h_pixels / h->model->scale;
}

void win_hands_resize(struct win_hands *h, float w_pixels, float h_pixels)
{
    h->w_pixels = w_pixels;
    h->h_pixels = h_pixels;
    set_zoom(h, h->zoom);
}

static void move_focus(struct win_hands *h, const struct win_scene *s, int step)
{
    int n = (int)s->n, from = step > 0 ? -1 : n;
    for (int i = 0; i < n; i++) {
        from = strcmp(s->widget[i].id, h->model->focus) == 0 ? i : from;
    }
    for (int k = 1; k <= n; k++) {
        const struct win_widget *w = &s->widget[((from + step * k) % n + n) % n];
        if (win_may_focus(w->kind) && w->act[0] != '\0') {
            (void)snprintf(h->model->focus, sizeof h->model->focus, "%s", w->id);
            return;
        }
    }
}

static bool toggle(struct win_hands *h, const char *on, const char *off, bool is_on)
{
    return start_act(h, is_on ? off : on);
}

static void save_picture(struct win_hands *h)
{
    char path[64], text[WIN_MESSAGE_MAX];
    (void)snprintf(path, sizeof path, "vspa-window-%u.png", ++h->n_pictures);
    bool is_saved = h->face != NULL && h->table->save(h->face, path);
    (void)snprintf(text, sizeof text, is_saved ? win_says(h->model, WIN_SAYS_SAVED) : "%s: cannot be written", path);
    win_model_say(h->model, text);
}

static bool is_word(const char *text, const char *word)
{
    return strcmp(text, word) == 0;
}

static bool do_side(struct win_hands *h, const char *which)
{
    struct win_model *m = h->model;
    m->n_back = 0;
    m->has_drawer = !is_word(which, "next") || !m->has_drawer || m->side != WIN_SIDE_HELP;
    m->side = is_word(which, "happens") ? WIN_SIDE_HAPPENS
              : is_word(which, "facts") ? WIN_SIDE_FACTS
              : is_word(which, "help")  ? WIN_SIDE_HELP
                                        : (enum win_side)((m->side + 1) % 3);
    return true;
}

static bool do_telephone(struct win_hands *h, const char *text)
{
    struct win_model *m = h->model;
    char line[WIN_ACT_MAX];
    if (is_word(text, "lift")) {
        (void)snprintf(line, sizeof line, "%s %u", m->phone[m->active].is_off_hook ? "onhook" : "offhook",
                       m->active + 1);
        return start_act(h, line);
    }
    if (is_word(text, "flash")) {
        (void)snprintf(line, sizeof line, "flash %u", m->active + 1);
        return start_act(h, line);
    }
    m->active = is_word(text, "phone 2") ? 1 : 0;
    return true;
}

static bool do_unit(struct win_hands *h, const char *text)
{
    if (h->model->past != NULL) {
        return start_act(h, text); /* refused */
    }
    const struct board *b = board_of(h);
    if (is_word(text, "power")) {
        return toggle(h, "power on", "power off", board_is_powered(b));
    }
    return is_word(text, "wan") ? toggle(h, "cable wan in", "cable wan out", board_nic_is_linked(b, BOARD_PORT_WAN))
                                : toggle(h, "cable lan in", "cable lan out", board_nic_is_linked(b, BOARD_PORT_LAN));
}

static bool do_window(struct win_hands *h, const struct win_scene *s, const char *text)
{
    struct win_model *m = h->model;
    if (win_time_do(m, text)) {
        return true;
    }
    if (is_word(text, "larger") || is_word(text, "smaller") || is_word(text, "as it was")) {
        set_zoom(h, is_word(text, "as it was") ? 1 : h->zoom * (is_word(text, "larger") ? 1.25f : 0.8f));
    } else if (is_word(text, "theme")) {
        m->theme = m->theme == WIN_DARK ? WIN_LIGHT : WIN_DARK;
    } else if (is_word(text, "mute")) {
        m->is_muted = !m->is_muted;
        if (h->face != NULL) {
            h->table->mute(h->face, m->is_muted);
        }
    } else if (is_word(text, "picture")) {
        save_picture(h);
    } else if (strncmp(text, "focus ", 6) == 0) {
        move_focus(h, s, is_word(text, "focus next") ? 1 : -1);
    } else if (is_word(text, "close")) {
        m->focus[0] = '\0';
        m->n_back = 0;
        m->side = m->side == WIN_SIDE_HELP ? WIN_SIDE_HAPPENS : m->side;
    } else if (is_word(text, "quit")) {
        h->is_over = true;
    }
    return true;
}

bool win_hands_do(struct win_hands *h, const struct win_scene *s, const char *text)
{
    const struct win_widget *w = win_find(s, h->model->focus);
    char first[WIN_ACT_MAX];
    struct rt_str rest;
    if (is_word(text, "enter")) {
        if (w == NULL || w->act[0] == '\0') {
            return false;
        }
        text = w->act;
    }
    h->model->message[0] = '\0';
    if (strncmp(text, "press ", 6) == 0) { /* by Enter: as short as it may be */
        put_key(h, text[6] == '2' ? 2 : 1, text[8], -1);
        release_keys(h, -1);
        return true;
    }
    if (strncmp(text, "side ", 5) == 0) {
        return do_side(h, text + 5);
    }
    if (is_word(text, "wan") || is_word(text, "lan") || is_word(text, "power")) {
        return do_unit(h, text);
    }
    if (is_word(text, "lift") || is_word(text, "flash") || strncmp(text, "phone ", 6) == 0) {
        return do_telephone(h, text);
    }
    if (rt_str_copy(first, sizeof first, rt_str_cut(rt_str(text), ' ', &rest)) == RT_OK &&
        emu_act_find(first) != NULL) {
        return start_act(h, text);
    }
    return do_window(h, s, text);
}

/* ---- what comes in ---- */

static void press(struct win_hands *h, const struct win_scene *s, const struct win_input *in)
{
    const struct win_widget *w = win_hit(s, in->x, in->y);
    struct win_model *m = h->model;
    m->focus[0] = '\0';
    m->message[0] = '\0';
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
    if (w->kind == WIN_SLIDER_KIND) {
        win_time_seek(m, (in->x - w->at.x) / w->at.w);
    }
    if (w->kind == WIN_KEY_KIND) {
        put_key(h, w->act[6] == '2' ? 2 : 1, w->act[8], 0);
    }
}

static void release(struct win_hands *h, const struct win_scene *s, const struct win_input *in)
{
    const struct win_widget *w = win_hit(s, in->x, in->y);
    char act[WIN_ACT_MAX] = "";
    if (w != NULL && w->kind != WIN_KEY_KIND && strcmp(w->id, h->model->down) == 0) {
        (void)snprintf(act, sizeof act, "%s", w->act);
    }
    release_keys(h, 0);
    h->model->down[0] = '\0';
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
    if (strcmp(h->model->hot, h->model->down) != 0) { /* a key that the pointer leaves goes up */
        release_keys(h, 0);
    }
}

/* '*' and '#' stand elsewhere on each keyboard: they are taken from the text; digits from the key, so that one with
 * text and key alike does not dial twice. */
static void key_down(struct win_hands *h, const struct win_scene *s, const struct win_input *in)
{
    const struct win_key_row *row;
    bool is_plain = (in->modifiers & (WIN_MOD_CTRL | WIN_MOD_ALT)) == 0;
    h->last_code = in->code;
    h->takes_text = is_plain;
    if (is_plain && (in->modifiers & WIN_MOD_SHIFT) == 0 && in->key >= '0' && in->key <= '9') {
        put_key(h, h->model->active + 1, (char)in->key, in->code);
        h->takes_text = false;
        return;
    }
    bool is_button = h->model->focus[0] != '\0' && in->key == WIN_KEY_SPACE;
    row = is_button ? win_key_find(WIN_KEY_ENTER, 0) : win_key_find(in->key, in->modifiers);
    if (row != NULL &&
        !(is_plain && (in->modifiers & WIN_MOD_SHIFT) != 0 && in->key > WIN_KEY_SPACE && in->key < 128)) {
        (void)win_hands_do(h, s, row->does); /* the model says what is wrong */
        h->takes_text = false;
    }
}

static void text_typed(struct win_hands *h, const struct win_scene *s, const char *text)
{
    if (h->takes_text && (text[0] == '*' || text[0] == '#') && text[1] == '\0') {
        put_key(h, h->model->active + 1, text[0], h->last_code);
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
        m->n_back = in->steps < 0 && m->n_back < 3 ? 0 : m->n_back + (uint64_t)(int64_t)(in->steps * 3);
        m->n_back = m->n_back > EMU_ROWS_MAX ? EMU_ROWS_MAX : m->n_back;
        break;
    case WIN_INPUT_KEY_DOWN:
        key_down(h, s, in);
        break;
    case WIN_INPUT_KEY_UP:
        release_keys(h, in->code);
        break;
    case WIN_INPUT_TEXT:
        text_typed(h, s, in->text);
        break;
    case WIN_INPUT_SIZE:
        win_hands_resize(h, in->w, in->h);
        break;
    case WIN_INPUT_LOST: /* no release will follow */
        for (size_t i = 0; i < h->n_queued; i++) {
            h->queue[i].is_released = true;
        }
        m->down[0] = m->hot[0] = '\0';
        break;
    case WIN_INPUT_NO_SOUND:
        m->has_sound = false;
        win_model_say(m, win_says(m, WIN_SAYS_NO_SOUND));
        break;
    case WIN_INPUT_CLOSE:
        h->is_over = true;
        break;
    }
}
