/* SPDX-License-Identifier: MIT */
/* The unit that a scenario begins with. */
#include "script_priv.h"
#include <script/keep.h>
#include <unit/make.h>
#include <host/options.h>
#include <offline/offline.h>
#include <unit/setup.h>
#include <unitfile/unitfile.h>
#include <board/board.h>
#include <board/flash.h>
#include <fw/image.h>
#include <fw/param.h>
#include <lauxlib.h>
#include <lua.h>
#include <stdio.h>
#include <string.h>

#define MAC                                                                                                            \
    {                                                                                                                  \
        0x00, 0x0e, 0x08, 0x21, 0x02, 0x07                                                                             \
    }
#define SERIAL "FM500K210207"

/* Whatever is not given is the same in every run. */
struct start {
    struct emu_make_config make;
    uint64_t unix_s;
    bool is_strict, has_g729;
    uint32_t quirks;
    int params, custom; /* indices of the tables, nil: none */
    const char *owner;
};

static void write_log(void *ctx, enum rt_log_level level, const char *module, const char *text)
{
    struct emu_scn *s = ctx;
    s->n_printed += strlen(text) + strlen(module);
    if (s->n_printed <= EMU_SCN_OUTPUT_MAX) { /* the rest is in the record */
        emu_log_write(NULL, level, module, text);
    }
}

static void take_key(struct lua_State *L, const char *key, struct start *start)
{
    static const char *const words[] = {"release", "mac",  "serial", "hardware", "params", "certificate", "clock",
                                        "strict",  "g729", "quirks", "rc",       "custom", "owner",       NULL};
    const char *wrong = NULL;
    lua_Integer i = 0;
    if (strcmp(key, "release") == 0) {
        start->make.release = luaL_checkstring(L, -1);
    } else if (strcmp(key, "serial") == 0) {
        start->make.serial = luaL_checkstring(L, -1);
    } else if (strcmp(key, "hardware") == 0) {
        start->make.hw_version = luaL_checkstring(L, -1);
    } else if (strcmp(key, "mac") == 0) {
        wrong = emu_parse_mac(luaL_checkstring(L, -1), &start->make);
    } else if (strcmp(key, "clock") == 0) {
        wrong = emu_parse_lab_date(luaL_checkstring(L, -1), &start->unix_s);
    } else if (strcmp(key, "strict") == 0) {
        start->is_strict = scn_switch(L, key);
    } else if (strcmp(key, "g729") == 0) {
        start->has_g729 = scn_switch(L, key);
    } else if (strcmp(key, "quirks") == 0) {
        if (!lua_istable(L, -1)) {
            luaL_error(L, "unit quirks = %s: give a list: quirks = {\"pn-plain\", \"upgrade-any-line\"}",
                       scn_push_text(L, -1, NULL));
        }
        while (wrong == NULL && lua_geti(L, -1, ++i) != LUA_TNIL) {
            wrong = emu_parse_quirk(luaL_checkstring(L, -1), &start->quirks);
            lua_pop(L, wrong == NULL ? 1 : 0); /* a wrong one stays, for the error */
        }
        lua_pop(L, wrong == NULL ? 1 : 0);
    } else if (strcmp(key, "certificate") == 0) {
        start->make.has_no_certificate = !scn_switch(L, key);
    } else if (strcmp(key, "rc") == 0) {
        start->make.is_rc = scn_switch(L, key);
    } else if (strcmp(key, "owner") == 0) {
        start->owner = luaL_checkstring(L, -1);
        wrong = strlen(start->owner) > FW_CUSTOM_OWNER_MAX || strpbrk(start->owner, "\r\n") != NULL
                    ? "one line of 63 characters at most"
                    : NULL;
    } else if (strcmp(key, "params") == 0 || strcmp(key, "custom") == 0) {
        if (!lua_istable(L, -1)) {
            luaL_error(L, "unit %s = %s: give a table: %s = {GPP_A = \"x\"}", key, scn_push_text(L, -1, NULL), key);
        }
        lua_pushvalue(L, -1);
        lua_replace(L, strcmp(key, "params") == 0 ? start->params : start->custom);
    } else {
        luaL_error(L,
                   "unit %s: no such key: %sgive release, mac, serial, hardware, params, certificate, "
                   "clock, strict, g729, quirks, rc, custom, owner",
                   key, scn_near(L, key, words));
    }
    if (wrong != NULL) {
        luaL_error(L, "unit %s = \"%s\": %s", key, lua_tostring(L, -1), wrong);
    }
}

/* ---- parameters before the first start ---- */

struct params {
    struct offline opened;
    struct fw_txn *txn;
};

static void params_close(struct params *p)
{
    fw_txn_destroy(p->txn);
    offline_close(&p->opened);
}

/* The unit has just been made: its release is in bank A, whole. */
static enum rt_err params_open(struct params *p, struct emu_unitfile *file)
{
    uint8_t *flash = emu_unitfile_flash(file);
    const struct board_region_info *bank = board_region(BOARD_REGION_BANK_A);
    struct fw_image image;
    struct release of = {0};
    *p = (struct params){0};
    enum rt_err err = fw_image_open(&image, flash + bank->offset, bank->n_bytes);
    err = err == RT_OK ? release_of_image(&of, &image) : err;
    err = err == RT_OK ? offline_open(&p->opened, flash, &of) : err;
    return err == RT_OK ? fw_txn_create(&p->txn, p->opened.params) : err;
}

/* One parameter. Returns NULL, or what is wrong with it. */
static const char *put_param(struct params *p, struct lua_State *L, const char *name, struct rt_str value)
{
    enum fw_fit fit = FW_FIT_OK;
    if (fw_txn_set_by_name(p->txn, rt_str(name), value, &fit) != RT_OK) {
        return "out of memory";
    }
    if (value.n > FW_VALUE_MAX) {
        return lua_pushfstring(L, "%d characters: a value has at most %d", (int)value.n, (int)FW_VALUE_MAX);
    }
    if (fit == FW_FIT_UNKNOWN) {
        return scn_no_parameter(L, p->opened.schema, name);
    }
    if (fit == FW_FIT_OUT_OF_RANGE) {
        return "out of range: see 'vspa explain --param'";
    }
    return fit == FW_FIT_WRONG_TYPE ? "wrong type: see 'vspa explain --param'" : NULL;
}

/* Reads the table first, because that may raise; nothing is held then. what: "params", "custom" */
static void check_params(struct lua_State *L, int index, const char *what)
{
    lua_pushnil(L);
    while (lua_next(L, index) != 0) {
        if (lua_type(L, -2) != LUA_TSTRING || !(lua_isstring(L, -1) || lua_isboolean(L, -1))) {
            luaL_error(L, "unit %s: write {Element_Name = \"text\", ...}", what);
        }
        if (lua_type(L, -1) == LUA_TSTRING && strlen(lua_tostring(L, -1)) != lua_rawlen(L, -1)) {
            luaL_error(L, "unit %s: %s: a parameter cannot contain a NUL byte", what, lua_tostring(L, -2));
        }
        if (strcmp(what, "custom") == 0 && lua_type(L, -1) == LUA_TSTRING &&
            strpbrk(lua_tostring(L, -1), "\r\n") != NULL) {
            luaL_error(L, "unit custom: %s: a customised default is one line", lua_tostring(L, -2));
        }
        lua_pop(L, 1);
    }
}

#define NUMBER_BYTES 64u

/* The value on top of the stack, as text. */
static struct rt_str value_on_top(struct lua_State *L, char number[NUMBER_BYTES])
{
    if (lua_type(L, -1) == LUA_TSTRING) {
        return rt_str(lua_tostring(L, -1));
    }
    if (lua_isboolean(L, -1)) {
        return rt_str(lua_toboolean(L, -1) ? "Yes" : "No");
    }
    if (lua_isinteger(L, -1)) {
        (void)snprintf(number, NUMBER_BYTES, LUA_INTEGER_FMT, lua_tointeger(L, -1));
    } else {
        (void)snprintf(number, NUMBER_BYTES, "%.14g", lua_tonumber(L, -1));
    }
    return rt_str(number);
}

/* Puts the table's values into the unit. Customised defaults are in its factory region already: their values are judged
 * only. */
static void put_params(struct emu_scn *s, struct lua_State *L, int index, struct emu_unitfile *file, const char *what)
{
    struct params p;
    struct fw_commit commit;
    struct rt_buf where;
    rt_buf_init(&where, EMU_SCN_TEXT_MAX);
    scn_where(L, &where);
    luaL_checkstack(L, 10, "too deep");
    enum rt_err err = params_open(&p, file);
    lua_pushnil(L);
    while (err == RT_OK && lua_next(L, index) != 0) {
        char number[NUMBER_BYTES];
        const char *name = lua_tostring(L, -2);
        struct rt_str value = value_on_top(L, number);
        int top = lua_gettop(L);
        const char *wrong = put_param(&p, L, name, value);
        if (wrong != NULL) {
            scn_set_verdict(s, EMU_SCN_WRONG, "%sunit %s: %s = \"%.*s\": %s", rt_buf_text(&where), what, name,
                            value.n < 60 ? (int)value.n : 60, value.p, wrong);
        }
        lua_settop(L, top - 1);
    }
    if (err == RT_OK && strcmp(what, "params") == 0) {
        err = fw_txn_commit(p.txn, "scenario", &commit);
    }
    params_close(&p);
    rt_buf_fini(&where);
    if (err != RT_OK) {
        scn_set_verdict(s, EMU_SCN_ENVIRONMENT, "%s: unit %s: %s", s->job->path, what, rt_err_text(err));
    }
}

/* Customised factory defaults as a unit keeps them (fw_custom_store), by name: Lua's own order is not fixed. */
static void write_custom(struct lua_State *L, int index, const char *owner, struct rt_buf *out)
{
    const char *last = "", *next = last;
    if (owner != NULL) {
        (void)rt_buf_printf(out, FW_CUSTOM_OWNER_LINE "%s\n", owner); /* failures are remembered by the buffer */
    }
    while (next != NULL) {
        next = NULL;
        for (lua_pushnil(L); lua_next(L, index) != 0; lua_pop(L, 1)) {
            const char *name = lua_tostring(L, -2);
            next = strcmp(name, last) > 0 && (next == NULL || strcmp(name, next) < 0) ? name : next;
        }
        if (next != NULL) {
            char number[NUMBER_BYTES];
            lua_getfield(L, index, next);
            struct rt_str value = value_on_top(L, number);
            (void)rt_buf_printf(out, "%s = %.*s\n", next, (int)value.n, value.p);
            lua_pop(L, 1);
            last = next;
        }
    }
}

/* A lesson has no developer's log: what goes wrong inside is for the trainee to find out. */
static void write_nothing(void *ctx, enum rt_log_level level, const char *module, const char *text)
{
    (void)ctx;
    (void)level;
    (void)module;
    (void)text;
}

/* ---- making ---- */

/* NULL: the error says why. */
static struct emu_unitfile *make(const struct emu_scn_job *job, const struct emu_make_config *config,
                                 struct emu_error *error)
{
    struct emu_unitfile *file = job->blank;
    const char *wanted = config->release != NULL ? config->release : EMU_MAKE_RELEASE_DEFAULT;
    const char *has = job->blank_release != NULL ? job->blank_release : EMU_MAKE_RELEASE_DEFAULT;
    if (file == NULL || strcmp(wanted, has) != 0) {
        if (emu_unitfile_create_private(&file, error) == EMU_EXIT_OK) {
            (void)emu_make_release(file, config->release, config->images, error); /* the error says it */
        }
    }
    if (error->code != EMU_EXIT_OK || emu_make_identity(file, config, NULL, error) != EMU_EXIT_OK) {
        emu_unitfile_close(file);
        return NULL;
    }
    return file;
}

void emu_scn_ident(struct board_ident *out)
{
    const struct emu_make_config config = {.mac = MAC, .has_mac = true, .serial = SERIAL, .is_passing = true};
    struct emu_error unheard = {0};
    (void)emu_make_ident(out, &config, "SPA-2102", &unheard); /* all is given: it cannot fail */
}

/* The table of unit{...} at this index of the stack, 0: none. Raises for what is wrong in it. */
static void read_start(struct lua_State *L, int index, struct start *start)
{
    luaL_checkstack(L, 10, "too deep");
    lua_pushnil(L); /* the places of params and custom */
    lua_pushnil(L);
    start->custom = lua_gettop(L);
    start->params = start->custom - 1;
    if (index != 0) {
        lua_pushnil(L);
        while (lua_next(L, index) != 0) {
            take_key(L, lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : "?", start);
            lua_pop(L, 1);
        }
    }
    if (lua_istable(L, start->params)) {
        check_params(L, start->params, "params");
    }
    if (lua_istable(L, start->custom)) {
        check_params(L, start->custom, "custom");
    } else if (start->owner != NULL) {
        luaL_error(L, "unit owner: an RC unit has one with its customised defaults: add custom = {...}");
    }
}

enum emu_exit scn_unit_create(struct emu_scn *s, struct lua_State *L, int index)
{
    struct start start = {
        .make = {.mac = MAC,
                 .has_mac = true,
                 .serial = SERIAL,
                 .is_passing = true,
                 .known = s->job->ident,
                 .images = s->job->images},
    };
    struct emu_error error = {0};
    read_start(L, index, &start);
    bool has_params = lua_istable(L, start.params), has_custom = lua_istable(L, start.custom);
    struct rt_buf custom;
    rt_buf_init(&custom, FW_CUSTOM_TEXT_MAX);
    if (has_custom) {
        write_custom(L, start.custom, start.owner, &custom);
        start.make.custom = rt_buf_text(&custom);
        start.make.is_rc = true;
    }
    const struct emu_unit_config config = {
        .seed = s->job->seed,
        .pace = {.rate = 0, .patience_us = EMU_PACE_PATIENCE_DEFAULT_US},
        .log = {.level = s->job->is_verbose ? RT_LOG_DEBUG : RT_LOG_ERROR,
                .write = s->owner != NULL ? write_nothing : write_log,
                .ctx = s},
        .has_lab_files = true,
        .lab = {.unix_s = start.unix_s},
        .is_strict = start.is_strict,
        .has_g729 = start.has_g729,
        .quirks = start.quirks,
    };
    struct emu_unitfile *file = make(s->job, &start.make, &error);
    if (file != NULL) {
        if (has_custom) {
            put_params(s, L, start.custom, file, "custom");
        }
        if (has_params) {
            put_params(s, L, start.params, file, "params");
        }
        (void)emu_unit_create(&s->unit, file, &config, &error); /* the error says it */
    }
    rt_buf_fini(&custom);
    if (s->unit != NULL && s->job->show != NULL) {
        s->is_shown = s->job->show(s->job->ctx, s->unit, &error);
    }
    if (error.code != EMU_EXIT_OK) {
        scn_set_verdict(s, error.code == EMU_EXIT_USAGE ? EMU_SCN_WRONG : EMU_SCN_ENVIRONMENT, "%s: %s", s->job->path,
                        error.text);
        return error.code;
    }
    emu_acts_init(&s->acts, s->unit);
    s->acts.images = s->job->images;
    s->acts.is_fenced = true;
    s->acts.folder = s->job->scratch;
    emu_scn_log_init(&s->log, emu_unit_board(s->unit));
    s->keep = emu_scn_keep_open(s->unit, s->job);
    lua_settop(L, start.params - 1);
    return s->result->verdict == EMU_SCN_NOT_RUN ? EMU_EXIT_OK : EMU_EXIT_USAGE;
}
