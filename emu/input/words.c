/* SPDX-License-Identifier: MIT */
/* The words of the window: what a key of the keyboard, a button or a widget does. */
#include "input_priv.h"
#include <viewmodel/timing.h>
#include <scene/tree.h>
#include <viewmodel/guest.h>
#include <board/fxs.h>
#include <board/nic.h>
#include <story/rows.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DESIGN_W 1280.0f /* what a scale of 1 is made for */
#define DESIGN_H 800.0f
#define FIT_FROM 1.2f
#define LEAST_W  800.0f
#define LEAST_H  500.0f
#define ZOOM_MIN 0.8f
#define ZOOM_MAX 3.0f

static void set_zoom(struct win_hands *h, float zoom)
{
    float fit = fminf(h->w_pixels / DESIGN_W, h->h_pixels / DESIGN_H) / h->start_scale;
    float most = fminf(h->w_pixels / LEAST_W, h->h_pixels / LEAST_H); /* the layout needs its room */
    h->zoom = fmaxf(ZOOM_MIN, fminf(ZOOM_MAX, zoom));
    h->model->scale = fminf(most, h->start_scale * h->zoom * (fit > FIT_FROM ? fit : 1));
    h->model->w = h->w_pixels / h->model->scale;
    h->model->h = h->h_pixels / h->model->scale;
}

void win_hands_resize(struct win_hands *h, float w_pixels, float h_pixels)
{
    h->w_pixels = w_pixels;
    h->h_pixels = h_pixels;
    set_zoom(h, h->zoom);
}

/* ---- the unit and its telephones ---- */

static bool do_lift(struct win_hands *h, const struct win_scene *s, const char *rest)
{
    char line[WIN_ACT_MAX];
    (void)s;
    (void)rest;
    (void)snprintf(line, sizeof line, "%s %u", h->model->phone[h->model->active].is_off_hook ? "onhook" : "offhook",
                   h->model->active + 1);
    return hands_start(h, line);
}

static bool do_flash(struct win_hands *h, const struct win_scene *s, const char *rest)
{
    char line[WIN_ACT_MAX];
    (void)s;
    (void)rest;
    (void)snprintf(line, sizeof line, "flash %u", h->model->active + 1);
    return hands_start(h, line);
}

static bool do_phone(struct win_hands *h, const struct win_scene *s, const char *rest)
{
    (void)s;
    h->model->active = hands_is_word(rest, "2") ? 1 : 0;
    return true;
}

static bool do_jack(struct win_hands *h, const struct win_scene *s, const char *rest)
{
    char line[WIN_ACT_MAX];
    (void)s;
    (void)rest;
    (void)snprintf(line, sizeof line, "cable phone%u %s", h->model->active + 1,
                   h->model->phone[h->model->active].is_plugged ? "out" : "in");
    return hands_start(h, line);
}

static bool do_wan(struct win_hands *h, const struct win_scene *s, const char *rest)
{
    (void)s;
    (void)rest;
    return hands_start(h, board_nic_is_linked(hands_board(h), BOARD_PORT_WAN) ? "cable wan out" : "cable wan in");
}

static bool do_lan(struct win_hands *h, const struct win_scene *s, const char *rest)
{
    (void)s;
    (void)rest;
    return hands_start(h, board_nic_is_linked(hands_board(h), BOARD_PORT_LAN) ? "cable lan out" : "cable lan in");
}

/* The newest row about it says whether firmware is being written. */
static bool is_writing(const struct win_model *m)
{
    uint64_t number = emu_rows_end(m->rows);
    const struct emu_row *row;
    while (number > 0 && (row = emu_rows_get(m->rows, --number)) != NULL) {
        const char *id = row->kind->id;
        if (strncmp(id, "upgrade.", 8) == 0 || strncmp(id, "boot.", 5) == 0) {
            return hands_is_word(id, "upgrade.write");
        }
    }
    return false;
}

static bool do_power(struct win_hands *h, const struct win_scene *s, const char *rest)
{
    bool is_on = *rest == '\0' ? !board_is_powered(hands_board(h)) : hands_is_word(rest, "on");
    (void)s;
    if (!is_on && is_writing(h->model) && !h->is_warned) {
        h->is_warned = true;
        win_model_say(h->model, win_says(h->model, WIN_SAYS_WRITES));
        return true;
    }
    h->is_warned = false;
    return hands_start(h, is_on ? "power on" : "power off");
}

/* ---- time, sound, the window ---- */

/* Sound is played in real time only. */
static void end_ears(struct win_hands *h)
{
    for (unsigned i = 0; h->face != NULL && i < BOARD_N_FXS; i++) {
        h->table->ear(h->face, i, NULL, 0);
    }
}

/* The words of time are timing.c's. */
static bool do_time(struct win_hands *h, const struct win_scene *s, const char *rest)
{
    (void)s;
    end_ears(h);
    return win_time_do(h->model, rest);
}

static bool do_zoom(struct win_hands *h, const struct win_scene *s, const char *rest)
{
    (void)s;
    set_zoom(h, hands_is_word(rest, "in") ? h->zoom * 1.25f : hands_is_word(rest, "out") ? h->zoom * 0.8f : 1);
    return true;
}

static bool do_theme(struct win_hands *h, const struct win_scene *s, const char *rest)
{
    (void)s;
    (void)rest;
    h->model->theme = h->model->theme == WIN_DARK ? WIN_LIGHT : WIN_DARK;
    return true;
}

static bool do_mute(struct win_hands *h, const struct win_scene *s, const char *rest)
{
    (void)s;
    (void)rest;
    h->model->is_muted = !h->model->is_muted;
    if (h->face != NULL) {
        h->table->mute(h->face, h->model->is_muted);
    }
    return true;
}

static bool do_picture(struct win_hands *h, const struct win_scene *s, const char *rest)
{
    char path[64];
    (void)rest;
    (void)snprintf(path, sizeof path, "vspa-window-%u.png", ++h->n_pictures);
    bool is_saved = h->face != NULL && h->table->save(h->face, path);
    if (is_saved && h->model->saves_tree) {
        (void)snprintf(path, sizeof path, "vspa-window-%u.json", h->n_pictures);
        is_saved = win_tree_save(s, path);
    }
    win_model_say_of(h->model, is_saved ? WIN_SAYS_SAVED : WIN_SAYS_NOT_SAVED, "file", path);
    return is_saved;
}

static bool do_browser(struct win_hands *h, const struct win_scene *s, const char *rest)
{
    (void)s;
    (void)rest;
    if (h->model->page_url[0] != '\0' && !hands_browse(h->model->page_url)) {
        bool is_copied = h->face != NULL && h->table->copy(h->face, h->model->page_url);
        win_model_say_of(h->model, is_copied ? WIN_SAYS_NO_BROWSER : WIN_SAYS_OPEN_YOURSELF, "url", h->model->page_url);
        return false;
    }
    return true;
}

/* The uppermost thing that is open closes. */
static bool do_close(struct win_hands *h, const struct win_scene *s, const char *rest)
{
    struct win_model *m = h->model;
    (void)rest;
    if (m->plug.socket[0] != '\0') {
        hands_forget_plug(h);
    } else if (m->is_list) {
        (void)hands_do_list(h, s, "");
    } else if (m->past != NULL && m->past->is_of_run) {
        (void)win_time_do(m, "now");
    } else if (m->focus[0] != '\0') {
        m->focus[0] = '\0';
    } else if (m->side == WIN_SIDE_KEYS) {
        hands_turn_to(h, WIN_SIDE_HAPPENS);
    }
    m->n_back = 0;
    return true;
}

static bool do_quit(struct win_hands *h, const struct win_scene *s, const char *rest)
{
    (void)s;
    (void)rest;
    h->is_over = true;
    return true;
}

/* Everything of the window that a guest has no use for would show what it keeps. */
static bool is_for_guests(const struct hands_word *word, const char *rest)
{
    static const char *const refused[] = {"browser", "filter", "topic", "field", "act"};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        if (hands_is_word(word->name, refused[i])) {
            return false;
        }
    }
    return !hands_is_word(word->name, "side") || hands_is_word(rest, "toggle") || hands_is_word(rest, "open") ||
           hands_is_word(rest, "close");
}

static bool do_guest(struct win_hands *h, const struct win_scene *s, const char *rest)
{
    (void)s;
    if (h->model->guest != NULL) {
        h->model->guest->act(h->model->guest->ctx, rest);
    }
    return h->model->guest != NULL;
}

static bool do_nothing(struct win_hands *h, const struct win_scene *s, const char *rest)
{
    (void)h;
    (void)s;
    (void)rest;
    return true;
}

static const struct hands_word words[] = {
    {"lift", "offhook,onhook", do_lift},
    {"flash", "flash", do_flash},
    {"phone", "", do_phone},
    {"jack", "cable", do_jack},
    {"wan", "cable", do_wan},
    {"lan", "cable", do_lan},
    {"power", "power", do_power}, /* with the question whether it is meant */
    {"zoom", "", do_zoom},
    {"theme", "", do_theme},
    {"mute", "", do_mute},
    {"picture", "", do_picture},
    {"browser", "", do_browser},
    {"focus", "", hands_do_focus},
    {"side", "", hands_do_side},
    {"scroll", "", hands_do_scroll},
    {"filter", "", hands_do_filter},
    {"topic", "", hands_do_topic},
    {"field", "", hands_do_field},
    {"act", "", hands_do_act},
    {"list", "", hands_do_list},
    {"guest", "", do_guest},  /* a button of the guest's panel */
    {"tell", "", do_nothing}, /* a lamp: what it means stands beside it while it is framed */
    {"close", "", do_close},
    {"quit", "", do_quit},
};

const struct hands_word *hands_word_at(size_t i)
{
    return i < sizeof words / sizeof words[0] ? &words[i] : NULL;
}

static const struct hands_word *find_word(struct rt_str name)
{
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (rt_str_is(name, words[i].name)) {
            return &words[i];
        }
    }
    return NULL;
}

bool win_hands_do(struct win_hands *h, const struct win_scene *s, const char *text)
{
    struct rt_str rest = {NULL, 0};
    char line[WIN_LINE_MAX + 1];
    if (hands_is_word(text, "enter")) {
        const struct win_widget *w = win_find(s, h->model->focus);
        text = w != NULL ? w->act : "";
    }
    (void)snprintf(line, sizeof line, "%s", text); /* the widget may go while it is done */
    if (line[0] == '\0') {
        return false;
    }
    h->model->message[0] = '\0';
    if (strncmp(line, "press ", 6) == 0) { /* by Enter: as short as it may be */
        hands_put_key(h, line[6] == '2' ? 2 : 1, line[8], -1);
        hands_release_keys(h, -1);
        return true;
    }
    const struct hands_word *word = find_word(rt_str_cut(rt_str(line), ' ', &rest));
    if (word == NULL && do_time(h, s, line)) {
        return true;
    }
    const char *after = rest.n > 0 ? rest.p : "";
    if (word != NULL && h->model->guest != NULL && !is_for_guests(word, after)) {
        return false;
    }
    if (word == NULL || (word->acts[0] != '\0' && h->model->past != NULL)) {
        return hands_start(h, line);
    }
    return word->fn(h, s, after);
}
