/* SPDX-License-Identifier: MIT */
/*
 * The resync machine: decides when. resync_pass.c is the state SYNC; steps.c has the transition table.
 *
 * Source: guide p.2-15 .. 2-18, 4-1 .. 4-3.
 */
#include "prov_priv.h"

#include <string.h>

/* Resync_Random_Delay counts in units of 20 s (guide p.4-2); p.2-15 says seconds: quirk random-delay-seconds. */
#define RANDOM_DELAY_UNIT_S 20u
/* Polling interval of the triggers. guess: not documented. */
#define TRIGGER_POLL_US     (1u * BOARD_US_PER_S)

static bool is_enabled(const struct fw_prov *p)
{
    return fw_element_bool(p->config.params, FW_EL_PROVISION_ENABLE);
}

static void set_state(struct fw_prov *p, enum resync_cause cause, enum fw_resync_state state)
{
    struct resync *r = &p->resync;
    if (r->state != state) {
        fw_machine_check(&resync_machine, r->state, cause, state);
        FW_TELL(p->config.log, resync_state, 0, (int64_t)state, fw_resync_state_name(r->state),
                fw_resync_state_name(state));
        r->state = state;
        if (!p->is_restarting) {
            p->config.on_resync_state(p->config.ctx);
        }
    }
}

/* --- waiting ------------------------------------------------------------------------------------- */

static void wait_s(struct fw_prov *p, enum resync_cause cause, uint32_t seconds, const char *why)
{
    board_timer_start(p->config.board, &p->resync.timer, (uint64_t)seconds * BOARD_US_PER_S);
    set_state(p, cause, FW_RESYNC_WAIT);
    FW_TELL(p->config.log, resync_wait, 0, seconds, why, (unsigned)seconds);
}

void resync_wait_for_period(struct fw_prov *p, enum resync_cause cause)
{
    uint32_t seconds;
    if (prov_schedule(p, FW_EL_RESYNC_PERIODIC, p->resync.n_periodic, &seconds)) {
        p->resync.n_periodic++;
        wait_s(p, cause, seconds, "periodic resync");
    } else {
        set_state(p, cause, FW_RESYNC_OFF);
    }
}

void resync_wait_for_retry(struct fw_prov *p, enum resync_cause cause)
{
    uint32_t seconds;
    if (prov_schedule(p, FW_EL_RESYNC_ERROR_RETRY_DELAY, p->resync.n_errors, &seconds)) {
        p->resync.n_errors++;
        wait_s(p, cause, seconds, "retry");
    } else if (fw_quirk_is_set(p->config.quirks, FW_QUIRK_RETRY_ZERO_AT_ONCE)) {
        p->resync.n_errors++;
        wait_s(p, cause, 1, "retry");
    } else {
        set_state(p, cause, FW_RESYNC_OFF); /* 0: no retry (guide p.2-16; p.4-2 says the opposite) */
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
    set_state(p, RESYNC_BY_TURN, FW_RESYNC_SYNC);
    FW_TELL(p->config.log, resync_begins, 0, r->cause, (int)r->cause);
    resync_pass_run(p);
}

/* The alternative interpretation of Forced_Resync_Delay (guide p.4-3): it runs from the moment when all lines became
 * idle, and every resync waits for its end. */
static void begin_after_silence(struct fw_prov *p)
{
    struct resync *r = &p->resync;
    uint64_t silence_us = fw_element_us(p->config.params, FW_EL_FORCED_RESYNC_DELAY);
    uint64_t now_us = board_now_us(p->config.board);

    board_timer_stop(p->config.board, &r->force_timer);
    if (!p->config.is_idle(p->config.ctx)) {
        FW_TELL(p->config.log, resync_busy, 0, 0);
    } else if (now_us - r->idle_since_us >= silence_us) {
        begin(p);
    } else {
        board_timer_start(p->config.board, &r->force_timer, silence_us - (now_us - r->idle_since_us));
        FW_TELL(p->config.log, resync_silence, 0, 0, (double)silence_us / BOARD_US_PER_S);
    }
}

/* A command may name a server at the LAN port, or be from a host there and name none: such as a technician's computer
 * at a unit that is connected to nothing else. */
static bool can_reach_server(const struct fw_prov *p)
{
    const struct resync *r = &p->resync;
    struct fw_rule_result result;
    char server[FW_URL_SERVER_MAX + 1] = "";
    if (fw_net_is_usable(p->config.net) || !r->has_explicit_rule) {
        return fw_net_is_usable(p->config.net);
    }
    fw_rule_result_init(&result);
    if (fw_rule_evaluate(FW_RULE_PROFILE, rt_str(rt_buf_text(&r->explicit_rule)), &p->macros, NULL, NULL, &result) ==
            RT_OK &&
        result.is_chosen && result.has_url && result.url.has_server) {
        (void)rt_str_copy(server, sizeof server, rt_str(result.url.server)); /* of the same size */
    } else if (result.has_url) {
        (void)rt_ipv4_text(r->explicit_client_ip, server);
    }
    fw_rule_result_fini(&result);
    return fw_net_can_reach(p->config.net, server);
}

static void try_begin(struct fw_prov *p)
{
    struct resync *r = &p->resync;

    if (r->state != FW_RESYNC_DUE || !prov_is_free(p) || !can_reach_server(p)) {
        return;
    }
    if (!is_enabled(p)) { /* disabled while it waited */
        board_timer_stop(p->config.board, &r->force_timer);
        set_state(p, RESYNC_BY_DISABLED, FW_RESYNC_OFF);
        return;
    }
    if (fw_quirk_is_set(p->config.quirks, FW_QUIRK_FORCED_DELAY_FROM_IDLE)) {
        begin_after_silence(p);
    } else if (r->is_forced || p->config.is_idle(p->config.ctx)) {
        begin(p);
    } else if (!board_timer_is_running(&r->force_timer)) {
        /* A resync may end in a restart, so it waits for on-hook, but not for ever (guide p.2-16). */
        uint64_t longest_us = fw_element_us(p->config.params, FW_EL_FORCED_RESYNC_DELAY);
        board_timer_start(p->config.board, &r->force_timer, longest_us);
        FW_TELL(p->config.log, resync_busy, 0, 0);
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

static void become_due(struct fw_prov *p, enum resync_cause by, enum fw_resync_cause cause)
{
    board_timer_stop(p->config.board, &p->resync.timer);
    p->resync.cause = cause;
    set_state(p, by, FW_RESYNC_DUE);
    try_begin(p);
}

static void on_timer(void *ctx, struct board_timer *t)
{
    struct fw_prov *p = ctx;
    struct resync *r = &p->resync;
    (void)t;

    if (!is_enabled(p)) {
        set_state(p, RESYNC_BY_DISABLED, FW_RESYNC_OFF);
    } else if (r->state == FW_RESYNC_DELAY) {
        become_due(p, RESYNC_BY_TIMER, FW_RESYNC_POWER_UP);
    } else {
        become_due(p, RESYNC_BY_TIMER, r->n_errors > 0 ? FW_RESYNC_RETRY : FW_RESYNC_PERIODIC);
    }
}

static void on_force_timer(void *ctx, struct board_timer *t)
{
    struct fw_prov *p = ctx;
    (void)t;
    p->resync.is_forced = true;
    try_begin(p);
}

/* Triggers act as if the periodic timer had expired (guide p.2-16). */
static void on_trigger_timer(void *ctx, struct board_timer *t)
{
    static const enum fw_element triggers[] = {FW_EL_RESYNC_TRIGGER_1, FW_EL_RESYNC_TRIGGER_2};
    struct fw_prov *p = ctx;
    struct resync *r = &p->resync;
    bool has_any = false;

    for (unsigned i = 0; i < 2; i++) {
        const char *condition = fw_element_text(p->config.params, triggers[i]);
        if (condition[0] == '\0') {
            continue;
        }
        has_any = true;
        if ((r->state == FW_RESYNC_WAIT || r->state == FW_RESYNC_OFF) && is_enabled(p) && !p->is_restarting &&
            fw_condition_is_true(rt_str(condition), &p->macros, NULL)) {
            FW_TELL(p->config.log, resync_trigger, 0, 0, fw_element_name(triggers[i]));
            become_due(p, RESYNC_BY_TRIGGER, FW_RESYNC_PERIODIC);
        }
    }
    if (has_any) {
        board_timer_start_at(p->config.board, t, board_timer_due_us(t) + TRIGGER_POLL_US);
    }
}

/* The random delay before the first contact starts when the network is up. */
static void start_random_delay(struct fw_prov *p)
{
    uint32_t unit_s = fw_quirk_is_set(p->config.quirks, FW_QUIRK_RANDOM_DELAY_SECONDS) ? 1 : RANDOM_DELAY_UNIT_S;
    uint64_t most_us = fw_element_us(p->config.params, FW_EL_RESYNC_RANDOM_DELAY) * unit_s;
    uint64_t most_ms = most_us / BOARD_US_PER_MS;
    uint32_t delay_ms;

    most_ms = most_ms < UINT32_MAX ? most_ms : UINT32_MAX - 1; /* 49 days: long enough */
    delay_ms = most_ms == 0 ? 0 : board_entropy_below(p->config.board, (uint32_t)most_ms + 1);
    board_timer_start(p->config.board, &p->resync.timer, (uint64_t)delay_ms * BOARD_US_PER_MS);
    FW_TELL(p->config.log, resync_first, 0, delay_ms, delay_ms / 1000, delay_ms % 1000);
}

void resync_poke(struct fw_prov *p)
{
    struct resync *r = &p->resync;
    if (r->state == FW_RESYNC_DELAY && !board_timer_is_running(&r->timer) && fw_net_is_usable(p->config.net)) {
        start_random_delay(p);
    }
    try_begin(p);
}

/* Reports an invalid rule to the requester, not only to syslog. Macros and conditions may change until the unit is
 * idle, so it is evaluated again then. */
static enum rt_err judge_request(struct fw_prov *p, struct rt_str rule)
{
    struct fw_rule_result result;
    fw_rule_result_init(&result);
    enum rt_err err = fw_rule_evaluate(FW_RULE_PROFILE, rule, &p->macros, NULL, NULL, &result);
    fw_rule_result_fini(&result);
    return err;
}

/* A pass may take long (a silent server); the last request made meanwhile runs after it. A restart drops it: then
 * the unit resyncs anyway. */
static enum rt_err keep_request(struct fw_prov *p, struct rt_str rule, uint32_t client_ip)
{
    struct resync *r = &p->resync;
    rt_buf_clear(&r->next_rule);
    enum rt_err err = rt_buf_put(&r->next_rule, rule.p, rule.n);
    r->has_next = err == RT_OK;
    r->next_client_ip = client_ip;
    if (err == RT_OK) {
        FW_TELL(p->config.log, resync_next, 0, 0);
    }
    return err;
}

void resync_take_next(struct fw_prov *p)
{
    struct resync *r = &p->resync;
    if (!r->has_next || p->is_restarting) {
        return;
    }
    struct rt_buf last = r->explicit_rule;
    r->explicit_rule = r->next_rule;
    r->next_rule = last; /* its memory serves the next request */
    r->has_next = false;
    r->has_explicit_rule = r->explicit_rule.n > 0;
    r->explicit_client_ip = r->next_client_ip;
    board_timer_stop(p->config.board, &r->timer);
    r->cause = FW_RESYNC_EXPLICIT;
    set_state(p, RESYNC_BY_REQUEST, FW_RESYNC_DUE);
    prov_poke_soon(p);
}

enum rt_err resync_request(struct fw_prov *p, struct rt_str rule, uint32_t client_ip)
{
    struct resync *r = &p->resync;
    enum rt_err err;

    if (!is_enabled(p)) {
        return RT_EACCES;
    }
    if (p->is_restarting) {
        return RT_EBUSY;
    }
    if (rule.n > 0 && (err = judge_request(p, rule)) != RT_OK) {
        return err;
    }
    if (r->state == FW_RESYNC_SYNC) {
        return keep_request(p, rule, client_ip);
    }
    rt_buf_clear(&r->explicit_rule);
    r->has_explicit_rule = rule.n > 0;
    r->explicit_client_ip = client_ip;
    if (rt_buf_put(&r->explicit_rule, rule.p, rule.n) != RT_OK) {
        r->has_explicit_rule = false;
        return rule.n > FW_MACRO_TEXT_MAX ? RT_ETOOBIG : RT_ENOMEM;
    }
    become_due(p, RESYNC_BY_REQUEST, FW_RESYNC_EXPLICIT);
    return RT_OK;
}

void resync_after_upgrade_attempt(struct fw_prov *p)
{
    if (is_enabled(p) && fw_element_bool(p->config.params, FW_EL_RESYNC_AFTER_UPGRADE) &&
        (p->resync.state == FW_RESYNC_WAIT || p->resync.state == FW_RESYNC_OFF)) {
        board_timer_stop(p->config.board, &p->resync.timer);
        p->resync.cause = FW_RESYNC_PERIODIC; /* guess: the value for this cause is not documented */
        set_state(p, RESYNC_BY_UPGRADE_ATTEMPT, FW_RESYNC_DUE);
        prov_poke_soon(p);
    }
}

/* --- life ----------------------------------------------------------------------------------------- */

/* A new Resync_Periodic or a new trigger takes effect immediately. */
static void on_params(void *ctx, const int *ids, size_t n)
{
    struct fw_prov *p = ctx;
    struct resync *r = &p->resync;
    int periodic = fw_element_id(p->config.params, FW_EL_RESYNC_PERIODIC);
    /* In WAIT without errors it is the periodic timer that runs; it begins only after a success (guide p.4-2). */
    bool is_periodic_wait =
        r->n_errors == 0 && (r->state == FW_RESYNC_WAIT || (r->state == FW_RESYNC_OFF && p->counts.n_resync_ok > 0));

    for (size_t i = 0; i < n; i++) {
        if (ids[i] == periodic && is_periodic_wait) {
            board_timer_stop(p->config.board, &r->timer);
            r->n_periodic = 0;
            resync_wait_for_period(p, RESYNC_BY_PERIOD_CHANGED);
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
    rt_buf_init(&r->next_rule, FW_MACRO_TEXT_MAX);
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
        resync_wait_for_period(p,
                               RESYNC_BY_RESTART); /* the resync that led here was a success: the periodic timer runs */
    } else if (reason == FW_RESTART_UNFINISHED && !fw_quirk_is_set(p->config.quirks, FW_QUIRK_RESYNC_AFTER_RESTART)) {
        resync_wait_for_retry(p, RESYNC_BY_RESTART);
    } else if (reason == FW_RESTART_UPGRADE) {
        if (fw_element_bool(p->config.params, FW_EL_RESYNC_AFTER_UPGRADE)) {
            set_state(p, RESYNC_BY_START, FW_RESYNC_DELAY);
        } else {
            resync_wait_for_period(p, RESYNC_BY_RESTART);
        }
    } else if (fw_element_bool(p->config.params, FW_EL_RESYNC_ON_RESET)) {
        set_state(p, RESYNC_BY_START, FW_RESYNC_DELAY);
    }
}

void resync_fini(struct fw_prov *p)
{
    struct resync *r = &p->resync;
    struct board *b = p->config.board;

    resync_pass_drop(r);
    board_timer_stop(b, &r->timer);
    board_timer_stop(b, &r->force_timer);
    board_timer_stop(b, &r->trigger_timer);
    fw_param_unwatch(p->config.params, &r->watcher);
    fw_rule_result_fini(&r->rule);
    rt_buf_fini(&r->explicit_rule);
    rt_buf_fini(&r->next_rule);
}
