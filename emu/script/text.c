/* SPDX-License-Identifier: MIT */
/*
 * Values as text. Lua writes tables and functions with their address, which is another one in each process; what a
 * script prints is part of its trace, and must not be.
 */
#include "script_priv.h"
#include <lauxlib.h>
#include <lua.h>
#include <string.h>

const char *scn_push_text(struct lua_State *L, int index, size_t *n)
{
    switch (lua_type(L, index)) {
    case LUA_TTABLE:
    case LUA_TFUNCTION:
    case LUA_TUSERDATA:
    case LUA_TLIGHTUSERDATA:
    case LUA_TTHREAD:
        if (luaL_getmetafield(L, index, "__tostring") == LUA_TNIL) {
            lua_pushstring(L, luaL_typename(L, index));
            return lua_tolstring(L, -1, n);
        }
        lua_pop(L, 1);
        break;
    default:
        break;
    }
    return luaL_tolstring(L, index, n);
}

int scn_own_tostring(struct lua_State *L)
{
    luaL_checkany(L, 1);
    (void)scn_push_text(L, 1, NULL);
    return 1;
}

/* string.format() as upvalue 1, with texts in place of what has an address. */
int scn_own_format(struct lua_State *L)
{
    const char *format = luaL_checkstring(L, 1);
    int n = lua_gettop(L);
    for (const char *p = strchr(format, '%'); p != NULL; p = strchr(p, '%')) {
        p += 1 + strspn(p + 1, "-+ #0123456789.");
        if (*p == 'p') {
            return luaL_error(L, "string.format: %%p: an address is another one in each run: leave it out");
        }
        p += *p != '\0' ? 1 : 0;
    }
    for (int i = 2; i <= n; i++) {
        if (lua_type(L, i) > LUA_TSTRING) { /* tables and all that follows them in Lua's list of types */
            (void)scn_push_text(L, i, NULL);
            lua_replace(L, i);
        }
    }
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, n, 1);
    return 1;
}

bool scn_switch(struct lua_State *L, const char *key)
{
    if (!lua_isboolean(L, -1)) {
        luaL_error(L, "%s = %s: give true or false", key, scn_push_text(L, -1, NULL));
    }
    return lua_toboolean(L, -1) != 0;
}
