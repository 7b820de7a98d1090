/* SPDX-License-Identifier: MIT */
/* The line of a scenario that failed, as it stands in the file: what a claim without a name is called. */
#include "script_priv.h"
#include <host/files.h>
#include <lua.h>
#include <rt/buf.h>
#include <rt/str.h>
#include <string.h>

#define LINE_TEXT_MAX 200u /* a longer line is cut */
#define SCRIPT_MAX    (16u * 1024u * 1024u)

/* Line `number` of a text, trimmed; the empty one if there is none. */
static struct rt_str find_line(struct rt_str text, int number)
{
    struct rt_str line = rt_str("");
    for (int i = 0; i < number && text.p != NULL; i++) {
        line = rt_str_cut(text, '\n', &text);
    }
    line = rt_str_trim(line);
    return rt_str_n(line.p, line.n < LINE_TEXT_MAX ? line.n : LINE_TEXT_MAX);
}

int scn_fail_here(struct lua_State *L, const char *fallback, const char *expected, const char *seen)
{
    lua_Debug ar;
    bool is_found = false;
    for (int level = 0; !is_found && lua_getstack(L, level, &ar) != 0; level++) {
        is_found = lua_getinfo(L, "Sl", &ar) != 0 && ar.currentline > 0 && ar.source[0] == '@';
    }
    struct rt_buf text;
    rt_buf_init(&text, SCRIPT_MAX);
    struct rt_str line = rt_str("");
    if (is_found && emu_read_file(ar.source + 1, &text) == RT_OK) {
        line = find_line(rt_str_n(rt_buf_text(&text), text.n), ar.currentline);
    }
    lua_pushlstring(L, line.n > 0 ? line.p : fallback, line.n > 0 ? line.n : strlen(fallback)); /* Lua owns it */
    rt_buf_fini(&text);
    scn_fail(L, lua_tostring(L, -1), expected, seen);
}
