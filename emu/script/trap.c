/* SPDX-License-Identifier: MIT */
/* Steps that could not come true, told at once with their remedy in place of a wait in vain. */
#include "script_priv.h"
#include <board/board.h>
#include <fw/channel.h>
#include <fw/device.h>
#include <fw/net.h>
#include <fw/prov.h>
#include <unitfile/releases.h>
#include <offline/nearest.h>
#include <offline/release.h>
#include <lauxlib.h>
#include <lua.h>
#include <stdio.h>
#include <string.h>

#define WORDS_MAX 64

/* ---- power ---- */

static bool was_powered(const struct emu_scn *s)
{
    for (size_t i = 0; i < s->log.n; i++) {
        struct board_event e = emu_scn_log_get(&s->log, i);
        if (board_event_signal(&e) == &board_signal_power && e.value == 1) {
            return true;
        }
    }
    return board_is_powered(emu_unit_board(s->unit));
}

void scn_need_power(struct lua_State *L, const char *claim)
{
    struct emu_scn *s = scn_of(L);
    if (!was_powered(s)) {
        luaL_error(L, "%s: the unit has never been powered: power:on() comes first", claim);
    }
}

/* ---- tones ---- */

/* Some write "dialtone", some "tone dail". name: with '_' for blanks. */
void scn_check_tone(struct lua_State *L, const char *what, const char *name)
{
    char names[WORDS_MAX][EMU_TONE_TEXT_MAX + 6];
    const char *words[WORDS_MAX + 1] = {NULL};
    char one[EMU_TONE_TEXT_MAX];
    bool is_known = false;
    for (int i = 0; i < WORDS_MAX && emu_heard_tone(i, one) != NULL; i++) {
        is_known = is_known || strcmp(one, name) == 0;
        (void)snprintf(names[i], sizeof names[i], "%s tone", one);
        for (char *p = names[i]; *p != '\0'; p++) {
            *p = *p == '_' ? ' ' : *p;
        }
        words[i] = names[i];
    }
    if (!is_known) {
        luaL_error(L,
                   "hears(\"%s\"): there is no such tone: %sgive dial tone, busy tone, reorder tone or another *_Tone "
                   "parameter",
                   what, scn_near(L, what, words));
    }
}

bool scn_is_like_tone(const char *what, char near[EMU_TONE_TEXT_MAX])
{
    size_t n = strlen(what);
    for (int i = 0; emu_heard_tone(i, near) != NULL; i++) {
        size_t n_name = strlen(near);
        if (n >= n_name + 4 && strncmp(what, near, n_name) == 0 && strcmp(what + n - 4, "tone") == 0) {
            return true;
        }
    }
    return false;
}

/* ---- the trace ---- */

#define STATE_NAME(id, text) #id,
#define STATE_WORD(id, text) text,
static const char *const NET_WORDS[] = {FW_NET_STATE_LIST(STATE_NAME) NULL};
static const char *const RESYNC_WORDS[] = {FW_RESYNC_STATE_LIST(STATE_WORD) "begins", "done", "failed", NULL};
static const char *const UPGRADE_WORDS[] = {FW_UPGRADE_STATE_LIST(STATE_WORD) NULL};

/* The words by which the states of a signal go, as docs/trace.md has them: in other letters they match nothing. */
static const struct {
    const struct board_signal *signal;
    const char *const *words;
} STATES[] = {{&fw_signal_net, NET_WORDS}, {&fw_signal_resync, RESYNC_WORDS}, {&fw_signal_upgrade, UPGRADE_WORDS}};

void scn_check_pattern(struct lua_State *L, const struct emu_match *m, const char *text)
{
    struct rt_str value = rt_str(m->value);
    for (size_t i = 0; i < sizeof STATES / sizeof STATES[0]; i++) {
        for (const char *const *w = STATES[i].words; STATES[i].signal == m->signal && *w != NULL; w++) {
            if (rt_str_is_ci(value, *w) && strcmp(m->value, *w) != 0) {
                luaL_error(L, "\"%s\": it matches nothing, for capitals count: did you mean '%s=%s'?", text,
                           m->signal->name, *w);
            }
        }
    }
}

/* ---- elements ---- */

/* Releases are read one after the other, until one has all that is asked for: most often the first, which is the
 * scenario's own. */
struct lookup {
    const char *const *names;
    bool *is_known; /* one a name */
    size_t n;
};

static bool look_up(const struct fw_schema *schema, const struct lookup *l)
{
    bool has_all = true;
    for (size_t i = 0; i < l->n; i++) {
        l->is_known[i] = l->is_known[i] || fw_schema_find(schema, rt_str(l->names[i])) >= 0;
        has_all = has_all && l->is_known[i];
    }
    return has_all;
}

/* Nothing is said where there are no images to ask. */
static bool look_up_releases(const struct emu_scn *s, const struct lookup *l, char *near, size_t n_near)
{
    struct emu_release_file found[EMU_RELEASES_MAX];
    size_t n = emu_releases_list(found, EMU_RELEASES_MAX, s->job->images), n_read = 0;
    char path[EMU_PATH_MAX];
    bool has_all = false;
    for (size_t i = n; i-- > 0 && !has_all;) { /* the newest of the SPA2102 stands last */
        struct release of = {0};
        if (!emu_releases_path(path, s->job->images, &found[i]) || release_of_file(&of, path) != RT_OK) {
            continue;
        }
        n_read++;
        has_all = look_up(of.schema, l);
        for (size_t k = 0; k < l->n && !has_all && near[0] == '\0'; k++) {
            const char *element = l->is_known[k] ? NULL : nearest_element(of.schema, rt_str(l->names[k]), NULL);
            (void)snprintf(near, n_near, "%s", element != NULL ? element : "");
        }
        release_close(&of);
    }
    return has_all || n_read == 0;
}

/* The newest release of the SPA2102 that has this element; false: none. */
static bool find_release(const struct emu_scn *s, const char *name, struct emu_release_file *out)
{
    struct emu_release_file found[EMU_RELEASES_MAX];
    size_t n = emu_releases_list(found, EMU_RELEASES_MAX, s->job->images);
    char path[EMU_PATH_MAX];
    bool has_it = false;
    for (size_t i = n; i-- > 0 && !has_it;) {
        struct release of = {0};
        if (strcmp(found[i].product, "SPA-2102") == 0 && emu_releases_path(path, s->job->images, &found[i]) &&
            release_of_file(&of, path) == RT_OK) {
            has_it = fw_schema_find(of.schema, rt_str(name)) >= 0;
            *out = found[i];
            release_close(&of);
        }
    }
    return has_it;
}

/* The element of a label of the pages, "Dial Plan[1]": guide p.2-4. */
static void element_of_label(const char *label, char *out, size_t n_out)
{
    (void)snprintf(out, n_out, "%s", label); /* a longer one is no element */
    for (char *p = out; *p != '\0'; p++) {
        *p = strchr(" []()/", *p) != NULL ? '_' : *p;
    }
}

const char *scn_no_parameter(struct lua_State *L, const struct fw_schema *schema, const char *name)
{
    struct emu_release_file other;
    const char *words[2] = {NULL};
    const char *near = "";
    char element[128];
    element_of_label(name, element, sizeof element);
    if (strcmp(element, name) != 0 && fw_schema_find(schema, rt_str(element)) >= 0) {
        return lua_pushfstring(L, "a label of the pages: write its element, ['%s']", element);
    }
    if (find_release(scn_of(L), name, &other)) {
        return lua_pushfstring(L, "this release has no such parameter, release %s has it: unit{release = \"%s\"}",
                               other.version, other.version);
    }
    for (size_t i = 0; i < fw_schema_n_rows(schema) && near[0] == '\0'; i++) {
        words[0] = fw_schema_element(schema, i);
        near = scn_near(L, name, words);
    }
    return lua_pushfstring(L, "this release has no such parameter: %scheck the spelling", near);
}

void scn_check_elements(struct lua_State *L, const char *const *names, size_t n)
{
    struct emu_scn *s = scn_of(L);
    char near[128] = ""; /* no element is longer */
    bool *is_known = lua_newuserdatauv(L, n > 0 ? n * sizeof *is_known : 1, 0);
    memset(is_known, 0, n * sizeof *is_known);
    const struct lookup l = {names, is_known, n};
    if (n == 0 || s->mode == SCN_PLAN || look_up_releases(s, &l, near, sizeof near)) {
        lua_pop(L, 1);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        if (!is_known[i]) {
            luaL_error(L, "profile{%s = ...}: no release has such an element: %s%s%sor write the file as a text",
                       names[i], near[0] != '\0' ? "did you mean '" : "", near, near[0] != '\0' ? "'? " : "");
        }
    }
}
