/* SPDX-License-Identifier: MIT */
/* lab:fault{...} and lab:heal(): what goes wrong on the wire and at the provider. */
#include "script_priv.h"
#include <host/options.h>
#include <net/faults.h>
#include <lauxlib.h>
#include <lua.h>
#include <string.h>

#define DEAD_ADDRESS 0xc0a801fau /* 192.168.1.250: nobody has it */

static uint32_t check_count(struct lua_State *L, const char *key, lua_Integer max)
{
    lua_Integer n = luaL_checkinteger(L, -1);
    if (n < 1 || n > max) {
        luaL_error(L, "fault %s: give a number from 1 to %I", key, (LUAI_UACINT)max);
    }
    return (uint32_t)n;
}

/* true: all; a number up to 1: this part of them. */
static uint32_t check_chance(struct lua_State *L, const char *key)
{
    if (lua_isboolean(L, -1) && lua_toboolean(L, -1)) {
        return 0;
    }
    lua_Number part = luaL_checknumber(L, -1);
    if (!(part > 0 && part <= 1)) {
        luaL_error(L, "fault %s: give true for all frames, or a part of them as 0.25", key);
    }
    return part >= 1 ? 0 : (uint32_t)(part * 1000 + 0.5);
}

struct fault_spec {
    struct emu_fault common;
    struct emu_fault rule[EMU_N_FAULTS];
    size_t n_rules;
    struct emu_lab_faults lab;
    struct emu_lab_https https;
    bool has_lab, has_https;
};

static void take_service(struct lua_State *L, struct emu_fault *f)
{
    const char *names[EMU_N_SERVICES + 1] = {NULL};
    const char *only = luaL_checkstring(L, -1);
    for (int i = 0; i < EMU_N_SERVICES; i++) {
        names[i] = emu_service_name((enum emu_service)i);
        if (strcmp(names[i], only) == 0) {
            f->service = (enum emu_service)i;
            return;
        }
    }
    luaL_error(L, "fault only = \"%s\": %sgive arp, dhcp, dns, tftp, http, https, syslog, ntp or other", only,
               scn_near(L, only, names));
}

static void take_way(struct lua_State *L, struct emu_fault *f)
{
    const char *way = luaL_checkstring(L, -1);
    f->way = strcmp(way, "to_unit") == 0     ? EMU_WAY_TO_UNIT
             : strcmp(way, "from_unit") == 0 ? EMU_WAY_FROM_UNIT
                                             : EMU_WAY_BOTH;
    if (f->way == EMU_WAY_BOTH && strcmp(way, "both") != 0) {
        luaL_error(L, "fault way = \"%s\": give to_unit, from_unit or both", way);
    }
}

/* A kind of the frame table with its number; false: another key. */
static bool take_frame_fault(struct lua_State *L, const char *key, struct fault_spec *spec)
{
    for (int k = 0; k < EMU_N_FAULTS; k++) {
        if (strcmp(key, emu_fault_name((enum emu_fault_kind)k)) != 0) {
            continue;
        }
        struct emu_fault *f = &spec->rule[spec->n_rules++];
        *f = (struct emu_fault){.kind = (enum emu_fault_kind)k};
        if (k == EMU_FAULT_DELAY) {
            f->us = scn_duration(L, lua_gettop(L));
        } else if (k == EMU_FAULT_SLOW) {
            f->rate = check_count(L, key, 1000000000);
        } else {
            f->permille = check_chance(L, key);
        }
        return true;
    }
    return false;
}

/* What is wrong with the provider's HTTPS; false: another key. */
static bool take_https_fault(struct lua_State *L, const char *key, struct fault_spec *spec)
{
    const struct {
        const char *key;
        const char *(*parse)(const char *value, void *field);
        void *field;
    } rows[] = {
        {"certificate", emu_parse_lab_fault, &spec->https.fault},
        {"tls", emu_parse_lab_tls, &spec->https.tls},
        {"client", emu_parse_lab_client, &spec->https.client},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strcmp(key, rows[i].key) == 0) {
            const char *value = luaL_checkstring(L, -1);
            const char *wrong = rows[i].parse(value, rows[i].field);
            if (wrong != NULL) {
                luaL_error(L, "fault %s = \"%s\": %s", key, value, wrong);
            }
            spec->has_https = true;
            return true;
        }
    }
    return false;
}

static void take_fault(struct lua_State *L, const char *key, struct fault_spec *spec)
{
    static const char *const words[] = {"drop", "delay",  "duplicate",   "reorder",      "corrupt", "reset",
                                        "slow", "only",   "count",       "way",          "status",  "dead_address",
                                        "tls",  "client", "certificate", "no_option_66", NULL};
    if (take_frame_fault(L, key, spec) || take_https_fault(L, key, spec)) {
        return;
    }
    if (strcmp(key, "only") == 0) {
        take_service(L, &spec->common);
    } else if (strcmp(key, "way") == 0) {
        take_way(L, &spec->common);
    } else if (strcmp(key, "count") == 0) {
        spec->common.n_max = check_count(L, key, 1000000);
    } else if (strcmp(key, "status") == 0) {
        spec->lab.http_status = (uint16_t)check_count(L, key, 599);
        spec->has_lab = true;
    } else if (strcmp(key, "dead_address") == 0) {
        spec->lab.dead_address = scn_switch(L, key) ? DEAD_ADDRESS : 0;
        spec->has_lab = true;
    } else if (strcmp(key, "no_option_66") == 0) {
        spec->lab.has_no_option_66 = scn_switch(L, key);
        spec->has_lab = true;
    } else {
        luaL_error(L, "fault %s: there is no such one: %s'vspa test --reference' lists them", key,
                   scn_near(L, key, words));
    }
}

int scn_lab_fault(struct lua_State *L)
{
    (void)scn_self(L, &scn_lab);
    struct fault_spec spec = {.n_rules = 0};
    struct emu_unit *u = scn_touch(L);
    luaL_checktype(L, 2, LUA_TTABLE);
    lua_pushnil(L);
    while (lua_next(L, 2) != 0) {
        take_fault(L, lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : "?", &spec);
        lua_pop(L, 1);
    }
    if (spec.n_rules == 0 && !spec.has_lab && !spec.has_https) {
        return luaL_error(L, "lab:fault{}: name what goes wrong, as in lab:fault{drop = true, only = \"dns\"}");
    }
    for (size_t i = 0; i < spec.n_rules; i++) {
        struct emu_fault f = spec.rule[i];
        f.service = spec.common.service;
        f.way = spec.common.way;
        f.n_max = spec.common.n_max;
        if (emu_faults_add(emu_unit_faults(u), &f) != RT_OK) {
            return luaL_error(L, "lab:fault{}: 16 at a time are the limit: lab:heal() ends them");
        }
    }
    if (spec.has_lab) {
        spec.lab.n_http_status = spec.common.n_max;
        emu_lab_set_faults(emu_unit_lab(u), &spec.lab);
    }
    if (spec.has_https) {
        spec.https.n_faulty = spec.common.n_max;
        emu_lab_set_https(emu_unit_lab(u), &spec.https);
    }
    return 0;
}

int scn_lab_heal(struct lua_State *L)
{
    (void)scn_self(L, &scn_lab);
    struct emu_unit *u = scn_touch(L);
    emu_faults_clear(emu_unit_faults(u));
    emu_lab_set_faults(emu_unit_lab(u), &(struct emu_lab_faults){.http_status = 0});
    emu_lab_set_https(emu_unit_lab(u), &(struct emu_lab_https){.cn = NULL});
    return 0;
}
