/* SPDX-License-Identifier: MIT */
/*
 * The resync machine.
 *
 *   start --Provision_Enable and Resync_On_Reset, not after a restart of our own--> DELAY   $PRVST 0
 *   start --restart by a parameter change--> WAIT (next periodic, or retry if that resync failed)
 *   start --else--> OFF
 *   DELAY --random time since the network came up--> DUE
 *   WAIT  --periodic timer--> DUE ($PRVST 1)          WAIT --error timer--> DUE ($PRVST 2)
 *   any   --Resync_Trigger_1/2 true--> DUE ($PRVST 1) any  --explicit request--> DUE ($PRVST -1)
 *   DUE   --network up, lines idle or waited Forced_Resync_Delay--> SYNC
 *   SYNC  --all rules done--> WAIT (periodic) or restart     SYNC --a rule failed--> WAIT (error list) or OFF
 *
 * Source: guide p.2-15 .. 2-18, 4-1 .. 4-3. In SYNC the rules Profile_Rule, _B, _C, _D are read one after the other,
 * each when its turn comes, so that a profile may set the next rule (7.3 of the reconstruction: inferred).
 */
#include "prov_priv.h"

#include <rt/assert.h>
#include <string.h>

/* Resync_Random_Delay counts in units of 20 s (guide p.4-2); p.2-15 says seconds: quirk random-delay-seconds. */
#define RANDOM_DELAY_UNIT_S 20u
/* How often the triggers are looked at. guess: not documented. */
#define TRIGGER_POLL_US     (1u * BOARD_US_PER_S)

static const char *const rule_parameters[] = {"Profile_Rule", "Profile_Rule_B", "Profile_Rule_C", "Profile_Rule_D"};
#define N_RULES (sizeof(rule_parameters) / sizeof(rule_parameters[0]))

static void next_rule(struct fw_prov *p);
static void end_with_failure(struct fw_prov *p, enum fw_fail fail);

static bool is_enabled(const struct fw_prov *p)
{
    return fw_param_bool(p->config.params, "Provision_Enable", true);
}

static void set_state(struct fw_prov *p, enum fw_resync_state state)
{
    struct resync *r = &p->resync;
    if (r->state != state) {
        fw_net_tell(p->config.net, 3, BOARD_SIGNAL_FW_RESYNC, 0, (int64_t)state, "%s -> %s",
                    fw_resync_state_name(r->state), fw_resync_state_name(state));
        r->state = state;
    }
}

/* --- waiting ------------------------------------------------------------------------------------- */

static void wait_s(struct fw_prov *p, uint32_t seconds, const char *why)
{
    board_timer_start(p->config.board, &p->resync.timer, (uint64_t)seconds * BOARD_US_PER_S);
    set_state(p, FW_RESYNC_WAIT);
    fw_net_tell(p->config.net, 2, BOARD_SIGNAL_FW_RESYNC, 0, seconds, "%s in %u s", why, (unsigned)seconds);
}

static void wait_for_period(struct fw_prov *p)
{
    uint32_t seconds;
    if (prov_schedule(p, "Resync_Periodic", p->resync.n_periodic, &seconds)) {
        p->resync.n_periodic++;
        wait_s(p, seconds, "periodic resync");
    } else {
        set_state(p, FW_RESYNC_OFF);
    }
}

static void wait_for_retry(struct fw_prov *p)
{
    uint32_t seconds;
    if (prov_schedule(p, "Resync_Error_Retry_Delay", p->resync.n_errors, &seconds)) {
        p->resync.n_errors++;
        wait_s(p, seconds, "retry");
    } else if (fw_quirk_is_set(p->config.quirks, FW_QUIRK_RETRY_ZERO_AT_ONCE)) {
        p->resync.n_errors++;
        wait_s(p, 1, "retry");
    } else {
        set_state(p, FW_RESYNC_OFF); /* 0: no retry (guide p.2-16; p.4-2 says the opposite) */
    }
}

/* --- becoming due --------------------------------------------------------------------------------- */

static void begin(struct fw_prov *p)
{
    struct resync *r = &p->resync;

    board_timer_stop(p->config.board, &r->timer);
    board_timer_stop(p->config.board, &r->force_timer);
    r->is_forced = false;
    r->rule_index = 0;
    r->needs_reboot = false;
    r->began_at_us = board_now_us(p->config.board);
    set_state(p, FW_RESYNC_SYNC);
    fw_net_tell(p->config.net, 1, BOARD_SIGNAL_FW_RESYNC, 0, r->cause, "begins, PRVST=%d", (int)r->cause);
    next_rule(p);
}

/* The other reading of Forced_Resync_Delay (guide p.4-3): it runs from the moment when all lines became idle, and a
 * resync of any cause waits for its end. */
static void begin_after_silence(struct fw_prov *p)
{
    struct resync *r = &p->resync;
    uint64_t silence_us = fw_param_us(p->config.params, "Forced_Resync_Delay", 14400u * (uint64_t)BOARD_US_PER_S);
    uint64_t now_us = board_now_us(p->config.board);

    board_timer_stop(p->config.board, &r->force_timer);
    if (!p->config.is_idle(p->config.ctx)) {
        fw_net_tell(p->config.net, 1, BOARD_SIGNAL_FW_RESYNC, 0, 0, "waits for idle lines");
    } else if (now_us - r->idle_since_us >= silence_us) {
        begin(p);
    } else {
        board_timer_start(p->config.board, &r->force_timer, silence_us - (now_us - r->idle_since_us));
        fw_net_tell(p->config.net, 1, BOARD_SIGNAL_FW_RESYNC, 0, 0, "waits until the lines have been idle for %.0f s",
                    (double)silence_us / BOARD_US_PER_S);
    }
}

static void try_begin(struct fw_prov *p)
{
    struct resync *r = &p->resync;

    if (r->state != FW_RESYNC_DUE || !prov_is_free(p) || !fw_net_is_usable(p->config.net)) {
        return;
    }
    if (!is_enabled(p)) { /* switched off while it waited */
        board_timer_stop(p->config.board, &r->force_timer);
        set_state(p, FW_RESYNC_OFF);
        return;
    }
    if (fw_quirk_is_set(p->config.quirks, FW_QUIRK_FORCED_DELAY_FROM_IDLE)) {
        begin_after_silence(p);
    } else if (r->is_forced || p->config.is_idle(p->config.ctx)) {
        begin(p);
    } else if (!board_timer_is_running(&r->force_timer)) {
        /* A resync may end in a restart, so it waits for the handset, but not for ever (guide p.2-16). */
        uint64_t longest_us = fw_param_us(p->config.params, "Forced_Resync_Delay", 14400u * (uint64_t)BOARD_US_PER_S);
        board_timer_start(p->config.board, &r->force_timer, longest_us);
        fw_net_tell(p->config.net, 1, BOARD_SIGNAL_FW_RESYNC, 0, 0, "waits for idle lines");
    }
}

void resync_on_lines(struct fw_prov *p)
{
    bool is_idle = p->config.is_idle(p->config.ctx);
    if (is_idle && !p->resync.was_idle) {
        p->resync.idle_since_us = board_now_us(p->config.board);
    }
    p->resync.was_idle = is_idle;
}

static void become_due(struct fw_prov *p, enum fw_resync_cause cause)
{
    board_timer_stop(p->config.board, &p->resync.timer);
    p->resync.cause = cause;
    set_state(p, FW_RESYNC_DUE);
    try_begin(p);
}

static void on_timer(void *ctx, struct board_timer *t)
{
    struct fw_prov *p = ctx;
    struct resync *r = &p->resync;
    (void)t;

    if (!is_enabled(p)) {
        set_state(p, FW_RESYNC_OFF);
    } else if (r->state == FW_RESYNC_DELAY) {
        become_due(p, FW_RESYNC_POWER_UP);
    } else {
        become_due(p, r->n_errors > 0 ? FW_RESYNC_RETRY : FW_RESYNC_PERIODIC);
    }
}

static void on_force_timer(void *ctx, struct board_timer *t)
{
    struct fw_prov *p = ctx;
    (void)t;
    p->resync.is_forced = true;
    try_begin(p);
}

/* Triggers act as though the periodic timer had expired (guide p.2-16). */
static void on_trigger_timer(void *ctx, struct board_timer *t)
{
    static const char *const triggers[] = {"Resync_Trigger_1", "Resync_Trigger_2"};
    struct fw_prov *p = ctx;
    struct resync *r = &p->resync;
    bool has_any = false;

    for (unsigned i = 0; i < 2; i++) {
        const char *condition = fw_param_by_name(p->config.params, triggers[i]);
        if (condition[0] == '\0') {
            continue;
        }
        has_any = true;
        if ((r->state == FW_RESYNC_WAIT || r->state == FW_RESYNC_OFF) && is_enabled(p) && !p->is_restarting &&
            fw_condition_is_true(rt_str(condition), &p->macros, NULL)) {
            fw_net_tell(p->config.net, 2, BOARD_SIGNAL_FW_RESYNC, 0, 0, "%s is true", triggers[i]);
            become_due(p, FW_RESYNC_PERIODIC);
        }
    }
    if (has_any) {
        board_timer_start_at(p->config.board, t, board_timer_due_us(t) + TRIGGER_POLL_US);
    }
}

/* The random delay before the first contact counts from the moment the network is there. */
static void start_random_delay(struct fw_prov *p)
{
    uint32_t unit_s = fw_quirk_is_set(p->config.quirks, FW_QUIRK_RANDOM_DELAY_SECONDS) ? 1 : RANDOM_DELAY_UNIT_S;
    uint64_t most_us = fw_param_us(p->config.params, "Resync_Random_Delay", 0) * unit_s;
    uint64_t most_ms = most_us / BOARD_US_PER_MS;
    uint32_t delay_ms;

    most_ms = most_ms < UINT32_MAX ? most_ms : UINT32_MAX - 1; /* 49 days: nobody waits for that */
    delay_ms = most_ms == 0 ? 0 : board_entropy_below(p->config.board, (uint32_t)most_ms + 1);
    board_timer_start(p->config.board, &p->resync.timer, (uint64_t)delay_ms * BOARD_US_PER_MS);
    fw_net_tell(p->config.net, 2, BOARD_SIGNAL_FW_RESYNC, 0, delay_ms, "first contact in %u.%03u s", delay_ms / 1000,
                delay_ms % 1000);
}

void resync_poke(struct fw_prov *p)
{
    struct resync *r = &p->resync;
    if (r->state == FW_RESYNC_DELAY && !board_timer_is_running(&r->timer) && fw_net_is_usable(p->config.net)) {
        start_random_delay(p);
    }
    try_begin(p);
}

/* What cannot be read is told to who asks, and not only to syslog. Macros and conditions may have other values when the
 * unit is idle: then it is read again. */
static enum rt_err judge_request(struct fw_prov *p, struct rt_str rule)
{
    struct fw_rule_result result;
    fw_rule_result_init(&result);
    enum rt_err err = fw_rule_evaluate(FW_RULE_PROFILE, rule, &p->macros, NULL, NULL, &result);
    fw_rule_result_fini(&result);
    return err;
}

enum rt_err resync_request(struct fw_prov *p, struct rt_str rule, uint32_t client_ip)
{
    struct resync *r = &p->resync;
    enum rt_err err;

    if (!is_enabled(p)) {
        return RT_EACCES;
    }
    if (r->state == FW_RESYNC_SYNC || p->is_restarting) {
        return RT_EBUSY;
    }
    if (rule.n > 0 && (err = judge_request(p, rule)) != RT_OK) {
        return err;
    }
    rt_buf_clear(&r->explicit_rule);
    r->has_explicit_rule = rule.n > 0;
    r->explicit_client_ip = client_ip;
    if (rt_buf_put(&r->explicit_rule, rule.p, rule.n) != RT_OK) {
        r->has_explicit_rule = false;
        return rule.n > FW_MACRO_TEXT_MAX ? RT_ETOOBIG : RT_ENOMEM;
    }
    become_due(p, FW_RESYNC_EXPLICIT);
    return RT_OK;
}

void resync_after_upgrade_attempt(struct fw_prov *p)
{
    if (is_enabled(p) && fw_param_bool(p->config.params, "Resync_After_Upgrade_Attempt", true) &&
        (p->resync.state == FW_RESYNC_WAIT || p->resync.state == FW_RESYNC_OFF)) {
        board_timer_stop(p->config.board, &p->resync.timer);
        p->resync.cause = FW_RESYNC_PERIODIC; /* guess: the value for this cause is not documented */
        set_state(p, FW_RESYNC_DUE);
        prov_poke_soon(p);
    }
}

/* --- one resync ----------------------------------------------------------------------------------- */

static void drop_rule(struct resync *r)
{
    fw_profile_destroy(r->profile);
    r->profile = NULL;
    fw_txn_destroy(r->txn);
    r->txn = NULL;
    fw_rule_result_fini(&r->rule);
    fw_rule_result_init(&r->rule);
}

static void end_with_success(struct fw_prov *p)
{
    struct resync *r = &p->resync;

    p->counts.n_resync_ok++;
    p->counts.last_resync_fail = FW_FAIL_NONE;
    r->attempt_at_us = r->began_at_us;
    r->n_errors = 0;
    r->has_explicit_rule = false;
    if (r->cause != FW_RESYNC_PERIODIC) {
        r->n_periodic = 0;
    }
    fw_net_tell(p->config.net, 1, BOARD_SIGNAL_FW_RESYNC, 0, 1, "done");
    wait_for_period(p);
    if (r->needs_reboot) {
        prov_restart_soon(p, FW_RESTART_PARAMETERS);
    } else {
        upgrade_look_again(p);
    }
}

static void end_with_failure(struct fw_prov *p, enum fw_fail fail)
{
    struct resync *r = &p->resync;

    p->counts.n_resync_failed++;
    p->counts.last_resync_fail = fail;
    p->transfer.err = fw_fail_text(fail);
    r->attempt_at_us = r->began_at_us;
    drop_rule(r);
    r->has_explicit_rule = false;
    fw_net_tell(p->config.net, 1, BOARD_SIGNAL_FW_RESYNC, 0, -1, "failed: %s", fw_fail_text(fail));
    prov_log_message(p, "Log_Resync_Failure_Msg", FW_SYSLOG_ERROR);
    r->n_periodic = 0;
    wait_for_retry(p);
    /* What earlier rules of the same pass have changed stays changed and may need its restart. */
    if (r->needs_reboot) {
        prov_restart_soon(p, FW_RESTART_UNFINISHED);
    } else {
        upgrade_look_again(p); /* upgrades do not depend on resyncs (guide p.4-5) */
    }
}

static void end_rule(struct fw_prov *p)
{
    drop_rule(&p->resync);
    p->resync.rule_index++;
    next_rule(p);
}

/* An element that had no effect is named, so that a technician finds his typing error. */
static void on_item(void *ctx, const struct fw_profile_item *item)
{
    struct fw_prov *p = ctx;
    if (item->id == FW_PARAM_NONE) {
        fw_net_tell(p->config.net, 2, BOARD_SIGNAL_FW_RESYNC, 0, item->line, "unknown element %.*s (line %u)",
                    (int)item->element.n, item->element.p, item->line);
    } else if (item->has_value && item->fit != FW_FIT_OK && item->fit != FW_FIT_NORMALISED) {
        fw_net_tell(p->config.net, 2, BOARD_SIGNAL_FW_WARN, 0, item->line, "%.*s (line %u): %s", (int)item->element.n,
                    item->element.p, item->line, fw_fit_text(item->fit));
    }
}

static void on_address(void *ctx, uint32_t server_ip)
{
    struct fw_prov *p = ctx;
    p->transfer.server_ip = server_ip;
    prov_log_message(p, "Log_Resync_Request_Msg", FW_SYSLOG_NOTICE);
}

static enum rt_err on_data(void *ctx, const uint8_t *bytes, size_t n)
{
    struct fw_prov *p = ctx;
    p->resync.profile_fail = fw_profile_feed(p->resync.profile, bytes, n);
    return p->resync.profile_fail == FW_FAIL_NONE ? RT_OK : RT_ECORRUPT;
}

/* The whole profile is here: apply it, all or nothing. */
static enum fw_fail apply(struct fw_prov *p)
{
    struct resync *r = &p->resync;
    struct fw_commit commit = {0};
    const struct fw_profile_report *report = fw_profile_report(r->profile);
    enum fw_fail fail = fw_profile_finish(r->profile);

    if (fail != FW_FAIL_NONE) {
        fw_net_tell(p->config.net, 1, BOARD_SIGNAL_FW_RESYNC, 0, report->line, "corrupt at line %u, column %u: %s",
                    report->line, report->column, report->what != NULL ? report->what : "unreadable");
        if (report->warning != NULL) {
            board_emit(p->config.board, BOARD_SIGNAL_FW_WARN, 0, 0, report->warning);
            fw_net_debug(p->config.net, 1, "resync: %s", report->warning);
        }
        return fail;
    }
    if (fw_txn_commit(r->txn, "resync", &commit) != RT_OK) {
        return FW_FAIL_STORE;
    }
    r->needs_reboot = r->needs_reboot || commit.needs_reboot;
    if (p->config.ident->is_rc && fw_params_note(p->config.params, FW_NOTE_PROVISIONED)[0] == '\0') {
        /* Of no weight for the resync: without the note the page says "Pending" once more. */
        (void)fw_params_set_note(p->config.params, FW_NOTE_PROVISIONED, "1");
    }
    fw_net_tell(p->config.net, 1, BOARD_SIGNAL_FW_RESYNC, 0, report->n_elements,
                "applied: %u elements, %u set (%u changed), %u left, %u unknown, %u unfit", report->n_elements,
                report->n_set, commit.n_changed, report->n_left, report->n_unknown, report->n_unfit);
    return FW_FAIL_NONE;
}

static void on_done(void *ctx, const struct fw_fetch_result *result)
{
    struct fw_prov *p = ctx;
    struct resync *r = &p->resync;
    enum fw_fail fail = result->fail;

    r->fetch = NULL;
    prov_tell_transfer(p, BOARD_SIGNAL_FW_RESYNC, r->attempt_at_us, result);
    if (fail == FW_FAIL_ABORTED && r->profile_fail != FW_FAIL_NONE) {
        fail = r->profile_fail;
        (void)apply(p); /* says where it broke; cannot succeed any more */
    } else if (fail == FW_FAIL_NONE) {
        fail = apply(p);
    } else if (fail == FW_FAIL_FILE_NOT_FOUND && !fw_param_bool(p->config.params, "Resync_Fails_On_FNF", true)) {
        fail = FW_FAIL_NONE; /* counts as done (guide p.2-18) */
    }
    if (fail != FW_FAIL_NONE) {
        end_with_failure(p, fail);
        return;
    }
    p->transfer.err = "";
    prov_log_message(p, "Log_Resync_Success_Msg", FW_SYSLOG_NOTICE);
    end_rule(p);
}

static const char *gpp(const struct fw_prov *p, char letter)
{
    char element[] = "GPP_x";
    element[4] = (char)(letter - 'a' + 'A');
    return fw_param_by_name(p->config.params, element);
}

static enum fw_fail start_fetch(struct fw_prov *p)
{
    static const struct fw_fetch_client client_calls = {on_address, on_data, on_done, NULL};
    struct resync *r = &p->resync;
    struct fw_fetch_client client = client_calls;
    struct fw_profile_config profile = {
        .params = p->config.params, .on_item = on_item, .ctx = p, .mac = p->config.ident->mac};
    struct fw_fetch_request request = {.url = &r->rule.url, .max_bytes = FW_PROFILE_BYTES_MAX};
    struct rt_buf agent, body;
    enum fw_fail fail = FW_FAIL_STORE;

    rt_buf_init(&agent, 256);
    rt_buf_init(&body, FW_MACRO_TEXT_MAX);
    prov_user_agent(p, &agent);
    request.user_agent = rt_buf_text(&agent);
    if (r->rule.options.post != 0) {
        if (r->rule.url.scheme == FW_SCHEME_TFTP) {
            fail = FW_FAIL_RULE; /* --post is for http and https only (guide p.2-13) */
            goto out;
        }
        if (fw_macro_expand_text(rt_str(gpp(p, r->rule.options.post)), &p->macros, NULL, &body) != RT_OK) {
            goto out;
        }
        request.method = FW_METHOD_POST;
        request.body = body.bytes;
        request.n_body = body.n;
    }
    if (fw_txn_create(&r->txn, p->config.params) != RT_OK) {
        goto out;
    }
    profile.txn = r->txn;
    profile.key = r->rule.options.has_key ? r->rule.options.key : NULL;
    profile.alias_map = r->rule.options.alias != 0 ? gpp(p, r->rule.options.alias) : NULL;
    r->profile_fail = FW_FAIL_NONE;
    client.ctx = p;
    if (fw_profile_create(&r->profile, &profile) == RT_OK &&
        fw_fetch_start(&r->fetch, p->config.net, &request, &client) == RT_OK) {
        fail = FW_FAIL_NONE;
    }
out:
    rt_buf_fini(&agent);
    rt_buf_fini(&body);
    return fail;
}

/* Reads the rule whose turn it is; skips those that have nothing to do. */
static void next_rule(struct fw_prov *p)
{
    struct resync *r = &p->resync;
    enum fw_fail fail = FW_FAIL_NONE;

    for (; r->rule_index < (r->has_explicit_rule ? 1 : N_RULES); r->rule_index++) {
        const char *text = r->has_explicit_rule ? rt_buf_text(&r->explicit_rule)
                                                : fw_param_by_name(p->config.params, rule_parameters[r->rule_index]);
        struct prov_rule_story story = {p, r->has_explicit_rule ? "requested rule" : rule_parameters[r->rule_index]};
        struct fw_rule_listener listener = prov_rule_listener(&story);
        enum rt_err err = fw_rule_evaluate(FW_RULE_PROFILE, rt_str(text), &p->macros, NULL, &listener, &r->rule);

        prov_tell_rule(&story, err, &r->rule);
        if (err != RT_OK) {
            fail = err == RT_ENOMEM ? FW_FAIL_ABORTED : FW_FAIL_RULE;
        } else if (r->rule.is_chosen) {
            fail = prov_assign(p, &r->rule, &r->needs_reboot);
            if (fail == FW_FAIL_NONE && r->rule.has_url) {
                fail = prov_complete_url(p, &r->rule.url, r->has_explicit_rule ? r->explicit_client_ip : 0);
                p->transfer = (struct transfer){true, r->rule.url, 0, ""};
                /* $PRVTMR counts from the start of the last attempt: rules before its first fetch still see the time
                 * since the one before. */
                r->attempt_at_us = r->began_at_us;
                if (fail == FW_FAIL_NONE) {
                    fail = start_fetch(p);
                }
                if (fail == FW_FAIL_NONE) {
                    return; /* on_done goes on */
                }
            }
        }
        if (fail != FW_FAIL_NONE) {
            end_with_failure(p, fail);
            return;
        }
        drop_rule(r);
    }
    end_with_success(p);
}

/* --- life ----------------------------------------------------------------------------------------- */

/* A new Resync_Periodic or a new trigger takes effect at once. */
static void on_params(void *ctx, const int *ids, size_t n)
{
    struct fw_prov *p = ctx;
    struct resync *r = &p->resync;
    int periodic = fw_param_find(p->config.params, "Resync_Periodic");
    /* In WAIT without errors it is the periodic timer that runs; it begins only after a success (guide p.4-2). */
    bool is_periodic_wait =
        r->n_errors == 0 && (r->state == FW_RESYNC_WAIT || (r->state == FW_RESYNC_OFF && p->counts.n_resync_ok > 0));

    for (size_t i = 0; i < n; i++) {
        if (ids[i] == periodic && is_periodic_wait) {
            board_timer_stop(p->config.board, &r->timer);
            r->n_periodic = 0;
            wait_for_period(p);
        }
    }
    if (!board_timer_is_running(&r->trigger_timer)) {
        board_timer_start(p->config.board, &r->trigger_timer, TRIGGER_POLL_US);
    }
}

void resync_init(struct fw_prov *p)
{
    struct resync *r = &p->resync;
    struct board *b = p->config.board;
    enum fw_restart_reason reason = p->config.restart_reason;

    r->attempt_at_us = p->started_at_us;
    rt_buf_init(&r->explicit_rule, FW_MACRO_TEXT_MAX);
    fw_rule_result_init(&r->rule);
    board_timer_init(&r->timer, "resync", BOARD_PRIORITY_FIRMWARE, on_timer, p);
    board_timer_init(&r->force_timer, "forced resync", BOARD_PRIORITY_FIRMWARE, on_force_timer, p);
    board_timer_init(&r->trigger_timer, "resync triggers", BOARD_PRIORITY_FIRMWARE, on_trigger_timer, p);
    board_timer_start(b, &r->trigger_timer, TRIGGER_POLL_US);
    r->watcher = (struct fw_param_watcher){on_params, p, NULL};
    fw_param_watch(p->config.params, &r->watcher);

    if (!is_enabled(p)) {
        return;
    }
    if (reason == FW_RESTART_PARAMETERS && !fw_quirk_is_set(p->config.quirks, FW_QUIRK_RESYNC_AFTER_RESTART)) {
        wait_for_period(p); /* the resync that led here was a success: the periodic timer runs */
    } else if (reason == FW_RESTART_UNFINISHED && !fw_quirk_is_set(p->config.quirks, FW_QUIRK_RESYNC_AFTER_RESTART)) {
        wait_for_retry(p);
    } else if (reason == FW_RESTART_UPGRADE) {
        if (fw_param_bool(p->config.params, "Resync_After_Upgrade_Attempt", true)) {
            set_state(p, FW_RESYNC_DELAY);
        } else {
            wait_for_period(p);
        }
    } else if (fw_param_bool(p->config.params, "Resync_On_Reset", true)) {
        set_state(p, FW_RESYNC_DELAY);
    }
}

void resync_fini(struct fw_prov *p)
{
    struct resync *r = &p->resync;
    struct board *b = p->config.board;

    if (r->fetch != NULL) {
        fw_fetch_cancel(r->fetch);
        r->fetch = NULL;
    }
    board_timer_stop(b, &r->timer);
    board_timer_stop(b, &r->force_timer);
    board_timer_stop(b, &r->trigger_timer);
    fw_param_unwatch(p->config.params, &r->watcher);
    drop_rule(r);
    fw_rule_result_fini(&r->rule);
    rt_buf_fini(&r->explicit_rule);
}
