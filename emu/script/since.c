/* SPDX-License-Identifier: MIT */
/*
 * What was heard, dialled and visited so far: questions that wait for nothing, for conditions and for lessons. They
 * count from the beginning of the scenario; in a lesson, from the moment that the step before was done.
 */
#include "script_priv.h"
#include <host/signals.h>
#include <fw/channel.h>
#include <lauxlib.h>
#include <lua.h>
#include <stdio.h>
#include <string.h>

#define KEYS_MAX (1u << 20)

/* ---- heard ---- */

struct since_hearing {
    struct scn_hearing hearing;
    size_t since;
};

static bool is_heard_since(const void *what, const struct board_event *e)
{
    const struct since_hearing *h = what;
    return e->number >= h->since && scn_is_of_ear(&h->hearing, e) && scn_is_heard(&h->hearing, e);
}

/* Is the count on the stack at least the number at that index? Pushes the answer. */
static int push_is_enough(struct lua_State *L, int index)
{
    lua_Integer times = luaL_optinteger(L, index, 1);
    luaL_argcheck(L, times > 0, index, "give how many times, from 1");
    lua_pushboolean(L, lua_tointeger(L, -1) >= times);
    return 1;
}

int scn_global_heard(struct lua_State *L)
{
    struct since_hearing h = {.hearing = {.telephone = 0}};
    const char *what = luaL_checkstring(L, 1);
    lua_settop(L, 2);
    (void)scn_touch(L);
    scn_hearing_parse(L, &h.hearing, what);
    h.since = scn_of(L)->since;
    const struct scn_counting counting = {.matches = is_heard_since, .what = &h};
    (void)scn_push_count(L, lua_pushfstring(L, "heard %d %s", (int)h.since, what), &counting);
    return push_is_enough(L, 2);
}

/* ---- dialled ---- */

static bool put_key(struct scn_hands *hands, unsigned telephone, char key, size_t at)
{
    return rt_buf_put(&hands->keys[telephone], &key, 1) == RT_OK &&
           rt_buf_put(&hands->places[telephone], &at, sizeof at) == RT_OK;
}

/* Reads the events that are new. */
static bool follow_hands(struct emu_scn *s)
{
    struct scn_hands *hands = &s->hands;
    bool is_whole = true;
    if (hands->keys[0].max == 0) {
        for (unsigned i = 0; i < BOARD_N_FXS; i++) {
            rt_buf_init(&hands->keys[i], KEYS_MAX);
            rt_buf_init(&hands->places[i], KEYS_MAX * sizeof(size_t));
        }
    }
    for (; is_whole && hands->cursor < s->log.n; hands->cursor++) {
        struct board_event e = emu_scn_log_get(&s->log, hands->cursor);
        const struct board_signal *signal = board_event_signal(&e);
        bool is_pressed = signal == &emu_signal_press && e.value == 1;
        if (signal == &board_signal_hook) {
            is_whole = put_key(hands, e.unit - 1u, '\n', hands->cursor);
        } else if (signal == &emu_signal_keys || is_pressed) {
            for (const char *p = e.text; is_whole && *p != '\0'; p++) {
                is_whole = strchr(", -", *p) != NULL || put_key(hands, e.unit - 1u, *p, hands->cursor);
            }
        }
    }
    return is_whole;
}

void scn_hands_fini(struct emu_scn *s)
{
    for (unsigned i = 0; s->hands.keys[0].max != 0 && i < BOARD_N_FXS; i++) {
        rt_buf_fini(&s->hands.keys[i]);
        rt_buf_fini(&s->hands.places[i]);
    }
}

static lua_Integer count_keys(const struct emu_scn *s, unsigned telephone, const char *keys)
{
    const struct rt_buf *all = &s->hands.keys[telephone];
    const char *text = rt_buf_text(all);
    lua_Integer n = 0;
    for (const char *p = strstr(text, keys); p != NULL; p = strstr(p + 1, keys)) {
        size_t at;
        memcpy(&at, s->hands.places[telephone].bytes + (size_t)(p - text) * sizeof at, sizeof at);
        n += at >= s->since ? 1 : 0;
    }
    return n;
}

int scn_global_dialled(struct lua_State *L)
{
    struct emu_scn *s = scn_of(L);
    const char *keys = luaL_checkstring(L, 1);
    luaL_argcheck(L, keys[0] != '\0' && strspn(keys, "0123456789*#ABCD") == strlen(keys), 1,
                  "give keys: 0-9 * # A-D, as in \"110#\"");
    lua_settop(L, 2);
    (void)scn_touch(L);
    if (!follow_hands(s)) {
        return luaL_error(L, "dialled(): more keys than can be kept");
    }
    lua_Integer n = 0;
    for (unsigned i = 0; i < BOARD_N_FXS; i++) {
        n += count_keys(s, i, keys);
    }
    lua_pushinteger(L, n);
    return push_is_enough(L, 2);
}

/* ---- visited ---- */

#define FIELD_MAX 200u

struct visit {
    size_t since;
    char path[FIELD_MAX + 1]; /* with a * at its end: what begins so */
    lua_Integer status;       /* 0: any */
    char user[FIELD_MAX + 1]; /* "": any */
};

/* "GET /admin/advanced -> 200 for admin" */
static bool is_visit(const void *what, const struct board_event *e)
{
    const struct visit *v = what;
    const char *path = strchr(e->text, ' ');
    const char *arrow = path != NULL ? strstr(path + 1, " -> ") : NULL;
    const char *user = arrow != NULL ? strstr(arrow, " for ") : NULL;
    if (e->number < v->since || board_event_signal(e) != &fw_signal_web || user == NULL) {
        return false;
    }
    size_t n = (size_t)(arrow - ++path), n_wanted = strlen(v->path);
    bool is_start = n_wanted > 0 && v->path[n_wanted - 1] == '*';
    bool is_path = is_start ? n >= n_wanted - 1 && strncmp(path, v->path, n_wanted - 1) == 0
                            : n == n_wanted && strncmp(path, v->path, n) == 0;
    return is_path && (v->status == 0 || v->status == e->value) &&
           (v->user[0] == '\0' || strcmp(user + strlen(" for "), v->user) == 0);
}

static void take_visit(struct lua_State *L, struct visit *v)
{
    static const char *const words[] = {"status", "user", NULL};
    if (lua_isnoneornil(L, 2)) {
        return;
    }
    luaL_checktype(L, 2, LUA_TTABLE);
    lua_pushnil(L);
    while (lua_next(L, 2) != 0) {
        const char *key = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : "?";
        if (strcmp(key, "status") == 0) {
            v->status = luaL_checkinteger(L, -1);
        } else if (strcmp(key, "user") == 0) {
            (void)snprintf(v->user, sizeof v->user, "%s", luaL_checkstring(L, -1));
        } else {
            luaL_error(L, "visited() %s: no such option: %sgive status or user", key, scn_near(L, key, words));
        }
        lua_pop(L, 1);
    }
}

int scn_global_visited(struct lua_State *L)
{
    struct visit v = {.since = scn_of(L)->since};
    const char *path = luaL_checkstring(L, 1);
    luaL_argcheck(L, path[0] == '/' && strlen(path) <= FIELD_MAX, 1, "give a path, as in \"/admin/advanced\"");
    lua_settop(L, 3);
    (void)scn_touch(L);
    (void)snprintf(v.path, sizeof v.path, "%s", path);
    take_visit(L, &v);
    const struct scn_counting counting = {.matches = is_visit, .what = &v};
    (void)scn_push_count(L, lua_pushfstring(L, "visited %d %s %d %s", (int)v.since, v.path, (int)v.status, v.user),
                         &counting);
    return push_is_enough(L, 3);
}
