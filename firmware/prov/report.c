/* SPDX-License-Identifier: MIT */
/*
 * Reports: the parameters of the unit, sent to the URL of Report_Rule. The rule is evaluated like a profile rule;
 * tftp writes, http and https use POST, and --key encrypts. There is one attempt per request (guide p.2-18, 2-19).
 *
 * The layout is not documented: a flat-profile with user accesses, as a unit takes it back (guess). GPP_SA .. GPP_SD
 * are left out; passwords are in it (guess: nothing says that they are not), so encrypt reports. A report is not a
 * resync: it has no Log_* message, sets none of the variables of a transfer, and may go out while a resync or an
 * upgrade works.
 */
#include "prov_priv.h"

#include "profile_priv.h"
#include <string.h>

/* Half a journal holds 256 KiB of values, and a character takes six at most when it is escaped. */
#define BODY_BYTES_MAX (4u * 1024u * 1024u)
#define SALT_BYTES     8u

static void end(struct fw_prov *p, enum fw_fail fail)
{
    p->counts.last_report_fail = fail;
    if (fail == FW_FAIL_NONE) {
        p->counts.n_report_ok++;
    } else {
        p->counts.n_report_failed++;
    }
    if (p->report.needs_reboot) {
        prov_restart_soon(p, FW_RESTART_PARAMETERS);
    }
}

static void on_address(void *ctx, uint32_t server_ip)
{
    (void)ctx;
    (void)server_ip;
}

/* The response to a POST is ignored. */
static enum rt_err on_data(void *ctx, const uint8_t *bytes, size_t n)
{
    (void)ctx;
    (void)bytes;
    (void)n;
    return RT_OK;
}

static void on_done(void *ctx, const struct fw_fetch_result *result)
{
    struct fw_prov *p = ctx;
    uint64_t ms = (board_now_us(p->config.board) - p->report.began_us) / BOARD_US_PER_MS;
    bool is_good = result->fail == FW_FAIL_NONE;

    p->report.fetch = NULL;
    FW_TELL(p->config.log, report_over, 0, is_good ? 1 : -1,
            is_good ? "sent" : "failed: ", is_good ? "" : fw_fail_text(result->fail), (unsigned)(ms / 1000),
            (unsigned)(ms % 1000), result->detail[0] != '\0' ? ", " : "", result->detail);
    end(p, result->fail);
}

/* The parameters, encrypted when the rule has a key. */
static enum rt_err make_body(struct fw_prov *p, const struct fw_rule_result *rule, struct rt_buf *body)
{
    uint8_t salt[SALT_BYTES];
    struct rt_buf xml;
    enum rt_err err;

    if (!rule->options.has_key) {
        return fw_params_write_xml(p->config.params, body);
    }
    rt_buf_init(&xml, BODY_BYTES_MAX);
    err = fw_params_write_xml(p->config.params, &xml);
    if (err == RT_OK) {
        board_entropy_fill(p->config.board, salt, sizeof salt);
        err = fw_aes_encrypt(rule->options.key, salt, xml.bytes, xml.n, body);
    }
    memset(xml.bytes, 0, xml.n); /* passwords */
    rt_buf_fini(&xml);
    return err;
}

static enum fw_fail send_report(struct fw_prov *p, struct fw_rule_result *rule)
{
    const struct fw_fetch_client client = {on_address, on_data, on_done, p};
    struct fw_fetch_request request = {.url = &rule->url};
    struct rt_buf agent, body;
    enum fw_fail fail = prov_complete_url(p, &rule->url, 0);

    if (fail != FW_FAIL_NONE) {
        return fail;
    }
    rt_buf_init(&agent, 256);
    rt_buf_init(&body, BODY_BYTES_MAX);
    prov_user_agent(p, &agent);
    request.user_agent = rt_buf_text(&agent);
    request.method = rule->url.scheme == FW_SCHEME_TFTP ? FW_METHOD_PUT : FW_METHOD_POST;
    /* guess: the type is not documented. */
    request.content_type = rule->options.has_key ? "application/octet-stream" : "text/xml";
    fail = FW_FAIL_STORE;
    if (make_body(p, rule, &body) == RT_OK) {
        request.body = body.bytes;
        request.n_body = body.n;
        p->report.began_us = board_now_us(p->config.board);
        FW_TELL(p->config.log, report_to, 0, (int64_t)body.n, fw_scheme_name(rule->url.scheme), rule->url.server,
                rule->url.port, rule->url.path, (unsigned)body.n, rule->options.has_key ? ", encrypted" : "");
        if (fw_fetch_start(&p->report.fetch, p->config.net, &request, &client) == RT_OK) {
            fail = FW_FAIL_NONE;
        }
    }
    rt_buf_fini(&agent);
    rt_buf_fini(&body);
    return fail;
}

/* The rule chose an alternative. */
static void carry_out(struct fw_prov *p, struct fw_rule_result *rule)
{
    enum fw_fail fail;

    p->report.needs_reboot = false;
    fail = prov_assign(p, rule, &p->report.needs_reboot);
    if (fail == FW_FAIL_NONE && rule->has_url) {
        fail = send_report(p, rule);
        if (fail == FW_FAIL_NONE) {
            return; /* on_done continues */
        }
    }
    if (fail != FW_FAIL_NONE) {
        FW_TELL(p->config.log, report_failed, 0, -1, fw_fail_text(fail), prov_fail_reason(p, fail));
    }
    end(p, fail);
}

enum rt_err fw_prov_request_report(struct fw_prov *p)
{
    struct prov_rule_story story = {p, fw_element_name(FW_EL_REPORT_RULE), &fw_event_report_taken,
                                    &fw_event_report_none, false};
    struct fw_rule_listener listener = prov_rule_listener(&story);
    struct fw_rule_result rule;
    enum rt_err err;

    if (p->report.fetch != NULL || p->is_restarting) {
        return RT_EBUSY;
    }
    if (!fw_net_is_usable(p->config.net)) {
        return RT_EUNREACH;
    }
    fw_rule_result_init(&rule);
    err = fw_rule_evaluate(FW_RULE_REPORT, rt_str(fw_element_text(p->config.params, FW_EL_REPORT_RULE)), &p->macros,
                           NULL, &listener, &rule);
    prov_tell_rule(&story, err, &rule);
    if (err == RT_OK && !rule.is_chosen) {
        err = RT_ENOENT;
    }
    if (err == RT_OK) {
        carry_out(p, &rule);
    } else {
        FW_TELL(p->config.log, report_no_rule, 0, -1,
                err == RT_ENOENT ? "asked for, and Report_Rule names no place" : "it cannot be read", p->rule_why);
    }
    fw_rule_result_fini(&rule);
    return err;
}

void report_fini(struct fw_prov *p)
{
    if (p->report.fetch != NULL) {
        fw_fetch_cancel(p->report.fetch);
        p->report.fetch = NULL;
    }
}
