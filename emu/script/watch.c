/* SPDX-License-Identifier: MIT */
/* What a scenario looks at: syslog lines, the trace, parameters, the unit's pages. */
#include "script_priv.h"
#include <host/options.h>
#include <offline/offline.h>
#include <host/signals.h>
#include <unitfile/unitfile.h>
#include <board/board.h>
#include <board/clock.h>
#include <board/flash.h>
#include <fw/device.h>
#include <rt/mem.h>
#include <lauxlib.h>
#include <lua.h>
#include <stdio.h>
#include <string.h>

#define WITHIN_US (60u * (uint64_t)BOARD_US_PER_S)
#define SYSLOG    "syslog: "

/* ---- syslog ---- */

static bool is_of_syslog(const void *what, const struct board_event *e)
{
    (void)what;
    return board_event_signal(e) == &emu_signal_lab && strncmp(e->text, SYSLOG, strlen(SYSLOG)) == 0;
}

bool scn_has_text(const void *what, const struct board_event *e)
{
    return strstr(e->text, what) != NULL;
}

static int syslog_expects(struct lua_State *L)
{
    (void)scn_self(L, &scn_syslog);
    const char *text = luaL_checkstring(L, 2);
    uint64_t within_us = scn_within(L, 3, WITHIN_US);
    (void)scn_touch(L);
    const char *claim = lua_pushfstring(L, "syslog expects \"%s\"", text);
    struct board_event e =
        scn_expect_event(L, SCN_STREAM_SYSLOG, is_of_syslog, scn_has_text, text, within_us, claim, text);
    lua_pushstring(L, e.text + strlen(SYSLOG));
    return 1;
}

static int syslog_count(struct lua_State *L)
{
    (void)scn_self(L, &scn_syslog);
    const char *text = luaL_checkstring(L, 2);
    (void)scn_touch(L);
    const struct scn_counting counting = {
        .is_of_lab = true, .belongs = is_of_syslog, .matches = scn_has_text, .what = text};
    return scn_push_count(L, lua_pushfstring(L, "syslog %s", text), &counting);
}

static bool push_line(struct lua_State *L, const struct board_event *e)
{
    if (!is_of_syslog(NULL, e)) {
        return false;
    }
    lua_pushstring(L, e->text + strlen(SYSLOG));
    return true;
}

static int syslog_get(struct lua_State *L)
{
    struct emu_scn *s = scn_of(L);
    if (strcmp(luaL_checkstring(L, 2), "lines") != 0) {
        return luaL_error(L, "syslog has no %s: it has expects(), count() and lines", lua_tostring(L, 2));
    }
    (void)scn_touch(L);
    return scn_push_list(L, &s->lines, push_line);
}

static const struct scn_function syslog_functions[] = {
    {"expects", "text: string, options?: vspa.Within", "string",
     "Waits for a line that contains this text at the provider's syslog server (within 60 s), counted from the last "
     "one that was waited for. Returns the line.",
     "lab:file(\"spa2102.cfg\", profile{Syslog_Server = \"192.168.1.200\", Resync_Random_Delay = 2})\n"
     "syslog:expects(\"Successful resync\", {within = \"5m\"})",
     syslog_expects},
    {"count", "text: string", "integer", "The number of lines so far that contain this text.",
     "equal(syslog:count(\"Successful resync\"), 0)", syslog_count},
    {"lines", "", "string[]", "All lines so far (a field, without parentheses).",
     "for _, line in ipairs(syslog.lines) do print(line) end", NULL},
};
const struct scn_object scn_syslog = {
    .name = "syslog",
    .shown = "syslog",
    .class = "vspa.Syslog",
    .doc = "The provider's syslog server. The unit sends to it when Syslog_Server says so.",
    .functions = syslog_functions,
    .n_functions = sizeof syslog_functions / sizeof syslog_functions[0],
    .get = syslog_get,
};

/* ---- trace ---- */

static bool is_of_signal(const void *what, const struct board_event *e)
{
    const struct emu_match *m = what;
    return board_event_signal(e) == m->signal;
}

static bool is_match(const void *what, const struct board_event *e)
{
    return emu_match_event(what, e);
}

static const char *parse_match(struct lua_State *L, int index, struct emu_match *m)
{
    const char *names[EMU_SIGNALS_MAX + 1] = {NULL};
    const struct board_signal *s;
    char name[64];
    const char *text = luaL_checkstring(L, index);
    enum rt_err err = emu_match_parse(rt_str(text), m);
    if (err == RT_OK) {
        scn_check_pattern(L, m, text);
        return text;
    }
    for (size_t i = 0; (s = emu_signal_at(i)) != NULL && i < EMU_SIGNALS_MAX; i++) {
        names[i] = s->name;
    }
    (void)snprintf(name, sizeof name, "%.*s", (int)strcspn(text, "=["), text);
    luaL_error(L, "\"%s\": %s: %swrite it as fw.resync=done or ear[1]=Invalid", text,
               err == RT_ENOENT ? "no such signal" : "cannot be read",
               err == RT_ENOENT ? scn_near(L, name, names) : "");
    return NULL;
}

static int trace_expects(struct lua_State *L)
{
    struct emu_match m;
    (void)scn_self(L, &scn_trace);
    const char *text = parse_match(L, 2, &m);
    uint64_t within_us = scn_within(L, 3, WITHIN_US);
    (void)scn_touch(L);
    const char *claim = lua_pushfstring(L, "trace expects \"%s\"", text);
    struct board_event e =
        scn_expect_event(L, (int)emu_signal_index(m.signal), is_of_signal, is_match, &m, within_us, claim, text);
    lua_pushstring(L, e.text);
    return 1;
}

static int trace_count(struct lua_State *L)
{
    struct emu_match m;
    (void)scn_self(L, &scn_trace);
    const char *text = parse_match(L, 2, &m);
    (void)scn_touch(L);
    const struct scn_counting counting = {.is_of_lab = m.signal == &emu_signal_lab, .matches = is_match, .what = &m};
    return scn_push_count(L, lua_pushfstring(L, "trace %s", text), &counting);
}

static const struct scn_function trace_functions[] = {
    {"expects", "match: string, options?: vspa.Within", "string",
     "Waits for a trace event (within 60 s): `signal=text` or `signal[unit]=text`, as `wait` of `vspa console`. Each "
     "signal has its own cursor: two signals may be waited for in any order. Returns the text of the event.",
     "trace:expects(\"fw.net=UP\")\ntrace:expects(\"fw.boot=bank A\")", trace_expects},
    {"count", "match: string", "integer", "The number of matching events so far.",
     "trace:expects(\"fw.boot=bank A\")\nequal(trace:count(\"reset\"), 1)", trace_count},
};
const struct scn_object scn_trace = {
    .name = "trace",
    .shown = "trace",
    .class = "vspa.Trace",
    .doc = "The unit's trace: internal events that the user cannot observe. Prefer what the user can see or hear.",
    .functions = trace_functions,
    .n_functions = sizeof trace_functions / sizeof trace_functions[0],
};

/* ---- parameters ---- */

/* A unit that is off is read as its next start would: on a copy of its flash. It is kept while nothing is written:
 * conditions are asked at each event. */
struct scn_copy {
    uint64_t n_operations; /* of the flash when it was made */
    uint8_t *flash;
    struct offline opened;
};

void scn_params_forget(struct emu_scn *s)
{
    if (s->copy != NULL) {
        offline_close(&s->copy->opened);
        rt_mem_free(s->copy->flash);
    }
    s->copy = rt_mem_free(s->copy);
}

static enum rt_err copy_open(struct emu_scn *s)
{
    uint64_t n_operations = board_flash_n_operations(emu_unit_board(s->unit));
    if (s->copy != NULL && s->copy->n_operations == n_operations) {
        return RT_OK;
    }
    scn_params_forget(s);
    struct scn_copy *c = s->copy = rt_mem_alloc(sizeof *c);
    if (c == NULL) {
        return RT_ENOMEM;
    }
    *c = (struct scn_copy){.n_operations = n_operations, .flash = rt_mem_alloc(BOARD_FLASH_BYTES)};
    if (c->flash == NULL) {
        return RT_ENOMEM;
    }
    memcpy(c->flash, emu_unitfile_flash(emu_unit_file(s->unit)), BOARD_FLASH_BYTES);
    return offline_open(&c->opened, c->flash, NULL);
}

/* Pushes what reads the parameters returns. fn: pushes one value. */
static int with_params(struct lua_State *L, int (*fn)(struct lua_State *L, const struct fw_params *p, const char *name),
                       const char *name)
{
    struct emu_unit *u = scn_touch(L);
    struct emu_scn *s = scn_of(L);
    if (fw_device_is_running(emu_unit_device(u))) {
        scn_params_forget(s);
        return fn(L, fw_device_params(emu_unit_device(u)), name);
    }
    enum rt_err err = copy_open(s);
    if (err != RT_OK) {
        scn_params_forget(s);
        return luaL_error(L, "param.%s: the unit is off and its flash cannot be read (%s)", name, rt_err_text(err));
    }
    return fn(L, s->copy->opened.params, name);
}

/* Pushes the value; or nil and what to do, when there is no such parameter. Raises nothing but for memory. */
static int push_value(struct lua_State *L, const struct fw_params *p, const char *name)
{
    int id = fw_param_find(p, name);
    if (id != FW_PARAM_NONE) {
        lua_pushstring(L, fw_param_get(p, id));
        return 1;
    }
    lua_pushnil(L);
    (void)scn_no_parameter(L, fw_params_schema(p), name); /* it is on the stack */
    return 2;
}

static int push_changed(struct lua_State *L, const struct fw_params *p, const char *name)
{
    const struct fw_schema *schema = fw_params_schema(p);
    (void)name;
    lua_newtable(L);
    for (size_t id = 0; id < fw_schema_n_rows(schema); id++) {
        if (fw_schema_element(schema, id)[0] != '\0' && !fw_param_is_default(p, (int)id)) {
            lua_pushstring(L, fw_param_get(p, (int)id));
            lua_setfield(L, -2, fw_schema_element(schema, id));
        }
    }
    return 1;
}

/* The value of that name on the stack. */
static void get_param(struct lua_State *L, const char *name)
{
    if (with_params(L, push_value, name) != 1) {
        luaL_error(L, "param.%s: %s", name, lua_tostring(L, -1));
    }
}

static int param_get(struct lua_State *L)
{
    get_param(L, luaL_checkstring(L, 2));
    return 1;
}

static int param_set(struct lua_State *L)
{
    return luaL_error(L,
                      "param.%s: parameters are read-only here: set them by a profile (lab:file), the web page or the "
                      "voice menu; or before the first power:on() with unit{params = {...}}",
                      luaL_checkstring(L, 2));
}

struct becoming {
    struct emu_unit *unit;
    const char *name, *value;
    bool is_so;
};

static bool has_become(void *ctx)
{
    struct becoming *b = ctx;
    struct fw_device *d = emu_unit_device(b->unit);
    b->is_so = fw_device_is_running(d) && strcmp(fw_param_by_name(fw_device_params(d), b->name), b->value) == 0;
    return b->is_so;
}

static int param_becomes(struct lua_State *L)
{
    (void)scn_self(L, &scn_param);
    struct becoming b = {.name = luaL_checkstring(L, 2), .value = luaL_checkstring(L, 3)};
    uint64_t within_us = scn_within(L, 4, WITHIN_US);
    b.unit = scn_act(L);
    get_param(L, b.name); /* is there such a one? And while the unit is off, nothing changes it */
    if (lua_isstring(L, -1) && strcmp(lua_tostring(L, -1), b.value) == 0) {
        return 0;
    }
    scn_need_power(L, lua_pushfstring(L, "param.%s becomes \"%s\"", b.name, b.value));
    if (!scn_wait(L, within_us, has_become, &b)) {
        get_param(L, b.name);
        const char *seen = lua_tostring(L, -1);
        scn_fail(L, lua_pushfstring(L, "param.%s becomes \"%s\"", b.name, b.value), b.value, seen);
    }
    return 0;
}

static int param_changed(struct lua_State *L)
{
    (void)scn_self(L, &scn_param);
    return with_params(L, push_changed, "changed()");
}

static const struct scn_function param_functions[] = {
    {"becomes", "name: string, value: string|number, options?: vspa.Within", NULL,
     "Waits until the parameter has this value (within 60 s).",
     "lab:file(\"spa2102.cfg\", profile{GPP_A = \"hello\", Resync_Random_Delay = 2})\n"
     "param:becomes(\"GPP_A\", \"hello\", {within = \"5m\"})",
     param_becomes},
    {"changed", "", "table<string, string>", "All parameters that differ from their factory defaults.",
     "for name, value in pairs(param:changed()) do print(name, value) end", param_changed},
};
const struct scn_object scn_param = {
    .name = "param",
    .shown = "param",
    .class = "vspa.Param",
    .doc = "The parameters by element name: `param.GPP_A` is the current value, as text, also while the unit is off. "
           "Parameters are set by a profile, the web page, the voice menu, or at the start by unit{params = {...}}.",
    .functions = param_functions,
    .n_functions = sizeof param_functions / sizeof param_functions[0],
    .get = param_get,
    .set = param_set,
};

/* ---- the unit's pages ---- */

static int web_ask(struct lua_State *L, const char *page)
{
    const char *rule = luaL_optstring(L, 2, NULL);
    const char *path =
        rule != NULL ? lua_pushfstring(L, "/admin/%s?%s", page, rule) : lua_pushfstring(L, "/admin/%s", page);
    lua_settop(L, 1);
    lua_pushstring(L, path);
    (void)scn_do_act(L, &scn_web, "get");
    lua_Integer status = lua_tointeger(L, -2);
    if (status != 200) {
        scn_fail(L, lua_pushfstring(L, "the page %s", path), "status 200", lua_pushfstring(L, "%I", status));
    }
    return 0;
}
static int web_resync(struct lua_State *L)
{
    return web_ask(L, "resync");
}
static int web_upgrade(struct lua_State *L)
{
    return web_ask(L, "upgrade");
}
static int web_reboot(struct lua_State *L)
{
    return web_ask(L, "reboot");
}

static const struct scn_function web_functions[] = {
    {"get", NULL, "integer, string",
     "Requests a page from a browser at the provider's PC, with the option `user` logged in. Returns the status and "
     "the body. "
     "The unit answers at its Internet port when Enable_WAN_Web_Server is Yes.",
     "trace:expects(\"fw.net=UP\")\nlocal status, body = web:get(\"/\")\nequal(status, 200)", scn_call_act},
    {"post", NULL, "integer, string",
     "Sends a form as a script in the field does: fields by their form ids, each with its value; other fields stay as "
     "they "
     "are. Returns the status and the body.",
     "trace:expects(\"fw.net=UP\")\nlocal status = web:post(\"/admin/voice/bsipura.spa\", {[\"20527\"] = "
     "\"Joe\"})\nequal(status, 200)",
     scn_call_act},
    {"submit", NULL, "integer, string",
     "Edits fields of a tab, by their labels or form ids, and submits them, as the administrator unless `user` says "
     "another. "
     "`Yes` and `No`, or true and false, are values of a switch; a cell of a table is its column and row (`Service "
     "Name 2`). "
     "Fails if there is no such tab or label, and if the unit refuses a value. Returns the status and the body.",
     "trace:expects(\"fw.net=UP\")\nweb:submit(\"Voice/Line 1\", {[\"User ID\"] = \"4711\", [\"Register\"] = "
     "true})\nequal(param.User_ID_1_, \"4711\")",
     scn_call_act},
    {"resync", "rule?: string", NULL, "/admin/resync: fetch the profile now, from this URL.",
     "trace:expects(\"fw.net=UP\")\nweb:resync(\"tftp://192.168.1.200/other.cfg\")", web_resync},
    {"upgrade", "rule?: string", NULL, "/admin/upgrade: fetch this image now.",
     "trace:expects(\"fw.net=UP\")\nweb:upgrade(\"http://192.168.1.200/new.img\")", web_upgrade},
    {"reboot", "", NULL, "/admin/reboot.", "trace:expects(\"fw.net=UP\")\nweb:reboot()", web_reboot},
};
const struct scn_object scn_web = {
    .name = "web",
    .shown = "web",
    .class = "vspa.Pages",
    .doc = "The unit's own web server, seen from the provider's PC.",
    .functions = web_functions,
    .n_functions = sizeof web_functions / sizeof web_functions[0],
};
