/* SPDX-License-Identifier: MIT */
/*
 * What becomes of a REGISTER: what was granted, challenges, redirections; and when the line tries again (ATA 191 guide,
 * chapter Voice Parameters: failures, intervals).
 */
#include "lines_priv.h"
#include "sipline_events.h"
#include <board/board.h>
#include <board/entropy.h>
#include <stdio.h>
#include <string.h>

/* ---- failures ---- */

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
void sip_registration_fail(struct sip_registration *r, int status, const char *why)
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
    sip_registration_set_state(r, us == 0 ? SIP_REGISTRATION_STOPPED : SIP_REGISTRATION_RETRY);
}

/* ---- answers ---- */

/* Nothing granted (expires=0) counts as this: Reg_Min_Expires is 1 s by default, and the registrar would be asked twice
 * a second. guess: RFC 3261 has no such limit. */
#define NOTHING_GRANTED_S 10u

/* captured page: 55 s after 3,600 were granted, 3,515 s are left. guess: half of a short one. */
#define REFRESH_BEFORE_S  30u
#define REFRESH_SHORT_S   60u

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
    bool is_nothing = s == 0;
    s = s > max_s ? max_s : s;
    s = s < min_s ? min_s : s;
    return is_nothing && s < NOTHING_GRANTED_S ? NOTHING_GRANTED_S : s > 0 ? s : 1;
}

uint64_t sip_refresh_us(uint32_t granted_s)
{
    uint64_t us = (uint64_t)granted_s * BOARD_US_PER_S;
    return granted_s > REFRESH_SHORT_S ? us - REFRESH_BEFORE_S * (uint64_t)BOARD_US_PER_S : us / 2;
}

static void on_ok(struct sip_registration *r, const struct sip_message *m)
{
    struct fw_sip *s = r->sip;
    struct board *b = sip_config(s)->board;
    uint64_t expires_us = (uint64_t)granted_s(r, m) * BOARD_US_PER_S;
    uint64_t next_us = sip_refresh_us((uint32_t)(expires_us / BOARD_US_PER_S));
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
    sip_registration_set_state(r, SIP_REGISTRATION_ONLINE);
    sip_registration_set(r, true);
    sip_lines_on_registered(r->lines, r->line);
}

/* False: it is not answered. */
static bool answer_challenge(struct sip_registration *r, const struct sip_message *m)
{
    if (r->n_auth >= fw_element_u32(sip_config(r->sip)->params, FW_EL_MAX_AUTH) || !sip_login_take(&r->login, m)) {
        return false;
    }
    r->n_auth++;
    sip_registration_send(r);
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
    sip_registration_send(r);
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
    sip_registration_set_state(r, SIP_REGISTRATION_RESOLVING);
    fw_dns_resolve(sip_config(r->sip)->net, &r->dns, host, sip_registration_on_address, r);
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

void sip_registration_on_end(void *ctx, const struct sip_message *m)
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
        sip_registration_send(r);
        return;
    }
    if (is_ok) {
        on_ok(r, m);
        return;
    }
    bool goes_on = status == 0 ||
                   fw_sip_status_is_listed(fw_element_text(sip_config(r->sip)->params, FW_EL_TRY_BACKUP_RSC), status);
    if (goes_on && sip_registration_next(r)) {
        return;
    }
    (void)snprintf(why, sizeof why, status == 0 ? "no answer" : "answer %d", status);
    r->server->i = goes_on ? 0 : r->server->i; /* all were tried: from the top */
    sip_registration_fail(r, status, why);
}
