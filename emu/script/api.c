/* SPDX-License-Identifier: MIT */
/* The objects of the language as Lua values, made from the tables; errors for words that are in none of them. */
#include "script_priv.h"
#include <host/options.h>
#include <lauxlib.h>
#include <lua.h>
#include <string.h>

#define WORDS_MAX 64u

const struct scn_object *const scn_objects[] = {&scn_globals, &scn_power, &scn_cable, &scn_phone, &scn_led,  &scn_param,
                                                &scn_syslog,  &scn_lab,   &scn_peer,  &scn_web,   &scn_trace};
const size_t scn_n_objects = sizeof scn_objects / sizeof scn_objects[0];

/* One member: its object and which. */
struct handle {
    const struct scn_object *object;
    unsigned index;
};

static const char *next_word(const void *list, size_t i)
{
    return ((const char *const *)list)[i];
}

const char *scn_near(struct lua_State *L, const char *wrong, const char *const *words)
{
    const char *near = emu_nearest(wrong, next_word, words);
    return near != NULL ? lua_pushfstring(L, "did you mean '%s'? ", near) : "";
}

static const struct handle *handle_of(lua_State *L, int index)
{
    return luaL_testudata(L, index, "scn.handle");
}

unsigned scn_self(struct lua_State *L, const struct scn_object *object)
{
    const struct handle *h = handle_of(L, 1);
    if (h == NULL || h->object != object) {
        luaL_error(L, "call it with a colon, as in %s:%s()", object->shown, object->functions[0].name);
        return 0;
    }
    return h->index;
}

static int no_such_word(lua_State *L, const struct scn_object *o, const char *name)
{
    const char *words[WORDS_MAX];
    size_t n = 0;
    for (size_t i = 0; i < o->n_functions && n + 1 < WORDS_MAX; i++) {
        words[n++] = o->functions[i].name;
    }
    words[n] = NULL;
    return luaL_error(L, "%s has no %s: %s'vspa test --reference' lists what it has", o->shown, name,
                      scn_near(L, name, words));
}

static void push_function(lua_State *L, const struct scn_object *o, const struct scn_function *f)
{
    if (f->fn != scn_call_act) {
        lua_pushcfunction(L, f->fn);
        return;
    }
    lua_pushlightuserdata(L, (void *)(uintptr_t)scn_act_word_find(o, f->name)); /* only read */
    lua_pushcclosure(L, f->fn, 1);
}

static int on_index(lua_State *L)
{
    const struct handle *h = handle_of(L, 1);
    const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : NULL;
    if (h == NULL || name == NULL) {
        return luaL_error(L, "a word is expected after the point");
    }
    for (size_t i = 0; i < h->object->n_functions; i++) {
        if (h->object->functions[i].fn != NULL && strcmp(h->object->functions[i].name, name) == 0) {
            push_function(L, h->object, &h->object->functions[i]);
            return 1;
        }
    }
    return h->object->get != NULL ? h->object->get(L) : no_such_word(L, h->object, name);
}

static int on_newindex(lua_State *L)
{
    const struct handle *h = handle_of(L, 1);
    if (h != NULL && h->object->set != NULL) {
        return h->object->set(L);
    }
    return luaL_error(L, "%s cannot be given values", h != NULL ? h->object->shown : "this");
}

/* phone[3], led.red */
static int on_no_member(lua_State *L)
{
    const struct scn_object *o = lua_touserdata(L, lua_upvalueindex(1));
    const char *words[WORDS_MAX];
    size_t n = 0;
    const char *name = scn_push_text(L, 2, NULL);
    for (size_t i = 0; o->members[i] != NULL; i++) {
        words[n++] = o->members[i];
    }
    words[n] = NULL;
    lua_pushliteral(L, "");
    for (size_t i = 0; i < n; i++) {
        lua_pushfstring(L, i == 0 ? "%s" : ", %s", words[i]);
        lua_concat(L, 2);
    }
    return luaL_error(L, "%s: there is no %s: there are %s", o->name, name, lua_tostring(L, -1));
}

static int on_tostring(lua_State *L)
{
    const struct handle *h = handle_of(L, 1);
    lua_pushstring(L, h != NULL ? h->object->shown : "?");
    return 1;
}

static void push_handle(lua_State *L, const struct scn_object *o, unsigned index)
{
    struct handle *h = lua_newuserdatauv(L, sizeof *h, 0);
    *h = (struct handle){.object = o, .index = index};
    luaL_setmetatable(L, "scn.handle");
}

void scn_push_made(lua_State *L, const struct scn_object *object, unsigned number)
{
    push_handle(L, object, number);
}

static void push_members(lua_State *L, const struct scn_object *o)
{
    lua_newtable(L);
    for (unsigned i = 0; o->members[i] != NULL; i++) {
        push_handle(L, o, i);
        if (o->is_numbered) {
            lua_rawseti(L, -2, i + 1);
        } else {
            lua_setfield(L, -2, o->members[i]);
        }
    }
    lua_createtable(L, 0, 1);
    lua_pushlightuserdata(L, (void *)(uintptr_t)o); /* only read */
    lua_pushcclosure(L, on_no_member, 1);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);
}

static void open_object(struct lua_State *L, const struct scn_object *o)
{
    if (o->name[0] == '\0') {
        for (size_t k = 0; k < o->n_functions; k++) {
            if (o->functions[k].fn != NULL) { /* else it is made by the fence: print, require */
                push_function(L, o, &o->functions[k]);
                lua_setglobal(L, o->functions[k].name);
            }
        }
        return;
    }
    if (o->is_made) {
        return;
    }
    if (o->members != NULL) {
        push_members(L, o);
    } else {
        push_handle(L, o, 0);
    }
    lua_setglobal(L, o->name);
}

void scn_api_open(struct lua_State *L)
{
    static const luaL_Reg meta[] = {
        {"__index", on_index}, {"__newindex", on_newindex}, {"__tostring", on_tostring}, {NULL, NULL}};
    const struct emu_stage_owner *owner = scn_of(L)->owner;
    luaL_newmetatable(L, "scn.handle");
    luaL_setfuncs(L, meta, 0);
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 1);
    for (size_t i = 0; i < scn_n_objects; i++) {
        open_object(L, scn_objects[i]);
    }
    for (size_t i = 0; owner != NULL && owner->objects[i] != NULL; i++) {
        open_object(L, owner->objects[i]);
    }
}
