/* SPDX-License-Identifier: MIT */
/*
 * Requests from outside: what the port itself refuses, and which of its users are asked for the rest. Each request is
 * answered immediately.
 *
 *   request --from elsewhere than allowed--> dropped      --not sane, unknown extension, stranger--> 4xx, 505
 *           --else--> the users of its method (fw/sip_user.h), in order      --none takes it--> the status of the table
 */
#include "sip_events.h"
#include "sip_priv.h"
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>

enum { SILENT = -1 }; /* nothing is ever answered to an ACK (RFC 3261 section 17) */
enum { NOBODY = 0, CALLS = 1u << SIP_USER_CALLS, LINES = 1u << SIP_USER_LINES };

/* Who takes which method, and the response when none of them does: RFC 3261 sections 8.2.1, 9.2, 15.1.2. Anything
 * within a call that does not exist is answered 481. */
static const struct method {
    const char *name;
    unsigned users;
    int status;
    bool knows_user; /* 404 for a user that is no account */
} methods[] = {
    {"NOTIFY", CALLS | LINES, 489, false}, {"OPTIONS", CALLS, 200, true},    {"INVITE", CALLS, 481, true},
    {"ACK", CALLS, SILENT, false},         {"BYE", CALLS, 481, false},       {"CANCEL", CALLS, 481, false},
    {"INFO", CALLS, 481, false},           {"UPDATE", CALLS, 481, false},    {"PRACK", CALLS, 481, false},
    {"REFER", CALLS, 481, false},          {"REGISTER", NOBODY, 405, false}, {"MESSAGE", NOBODY, 405, false},
    {"SUBSCRIBE", NOBODY, 405, false},     {"PUBLISH", NOBODY, 405, false},  {"(other)", NOBODY, 501, false},
};
#define N_METHODS (sizeof methods / sizeof methods[0])

static const struct method *find_method(const char *name)
{
    for (size_t i = 0; i + 1 < N_METHODS; i++) {
        if (strcmp(methods[i].name, name) == 0) {
            return &methods[i];
        }
    }
    return &methods[N_METHODS - 1];
}

/* The user of the request URI is no account of the unit (captured: SPA941-4.1.8). A line without User_ID takes all
 * (guess). */
static bool is_stranger(const struct sip_exchange *x)
{
    const char *user = sip_message_uri_user(x->request), *own = sip_param(x->sip, FW_EL_USER_ID_1, x->line);
    return own[0] != '\0' && user != NULL && user[0] != '\0' && !sip_message_user_is(x->request, own);
}

/* Restrict_Source_IP: requests come from the line's proxies, or are dropped without an answer (RTP300 guide p.137). */
static bool is_restricted(const struct sip_exchange *x)
{
    static const enum fw_element proxies[] = {FW_EL_PROXY_1, FW_EL_OUTBOUND_PROXY_1};
    const struct fw_sip *s = x->sip;
    struct sip_targets targets;
    uint32_t ip = 0;
    if (!sip_param_bool(s, FW_EL_RESTRICT_SOURCE_IP_1, x->line) || x->from.ip == s->servers[x->line - 1].peer.ip) {
        return false;
    }
    for (size_t i = 0; i < sizeof proxies / sizeof proxies[0]; i++) {
        sip_targets_read(&targets, sip_param(s, proxies[i], x->line), SIP_PORT_DEFAULT, false);
        for (unsigned k = 0; k < targets.n; k++) {
            if (rt_str_ipv4(rt_str(targets.target[k].host), &ip) == RT_OK && ip == x->from.ip) {
                return false;
            }
        }
    }
    return true;
}

/* RFC 3891. It is not in Supported: captures of 3.x have x-sipura alone. */
static bool is_extension_known(const struct sip_exchange *x, struct rt_str name)
{
    return rt_str_is_ci(name, "replaces") ||
           (rt_str_is_ci(name, "100rel") && sip_param_bool(x->sip, FW_EL_SIP_100REL_ENABLE_1, x->line));
}

/* Names of Require that the unit does not know (RFC 3261 section 8.2.2.3); false: it knows all. */
static bool list_unknown(const struct sip_exchange *x, char out[128])
{
    size_t n = 0;
    out[0] = '\0';
    for (unsigned i = 0; i < SIP_HEAD_LINES_MAX; i++) {
        struct rt_str list = sip_message_field(x->request, "Require", NULL, i);
        if (list.p == NULL) {
            break;
        }
        while (list.p != NULL && n < 128) {
            struct rt_str name = rt_str_trim(rt_str_cut(list, ',', &list));
            if (name.n > 0 && !is_extension_known(x, name)) {
                int more = snprintf(out + n, 128 - n, "%s%.*s", n > 0 ? ", " : "", (int)name.n, name.p);
                n += more > 0 ? (size_t)more : 0;
            }
        }
    }
    return n > 0;
}

/* guess: sips only where TLS was the way. */
static bool is_scheme_known(struct rt_str scheme, enum sip_transport transport)
{
    return rt_str_is_ci(scheme, "sip") || (transport == SIP_TLS && rt_str_is_ci(scheme, "sips"));
}

static void answer(const struct sip_exchange *x, int status, const char *name, const char *value)
{
    sip_answer(x, &(struct sip_reply){.status = status, .extra_name = name, .extra = value});
}

static bool is_taken(const struct sip_exchange *x, unsigned users)
{
    for (unsigned i = 0; i < SIP_N_USERS; i++) {
        const struct sip_user *user = x->sip->users[i].user;
        if ((users & 1u << i) != 0 && user != NULL && user->on_request != NULL &&
            user->on_request(x->sip->users[i].ctx, x)) {
            return true;
        }
    }
    return false;
}

/* A body that the unit cannot unpack (RFC 3261 section 8.2.3). That of a BYE is not read: the call ends. */
static bool is_packed(const struct sip_message *request)
{
    struct rt_str encoding = rt_str_trim(sip_message_field(request, "Content-Encoding", "e", 0));
    return sip_message_body(request).n > 0 && encoding.n > 0 && !rt_str_is_ci(encoding, "identity");
}

void sip_on_request(struct fw_sip *s, unsigned line, const struct sip_peer *from, struct sip_message *request,
                    const uint8_t *bytes, size_t n)
{
    char fingerprint[FW_MD5_TEXT_BYTES], unknown[128];
    const struct method *method = find_method(sip_message_method(request));
    const char *scheme = sip_message_uri_scheme(request);
    const struct sip_exchange x = {s, line, *from, request, method->name, fingerprint};

    if (is_restricted(&x)) {
        FW_TELL(s->config.log, sip_dropped, line, RT_EACCES, "not from a proxy of the line");
        return;
    }
    sip_put_fingerprint(fingerprint, from, bytes, n);
    if (method->status == SILENT) {
        (void)is_taken(&x, method->users);
        return;
    }
    /* In the order of RFC 3261 section 8.2. */
    if (!rt_str_is_ci(rt_str(sip_message_version(request)), "SIP/2.0")) { /* in any case (section 7.1) */
        answer(&x, 505, NULL, NULL);
    } else if (sip_message_is_cut(request) ||
               strcmp(sip_message_method(request), sip_message_cseq_method(request)) != 0) {
        answer(&x, 400, NULL, NULL);
    } else if (method->users == NOBODY) {
        answer(&x, method->status, NULL, NULL);
    } else if (scheme == NULL || !is_scheme_known(rt_str(scheme), from->transport)) {
        answer(&x, 416, NULL, NULL);
    } else if (strcmp(method->name, "CANCEL") != 0 && list_unknown(&x, unknown)) {
        answer(&x, 420, "Unsupported", unknown);
    } else if (is_packed(request) && strcmp(method->name, "CANCEL") != 0 && strcmp(method->name, "BYE") != 0) {
        answer(&x, 415, "Accept-Encoding", "identity");
    } else if (method->knows_user && sip_message_tag(request, "To", "t").n == 0 && is_stranger(&x)) {
        answer(&x, 404, NULL, NULL);
    } else if (!is_taken(&x, method->users)) {
        answer(&x, method->status, NULL, NULL);
    }
}
