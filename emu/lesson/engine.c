/* SPDX-License-Identifier: MIT */
/*
 * The course of a lesson: open, begin, look at what has happened, end.
 *
 * Everything is judged from one log of events. At each turn the new events are followed (general.c), and the conditions
 * of the lesson are asked, as those of expect() are.
 */
#include "lesson_priv.h"
#include <script/log.h>
#include <unit/loop.h>
#include <unit/unit.h>
#include <unitfile/unitfile.h>
#include <board/board.h>
#include <board/clock.h>
#include <rt/assert.h>
#include <rt/mem.h>
#include <lauxlib.h>
#include <lua.h>
#include <stdio.h>
#include <string.h>

#define LOOK_EVERY_US          (1u * (uint64_t)BOARD_US_PER_S)
#define OFFER_US               (120u * (uint64_t)BOARD_US_PER_S) /* without progress, a hint is offered */
#define INSTRUCTIONS_OF_A_CALL 20000000u /* a quarter of a second: of a condition, a step, the whole file */
#define MEMORY_BYTES           ((size_t)EMU_SCN_BYTES)

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
    return t->in[l->config.language];
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

/* ---- opening ---- */

static int check_whole(struct lua_State *L)
{
    lesson_check_whole(L, lesson_of(L));
    return 0;
}

static void on_turn(void *ctx)
{
    struct emu_lesson *l = ctx;
    if (l->is_playing) {
        emu_lesson_turn(l);
    }
}

static enum emu_exit fail(const struct emu_lesson *l, struct emu_error *error)
{
    const char *why;
    enum emu_scn_verdict v = emu_stage_why(l->stage, &why);
    return emu_error_set(error, v == EMU_SCN_ENVIRONMENT ? EMU_EXIT_ENVIRONMENT : EMU_EXIT_USAGE, "%s", why);
}

/* An exam's case is another one than that of practice with the same number: it cannot be tried before. */
uint64_t lesson_seed(const struct emu_lesson_config *c, uint64_t seed)
{
    return c->mode == EMU_LESSON_EXAM ? seed ^ 0x6578616d00000000u /* "exam" */ : seed;
}

enum emu_exit emu_lesson_open(struct emu_lesson **out, const struct emu_lesson_config *config, struct emu_error *error)
{
    static const struct scn_object *const objects[] = {&lesson_declarations, &lesson_deeds, &lesson_recipes,
                                                       &lesson_questions, NULL};
    struct emu_lesson *l = rt_mem_alloc(sizeof *l);
    *out = NULL;
    if (l == NULL) {
        emu_unitfile_close(config->blank);
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: out of memory", config->path);
    }
    memset(l, 0, sizeof *l);
    l->config = *config;
    l->job = (struct emu_scn_job){
        .path = config->path,
        .seed = lesson_seed(config, config->seed),
        .limits = {.n_instructions = INSTRUCTIONS_OF_A_CALL,
                   .n_bytes = MEMORY_BYTES,
                   .virtual_us = UINT64_MAX / 2,
                   .real_us = config->real_us != 0 ? config->real_us : UINT64_MAX / 2},
        .images = config->images,
        .blank = config->blank,
        .blank_release = config->blank_release,
    };
    l->owner = (struct emu_stage_owner){
        .objects = objects,
        .outside = "a step outside of a function: move it into start(), play{} or a mistake's play",
        .turn = on_turn,
        .begins = lesson_act_begins,
        .ends = lesson_act_ends,
        .ctx = l};
    lesson_general_rows(l);
    l->stage = emu_stage_open(&l->job, &l->owner);
    if (l->stage == NULL) {
        emu_unitfile_close(config->blank);
        rt_mem_free(l);
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: out of memory", config->path);
    }
    emu_lesson_hash(config->path, l->hash);
    bool is_good = emu_stage_load(l->stage, config->path);
    if (is_good) {
        lua_pushcfunction(emu_stage_lua(l->stage), check_whole);
        is_good = emu_stage_call(l->stage, 0, 0);
    }
    if (!is_good) {
        (void)fail(l, error);
        emu_lesson_close(l);
        return error->code;
    }
    *out = l;
    return EMU_EXIT_OK;
}

void emu_lesson_close(struct emu_lesson *l)
{
    if (l != NULL) {
        if (!l->is_begun) {
            emu_unitfile_close(l->config.blank); /* not taken over */
        }
        emu_stage_close(l->stage);
        rt_mem_free(l);
    }
}

void emu_lesson_head(const struct emu_lesson *l, struct emu_lesson_head *out)
{
    *out = (struct emu_lesson_head){
        .id = l->id,
        .hash = l->hash,
        .title = lesson_say(l, &l->title),
        .caller = lesson_say(l, &l->caller),
        .version = l->version,
        .level = l->level,
        .par_s = l->par_s,
        .telephone = l->telephone,
        .needs_page = l->needs_page,
    };
}

/* ---- beginning ---- */

static const char default_start[] = "power:on()\nled.power:blinks(\"on\", {within = \"2min\"})\n";

/* param:changed(), as a reference. A unit in recovery has no schema to read its values by: those of before count. */
static int snapshot(struct lua_State *L)
{
    struct emu_lesson *l = lesson_of(L);
    lua_getglobal(L, "param");
    lua_getfield(L, -1, "changed");
    lua_insert(L, -2);
    if (lua_pcall(L, 1, 1, 0) == LUA_OK) {
        if (l->changed != 0) {
            luaL_unref(L, LUA_REGISTRYINDEX, l->changed);
        }
        l->changed = luaL_ref(L, LUA_REGISTRYINDEX);
    }
    return 0;
}

static bool take_snapshot(struct emu_lesson *l)
{
    lua_pushcfunction(emu_stage_lua(l->stage), snapshot);
    return emu_stage_ask(l->stage, 0, 0);
}

static bool run_start(struct emu_lesson *l)
{
    struct lua_State *L = emu_stage_lua(l->stage);
    if (l->start != 0) {
        (void)lua_rawgeti(L, LUA_REGISTRYINDEX, l->start);
    } else if (luaL_loadbufferx(L, default_start, sizeof default_start - 1, "=vspa", "t") != LUA_OK) {
        return false;
    }
    return emu_stage_call(l->stage, 0, 0);
}

enum emu_exit emu_lesson_begin(struct emu_lesson *l, struct emu_error *error)
{
    struct lua_State *L = emu_stage_lua(l->stage);
    l->is_begun = true;
    (void)lua_rawgeti(L, LUA_REGISTRYINDEX, l->unit); /* nil without one: 0 is no reference */
    if (l->unit == 0) {
        lua_pop(L, 1);
        lua_pushnil(L);
    }
    if (!emu_stage_begin(l->stage) || !take_snapshot(l) || !run_start(l) || !take_snapshot(l)) {
        return fail(l, error);
    }
    lesson_general_begin(l);
    l->first_event = l->cursor = emu_stage_log(l->stage)->n;
    l->begun_us = l->looked_us = l->progress_us = lesson_now_us(l);
    emu_stage_since(l->stage, l->first_event);
    return EMU_EXIT_OK;
}

struct emu_unit *emu_lesson_unit(struct emu_lesson *l)
{
    return emu_stage_unit(l->stage);
}

struct emu_acts *emu_lesson_acts(struct emu_lesson *l)
{
    return emu_stage_acts(l->stage);
}

/* ---- looking ---- */

const char *emu_lesson_broken(const struct emu_lesson *l)
{
    return l->broken[0] != '\0' ? l->broken : NULL;
}

static void break_off(struct emu_lesson *l)
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
        break_off(l);
        return false;
    }
    bool is = lua_toboolean(L, -1) != 0;
    lua_pop(L, 1);
    return is;
}

static void tell(struct emu_lesson *l, const struct emu_lesson_row *row)
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
        tell(l, &(struct emu_lesson_row){.kind = EMU_LESSON_ROW_MISTAKE,
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

static void ask_goals(struct emu_lesson *l)
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
        tell(l, &(struct emu_lesson_row){.kind = EMU_LESSON_ROW_GOAL,
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

/* False: a step of it could not be done now. */
static bool call_deed(struct emu_lesson *l, int function)
{
    struct lua_State *L = emu_stage_lua(l->stage);
    const char *why;
    if (function == 0) {
        return true;
    }
    (void)lua_rawgeti(L, LUA_REGISTRYINDEX, function);
    l->is_in_deed = true;
    bool is_done = emu_stage_ask(l->stage, 0, 0);
    l->is_in_deed = false;
    if (!is_done && emu_stage_why(l->stage, &why) == EMU_SCN_FAILED) { /* no fault of the lesson's: the unit is as the
                                                                          trainee has made it */
        emu_stage_forgive(l->stage);
        return false;
    }
    if (!is_done) { /* what sets the provider up is allowed to those that only observe */
        break_off(l);
    }
    return true;
}

static void tell_deed(struct emu_lesson *l, const struct lesson_deed *d)
{
    tell(l, &(struct emu_lesson_row){.kind = EMU_LESSON_ROW_DEED,
                                     .id = d->id,
                                     .text = lesson_say(l, &d->text),
                                     .state = d->is_busy ? EMU_LESSON_BUSY : EMU_LESSON_DONE,
                                     .at_us = lesson_now_us(l)});
}

static void end_deeds(struct emu_lesson *l, uint64_t now_us)
{
    for (size_t i = 0; i < l->n_deeds && !l->is_over; i++) {
        struct lesson_deed *d = &l->deeds[i];
        if (d->is_busy && now_us >= d->ends_us) {
            d->is_busy = false;
            (void)call_deed(l, d->done);
            tell_deed(l, d);
        } else if (d->is_busy) {
            emu_loop_visit(emu_unit_loop(emu_stage_unit(l->stage)), d->ends_us);
        }
    }
}

/* Frames, samples and the cells of the flash say nothing to a condition. */
static bool is_worth_asking(const struct board_event *e)
{
    static const struct board_signal *const plenty[] = {
        &board_signal_frame_in, &board_signal_frame_out, &board_signal_mic,
        &board_signal_io_wait,  &board_signal_flash,     &board_signal_entropy,
    };
    for (size_t i = 0; i < sizeof plenty / sizeof plenty[0]; i++) {
        if (board_event_signal(e) == plenty[i]) {
            return false;
        }
    }
    return true;
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
        if (is_worth_asking(&e)) {
            is_worth = true;
            lesson_general_event(l, &e);
        }
    }
    if (is_worth) {
        l->looked_us = now_us;
        lesson_general_time(l, now_us);
        end_deeds(l, now_us);
        ask_goals(l);
    }
    emu_loop_visit(emu_unit_loop(emu_stage_unit(l->stage)), l->looked_us + LOOK_EVERY_US);
    l->is_turning = false;
}

/* ---- what is no act on the unit ---- */

const char *emu_lesson_look_at_lamps(struct emu_lesson *l)
{
    emu_lesson_turn(l);
    lesson_looked(l, LESSON_LAMPS);
    emu_lesson_turn(l);
    return emu_lesson_rhythm(l, l->led_power);
}

void emu_lesson_read_log(struct emu_lesson *l)
{
    emu_lesson_turn(l);
    l->has_read_log = true;
    lesson_looked(l, LESSON_TOLD);
}

const char *emu_lesson_ask(struct emu_lesson *l, const char *id)
{
    emu_lesson_turn(l);
    for (size_t i = 0; i < l->n_questions; i++) {
        if (strcmp(l->questions[i].id, id) == 0) {
            l->questions[i].is_asked = true;
            l->has_looked = true;
            ask_goals(l);
            return lesson_say(l, &l->questions[i].answer);
        }
    }
    return NULL;
}

bool emu_lesson_choose(struct emu_lesson *l, const char *id)
{
    emu_lesson_turn(l);
    for (size_t i = 0; i < l->n_answers; i++) {
        if (strcmp(l->answers[i].id, id) == 0) {
            l->chosen = l->answers[i].id;
            lesson_looked(l, LESSON_DIAGNOSIS);
            ask_goals(l);
            return true;
        }
    }
    return false;
}

const char *emu_lesson_perform(struct emu_lesson *l, const char *id)
{
    emu_lesson_turn(l);
    size_t i = 0;
    while (i < l->n_deeds && strcmp(l->deeds[i].id, id) != 0) {
        i++;
    }
    if (i == l->n_deeds) {
        return lesson_word(l, LESSON_WORD_NO_DEED);
    }
    struct lesson_deed *d = &l->deeds[i];
    if (d->is_busy) {
        return lesson_word(l, LESSON_WORD_IS_BUSY);
    }
    if (!d->is_harmless) {
        lesson_act_done(l);
    }
    if (!call_deed(l, d->act)) {
        return lesson_word(l, LESSON_WORD_NOT_NOW);
    }
    d->n_done++;
    l->effort_now++;
    d->is_busy = d->takes_us > 0;
    d->ends_us = lesson_now_us(l) + d->takes_us;
    if (d->is_busy) {
        emu_loop_visit(emu_unit_loop(emu_stage_unit(l->stage)), d->ends_us);
    }
    tell_deed(l, d);
    ask_goals(l);
    return NULL;
}

static const unsigned hint_prices[LESSON_HINTS] = {0, 5, 10};

int emu_lesson_hint_price(const struct emu_lesson *l)
{
    bool has_one = l->config.mode != EMU_LESSON_EXAM && l->n_hints_taken < LESSON_HINTS && !l->is_over;
    return has_one ? (int)hint_prices[l->n_hints_taken] : -1;
}

const char *emu_lesson_hint(struct emu_lesson *l)
{
    int price = emu_lesson_hint_price(l);
    if (price < 0) {
        return NULL;
    }
    l->score.hint += (unsigned)price;
    l->progress_us = lesson_now_us(l);
    return lesson_say(l, &l->hints[l->n_hints_taken++]);
}

bool emu_lesson_offers_hint(const struct emu_lesson *l)
{
    return emu_lesson_hint_price(l) == 0 && lesson_now_us(l) > l->progress_us + OFFER_US;
}

bool emu_lesson_unit_is_busy(const struct emu_lesson *l)
{
    return l->busy_since_us != 0 && !l->is_over;
}

void emu_lesson_card(struct emu_lesson *l, bool is_open)
{
    l->is_card = is_open;
    emu_loop_limit(emu_unit_loop(emu_stage_unit(l->stage)), is_open ? lesson_now_us(l) : BOARD_NEVER);
}

void emu_lesson_listen(struct emu_lesson *l, emu_lesson_row_fn *news, void *ctx)
{
    l->news = news;
    l->news_ctx = ctx;
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
