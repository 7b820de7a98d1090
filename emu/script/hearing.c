/* SPDX-License-Identifier: MIT */
/* What a script says that is heard, as the events of an ear have it. */
#include "script_priv.h"
#include <host/signals.h>
#include <rt/str.h>
#include <lauxlib.h>
#include <lua.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool scn_is_of_ear(const void *what, const struct board_event *e)
{
    const struct scn_hearing *h = what;
    return board_event_signal(e) == (h->kind == SCN_HEAR_RING ? &board_signal_ring : &emu_signal_ear) &&
           (h->telephone == 0 || e->unit == h->telephone);
}

/* Words as people write them: the prompts spell "D H C P" and "I P address", and begin with a capital. */
static bool has_words(const char *said, const char *words)
{
    for (; *said != '\0'; said++) {
        const char *s = said, *w = words;
        while (*w != '\0') {
            s += strspn(s, " ");
            w += strspn(w, " ");
            if (*w == '\0' || tolower((unsigned char)*s) != tolower((unsigned char)*w)) {
                break;
            }
            s++;
            w++;
        }
        if (*w == '\0') {
            return true;
        }
    }
    return false;
}

bool scn_is_heard(const void *what, const struct board_event *e)
{
    const struct scn_hearing *h = what;
    switch (h->kind) {
    case SCN_HEAR_RING:
        return e->value == 1;
    case SCN_HEAR_PITCH:
        return strncmp(e->text, "sound of ", 9) == 0 && labs((long)e->value - (long)h->hz) * 50 <= (long)h->hz;
    case SCN_HEAR_EXACT:
        return strcmp(e->text, h->text) == 0;
    case SCN_HEAR_SPELLED:
        return strcmp(e->text, h->text) == 0;
    default:
        return strncmp(e->text, "says ", 5) == 0 && has_words(e->text + 5, h->text);
    }
}

/* How the ear writes a spoken character. */
static const char *spoken(char c, char one[2])
{
    static const struct {
        char c;
        const char *word;
    } signs[] = {{'.', "dot"}, {'-', "dash"}, {'/', "slash"}, {':', "colon"}, {'*', "star"}, {'#', "pound"}};
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        if (signs[i].c == c) {
            return signs[i].word;
        }
    }
    one[0] = (char)tolower((unsigned char)c);
    one[1] = '\0';
    return one;
}

static void spell(struct scn_hearing *h, const char *what)
{
    size_t n = (size_t)snprintf(h->text, sizeof h->text, "says \"");
    for (const char *p = what; *p != '\0' && n < sizeof h->text; p++) {
        char one[2];
        n += (size_t)snprintf(h->text + n, sizeof h->text - n, "%s%s", p == what ? "" : " ", spoken(*p, one));
    }
    if (n < sizeof h->text) {
        (void)snprintf(h->text + n, sizeof h->text - n, "\" (digits)");
    }
}

void scn_hearing_parse(struct lua_State *L, struct scn_hearing *h, const char *what)
{
    size_t n = strlen(what);
    if (n == 0 || n >= sizeof h->text / 4) {
        luaL_error(L,
                   "name what to wait for: a prompt (\"main_menu\"), its words, a number, \"dial tone\", \"silence\"");
    }
    h->kind = SCN_HEAR_EXACT;
    if (strncmp(what, "tone ", 5) == 0) {
        (void)snprintf(h->text, sizeof h->text, "%s", what);
    } else if (n > 5 && rt_str_is_ci(rt_str_n(what + n - 4, 4), "tone") && (what[n - 5] == ' ' || what[n - 5] == '_')) {
        (void)snprintf(h->text, sizeof h->text, "tone %.*s", (int)(n - 5), what); /* also Dial_Tone, the parameter */
    } else if (n > 3 && strcmp(what + n - 3, " Hz") == 0 && strspn(what, "0123456789") == n - 3 && n < 8) {
        h->kind = SCN_HEAR_PITCH;
        h->hz = (unsigned)strtoul(what, NULL, 10);
        (void)snprintf(h->text, sizeof h->text, "%s", what);
        return;
    } else if (strcmp(what, "silence") == 0 || strcmp(what, "sound") == 0) {
        (void)snprintf(h->text, sizeof h->text, "%s", what);
    } else if (strspn(what, "0123456789abcdefABCDEF.:/*#-") == n && strpbrk(what, "0123456789") != NULL) {
        h->kind = SCN_HEAR_SPELLED;
        spell(h, what);
    } else {
        h->kind = SCN_HEAR_WORDS;
        bool is_id = strspn(what, "abcdefghijklmnopqrstuvwxyz0123456789_") == n;
        (void)snprintf(h->text, sizeof h->text, is_id ? "(%s)" : "%s", what);
        return;
    }
    for (char *p = h->text + 5; strncmp(h->text, "tone ", 5) == 0 && *p != '\0'; p++) {
        *p = *p == ' ' ? '_' : (char)tolower((unsigned char)*p);
    }
}
