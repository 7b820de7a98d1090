/* SPDX-License-Identifier: MIT */
/* Sources: RFC 3261 section 10; ATA 191 guide, chapter Voice Parameters (failures, intervals, redundancy); where a
 * table below says so, a capture or a guess. */
#include "lines_priv.h"
#include "sipline_events.h"
#include <board/board.h>
#include <board/entropy.h>
#include <fw/sip_hop.h>
#include <stdio.h>
#include <string.h>

/* A change of one of these begins the registration anew. */
static const enum fw_element line_elements[] = {
    FW_EL_LINE_ENABLE_1,
    FW_EL_NAT_MAPPING_ENABLE_1,
    FW_EL_EXT_SIP_PORT_1,
    FW_EL_PROXY_1,
    FW_EL_OUTBOUND_PROXY_1,
    FW_EL_USE_OUTBOUND_PROXY_1,
    FW_EL_REGISTER_1,
    FW_EL_USER_ID_1,
    FW_EL_PASSWORD_1,
    FW_EL_USE_AUTH_ID_1,
    FW_EL_AUTH_ID_1,
    FW_EL_DISPLAY_NAME_1,
    FW_EL_REGISTER_EXPIRES_1,
    FW_EL_USE_DNS_SRV_1,
    FW_EL_DNS_SRV_AUTO_PREFIX_1,
};

static void set_state(struct sip_registration *r, enum sip_registration_state next)
{
    static const char *const names[] = {
#define NAME(id, name, help) name,
        SIP_REGISTRATION_STATE_LIST(NAME)
#undef NAME
    };
    if (r->state != next) {
        FW_TELL(sip_config(r->sip)->log, sip_register, r->line, next, names[r->state], names[next]);
        r->state = next;
    }
}

static void set_registered(struct sip_registration *r, bool is_registered)
{
    const struct fw_sip_lines_config *config = &r->lines->config;
    if (r->server->is_registered != is_registered) {
        r->server->is_registered = is_registered;
        r->lost_at_us = board_now_us(sip_config(r->sip)->board);
        if (config->on_registration != NULL) {
            config->on_registration(config->ctx, r->line, is_registered);
        }
    }
}

static void lose(struct sip_registration *r, const char *why)
{
    if (r->server->is_registered) {
        FW_TELL(sip_config(r->sip)->log, sip_unregistered, r->line, 0, why);
        set_registered(r, false);
    }
}

static bool is_wanted(const struct sip_registration *r)
{
    const struct fw_sip *s = r->sip;
    return r->is_started && sip_param_bool(s, FW_EL_LINE_ENABLE_1, r->line) &&
           sip_param_bool(s, FW_EL_REGISTER_1, r->line) && *sip_param(s, FW_EL_PROXY_1, r->line) != '\0' &&
           *sip_param(s, FW_EL_USER_ID_1, r->line) != '\0';
}

/* --- failures ------------------------------------------------------------------------------------------------- */

/* Seconds; 0: empty, or no number. These parameters are texts in the schema. */
static uint64_t read_us(const struct fw_sip *s, enum fw_element e)
{
    uint64_t us;
    return rt_str_seconds_us(rt_str_trim(rt_str(fw_element_text(sip_config(s)->params, e))), &us) == RT_OK ? us : 0;
}

static uint64_t random_us(struct fw_sip *s, enum fw_element max)
{
    uint64_t ms = read_us(s, max) / BOARD_US_PER_MS;
    return ms == 0
               ? 0
               : (uint64_t)board_entropy_below(sip_config(s)->board, ms < UINT32_MAX ? (uint32_t)ms + 1 : UINT32_MAX) *
                     BOARD_US_PER_MS;
}

/* The short interval doubles with each failure up to Reg_Retry_Intvl_Cap, when that is set. */
static uint64_t short_interval_us(struct sip_registration *r)
{
    const struct fw_params *params = sip_config(r->sip)->params;
    uint64_t us = fw_element_us(params, FW_EL_REG_RETRY_INTVL);
    uint64_t cap_us = read_us(r->sip, FW_EL_REG_RETRY_INTVL_CAP);
    for (unsigned i = 0; cap_us > 0 && i < r->n_failures && us < cap_us; i++) {
        us *= 2;
    }
    r->n_failures++;
    return cap_us > 0 && us > cap_us ? cap_us : us;
}

/* status 0: no answer, no address. */
static void fail(struct sip_registration *r, int status, const char *why)
{
    struct fw_sip *s = r->sip;
    const struct fw_params *params = sip_config(s)->params;
    bool is_short = status == 0 || fw_sip_status_is_listed(fw_element_text(params, FW_EL_RETRY_REG_RSC), status);
    uint64_t us = is_short ? short_interval_us(r) : fw_element_us(params, FW_EL_REG_RETRY_LONG_INTVL);
    char next[48];
    if (us == 0) {
        (void)rt_str_copy(next, sizeof next, RT_STR("no further try")); /* fits */
        fw_log_debug(sip_config(s)->log, 1, "[%u]RegFail. Stopped", r->line - 1);
    } else {
        us += random_us(s, is_short ? FW_EL_REG_RETRY_RANDOM_DELAY : FW_EL_REG_RETRY_LONG_RANDOM_DELAY);
        (void)snprintf(next, sizeof next, "again in %llu s", (unsigned long long)(us / BOARD_US_PER_S));
        fw_log_debug(sip_config(s)->log, 1, "[%u]RegFail. Retry in %u", r->line - 1, (unsigned)(us / BOARD_US_PER_S));
        board_timer_start(sip_config(s)->board, &r->timer, us);
    }
    FW_TELL(sip_config(s)->log, sip_register_failed, r->line, status, why, next);
    set_state(r, us == 0 ? SIP_REGISTRATION_STOPPED : SIP_REGISTRATION_RETRY);
}

/* --- one request ------------------------------------------------------------------------------------------------ */

static void resolve(struct sip_registration *r);

/* The next host of the list; false: there is none. */
static bool try_next_target(struct sip_registration *r)
{
    if (r->server->i + 1 >= r->targets.n) {
        return false;
    }
    r->server->i++;
    board_timer_start(
        sip_config(r->sip)->board, &r->fallback,
        fw_element_us(sip_config(r->sip)->params, fw_element_of_line(FW_EL_PROXY_FALLBACK_INTVL_1, r->line)));
    resolve(r);
    return true;
}

/* A Contact that is another one now is taken back first, when Remove_Last_Reg says so. In whose name: guess, the
 * present one. */
static void check_last_contact(struct sip_registration *r)
{
    char contact[SIP_CONTACT_MAX];
    sip_register_contact(r, contact);
    r->is_removing = r->last_contact[0] != '\0' && strcmp(r->last_contact, contact) != 0 &&
                     fw_element_bool(sip_config(r->sip)->params, FW_EL_REMOVE_LAST_REG);
}

static void send_request(struct sip_registration *r)
{
    struct fw_sip *s = r->sip;
    struct rt_buf text;
    rt_buf_init(&text, 2 * SIP_HEAD_MAX);
    enum rt_err err = sip_can_send(s, r->line) ? sip_register_write(r, &text) : RT_EUNREACH;
    size_t n = text.n;
    char *bytes = err == RT_OK ? rt_buf_take(&text) : NULL;
    rt_buf_fini(&text);
    if (bytes == NULL) {
        fail(r, 0, rt_err_text(err != RT_OK ? err : RT_ENOMEM));
        return;
    }
    set_state(r, SIP_REGISTRATION_TRYING);
    sip_client_start(&r->client, &r->server->peer, "REGISTER", r->cseq, bytes, n);
}

static void on_address(void *ctx, enum rt_err err, const uint32_t *addresses, size_t n)
{
    struct sip_registration *r = ctx;
    if (err == RT_OK && n > 0) { /* of several addresses the first (ATA 191 guide: no fall-back between them) */
        r->server->peer.ip = addresses[0];
        check_last_contact(r);
        send_request(r);
    } else if (!try_next_target(r)) {
        fail(r, 0, err == RT_ENOENT ? "the registrar's name does not exist" : rt_err_text(err));
    }
}

static void resolve(struct sip_registration *r)
{
    const struct sip_target *t = &r->targets.target[r->server->i];
    r->server->peer =
        (struct sip_peer){.port = t->port, .transport = sip_transport_of(r->sip, r->line), .is_server = true};
    set_state(r, SIP_REGISTRATION_RESOLVING);
    fw_dns_resolve(sip_config(r->sip)->net, &r->dns, t->host, on_address, r);
}

static void go(struct sip_registration *r)
{
    if (r->server->i >= r->targets.n) {
        r->server->i = 0;
    }
    if (r->targets.n > 0) {
        resolve(r);
    } else {
        fail(r, 0, "no registrar is named"); /* Use_Outbound_Proxy without one: guess */
    }
}

/* Without records the name itself is looked up (RFC 3263 section 4.2; guess for the unit); it is the list already. */
static void on_services(void *ctx, enum rt_err err, const struct fw_dns_service *services, size_t n)
{
    struct sip_registration *r = ctx;
    if (err == RT_OK && n > 0) {
        sip_services_take(r->sip, r->line, &r->targets, services, n);
    }
    go(r);
}

/* from_the_top: of the list of hosts; else the host in use. */
static void begin(struct sip_registration *r, bool from_the_top)
{
    struct fw_sip *s = r->sip;
    board_timer_stop(sip_config(s)->board, &r->timer);
    fw_dns_cancel(&r->dns);
    sip_client_stop(&r->client);
    r->n_auth = 0;
    r->n_redirections = 0;
    r->expires = fw_element_u32(sip_config(s)->params, fw_element_of_line(FW_EL_REGISTER_EXPIRES_1, r->line));
    sip_server_targets(s, r->line, &r->targets);
    if (from_the_top) {
        r->server->i = 0;
        board_timer_stop(sip_config(s)->board, &r->fallback);
    }
    if (sip_services_query(s, r->line, sip_server_of(s, r->line), &r->dns, on_services, r)) {
        set_state(r, SIP_REGISTRATION_RESOLVING);
    } else {
        go(r);
    }
}

/* --- answers ------------------------------------------------------------------------------------------------------ */

/* The expiry that the answer gives our own Contact; n 0: none. As asked for: the answer may have changed the mapping. A
 * registrar behind which a NAT is seen through may write another address; then it is the only one (inferred). */
static struct rt_str find_expiry(const struct sip_registration *r, const struct sip_message *m)
{
    const char *own = strrchr(r->contact, '@');
    struct sip_contact c;
    struct rt_str only = RT_STR("");
    char host[FW_VALUE_MAX + 1];
    unsigned n = 0;
    for (; n < SIP_HEAD_LINES_MAX && sip_message_contact(m, n, &c); n++) {
        (void)snprintf(host, sizeof host, "%.*s:%u", (int)c.host.n, c.host.n > 0 ? c.host.p : "", (unsigned)c.port);
        if (own != NULL && strcmp(host, own + 1) == 0) {
            return c.expires;
        }
        only = c.expires;
    }
    return n == 1 ? only : RT_STR("");
}

/* What the registrar granted: of our own Contact, else Expires, else what was asked (RFC 3261 section 10.2.4); within
 * Reg_Min_Expires and Reg_Max_Expires. */
static uint32_t granted_s(const struct sip_registration *r, const struct sip_message *m)
{
    const struct fw_params *params = sip_config(r->sip)->params;
    uint32_t min_s = fw_element_u32(params, FW_EL_REG_MIN_EXPIRES);
    uint32_t max_s = fw_element_u32(params, FW_EL_REG_MAX_EXPIRES);
    uint32_t s = r->expires, n = 0;
    if (rt_str_u32(find_expiry(r, m), &n) == RT_OK || sip_message_u32(m, "Expires", &n)) {
        s = n;
    }
    s = s > max_s ? max_s : s;
    s = s < min_s ? min_s : s;
    return s > 0 ? s : 1;
}

static void on_ok(struct sip_registration *r, const struct sip_message *m)
{
    struct fw_sip *s = r->sip;
    struct board *b = sip_config(s)->board;
    uint64_t expires_us = (uint64_t)granted_s(r, m) * BOARD_US_PER_S;
    /* 30 s before the end: captured page (55 s after 3,600 were granted, 3,515 s are left); half of a short one: guess
     */
    uint64_t next_us =
        expires_us > 60 * (uint64_t)BOARD_US_PER_S ? expires_us - 30 * (uint64_t)BOARD_US_PER_S : expires_us / 2;
    char ip[16];
    r->n_failures = 0;
    memcpy(r->last_contact, r->contact, sizeof r->last_contact);
    r->n_ok++;
    r->at_us = board_now_us(b);
    board_timer_start(b, &r->expiry, expires_us);
    board_timer_start(b, &r->timer, next_us);
    FW_TELL(sip_config(s)->log, sip_registered, r->line, (int64_t)(expires_us / BOARD_US_PER_S),
            rt_ipv4_text(r->server->peer.ip, ip), (unsigned)r->server->peer.port, (unsigned)(next_us / BOARD_US_PER_S));
    fw_log_debug(sip_config(s)->log, 1, "[%u]RegOK. NextReg in %u (%u)", r->line - 1,
                 (unsigned)(next_us / BOARD_US_PER_S), (unsigned)r->n_ok);
    set_state(r, SIP_REGISTRATION_ONLINE);
    set_registered(r, true);
    sip_lines_on_registered(r->lines, r->line);
}

/* False: it is not answered. */
static bool answer_challenge(struct sip_registration *r, const struct sip_message *m)
{
    if (r->n_auth >= fw_element_u32(sip_config(r->sip)->params, FW_EL_MAX_AUTH) || !sip_login_take(&r->login, m)) {
        return false;
    }
    r->n_auth++;
    send_request(r);
    return true;
}

/* 423: the expiry that the registrar wants, if it may be. */
static bool accept_min_expires(struct sip_registration *r, const struct sip_message *m)
{
    uint32_t n = 0;
    if (!sip_message_u32(m, "Min-Expires", &n) || n <= r->expires ||
        n > fw_element_u32(sip_config(r->sip)->params, FW_EL_REG_MAX_EXPIRES)) {
        return false;
    }
    r->expires = n;
    send_request(r);
    return true;
}

static bool follow_redirection(struct sip_registration *r, const struct sip_message *m)
{
    struct sip_contact c;
    char host[FW_DNS_NAME_MAX + 1];
    if (r->n_redirections >= fw_element_u32(sip_config(r->sip)->params, FW_EL_MAX_REDIRECTION) ||
        !sip_message_contact(m, 0, &c) || c.host.n == 0 || rt_str_copy(host, sizeof host, c.host) != RT_OK) {
        return false;
    }
    r->n_redirections++;
    r->server->peer.port = c.port;
    r->server->peer.is_server = false;
    set_state(r, SIP_REGISTRATION_RESOLVING);
    fw_dns_resolve(sip_config(r->sip)->net, &r->dns, host, on_address, r);
    return true;
}

static bool try_again(struct sip_registration *r, const struct sip_message *m, int status)
{
    switch (status) {
    case 401:
    case 407:
        return answer_challenge(r, m);
    case 423:
        return accept_min_expires(r, m);
    default:
        return status / 100 == 3 && follow_redirection(r, m);
    }
}

static void on_end(void *ctx, const struct sip_message *m)
{
    struct sip_registration *r = ctx;
    int status = m != NULL ? sip_message_status(m) : 0;
    char why[32];
    bool is_ok = status / 100 == 2;
    if (!is_ok && status != 0 && try_again(r, m, status)) {
        return;
    }
    if (r->is_removing) { /* whatever came of it */
        r->is_removing = false;
        r->last_contact[0] = '\0';
        r->n_auth = 0;
        send_request(r);
        return;
    }
    if (is_ok) {
        on_ok(r, m);
        return;
    }
    bool goes_on = status == 0 ||
                   fw_sip_status_is_listed(fw_element_text(sip_config(r->sip)->params, FW_EL_TRY_BACKUP_RSC), status);
    if (goes_on && try_next_target(r)) {
        return;
    }
    (void)snprintf(why, sizeof why, status == 0 ? "no answer" : "answer %d", status);
    r->server->i = goes_on ? 0 : r->server->i; /* all were tried: from the top */
    fail(r, status, why);
}

/* --- life ------------------------------------------------------------------------------------------------------- */

static void on_timer(void *ctx, struct board_timer *t)
{
    (void)t;
    begin(ctx, false);
}

static void on_fallback(void *ctx, struct board_timer *t)
{
    (void)t;
    begin(ctx, true);
}

static void on_expiry(void *ctx, struct board_timer *t)
{
    (void)t;
    lose(ctx, "expired");
}

static void stop(struct sip_registration *r)
{
    struct board *b = sip_config(r->sip)->board;
    board_timer_stop(b, &r->timer);
    board_timer_stop(b, &r->expiry);
    board_timer_stop(b, &r->fallback);
    fw_dns_cancel(&r->dns);
    sip_client_stop(&r->client);
}

void sip_registration_init(struct sip_registration *r, struct fw_sip_lines *l, unsigned line)
{
    struct fw_sip *s = l->config.sip;
    *r = (struct sip_registration){.lines = l,
                                   .sip = s,
                                   .line = line,
                                   .server = sip_server(s, line),
                                   .lost_at_us = board_now_us(sip_config(s)->board)};
    r->server->targets = &r->targets;
    board_timer_init(&r->timer, "registration", BOARD_PRIORITY_FIRMWARE, on_timer, r);
    board_timer_init(&r->expiry, "registration expiry", BOARD_PRIORITY_FIRMWARE, on_expiry, r);
    board_timer_init(&r->fallback, "registrar fall-back", BOARD_PRIORITY_FIRMWARE, on_fallback, r);
    sip_client_init(&r->client, s, line, on_end, r);
}

void sip_registration_fini(struct sip_registration *r)
{
    stop(r);
    sip_login_forget(&r->login);
    *r->server = (struct sip_server){.is_registered = false};
}

void sip_registration_start(struct sip_registration *r)
{
    r->is_started = true;
    if (is_wanted(r)) {
        begin(r, true);
    }
}

void sip_registration_on_params(struct sip_registration *r, const int *ids, size_t n)
{
    if (!r->is_started ||
        !sip_is_changed(r->sip, r->line, line_elements, sizeof line_elements / sizeof line_elements[0], ids, n)) {
        return;
    }
    stop(r);
    sip_login_forget(&r->login);
    r->n_failures = 0;
    lose(r, "a parameter of the line changed");
    set_state(r, SIP_REGISTRATION_OFF);
    if (is_wanted(r)) {
        begin(r, true);
    }
}

/* The provider could not call any more: again after Reg_Retry_Intvl, unless the refresh comes first. guess */
void sip_registration_on_unreachable(struct sip_registration *r, const struct sip_peer *peer)
{
    struct board *b = sip_config(r->sip)->board;
    uint64_t us = fw_element_us(sip_config(r->sip)->params, FW_EL_REG_RETRY_INTVL);
    if (!sip_client_on_unreachable(&r->client, peer) && r->state == SIP_REGISTRATION_ONLINE &&
        peer->transport != SIP_UDP && sip_peer_is_same(&r->server->peer, peer) && board_timer_is_running(&r->timer) &&
        board_timer_due_us(&r->timer) > board_now_us(b) + us) {
        board_timer_start(b, &r->timer, us);
    }
}

bool sip_registration_on_response(struct sip_registration *r, const struct sip_message *response)
{
    return sip_client_on_response(&r->client, response);
}
