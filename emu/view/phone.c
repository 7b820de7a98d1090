/* SPDX-License-Identifier: MIT */
/* A telephone: title, display, handset, keypad, lift and flash. */
#include "view_priv.h"
#include <board/board.h>
#include <board/fxs.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define FLAT_BELOW 330.0f /* of height */

static const struct {
    char key;
    const char *letters;
} keys[12] = {{'1', ""},     {'2', "ABC"}, {'3', "DEF"},  {'4', "GHI"}, {'5', "JKL"},  {'6', "MNO"},
              {'7', "PQRS"}, {'8', "TUV"}, {'9', "WXYZ"}, {'*', ""},    {'0', "OPER"}, {'#', ""}};

static void keypad(const struct win_model *m, struct win_scene *s, unsigned n, struct win_rect at)
{
    char id[WIN_ID_MAX], act[WIN_ACT_MAX];
    float w = (at.w - 20) / 3, h = (at.h - 24) / 4;
    for (unsigned i = 0; i < 12; i++) {
        unsigned row = i / 3, column = i % 3;
        struct win_rect place = {at.x + (float)column * (w + 10), at.y + (float)row * (h + 8), w, h};
        (void)snprintf(id, sizeof id, "phone%u.key.%c", n + 1, keys[i].key);
        (void)snprintf(act, sizeof act, "press %u %c", n + 1, keys[i].key);
        struct win_widget *k = make_put(s, WIN_KEY_KIND, id, place, 21, WIN_KEY_TEXT);
        make_name(k, (const char[2]){keys[i].key, '\0'});
        make_value(k, keys[i].letters);
        make_act(m, k, act);
        k->states |= m->phone[n].held == keys[i].key ? WIN_IS_DOWN : 0;
    }
}

static void show(const struct win_model *m, struct win_widget *w, const struct win_phone *p)
{
    bool has_caller = p->caller[0] != '\0' && (!p->is_off_hook || p->typed[0] == '\0');
    make_name(w, has_caller ? p->caller : p->typed);
    make_value(w, has_caller ? p->caller_more : "");
    if (!board_is_powered(emu_unit_board(m->unit)) || !p->is_plugged) {
        make_value(w, win_says(m, p->is_plugged ? WIN_SAYS_NO_POWER : WIN_SAYS_NO_CABLE));
    }
}

/* Where the parts of a telephone are. */
struct places {
    struct win_rect title, state, display, handset, keypad, lift, flash;
};

/* Below the display the handset, beside it the keypad, and the buttons under it. */
static struct places tall(struct win_rect at)
{
    float button_h = 34, handset_w = fminf(96, at.w * 0.25f), y = at.y + 42;
    struct places p = {.title = {at.x + 18, at.y + 8, at.w * 0.5f, 30},
                       .state = {at.x + at.w * 0.5f, at.y + 8, at.w * 0.5f - 18, 30},
                       .display = {at.x + 16, y, at.w - 32, 46}};
    y += 58;
    float x = at.x + handset_w + 28, keys_w = at.x + at.w - 18 - x, buttons_y = at.y + at.h - button_h - 14;
    p.handset = (struct win_rect){at.x + 12, y, handset_w, at.y + at.h - y - 14};
    p.keypad = (struct win_rect){x, y, keys_w, buttons_y - 12 - y};
    p.lift = (struct win_rect){x, buttons_y, (keys_w - 10) / 2, button_h};
    p.flash = (struct win_rect){x + (keys_w + 10) / 2, buttons_y, (keys_w - 10) / 2, button_h};
    return p;
}

/* In a small window all stands left of the keypad, which has the whole height. */
static struct places flat(struct win_rect at)
{
    float left_w = at.w * 0.5f - 20, x = at.x + at.w * 0.5f, handset_w = 84;
    float y = at.y + 82, column_x = at.x + 16 + handset_w + 10, column_w = left_w - handset_w - 10;
    return (struct places){.title = {at.x + 16, at.y + 6, left_w * 0.57f, 28},
                           .state = {at.x + 16 + left_w * 0.57f, at.y + 6, left_w * 0.43f, 28},
                           .display = {at.x + 16, at.y + 34, left_w, 42},
                           .handset = {at.x + 12, y, handset_w, at.y + at.h - y - 10},
                           .keypad = {x + 8, at.y + 12, at.w * 0.5f - 24, at.h - 24},
                           .lift = {column_x, y + 12, column_w, 36},
                           .flash = {column_x, y + 58, column_w, 36}};
}

static void put_state(const struct win_model *m, struct win_scene *s, unsigned n, struct win_rect at, float size)
{
    const struct win_phone *p = &m->phone[n];
    char id[WIN_ID_MAX], text[WIN_NAME_MAX];
    bool rings = win_rings(m, n);
    enum win_colour colour = rings ? WIN_WARN : p->is_off_hook ? WIN_OK : WIN_MUTED;
    enum win_text words = rings ? WIN_SAYS_RINGS : p->is_off_hook ? WIN_SAYS_OFF_HOOK : WIN_SAYS_ON_HOOK;
    (void)snprintf(id, sizeof id, "phone%u.state", n + 1);
    struct win_widget *w = make_put(s, WIN_TEXT_KIND, id, at, size, colour);
    w->states |= WIN_IS_STRONG;
    (void)snprintf(text, sizeof text, "%s %s", p->is_off_hook || rings ? "●" : "○", win_says(m, words));
    make_value(w, text);
}

void make_phone(const struct win_model *m, struct win_scene *s, unsigned n, struct win_rect at)
{
    const struct win_phone *p = &m->phone[n];
    struct places place = at.h < FLAT_BELOW ? flat(at) : tall(at);
    char id[WIN_ID_MAX], text[WIN_NAME_MAX], act[WIN_ACT_MAX];

    (void)snprintf(id, sizeof id, "phone%u", n + 1);
    struct win_widget *w = make_put(s, WIN_PANEL_KIND, id, at, 0, WIN_PANEL);
    w->states |= m->active == n ? WIN_IS_ACTIVE : 0;
    (void)snprintf(id, sizeof id, "phone%u.title", n + 1);
    win_says_of(m, WIN_SAYS_TELEPHONE, "n", n == 1 ? "2" : "1", text, sizeof text);
    make_name(make_put(s, WIN_TITLE_KIND, id, place.title, at.h < FLAT_BELOW ? 14 : 16, WIN_TEXT), text);
    put_state(m, s, n, place.state, at.h < FLAT_BELOW ? 13 : 14);
    (void)snprintf(id, sizeof id, "phone%u.display", n + 1);
    show(m, make_put(s, WIN_DISPLAY_KIND, id, place.display, 16, WIN_DISPLAY_TEXT), p);

    (void)snprintf(id, sizeof id, "phone%u.handset", n + 1);
    (void)snprintf(act, sizeof act, "%s %u", p->is_off_hook ? "onhook" : "offhook", n + 1);
    w = make_put(s, WIN_HANDSET_KIND, id, place.handset, 0, WIN_HANDSET);
    make_name(w, win_says(m, p->is_off_hook ? WIN_SAYS_OFF_HOOK : WIN_SAYS_ON_HOOK));
    make_act(m, w, act);
    w->states |= (p->is_off_hook ? WIN_IS_LIFTED : 0) | (p->has_bell ? WIN_IS_RINGS : 0) |
                 (p->is_off_hook && p->sounds ? WIN_IS_SOUNDS : 0);
    keypad(m, s, n, place.keypad);
    (void)snprintf(id, sizeof id, "phone%u.lift", n + 1);
    (void)make_button(m, s, id, place.lift, win_says(m, p->is_off_hook ? WIN_SAYS_PUT_DOWN : WIN_SAYS_LIFT), act);
    (void)snprintf(id, sizeof id, "phone%u.flash", n + 1);
    (void)snprintf(act, sizeof act, "flash %u", n + 1);
    w = make_button(m, s, id, place.flash, win_says(m, WIN_SAYS_FLASH), act);
    w->states |= p->is_off_hook ? 0 : WIN_IS_DISABLED;
}
