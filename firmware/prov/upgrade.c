/* SPDX-License-Identifier: MIT */
/*
 * The upgrade machine; steps.c has its transition table. Whatever fails, the old image keeps running.
 *
 * One upgrade per rule text and effective URL, then none until either changes (guide p.2-19): fw/upgrade.h.
 * Source: guide p.2-16 .. 2-20, 4-5; LED stages: Cisco Q&A 108794.
 */
#include "prov_priv.h"

#include <fw/upgrade.h>
#include <rt/assert.h>
#include <stdio.h>
#include <string.h>

/* The default file of the web command: WIP310 administration guide p.140. */
#define DEFAULT_PATH "/spa.bin"

static void set_state(struct fw_prov *p, enum upgrade_cause cause, enum fw_upgrade_state state)
{
    struct upgrade *u = &p->upgrade;
    if (u->state != state) {
        fw_machine_check(&upgrade_machine, u->state, cause, state);
        FW_TELL(p->config.log, upgrade_state, 0, (int64_t)state, fw_upgrade_state_name(u->state),
                fw_upgrade_state_name(state));
        u->state = state;
        p->config.on_upgrade_state(p->config.ctx, state);
    }
}

static const char *rule_text(const struct fw_prov *p)
{
    return fw_element_text(p->config.params, FW_EL_UPGRADE_RULE);
}

/* --- ends ----------------------------------------------------------------------------------------- */

static void wait_for_retry(struct fw_prov *p)
{
    struct upgrade *u = &p->upgrade;
    uint32_t seconds;

    if (u->is_explicit) {
        /* A web command is one attempt; the rule's planned retry stays. */
        u->is_explicit = false;
        if (u->retry_at_us != 0) {
            board_timer_start_at(p->config.board, &u->timer, u->retry_at_us);
            set_state(p, UPGRADE_BY_FAILURE, FW_UPGRADE_WAIT);
        } else {
            u->has_looked = false;
            set_state(p, UPGRADE_BY_FAILURE, FW_UPGRADE_OFF);
        }
    } else if (prov_schedule(p, FW_EL_UPGRADE_ERROR_RETRY_DELAY, u->n_errors, &seconds)) {
        u->n_errors++;
        u->retry_at_us = board_now_us(p->config.board) + (uint64_t)seconds * BOARD_US_PER_S;
        board_timer_start_at(p->config.board, &u->timer, u->retry_at_us);
        set_state(p, UPGRADE_BY_FAILURE, FW_UPGRADE_WAIT);
        FW_TELL(p->config.log, upgrade_retry, 0, seconds, (unsigned)seconds);
    } else {
        /* 0: a failure is treated like a success, no retry until a restart (S2000 p.31). */
        upgrade_note_give_up(p, &u->url);
        set_state(p, UPGRADE_BY_FAILURE, FW_UPGRADE_OFF);
    }
}

/* was_tried: something was fetched, or at least requested. */
static void end_with_failure(struct fw_prov *p, enum fw_fail fail, bool was_tried)
{
    struct upgrade *u = &p->upgrade;

    board_timer_stop(p->config.board, &u->timer);
    u->fetch = NULL;
    fw_install_drop(&u->install);
    p->counts.n_upgrade_failed++;
    p->counts.last_upgrade_fail = fail;
    u->last_err = fw_fail_text(fail);
    p->transfer.err = u->last_err;
    FW_TELL(p->config.log, upgrade_failed, 0, -1, u->last_err, prov_fail_reason(p, fail));
    prov_log_message(p, FW_EL_LOG_UPGRADE_FAILURE, FW_LOG_ERROR);
    wait_for_retry(p);
    if (u->needs_reboot) { /* an assignment of the rule; a good upgrade would have restarted anyway */
        prov_restart_soon(p, FW_RESTART_PARAMETERS);
    } else if (was_tried) {
        resync_after_upgrade_attempt(p);
    }
    prov_poke_soon(p);
}

/* --- installing ------------------------------------------------------------------------------------- */

static enum fw_fail may_run(void *ctx, const struct fw_manifest *manifest)
{
    struct fw_prov *p = ctx;
    enum fw_fail fail = prov_judge_release(p, manifest);
    if (fail == FW_FAIL_NONE && !p->upgrade.is_explicit &&
        fw_quirk_is_set(p->config.quirks, FW_QUIRK_UPGRADE_LOOP_GUARD) &&
        prov_would_loop(p, rule_text(p), &p->upgrade.rule, manifest->version)) {
        fail = FW_FAIL_IMAGE_LOOP;
    }
    return fail;
}

/* The vendor's own file: the host side may provide one of our releases instead. */
static enum rt_err stand_in(void *ctx, struct rt_buf *image)
{
    const struct fw_prov *p = ctx;
    const struct fw_foreign *foreign = p->config.foreign;
    char remark[256] = "";
    enum rt_err err = foreign->image_for(foreign->ctx, p->upgrade.url.path, image, remark, sizeof remark);

    FW_TRACE(p->config.board, warn_image, 0, 0, remark);
    return err;
}

static enum rt_err open_bank(void *ctx, struct fw_bank_writer *writer, const struct fw_manifest *manifest,
                             uint32_t n_bytes)
{
    struct fw_prov *p = ctx;
    struct upgrade *u = &p->upgrade;

    u->bank = fw_boot_other(p->config.boot);
    (void)rt_str_copy(u->new_version, sizeof(u->new_version), rt_str(manifest->version)); /* both as long */
    fw_log_debug(p->config.log, 1, "upgrade: the image is good: %s release %s, %u bytes, for bank %s",
                 manifest->product, manifest->version, (unsigned)n_bytes, fw_bank_name(u->bank));
    set_state(p, UPGRADE_BY_IMAGE, FW_UPGRADE_WRITE);
    return fw_bank_writer_init(writer, p->config.board, p->config.boot);
}

/* Success: the new image is in the bank. */
static void on_installed(void *ctx, enum fw_fail fail)
{
    struct fw_prov *p = ctx;
    struct upgrade *u = &p->upgrade;

    if (fail == FW_FAIL_NONE && fw_boot_try_other(p->config.board, p->config.boot) != RT_OK) {
        fail = FW_FAIL_STORE;
    }
    if (fail != FW_FAIL_NONE) {
        end_with_failure(p, fail, true);
        return;
    }
    if (!u->is_explicit) {
        /* In this order: a power cut in between costs a second upgrade to the same image, never the upgrade itself. */
        (void)upgrade_note_keep(p, &u->url);
    }
    fw_install_drop(&u->install);
    set_state(p, UPGRADE_BY_WRITTEN, FW_UPGRADE_SWITCH);
    p->counts.n_upgrade_ok++;
    p->counts.last_upgrade_fail = FW_FAIL_NONE;
    p->transfer.err = u->new_version; /* $ERR after a good upgrade: the version of the new load (S2000 p.27) */
    prov_log_message(p, FW_EL_LOG_UPGRADE_SUCCESS, FW_LOG_NOTICE);
    prov_restart_soon(p, FW_RESTART_UPGRADE);
}

/* --- downloading ------------------------------------------------------------------------------------ */

static void on_address(void *ctx, uint32_t server_ip)
{
    struct fw_prov *p = ctx;
    p->transfer.server_ip = server_ip;
    prov_log_message(p, FW_EL_LOG_UPGRADE_REQUEST, FW_LOG_NOTICE);
}

static enum rt_err on_data(void *ctx, const uint8_t *bytes, size_t n)
{
    struct fw_prov *p = ctx;
    return fw_install_feed(&p->upgrade.install, bytes, n);
}

static void on_done(void *ctx, const struct fw_fetch_result *result)
{
    struct fw_prov *p = ctx;
    struct upgrade *u = &p->upgrade;

    u->fetch = NULL;
    prov_tell_transfer(p, &fw_event_upgrade_fetch, u->attempt_at_us, result);
    if (result->fail != FW_FAIL_NONE) {
        end_with_failure(p, result->fail, true);
        return;
    }
    set_state(p, UPGRADE_BY_FILE, FW_UPGRADE_LOAD);
    fw_install_end_of_file(&u->install);
}

static void download(struct fw_prov *p)
{
    struct upgrade *u = &p->upgrade;
    struct fw_fetch_client client = {on_address, on_data, on_done, p};
    struct fw_fetch_request request = {
        .url = &u->url, .max_bytes = p->config.foreign != NULL ? FW_FOREIGN_BYTES_MAX : FW_IMAGE_BYTES_MAX};
    struct rt_buf agent;
    enum rt_err err;

    rt_buf_init(&agent, 256);
    prov_user_agent(p, &agent);
    request.user_agent = rt_buf_text(&agent);
    p->transfer = (struct transfer){true, u->url, 0, ""};
    u->attempt_at_us = board_now_us(p->config.board);
    set_state(p, UPGRADE_BY_TURN, FW_UPGRADE_DOWNLOAD);
    err = fw_fetch_start(&u->fetch, p->config.net, &request, &client);
    rt_buf_fini(&agent);
    if (err != RT_OK) {
        end_with_failure(p, FW_FAIL_STORE, true);
    }
}

/* Evaluates the rule into u->rule and u->url. True: there is something to fetch that has not been done or given up
 * yet. */
static bool look_at_rule(struct fw_prov *p, enum fw_fail *fail)
{
    struct upgrade *u = &p->upgrade;
    struct prov_rule_story story = {p, fw_element_name(FW_EL_UPGRADE_RULE), &fw_event_upgrade_taken,
                                    &fw_event_upgrade_none, false};
    struct fw_rule_listener listener = prov_rule_listener(&story);
    enum rt_err err;
    bool is_done = false;

    *fail = FW_FAIL_NONE;
    u->has_looked = true;
    upgrade_note_settle(p);
    memset(&u->url, 0, sizeof(u->url));
    if (rule_text(p)[0] == '\0' || !fw_element_bool(p->config.params, FW_EL_UPGRADE_ENABLE)) {
        return false;
    }
    fw_rule_result_fini(&u->rule);
    fw_rule_result_init(&u->rule);
    err = fw_rule_evaluate(FW_RULE_UPGRADE, rt_str(rule_text(p)), &p->macros, NULL, &listener, &u->rule);
    prov_tell_rule(&story, err, &u->rule);
    if (err != RT_OK) {
        *fail = err == RT_ENOMEM ? FW_FAIL_ABORTED : FW_FAIL_RULE;
    } else if (!u->rule.is_chosen) {
        return false; /* nothing to do is not a failure (guide p.2-18) */
    } else if (!u->rule.has_url) {
        *fail = prov_assign(p, &u->rule, &u->needs_reboot);
        if (*fail == FW_FAIL_NONE && u->needs_reboot) {
            prov_restart_soon(p, FW_RESTART_PARAMETERS);
        }
    } else {
        u->url = u->rule.url;
        /* Firmware is never fetched by HTTPS (guide p.1-3). */
        *fail = u->url.scheme == FW_SCHEME_HTTPS ? FW_FAIL_RULE : prov_complete_url(p, &u->url, 0);
    }
    if (upgrade_note_is_given_up(p, &u->url)) {
        *fail = FW_FAIL_NONE;
        return false;
    }
    if (*fail != FW_FAIL_NONE || !u->rule.has_url) {
        return false;
    }
    if (fw_upgrade_is_done(p->config.params, p->config.manifest->version, &u->url, &is_done) != RT_OK) {
        *fail = FW_FAIL_ABORTED;
        return false;
    }
    if (is_done) {
        fw_log_debug(p->config.log, 2, "upgrade: release %s came from this rule and this URL",
                     p->config.manifest->version);
        return false;
    }
    return true;
}

static void consider(struct fw_prov *p)
{
    enum fw_fail fail;

    if (look_at_rule(p, &fail)) {
        p->upgrade.is_explicit = false;
        p->upgrade.is_retry = p->upgrade.n_errors > 0;
        set_state(p, UPGRADE_BY_RULE, FW_UPGRADE_DUE);
        prov_poke_soon(p);
    } else if (fail != FW_FAIL_NONE) {
        end_with_failure(p, fail, false);
    }
}

/* Re-evaluates the rule, which may have changed while the unit waited. Then applies its assignments and starts. */
static void begin(struct fw_prov *p)
{
    struct upgrade *u = &p->upgrade;
    enum fw_fail fail = FW_FAIL_NONE;

    board_timer_stop(p->config.board, &u->timer);
    if (!fw_element_bool(p->config.params, FW_EL_UPGRADE_ENABLE) || (!u->is_explicit && !look_at_rule(p, &fail))) {
        set_state(p, UPGRADE_BY_NOTHING_LEFT, FW_UPGRADE_OFF);
    } else if (!u->is_explicit) {
        fail = prov_assign(p, &u->rule, &u->needs_reboot);
    } else {
        fail = prov_complete_url(p, &u->url, 0); /* it has a server, which is judged */
    }
    if (fail != FW_FAIL_NONE) {
        end_with_failure(p, fail, false);
    } else if (u->state == FW_UPGRADE_DUE) {
        download(p);
    }
}

void upgrade_poke(struct fw_prov *p)
{
    struct upgrade *u = &p->upgrade;
    /* The rule lets a resync go first, since that may change it; a command does not wait for the random delay. */
    bool is_resync_near = p->resync.state == FW_RESYNC_DUE || (p->resync.state == FW_RESYNC_DELAY && !u->is_explicit);

    bool can_reach = u->is_explicit ? fw_net_can_reach(p->config.net, u->url.server) : fw_net_is_usable(p->config.net);

    /* On trial, the other bank is the fall-back. */
    if (!can_reach || !prov_is_free(p) || is_resync_near || p->config.boot->is_trial) {
        return;
    }
    if (u->state == FW_UPGRADE_OFF && !u->has_looked) {
        consider(p);
    } else if (u->state == FW_UPGRADE_DUE && p->config.is_idle_for_upgrade(p->config.ctx)) {
        begin(p);
    }
}

void upgrade_look_again(struct fw_prov *p)
{
    p->upgrade.has_looked = false;
    prov_poke_soon(p);
}

/* [protocol://][server[:port]][/path]: everything may be left out. */
static enum rt_err parse_explicit(struct rt_str text, uint32_t client_ip, struct fw_url *url)
{
    struct rt_buf whole;
    struct rt_str after = text;
    enum rt_err err;

    for (size_t i = 0; i + 2 < text.n; i++) {
        if (memcmp(text.p + i, "://", 3) == 0) {
            after = rt_str_from(text, i + 3);
            break;
        }
    }
    rt_buf_init(&whole, FW_MACRO_TEXT_MAX);
    (void)rt_buf_put(&whole, text.p, text.n);
    if (rt_str_find(after, '/') == after.n) {
        (void)rt_buf_put_text(&whole, DEFAULT_PATH);
    }
    err = rt_buf_error(&whole);
    if (err == RT_OK) {
        err = fw_url_parse(rt_str(rt_buf_text(&whole)), url, NULL);
    }
    if (err == RT_OK && url->scheme == FW_SCHEME_HTTPS) {
        err = RT_ESYNTAX;
    }
    if (err == RT_OK && !url->has_server) {
        (void)rt_ipv4_text(client_ip, url->server);
        url->has_server = true;
    }
    rt_buf_fini(&whole);
    return err;
}

enum rt_err upgrade_request(struct fw_prov *p, struct rt_str text, uint32_t client_ip)
{
    struct upgrade *u = &p->upgrade;
    struct fw_url url;
    enum rt_err err;

    if (!fw_element_bool(p->config.params, FW_EL_UPGRADE_ENABLE)) {
        return RT_EACCES;
    }
    if (u->state >= FW_UPGRADE_DOWNLOAD || p->is_restarting) {
        return RT_EBUSY;
    }
    err = parse_explicit(text, client_ip, &url);
    if (err != RT_OK) {
        return err;
    }
    board_timer_stop(p->config.board, &u->timer);
    u->url = url;
    u->is_explicit = true;
    u->is_retry = false;
    u->needs_reboot = false;
    set_state(p, UPGRADE_BY_REQUEST, FW_UPGRADE_DUE);
    prov_poke_soon(p);
    return RT_OK;
}

/* --- life ----------------------------------------------------------------------------------------- */

static void on_timer(void *ctx, struct board_timer *t)
{
    struct fw_prov *p = ctx;
    struct upgrade *u = &p->upgrade;
    (void)t;

    RT_ASSERT(u->state == FW_UPGRADE_WAIT);
    u->retry_at_us = 0;
    set_state(p, UPGRADE_BY_TIMER, FW_UPGRADE_OFF);
    upgrade_look_again(p);
}

/* A rule set by the user takes effect without a resync; a resync re-evaluates it when it is done. */
static void on_params(void *ctx, const int *ids, size_t n)
{
    struct fw_prov *p = ctx;
    struct upgrade *u = &p->upgrade;
    int rule = fw_element_id(p->config.params, FW_EL_UPGRADE_RULE);

    for (size_t i = 0; i < n; i++) {
        if (ids[i] != rule) {
            continue;
        }
        /* Whichever rule comes is another one, be it the same text again later (guide p.2-19). */
        upgrade_note_forget(p);
        u->n_errors = 0;
        u->retry_at_us = 0;
        if (u->state == FW_UPGRADE_WAIT) {
            board_timer_stop(p->config.board, &u->timer);
            set_state(p, UPGRADE_BY_RULE_CHANGED, FW_UPGRADE_OFF);
        }
        upgrade_look_again(p); /* in a resync: when it is done */
    }
}

void upgrade_init(struct fw_prov *p)
{
    struct upgrade *u = &p->upgrade;

    u->last_err = "";
    u->attempt_at_us = p->started_at_us;
    fw_rule_result_init(&u->rule);
    fw_install_init(&u->install, p->config.board, p->config.ident,
                    &(struct fw_install_client){
                        .may_run = may_run,
                        .open_bank = open_bank,
                        .on_done = on_installed,
                        .ctx = p,
                        .stand_in = p->config.foreign != NULL ? stand_in : NULL,
                    });
    rt_buf_init(&u->given_up, 2048);
    board_timer_init(&u->timer, "upgrade", BOARD_PRIORITY_FIRMWARE, on_timer, p);
    u->watcher = (struct fw_param_watcher){on_params, p, NULL};
    fw_param_watch(p->config.params, &u->watcher);
    if (p->config.boot->did_fall_back) {
        end_with_failure(p, FW_FAIL_IMAGE_TRIAL, true);
    }
    upgrade_note_settle(p); /* behind it: what fell back may be given up */
}

void upgrade_fini(struct fw_prov *p)
{
    struct upgrade *u = &p->upgrade;

    if (u->fetch != NULL) {
        fw_fetch_cancel(u->fetch);
        u->fetch = NULL;
    }
    board_timer_stop(p->config.board, &u->timer);
    fw_param_unwatch(p->config.params, &u->watcher);
    fw_rule_result_fini(&u->rule);
    fw_install_drop(&u->install);
    rt_buf_fini(&u->given_up);
}
