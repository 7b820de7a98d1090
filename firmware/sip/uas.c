/* SPDX-License-Identifier: MIT */
/*
 * Incoming requests. Each is answered immediately; only the response is kept for a while, in case of a
 * retransmission.
 *
 *   request --sane? no--> 4xx, 505      --method--> the table
 *   NOTIFY  --event unknown--> 489      --needs a password, has none or a wrong one--> 401
 *           --else--> 200, and then it is obeyed, if the parameter beside the event allows it
 */
#include "uas.h"
#include "request.h"
#include "reliable.h"
#include "sip_events.h"
#include <board/board.h>
#include <board/clock.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>

enum { BY_EVENT = 0, SILENT = -1 };

/* Responses to requests that belong to no call. RFC 3261 sections 8.2.1, 9.2, 15.1.2. Anything within a call is
 * answered 481. */
static const struct method {
    const char *name;
    int status;
    bool is_of_call, knows_user; /* asks the calls first; 404 for a user that is no account */
} methods[] = {
    {"NOTIFY", BY_EVENT, true, false}, {"OPTIONS", 200, true, true},    {"INVITE", 481, true, true},
    {"ACK", SILENT, true, false},      {"BYE", 481, true, false},       {"CANCEL", 481, true, false},
    {"INFO", 481, true, false},        {"UPDATE", 481, true, false},    {"PRACK", 481, true, false},
    {"REFER", 481, true, false},       {"REGISTER", 405, false, false}, {"MESSAGE", 405, false, false},
    {"SUBSCRIBE", 405, false, false},  {"PUBLISH", 405, false, false},  {"(other)", 501, false, false},
};
#define N_METHODS (sizeof methods / sizeof methods[0])

/* Events of NOTIFY in search order; a release may know fewer (manifest, `notify`). stem: whatever begins so.
 * parameter: one that the Event header must have. gate: the parameter of the unit that must not be No.
 * Sources: guide p.2-15, 2-19. reboot: recall (FreePBX sends it). check-sync and its parameter: Wazo and sipXecs send
 * nothing else to this model; reboot=true: FusionPBX; what the unit does with the three is inferred. */
static const struct event {
    const char *name, *stem, *parameter;
    bool is_command, needs_password, is_of_guide, is_of_mailbox;
    enum fw_sip_command command;
    enum fw_element gate;
} events[] = {
    {"resync", NULL, NULL, true, true, true, false, FW_SIP_RESYNC, FW_EL_RESYNC_FROM_SIP},
    {"report", NULL, NULL, true, true, true, false, FW_SIP_REPORT, FW_EL_NONE},
    {"reboot", NULL, NULL, true, true, true, false, FW_SIP_REBOOT, FW_EL_NONE},
    {"reboot_now", NULL, NULL, true, true, true, false, FW_SIP_REBOOT_NOW, FW_EL_NONE},
    {"restart_now", NULL, NULL, true, true, true, false, FW_SIP_RESTART_NOW, FW_EL_NONE},
    {"check-sync", NULL, "reboot=true", true, true, false, false, FW_SIP_REBOOT, FW_EL_NONE},
    {"check-sync", NULL, NULL, true, true, false, false, FW_SIP_RESYNC, FW_EL_RESYNC_FROM_SIP},
    {"reboot*", "reboot", NULL, true, true, false, false, FW_SIP_REBOOT, FW_EL_NONE},
    /* recall: accepted from anyone. */
    {"message-summary", NULL, NULL, false, false, true, true, FW_N_SIP_COMMANDS, FW_EL_NONE},
    {"keep-alive", NULL, NULL, false, false, true, false, FW_N_SIP_COMMANDS, FW_EL_NONE}, /* guess */
};
#define N_EVENTS (sizeof events / sizeof events[0])

static const struct method *find_method(const char *name)
{
    for (size_t i = 0; i + 1 < N_METHODS; i++) {
        if (strcmp(methods[i].name, name) == 0) {
            return &methods[i];
        }
    }
    return &methods[N_METHODS - 1];
}

/* A piece of a list is this word, blanks aside. */
static bool has_word(struct rt_str list, char separator, const char *word)
{
    while (list.p != NULL) {
        if (rt_str_is_ci(rt_str_trim(rt_str_cut(list, separator, &list)), word)) {
            return true;
        }
    }
    return false;
}

static bool is_known(const struct fw_sip *s, const struct event *e)
{
    const char *list = s->config.manifest->notify;
    return (e->is_of_guide || !s->config.knows_guide_events_only) &&
           (list[0] == '\0' || has_word(rt_str(list), ',', e->name));
}

static bool has_name(const struct event *e, struct rt_str name)
{
    return e->stem == NULL ? rt_str_is_ci(name, e->name)
                           : name.n >= strlen(e->stem) && rt_str_is_ci(rt_str_n(name.p, strlen(e->stem)), e->stem);
}

/* The event of an Event header. NULL: unknown. */
static const struct event *find_event(const struct fw_sip *s, struct rt_str field)
{
    struct rt_str parameters, name = rt_str_trim(rt_str_cut(field, ';', &parameters));
    for (size_t i = 0; i < N_EVENTS; i++) {
        if (has_name(&events[i], name) && is_known(s, &events[i]) &&
            (events[i].parameter == NULL || has_word(parameters, ';', events[i].parameter))) {
            return &events[i];
        }
    }
    return NULL;
}

/* Allow-Events: names, each once; no stems, which no header can say. */
static void list_events(const struct fw_sip *s, char out[128])
{
    size_t n = 0;
    out[0] = '\0';
    for (size_t i = 0; i < N_EVENTS && n < 128; i++) {
        if (events[i].parameter == NULL && events[i].stem == NULL && is_known(s, &events[i])) {
            int more = snprintf(out + n, 128 - n, "%s%s", n > 0 ? ", " : "", events[i].name);
            n += more > 0 ? (size_t)more : 0;
        }
    }
}

/* --- answering ------------------------------------------------------------------------------------------------ */

static void put_fingerprint(char out[FW_MD5_TEXT_BYTES], const struct sip_peer *from, const uint8_t *bytes, size_t n)
{
    /* A head holds no 0, and a request that is sent again is the same to the last byte (RFC 3261 section 17.1.2.2). */
    char peer[32], *text = rt_mem_strndup((const char *)bytes, n);
    (void)snprintf(peer, sizeof peer, "%08x %u", (unsigned)from->ip, (unsigned)from->port);
    fw_md5_text(out, (const struct rt_str[]){rt_str(peer), rt_str(text != NULL ? text : "")}, 2);
    if (text == NULL) {
        out[0] = '\0'; /* matches nothing */
    }
    (void)rt_mem_free(text); /* always NULL */
}

static void drop_answer(struct sip_answer *a)
{
    (void)rt_mem_free(a->text); /* always NULL */
    *a = (struct sip_answer){0};
}

void sip_forget_answers(struct fw_sip *s)
{
    for (unsigned i = 0; i < SIP_ANSWERS_MAX; i++) {
        drop_answer(&s->answers[i]);
    }
}

static void send_answer(struct sip_socket *socket, const struct sip_answer *a)
{
    char summary[64];
    (void)snprintf(summary, sizeof summary, "%d %s", a->status, sip_reason(a->status));
    (void)sip_send(socket, a->line, &a->to, a->method, summary, a->text, a->n); /* lost is lost */
}

bool sip_answer_again(struct sip_socket *socket, const struct sip_peer *from, const uint8_t *bytes, size_t n)
{
    struct fw_sip *s = socket->sip;
    char fingerprint[FW_MD5_TEXT_BYTES];
    put_fingerprint(fingerprint, from, bytes, n);
    for (unsigned i = 0; fingerprint[0] != '\0' && i < SIP_ANSWERS_MAX; i++) {
        const struct sip_answer *a = &s->answers[i];
        if (a->text != NULL && strcmp(a->fingerprint, fingerprint) == 0 &&
            board_now_us(s->config.board) < a->until_us) {
            send_answer(socket, a);
            return true;
        }
    }
    return false;
}

/* Same request, same tag (RFC 3261 section 8.2.7); unpredictable. */
static void put_tag(const struct sip_exchange *x, char out[FW_MD5_TEXT_BYTES])
{
    char secret[2 * SIP_SECRET_BYTES + 1];
    sip_nonces_secret(&x->sip->nonces, secret);
    fw_md5_text(out, (const struct rt_str[]){RT_STR("tag"), rt_str(secret), rt_str(x->fingerprint)}, 3);
    (void)snprintf(out + 16, 4, "i%u", x->line - 1); /* captured: PAP2-3.1.3 */
}

/* Where the answer goes: to the sender, at the port that its Via names, unless Send_Resp_To_Src_Port is Yes. What is
 * written into the Via: Insert_VIA_received and Insert_VIA_rport, where they differ. recall: the unit's help texts. */
void sip_reply_address(const struct fw_sip *s, const struct sip_message *request, const struct sip_peer *from,
                       struct sip_peer *to, struct sip_reply *reply, char received[16])
{
    const struct fw_params *params = s->config.params;
    uint16_t via_port = sip_message_via_port(request);
    uint32_t via_ip = 0;
    bool is_same_host = rt_str_ipv4(rt_str(sip_message_via_host(request)), &via_ip) == RT_OK && via_ip == from->ip;
    *to = *from; /* over TCP: by the same connection, and if it is lost to that port (RFC 3261 section 18.2.2) */
    to->port = via_port;
    if (fw_element_bool(params, FW_EL_SEND_RESP_TO_SRC_PORT)) {
        to->port = from->port;
    }
    if (!is_same_host && fw_element_bool(params, FW_EL_INSERT_VIA_RECEIVED)) {
        reply->received = rt_ipv4_text(from->ip, received);
    }
    if (via_port != from->port && fw_element_bool(params, FW_EL_INSERT_VIA_RPORT)) {
        reply->rport = from->port;
    }
}

void sip_answer(const struct sip_exchange *x, const struct sip_reply *special)
{
    struct fw_sip *s = x->sip;
    char server[256], tag[FW_MD5_TEXT_BYTES], received[16];
    struct sip_reply reply = *special;
    struct sip_answer *a = &s->answers[s->next_answer];
    struct rt_buf text;

    rt_buf_init(&text, 2 * SIP_HEAD_MAX);
    sip_put_software(s, FW_EL_SIP_SERVER_NAME, server);
    reply.server = server;
    if (reply.to_tag == NULL) {
        put_tag(x, tag);
        reply.to_tag = tag;
    }
    bool is_options = strcmp(x->method, "OPTIONS") == 0 && reply.status == 200;
    reply.allow = is_options || reply.status == 405 || reply.status == 501 ? sip_allow(s, x->line) : NULL;
    reply.supported = is_options ? sip_supported(s, x->line) : NULL;
    drop_answer(a);
    sip_reply_address(s, x->request, &x->from, &a->to, &reply, received);
    if (sip_reply_write(x->request, &reply, &text) == RT_OK) {
        s->next_answer = (s->next_answer + 1) % SIP_ANSWERS_MAX;
        (void)rt_str_copy(a->fingerprint, sizeof a->fingerprint, rt_str(x->fingerprint)); /* fits */
        a->until_us = board_now_us(s->config.board) + fw_element_us(s->config.params, FW_EL_SIP_TIMER_J);
        a->line = x->line;
        a->status = reply.status;
        a->method = x->method;
        a->n = text.n;
        a->text = rt_buf_take(&text);
        if (a->text != NULL) {
            send_answer(x->socket, a);
        }
    }
    rt_buf_fini(&text);
}

/* extra: one more header; may be NULL. */
static void answer(const struct sip_exchange *x, int status, const char *name, const char *value)
{
    sip_answer(x, &(struct sip_reply){.status = status, .extra_name = name, .extra = value});
}

/* --- NOTIFY --------------------------------------------------------------------------------------------------- */

/* guess: the realm of the unit's challenge is not documented. The provider's domain lets a server find its password by
 * realm; without one, the unit's address. */
static void put_realm(const struct sip_exchange *x, char out[128])
{
    struct rt_str rest, proxy = rt_str_trim(rt_str_cut(rt_str(sip_param(x->sip, FW_EL_PROXY_1, x->line)), ':', &rest));
    char ip[16];
    bool is_plain = proxy.n > 0 && rt_str_copy(out, 128, proxy) == RT_OK;
    for (size_t i = 0; is_plain && i < proxy.n; i++) {
        uint8_t c = (uint8_t)proxy.p[i];
        is_plain = c > 0x20 && c < 0x7f && c != '"' && c != '\\';
    }
    if (!is_plain) {
        (void)rt_str_copy(out, 128, rt_str(rt_ipv4_text(fw_net_status(x->sip->config.net)->ip, ip))); /* fits */
    }
}

/* The uri is not compared with the request's: a proxy on the way may have changed that one (RFC 2617 section 3.2.2.5).
 * An account without a name or a password opens nothing. guess: a factory unit must not obey strangers. */
static enum fw_digest_verdict judge(const struct sip_exchange *x, const struct fw_digest_account *account)
{
    enum fw_digest_verdict best = FW_DIGEST_WRONG;
    unsigned n = account->user[0] != '\0' && account->password[0] != '\0' ? sip_message_n_credentials(x->request) : 0;
    for (unsigned i = 0; i < n && best != FW_DIGEST_RIGHT; i++) {
        struct sip_credentials c;
        if (!sip_message_credentials(x->request, i, &c)) {
            continue;
        }
        const struct fw_digest_answer a = {.scheme = rt_str(c.scheme),
                                           .username = rt_str(c.username),
                                           .realm = rt_str(c.realm),
                                           .nonce = rt_str(c.nonce),
                                           .uri = rt_str(c.uri),
                                           .response = rt_str(c.response),
                                           .algorithm = rt_str(c.algorithm),
                                           .qop = rt_str(c.qop),
                                           .nc = rt_str(c.nonce_count),
                                           .cnonce = rt_str(c.cnonce)};
        if (fw_digest_is_right(account, rt_str(x->method), &a)) {
            best = sip_nonces_take(&x->sip->nonces, a.nonce) ? FW_DIGEST_RIGHT : FW_DIGEST_STALE;
        }
    }
    return best;
}

static void challenge(const struct sip_exchange *x, const char *realm, bool is_stale)
{
    char nonce[SIP_NONCE_BYTES], value[320];
    sip_nonces_make(&x->sip->nonces, nonce);
    (void)snprintf(value, sizeof value, "Digest realm=\"%s\", nonce=\"%s\", algorithm=MD5, qop=\"auth\"%s", realm,
                   nonce, is_stale ? ", stale=true" : "");
    answer(x, 401, "WWW-Authenticate", value);
}

/* The account of the line: Auth_ID when Use_Auth_ID is Yes, else User_ID; Password. True: go on. */
bool sip_is_authorised(const struct sip_exchange *x)
{
    const struct fw_sip *s = x->sip;
    char realm[128];
    struct fw_digest_account account = {
        .user =
            sip_param(s, sip_param_bool(s, FW_EL_USE_AUTH_ID_1, x->line) ? FW_EL_AUTH_ID_1 : FW_EL_USER_ID_1, x->line),
        .password = sip_param(s, FW_EL_PASSWORD_1, x->line),
        .realm = realm,
    };
    put_realm(x, realm);
    enum fw_digest_verdict verdict = judge(x, &account);
    if (verdict == FW_DIGEST_RIGHT) {
        return true;
    }
    if (sip_message_n_credentials(x->request) > 0) {
        FW_TELL(s->config.log, sip_refused, x->line, 401,
                verdict == FW_DIGEST_STALE ? "the nonce is used or old" : "wrong credentials");
    }
    challenge(x, realm, verdict == FW_DIGEST_STALE);
    return false;
}

/* A NOTIFY of messages: is it one to take? False: it was answered otherwise. */
static bool takes_messages(const struct sip_exchange *x)
{
    static const char type[] = "application/simple-message-summary";
    struct rt_str rest, given = sip_message_field(x->request, "Content-Type", "c", 0);
    if (sip_mailbox_is_old(&x->sip->mailboxes[x->line - 1], x->request)) { /* RFC 3261 section 12.2.2 */
        answer(x, 500, NULL, NULL);
        return false;
    }
    if (given.p != NULL && sip_message_body(x->request).n > 0 &&
        !rt_str_is_ci(rt_str_trim(rt_str_cut(given, ';', &rest)), type)) { /* section 8.2.3 */
        answer(x, 415, "Accept", type);
        return false;
    }
    return true;
}

static void on_notify(const struct sip_exchange *x)
{
    struct fw_sip *s = x->sip;
    struct rt_str field = sip_message_field(x->request, "Event", "o", 0);
    const struct event *event = field.p != NULL ? find_event(s, field) : NULL;
    char ip[16], known[128];

    if (event == NULL) {
        list_events(s, known);
        answer(x, 489, "Allow-Events", known);
        return;
    }
    if (event->needs_password && sip_param_bool(s, FW_EL_AUTH_RESYNC_REBOOT_1, x->line) && !sip_is_authorised(x)) {
        return;
    }
    if (event->is_of_mailbox && !takes_messages(x)) {
        return;
    }
    answer(x, 200, NULL, NULL); /* guess: also when it will not be obeyed */
    if (event->is_of_mailbox) {
        sip_mailbox_on_notify(&s->mailboxes[x->line - 1], x->request);
    }
    if (!event->is_command) {
        return;
    }
    if (event->gate != FW_EL_NONE && !fw_element_bool(s->config.params, event->gate)) {
        FW_TELL(s->config.log, sip_ignored, x->line, 0, event->name, rt_ipv4_text(x->from.ip, ip),
                fw_element_name(event->gate));
        return;
    }
    FW_TELL(s->config.log, sip_event, x->line, 0, event->name, rt_ipv4_text(x->from.ip, ip));
    s->config.on_command(s->config.ctx, event->command, x->line);
}

/* --- all requests ------------------------------------------------------------------------------------------------ */

/* The user of the request URI is no account of the unit (captured: SPA941-4.1.8). A line without User_ID takes all
 * (guess). */
static bool is_stranger(const struct sip_exchange *x)
{
    const char *user = sip_message_uri_user(x->request), *own = sip_param(x->sip, FW_EL_USER_ID_1, x->line);
    return own[0] != '\0' && user != NULL && user[0] != '\0' && strcmp(user, own) != 0;
}

/* Restrict_Source_IP: requests come from the line's proxies, or are dropped without an answer (RTP300 guide p.137). */
static bool is_restricted(const struct sip_exchange *x)
{
    static const enum fw_element proxies[] = {FW_EL_PROXY_1, FW_EL_OUTBOUND_PROXY_1};
    const struct fw_sip *s = x->sip;
    struct sip_targets targets;
    uint32_t ip = 0;
    if (!sip_param_bool(s, FW_EL_RESTRICT_SOURCE_IP_1, x->line) ||
        x->from.ip == s->registrations[x->line - 1].peer.ip) {
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

void sip_on_request(struct sip_socket *socket, unsigned line, const struct sip_peer *from, struct sip_message *request,
                    const uint8_t *bytes, size_t n)
{
    char fingerprint[FW_MD5_TEXT_BYTES], unknown[128];
    const struct method *method = find_method(sip_message_method(request));
    const char *scheme = sip_message_uri_scheme(request);
    const struct sip_exchange x = {socket, socket->sip, line, *from, request, method->name, fingerprint};
    bool is_of_call = method->is_of_call;

    if (is_restricted(&x)) {
        FW_TELL(x.sip->config.log, sip_dropped, line, RT_EACCES, "not from a proxy of the line");
        return;
    }
    put_fingerprint(fingerprint, from, bytes, n);
    if (method->status == SILENT) { /* nothing is ever answered to an ACK (RFC 3261 section 17) */
        (void)sip_calls_on_request(&x);
        return;
    }
    /* In the order of RFC 3261 section 8.2. */
    if (strcmp(sip_message_version(request), "SIP/2.0") != 0) {
        answer(&x, 505, NULL, NULL);
    } else if (sip_message_is_cut(request) ||
               strcmp(sip_message_method(request), sip_message_cseq_method(request)) != 0) {
        answer(&x, 400, NULL, NULL);
    } else if (method->status == 405 || method->status == 501) {
        answer(&x, method->status, NULL, NULL);
    } else if (scheme == NULL || !is_scheme_known(rt_str(scheme), from->transport)) {
        answer(&x, 416, NULL, NULL);
    } else if (strcmp(method->name, "CANCEL") != 0 && list_unknown(&x, unknown)) {
        answer(&x, 420, "Unsupported", unknown);
    } else if (method->knows_user && sip_message_tag(request, "To", "t").n == 0 && is_stranger(&x)) {
        answer(&x, 404, NULL, NULL);
    } else if (is_of_call && sip_calls_on_request(&x)) {
        return;
    } else if (method->status == BY_EVENT) {
        on_notify(&x);
    } else {
        answer(&x, method->status, NULL, NULL);
    }
}
