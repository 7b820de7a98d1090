/* SPDX-License-Identifier: MIT */
/*
 * The sandbox of a scenario: which part of Lua it gets and how much of everything it may use. A script cannot catch
 * its own end: once a verdict is set, the count hook and our own pcall raise again at every turn.
 */
#include "script_priv.h"
#include <host/clock.h>
#include <host/signals.h>
#include <host/files.h>
#include <board/board.h>
#include <rt/human.h>
#include <rt/mem.h>
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HOOK_INSTRUCTIONS 1000

struct emu_scn *scn_of(struct lua_State *L)
{
    return *(struct emu_scn **)lua_getextraspace(L);
}

/* ---- verdicts ---- */

static void set_verdict(struct emu_scn *s, enum emu_scn_verdict verdict, const char *where, const char *format,
                        va_list ap)
{
    struct emu_scn_result *r = s->result;
    if (r->verdict != EMU_SCN_NOT_RUN) {
        return;
    }
    int n = snprintf(r->text, sizeof r->text, "%s", where);
    if (n >= 0 && (size_t)n < sizeof r->text) {
        (void)vsnprintf(r->text + n, sizeof r->text - (size_t)n, format, ap); /* a cut text is still a text */
    }
    r->verdict = verdict;
}

void scn_set_verdict(struct emu_scn *s, enum emu_scn_verdict verdict, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    set_verdict(s, verdict, "", format, ap);
    va_end(ap);
}

void scn_where(struct lua_State *L, struct rt_buf *out)
{
    lua_Debug ar;
    for (int level = 0; lua_getstack(L, level, &ar) != 0; level++) {
        if (lua_getinfo(L, "Sl", &ar) != 0 && ar.currentline > 0 && ar.source[0] == '@') {
            (void)rt_buf_printf(out, "%s:%d: ", ar.source + 1, ar.currentline);
            return;
        }
    }
}

int scn_stop(struct lua_State *L, enum emu_scn_verdict verdict, const char *format, ...)
{
    struct emu_scn *s = scn_of(L);
    struct rt_buf where;
    va_list ap;
    rt_buf_init(&where, 8192);
    scn_where(L, &where);
    va_start(ap, format);
    set_verdict(s, verdict, rt_buf_text(&where), format, ap);
    va_end(ap);
    rt_buf_fini(&where);
    lua_pushliteral(L, "the scenario is over");
    (void)lua_error(L);
    abort(); /* lua_error does not return */
}

void scn_check(struct lua_State *L)
{
    struct emu_scn *s = scn_of(L);
    if (s->result->verdict != EMU_SCN_NOT_RUN || s->did_touch) {
        lua_pushliteral(L, "the scenario is over");
        (void)lua_error(L);
    }
}

/* ---- limits ---- */

/* What the provider was given counts as what the script holds. */
static size_t n_left(const struct emu_scn *s)
{
    size_t n = s->n_bytes + s->n_given;
    return n < s->job->limits.n_bytes ? s->job->limits.n_bytes - n : 0;
}

static void *on_alloc(void *ctx, void *block, size_t n_old, size_t n_new)
{
    struct emu_scn *s = ctx;
    size_t n_was = block != NULL ? n_old : 0; /* without a block n_old is a type */
    if (n_new == 0) {
        s->n_bytes -= n_was;
        return rt_mem_free(block);
    }
    if (n_new > n_was && n_new - n_was > n_left(s)) {
        return NULL; /* Lua collects its garbage and asks once more */
    }
    void *moved = rt_mem_resize(block, n_new);
    if (moved != NULL) {
        s->n_bytes = s->n_bytes - n_was + n_new;
    }
    return moved;
}

static void on_count(lua_State *L, lua_Debug *ar)
{
    struct emu_scn *s = scn_of(L);
    (void)ar;
    scn_check(L);
    s->n_instructions += HOOK_INSTRUCTIONS;
    if (s->n_instructions >= s->job->limits.n_instructions) {
        scn_stop(L, EMU_SCN_LIMIT, "the script has run %s, its limit: does a loop never end? (limit: --instructions)",
                 rt_count(s->job->limits.n_instructions, "instruction").s);
    }
    if (emu_host_us() - s->begun_real_us > s->job->limits.real_us) {
        scn_stop(L, EMU_SCN_LIMIT, "the scenario exceeded its real time of %.0f s (limit: --real-limit)",
                 (double)s->job->limits.real_us / 1e6);
    }
}

/* ---- calling ---- */

static void set_memory_verdict(struct emu_scn *s)
{
    scn_set_verdict(s, EMU_SCN_LIMIT,
                    "%s: the script wants more than %zu MiB of memory, its limit: what does it collect? "
                    "(limit: --memory)",
                    s->job->path, s->job->limits.n_bytes >> 20);
}

void scn_check_given(struct lua_State *L)
{
    struct emu_scn *s = scn_of(L);
    s->n_given = emu_lab_n_bytes(emu_unit_lab(s->unit));
    if (n_left(s) == 0) {
        set_memory_verdict(s);
    }
    scn_check(L);
}

/* Where the calls came from, when a step is shared (require). */
static int on_message(lua_State *L)
{
    struct emu_scn *s = scn_of(L);
    lua_Debug ar;
    struct rt_buf b;
    if (s->did_touch || s->result->verdict != EMU_SCN_NOT_RUN) {
        return 1; /* all is said */
    }
    rt_buf_init(&b, EMU_SCN_TEXT_MAX);
    unsigned n_frames = 0;
    for (int level = 0; lua_getstack(L, level, &ar) != 0 && n_frames < 10; level++) {
        if (lua_getinfo(L, "Sl", &ar) != 0 && ar.currentline > 0 && ar.source[0] == '@' && n_frames++ > 0) {
            (void)rt_buf_printf(&b, "\n  called at %s:%d", ar.source + 1, ar.currentline);
        }
    }
    const char *text = scn_push_text(L, 1, NULL);
    struct rt_buf where;
    rt_buf_init(&where, 8192);
    if (strstr(text, ".lua:") == NULL) { /* raised by a function of C, without a place */
        scn_where(L, &where);
    }
    scn_set_verdict(s, EMU_SCN_WRONG, "%s%s", rt_buf_text(&where), text);
    rt_buf_fini(&where);
    size_t n = strlen(s->result->text);
    (void)snprintf(s->result->text + n, sizeof s->result->text - n, "%s", rt_buf_text(&b)); /* the first lines count */
    rt_buf_fini(&b);
    return 1;
}

bool scn_lua_call(struct emu_scn *s, int n_arguments, int n_results)
{
    lua_State *L = s->lua;
    int base = lua_gettop(L) - n_arguments;
    lua_pushcfunction(L, on_message);
    lua_insert(L, base);
    int status = lua_pcall(L, n_arguments, n_results, base);
    lua_remove(L, base);
    if (status == LUA_OK) {
        return s->result->verdict == EMU_SCN_NOT_RUN;
    }
    if (status == LUA_ERRMEM) {
        set_memory_verdict(s);
    } else if (!s->did_touch) {
        scn_set_verdict(s, EMU_SCN_WRONG, "%s",
                        lua_isstring(L, -1) ? lua_tostring(L, -1) : "an error without a message");
    }
    lua_settop(L, base - 1);
    return false;
}

bool scn_lua_load(struct emu_scn *s, const char *path)
{
    struct rt_buf text, name;
    rt_buf_init(&text, EMU_FILE_MAX_BYTES);
    rt_buf_init(&name, 8192);
    enum rt_err err = emu_read_file(path, &text);
    (void)rt_buf_printf(&name, "@%s", path);
    if (err != RT_OK) {
        scn_set_verdict(s, EMU_SCN_ENVIRONMENT, "%s: %s: give a readable scenario", path, rt_err_text(err));
    } else if (luaL_loadbufferx(s->lua, (const char *)text.bytes, text.n, rt_buf_text(&name), "t") != LUA_OK) {
        const char *why = lua_tostring(s->lua, -1);
        bool has_place = strstr(why, ".lua:") != NULL;
        scn_set_verdict(s, EMU_SCN_WRONG, "%s%s%s", has_place ? "" : path, has_place ? "" : ": ", why);
        lua_pop(s->lua, 1);
    }
    rt_buf_fini(&text);
    rt_buf_fini(&name);
    return s->result->verdict == EMU_SCN_NOT_RUN;
}

/* ---- what is ours in the base library ---- */

static void guard(lua_State *L, int status)
{
    if (status == LUA_ERRMEM) {
        set_memory_verdict(scn_of(L));
    }
    scn_check(L);
}

static int own_pcall(lua_State *L)
{
    luaL_checkany(L, 1);
    int status = lua_pcall(L, lua_gettop(L) - 1, LUA_MULTRET, 0);
    guard(L, status);
    lua_pushboolean(L, status == LUA_OK);
    lua_insert(L, 1);
    return lua_gettop(L);
}

static int own_xpcall(lua_State *L)
{
    int n = lua_gettop(L);
    luaL_checktype(L, 2, LUA_TFUNCTION);
    lua_pushvalue(L, 1);
    lua_rotate(L, 3, 1);
    int status = lua_pcall(L, n - 2, LUA_MULTRET, 2);
    guard(L, status);
    lua_pushboolean(L, status == LUA_OK);
    lua_replace(L, 2);
    return lua_gettop(L) - 1;
}

/* A finalizer would run outside the instruction count. */
static int own_setmetatable(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_argexpected(L, lua_isnil(L, 2) || lua_istable(L, 2), 2, "nil or table");
    if (luaL_getmetafield(L, 1, "__metatable") != LUA_TNIL) {
        return luaL_error(L, "cannot change a protected metatable");
    }
    if (lua_istable(L, 2)) {
        lua_pushliteral(L, "__gc");
        if (lua_rawget(L, 2) != LUA_TNIL) {
            return luaL_error(L, "__gc: finalizers are not supported: clean up in the last steps");
        }
    }
    lua_settop(L, 2);
    lua_setmetatable(L, 1);
    return 1;
}

static int own_print(lua_State *L)
{
    struct emu_scn *s = scn_of(L);
    luaL_Buffer b;
    size_t n;
    int n_arguments = lua_gettop(L); /* before the buffer puts something of its own there */
    luaL_buffinit(L, &b);
    for (int i = 1; i <= n_arguments; i++) {
        if (i > 1) {
            luaL_addchar(&b, '\t');
        }
        (void)scn_push_text(L, i, NULL);
        luaL_addvalue(&b);
    }
    luaL_pushresult(&b);
    const char *text = lua_tolstring(L, -1, &n);
    if (s->mode == SCN_RUN) {
        s->n_printed += n + 1;
        if (s->n_printed > EMU_SCN_OUTPUT_MAX) {
            scn_stop(L, EMU_SCN_LIMIT, "the script has printed more than %u MiB, its limit: does a loop print?",
                     EMU_SCN_OUTPUT_MAX >> 20);
        }
        (void)fwrite(text, 1, n, stdout); /* a lost remark */
        putchar('\n');
        if (s->unit != NULL) {
            board_emit(emu_unit_board(s->unit), &emu_signal_note, 0, 0, text);
        }
    }
    return 0;
}

/* Names that a script may expect from Lua but that do not exist here. */
static const struct {
    const char *name, *why;
} absent[] = {
    {"io", "scenarios cannot access host files: serve files with lab:file(), report with print()"},
    {"os", "scenarios cannot access the host: time() reads the unit's clock, wait() advances it"},
    {"debug", "scenarios run in a sandbox: print() what you want to see"},
    {"package", "require() only loads files from the scenario's own folder"},
    {"coroutine", "a scenario is a sequence of steps: use functions with expect() for conditions"},
    {"load", "scenarios cannot load code: share it in files with require()"},
    {"loadstring", "scenarios cannot load code: share it in files with require()"},
    {"loadfile", "scenarios cannot load code: share it in files with require()"},
    {"dofile", "scenarios cannot load code: share it in files with require()"},
    {"collectgarbage", "memory is managed for you"},
};

static int on_unknown_global(lua_State *L)
{
    const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "?";
    const char *words[128];
    size_t n = 0;
    for (size_t i = 0; i < sizeof absent / sizeof absent[0]; i++) {
        if (strcmp(name, absent[i].name) == 0) {
            return luaL_error(L, "%s: %s", name, absent[i].why);
        }
    }
    lua_pushnil(L);
    while (lua_next(L, 1) != 0) {
        if (lua_type(L, -2) == LUA_TSTRING && n + 1 < sizeof words / sizeof words[0]) {
            words[n++] = lua_tostring(L, -2);
        }
        lua_pop(L, 1);
    }
    words[n] = NULL;
    return luaL_error(L, "%s: no such word: %s'vspa test --reference' lists them", name, scn_near(L, name, words));
}

/* pairs() in an order that is independent of addresses: numbers, then texts, each ascending. */
static const char prelude[] = "local next, type, sort, ipairs = next, type, table.sort, ipairs\n"
                              "local rank = {number = 1, string = 2}\n"
                              "local function less(a, b)\n"
                              "  local ra, rb = rank[type(a)] or 3, rank[type(b)] or 3\n"
                              "  if ra ~= rb then return ra < rb end\n"
                              "  return ra < 3 and a < b\n"
                              "end\n"
                              "function pairs(t)\n"
                              "  if type(t) == 'userdata' then return ipairs(t) end\n" /* seen.c */
                              "  local keys, i = {}, 0\n"
                              "  for k in next, t do keys[#keys + 1] = k end\n"
                              "  sort(keys, less)\n"
                              "  return function()\n"
                              "    repeat i = i + 1 until keys[i] == nil or t[keys[i]] ~= nil\n"
                              "    if keys[i] ~= nil then return keys[i], t[keys[i]] end\n"
                              "  end, t, nil\n"
                              "end\n";

static void open_base(lua_State *L, struct emu_scn *s)
{
    static const luaL_Reg libraries[] = {{LUA_GNAME, luaopen_base},
                                         {LUA_TABLIBNAME, luaopen_table},
                                         {LUA_STRLIBNAME, luaopen_string},
                                         {LUA_MATHLIBNAME, luaopen_math},
                                         {LUA_UTF8LIBNAME, luaopen_utf8}};
    static const char *const removed[] = {"dofile", "loadfile", "load", "collectgarbage", "warn", "_VERSION"};
    static const luaL_Reg own[] = {
        {"pcall", own_pcall}, {"xpcall", own_xpcall},       {"setmetatable", own_setmetatable},
        {"print", own_print}, {"require", scn_own_require}, {"tostring", scn_own_tostring},
        {NULL, NULL}};
    for (size_t i = 0; i < sizeof libraries / sizeof libraries[0]; i++) {
        luaL_requiref(L, libraries[i].name, libraries[i].func, 1);
        lua_pop(L, 1);
    }
    for (size_t i = 0; i < sizeof removed / sizeof removed[0]; i++) {
        lua_pushnil(L);
        lua_setglobal(L, removed[i]);
    }
    lua_getglobal(L, LUA_STRLIBNAME);
    lua_pushnil(L);
    lua_setfield(L, -2, "dump");
    lua_getfield(L, -1, "format");
    lua_pushcclosure(L, scn_own_format, 1);
    lua_setfield(L, -2, "format");
    /* Lua takes its seed from addresses and the time. Ours is the scenario's and stays fixed. */
    lua_getglobal(L, LUA_MATHLIBNAME);
    lua_getfield(L, -1, "randomseed");
    lua_pushinteger(L, (lua_Integer)s->job->seed);
    lua_call(L, 1, 0);
    lua_pushnil(L);
    lua_setfield(L, -2, "randomseed");
    lua_settop(L, 0);
    lua_pushglobaltable(L);
    luaL_setfuncs(L, own, 0);
    if (luaL_loadbufferx(L, prelude, sizeof prelude - 1, "=vspa", "t") != LUA_OK) {
        (void)lua_error(L);
    }
    lua_call(L, 0, 0);
}

static int open_all(lua_State *L)
{
    open_base(L, scn_of(L));
    scn_api_open(L);
    lua_pushglobaltable(L);
    lua_createtable(L, 0, 2);
    lua_pushcfunction(L, on_unknown_global);
    lua_setfield(L, -2, "__index");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_setmetatable(L, -2);
    return 0;
}

struct lua_State *scn_lua_open(struct emu_scn *s)
{
    lua_State *L = lua_newstate(on_alloc, s);
    if (L == NULL) {
        return NULL;
    }
    *(struct emu_scn **)lua_getextraspace(L) = s;
    s->lua = L;
    lua_pushcfunction(L, open_all);
    if (!scn_lua_call(s, 0, 0)) {
        return L; /* the verdict says it */
    }
    lua_sethook(L, on_count, LUA_MASKCOUNT, HOOK_INSTRUCTIONS);
    return L;
}
