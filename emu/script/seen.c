/* SPDX-License-Identifier: MIT */
/*
 * What was seen so far, for a script that asks again and again: lists that grow, and counts that go on from where the
 * last question ended. So each event is looked at once for each list and for each text, however often is asked.
 *
 * A script holds a list as it was when it asked: a length over rows that all its lists share.
 */
#include "script_priv.h"
#include <lauxlib.h>
#include <lua.h>

#define LIST   "scn.list"
#define COUNTS "scn.counts"

/* ---- lists ---- */

static int on_list_index(lua_State *L)
{
    const lua_Integer *n = luaL_checkudata(L, 1, LIST);
    int is_number;
    lua_Integer i = lua_tointegerx(L, 2, &is_number);
    (void)lua_getiuservalue(L, 1, 1);
    if (!is_number || i < 1 || i > *n) {
        lua_pushnil(L);
        return 1;
    }
    (void)lua_rawgeti(L, -1, i);
    return 1;
}

static int on_list_newindex(lua_State *L)
{
    return luaL_error(L, "this list is what was seen so far: copy what is to be changed");
}

static int on_list_len(lua_State *L)
{
    const lua_Integer *n = luaL_checkudata(L, 1, LIST);
    lua_pushinteger(L, *n);
    return 1;
}

static int on_list_tostring(lua_State *L)
{
    lua_pushliteral(L, "table"); /* as every other table */
    return 1;
}

/* The list of *n rows on the top of the stack, in place of the table of all rows. */
static void push_view(lua_State *L, lua_Integer n)
{
    static const luaL_Reg meta[] = {{"__index", on_list_index},
                                    {"__newindex", on_list_newindex},
                                    {"__len", on_list_len},
                                    {"__tostring", on_list_tostring},
                                    {NULL, NULL}};
    lua_Integer *view = lua_newuserdatauv(L, sizeof *view, 1);
    *view = n;
    lua_insert(L, -2);
    (void)lua_setiuservalue(L, -2, 1);
    if (luaL_newmetatable(L, LIST) != 0) {
        luaL_setfuncs(L, meta, 0);
        lua_pushboolean(L, 0);
        lua_setfield(L, -2, "__metatable");
    }
    lua_setmetatable(L, -2);
}

int scn_push_list(struct lua_State *L, struct scn_list *list, scn_row_fn *push_row)
{
    struct emu_scn *s = scn_of(L);
    if (list->ref == 0) {
        lua_newtable(L);
        list->ref = luaL_ref(L, LUA_REGISTRYINDEX);
    }
    (void)lua_rawgeti(L, LUA_REGISTRYINDEX, list->ref);
    for (; list->cursor < s->log.n_lab; list->cursor++) {
        struct board_event e = emu_scn_log_get(&s->log, s->log.lab[list->cursor]);
        s->result->n_looked++;
        if (push_row(L, &e)) {
            lua_rawseti(L, -2, list->n + 1);
            list->n++;
        }
    }
    push_view(L, list->n);
    return 1;
}

/* ---- counts ---- */

struct count {
    size_t cursor;
    lua_Integer n;
};

int scn_push_count(struct lua_State *L, const char *key, const struct scn_counting *c)
{
    struct emu_scn *s = scn_of(L);
    size_t n_events = c->is_of_lab ? s->log.n_lab : s->log.n;
    (void)luaL_getsubtable(L, LUA_REGISTRYINDEX, COUNTS);
    if (lua_getfield(L, -1, key) == LUA_TNIL) {
        lua_pop(L, 1);
        *(struct count *)lua_newuserdatauv(L, sizeof(struct count), 0) = (struct count){0};
        lua_pushvalue(L, -1);
        lua_setfield(L, -3, key);
    }
    struct count *count = lua_touserdata(L, -1);
    for (; count->cursor < n_events; count->cursor++) {
        size_t i = c->is_of_lab ? s->log.lab[count->cursor] : count->cursor;
        struct board_event e = emu_scn_log_get(&s->log, i);
        s->result->n_looked++;
        count->n += (c->belongs == NULL || c->belongs(c->what, &e)) && c->matches(c->what, &e) ? 1 : 0;
    }
    lua_pushinteger(L, count->n);
    return 1;
}
