/* SPDX-License-Identifier: MIT */
#include "script_priv.h"
#include <host/clock.h>
#include <rt/mem.h>
#include <lauxlib.h>
#include <lua.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct emu_stage {
    struct emu_scn scn;
    struct emu_scn_result result;
    struct emu_stage_owner owner;
};

static struct emu_stage *stage_of(struct lua_State *L)
{
    return (struct emu_stage *)scn_of(L); /* its first member */
}
_Static_assert(offsetof(struct emu_stage, scn) == 0, "stage_of()");

struct emu_stage *emu_stage_open(const struct emu_scn_job *job, const struct emu_stage_owner *owner)
{
    struct emu_stage *s = rt_mem_alloc(sizeof *s);
    if (s == NULL) {
        return NULL;
    }
    memset(s, 0, sizeof *s);
    s->owner = *owner;
    s->scn.job = job;
    s->scn.result = &s->result;
    s->scn.owner = &s->owner;
    s->scn.mode = SCN_PLAN;
    s->scn.begun_real_us = emu_host_us();
    if (scn_lua_open(&s->scn) == NULL) {
        rt_mem_free(s);
        return NULL;
    }
    return s;
}

void emu_stage_close(struct emu_stage *s)
{
    if (s == NULL) {
        return;
    }
    if (s->scn.unit != NULL) {
        emu_scn_log_stop(&s->scn.log);
    }
    scn_params_forget(&s->scn);
    emu_unit_destroy(s->scn.unit);
    lua_close(s->scn.lua);
    emu_scn_log_fini(&s->scn.log);
    scn_hands_fini(&s->scn);
    rt_mem_free(s);
}

struct lua_State *emu_stage_lua(struct emu_stage *s)
{
    return s->scn.lua;
}

void *emu_stage_ctx(struct lua_State *L)
{
    return stage_of(L)->owner.ctx;
}

bool emu_stage_load(struct emu_stage *s, const char *path)
{
    return s->result.verdict == EMU_SCN_NOT_RUN && scn_lua_load(&s->scn, path) && emu_stage_call(s, 0, 0);
}

/* With the table, which may raise. */
static int create(struct lua_State *L)
{
    struct emu_scn *s = scn_of(L);
    (void)scn_unit_create(s, L, lua_istable(L, 1) ? 1 : 0); /* the verdict says it */
    return 0;
}

bool emu_stage_begin(struct emu_stage *s)
{
    struct lua_State *L = s->scn.lua;
    s->scn.mode = SCN_RUN;
    lua_pushcfunction(L, create);
    lua_insert(L, -2);
    return scn_lua_call(&s->scn, 1, 0) && s->scn.unit != NULL;
}

bool emu_stage_call(struct emu_stage *s, int n_arguments, int n_results)
{
    uint64_t before = s->scn.n_instructions; /* of a play whose wait asks a condition */
    s->scn.n_instructions = 0;
    bool is_ok = scn_lua_call(&s->scn, n_arguments, n_results);
    s->scn.n_instructions = before;
    return is_ok;
}

bool emu_stage_ask(struct emu_stage *s, int n_arguments, int n_results)
{
    bool was_in_callback = s->scn.is_in_callback;
    s->scn.is_in_callback = true;
    bool is_ok = emu_stage_call(s, n_arguments, n_results);
    s->scn.is_in_callback = was_in_callback;
    return is_ok;
}

void emu_stage_since(struct emu_stage *s, size_t event)
{
    s->scn.since = event;
}

enum emu_scn_verdict emu_stage_why(const struct emu_stage *s, const char **text)
{
    *text = s->result.text;
    return s->result.verdict;
}

void emu_stage_forgive(struct emu_stage *s)
{
    s->result.verdict = EMU_SCN_NOT_RUN;
    s->result.text[0] = '\0';
}

const char *emu_stage_push_where(struct lua_State *L)
{
    struct rt_buf where;
    rt_buf_init(&where, EMU_SCN_TEXT_MAX);
    scn_where(L, &where);
    lua_pushstring(L, rt_buf_text(&where));
    rt_buf_fini(&where);
    return lua_tostring(L, -1);
}

int emu_stage_error(struct lua_State *L, const char *format, ...)
{
    char text[1024];
    va_list ap;
    va_start(ap, format);
    (void)vsnprintf(text, sizeof text, format, ap); /* a cut text is still a text */
    va_end(ap);
    lua_pushfstring(L, "%s%s", emu_stage_push_where(L), text);
    return lua_error(L);
}

const char *emu_stage_near(struct lua_State *L, const char *wrong, const char *const *words)
{
    return scn_near(L, wrong, words);
}

void emu_stage_need_hands(struct lua_State *L, const char *word)
{
    (void)scn_touch(L);
    if (scn_of(L)->is_in_callback) {
        luaL_error(L, "%s: conditions may only observe: act in play steps", word);
    }
}

struct emu_unit *emu_stage_unit(struct emu_stage *s)
{
    return s->scn.unit;
}

struct emu_acts *emu_stage_acts(struct emu_stage *s)
{
    return &s->scn.acts;
}

const struct emu_scn_log *emu_stage_log(const struct emu_stage *s)
{
    return &s->scn.log;
}
