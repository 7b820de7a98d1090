/* SPDX-License-Identifier: MIT */
#include <lesson/plays.h>
#include "lesson_priv.h"
#include <rt/buf.h>
#include <rt/mem.h>
#include <lauxlib.h>
#include <lua.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define WAIT_OF_NOTHING "wait(\"2min\")"
#define REAL_US         (60u * (uint64_t)1000000u)

/* ---- judging ---- */

static void blame(struct emu_lesson_played *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void blame(struct emu_lesson_played *out, const char *format, ...)
{
    va_list ap;
    size_t n = strlen(out->why);
    va_start(ap, format);
    (void)vsnprintf(out->why + n, sizeof out->why - n, format, ap); /* the first lines count */
    va_end(ap);
    out->is_good = false;
}

static void put_row(void *ctx, const struct emu_lesson_row *row)
{
    struct emu_lesson_played *out = ctx;
    switch (row->kind) {
    case EMU_LESSON_ROW_GOAL:
        if (row->state != EMU_LESSON_DONE) {
            blame(out, "\n  goal %s is not reached: %s", row->id, row->text);
        }
        break;
    case EMU_LESSON_ROW_MISTAKE:
        blame(out, "\n  mistake %s: %s", row->id, row->text);
        break;
    case EMU_LESSON_ROW_PART:
        if (row->of > 0 && row->points < row->of) {
            blame(out, "\n  %s: %d of %d", row->text, row->points, row->of);
        }
        break;
    default:
        break;
    }
}

static void judge_perfect(struct emu_lesson *l, struct emu_lesson_played *out)
{
    if (out->score.effort != l->effort) {
        blame(out, "%s:1: effort = %u: keys and acts of the perfect play are %u: write effort = %u", l->config.path,
              l->effort, out->score.effort, out->score.effort);
    }
    if (out->score.total == 100 && out->score.has_passed) {
        return;
    }
    blame(out, "%s%s:1: the points of the perfect play are %u, not 100", out->why[0] != '\0' ? "\n" : "",
          l->config.path, out->score.total);
    emu_lesson_rows(l, put_row, out);
    if (l->harmed[0] != '\0') {
        blame(out, "\n  %s has another value than at the start: name it in changes", l->harmed);
    }
    if (!l->lamps_in_time || !l->told_in_time || !l->diagnosis_in_time) {
        blame(out, "\n  evidence before the first act:%s%s%s", l->lamps_in_time ? "" : " look() is missing;",
              l->told_in_time ? "" : " no announcement, page or log before it;",
              l->diagnosis_in_time ? "" : " choose() of the right diagnosis is missing");
    }
}

static bool is_after(const struct emu_lesson *l, const struct lesson_goal *g, const char *id)
{
    for (size_t i = 0; i < g->n_after; i++) {
        if (strcmp(g->after[i], id) == 0 || is_after(l, &l->goals[lesson_find_goal(l, g->after[i])], id)) {
            return true;
        }
    }
    return false;
}

/* Is the goal lost when that one's steps are left out? */
static bool is_lost_with(const struct emu_lesson *l, size_t goal, size_t without)
{
    return goal == without || is_after(l, &l->goals[goal], l->goals[without].id);
}

static void judge_without(const struct emu_lesson *l, size_t without, struct emu_lesson_played *out)
{
    for (size_t i = 0; i < l->n_goals; i++) {
        const struct lesson_goal *g = &l->goals[i];
        bool must_be = !is_lost_with(l, i, without);
        if (g->is_reached && !must_be) {
            blame(out, "%sgoal %s is reached without its steps of play{}: which condition, which steps are its own?",
                  g->where, g->id);
        } else if (!g->is_reached && must_be) {
            blame(out, "%sgoal %s is lost without the steps of goal %s: write after = \"%s\", or make it independent",
                  g->where, g->id, l->goals[without].id, l->goals[without].id);
        }
    }
}

static void judge_mistake(const struct emu_lesson *l, size_t which, struct emu_lesson_played *out)
{
    const struct lesson_mistake *m = &l->mistakes[which];
    unsigned lost = m->part == LESSON_HARM     ? EMU_LESSON_NO_HARM - out->score.no_harm
                    : m->part == LESSON_METHOD ? out->score.method
                                               : 0;
    if (m->n_seen == 0) {
        blame(out, "%smistake %s: its play does not show it", m->where, m->id);
    } else if (lost < m->cost) {
        blame(out, "%smistake %s: its points are %u, not %u", m->where, m->id, lost, m->cost);
    }
}

static void judge_passed(const struct emu_lesson *l, const char *what, struct emu_lesson_played *out)
{
    if (out->score.has_passed) {
        blame(out, "%s:1: %s passes, %u of 100", l->config.path, what, out->score.total);
    }
}

/* ---- playing ---- */

/* The function of the reference, with the cause as its argument. False: why has what failed; the play may go on. */
static bool call(struct emu_lesson *l, int function, const char *cause, struct rt_buf *why)
{
    struct lua_State *L = emu_stage_lua(l->stage);
    const char *text;
    (void)lua_rawgeti(L, LUA_REGISTRYINDEX, function);
    lua_pushstring(L, cause); /* nil for NULL */
    if (emu_stage_call(l->stage, 1, 0)) {
        return true;
    }
    (void)emu_stage_why(l->stage, &text);
    if (why->n == 0) {                    /* what failed first: the rest may follow from it */
        (void)rt_buf_put_text(why, text); /* cut, it still begins with the place */
    }
    emu_stage_forgive(l->stage);
    return false;
}

static bool play_steps(struct emu_lesson *l, const char *cause, size_t without, struct rt_buf *why)
{
    bool is_whole = true;
    for (size_t i = 0; i < l->n_steps && !l->is_over; i++) {
        const char *goal = l->steps[i].goal;
        bool is_left_out = goal != NULL && without < l->n_goals && is_lost_with(l, lesson_find_goal(l, goal), without);
        if (!is_left_out && !call(l, l->steps[i].fn, cause, why)) {
            is_whole = false; /* a step that fails is no end: the others are tried */
        }
    }
    return is_whole;
}

static bool play_nothing(struct emu_lesson *l)
{
    struct lua_State *L = emu_stage_lua(l->stage);
    return luaL_loadbufferx(L, WAIT_OF_NOTHING, sizeof WAIT_OF_NOTHING - 1, "=vspa", "t") == LUA_OK &&
           emu_stage_call(l->stage, 0, 0);
}

static bool load_foreign(struct emu_lesson *l, const char *path)
{
    lesson_take_foreign(emu_stage_lua(l->stage), l);
    return emu_stage_load(l->stage, path);
}

static void name_it(const struct emu_lesson *l, const struct emu_lesson_play *p, char out[EMU_PLAY_NAME_MAX])
{
    const char *slash = p->foreign != NULL ? strrchr(p->foreign, '/') : NULL;
    switch (p->kind) {
    case EMU_PLAY_PERFECT:
        (void)snprintf(out, EMU_PLAY_NAME_MAX, "perfect play");
        break;
    case EMU_PLAY_WITHOUT:
        (void)snprintf(out, EMU_PLAY_NAME_MAX, "without goal %s", l->goals[p->which].id);
        break;
    case EMU_PLAY_MISTAKE:
        (void)snprintf(out, EMU_PLAY_NAME_MAX, "mistake %s", l->mistakes[p->which].id);
        break;
    case EMU_PLAY_NOTHING:
        (void)snprintf(out, EMU_PLAY_NAME_MAX, "doing nothing");
        break;
    case EMU_PLAY_FOREIGN:
        (void)snprintf(out, EMU_PLAY_NAME_MAX, "play of %s", slash != NULL ? slash + 1 : p->foreign);
        break;
    case EMU_PLAY_CAUSE:
        (void)snprintf(out, EMU_PLAY_NAME_MAX, "%s cured as %s", l->cause, l->causes[p->which]);
        break;
    }
    if (l->n_causes > 0) {
        size_t n = strlen(out);
        (void)snprintf(out + n, EMU_PLAY_NAME_MAX - n, ", seed %llu", (unsigned long long)p->seed);
    }
}

static bool act(struct emu_lesson *l, const struct emu_lesson_play *p, const char *cause, struct rt_buf *why)
{
    switch (p->kind) {
    case EMU_PLAY_NOTHING:
        return play_nothing(l);
    case EMU_PLAY_MISTAKE:
        return call(l, l->mistakes[p->which].play, cause, why);
    case EMU_PLAY_WITHOUT:
        return play_steps(l, cause, p->which, why);
    default:
        return play_steps(l, cause, l->n_goals, why);
    }
}

static void judge(struct emu_lesson *l, const struct emu_lesson_play *p, struct emu_lesson_played *out)
{
    switch (p->kind) {
    case EMU_PLAY_PERFECT:
        judge_perfect(l, out);
        break;
    case EMU_PLAY_WITHOUT:
        judge_without(l, p->which, out);
        break;
    case EMU_PLAY_MISTAKE:
        judge_mistake(l, p->which, out);
        break;
    case EMU_PLAY_NOTHING:
        judge_passed(l, "doing nothing", out);
        if (out->score.total > EMU_LESSON_NO_HARM) {
            blame(out, "%s:1: doing nothing has %u of 100, not at most %u", l->config.path, out->score.total,
                  EMU_LESSON_NO_HARM);
        }
        break;
    default:
        judge_passed(l, p->kind == EMU_PLAY_FOREIGN ? out->name : "the cure of another cause", out);
    }
}

static void play_open(struct emu_lesson *l, const struct emu_lesson_play *p, struct emu_lesson_played *out)
{
    struct emu_error error = {0};
    struct rt_buf why;
    const char *cause = p->kind == EMU_PLAY_CAUSE ? l->causes[p->which] : l->cause;
    rt_buf_init(&why, EMU_SCN_TEXT_MAX);
    if (emu_lesson_begin(l, &error) != EMU_EXIT_OK) {
        blame(out, "start: %s", error.text);
    } else if (p->kind == EMU_PLAY_FOREIGN && !load_foreign(l, p->foreign)) {
        blame(out, "%s: cannot be played", p->foreign);
    } else {
        l->is_playing = true;
        bool is_whole = act(l, p, l->is_foreign ? l->cause : cause, &why);
        emu_lesson_end(l);
        l->is_playing = false;
        emu_lesson_score(l, &out->score);
        if (l->broken[0] != '\0') {
            blame(out, "%s", l->broken);
        } else if (!is_whole && (p->kind == EMU_PLAY_PERFECT || p->kind == EMU_PLAY_MISTAKE)) {
            blame(out, "%s", rt_buf_text(&why));
        } else {
            judge(l, p, out);
        }
    }
    rt_buf_fini(&why);
}

void emu_lesson_play(const struct emu_lesson_config *config, const struct emu_lesson_play *play,
                     struct emu_lesson_played *out)
{
    struct emu_lesson *l;
    struct emu_error error = {0};
    struct emu_lesson_config c = *config;
    c.seed = play->seed;
    c.real_us = c.real_us != 0 ? c.real_us : REAL_US;
    *out = (struct emu_lesson_played){.is_good = true};
    if (emu_lesson_open(&l, &c, &error) != EMU_EXIT_OK) {
        blame(out, "%s", error.text);
        return;
    }
    name_it(l, play, out->name);
    play_open(l, play, out);
    emu_lesson_close(l);
}

/* ---- following a play ---- */

static void pass_time(struct emu_lesson *l)
{
    uint64_t now_us = lesson_now_us(l);
    if (now_us > l->hand_us) {
        l->hand->waits(l->hand->ctx, now_us - l->hand_us);
    }
    l->hand_us = now_us;
}

void lesson_tell_hand(struct emu_lesson *l, const char *word, const char *id)
{
    if (l->hand != NULL) {
        pass_time(l);
        l->hand->does(l->hand->ctx, word, id);
    }
}

void lesson_act_begins(void *lesson, const struct emu_act_call *call)
{
    struct emu_lesson *l = lesson;
    if (l->hand != NULL && l->is_playing && !l->is_in_deed) {
        pass_time(l);
        l->hand->acts(l->hand->ctx, call);
    }
}

void lesson_act_ends(void *lesson)
{
    struct emu_lesson *l = lesson;
    if (l->hand != NULL && l->is_playing && !l->is_in_deed) {
        l->hand_us = lesson_now_us(l);
    }
}

enum emu_exit emu_lesson_follow(const struct emu_lesson_config *config, const struct emu_lesson_hand *hand,
                                struct emu_error *error)
{
    struct emu_lesson *l;
    struct rt_buf why;
    if (emu_lesson_open(&l, config, error) != EMU_EXIT_OK) {
        return error->code;
    }
    rt_buf_init(&why, EMU_SCN_TEXT_MAX);
    if (emu_lesson_begin(l, error) == EMU_EXIT_OK) {
        l->hand = hand;
        l->hand_us = lesson_now_us(l);
        l->is_playing = true;
        if (!play_steps(l, l->cause, l->n_goals, &why)) {
            (void)emu_error_set(error, EMU_EXIT_NO, "%s", rt_buf_text(&why));
        }
        pass_time(l);
        l->is_playing = false;
        l->hand = NULL;
    }
    rt_buf_fini(&why);
    emu_lesson_close(l);
    return error->code;
}

/* ---- which plays ---- */

int emu_lesson_plays(const struct emu_lesson_config *config, unsigned n_seeds, struct emu_lesson_play **out,
                     struct emu_error *error)
{
    struct emu_lesson *l;
    *out = NULL;
    if (emu_lesson_open(&l, config, error) != EMU_EXIT_OK) {
        return -1;
    }
    size_t n_drawn = l->n_causes > 0 ? n_seeds * l->n_causes : 0; /* for each seed, each cure */
    struct emu_lesson_play *plays = rt_mem_alloc((2 + l->n_goals + l->n_mistakes + n_drawn) * sizeof *plays);
    int n = 0;
    if (plays == NULL) {
        emu_lesson_close(l);
        (void)emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: out of memory", config->path);
        return -1;
    }
    plays[n++] = (struct emu_lesson_play){.kind = EMU_PLAY_PERFECT, .seed = config->seed};
    plays[n++] = (struct emu_lesson_play){.kind = EMU_PLAY_NOTHING, .seed = config->seed};
    for (size_t i = 0; i < l->n_goals; i++) {
        plays[n++] = (struct emu_lesson_play){.kind = EMU_PLAY_WITHOUT, .which = i, .seed = config->seed};
    }
    for (size_t i = 0; i < l->n_mistakes; i++) {
        if (l->mistakes[i].play != 0) {
            plays[n++] = (struct emu_lesson_play){.kind = EMU_PLAY_MISTAKE, .which = i, .seed = config->seed};
        }
    }
    for (unsigned s = 0; l->n_causes > 0 && s < n_seeds; s++) {
        for (size_t i = 0; i < l->n_causes; i++) {
            bool is_right = strcmp(lesson_cause(l, config->seed + s), l->causes[i]) == 0;
            plays[n++] = (struct emu_lesson_play){
                .kind = is_right ? EMU_PLAY_PERFECT : EMU_PLAY_CAUSE, .which = i, .seed = config->seed + s};
        }
    }
    emu_lesson_close(l);
    *out = plays;
    return n;
}
