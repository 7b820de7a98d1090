/* SPDX-License-Identifier: MIT */
/*
 * The scene of a moment: zones, and the widgets in them in reading order. Lengths are units. In a small window the side
 * stands in the place of the second telephone, and the marked telephone is the one that is shown. Lamps and captions
 * never drop.
 */
#include "view_priv.h"
#include <viewmodel/guest.h>
#include <viewmodel/timing.h>
#include <board/board.h>
#include <board/clock.h>
#include <board/led.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define GAP            14.0f
#define PAST_H         34.0f
#define LAMP_RATE_MOST 4u /* virtual seconds in a real one: beyond it a lamp would flicker by chance */
#define BOLD_IS_WIDER  1.17f
#define CAPTION_NAME_W 130.0f /* as the face draws it */
#define SIZE_LEAST     10.0f  /* of a text */
#define FRAME_W        4.0f
#define HANDLE_W       30.0f /* what opens a closed side */

struct win_widget *make_put(struct win_scene *s, enum win_kind kind, const char *id, struct win_rect at, float size,
                            enum win_colour colour)
{
    static struct win_widget lost; /* of a full scene: what does not fit is not shown */
    struct win_widget *w = win_add(s, kind, id, at);
    w = w != NULL ? w : &lost;
    w->size = size;
    w->colour = colour;
    return w;
}

float make_width(const struct win_model *m, float size, const char *text)
{
    return m->text_width(m->face, size, m->scale, text);
}

void make_name(struct win_widget *w, const char *name)
{
    (void)snprintf(w->name, sizeof w->name, "%s", name);
}

void make_value(struct win_widget *w, const char *value)
{
    (void)snprintf(w->value, sizeof w->value, "%s", value);
}

void make_act(const struct win_model *m, struct win_widget *w, const char *act)
{
    (void)snprintf(w->act, sizeof w->act, "%s", act);
    w->states |= strcmp(m->focus, w->id) == 0 ? WIN_IS_FOCUSED : 0;
    w->states |= strcmp(m->hot, w->id) == 0 ? WIN_IS_HOT : 0;
    w->states |= strcmp(m->down, w->id) == 0 ? WIN_IS_DOWN : 0;
}

struct win_widget *make_button(const struct win_model *m, struct win_scene *s, const char *id, struct win_rect at,
                               const char *name, const char *act)
{
    struct win_widget *w = make_put(s, WIN_BUTTON_KIND, id, at, 14, WIN_KEY_TEXT);
    make_name(w, name);
    make_act(m, w, act);
    return w;
}

/* ---- bar ---- */

static void clock_text(uint64_t us, char *out, size_t size)
{
    unsigned long long s = us / BOARD_US_PER_S;
    (void)snprintf(out, size, "%02llu:%02llu:%02llu", s / 3600, s / 60 % 60, s % 60);
}

static void bar(const struct win_model *m, struct win_scene *s, struct win_rect at)
{
    uint32_t rate = win_time_rate(m);
    bool is_paused = win_time_is_paused(m);
    static const struct {
        const char *id, *name, *act;
        uint32_t rate;
    } speeds[] = {
        {"speed.1", "×1", "speed 1", 1}, {"speed.20", "×20", "speed 20", 20}, {"speed.warp", "", "speed 0", 0}};
    bool is_narrow = m->w < 900; /* the unit's name needs the width */
    float sound_w = is_narrow ? 70 : 84, speed_w = is_narrow ? 52 : 56, step_w = is_narrow ? 66 : 62,
          pause_w = is_narrow ? 66 : 78, clock_w = is_narrow ? 74 : 84, font = is_narrow ? 14 : 16;
    char text[32];
    (void)make_put(s, WIN_PANEL_KIND, "bar", at, 0, WIN_PANEL);
    bool is_back = m->past != NULL && m->past->is_of_run;
    struct win_widget *title =
        make_put(s, is_back ? WIN_TEXT_KIND : WIN_TITLE_KIND, is_back ? "look.state" : "unit",
                 (struct win_rect){at.x + 16, at.y, 0, at.h}, is_narrow ? 13 : font, is_back ? WIN_WARN : WIN_TEXT);
    if (is_back) {
        make_value(title, win_says(m, is_narrow ? WIN_SAYS_STANDS_STILL : WIN_SAYS_LOOKS_BACK));
    } else {
        make_name(title, m->guest != NULL ? m->guest->title : m->title);
    }
    float x = at.x + at.w - 12 - sound_w - 3 * (speed_w + 6) - (step_w + 6) - (pause_w + 6), y = at.y + 5;
    float h = at.h - 10;
    title->at.w = x - clock_w - 26 - title->at.x;
    clock_text(board_now_us(emu_unit_board(m->unit)), text, sizeof text);
    struct win_widget *w =
        make_put(s, WIN_TEXT_KIND, "clock", (struct win_rect){x - clock_w - 12, at.y, clock_w, at.h}, font, WIN_TEXT);
    w->states |= WIN_IS_STRONG;
    make_value(w, text);
    w = make_button(m, s, "pause", (struct win_rect){x, y, pause_w, h},
                    win_says(m, is_paused ? WIN_SAYS_GO_ON : WIN_SAYS_PAUSE), "pause");
    w->states |= is_paused ? WIN_IS_ACTIVE : 0;
    x += pause_w + 6;
    (void)make_button(m, s, "step", (struct win_rect){x, y, step_w, h}, win_says(m, WIN_SAYS_STEP), "step");
    x += step_w + 6;
    for (size_t k = 0; k < 3; k++, x += speed_w + 6) {
        w = make_button(m, s, speeds[k].id, (struct win_rect){x, y, speed_w, h},
                        speeds[k].rate == 0 ? win_says(m, WIN_SAYS_WARP) : speeds[k].name, speeds[k].act);
        w->states |= rate == speeds[k].rate ? WIN_IS_ACTIVE : 0;
    }
    w = make_button(m, s, "sound", (struct win_rect){x, y, sound_w, h},
                    win_says(m, m->is_muted || !m->has_sound ? WIN_SAYS_MUTED : WIN_SAYS_SOUND), "mute");
    w->states |= m->has_sound ? 0 : WIN_IS_DISABLED;
}

/* ---- the unit's front; its rear: rear.c ---- */

static const struct {
    enum board_led led;
    const char *id;
    enum win_text name;
} lamps[] = {{BOARD_LED_POWER, "lamp.power", WIN_SAYS_LAMP_POWER},
             {BOARD_LED_INTERNET, "lamp.internet", WIN_SAYS_LAMP_INTERNET},
             {BOARD_LED_PHONE_1, "lamp.phone1", WIN_SAYS_LAMP_PHONE_1},
             {BOARD_LED_PHONE_2, "lamp.phone2", WIN_SAYS_LAMP_PHONE_2}};
enum { N_LAMPS = sizeof lamps / sizeof lamps[0] };

/* Of a pattern's period, in quarters; what blinks is neither dark nor steady. 0: it does not blink. */
static float lit_share(enum board_led_pattern p)
{
    uint32_t lit_ms = 0, all_ms = 0, ms;
    for (size_t i = 0; (ms = board_led_pattern_ms(p, i)) != 0; i++) {
        lit_ms += i % 2 == 0 ? ms : 0;
        all_ms += ms;
    }
    return all_ms != 0 ? fmaxf(1, fminf(3, roundf((float)lit_ms * 4 / (float)all_ms))) / 4 : 0;
}

/* What a lamp looks like. When time runs fast it is the share of the time that it is lit, in quarters; with
 * reduced motion a lamp that blinks is lit, and a word says how it blinks. */
static void put_light(const struct win_model *m, struct win_widget *w, enum board_led led)
{
    const struct board *b = emu_unit_board(m->unit);
    uint64_t now_us = board_now_us(b);
    uint32_t rate = win_time_rate(m);
    float share = lit_share(board_led_pattern(b, led));
    bool blinks = board_led_next_change_us(b, led, now_us) != BOARD_NEVER;
    bool is_fast = m->is_live && !win_time_is_paused(m) && (rate == 0 || rate > LAMP_RATE_MOST);
    if (blinks && m->is_still) {
        w->states |= WIN_IS_LIT | WIN_IS_STRONG;
        w->part = 1;
    } else if (share > 0 && is_fast) {
        w->part = share;
        w->states |= WIN_IS_LIT;
    } else if (board_led_is_lit(b, led, now_us)) {
        w->states |= WIN_IS_LIT;
        w->part = 1;
    }
}

static void front(const struct win_model *m, struct win_scene *s, struct win_rect at)
{
    const struct board *b = emu_unit_board(m->unit);
    float each = fminf(150, at.w / (s->h < 640 ? (float)N_LAMPS : (float)N_LAMPS + 1.5f));
    char value[WIN_VALUE_MAX], hint[WIN_VALUE_MAX] = "";
    for (size_t i = 0; i < N_LAMPS && (m->guest == NULL || !m->guest->has_no_lamps); i++) {
        struct win_widget *w =
            make_put(s, WIN_LAMP_KIND, lamps[i].id, (struct win_rect){at.x + (float)i * each, at.y, each - 12, 64}, 14,
                     WIN_LAMP_LIT);
        make_name(w, win_says(m, lamps[i].name));
        (void)snprintf(value, sizeof value, "%s: %s", board_led_pattern_name(board_led_pattern(b, lamps[i].led)),
                       win_lamp_meaning(m, lamps[i].led));
        if (m->guest != NULL) {
            value[0] = '\0'; /* a trainee reads the rhythm */
        }
        make_value(w, value);
        make_act(m, w, "tell");
        put_light(m, w, lamps[i].led);
        if ((w->states & (WIN_IS_HOT | WIN_IS_FOCUSED)) != 0) {
            (void)snprintf(hint, sizeof hint, "%s: %.150s", w->name, w->value);
        }
    }
    make_value(make_put(s, WIN_TEXT_KIND, "lamp.hint",
                        (struct win_rect){at.x + each * (float)N_LAMPS, at.y + 12, at.w - each * (float)N_LAMPS, 24},
                        14, WIN_CASE_TEXT),
               hint);
}

/* ---- what is heard ---- */

/* What was said is shown as it was said; sounds have words of the window's language: [dial tone]. */
static void put_heard(const struct win_model *m, struct win_widget *w, const char *heard)
{
    size_t n = strlen(heard);
    char sound[WIN_VALUE_MAX];
    make_value(w, heard);
    if (n > 2 && heard[0] == '[' && heard[n - 1] == ']') {
        (void)snprintf(sound, sizeof sound, "%.*s", (int)n - 2, heard + 1);
        (void)snprintf(w->value, sizeof w->value, "[%.190s]", emu_text_in(EMU_TEXTS_SOUNDS, sound, m->language));
    }
}

static void captions(const struct win_model *m, struct win_scene *s, struct win_rect at)
{
    char id[WIN_ID_MAX], name[WIN_NAME_MAX];
    float each = at.h / WIN_CAPTIONS_MAX;
    for (unsigned i = 0; i < WIN_CAPTIONS_MAX; i++) {
        const struct win_caption *c = &m->caption[i];
        (void)snprintf(id, sizeof id, "caption.%u", i + 1);
        struct win_widget *w =
            make_put(s, WIN_CAPTION_KIND, id, (struct win_rect){at.x, at.y + (float)i * each, at.w, each - 2}, 16,
                     WIN_CAPTION_TEXT);
        if (c->telephone != 0) {
            win_says_of(m, WIN_SAYS_SHORT_TELEPHONE, "n", c->telephone == 2 ? "2" : "1", name, sizeof name);
            make_name(w, name);
            put_heard(m, w, c->text);
        } else if (i + 1 == WIN_CAPTIONS_MAX) {
            make_value(w, win_says(m, WIN_SAYS_NOTHING_HEARD));
        }
    }
}

/* What was is not what is: seen at a glance. */
static void frame(const struct win_model *m, struct win_scene *s)
{
    const struct win_rect sides[] = {{0, 0, m->w, FRAME_W},
                                     {0, m->h - FRAME_W, m->w, FRAME_W},
                                     {0, 0, FRAME_W, m->h},
                                     {m->w - FRAME_W, 0, FRAME_W, m->h}};
    for (unsigned i = 0; i < 4; i++) {
        char id[WIN_ID_MAX];
        (void)snprintf(id, sizeof id, "look.frame.%u", i + 1);
        (void)make_put(s, WIN_MARK_KIND, id, sides[i], 0, WIN_WARN);
    }
}

/* The bench as it lies there. */
void make_bench(const struct win_model *m, struct win_scene *s)
{
    bool is_small = m->h < 640, has_side = win_has_side(m), has_two = m->w >= 900, is_shown = win_shows_side(m);
    float side_w = !is_shown ? HANDLE_W : has_side ? fmaxf(340, m->w * 0.28f) : 0;
    float left_w = m->w - 2 * GAP - (side_w > 0 ? side_w + GAP : 0);
    float bar_h = is_small ? 34 : 42, box_h = is_small ? 96 : 190, caption_h = is_small ? 58 : 74, y = GAP;
    memset(s, 0, offsetof(struct win_scene, widget));
    s->w = m->w;
    s->h = m->h;
    s->scale = m->scale;
    s->theme = m->theme;
    s->is_still = m->is_still;
    s->time_us = board_now_us(emu_unit_board(m->unit));

    bar(m, s, (struct win_rect){GAP, y, m->w - 2 * GAP, bar_h});
    y += bar_h + (m->guest == NULL ? GAP / 2 : GAP); /* the two belong together */
    if (m->guest == NULL) {
        make_past(m, s, (struct win_rect){GAP, y, m->w - 2 * GAP, PAST_H});
        y += PAST_H + (is_small ? GAP / 2 : GAP);
    }
    struct win_rect box = {GAP, y, left_w, box_h};
    struct win_rect phones = {GAP, y + box_h + GAP, left_w, m->h - y - box_h - caption_h - 3 * GAP};
    struct win_rect phone[2] = {phones, {0, 0, 0, 0}};
    bool has_drawer = !has_side && is_shown; /* in the place of the second telephone */
    struct win_rect side = {GAP + left_w + GAP, y, side_w, m->h - y - GAP};
    if (has_drawer) {
        phone[0].w = left_w * (m->guest != NULL ? 0.56f : 0.64f); /* a guest has more to say */
        side = (struct win_rect){phones.x + phone[0].w + GAP, phones.y, left_w - phone[0].w - GAP, phones.h};
    } else if (has_two) {
        phone[0].w = phone[1].w = (left_w - GAP) / 2;
        phone[1] = (struct win_rect){phones.x + phone[0].w + GAP, phones.y, phone[0].w, phones.h};
    }
    (void)make_put(s, WIN_CASE_KIND, "box", box, 0, WIN_CASE);
    if (is_small) {
        const struct win_rect none[2] = {{0, 0, 0, 0}, {0, 0, 0, 0}};
        front(m, s, (struct win_rect){box.x + 12, box.y + 16, box.w * 0.44f, 64});
        make_rear(m, s, (struct win_rect){box.x + box.w * 0.46f, box.y + 12, box.w * 0.54f, 72}, none);
    } else {
        front(m, s, (struct win_rect){box.x + 20, box.y + 20, box.w - 40, 64});
        make_rear(m, s, (struct win_rect){box.x + 20, box.y + 98, box.w - 40, 72}, phone);
    }
    if (has_two && !has_drawer) {
        make_phone(m, s, 0, phone[0]);
        make_phone(m, s, 1, phone[1]);
    } else {
        make_phone(m, s, m->active, phone[0]);
    }
    captions(m, s, (struct win_rect){GAP, m->h - caption_h - GAP, left_w, caption_h});
    if (is_shown) {
        make_side(m, s, side);
    } else {
        make_handle(m, s, side);
    }
    if (is_small) { /* over the bar: lamps and captions never drop */
        make_banner(m, s, (struct win_rect){GAP, GAP - 1, left_w, 0}, false);
    } else {
        make_banner(m, s, (struct win_rect){GAP + 20, box.y + box_h - 6, left_w - 40, 0}, true);
    }
}

/* ---- texts that do not fit ---- */

/* The room that a word of the window has in its widget; 0: what comes from outside may be cut. */
static float room_of(const struct win_widget *w)
{
    static const char *const own[] = {"help.", "pages.about",   "phone", "happens.", "requests.",
                                      "side.", "changed.empty", "past.", "look."};
    switch (w->kind) {
    case WIN_BUTTON_KIND:
        return w->at.w - 12;
    case WIN_FIELD_KIND:
        return w->at.w - 20;
    case WIN_LAMP_KIND:
    case WIN_SOCKET_KIND:
        return w->at.w;
    case WIN_TITLE_KIND:
        return strcmp(w->id, "unit") != 0 ? w->at.w / BOLD_IS_WIDER : 0;
    case WIN_CAPTION_KIND:
        return CAPTION_NAME_W / BOLD_IS_WIDER;
    case WIN_TEXT_KIND:
        for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
            if (strncmp(w->id, own[i], strlen(own[i])) == 0) {
                return w->at.w;
            }
        }
        return 0;
    default:
        return 0;
    }
}

/* A word that has no room becomes smaller before it is cut: languages differ in their length. */
static void fit(const struct win_model *m, struct win_scene *s)
{
    for (size_t i = 0; m->text_width != NULL && i < s->n; i++) {
        struct win_widget *w = &s->widget[i];
        float room = room_of(w);
        const char *text = w->kind == WIN_TEXT_KIND ? w->value : w->name;
        text = w->kind == WIN_SOCKET_KIND && strlen(w->value) > strlen(text) ? w->value : text;
        while (room > 0 && make_width(m, w->size, text) > room + 0.5f) {
            if (w->size <= SIZE_LEAST) {
                w->states |= WIN_IS_CUT;
                break;
            }
            w->size -= 1;
        }
    }
}

void win_make(const struct win_model *m, struct win_scene *s)
{
    if (m->is_list) {
        make_list(m, s);
    } else {
        make_bench(m, s);
    }
    if (m->past != NULL && m->past->is_of_run) {
        frame(m, s);
    }
    fit(m, s);
}
