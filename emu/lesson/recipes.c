/* SPDX-License-Identifier: MIT */
/* Words of plays that are several steps: written in Lua, as an author would. */
#include "lesson_priv.h"
#include <lauxlib.h>
#include <lua.h>

/* The first argument is the caller's telephone, then come those of the word. */
static const char open_menu[] = "local caller, telephone = ...\n"
                                "local p = phone[telephone or caller]\n"
                                "p:offhook()\n"
                                "p:dial('****')\n"
                                "p:hears('main_menu')\n";

static const char reset[] = "local caller, code, options = ...\n"
                            "options = options or {}\n"
                            "for key in pairs(options) do\n"
                            "  if key ~= 'confirm' and key ~= 'telephone' then\n"
                            "    error('reset(): no such option: ' .. tostring(key) .. ': confirm, telephone', 3)\n"
                            "  end\n"
                            "end\n"
                            "local p = phone[options.telephone or caller]\n"
                            "open_menu(options.telephone or caller)\n"
                            "p:dial(code .. '#')\n"
                            "p:hears('confirm_reset')\n"
                            "if options.confirm == false then\n"
                            "  p:onhook()\n"
                            "  wait('5s')\n"
                            "  return\n"
                            "end\n"
                            "wait('1s')\n"
                            "p:dial('1#')\n"
                            "p:hears('option_successful')\n"
                            "wait('2s')\n"
                            "p:onhook()\n"
                            "wait('20s')\n";

static const char restart[] = "power:off()\n"
                              "wait('5s')\n"
                              "power:on()\n"
                              "wait('30s')\n";

/* calls = "1001" of deed{}. Each call is from another number: the one before may still be under way. */
static const char calls[] = "local to = ...\n"
                            "local n = 0\n"
                            "return function()\n"
                            "  n = n % 8 + 1\n"
                            "  lab:call{to = to, from = tostring(8000 + n), expires = 20}\n"
                            "end\n";

/* Runs it with the arguments that are on the stack. Leaves n_results there. */
static void run_lua(struct lua_State *L, const char *source, size_t n, int n_arguments, int n_results)
{
    if (luaL_loadbufferx(L, source, n, "=vspa", "t") != LUA_OK) {
        (void)lua_error(L);
    }
    lua_insert(L, -1 - n_arguments);
    lua_call(L, n_arguments, n_results);
}

static int with_caller(struct lua_State *L, const char *source, size_t n)
{
    lua_pushinteger(L, (lua_Integer)lesson_of(L)->telephone);
    lua_insert(L, 1);
    run_lua(L, source, n, lua_gettop(L), 0);
    return 0;
}

static int word_open_menu(struct lua_State *L)
{
    return with_caller(L, open_menu, sizeof open_menu - 1);
}

static int word_reset(struct lua_State *L)
{
    (void)luaL_checkstring(L, 1);
    return with_caller(L, reset, sizeof reset - 1);
}

static int word_restart(struct lua_State *L)
{
    return with_caller(L, restart, sizeof restart - 1);
}

void lesson_push_calls(struct lua_State *L, const char *number)
{
    lua_pushstring(L, number);
    run_lua(L, calls, sizeof calls - 1, 1, 1);
}

static const struct scn_function recipes[] = {
    {"open_menu", "telephone?: integer", NULL,
     "Lifts the caller's telephone (or this one), dials **** and waits for the menu to speak.", "-- open_menu()",
     word_open_menu},
    {"reset", "code: string, options?: table", NULL,
     "A visit of the menu that resets: the code, the question, 1, \"Option successful\", on-hook, 20 s. `confirm` = "
     "false "
     "hangs up at the question. `telephone`: the other one.",
     "-- reset(\"73738\", {confirm = false})", word_reset},
    {"restart", "", NULL, "Cuts the power for 5 s and waits for 30 s.", "-- restart()", word_restart},
};
const struct scn_object lesson_recipes = {
    .name = "",
    .shown = "",
    .doc = "Several steps at once: for plays.",
    .functions = recipes,
    .n_functions = sizeof recipes / sizeof recipes[0],
};
