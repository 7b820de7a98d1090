/* SPDX-License-Identifier: MIT */
/*
 * The course of a lesson: look at what has happened at each turn, until the end.
 *
 * Everything is judged from one log of events. At each turn the new events are followed (general.c), and the conditions
 * of the lesson are asked, as those of expect() are.
 */
#include "lesson_priv.h"
#include <script/log.h>
#include <host/signals.h>
#include <unit/loop.h>
#include <unit/unit.h>
#include <board/board.h>
#include <board/clock.h>
#include <lua.h>
#include <stdio.h>
#include <string.h>

#define LOOK_EVERY_US (1u * (uint64_t)BOARD_US_PER_S)
const char *emu_lesson_mode_name(enum emu_lesson_mode mode)
{
    static const char *const names[] = {"learn", "practise", "exam"};
    return names[mode];
}

const char *emu_lesson_medal_name(enum emu_lesson_medal medal)
{
    static const char *const names[] = {"", "bronze", "silver", "gold"};
    return names[medal];
}

const char *lesson_say(const struct emu_lesson *l, const struct lesson_text *t)
{
    const char *own = t->in[l->config.language];
    return own != NULL ? own : emu_text_in(EMU_TEXTS_LESSON, t->in[EMU_ENGLISH], l->config.language);
}

uint64_t lesson_now_us(const struct emu_lesson *l)
{
    return board_now_us(emu_unit_board(emu_stage_unit(l->stage)));
}

size_t lesson_find_goal(const struct emu_lesson *l, const char *id)
{
    size_t i = 0;
    while (i < l->n_goals && strcmp(l->goals[i].id, id) != 0) {
        i++;
    }
    return i;
}

size_t lesson_find_mistake(const struct emu_lesson *l, const char *id)
{
    size_t i = 0;
    while (i < l->n_mistakes && strcmp(l->mistakes[i].id, id) != 0) {
        i++;
    }
    return i;
}

/* ---- looking ---- */

const char *emu_lesson_broken(const struct emu_lesson *l)
{
    return l->broken[0] != '\0' ? l->broken : NULL;
}

void lesson_break_off(struct emu_lesson *l)
{
    const char *why;
    (void)emu_stage_why(l->stage, &why);
    (void)snprintf(l->broken, sizeof l->broken, "%s", why);
    emu_stage_forgive(l->stage);
    l->is_over = true;
}

/* The condition's answer; false when the script fails, too. */
static bool holds(struct emu_lesson *l, int function, size_t since)
{
    struct lua_State *L = emu_stage_lua(l->stage);
    if (lua_checkstack(L, 10) == 0 || l->is_over) {
        return false;
    }
    emu_stage_since(l->stage, since);
    (void)lua_rawgeti(L, LUA_REGISTRYINDEX, function);
    bool is_asked = emu_stage_ask(l->stage, 0, 1);
    emu_stage_since(l->stage, l->first_event);
    if (!is_asked) {
        lesson_break_off(l);
        return false;
    }
    bool is = lua_toboolean(L, -1) != 0;
    lua_pop(L, 1);
    return is;
}

void lesson_tell(struct emu_lesson *l, const struct emu_lesson_row *row)
{
    if (l->news != NULL && (l->config.mode == EMU_LESSON_LEARN || row->kind == EMU_LESSON_ROW_DEED)) {
        l->news(l->news_ctx, row);
    }
}

void lesson_mistake_seen(struct emu_lesson *l, size_t i)
{
    struct lesson_mistake *m = &l->mistakes[i];
    if (m->is_allowed || l->is_over) {
        return;
    }
    if (m->n_seen++ == 0) {
        m->at_us = lesson_now_us(l);
        lesson_tell(l, &(struct emu_lesson_row){.kind = EMU_LESSON_ROW_MISTAKE,
                                                .id = m->id,
                                                .text = lesson_say(l, &m->text),
                                                .more = lesson_say(l, &m->why),
                                                .points = -(int)m->cost,
                                                .at_us = m->at_us});
    }
}

/* Are the goals before it reached? since: the event from which on its condition counts. */
static bool is_due(const struct emu_lesson *l, const struct lesson_goal *g, size_t *since)
{
    *since = l->first_event;
    for (size_t i = 0; i < g->n_after; i++) {
        const struct lesson_goal *before = &l->goals[lesson_find_goal(l, g->after[i])];
        if (!before->is_reached) {
            return false;
        }
        *since = before->at_event > *since ? before->at_event : *since;
    }
    return true;
}

void lesson_ask_goals(struct emu_lesson *l)
{
    size_t since;
    for (size_t i = 0; i < l->n_goals && !l->is_over; i++) {
        struct lesson_goal *g = &l->goals[i];
        if (g->is_reached || !is_due(l, g, &since) || !holds(l, g->is, since)) {
            continue;
        }
        g->is_reached = true;
        g->at_us = l->progress_us = lesson_now_us(l);
        g->at_event = emu_stage_log(l->stage)->n;
        lesson_tell(l, &(struct emu_lesson_row){.kind = EMU_LESSON_ROW_GOAL,
                                                .id = g->id,
                                                .text = lesson_say(l, &g->text),
                                                .state = EMU_LESSON_DONE,
                                                .points = (int)g->points,
                                                .of = (int)g->points,
                                                .at_us = g->at_us});
    }
    for (size_t i = LESSON_N_GENERAL; i < l->n_mistakes && !l->is_over; i++) {
        if (l->mistakes[i].n_seen == 0 && holds(l, l->mistakes[i].seen, l->first_event)) {
            lesson_mistake_seen(l, i);
        }
    }
}

void emu_lesson_turn(struct emu_lesson *l)
{
    if (l->is_over || l->is_turning) {
        return;
    }
    const struct emu_scn_log *log = emu_stage_log(l->stage);
    uint64_t now_us = lesson_now_us(l);
    bool is_worth = now_us >= l->looked_us + LOOK_EVERY_US;
    if (log->is_full) {
        (void)snprintf(l->broken, sizeof l->broken, "%s: more events than can be kept: begin the lesson again",
                       l->config.path);
        l->is_over = true;
        return;
    }
    l->is_turning = true;
    for (; l->cursor < log->n; l->cursor++) {
        struct board_event e = emu_scn_log_get(log, l->cursor);
        if (!emu_signal_is_bulk(board_event_signal(&e))) {
            is_worth = true;
            lesson_general_event(l, &e);
        }
    }
    if (is_worth) {
        l->looked_us = now_us;
        lesson_general_time(l, now_us);
        lesson_end_deeds(l, now_us);
        lesson_ask_goals(l);
    }
    emu_loop_visit(emu_unit_loop(emu_stage_unit(l->stage)), l->looked_us + LOOK_EVERY_US);
    l->is_turning = false;
}

/* ---- the end ---- */

void emu_lesson_end(struct emu_lesson *l)
{
    if (l->is_over) {
        return;
    }
    emu_lesson_turn(l);
    for (size_t i = 0; i < l->n_goals; i++) {
        struct lesson_goal *g = &l->goals[i];
        if (g->is_reached && g->stays && !holds(l, g->is, l->first_event)) {
            g->is_reached = false;
        }
    }
    lesson_general_end(l);
    if (l->broken[0] == '\0') {
        lesson_judge(l);
    }
    l->is_over = true;
}

bool emu_lesson_is_over(const struct emu_lesson *l)
{
    return l->is_over;
}

void emu_lesson_score(const struct emu_lesson *l, struct emu_lesson_score *out)
{
    *out = l->score;
}
