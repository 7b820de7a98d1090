/* SPDX-License-Identifier: MIT */
/* A lesson is opened, which reads its file, and begun, which brings the unit into the caller's situation. */
#include "lesson_priv.h"
#include <script/log.h>
#include <unitfile/unitfile.h>
#include <rt/mem.h>
#include <lauxlib.h>
#include <lua.h>
#include <string.h>

#define INSTRUCTIONS_OF_A_CALL 20000000u /* a quarter of a second: of a condition, a step, the whole file */
#define MEMORY_BYTES           ((size_t)EMU_SCN_BYTES)

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
    if (!emu_stage_begin(l->stage)) {
        return fail(l, error);
    }
    if (l->config.made != NULL && l->config.made(l->config.ctx, emu_stage_unit(l->stage), error) != EMU_EXIT_OK) {
        return error->code;
    }
    if (!take_snapshot(l) || !run_start(l) || !take_snapshot(l)) {
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
