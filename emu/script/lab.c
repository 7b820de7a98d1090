/* SPDX-License-Identifier: MIT */
/* The provider: its files, computed answers, names, NOTIFY, and what it was asked for. */
#include "script_priv.h"
#include <board/board.h>
#include <host/signals.h>
#include <board/clock.h>
#include <lauxlib.h>
#include <lua.h>
#include <stdio.h>
#include <string.h>

#define WITHIN_US (60u * (uint64_t)BOARD_US_PER_S)

/* ---- files, as they are or computed ---- */

static const char *without_slash(const char *path)
{
    return path + strspn(path, "/");
}

static void push_request(struct lua_State *L, const struct emu_lab_request *r, uint64_t now_us)
{
    const struct {
        const char *name, *value;
    } fields[] = {
        {"protocol", r->protocol}, {"method", r->method}, {"path", r->path}, {"query", r->query}, {"agent", r->agent}};
    lua_createtable(L, 0, 7);
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        lua_pushstring(L, fields[i].value);
        lua_setfield(L, -2, fields[i].name);
    }
    lua_pushlstring(L, r->body, r->n_body);
    lua_setfield(L, -2, "body");
    lua_pushnumber(L, (lua_Number)now_us / 1e6);
    lua_setfield(L, -2, "at");
}

struct answering {
    const struct emu_lab_request *request;
    struct rt_buf *out;
    unsigned *status;
    enum rt_err err;
};

/* Protected: everything that may raise. */
static int compute(struct lua_State *L)
{
    struct answering *a = lua_touserdata(L, 1);
    struct emu_scn *s = scn_of(L);
    size_t n;
    lua_rawgeti(L, LUA_REGISTRYINDEX, s->answers_ref);
    if (lua_getfield(L, -1, without_slash(a->request->path)) != LUA_TFUNCTION) {
        a->err = RT_ENOTSUP;
        return 0;
    }
    push_request(L, a->request, board_now_us(emu_unit_board(s->unit)));
    lua_call(L, 1, 2);
    if (!lua_isnil(L, -1)) {
        lua_Integer status = luaL_checkinteger(L, -1);
        if (status < 100 || status > 599) {
            return luaL_error(L, "an answer's status is a number from 100 to 599");
        }
        *a->status = (unsigned)status;
    }
    if (lua_isnil(L, -2)) {
        a->err = *a->status == 200 ? RT_ENOENT : RT_OK;
        return 0;
    }
    const char *text = lua_tolstring(L, -2, &n);
    if (text == NULL) {
        return luaL_error(L, "an answer is a text, or nil for 'not found'");
    }
    a->err = rt_buf_put(a->out, text, n);
    return 0;
}

/* A provider's answerer over the functions that the scenario gave for paths. */
static enum rt_err answer(void *ctx, const struct emu_lab_request *request, struct rt_buf *out, unsigned *status)
{
    struct emu_scn *s = ctx;
    struct answering a = {request, out, status, RT_EIO};
    if (s->result->verdict != EMU_SCN_NOT_RUN || !lua_checkstack(s->lua, 10)) {
        return RT_EIO;
    }
    bool was_in_callback = s->is_in_callback;
    s->is_in_callback = true;
    lua_pushcfunction(s->lua, compute);
    lua_pushlightuserdata(s->lua, &a);
    if (!scn_lua_call(s, 1, 0)) {
        a.err = RT_EIO; /* the verdict ends the wait that is going on */
    }
    s->is_in_callback = was_in_callback;
    return a.err;
}

/* Forgets the function that answered for a path. */
static void set_answer(struct lua_State *L, const char *path, int function_index)
{
    struct emu_scn *s = scn_of(L);
    if (s->answers_ref == 0) {
        lua_newtable(L);
        s->answers_ref = luaL_ref(L, LUA_REGISTRYINDEX);
        emu_lab_set_answerer(emu_unit_lab(s->unit), answer, s);
    }
    lua_rawgeti(L, LUA_REGISTRYINDEX, s->answers_ref);
    if (function_index != 0) {
        lua_pushvalue(L, function_index);
    } else {
        lua_pushnil(L);
    }
    lua_setfield(L, -2, without_slash(path));
    lua_pop(L, 1);
}

static int lab_file(struct lua_State *L)
{
    (void)scn_self(L, &scn_lab);
    const char *path = luaL_checkstring(L, 2);
    if (lua_isfunction(L, 3)) {
        (void)scn_touch(L);
        set_answer(L, path, 3);
        return 0;
    }
    if (lua_istable(L, 3)) {
        return luaL_error(L, "lab:file(\"%s\"): a table is no file: write profile{...}, or give a text", path);
    }
    luaL_argexpected(L, lua_isnil(L, 3) || lua_isstring(L, 3), 3, "text, function or nil");
    (void)scn_do_act(L, &scn_lab, "file"); /* it has no results */
    set_answer(L, path, 0);
    return 0;
}

/* ---- what it was asked for ---- */

static bool is_of_lab(const void *what, const struct board_event *e)
{
    (void)what;
    return board_event_signal(e) == &emu_signal_lab && strncmp(e->text, "syslog: ", 8) != 0;
}

static int lab_expects(struct lua_State *L)
{
    (void)scn_self(L, &scn_lab);
    const char *text = luaL_checkstring(L, 2);
    uint64_t within_us = scn_within(L, 3, WITHIN_US);
    (void)scn_touch(L);
    const char *claim = lua_pushfstring(L, "lab expects \"%s\"", text);
    struct board_event e =
        scn_expect_event(L, SCN_STREAM_REQUESTS, is_of_lab, scn_has_text, text, within_us, claim, text);
    lua_pushstring(L, e.text);
    return 1;
}

/* "http: GET /a.cfg?mac=1: 200, 12 bytes, User-Agent "x"", "tftp: RRQ a.cfg: file not found" */
static bool push_seen(struct lua_State *L, const struct board_event *e)
{
    char method[16], protocol[8];
    int status = 200, n = 0;
    const char *agent = strstr(e->text, "User-Agent \"");
    if (sscanf(e->text, "%7[a-z]: %15[A-Z] %n", protocol, method, &n) != 2 || n == 0) {
        return false;
    }
    if (strcmp(protocol, "sip") == 0) {
        return false; /* lab.registrations */
    }
    const char *target = e->text + n;
    const char *after = strstr(target, ": "); /* the target has no blank in it: HTTP's never, TFTP's by the unit */
    size_t n_target = after != NULL ? (size_t)(after - target) : strlen(target);
    size_t n_path = strcspn(target, "?") < n_target ? strcspn(target, "?") : n_target;
    if (strncmp(protocol, "http", 4) != 0) {
        n_path = n_target;
        status = after != NULL ? 404 : 200;
    } else if (after == NULL || sscanf(after, ": %d", &status) != 1) {
        return false;
    }
    lua_createtable(L, 0, 8);
    lua_pushstring(L, e->text);
    lua_setfield(L, -2, "text");
    lua_pushstring(L, protocol);
    lua_setfield(L, -2, "protocol");
    lua_pushstring(L, method);
    lua_setfield(L, -2, "method");
    lua_pushlstring(L, target, n_path);
    lua_setfield(L, -2, "path");
    lua_pushlstring(L, target + n_path + (n_path < n_target), n_target - n_path - (n_path < n_target));
    lua_setfield(L, -2, "query");
    lua_pushinteger(L, status);
    lua_setfield(L, -2, "status");
    lua_pushlstring(L, agent != NULL ? agent + 12 : "", agent != NULL ? strcspn(agent + 12, "\"") : 0);
    lua_setfield(L, -2, "agent");
    lua_pushnumber(L, (lua_Number)e->at_us / 1e6);
    lua_setfield(L, -2, "at");
    return true;
}

static bool push_request_row(struct lua_State *L, const struct board_event *e)
{
    return is_of_lab(NULL, e) && push_seen(L, e);
}

/* "sip: REGISTER 1001: 200, 3600 s", "sip: REGISTER 1001: no answer" */
static bool push_registration_row(struct lua_State *L, const struct board_event *e)
{
    static const char before[] = "sip: REGISTER ";
    int status = 0, expires = 0;
    if (!is_of_lab(NULL, e) || strncmp(e->text, before, strlen(before)) != 0) {
        return false;
    }
    const char *user = e->text + strlen(before);
    const char *after = strstr(user, ": ");
    if (after == NULL) {
        return false;
    }
    (void)sscanf(after, ": %d, %d s", &status, &expires); /* what is not there stays 0 */
    lua_createtable(L, 0, 5);
    lua_pushstring(L, e->text);
    lua_setfield(L, -2, "text");
    lua_pushlstring(L, user, (size_t)(after - user));
    lua_setfield(L, -2, "user");
    lua_pushinteger(L, status);
    lua_setfield(L, -2, "status");
    lua_pushinteger(L, expires);
    lua_setfield(L, -2, "expires");
    lua_pushnumber(L, (lua_Number)e->at_us / 1e6);
    lua_setfield(L, -2, "at");
    return true;
}

static int lab_get(struct lua_State *L)
{
    struct emu_scn *s = scn_of(L);
    if (strcmp(luaL_checkstring(L, 2), "registrations") == 0) {
        (void)scn_touch(L);
        return scn_push_list(L, &s->requests, push_registration_row);
    }
    if (strcmp(lua_tostring(L, 2), "requests") != 0) {
        return luaL_error(
            L,
            "lab has no %s: it has file(), answer(), hold(), image(), host(), srv(), port(), dhcp(), fault(), heal(), "
            "notify(), "
            "registrar(), mailbox(), stun(), nat(), pc_lease(), pc_ping(), vlan(), pppoe(), pppoe_end(), phone(), "
            "call(), "
            "expects(), "
            "count(), "
            "requests, registrations",
            lua_tostring(L, 2));
    }
    (void)scn_touch(L);
    return scn_push_list(L, &s->requests, push_request_row);
}

static int lab_count(struct lua_State *L)
{
    (void)scn_self(L, &scn_lab);
    const char *text = luaL_checkstring(L, 2);
    (void)scn_touch(L);
    const struct scn_counting counting = {
        .is_of_lab = true, .belongs = is_of_lab, .matches = scn_has_text, .what = text};
    return scn_push_count(L, lua_pushfstring(L, "lab %s", text), &counting);
}

/* ---- telephones ---- */

/* The act of the table of options, and the telephone that it names by this key. */
static int make_peer(struct lua_State *L, const char *act, const char *key, const char *fallback)
{
    (void)scn_do_act(L, &scn_lab, act); /* it has no results */
    lua_getfield(L, 2, key);
    const char *number = lua_tostring(L, -1);
    return scn_push_peer(L, number != NULL ? number : fallback);
}

static int lab_phone(struct lua_State *L)
{
    return make_peer(L, "phone", "number", "");
}

static int lab_call(struct lua_State *L)
{
    return make_peer(L, "call", "from", "200");
}

static const struct scn_function lab_functions[] = {
    {"file", "path: string, content: string|function|nil", NULL,
     "Serves a file by TFTP and HTTP; nil stops serving it. A function computes the answer: it receives the request "
     "(protocol, method, path, query, agent, body, at) and returns a text, or nil for `not found`, and optionally an "
     "HTTP status. It may only observe: no acts, no waits. What the unit sends to a path (POST, PUT, TFTP) is taken by "
     "the "
     "function of that path; a path without one is `not found` (404) unless a file is served there. `--lab DIR` of the "
     "other commands keeps it in DIR/uploads and answers 200.",
     "lab:file(\"spa2102.cfg\", profile{GPP_A = \"hello\"})\n"
     "local n = 0\n"
     "lab:file(\"busy.cfg\", function(request)\n"
     "  n = n + 1\n"
     "  if n == 1 then return nil, 503 end\n"
     "  return profile{GPP_B = request.protocol}\n"
     "end)",
     lab_file},
    {"answer", NULL, NULL,
     "Answers the next `count` requests for this path (default 1) with a `status` of HTTP (200) and a `content`. "
     "Several answers are used one after the other; after them the file is served again.",
     "lab:file(\"spa2102.cfg\", profile{GPP_A = \"hello\"})\nlab:answer(\"spa2102.cfg\", {status = 503, count = 2})",
     scn_call_act},
    {"hold", NULL, NULL,
     "Holds requests for this path until there is an answer() for it, while virtual time continues; each is reported "
     "once, as `hold: http GET ...`. false stops holding.",
     "lab:hold(\"spa2102.cfg\")\nlab:expects(\"hold: tftp RRQ\")\n"
     "lab:answer(\"spa2102.cfg\", {content = profile{GPP_A = \"late\"}})",
     scn_call_act},
    {"image", NULL, NULL, "Serves the firmware image of a release; with damage, altered as by `vspa image damage`.",
     "lab:image(\"/new.img\", \"5.2.10\")\nlab:image(\"/bad.img\", \"5.2.10\", \"truncate\")", scn_call_act},
    {"host", NULL, NULL, "Sets the addresses of a name in the provider's DNS.",
     "lab:host(\"prov.example.com\", \"192.168.1.250\", \"192.168.1.200\")", scn_call_act},
    {"srv", NULL, NULL, "Adds an SRV record to the provider's DNS; without a target, removes those of the name.",
     "lab:srv(\"_sip._udp.sip.test\", \"one.sip.test\", {priority = 10})\n"
     "lab:srv(\"_sip._udp.sip.test\", \"two.sip.test\", {priority = 20, port = 5070})",
     scn_call_act},
    {"fault", NULL, NULL,
     "Injects faults. Frames between the unit and everything at its Internet port: `drop`, `duplicate`, `reorder`, "
     "`corrupt`, `reset` (true for all, 0.25 for a quarter of them), `delay` (a time), `slow` (bytes per second); "
     "restricted to a service (`only`: arp, dhcp, dns, tftp, http, https, syslog, ntp), a direction (`way`: to_unit, "
     "from_unit), a number of frames (`count`) or a cable (`port`: wan, lan). The provider: `status` (HTTP status to "
     "answer with; with `count`), "
     "`dead_address` (resolves each name to an unreachable address first), `no_option_66`. The provider's HTTPS: its "
     "`certificate` (expired, future, self-signed, wrong-ca, wrong-name), its `tls` (old, new, close, silent), whether "
     "it requests a `client` certificate (no, ask, require); with `count`.",
     "lab:fault{drop = true, only = \"dns\", count = 2}\nlab:fault{status = 503, count = 1}\n"
     "lab:fault{delay = \"200ms\", slow = 20000}\nlab:fault{certificate = \"expired\", count = 1}\n"
     "lab:fault{tls = \"close\"}",
     scn_call_act},
    {"heal", NULL, NULL, "Clears all faults.", "lab:fault{drop = 0.5}\nlab:heal()", scn_call_act},
    {"notify", NULL, "integer",
     "Sends a SIP NOTIFY from the provider at 192.168.1.200:5060: resync, report, reboot, reboot_now, restart_now. "
     "Options: the `line` (1), and the `user` and `password` for the unit's challenge (the line's own account). "
     "Returns the SIP status of the last answer; 0: no answer.",
     "trace:expects(\"fw.net=UP\")\n"
     "equal(lab:notify(\"resync\", {line = 2, user = \"200\", password = \"wrong\"}), 401)",
     scn_call_act},
    {"port", NULL, NULL,
     "Serves files at a further port of the provider, by this protocol (tftp, http, https), four at most. Ports 69, 80 "
     "and "
     "443 are always open.",
     "lab:port(\"tftp\", 6900)\nlab:port(\"http\", 8080)", scn_call_act},
    {"dhcp", NULL, NULL,
     "Sets the provider's DHCP server, from the unit's next packet on: `option66` and others (none: not given), the "
     "`lease`. It can `refuse`, and have a `second` server beside it. What is not given is as usual.",
     "lab:dhcp{option66 = \"provider.test\", lease = \"10m\"}\nlab:dhcp{option66 = \"none\", option42 = \"none\"}",
     scn_call_act},
    {"registrar", NULL, NULL,
     "Makes the provider a registrar at 192.168.1.200:5060: for this `user` and `password` (everybody without a user), "
     "with "
     "a `realm`, granting at most `expires` seconds; `qop` false challenges as RFC 2069. It refuses with an `answer`, "
     "or is "
     "`silent`, always or `count` times. It is `slow`, answers good logins as `stale`, wants `min_expires` seconds, "
     "and "
     "challenges `calls` too. REGISTER comes by one `transport`, and calls come and go by the same: udp, tcp (port "
     "5060), "
     "tls (port 5061, with the certificate and the faults of its HTTPS); `close` ends its connections.",
     "lab:registrar{user = \"1001\", password = \"sesame\"}\nlab:registrar{answer = 503, count = 2}", scn_call_act},
    {"mailbox", NULL, NULL,
     "Sets a `user`'s mailbox at the provider: so many `new` and `old` messages. Its line is notified, in its "
     "subscription (Voice_Mail_Server) or, when it is registered, without one. Subscriptions are granted for at most "
     "`expires` seconds, refused with an `answer`, or not answered (`silent`), always or `count` times. A NOTIFY "
     "`ends` the subscription, or has another `type` and `body`.",
     "lab:registrar{}\nlab:mailbox{user = \"1001\", new = 2, old = 1}", scn_call_act},
    {"stun", NULL, NULL,
     "Makes the provider a STUN server that sees the unit behind a `nat` (open, firewall, full_cone, restricted, "
     "port_restricted, symmetric), at this `ip` with its ports moved by `shift`. It is `silent`, or its answers are "
     "`bad` (wrong_id, short, long_attribute, zero_address, other_sender, error), always or `count` times; `on` false "
     "switches it off.",
     "lab:stun{nat = \"symmetric\", ip = \"203.0.113.9\"}", scn_call_act},
    {"nat", NULL, NULL,
     "Puts a NAT between the unit and the provider. It translates UDP (not DHCP, not TCP): the provider sees the unit "
     "at this `ip`. What comes to a port from outside passes only while there is a mapping, which the unit's packets "
     "make and keep: without one for `timeout` (60 s) it is forgotten, and calls to the unit are lost. `type` says who "
     "may answer, as of stun(): restricted (an address that the unit has sent to), full_cone, port_restricted (no "
     "TFTP through it), symmetric, firewall (no translation), open (no NAT). `on` false removes it.",
     "lab:nat{timeout = \"30s\"}\nlab:registrar{}\nlab:nat{on = false}", scn_call_act},
    {"pc_lease", NULL, "string",
     "The PC at the LAN port asks for an address by DHCP. Returns it; fails if no server answers. Until then the PC "
     "has "
     "the last but one number of the unit's network.",
     "cable.lan:plug()\ntrace:expects(\"fw.net=UP\")\nequal(lab:pc_lease(), \"192.168.0.2\")", scn_call_act},
    {"pc_ping", NULL, "integer",
     "One echo request of the PC at the LAN port, which has an address. Returns the milliseconds until the reply; -1: "
     "none "
     "within 2 s.",
     "cable.lan:plug()\ntrace:expects(\"fw.net=UP\")\nlab:pc_lease()\nequal(lab:pc_ping(\"192.168.1.1\"), 0)",
     scn_call_act},
    {"vlan", NULL, NULL, "Puts the provider behind a VLAN (IEEE 802.1Q); without a number, behind none.",
     "lab:vlan(5)\nlab:vlan()", scn_call_act},
    {"pppoe", NULL, NULL,
     "Makes the provider a PPPoE concentrator in place of its DHCP server: for this `user` and `password` (everybody "
     "without a user), by `auth` (chap, pap, none), offering a `service` by name, with one or two `dns` servers. It "
     "opens no session (`refuse`), answers nothing (`silent`), leases addresses by DHCP as well (`dhcp`), or is no "
     "concentrator any more (`on` false). Its services are reached through the session.",
     "lab:pppoe{user = \"joe\", password = \"sesame\", auth = \"pap\"}\nlab:pppoe{silent = true}", scn_call_act},
    {"pppoe_end", NULL, NULL,
     "Ends the unit's PPPoE session: by `padt` (the default), by `terminate` (LCP), or `kill`: without a word, as a "
     "concentrator that was switched off and on.",
     "trace:expects(\"fw.net=UP\")\nlab:pppoe{}\n"
     "web:submit(\"Router/Wan Setup\", {[\"Connection Type\"] = \"PPPOE\"})\n"
     "trace:expects(\"fw.net=pppoe: session 1 up\")\nlab:pppoe_end(\"kill\")",
     scn_call_act},
    {"phone", "peer: vspa.Peer", "vspa.Telephone",
     "Adds a telephone to the provider, or changes it, and returns it: with a `number`, a `name`, `codecs` (PCMU, "
     "PCMA, "
     "G726-16, G726-24, G726-32, G726-40). Called, it rings until it answers() or `answers_after` a time. It `refuses` "
     "with a SIP status (a redirection with `contact`), shows `progress` (180) or is `early`, is `slow` or `silent`, "
     "`challenges` the requests in its calls, `loses_rtp`, and sends `headers` or an `sdp` of yours.",
     "lab:registrar{}\nlab:phone{number = \"200\", codecs = \"PCMA\", answers_after = \"2s\"}\n"
     "lab:phone{number = \"201\", refuses = 486}",
     lab_phone},
    {"call", "call: vspa.Call", "vspa.Telephone",
     "A telephone of the provider calls a line, and is returned: `to` is a number that has registered or the User_ID "
     "of "
     "a line, `from` is its own (200), made when there is none.",
     "lab:registrar{}\n"
     "-- local caller = lab:call{to = \"1001\", name = \"J. Smith\", alert_info = \"Bellcore-r3\"}",
     lab_call},
    {"expects", "text: string, options?: vspa.Within", "string",
     "Waits for a provider event that contains this text (within 60 s): leases, names, requests. Returns the line.",
     "lab:expects(\"dhcp: lease of 192.168.1.100\")", lab_expects},
    {"count", "text: string", "integer", "The number of such lines so far.", "equal(lab:count(\"http: GET\"), 0)",
     lab_count},
    {"registrations", "", "vspa.Registration[]",
     "All REGISTER requests so far, each with user, status (0: no answer), expires, at, text (a field, without "
     "parentheses).",
     "for _, r in ipairs(lab.registrations) do print(r.user, r.status) end", NULL},
    {"requests", "", "vspa.Request[]",
     "All file requests so far, each with protocol, method, path, query, status, agent, at, text (a field, without "
     "parentheses).",
     "for _, r in ipairs(lab.requests) do print(r.method, r.path, r.status) end", NULL},
};
const struct scn_object scn_lab = {
    .name = "lab",
    .shown = "lab",
    .class = "vspa.Lab",
    .doc = "The provider at 192.168.1.200: leases with option 66, names, files by TFTP and HTTP, syslog, time of day.",
    .functions = lab_functions,
    .n_functions = sizeof lab_functions / sizeof lab_functions[0],
    .get = lab_get,
};
