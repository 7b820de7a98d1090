/* SPDX-License-Identifier: MIT */
/* Acts as functions of the language: arguments from Lua's values, waiting within the scenario's limits, results. */
#include "script_priv.h"
#include <rt/assert.h>
#include <lauxlib.h>
#include <lua.h>
#include <stdlib.h>
#include <string.h>

/* ---- arguments ---- */

/* What is wrong with the value at the index, or NULL. Raises for another type than the row's. */
static const char *take(struct lua_State *L, struct emu_act_call *call, size_t argument, int index)
{
    const struct emu_act_argument *a = &call->act->arguments[argument];
    size_t n;
    switch (a->type) {
    case EMU_ACT_NUMBER:
        return emu_act_take_number(call, argument, (lua_Number)luaL_checkinteger(L, index));
    case EMU_ACT_SWITCH:
        return emu_act_take_switch(call, argument, scn_switch(L, a->name)); /* of a table: it is on the top */
    case EMU_ACT_PART:
        return lua_isboolean(L, index) ? emu_act_take_switch(call, argument, lua_toboolean(L, index) != 0)
                                       : emu_act_take_number(call, argument, luaL_checknumber(L, index));
    default: {
        const char *text = luaL_checklstring(L, index, &n); /* a time may be a number */
        return emu_act_take_text(call, argument, text, n);
    }
    }
}

/* All that follow are one list. */
static void take_addresses(struct lua_State *L, struct emu_act_call *call, size_t argument, int index)
{
    luaL_Buffer all;
    int last = lua_gettop(L);
    luaL_buffinit(L, &all);
    for (int i = index; i <= last; i++) {
        luaL_addstring(&all, i > index ? "," : "");
        luaL_addstring(&all, luaL_checkstring(L, i));
    }
    luaL_pushresult(&all); /* stays on the stack: the call borrows it */
    const char *wrong = emu_act_take_text(call, argument, lua_tostring(L, -1), lua_rawlen(L, -1));
    if (wrong != NULL) {
        luaL_argerror(L, index, lua_pushfstring(L, "%s", wrong));
    }
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* "name=value" of the pair on the top of the stack, in its place. */
static void encode_pair(struct lua_State *L)
{
    struct rt_buf text;
    size_t n_name, n_value;
    lua_pushvalue(L, -2); /* a number as the key stays one */
    const char *name = luaL_tolstring(L, -1, &n_name);
    if (lua_isboolean(L, -3)) {
        lua_pushinteger(L, lua_toboolean(L, -3)); /* as the page sends it */
    } else {
        (void)luaL_checkstring(L, -3);
        lua_pushvalue(L, -3);
    }
    const char *value = lua_tolstring(L, -1, &n_value);
    rt_buf_init(&text, 3 * (n_name + n_value) + 2);
    enum rt_err err = emu_act_put_field(&text, rt_str_n(name, n_name), rt_str_n(value, n_value));
    bool is_pushed = err == RT_OK && lua_checkstack(L, 1);
    if (is_pushed) {
        lua_pushlstring(L, rt_buf_text(&text), text.n);
    }
    rt_buf_fini(&text);
    if (!is_pushed) {
        luaL_error(L, "out of memory");
    }
}

/* A table of fields becomes its text, in the order of the names: that of a table differs from run to run. */
static void flatten_fields(struct lua_State *L, int index)
{
    luaL_Buffer all;
    size_t n = 0;
    if (!lua_istable(L, index)) {
        return;
    }
    lua_newtable(L); /* keeps the texts */
    int kept = lua_gettop(L);
    lua_pushnil(L);
    while (lua_next(L, index) != 0) {
        int key = lua_gettop(L) - 1;
        encode_pair(L);
        lua_rawseti(L, kept, (lua_Integer)++n);
        lua_settop(L, key);
    }
    const char **texts = lua_newuserdatauv(L, (n + 1) * sizeof *texts, 0);
    for (size_t i = 0; i < n; i++) {
        lua_rawgeti(L, kept, (lua_Integer)i + 1);
        texts[i] = lua_tostring(L, -1);
        lua_pop(L, 1);
    }
    qsort(texts, n, sizeof *texts, by_text);
    luaL_buffinit(L, &all);
    for (size_t i = 0; i < n; i++) {
        luaL_addstring(&all, i > 0 ? "&" : "");
        luaL_addstring(&all, texts[i]);
    }
    luaL_pushresult(&all);
    lua_replace(L, index); /* the call borrows it */
    lua_settop(L, kept - 1);
}

/* Those that have a place, from index 2 on. Returns the index behind them. */
static int take_positional(struct lua_State *L, struct emu_act_call *call, const struct scn_act_word *w)
{
    struct rt_str rest = rt_str(w->positional);
    int index = 2;
    for (; rest.n > 0; index++) {
        int i = emu_act_argument_find(call->act, rt_str_cut(rest, ',', &rest));
        RT_ASSERT(i >= 0);
        if (call->act->arguments[i].type == EMU_ACT_ADDRESSES) {
            take_addresses(L, call, (size_t)i, index);
            return lua_gettop(L) + 1; /* nothing follows */
        }
        if (call->act->arguments[i].type == EMU_ACT_FIELDS) {
            flatten_fields(L, index);
        }
        if (!call->act->arguments[i].is_optional || !lua_isnoneornil(L, index)) {
            const char *wrong = take(L, call, (size_t)i, index);
            if (wrong != NULL) {
                luaL_argerror(L, index, lua_pushfstring(L, "%s", wrong));
            }
        }
    }
    return index;
}

static void no_such_option(struct lua_State *L, const struct scn_act_word *w, const char *key)
{
    const struct emu_act *act = emu_act_find(w->act);
    const char *words[EMU_ACT_ARGUMENTS_MAX + 1];
    size_t n = 0;
    for (size_t i = 0; i < act->n_arguments; i++) {
        if (!scn_act_word_says(w, i) && !scn_act_word_has_place(w, i)) {
            words[n++] = act->arguments[i].name;
        }
    }
    words[n] = NULL;
    luaL_error(L, "%s %s: no such option: %s'vspa test --reference' lists them", act->name, key,
               scn_near(L, key, words));
}

/* The others, from a table; the texts stay in it, so it must be at this index until the act is over. */
static void take_options(struct lua_State *L, struct emu_act_call *call, const struct scn_act_word *w, int index)
{
    if (lua_isnoneornil(L, index)) {
        return;
    }
    luaL_checktype(L, index, LUA_TTABLE);
    lua_pushnil(L);
    while (lua_next(L, index) != 0) {
        const char *key = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : "?";
        int i = emu_act_argument_find(call->act, rt_str(key));
        if (i < 0 || scn_act_word_says(w, (size_t)i) || scn_act_word_has_place(w, (size_t)i)) {
            no_such_option(L, w, key);
            return;
        }
        enum emu_act_type type = call->act->arguments[i].type;
        if (lua_type(L, -1) != LUA_TSTRING && (type == EMU_ACT_TEXT || type == EMU_ACT_BYTES)) {
            luaL_error(L, "%s %s: give a text", w->act, key); /* made from a number, it would be gone too early */
        }
        const char *wrong = take(L, call, (size_t)i, lua_gettop(L));
        if (wrong != NULL) {
            luaL_error(L, "%s %s = \"%s\": %s", w->act, key, scn_push_text(L, -1, NULL), wrong);
        }
        lua_pop(L, 1);
    }
}

/* A function of no object: screenshot(). */
static bool is_global(const struct scn_act_word *w)
{
    return w->object == &scn_globals;
}

static void take_said(struct lua_State *L, struct emu_act_call *call, const struct scn_act_word *w)
{
    unsigned member = is_global(w) ? 0 : scn_self(L, w->object);
    const char *wrong = NULL;
    if (w->object->members != NULL) {
        const char *name = w->object->members[member];
        wrong = emu_act_take_text(call, 0, name, strlen(name));
    }
    if (w->object->is_made) {
        const char *number = scn_of(L)->peers[member];
        wrong = emu_act_take_text(call, 0, number, strlen(number));
    }
    if (w->preset != NULL) {
        const char *value = strchr(w->preset, '=') + 1;
        int i = emu_act_argument_find(call->act, rt_str_n(w->preset, (size_t)(value - 1 - w->preset)));
        RT_ASSERT(i >= 0 && wrong == NULL);
        wrong = emu_act_take_text(call, (size_t)i, value, strlen(value));
    }
    RT_ASSERT(wrong == NULL);
}

/* ---- doing ---- */

/* "phone[1]:dial("****")", on the stack. */
static const char *push_claim(struct lua_State *L, const struct scn_act_word *w)
{
    const struct scn_object *o = w->object;
    unsigned member = is_global(w) ? 0 : scn_self(L, o);
    const char *whose = o->is_made           ? lua_pushfstring(L, "%s %s", o->name, scn_of(L)->peers[member])
                        : o->members == NULL ? o->name
                        : o->is_numbered     ? lua_pushfstring(L, "%s[%s]", o->name, o->members[member])
                                             : lua_pushfstring(L, "%s.%s", o->name, o->members[member]);
    bool has_text = w->positional[0] != '\0' && lua_type(L, 2) == LUA_TSTRING;
    const char *colon = is_global(w) ? "" : ":";
    return has_text ? lua_pushfstring(L, "%s%s%s(\"%s\")", whose, colon, w->name, lua_tostring(L, 2))
                    : lua_pushfstring(L, "%s%s%s()", whose, colon, w->name);
}

/* Lets time go by, and ends the act; raises nothing. */
static enum rt_err finish(struct emu_scn *s, struct emu_act_call *call, struct scn_waited *w)
{
    bool is_when = call->act->end == EMU_ACT_WHEN;
    if (call->act->end == EMU_ACT_AT_ONCE) {
        return emu_act_finish(call, RT_OK);
    }
    *w = scn_let_go(s, emu_act_wait_us(call), is_when ? emu_act_is_done : NULL, call);
    if (s->result->verdict != EMU_SCN_NOT_RUN) {
        return emu_act_finish(call, RT_ECLOSED); /* the scenario ends */
    }
    return emu_act_finish(call, !is_when || w->is_done ? RT_OK : RT_ETIMEDOUT);
}

static int push_results(struct lua_State *L, const struct emu_act_call *call)
{
    int n = 0;
    for (size_t i = 0; i < call->act->n_results; i++) {
        const struct emu_act_value *v = &call->result[i];
        switch (call->act->results[i].type) {
        case EMU_ACT_NUMBER:
            lua_pushinteger(L, v->number);
            break;
        case EMU_ACT_BYTES:
            lua_pushlstring(L, v->text, v->n);
            break;
        default:
            continue; /* time() tells it */
        }
        n++;
    }
    return n;
}

static void refuse(struct lua_State *L, enum emu_exit code, const char *claim, const char *message)
{
    switch (code) {
    case EMU_EXIT_USAGE:
        luaL_error(L, "%s: %s", claim, message);
        return;
    case EMU_EXIT_ENVIRONMENT:
        scn_stop(L, EMU_SCN_ENVIRONMENT, "%s", message);
    default:
        scn_fail(L, claim, "it can be done", message);
    }
}

static int do_word(struct lua_State *L, const struct scn_act_word *w)
{
    struct emu_scn *s = scn_of(L);
    struct emu_act_call call;
    struct scn_waited waited = {.end = EMU_LOOP_UNTIL};
    emu_act_call_init(&call, &s->acts, emu_act_find(w->act));
    take_said(L, &call, w);
    take_options(L, &call, w, take_positional(L, &call, w));
    const char *claim = push_claim(L, w);
    /* What only sets the provider up may be done by an answer too. */
    (void)(call.act->end == EMU_ACT_AT_ONCE && w->object == &scn_lab ? scn_touch(L) : scn_act(L));
    scn_params_forget(s); /* it may change cells without an operation of the flash: corrupt */
    luaL_checkstack(L, (int)EMU_ACT_RESULTS_MAX + 2, "too deep");
    if (s->owner != NULL && s->owner->begins != NULL) {
        s->owner->begins(s->owner->ctx, &call);
    }
    enum rt_err err = emu_act_start(&call);
    if (err == RT_OK) {
        err = finish(s, &call, &waited);
    }
    if (s->owner != NULL && s->owner->ends != NULL) {
        s->owner->ends(s->owner->ctx);
    }
    int n = err == RT_OK ? push_results(L, &call) : 0;
    enum emu_exit code = call.code;
    const char *message = err != RT_OK ? lua_pushstring(L, call.message) : NULL;
    emu_act_call_fini(&call);
    (void)scn_judge_wait(L, waited); /* raises when the scenario ends */
    if (err != RT_OK) {
        refuse(L, code, claim, message);
    }
    if (w->object == &scn_lab) {
        scn_check_given(L);
    }
    return n;
}

int scn_call_act(struct lua_State *L)
{
    const struct scn_act_word *w = lua_touserdata(L, lua_upvalueindex(1));
    if (is_global(w)) { /* there is no object in front of the arguments */
        lua_pushnil(L);
        lua_insert(L, 1);
    }
    return do_word(L, w);
}

int scn_do_act(struct lua_State *L, const struct scn_object *object, const char *name)
{
    const struct scn_act_word *w = scn_act_word_find(object, name);
    RT_ASSERT(w != NULL);
    return do_word(L, w);
}
