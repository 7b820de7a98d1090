/* SPDX-License-Identifier: MIT */
/* require(): shared steps, from the scenario's own folder and nowhere else; each file once. */
#include "script_priv.h"
#include <rt/human.h>
#include <lauxlib.h>
#include <lua.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REQUIRE_DEPTH_MAX 16
#define MODULE_MAX        100u
#define LOADED            "scn.loaded"

/* "steps.menu" loads steps/menu.lua from the scenario's folder, and nothing else. */
static void module_path(lua_State *L, const char *name, char out[PATH_MAX])
{
    const struct emu_scn *s = scn_of(L);
    char asked[PATH_MAX + MODULE_MAX + 8];
    char folder[PATH_MAX];
    const char *slash = strrchr(s->job->path, '/');
    int n_folder = slash != NULL ? (int)(slash - s->job->path) : 0;
    size_t n_name = strlen(name);
    if (n_name == 0 || n_name > MODULE_MAX || name[0] == '.' || name[n_name - 1] == '.' || strstr(name, "..") != NULL ||
        strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.") != n_name) {
        luaL_error(L,
                   "require \"%s\": not a module: name a file of the scenario's folder without .lua, as in "
                   "require \"steps\"",
                   name);
    }
    (void)snprintf(folder, sizeof folder, "%.*s%s", n_folder, s->job->path, slash == s->job->path ? "/" : "");
    if (folder[0] == '\0') {
        (void)snprintf(folder, sizeof folder, ".");
    }
    size_t n = strlen(folder);
    (void)snprintf(asked, sizeof asked, "%s/%s", folder, name);
    for (char *p = asked + n + 1; *p != '\0'; p++) {
        *p = *p == '.' ? '/' : *p;
    }
    n = strlen(asked);
    (void)snprintf(asked + n, sizeof asked - n, ".lua");
    char *real_folder = realpath(folder, NULL);
    char *real_file = realpath(asked, NULL);
    size_t n_root = real_folder != NULL ? strlen(real_folder) : 0;
    bool is_there = real_folder != NULL && real_file != NULL;
    bool is_inside =
        is_there && strncmp(real_file, real_folder, n_root) == 0 && (real_file[n_root] == '/' || n_root == 1);
    free(real_folder);
    free(real_file);
    const char *shown = strncmp(asked, "./", 2) == 0 ? asked + 2 : asked;
    if (rt_str_copy(out, PATH_MAX, rt_str(shown)) != RT_OK) {
        luaL_error(L, "require \"%s\": the path is too long", name);
    }
    if (!is_there) {
        luaL_error(L, "require \"%s\": %s not found: put shared steps into the scenario's folder", name, out);
    }
    if (!is_inside) {
        luaL_error(L, "require \"%s\": %s leads out of the scenario's folder: copy it there", name, out);
    }
}

/* For the artifacts of a failure. */
static void note_module(struct emu_scn *s, const char *path)
{
    char *to = s->result->modules;
    size_t n = strlen(to), n_path = strlen(path);
    if (n + n_path + 1 <= EMU_SCN_MODULES_MAX && strchr(path, '\n') == NULL) {
        memcpy(to + n, path, n_path);
        memcpy(to + n + n_path, "\n", 2);
    }
}

int scn_own_require(lua_State *L)
{
    struct emu_scn *s = scn_of(L);
    const char *name = luaL_checkstring(L, 1);
    char path[PATH_MAX];
    lua_settop(L, 1);
    luaL_getsubtable(L, LUA_REGISTRYINDEX, LOADED);
    if (lua_getfield(L, 2, name) != LUA_TNIL) {
        if (lua_islightuserdata(L, -1)) {
            return luaL_error(L, "require \"%s\": it requires itself: break the cycle", name);
        }
        return 1;
    }
    module_path(L, name, path);
    if (s->n_depth == REQUIRE_DEPTH_MAX) {
        return luaL_error(L, "require \"%s\": nested %s deep: flatten them", name,
                          rt_count(REQUIRE_DEPTH_MAX, "file").s);
    }
    note_module(s, path);
    lua_pushlightuserdata(L, s);
    lua_setfield(L, 2, name);
    lua_settop(L, 2);
    if (!scn_lua_load(s, path)) {
        scn_check(L);
    }
    s->n_depth++;
    lua_call(L, 0, 1);
    s->n_depth--;
    if (lua_isnil(L, -1)) {
        lua_pop(L, 1);
        lua_pushboolean(L, 1);
    }
    lua_pushvalue(L, -1);
    lua_setfield(L, 2, name);
    return 1;
}
