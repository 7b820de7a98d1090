/* SPDX-License-Identifier: MIT */
/* States and requests of a registration: RFC 3261 section 10; ATA 191 guide, chapter Voice Parameters (redundancy). */
#include "lines_priv.h"
#include "sipline_events.h"
#include <board/board.h>
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

void sip_registration_set_state(struct sip_registration *r, enum sip_registration_state next)
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

void sip_registration_set(struct sip_registration *r, bool is_registered)
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
        sip_registration_set(r, false);
    }
}

static bool is_wanted(const struct sip_registration *r)
{
    const struct fw_sip *s = r->sip;
    return r->is_started && sip_param_bool(s, FW_EL_LINE_ENABLE_1, r->line) &&
           sip_param_bool(s, FW_EL_REGISTER_1, r->line) && *sip_param(s, FW_EL_PROXY_1, r->line) != '\0' &&
           *sip_param(s, FW_EL_USER_ID_1, r->line) != '\0';
}

/* --- one request ------------------------------------------------------------------------------------------------ */

static void resolve(struct sip_registration *r);

/* The next host of the list; false: there is none. */
bool sip_registration_next(struct sip_registration *r)
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

void sip_registration_send(struct sip_registration *r)
{
    struct fw_sip *s = r->sip;
    struct rt_buf text;
    rt_buf_init(&text, 2 * SIP_HEAD_MAX);
    enum rt_err err = sip_can_send(s, r->line) ? sip_register_write(r, &text) : RT_EUNREACH;
    size_t n = text.n;
    char *bytes = err == RT_OK ? rt_buf_take(&text) : NULL;
    rt_buf_fini(&text);
    if (bytes == NULL) {
        sip_registration_fail(r, 0, rt_err_text(err != RT_OK ? err : RT_ENOMEM));
        return;
    }
    sip_registration_set_state(r, SIP_REGISTRATION_TRYING);
    sip_client_start(&r->client, &r->server->peer, "REGISTER", r->cseq, bytes, n);
}

void sip_registration_on_address(void *ctx, enum rt_err err, const uint32_t *addresses, size_t n)
{
    struct sip_registration *r = ctx;
    if (err == RT_OK && n > 0) { /* of several addresses the first (ATA 191 guide: no fall-back between them) */
        r->server->peer.ip = addresses[0];
        check_last_contact(r);
        sip_registration_send(r);
    } else if (!sip_registration_next(r)) {
        sip_registration_fail(r, 0, err == RT_ENOENT ? "the registrar's name does not exist" : rt_err_text(err));
    }
}

static void resolve(struct sip_registration *r)
{
    const struct sip_target *t = &r->targets.target[r->server->i];
    r->server->peer =
        (struct sip_peer){.port = t->port, .transport = sip_transport_of(r->sip, r->line), .is_server = true};
    sip_registration_set_state(r, SIP_REGISTRATION_RESOLVING);
    fw_dns_resolve(sip_config(r->sip)->net, &r->dns, t->host, sip_registration_on_address, r);
}

static void go(struct sip_registration *r)
{
    if (r->server->i >= r->targets.n) {
        r->server->i = 0;
    }
    if (r->targets.n > 0) {
        resolve(r);
    } else {
        sip_registration_fail(r, 0, "no registrar is named"); /* Use_Outbound_Proxy without one: guess */
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
        sip_registration_set_state(r, SIP_REGISTRATION_RESOLVING);
    } else {
        go(r);
    }
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
    sip_client_init(&r->client, s, line, sip_registration_on_end, r);
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
    sip_registration_set_state(r, SIP_REGISTRATION_OFF);
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
