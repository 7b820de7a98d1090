/* SPDX-License-Identifier: MIT */
/*
 * One resync pass: evaluates Profile_Rule, _B, _C, _D in sequence, each only when it is reached, so that a profile
 * may set the next rule (inferred: profiles of operators rely on it). Each profile applies completely or not at all;
 * the first failure ends the pass, and the next one starts from Profile_Rule again (guide p.2-17).
 */
#include "prov_priv.h"

#include <string.h>

static const enum fw_element rule_elements[] = {FW_EL_PROFILE_RULE, FW_EL_PROFILE_RULE_B, FW_EL_PROFILE_RULE_C,
                                                FW_EL_PROFILE_RULE_D};
#define N_RULES (sizeof(rule_elements) / sizeof(rule_elements[0]))

static void drop_rule(struct resync *r)
{
    fw_profile_destroy(r->profile);
    r->profile = NULL;
    fw_txn_destroy(r->txn);
    r->txn = NULL;
    fw_rule_result_fini(&r->rule);
    fw_rule_result_init(&r->rule);
}

void resync_pass_drop(struct resync *r)
{
    if (r->fetch != NULL) {
        fw_fetch_cancel(r->fetch);
        r->fetch = NULL;
    }
    drop_rule(r);
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
    FW_TELL(p->config.log, resync_done, 0, 1);
    resync_wait_for_period(p, RESYNC_BY_PASS_OK);
    if (r->needs_reboot) {
        prov_restart_soon(p, FW_RESTART_PARAMETERS);
    } else {
        upgrade_look_again(p);
        resync_take_next(p);
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
    FW_TELL(p->config.log, resync_failed, 0, -1, fw_fail_text(fail), prov_fail_reason(p, fail));
    prov_log_message(p, FW_EL_LOG_RESYNC_FAILURE, FW_LOG_ERROR);
    r->n_periodic = 0;
    resync_wait_for_retry(p, RESYNC_BY_PASS_FAILED);
    /* What earlier rules of the same pass have changed stays changed and may need its restart. */
    if (r->needs_reboot) {
        prov_restart_soon(p, FW_RESTART_UNFINISHED);
    } else {
        upgrade_look_again(p); /* upgrades do not depend on resyncs (guide p.4-5) */
        resync_take_next(p);
    }
}

static void end_rule(struct fw_prov *p)
{
    drop_rule(&p->resync);
    p->resync.rule_index++;
    resync_pass_run(p);
}

/* Names each element that had no effect, so that technicians find typing errors. */
static void on_item(void *ctx, const struct fw_profile_item *item)
{
    struct fw_prov *p = ctx;
    if (item->id == FW_PARAM_NONE) {
        FW_TELL(p->config.log, resync_unknown, 0, item->line, (int)item->element.n, item->element.p, item->line);
    } else if (item->has_value && item->fit != FW_FIT_OK && item->fit != FW_FIT_NORMALISED) {
        FW_TELL(p->config.log, warn_value, 0, item->line, (int)item->element.n, item->element.p, item->line,
                fw_fit_text(item->fit));
    }
}

static void on_address(void *ctx, uint32_t server_ip)
{
    struct fw_prov *p = ctx;
    p->transfer.server_ip = server_ip;
    prov_log_message(p, FW_EL_LOG_RESYNC_REQUEST, FW_LOG_NOTICE);
}

static enum rt_err on_data(void *ctx, const uint8_t *bytes, size_t n)
{
    struct fw_prov *p = ctx;
    p->resync.profile_fail = fw_profile_feed(p->resync.profile, bytes, n);
    return p->resync.profile_fail == FW_FAIL_NONE ? RT_OK : RT_ECORRUPT;
}

static void tell_stage(const struct fw_prov *p, const char *what, size_t n)
{
    FW_TRACE(p->config.board, profile_stage, 0, (int64_t)n, what);
}

/* Through what the file went, each stage with the bytes that it got. */
static void tell_stages(const struct fw_prov *p, const struct fw_profile_report *report)
{
    size_t n = report->n_file;
    if (report->was_encrypted) {
        tell_stage(p, "AES-256-CBC", n);
        n = report->n_decrypted;
    }
    if (report->was_compressed) {
        tell_stage(p, "gzip", n);
        n = report->n_inflated;
    }
    tell_stage(p, report->was_compiled ? "compiled" : report->is_xml ? "XML" : "no known form", n);
}

/* The whole profile is here: apply it, all or nothing. */
static enum fw_fail apply(struct fw_prov *p)
{
    struct resync *r = &p->resync;
    struct fw_commit commit = {0};
    const struct fw_profile_report *report = fw_profile_report(r->profile);
    enum fw_fail fail = fw_profile_finish(r->profile);

    tell_stages(p, report);
    if (fail != FW_FAIL_NONE) {
        FW_TELL(p->config.log, resync_corrupt, 0, report->line, report->line, report->column,
                report->what != NULL ? report->what : "unreadable");
        if (report->warning != NULL) {
            FW_TRACE(p->config.board, warn_profile, 0, 0, report->warning);
            fw_log_debug(p->config.log, 1, "resync: %s", report->warning);
        }
        return fail;
    }
    if (fw_txn_commit(r->txn, "resync", &commit) != RT_OK) {
        return FW_FAIL_STORE;
    }
    r->needs_reboot = r->needs_reboot || commit.needs_reboot;
    if (p->config.ident->is_rc && fw_params_note(p->config.params, FW_NOTE_PROVISIONED)[0] == '\0') {
        /* Not essential for the resync: without the note the page still says "Pending". */
        (void)fw_params_set_note(p->config.params, FW_NOTE_PROVISIONED, "1");
    }
    FW_TELL(p->config.log, resync_applied, 0, report->n_elements, report->n_elements, report->n_set, commit.n_changed,
            report->n_left, report->n_unknown, report->n_unfit);
    return FW_FAIL_NONE;
}

static void on_done(void *ctx, const struct fw_fetch_result *result)
{
    struct fw_prov *p = ctx;
    struct resync *r = &p->resync;
    enum fw_fail fail = result->fail;

    r->fetch = NULL;
    prov_tell_transfer(p, &fw_event_resync_fetch, r->attempt_at_us, result);
    if (fail == FW_FAIL_ABORTED && r->profile_fail != FW_FAIL_NONE) {
        fail = r->profile_fail;
        (void)apply(p); /* reports where it failed; it cannot succeed any more */
    } else if (fail == FW_FAIL_NONE && (result->n_bytes > 0 || r->rule.options.post == 0)) {
        fail = apply(p); /* guess: a server that only acknowledges a --post (204, or no body) has no profile for us */
    } else if (fail == FW_FAIL_FILE_NOT_FOUND && !fw_element_bool(p->config.params, FW_EL_RESYNC_FAILS_ON_FNF)) {
        fail = FW_FAIL_NONE; /* counts as done (guide p.2-18) */
    }
    if (fail != FW_FAIL_NONE) {
        end_with_failure(p, fail);
        return;
    }
    p->transfer.err = "";
    prov_log_message(p, FW_EL_LOG_RESYNC_SUCCESS, FW_LOG_NOTICE);
    end_rule(p);
}

static const char *gpp(const struct fw_prov *p, char letter)
{
    return fw_element_text(p->config.params, fw_element_gpp(letter));
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

/* Evaluates the current rule; skips rules that have nothing to do. */
void resync_pass_run(struct fw_prov *p)
{
    struct resync *r = &p->resync;
    enum fw_fail fail = FW_FAIL_NONE;

    for (; r->rule_index < (r->has_explicit_rule ? 1 : N_RULES); r->rule_index++) {
        const char *text = r->has_explicit_rule ? rt_buf_text(&r->explicit_rule)
                                                : fw_element_text(p->config.params, rule_elements[r->rule_index]);
        struct prov_rule_story story = {
            p, r->has_explicit_rule ? "requested rule" : fw_element_name(rule_elements[r->rule_index]),
            &fw_event_resync_taken, &fw_event_resync_none, false};
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
                    return; /* on_done continues */
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
