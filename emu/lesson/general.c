/* SPDX-License-Identifier: MIT */
/*
 * What is watched in every lesson: the general mistakes, the evidence that was looked at before the first act, the
 * effort, and the customer's time. All of it follows from events of the trace.
 */
#include "lesson_priv.h"
#include <unit/unit.h>
#include <host/signals.h>
#include <fw/channel.h>
#include <board/board.h>
#include <board/clock.h>
#include <board/led.h>
#include <lauxlib.h>
#include <lua.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FORGOTTEN_US (15u * (uint64_t)BOARD_US_PER_S)  /* digits without a # */
#define TWICE_US     (30u * (uint64_t)BOARD_US_PER_S)  /* the same act again, without looking */
#define BOOT_MAX_US  (120u * (uint64_t)BOARD_US_PER_S) /* what a start may take at most of the unit's own time */

/* ---- evidence ---- */

void lesson_looked(struct emu_lesson *l, enum lesson_look look)
{
    bool is_in_time = !l->has_acted;
    l->has_looked = true;
    l->progress_us = lesson_now_us(l);
    switch (look) {
    case LESSON_LAMPS:
        l->has_seen_lamps = true;
        l->lamps_in_time = l->lamps_in_time || is_in_time;
        break;
    case LESSON_TOLD:
        l->told_in_time = l->told_in_time || is_in_time;
        break;
    case LESSON_DIAGNOSIS: /* the last choice counts, and only until the first act */
        if (is_in_time) {
            l->diagnosis_in_time = strcmp(l->chosen, l->right) == 0;
        }
    }
}

void lesson_act_done(struct emu_lesson *l)
{
    l->has_acted = true;
}

/* ---- the service, as the customer has it ---- */

enum { DEAD, NOT_STEADY, STEADY };

static unsigned service_of(const struct emu_lesson *l)
{
    const struct board *b = emu_unit_board(emu_stage_unit(l->stage));
    bool works = strcmp(l->led_power, "on") == 0 || strcmp(l->led_power, "err1") == 0; /* 5000, 2001: README */
    return !board_is_powered(b) ? DEAD : works ? STEADY : NOT_STEADY;
}

void lesson_general_begin(struct emu_lesson *l)
{
    const struct board *b = emu_unit_board(emu_stage_unit(l->stage));
    (void)snprintf(l->led_power, sizeof l->led_power, "%s",
                   board_led_pattern_name(board_led_pattern(b, BOARD_LED_POWER)));
    l->service = service_of(l);
}

/* ---- events ---- */

static bool begins(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

static void on_hook(struct emu_lesson *l, unsigned telephone, bool is_off)
{
    struct lesson_line *line = &l->lines[telephone - 1];
    if (is_off) {
        l->effort_now++;
        if (telephone != l->telephone) {
            lesson_mistake_seen(l, LESSON_G10);
        }
    } else {
        if (line->is_question) {
            lesson_mistake_seen(l, LESSON_G2);
        } else if (line->is_word) {
            lesson_mistake_seen(l, LESSON_G3);
        }
        if (line->n_stars > 0 && line->are_stars && !line->is_menu) {
            lesson_mistake_seen(l, LESSON_G6);
        }
    }
    *line = (struct lesson_line){.is_off = is_off, .are_stars = true};
}

static void on_key(struct emu_lesson *l, unsigned telephone, char key)
{
    struct lesson_line *line = &l->lines[telephone - 1];
    l->effort_now++;
    line->key_us = lesson_now_us(l);
    line->is_word = line->is_word || (line->is_question && key == '1');
    line->is_question = false;
    line->n_stars += key == '*' ? 1 : 0;
    line->are_stars = line->are_stars && key == '*';
    line->n_open = key == '#' || !line->is_menu ? 0 : line->n_open + 1;
}

static void on_keys(struct emu_lesson *l, const struct board_event *e)
{
    for (const char *p = e->text; *p != '\0'; p++) {
        if (strchr(", -", *p) == NULL) {
            on_key(l, e->unit, *p);
        }
    }
}

/* A prompt by its id: "says "..." (invalid_option)". */
static bool says(const struct board_event *e, const char *id)
{
    const char *last = strrchr(e->text, '(');
    size_t n = strlen(id);
    return begins(e->text, "says ") && last != NULL && strncmp(last + 1, id, n) == 0 && last[1 + n] == ')';
}

/* What an announcement is: neither the menu's invitation nor its complaint. */
static bool is_announcement(const struct board_event *e)
{
    static const char *const chatter[] = {"main_menu", "enter_option", "goodbye", "invalid_option", "invalid_value"};
    for (size_t i = 0; i < sizeof chatter / sizeof chatter[0]; i++) {
        if (says(e, chatter[i])) {
            return false;
        }
    }
    return begins(e->text, "says ");
}

static void on_ear(struct emu_lesson *l, const struct board_event *e)
{
    struct lesson_line *line = &l->lines[e->unit - 1];
    bool is_cut = begins(e->text, "cut ");
    if ((line->is_announcing && !is_cut) || says(e, "digits")) {
        lesson_looked(l, LESSON_TOLD); /* it has been heard to its end */
    }
    line->is_announcing = is_announcement(e) && !says(e, "digits");
    if (says(e, "option_successful")) {
        line->has_word_begun = true;
    } else if (line->has_word_begun || says(e, "option_failed") || says(e, "cancelled")) {
        line->is_word = line->has_word_begun = false; /* it has ended */
    }
    if (says(e, "main_menu")) {
        line->is_menu = true;
    } else if (says(e, "confirm_reset") || says(e, "save_menu")) {
        line->is_question = true;
    } else if (says(e, "invalid_option")) {
        lesson_mistake_seen(l, LESSON_G4);
    } else if (says(e, "invalid_value")) {
        lesson_mistake_seen(l, LESSON_G5);
    } else if (begins(e->text, "tone reorder") && line->n_stars > 0 && line->are_stars && !line->is_menu) {
        lesson_mistake_seen(l, LESSON_G6);
    }
}

static void on_menu(struct emu_lesson *l, const struct board_event *e)
{
    struct lesson_line *line = &l->lines[e->unit - 1];
    if (begins(e->text, "option 73738,") && !l->has_looked && !l->has_acted) {
        lesson_mistake_seen(l, LESSON_G7);
    }
    if (strstr(e->text, " -> ") != NULL || begins(e->text, "option ") || begins(e->text, "typed ")) {
        line->n_open = 0; /* it was understood, with or without # */
    }
    if (begins(e->text, "reset factory_reset")) {
        lesson_mistake_seen(l, LESSON_ACCOUNT);
    }
    if (begins(e->text, "reset ") || begins(e->text, "reboot ") || (begins(e->text, "store ") && e->value > 0)) {
        lesson_act_done(l);
    }
}

static bool is_soon(uint64_t before_us, uint64_t now_us)
{
    return before_us != 0 && now_us < before_us + TWICE_US;
}

static void on_power(struct emu_lesson *l, const struct board_event *e)
{
    /* At a cut the lamp goes dark first, in the same instant. */
    const char *lamp = l->led_us == e->at_us ? l->led_before : l->led_power;
    bool is_writing = strcmp(lamp, "fast") == 0 || strcmp(lamp, "hb2") == 0;
    lesson_act_done(l);
    l->effort_now++;
    l->busy_since_us = e->value != 0 ? e->at_us : 0;
    if (e->value != 0) {
        return;
    }
    if (is_writing) {
        lesson_mistake_seen(l, LESSON_G8);
    }
    if (is_soon(l->cut_us, e->at_us) || is_soon(l->restart_us, e->at_us)) {
        lesson_mistake_seen(l, LESSON_G9);
    }
    l->cut_us = e->at_us;
}

static void on_boot(struct emu_lesson *l, const struct board_event *e)
{
    if (begins(e->text, "restart:")) {
        if (is_soon(l->restart_us, e->at_us)) {
            lesson_mistake_seen(l, LESSON_G9);
        }
        l->restart_us = e->at_us;
        l->busy_since_us = e->at_us;
    }
}

static void stop_own_time(struct emu_lesson *l, uint64_t now_us)
{
    if (l->busy_since_us != 0) {
        uint64_t us = now_us - l->busy_since_us;
        l->own_us += us < BOOT_MAX_US ? us : BOOT_MAX_US;
        l->busy_since_us = 0;
    }
}

static void on_led(struct emu_lesson *l, const struct board_event *e)
{
    if (e->unit != BOARD_LED_POWER) {
        return;
    }
    memcpy(l->led_before, l->led_power, sizeof l->led_before);
    l->led_us = e->at_us;
    (void)snprintf(l->led_power, sizeof l->led_power, "%s", e->text);
    if (strcmp(e->text, "on") == 0) {
        l->cut_us = l->restart_us = 0; /* steady again: what follows is a new act */
        stop_own_time(l, e->at_us);
    }
}

/* "POST /admin/voice/bsipura.spa -> 200 for admin" */
static void on_page(struct emu_lesson *l, const struct board_event *e)
{
    static const char *const acts[] = {"POST ", "GET /admin/resync", "GET /admin/upgrade", "GET /admin/reboot"};
    if (e->value == 401) {
        return; /* the browser asks again, with the password */
    }
    l->effort_now++;
    for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++) {
        if (begins(e->text, acts[i])) {
            lesson_act_done(l);
            return;
        }
    }
    if (e->value == 200) {
        lesson_looked(l, LESSON_TOLD);
    }
}

void lesson_general_event(struct emu_lesson *l, const struct board_event *e)
{
    const struct board_signal *s = board_event_signal(e);
    if (s == &board_signal_hook) {
        on_hook(l, e->unit, e->value != 0);
    } else if (s == &emu_signal_keys) {
        on_keys(l, e);
    } else if (s == &emu_signal_press && e->value == 1) {
        on_key(l, e->unit, e->text[0]);
    } else if (s == &emu_signal_ear) {
        on_ear(l, e);
    } else if (s == &fw_signal_ivr) {
        on_menu(l, e);
    } else if (s == &board_signal_power) {
        on_power(l, e);
    } else if (s == &board_signal_cable) {
        lesson_act_done(l);
        l->effort_now++;
    } else if (s == &fw_signal_boot) {
        on_boot(l, e);
    } else if (s == &board_signal_led) {
        on_led(l, e);
    } else if (s == &fw_signal_web) {
        on_page(l, e);
    }
}

void lesson_general_time(struct emu_lesson *l, uint64_t now_us)
{
    for (unsigned i = 0; i < BOARD_N_FXS; i++) {
        struct lesson_line *line = &l->lines[i];
        if (line->n_open > 0 && line->is_menu && now_us >= line->key_us + FORGOTTEN_US) {
            line->n_open = 0;
            lesson_mistake_seen(l, LESSON_G1);
        }
    }
}

/* ---- the end ---- */

static bool may_change(const struct emu_lesson *l, const char *name)
{
    for (size_t i = 0; i < l->n_changes; i++) {
        size_t n = strlen(l->changes[i]);
        bool is_start = n > 0 && l->changes[i][n - 1] == '*';
        if (is_start ? strncmp(name, l->changes[i], n - 1) == 0 : strcmp(name, l->changes[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* Of two tables of parameters, the first name in one that the other has not, or with another value; "" without one. */
static void find_change(struct lua_State *L, const struct emu_lesson *l, int one, int other, char out[64])
{
    for (lua_pushnil(L); out[0] == '\0' && lua_next(L, one) != 0; lua_pop(L, 1)) {
        const char *name = lua_tostring(L, -2);
        lua_getfield(L, other, name);
        if (!lua_rawequal(L, -1, -2) && !may_change(l, name)) {
            (void)snprintf(out, 64, "%s", name);
        }
        lua_pop(L, 1);
    }
    lua_settop(L, 2);
}

static int compare(struct lua_State *L)
{
    struct emu_lesson *l = lesson_of(L);
    char changed[64] = "";
    (void)lua_rawgeti(L, LUA_REGISTRYINDEX, l->changed);
    lua_getglobal(L, "param");
    lua_getfield(L, -1, "changed");
    lua_insert(L, -2);
    lua_call(L, 1, 1);
    find_change(L, l, 1, 2, changed);
    find_change(L, l, 2, 1, changed);
    (void)snprintf(l->harmed, sizeof l->harmed, "%s", changed);
    return 0;
}

void lesson_general_end(struct emu_lesson *l)
{
    lua_pushcfunction(emu_stage_lua(l->stage), compare);
    if (!emu_stage_ask(l->stage, 0, 0)) {
        emu_stage_forgive(
            l->stage); /* a unit without a bank that can be read: its parameters stand in flash as before */
        l->harmed[0] = '\0';
    }
    if (l->harmed[0] != '\0') {
        lesson_mistake_seen(l, LESSON_G12);
    }
    if (service_of(l) < l->service) {
        lesson_mistake_seen(l, LESSON_WORSE);
    }
    bool has_others = true, has_proof = true;
    for (size_t i = 0; i < l->n_goals; i++) {
        const struct lesson_goal *g = &l->goals[i];
        has_proof = has_proof && (!g->is_proof || g->is_reached);
        has_others = has_others && (g->is_proof || !g->is_must || g->is_reached);
    }
    if (has_others && !has_proof) {
        lesson_mistake_seen(l, LESSON_G11);
    }
    stop_own_time(l, lesson_now_us(l));
}
