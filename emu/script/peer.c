/* SPDX-License-Identifier: MIT */
/* Telephones of the provider as objects: what they do are acts; here is what happens to them. */
#include "script_priv.h"
#include <board/board.h>
#include <board/clock.h>
#include <host/signals.h>
#include <telephone/pitch.h>
#include <telephone/telephone.h>
#include <lauxlib.h>
#include <lua.h>
#include <stdio.h>
#include <string.h>

#define WITHIN_US (20u * (uint64_t)BOARD_US_PER_S)
#define TEXT_MAX  128u

struct seeing {
    char before[SCN_NUMBER_MAX + 16]; /* "phone 200: " */
    char text[TEXT_MAX];
    enum { SEE_BEGIN, SEE_PART, SEE_PITCH } how;
};

static bool is_of_peer(const void *what, const struct board_event *e)
{
    const struct seeing *s = what;
    return board_event_signal(e) == &emu_signal_lab && strncmp(e->text, s->before, strlen(s->before)) == 0;
}

static bool is_seen(const void *what, const struct board_event *e)
{
    static const char hears[] = "hears ";
    const struct seeing *s = what;
    const char *text = e->text + strlen(s->before);
    switch (s->how) {
    case SEE_BEGIN:
        return strncmp(text, s->text, strlen(s->text)) == 0;
    case SEE_PITCH:
        return strncmp(text, hears, strlen(hears)) == 0 && emu_lab_pitch_is(text + strlen(hears), s->text);
    default:
        return strstr(text, s->text) != NULL;
    }
}

static const char *number_of(struct lua_State *L)
{
    return scn_of(L)->peers[scn_self(L, &scn_peer)];
}

static struct seeing see(struct lua_State *L, const char *text)
{
    struct seeing s = {.how = SEE_BEGIN};
    (void)snprintf(s.before, sizeof s.before, "phone %s: ", number_of(L));
    if (strlen(text) >= sizeof s.text) {
        luaL_error(L, "too long a text to wait for");
    }
    (void)snprintf(s.text, sizeof s.text, "%s", text);
    return s;
}

/* Waits for what s says; pushes the text of the event, without the number. */
static int expect(struct lua_State *L, const struct seeing *s, int options, const char *claim)
{
    uint64_t within_us = scn_within(L, options, WITHIN_US);
    (void)scn_touch(L);
    const char *whole = lua_pushfstring(L, "peer %s %s", number_of(L), claim);
    struct board_event e = scn_expect_event(L, SCN_STREAM_PEER + (int)scn_self(L, &scn_peer), is_of_peer, is_seen, s,
                                            within_us, whole, s->text);
    lua_pushstring(L, e.text + strlen(s->before));
    return 1;
}

static int peer_rings(struct lua_State *L)
{
    lua_settop(L, 2);
    struct seeing s = see(L, "rings, from ");
    (void)expect(L, &s, 2, "rings");
    lua_pushstring(L, lua_tostring(L, -1) + strlen(s.text));
    return 1;
}

static int peer_talks(struct lua_State *L)
{
    lua_settop(L, 2);
    struct seeing s = see(L, "talks to ");
    return expect(L, &s, 2, "talks");
}

static int peer_ends(struct lua_State *L)
{
    lua_settop(L, 2);
    struct seeing s = see(L, "call over: ");
    (void)expect(L, &s, 2, "ends");
    lua_pushstring(L, lua_tostring(L, -1) + strlen(s.text));
    return 1;
}

static int peer_expects(struct lua_State *L)
{
    lua_settop(L, 3); /* options may be left out */
    const char *text = luaL_checkstring(L, 2);
    struct seeing s = see(L, text);
    s.how = SEE_PART;
    return expect(L, &s, 3, lua_pushfstring(L, "expects \"%s\"", text));
}

static int peer_hears(struct lua_State *L)
{
    lua_settop(L, 3); /* options may be left out */
    const char *what = luaL_checkstring(L, 2);
    unsigned hz[2];
    bool is_pitch = emu_lab_pitch_parse(what, hz) > 0;
    if (!is_pitch && strcmp(what, "silence") != 0 && strcmp(what, "sound") != 0) {
        return luaL_error(L, "hears(\"%s\"): give a tone as \"440 Hz\" or \"350+440 Hz\", \"silence\" or \"sound\"",
                          what);
    }
    struct seeing s = see(L, is_pitch ? what : lua_pushfstring(L, "hears %s", what));
    s.how = is_pitch ? SEE_PITCH : SEE_BEGIN;
    return expect(L, &s, 3, lua_pushfstring(L, "hears \"%s\"", what));
}

/* Keys, one after the other: "dtmf 5 by rtp, 100 ms". */
static int peer_receives(struct lua_State *L)
{
    lua_settop(L, 3); /* options may be left out */
    static const char *const hows[] = {"", "rtp", "info", "inband", NULL};
    const char *keys = luaL_checkstring(L, 2);
    int how = 0;
    if (lua_istable(L, 3) && lua_getfield(L, 3, "how") != LUA_TNIL) {
        how = luaL_checkoption(L, -1, NULL, hows);
        lua_pushnil(L); /* the other options are judged without it */
        lua_setfield(L, 3, "how");
    }
    for (const char *k = keys; *k != '\0'; k++) {
        char text[TEXT_MAX];
        (void)snprintf(text, sizeof text, "dtmf %c%s", *k,
                       how == 0   ? ""
                       : how == 1 ? " by rtp"
                       : how == 2 ? " by info"
                                  : " in band");
        struct seeing s = see(L, text);
        (void)expect(L, &s, 3, lua_pushfstring(L, "receives \"%s\"", keys));
    }
    return 0;
}

static int peer_message(struct lua_State *L)
{
    const char *number = number_of(L), *start = luaL_checkstring(L, 2);
    size_t n;
    const char *text = emu_lab_phone_message(emu_unit_lab(scn_touch(L)), number, start, &n);
    if (text == NULL) {
        lua_pushnil(L);
    } else {
        lua_pushlstring(L, text, n);
    }
    return 1;
}

static int peer_get(struct lua_State *L)
{
    const char *word = luaL_checkstring(L, 2);
    if (strcmp(word, "number") == 0) {
        lua_pushstring(L, number_of(L));
        return 1;
    }
    return luaL_error(
        L,
        "a peer has no %s: it has number, answers(), hangs_up(), holds(), resumes(), says(), dtmf(), transfer{}, "
        "rings(), talks(), ends(), hears(), receives(), expects(), message()",
        word);
}

int scn_push_peer(struct lua_State *L, const char *number)
{
    struct emu_scn *s = scn_of(L);
    for (unsigned i = 0; i < SCN_PEERS_MAX; i++) {
        if (s->peers[i][0] == '\0') {
            (void)snprintf(s->peers[i], sizeof s->peers[i], "%s", number); /* fits: the provider has taken it */
        }
        if (strcmp(s->peers[i], number) == 0) {
            scn_push_made(L, &scn_peer, i);
            return 1;
        }
    }
    return luaL_error(L, "the provider has 16 telephones already");
}

#define PEER "lab:registrar{}\nlocal peer = lab:phone{number = \"200\"}\n"
static const struct scn_function peer_functions[] = {
    {"answers", NULL, NULL, "Answers the call that rings.", PEER "-- peer:rings()\n-- peer:answers()", scn_call_act},
    {"hangs_up", NULL, NULL, "Ends the call, cancels it, or refuses it while it rings.", PEER "-- peer:hangs_up()",
     scn_call_act},
    {"holds", NULL, NULL, "Holds the call, by a re-INVITE with a=sendonly.", PEER "-- peer:holds()", scn_call_act},
    {"resumes", NULL, NULL, "Resumes the held call.", PEER "-- peer:resumes()", scn_call_act},
    {"says", NULL, NULL,
     "Says a tone (`tone 880 Hz`, `tone 350+440 Hz`) or the bytes of a WAV file (8 kHz, mono, 16 bit) from now on, or "
     "`silence`.",
     PEER "peer:says(\"tone 880 Hz\")", scn_call_act},
    {"dtmf", NULL, NULL,
     "Sends keys: as RFC 4733 events (`how` rtp), as INFO (info) or as tones (inband), each for a `time` (100ms).",
     PEER "-- peer:dtmf(\"123\", {how = \"info\"})", scn_call_act},
    {"transfer", NULL, NULL,
     "Sends the other side to a number or a SIP URI, by REFER. With `replaces` that call takes over the one of another "
     "telephone, as in an attended transfer. Reports are events: `transfer: 200`.",
     PEER "-- peer:transfer{to = \"300\"}", scn_call_act},
    {"rings", "options?: vspa.Within", "string",
     "Waits until an incoming call rings (within 20 s). Returns the caller: number, and name in quotes.",
     PEER "-- local caller = peer:rings()", peer_rings},
    {"talks", "options?: vspa.Within", "string",
     "Waits until a call is connected (within 20 s). Returns who talks, with which codec.",
     PEER "-- peer:talks({within = \"1m\"})", peer_talks},
    {"ends", "options?: vspa.Within", "string",
     "Waits for the end of a call (within 20 s). Returns why, and the packets sent, received and lost.",
     PEER "-- local why = peer:ends()", peer_ends},
    {"hears", "what: string, options?: vspa.Within", "string",
     "Waits until it hears a steady tone or two (`440 Hz`, `350+440 Hz`, each within 10 Hz), `silence` or a `sound` "
     "(within 20 s).",
     PEER "-- peer:hears(\"880 Hz\")", peer_hears},
    {"receives", "keys: string, options?: table", NULL,
     "Waits for these DTMF keys, one after the other (each within 20 s): by any way, or `how`: rtp, info, inband.",
     PEER "-- peer:receives(\"123\", {how = \"rtp\"})", peer_receives},
    {"expects", "text: string, options?: vspa.Within", "string",
     "Waits for an event of this telephone that contains a text (within 20 s): `held by`, `refuses, 486`, `180 from`.",
     PEER "-- peer:expects(\"held by 1001\")", peer_expects},
    {"message", "start: string", "string|nil",
     "The last SIP message that this telephone has got and that begins so, of the last 16; nil without one.",
     PEER "equal(peer:message(\"INVITE \"), nil)", peer_message},
};
const struct scn_object scn_peer = {
    .name = "peer",
    .shown = "peer",
    .class = "vspa.Telephone",
    .doc = "A telephone inside the provider, as lab:phone() and lab:call() return it. It shares no code with the unit.",
    .functions = peer_functions,
    .n_functions = sizeof peer_functions / sizeof peer_functions[0],
    .is_made = true,
    .get = peer_get,
};
