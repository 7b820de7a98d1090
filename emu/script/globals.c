/* SPDX-License-Identifier: MIT */
/* The words without an object: the unit at the start, time, claims, several scenarios in a file. */
#include <rt/human.h>
#include "script_priv.h"
#include <unit/loop.h>
#include <unit/unit.h>
#include <board/board.h>
#include <board/clock.h>
#include <lauxlib.h>
#include <lua.h>
#include <stdio.h>
#include <string.h>

/* ---- the unit at the start ---- */

static int global_unit(struct lua_State *L)
{
    struct emu_scn *s = scn_of(L);
    luaL_checktype(L, 1, LUA_TTABLE);
    if (s->unit != NULL) {
        return luaL_error(L, "unit{}: the unit exists already: call unit{...} once, before anything else");
    }
    if (s->mode == SCN_PLAN || (s->job->name != NULL && !s->is_begun)) {
        (void)scn_touch(L); /* leaves */
    }
    if (scn_unit_create(s, L, 1) != EMU_EXIT_OK) {
        scn_check(L);
    }
    return 0;
}

/* ---- time ---- */

static int global_wait(struct lua_State *L)
{
    uint64_t us = scn_duration(L, 1);
    (void)scn_act(L);
    (void)scn_wait(L, us, NULL, NULL); /* nothing is waited for but time */
    return 0;
}

static int global_time(struct lua_State *L)
{
    struct emu_unit *u = scn_touch(L);
    lua_pushnumber(L, (lua_Number)board_now_us(emu_unit_board(u)) / 1e6);
    return 1;
}

static int global_from_now(struct lua_State *L)
{
    struct emu_scn *s = scn_of(L);
    (void)scn_touch(L);
    for (size_t i = 0; i < SCN_N_STREAMS; i++) {
        s->cursor[i] = s->log.n;
    }
    return 0;
}

/* ---- claims ---- */

struct condition {
    struct lua_State *lua;
    struct emu_scn *s;
    int index; /* of the function */
    size_t n_seen;
    bool was_asked;
    uint64_t every_us, again_us; /* time alone changes a LED's light and time() */
};

/* In a window so wide that this would be asked more often, so many times. */
#define ASK_EVERY_US 20000u
#define ASKS_MAX     20000u

/* A number counts as true in Lua, 0 too: expect(lab:count("GET")) could never fail; nor could expect(param.GPP_A). */
static const char NUMBER_CLAIM[] =
    "expect(): a number, and every number is true in Lua: compare it, as in lab:count(\"GET\") == 1";
static const char TEXT_CLAIM[] =
    "expect(): a text, and every text is true in Lua, \"No\" and \"\" too: compare it, as in param.GPP_A == \"x\" or "
    "text:match(\"x\") ~= nil";

/* What is wrong with a claim of that type; NULL: it may be true or false. */
static const char *why_always_true(int type)
{
    return type == LUA_TNUMBER ? NUMBER_CLAIM : type == LUA_TSTRING ? TEXT_CLAIM : NULL;
}

/* Asks the condition; its value and what it says was seen are on the stack. */
static bool ask(struct condition *c)
{
    bool was_in_callback = c->s->is_in_callback;
    c->s->is_in_callback = true;
    lua_pushvalue(c->lua, c->index);
    bool is_ok = scn_lua_call(c->s, 0, 2);
    c->s->is_in_callback = was_in_callback;
    return is_ok;
}

static bool holds(void *ctx)
{
    struct condition *c = ctx;
    uint64_t now_us = board_now_us(emu_unit_board(c->s->unit));
    if (c->was_asked && c->n_seen == c->s->log.n && now_us < c->again_us) {
        emu_loop_visit(emu_unit_loop(c->s->unit), c->again_us);
        return false; /* nothing has happened since */
    }
    c->was_asked = true;
    c->n_seen = c->s->log.n;
    c->again_us = now_us + c->every_us;
    emu_loop_visit(emu_unit_loop(c->s->unit), c->again_us);
    if (!lua_checkstack(c->lua, 10) || !ask(c)) {
        return true; /* the verdict is set */
    }
    const char *wrong = why_always_true(lua_type(c->lua, -2));
    bool is_so = lua_toboolean(c->lua, -2) != 0;
    lua_pop(c->lua, 2);
    if (wrong != NULL) { /* nothing may be raised through the loop */
        struct rt_buf where;
        rt_buf_init(&where, EMU_SCN_TEXT_MAX);
        scn_where(c->lua, &where);
        scn_set_verdict(c->s, EMU_SCN_WRONG, "%s%s", rt_buf_text(&where), wrong);
        rt_buf_fini(&where);
    }
    return is_so;
}

static void expect_condition(struct lua_State *L, uint64_t within_us)
{
    struct condition c = {.lua = L, .s = scn_of(L), .index = 1, .every_us = within_us / ASKS_MAX};
    c.every_us = c.every_us > ASK_EVERY_US ? c.every_us : ASK_EVERY_US;
    (void)scn_act(L);
    if (within_us > 0) {
        scn_need_power(L, "expect(a condition)");
    }
    if (scn_wait(L, within_us, holds, &c)) {
        return;
    }
    if (!ask(&c)) { /* time itself may have made it true */
        scn_check(L);
    }
    if (lua_toboolean(L, -2)) {
        return;
    }
    const char *seen = scn_push_text(L, lua_isnil(L, -1) ? -2 : -1, NULL);
    scn_fail_here(L, "expect(a condition)",
                  lua_pushfstring(L, "it becomes true within %f s", (lua_Number)within_us / 1e6), seen);
}

static int global_expect(struct lua_State *L)
{
    luaL_checkany(L, 1);
    uint64_t within_us = scn_within(L, 2, 0);
    lua_settop(L, 1);
    if (lua_isfunction(L, 1)) {
        expect_condition(L, within_us);
        return 0;
    }
    (void)scn_touch(L);
    const char *wrong = why_always_true(lua_type(L, 1));
    if (wrong != NULL) {
        return luaL_error(L, "%s", wrong);
    }
    if (!lua_toboolean(L, 1)) {
        scn_fail_here(L, "expect(a value)", "true, or any value but false and nil", scn_push_text(L, 1, NULL));
    }
    lua_settop(L, 1);
    return 1;
}

/* Numbers equal their texts: parameters are texts. */
static bool is_equal(struct lua_State *L, int a, int b)
{
    if (lua_type(L, a) == lua_type(L, b) || lua_isnil(L, a) || lua_isnil(L, b)) {
        return lua_rawequal(L, a, b) != 0;
    }
    bool are_texts = (lua_isstring(L, a) && lua_isstring(L, b)) != 0;
    if (!are_texts) {
        return false;
    }
    lua_pushvalue(L, a);
    lua_pushvalue(L, b);
    bool is = strcmp(lua_tostring(L, -2), lua_tostring(L, -1)) == 0;
    lua_pop(L, 2);
    return is;
}

/* A table, or a list of what was seen. */
static bool is_collection(struct lua_State *L, int index)
{
    return lua_istable(L, index) || lua_isuserdata(L, index);
}

/* A claim that has a name is called by it, another by its line. */
static void fail_as(struct lua_State *L, const char *what, const char *fallback, const char *expected, const char *seen)
{
    if (what != NULL) {
        scn_fail(L, what, expected, seen);
    }
    scn_fail_here(L, fallback, expected, seen);
}

static int global_equal(struct lua_State *L)
{
    const char *what = luaL_optstring(L, 3, NULL);
    luaL_checkany(L, 2);
    (void)scn_touch(L);
    if (is_collection(L, 1) && is_collection(L, 2) && !lua_rawequal(L, 1, 2)) {
        return luaL_error(L, "equal() compares texts, numbers and booleans: compare tables field by field");
    }
    if (!is_equal(L, 1, 2)) {
        const char *seen = scn_push_text(L, 1, NULL);
        const char *expected = scn_push_text(L, 2, NULL);
        fail_as(L, what, "equal()", expected, seen);
    }
    return 0;
}

static int global_contains(struct lua_State *L)
{
    const char *text = luaL_checkstring(L, 1);
    const char *part = luaL_checkstring(L, 2);
    const char *what = luaL_optstring(L, 3, NULL);
    luaL_argcheck(L, part[0] != '\0', 2, "an empty text is in every text");
    (void)scn_touch(L);
    if (strstr(text, part) == NULL) {
        fail_as(L, what, "contains()", lua_pushfstring(L, "a text with \"%s\" in it", part), text);
    }
    return 0;
}

static int global_fail(struct lua_State *L)
{
    const char *why = luaL_checkstring(L, 1);
    (void)scn_touch(L);
    return scn_fail(L, why, "this line is not reached", "fail() was called");
}

/* ---- profiles ---- */

static void put_escaped(luaL_Buffer *b, const char *text)
{
    for (const char *p = text; *p != '\0'; p++) {
        switch (*p) {
        case '&':
            luaL_addstring(b, "&amp;");
            break;
        case '<':
            luaL_addstring(b, "&lt;");
            break;
        case '>':
            luaL_addstring(b, "&gt;");
            break;
        default:
            luaL_addchar(b, *p);
        }
    }
}

/* The names in a fixed order, on the stack as an array. */
static lua_Integer push_sorted_names(struct lua_State *L)
{
    lua_Integer n = 0;
    lua_newtable(L);
    lua_pushnil(L);
    while (lua_next(L, 1) != 0) {
        lua_pop(L, 1);
        luaL_argcheck(L, lua_type(L, -1) == LUA_TSTRING, 1, "write profile{Element_Name = value, ...}");
        lua_pushvalue(L, -1);
        lua_rawseti(L, -3, ++n);
    }
    lua_getglobal(L, "table");
    lua_getfield(L, -1, "sort");
    lua_remove(L, -2);
    lua_pushvalue(L, -2);
    lua_call(L, 1, 0);
    return n;
}

/* The names are the array at 2. */
static void check_names(struct lua_State *L, lua_Integer n)
{
    const char **names = lua_newuserdatauv(L, (size_t)(n + 1) * sizeof *names, 0);
    for (lua_Integer i = 1; i <= n; i++) {
        lua_rawgeti(L, 2, i);
        names[i - 1] = lua_tostring(L, -1); /* the array keeps it */
        lua_pop(L, 1);
    }
    scn_check_elements(L, names, (size_t)n);
    lua_pop(L, 1);
}

static int global_profile(struct lua_State *L)
{
    luaL_Buffer b;
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    lua_Integer n = push_sorted_names(L); /* at 2 */
    lua_newtable(L);                      /* texts, at 3 */
    for (lua_Integer i = 1; i <= n; i++) {
        lua_rawgeti(L, 2, i);
        lua_pushvalue(L, -1);
        lua_gettable(L, 1);
        if (lua_isboolean(L, -1)) {
            lua_pushstring(L, lua_toboolean(L, -1) ? "Yes" : "No");
        } else {
            luaL_argcheck(L, lua_isstring(L, -1), 1, "a value is a text, a number, true or false");
            lua_tostring(L, -1);
        }
        lua_rawseti(L, 3, i);
        lua_settop(L, 3);
    }
    check_names(L, n);
    luaL_buffinit(L, &b);
    luaL_addstring(&b, "<flat-profile>\n");
    for (lua_Integer i = 1; i <= n; i++) {
        lua_rawgeti(L, 2, i);
        const char *name = lua_tostring(L, -1); /* the array keeps both texts */
        lua_pop(L, 1);
        lua_rawgeti(L, 3, i);
        const char *value = lua_tostring(L, -1);
        lua_pop(L, 1);
        luaL_addstring(&b, "  <");
        luaL_addstring(&b, name);
        luaL_addchar(&b, '>');
        put_escaped(&b, value);
        luaL_addstring(&b, "</");
        luaL_addstring(&b, name);
        luaL_addstring(&b, ">\n");
    }
    luaL_addstring(&b, "</flat-profile>\n");
    luaL_pushresult(&b);
    return 1;
}

/* ---- several scenarios in a file ---- */

static void plan_add(struct lua_State *L, const char *name)
{
    struct emu_scn *s = scn_of(L);
    size_t n = strlen(name);
    if (n == 0 || n > EMU_SCN_NAME_MAX || strpbrk(name, "\r\n\t") != NULL) {
        luaL_error(L, "a scenario's name has 1 to %d characters on one line", (int)EMU_SCN_NAME_MAX);
    }
    if (s->n_registered++ == EMU_SCN_PER_FILE_MAX) {
        luaL_error(L, "more than %s in a file: split it", rt_count(EMU_SCN_PER_FILE_MAX, "scenario").s);
    }
    if (s->mode == SCN_PLAN) {
        for (size_t i = 0; i < s->plan->n; i++) {
            if (strcmp(s->plan->name[i], name) == 0) {
                luaL_error(L, "two scenarios are called \"%s\": give each its own name", name);
            }
        }
        memcpy(s->plan->name[s->plan->n++], name, n + 1);
    }
}

static void check_registering(struct lua_State *L)
{
    const struct emu_scn *s = scn_of(L);
    if (s->unit != NULL || s->is_begun) {
        luaL_error(L, "a scenario inside another, or after steps: a file holds either steps or scenarios");
    }
}

/* Keeps the function at the index, and what to call it with, when it is the one to run. */
static void keep_body(struct lua_State *L, const char *name, int function, int argument)
{
    struct emu_scn *s = scn_of(L);
    if (s->mode != SCN_RUN || s->job->name == NULL || strcmp(name, s->job->name) != 0) {
        return;
    }
    s->is_found = true;
    lua_pushvalue(L, function);
    lua_setfield(L, LUA_REGISTRYINDEX, "scn.body");
    if (argument != 0) {
        lua_pushvalue(L, argument);
        lua_setfield(L, LUA_REGISTRYINDEX, "scn.case");
    }
}

static int global_scenario(struct lua_State *L)
{
    const char *name = luaL_checkstring(L, 1);
    luaL_checktype(L, 2, LUA_TFUNCTION);
    check_registering(L);
    plan_add(L, name);
    keep_body(L, name, 2, 0);
    return 0;
}

/* cases({ {name = "a", ...}, ... }, function(case) ... end) */
static int global_cases(struct lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_checktype(L, 2, LUA_TFUNCTION);
    check_registering(L);
    lua_Integer n = luaL_len(L, 1);
    luaL_argcheck(L, n > 0, 1, "the table has no rows: write {{name = \"...\", ...}, ...}");
    for (lua_Integer i = 1; i <= n; i++) {
        lua_settop(L, 2);
        lua_rawgeti(L, 1, i);
        luaL_argexpected(L, lua_istable(L, 3), 1, "table of tables");
        if (lua_getfield(L, 3, "name") == LUA_TNIL) {
            lua_pop(L, 1);
            lua_rawgeti(L, 3, 1);
        }
        const char *name = lua_tostring(L, 4);
        if (name == NULL) {
            return luaL_error(L, "row %I has no name: write {name = \"...\", ...}", (LUAI_UACINT)i);
        }
        plan_add(L, name);
        keep_body(L, name, 2, 3);
    }
    return 0;
}

static const struct scn_function global_functions[] = {
    {"unit", "state: vspa.Unit", NULL,
     "The unit under test, powered off: `release` (3.3.6), `mac`, `serial`, `hardware`, `params` (a table of "
     "parameters that differ from the factory defaults), `clock` (the provider's date, UTC), `certificate` (false: "
     "without a client certificate), `strict`, `g729`; `rc` (a unit for remote customisation, "
     "not customised yet), or `custom` (a table of its customised factory defaults) and `owner`. Optional; if present, "
     "it comes first. Whatever is not given is the same in every run.",
     "-- unit{release = \"5.2.10\", mac = \"000E08123456\", clock = \"2007-06-01\",\n"
     "--      params = {GPP_A = \"old\", Syslog_Server = \"192.168.1.200\"}}",
     global_unit},
    {"wait", "time: string|number", NULL,
     "Advances virtual time: seconds, or a text such as \"200ms\", \"24h\", \"30d\".", "wait(\"24h\")", global_wait},
    {"time", "", "number", "Virtual time since the scenario began, in seconds.",
     "local before = time()\nwait(5)\nequal(time() - before, 5.0)", global_time},
    {"from_now", "", NULL, "Skips past events: later waits match only new ones.", "wait(\"60s\")\nfrom_now()",
     global_from_now},
    {"expect", "claim: any, options?: vspa.Within", "any",
     "A value that must be true, or a function that must return true, at once or within a time. The function is called "
     "after each event, and every 20 ms in between. Neither a number nor a text: those are always true in Lua. The "
     "function may return a second value, the observed state, which a failure reports.",
     "expect(true)\nexpect(function() return lab:count(\"dhcp: lease\") == 1 end, {within = \"30s\"})", global_expect},
    {"equal", "seen: any, expected: any, what?: string", NULL,
     "Fails unless the two values are equal. A number equals its text, because parameters are texts.",
     "equal(param.Resync_Periodic, 3600, \"the factory's period\")", global_equal},
    {"contains", "text: string, part: string, what?: string", NULL, "Fails unless the text contains this part.",
     "contains(param.Profile_Rule, \"spa\")", global_contains},
    {"fail", "why: string", NULL, "Fails the scenario.", "if time() > 1e9 then fail(\"too late\") end", global_fail},
    {"fact", "key: string", "string|nil",
     "A fact about the unit, as text: `wan.ip`, `unit.uptime` (seconds), `line1.hook` ...; `vspa ctl facts` lists the "
     "keys. nil while the unit is not running.",
     "power:on()\nwait(\"20s\")\nequal(fact(\"line1.hook\"), \"on\")", scn_global_fact},
    {"heard", "what: string, times?: integer", "boolean",
     "Was this heard so far, on either telephone (at least `times`; 1)? What it takes is that of phone[1]:hears(). "
     "Waits "
     "for nothing.",
     "equal(heard(\"main_menu\"), false)", scn_global_heard},
    {"dialled", "keys: string, times?: integer", "boolean",
     "Were these keys dialled so far in a row, without the handset going down in between, on either telephone (at "
     "least "
     "`times`; 1)?",
     "phone[1]:offhook()\nphone[1]:dial(\"****\")\nequal(dialled(\"****\"), true)", scn_global_dialled},
    {"visited", "path: string, options?: vspa.Visit, times?: integer", "boolean",
     "Was this page of the unit requested so far, by any browser (at least `times`; 1)? A `*` at the end of the path "
     "stands for anything.",
     "trace:expects(\"fw.net=UP\")\nweb:get(\"/\")\nequal(visited(\"/\", {status = 200}), true)", scn_global_visited},
    {"profile", "values: table<string, string|number|boolean>", "string",
     "Returns a flat profile of these elements, as text; true is Yes, false is No. An element that no release has is "
     "an "
     "error: write such a file as a text.",
     "print(profile{GPP_A = \"hello\", Enable_WAN_Web_Server = true})", global_profile},
    {"scenario", "name: string, body: fun()", NULL,
     "One of several scenarios in a file. Each runs in a process of its own, with a unit of its own.",
     "-- scenario(\"dial tone\", function()\n--   power:on()\n-- end)", global_scenario},
    {"cases", "rows: table[], body: fun(row: table)", NULL,
     "A scenario for each row of a table. A row's name is its field `name`, or its first value.",
     "-- cases({{\"110\", hears = \"192.168.1.100\"}, {\"150\", hears = \"3.3.6\"}}, function(row)\n"
     "--   print(row[1], row.hears)\n-- end)",
     global_cases},
    {"screenshot", NULL, NULL,
     "Saves a picture of the unit, as its window shows it (default: screenshot.png). The file is an artifact: it is "
     "kept "
     "with those of a failure, or with --keep all. Needs the window's module, and no display.",
     "-- screenshot(\"menu.png\", {theme = \"light\"})", scn_call_act},
    {"print", "...: any", NULL, "Writes a note to the report and the trace.", "print(\"now the second try\")", NULL},
    {"require", "name: string", "any",
     "Loads shared steps: a file in the scenario's folder, without .lua, with dots for subfolders. The file returns a "
     "value, usually a table of functions.",
     "-- local steps = require \"steps\"", NULL},
};
const struct scn_object scn_globals = {
    .name = "",
    .shown = "",
    .doc = "Lua 5.4 with its table, string, math and utf8 libraries, and these. pairs() has a fixed order. There is no "
           "io, os, debug, load or coroutine. A failed step cannot be caught: pcall() catches script errors only.",
    .functions = global_functions,
    .n_functions = sizeof global_functions / sizeof global_functions[0],
};
