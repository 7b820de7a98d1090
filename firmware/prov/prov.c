/* SPDX-License-Identifier: MIT */
/* Provisioning: the two state machines, and what they share. */
#include "prov_priv.h"
#include <fw/domains.h>
#include <fw/vars.h>

#include <rt/assert.h>
#include <rt/mem.h>

/* Delay between the last message and the restart, so that the message is sent. guess: no source. */
#define RESTART_GRACE_US (1u * BOARD_US_PER_S)

const char *fw_restart_reason_name(enum fw_restart_reason r)
{
    static const char *const names[] = {"power-up", "request",           "parameter change",
                                        "upgrade",  "reset to defaults", "parameter change, resync unfinished"};
    RT_ASSERT(r < FW_N_RESTART_REASONS);
    return names[r];
}

static void on_poke_timer(void *ctx, struct board_timer *t)
{
    struct fw_prov *p = ctx;
    (void)t;
    resync_poke(p); /* first: a resync may bring another Upgrade_Rule */
    upgrade_poke(p);
}

static void on_restart_timer(void *ctx, struct board_timer *t)
{
    struct fw_prov *p = ctx;
    (void)t;
    p->config.restart(p->config.ctx, p->restart_reason);
}

enum rt_err fw_prov_create(struct fw_prov **out, const struct fw_prov_config *config)
{
    struct fw_prov *p = rt_mem_alloc(sizeof(*p));
    if (p == NULL) {
        return RT_ENOMEM;
    }
    p->config = *config;
    p->macros = (struct fw_macro_source){prov_lookup, p};
    p->started_at_us = board_now_us(config->board);
    board_timer_init(&p->restart_timer, "prov restart", BOARD_PRIORITY_FIRMWARE, on_restart_timer, p);
    board_timer_init(&p->poke_timer, "prov re-evaluate", BOARD_PRIORITY_FIRMWARE, on_poke_timer, p);
    resync_init(p);
    upgrade_init(p);
    *out = p;
    return RT_OK;
}

void fw_prov_destroy(struct fw_prov *p)
{
    if (p == NULL) {
        return;
    }
    board_timer_stop(p->config.board, &p->restart_timer);
    board_timer_stop(p->config.board, &p->poke_timer);
    report_fini(p);
    upgrade_fini(p);
    resync_fini(p);
    rt_mem_free(p);
}

void fw_prov_on_net(struct fw_prov *p)
{
    resync_poke(p);
    upgrade_poke(p);
}

void fw_prov_on_idle(struct fw_prov *p)
{
    resync_on_lines(p);
    resync_poke(p);
    upgrade_poke(p);
}

enum rt_err fw_prov_request_resync(struct fw_prov *p, struct rt_str rule, uint32_t client_ip)
{
    return resync_request(p, rule, client_ip);
}

enum rt_err fw_prov_request_upgrade(struct fw_prov *p, struct rt_str url, uint32_t client_ip)
{
    return upgrade_request(p, url, client_ip);
}

struct fw_prov_status fw_prov_status(const struct fw_prov *p)
{
    struct fw_prov_status s = p->counts;
    s.resync = p->resync.state;
    s.upgrade = p->upgrade.state;
    return s;
}

/* --- what both machines use ---------------------------------------------------------------------- */

bool prov_is_free(const struct fw_prov *p)
{
    bool is_upgrading = p->upgrade.state >= FW_UPGRADE_DOWNLOAD;
    return p->resync.state != FW_RESYNC_SYNC && !is_upgrading && !p->is_restarting;
}

void prov_poke_soon(struct fw_prov *p)
{
    board_timer_start(p->config.board, &p->poke_timer, 0);
}

void prov_restart_soon(struct fw_prov *p, enum fw_restart_reason reason)
{
    p->is_restarting = true;
    p->restart_reason = reason;
    board_timer_start(p->config.board, &p->restart_timer, RESTART_GRACE_US);
    fw_log_debug(p->config.log, 1, "boot: restart in 1 s: %s", fw_restart_reason_name(reason));
}

void prov_log_message(struct fw_prov *p, enum fw_element element, enum fw_log_severity severity)
{
    const char *text = fw_element_text(p->config.params, element);
    struct rt_buf line;

    if (text[0] == '\0') {
        return;
    }
    rt_buf_init(&line, FW_MACRO_TEXT_MAX);
    if (fw_macro_expand_text(rt_str(text), &p->macros, NULL, &line) == RT_OK) {
        FW_TRACE(p->config.board, log_message, 0, severity, rt_buf_text(&line));
        fw_log_syslog(p->config.log, severity, rt_buf_text(&line));
    }
    rt_buf_fini(&line);
}

/* A server outside the domains is not even resolved. */
static enum fw_fail judge_server(const struct fw_prov *p, const struct fw_url *url)
{
    const char *domains = fw_element_text(p->config.params, FW_EL_RESTRICTED_ACCESS_DOMAINS);

    if (fw_domains_allow(rt_str(domains), rt_str(url->server))) {
        return FW_FAIL_NONE;
    }
    fw_log_debug(p->config.log, 1, "prov: %s is in none of Restricted_Access_Domains: %s", url->server, domains);
    return FW_FAIL_RESTRICTED;
}

enum fw_fail prov_complete_url(const struct fw_prov *p, struct fw_url *url, uint32_t client_ip)
{
    const struct fw_net_status *net = fw_net_status(p->config.net);

    if (url->has_server) {
        return judge_server(p, url);
    }
    if (client_ip != 0) {
        (void)rt_ipv4_text(client_ip, url->server);
    } else if (net->tftp_server[0] == '\0' ||
               rt_str_copy(url->server, sizeof(url->server), rt_str(net->tftp_server)) != RT_OK) {
        return FW_FAIL_NO_SERVER;
    }
    url->has_server = true;
    return judge_server(p, url);
}

void prov_user_agent(const struct fw_prov *p, struct rt_buf *out)
{
    (void)fw_vars_user_agent(p->config.manifest, p->config.ident, out); /* remembered by the buffer */
}

enum fw_fail prov_assign(struct fw_prov *p, const struct fw_rule_result *rule, bool *needs_reboot)
{
    struct fw_txn *txn = NULL;
    struct fw_commit commit;
    enum rt_err err;

    if (rule->n_assignments == 0) {
        return FW_FAIL_NONE;
    }
    err = fw_txn_create(&txn, p->config.params);
    for (unsigned i = 0; err == RT_OK && i < rule->n_assignments; i++) {
        struct rt_str name = rule->assignments[i].name;
        if (name.n == 1 && name.p[0] >= 'a' && name.p[0] <= 'p') {
            name = rt_str(fw_element_name(fw_element_gpp(name.p[0])));
        }
        /* An unknown name is ignored. guess: guide p.2-12 does not say. */
        err = fw_txn_set_by_name(txn, name, rule->assignments[i].value, NULL);
    }
    if (err == RT_OK) {
        err = fw_txn_commit(txn, "rule", &commit);
        *needs_reboot = *needs_reboot || (err == RT_OK && commit.needs_reboot);
    }
    fw_txn_destroy(txn);
    return err == RT_OK ? FW_FAIL_NONE : FW_FAIL_STORE;
}

static uint32_t draw(void *ctx, uint32_t below)
{
    return board_entropy_below(ctx, below);
}

bool prov_schedule(struct fw_prov *p, enum fw_element element, unsigned position, uint32_t *wait_s)
{
    struct fw_schedule schedule;
    const char *text = fw_element_text(p->config.params, element);

    if (fw_schedule_parse(rt_str(text), &schedule) != RT_OK) {
        /* guess: what a unit does with an invalid list is not documented; accepting no server is the safe
         * interpretation. */
        fw_log_develop(p->config.log, RT_LOG_WARN, "resync", "%s: \"%s\" is not a schedule: no timer",
                       fw_element_name(element), text);
        return false;
    }
    return fw_schedule_wait_s(&schedule, position, draw, p->config.board, wait_s);
}
