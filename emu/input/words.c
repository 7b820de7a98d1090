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

#define DESIGN_W  1280.0f /* what a scale of 1 is made for */
#define DESIGN_H  800.0f
#define FIT_FROM  1.2f
#define LEAST_W   800.0f
#define LEAST_H   500.0f
#define ZOOM_MIN  0.8f
#define ZOOM_MAX  3.0f
#define PAGE_ROWS 10 /* as keys.c scrolls */

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

static bool is_word(const char *text, const char *word)
{
    return strcmp(text, word) == 0;
}

/* ---- the framed thing ---- */

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
static bool scroll_on(struct win_hands *h, const struct win_scene *s, size_t from, int step)
{
    const char *next = step > 0 ? s->after : s->before;
    bool is_end = s->first_row != 0 && (step > 0 ? from + 1 >= s->n_rows_end : from == s->first_row);
    if (!is_end || next[0] == '\0') {
        return false;
    }
    (void)snprintf(h->model->focus, sizeof h->model->focus, "%s", next);
    h->model->scroll = (h->model->scroll < s->scroll_max ? h->model->scroll : s->scroll_max) + (unsigned)step;
    return true;
}

static void frame_in_order(struct win_hands *h, const struct win_scene *s, int step)
{
    int n = (int)s->n, from = step > 0 ? -1 : n;
    for (int i = 0; i < n; i++) {
        from = strcmp(s->widget[i].id, h->model->focus) == 0 ? i : from;
    }
    if (from >= 0 && from < n && scroll_on(h, s, (size_t)from, step)) {
        return;
    }
    for (int k = 1; k <= n; k++) {
        const struct win_widget *w = &s->widget[((from + step * k) % n + n) % n];
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

static bool do_focus(struct win_hands *h, const struct win_scene *s, const char *rest)
{
    static const struct {
        const char *word;
        int dx, dy;
    } ways[] = {{"left", -1, 0}, {"right", 1, 0}, {"up", 0, -1}, {"down", 0, 1}};
    if (is_at_slider(h, s) && (is_word(rest, "left") || is_word(rest, "right"))) {
        return win_time_do(h->model, is_word(rest, "left") ? "earlier" : "later");
    }
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        if (is_word(rest, ways[i].word)) {
            frame_beside(h, s, ways[i].dx, ways[i].dy);
            return true;
        }
    }
    frame_in_order(h, s, is_word(rest, "previous") ? -1 : 1);
    return true;
}

/* ---- the side ---- */

static void show_side(struct win_hands *h, bool is_shown)
{
    struct win_model *m = h->model;
    m->is_side_closed = !is_shown;
    m->has_drawer = is_shown;
    m->field = WIN_FIELD_NONE;
}

static void turn_to(struct win_hands *h, enum win_side side)
{
    show_side(h, true);
    h->model->n_back = h->model->scroll = 0;
    h->model->side = side;
}

static bool do_side(struct win_hands *h, const struct win_scene *s, const char *rest)
{
    struct win_model *m = h->model;
    int step = is_word(rest, "next") ? 1 : is_word(rest, "previous") ? WIN_N_SIDES - 1 : 0;
    (void)s;
    if (step != 0) {
        turn_to(h, (enum win_side)(((int)m->side + step) % WIN_N_SIDES));
    } else if (is_word(rest, "toggle") || is_word(rest, "close") || is_word(rest, "open")) {
        show_side(h, is_word(rest, "open") || (is_word(rest, "toggle") && !win_shows_side(m)));
    }
    for (int i = 0; i < WIN_N_SIDES; i++) {
        if (is_word(rest, win_side_word((enum win_side)i))) {
            turn_to(h, (enum win_side)i);
        }
    }
    return true;
}

static bool do_scroll(struct win_hands *h, const struct win_scene *s, const char *rest)
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

static bool do_filter(struct win_hands *h, const struct win_scene *s, const char *rest)
{
    (void)s;
    (void)rest;
    h->model->has_filter = !h->model->has_filter;
    return true;
}

static bool do_topic(struct win_hands *h, const struct win_scene *s, const char *rest)
{
    static const char *const words[] = {
#define TOPIC_WORD(id, word, name) word,
        WIN_TOPIC_LIST(TOPIC_WORD)
#undef TOPIC_WORD
    };
    (void)s;
    for (size_t i = 0; i < WIN_N_TOPICS; i++) {
        h->model->topics_off ^= is_word(rest, words[i]) ? 1u << i : 0;
    }
    return true;
}

static bool do_field(struct win_hands *h, const struct win_scene *s, const char *rest)
{
    bool is_find = is_word(rest, "find");
    (void)s;
    h->model->is_list = false;
    turn_to(h, is_find ? WIN_SIDE_HAPPENS : WIN_SIDE_ACTS);
    hands_open_field(h, is_find ? WIN_FIELD_FIND : WIN_FIELD_LINE);
    return true;
}

/* An act of the list: what is left to type are its arguments. */
static bool do_act(struct win_hands *h, const struct win_scene *s, const char *rest)
{
    (void)do_field(h, s, "line");
    (void)snprintf(h->model->line, sizeof h->model->line, "%s ", rest);
    return true;
}

static bool do_list(struct win_hands *h, const struct win_scene *s, const char *rest)
{
    (void)s;
    (void)rest;
    h->model->is_list = !h->model->is_list;
    h->model->focus[0] = '\0';
    h->model->scroll = 0;
    h->model->field = WIN_FIELD_NONE;
    return true;
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
    h->model->active = is_word(rest, "2") ? 1 : 0;
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
            return is_word(id, "upgrade.write");
        }
    }
    return false;
}

static bool do_power(struct win_hands *h, const struct win_scene *s, const char *rest)
{
    bool is_on = *rest == '\0' ? !board_is_powered(hands_board(h)) : is_word(rest, "on");
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
    set_zoom(h, is_word(rest, "in") ? h->zoom * 1.25f : is_word(rest, "out") ? h->zoom * 0.8f : 1);
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
    char path[64], text[WIN_MESSAGE_MAX];
    (void)rest;
    (void)snprintf(path, sizeof path, "vspa-window-%u.png", ++h->n_pictures);
    bool is_saved = h->face != NULL && h->table->save(h->face, path);
    if (is_saved && h->model->saves_tree) {
        (void)snprintf(path, sizeof path, "vspa-window-%u.json", h->n_pictures);
        is_saved = win_tree_save(s, path);
    }
    (void)snprintf(text, sizeof text, win_says(h->model, is_saved ? WIN_SAYS_SAVED : WIN_SAYS_NOT_SAVED), path);
    win_model_say(h->model, text);
    return is_saved;
}

static bool do_browser(struct win_hands *h, const struct win_scene *s, const char *rest)
{
    char text[WIN_MESSAGE_MAX];
    (void)s;
    (void)rest;
    if (h->model->page_url[0] != '\0' && !hands_browse(h->model->page_url)) {
        bool is_copied = h->face != NULL && h->table->copy(h->face, h->model->page_url);
        (void)snprintf(text, sizeof text, win_says(h->model, is_copied ? WIN_SAYS_NO_BROWSER : WIN_SAYS_OPEN_YOURSELF),
                       h->model->page_url);
        win_model_say(h->model, text);
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
        (void)do_list(h, s, "");
    } else if (m->past != NULL && m->past->is_of_run) {
        (void)win_time_do(m, "now");
    } else if (m->focus[0] != '\0') {
        m->focus[0] = '\0';
    } else if (m->side == WIN_SIDE_KEYS) {
        turn_to(h, WIN_SIDE_HAPPENS);
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
        if (is_word(word->name, refused[i])) {
            return false;
        }
    }
    return !is_word(word->name, "side") || is_word(rest, "toggle") || is_word(rest, "open") || is_word(rest, "close");
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
    {"focus", "", do_focus},
    {"side", "", do_side},
    {"scroll", "", do_scroll},
    {"filter", "", do_filter},
    {"topic", "", do_topic},
    {"field", "", do_field},
    {"act", "", do_act},
    {"list", "", do_list},
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
    if (is_word(text, "enter")) {
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
