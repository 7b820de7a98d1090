/* SPDX-License-Identifier: MIT */
/* Reading the table of a declaration: each key has a kind, and a mistake raises with the key's name. */
#include "take.h"
#include <rt/str.h>
#include <lauxlib.h>
#include <lua.h>
#include <stdio.h>
#include <string.h>

struct emu_lesson *lesson_of(struct lua_State *L)
{
    return emu_stage_ctx(L);
}

struct emu_lesson *lesson_take_table(struct lua_State *L, const char *const *keys)
{
    struct emu_lesson *l = lesson_of(L);
    if (!lua_istable(L, 1)) {
        emu_stage_error(L, "give a table, as in goal{id = \"address\", ...}");
    }
    lua_settop(L, 1);
    for (lua_pushnil(L); lua_next(L, 1) != 0; lua_pop(L, 1)) {
        const char *key = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : NULL;
        size_t i = 0;
        while (key != NULL && keys[i] != NULL && strcmp(keys[i], key) != 0) {
            i++;
        }
        if (key == NULL || keys[i] == NULL) {
            key = key != NULL ? key : "a value without a key";
            emu_stage_error(L, "%s: no such key: %s'vspa train reference' lists them", key,
                            emu_stage_near(L, key, keys));
        }
    }
    if (l->kept == 0) {
        lua_newtable(L);
        l->kept = luaL_ref(L, LUA_REGISTRYINDEX);
    }
    (void)lua_rawgeti(L, LUA_REGISTRYINDEX, l->kept);
    lua_pushvalue(L, 1);
    lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
    lua_pop(L, 1);
    return l;
}

/* Lessons come from others: a text of one does not control the terminal of who takes it. Line feeds are for texts in
 * which the writer breaks the lines. */
static const char *check_text(struct lua_State *L, const char *key, const char *text)
{
    size_t n = text != NULL ? strlen(text) : 0, step;
    for (size_t i = 0; i < n; i += step) {
        bool is_unsafe;
        step = rt_text_step(text + i, n - i, &is_unsafe);
        if (is_unsafe && text[i] != '\n') {
            emu_stage_error(L, "%s: a control character in it: leave it out", key);
        }
    }
    return text;
}

const char *lesson_take_string(struct lua_State *L, const char *key, bool is_needed)
{
    int type = lua_getfield(L, 1, key);
    if (type != LUA_TSTRING && (is_needed || type != LUA_TNIL)) {
        emu_stage_error(L, "%s: give a text", key);
    }
    const char *text = check_text(L, key, type == LUA_TSTRING ? lua_tostring(L, -1) : NULL);
    lua_pop(L, 1);
    return text;
}

const char *lesson_take_id(struct lua_State *L, const char *key)
{
    const char *id = lesson_take_string(L, key, true);
    size_t n = strlen(id);
    if (n == 0 || n > LESSON_ID_MAX ||
        strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") != n) {
        emu_stage_error(L, "%s = \"%s\": give letters, digits and _, at most %u", key, id, LESSON_ID_MAX);
    }
    return id;
}

unsigned lesson_take_number(struct lua_State *L, const char *key, unsigned min, unsigned max, int fallback)
{
    int is_number;
    int type = lua_getfield(L, 1, key);
    lua_Integer n = lua_tointegerx(L, -1, &is_number);
    lua_pop(L, 1);
    if (type == LUA_TNIL && fallback >= 0) {
        return (unsigned)fallback;
    }
    if (!is_number || n < (lua_Integer)min || n > (lua_Integer)max) {
        emu_stage_error(L, "%s: give a number from %u to %u", key, min, max);
    }
    return (unsigned)n;
}

bool lesson_take_switch(struct lua_State *L, const char *key)
{
    int type = lua_getfield(L, 1, key);
    bool is = lua_toboolean(L, -1) != 0;
    lua_pop(L, 1);
    if (type != LUA_TNIL && type != LUA_TBOOLEAN) {
        emu_stage_error(L, "%s: give true or false", key);
    }
    return is;
}

int lesson_take_function(struct lua_State *L, const char *key, bool is_needed)
{
    int type = lua_getfield(L, 1, key);
    if (type == LUA_TFUNCTION) {
        return luaL_ref(L, LUA_REGISTRYINDEX);
    }
    lua_pop(L, 1);
    if (type != LUA_TNIL || is_needed) {
        emu_stage_error(L, "%s: give a function, as in %s = function() return heard(\"main_menu\") end", key, key);
    }
    return 0;
}

struct lesson_text lesson_text_on_top(struct lua_State *L, const char *key)
{
    static const char codes[EMU_LESSON_LANGUAGES][3] = {"en", "de", "fr"};
    struct lesson_text t = {{NULL}};
    if (lua_type(L, -1) == LUA_TSTRING) {
        t.in[EMU_ENGLISH] = t.in[EMU_GERMAN] = check_text(L, key, lua_tostring(L, -1)); /* French: the same */
    }
    for (size_t i = 0; lua_istable(L, -1) && i < EMU_LESSON_LANGUAGES; i++) {
        t.in[i] = check_text(L, key, lua_getfield(L, -1, codes[i]) == LUA_TSTRING ? lua_tostring(L, -1) : NULL);
        lua_pop(L, 1);
    }
    if (t.in[0] == NULL || t.in[1] == NULL || t.in[0][0] == '\0' || t.in[1][0] == '\0' ||
        (t.in[EMU_FRENCH] != NULL && t.in[EMU_FRENCH][0] == '\0')) {
        emu_stage_error(L, "%s: give {en = \"...\", de = \"...\"}, and fr = \"...\" for French", key);
    }
    lua_pop(L, 1);
    return t;
}

struct lesson_text lesson_take_text(struct lua_State *L, const char *key, bool is_needed)
{
    if (lua_getfield(L, 1, key) == LUA_TNIL && !is_needed) {
        lua_pop(L, 1);
        return (struct lesson_text){{NULL}};
    }
    return lesson_text_on_top(L, key);
}

size_t lesson_take_list(struct lua_State *L, const char *key, const char **out, size_t n_max)
{
    size_t n = 0;
    int type = lua_getfield(L, 1, key);
    if (type == LUA_TSTRING) {
        out[n++] = check_text(L, key, lua_tostring(L, -1));
    } else if (type == LUA_TTABLE) {
        for (; lua_rawgeti(L, -1, (lua_Integer)n + 1) == LUA_TSTRING && n < n_max; n++) {
            out[n] = check_text(L, key, lua_tostring(L, -1));
            lua_pop(L, 1);
        }
        if (!lua_isnil(L, -1)) {
            emu_stage_error(L, "%s: give texts, at most %d", key, (int)n_max);
        }
        lua_pop(L, 1);
    } else if (type != LUA_TNIL) {
        emu_stage_error(L, "%s: give a text, or a list of texts", key);
    }
    lua_pop(L, 1);
    return n;
}

void lesson_note_where(struct lua_State *L, char out[LESSON_WHERE_MAX])
{
    (void)snprintf(out, LESSON_WHERE_MAX, "%s", emu_stage_push_where(L));
    lua_pop(L, 1);
}

void lesson_need_room(struct lua_State *L, size_t n, size_t n_max, const char *what)
{
    if (n >= n_max) {
        emu_stage_error(L, "at most %d %s", (int)n_max, what);
    }
}

void lesson_once(struct lua_State *L, bool was_there, const char *what)
{
    if (was_there) {
        emu_stage_error(L, "%s: there is one already", what);
    }
}
