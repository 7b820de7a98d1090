/* SPDX-License-Identifier: MIT */
/*
 * Debug messages of the two machines besides their states: why a rule chose an alternative, and how a transfer
 * ended. Levels: firmware/log/README.md. The --key phrase is masked by the evaluator, the passwords that a rule
 * assigns are masked here.
 */
#include "prov_priv.h"

#include <stdio.h>
#include <string.h>

#define LINE_MAX_CHARS 400 /* a line has an end */

/* Maximum length of rule text in a line. */
static void tell_text(const struct prov_rule_story *s, const char *what, unsigned number, struct rt_str text)
{
    struct rt_buf masked;
    rt_buf_init(&masked, 2 * FW_MACRO_TEXT_MAX);
    if (fw_schema_mask_assigned(fw_params_schema(s->p->config.params), text, &masked) == RT_OK) {
        int n = masked.n < LINE_MAX_CHARS ? (int)masked.n : LINE_MAX_CHARS;
        char place[16] = "";
        if (number > 0) {
            (void)snprintf(place, sizeof place, " %u", number);
        }
        fw_log_debug(s->p->config.log, 3, "rule: %s: %s%s: %.*s", s->element, what, place, n, rt_buf_text(&masked));
    }
    rt_buf_fini(&masked);
}

static void on_step(void *ctx, enum fw_rule_step step, unsigned number, bool verdict, struct rt_str detail)
{
    struct prov_rule_story *s = ctx;
    struct fw_log *log = s->p->config.log;
    int n = detail.n < LINE_MAX_CHARS ? (int)detail.n : LINE_MAX_CHARS;

    switch (step) {
    case FW_RULE_STEP_COMMENT:
        tell_text(s, "comment", 0, detail);
        break;
    case FW_RULE_STEP_ALTERNATIVE:
        tell_text(s, "alternative", number + 1, detail);
        break;
    case FW_RULE_STEP_COMPARISON:
        fw_log_debug(log, 2, "rule: %s: %.*s is %s", s->element, n, detail.p, verdict ? "true" : "false");
        break;
    case FW_RULE_STEP_CONDITION:
        s->has_condition = true;
        fw_log_debug(log, 3, "rule: %s: the condition is %s", s->element, verdict ? "true" : "false");
        break;
    case FW_RULE_STEP_TAKEN:
        fw_log_debug(log, 2, "rule: %s: alternative %u is taken", s->element, number + 1);
        if (s->has_condition) { /* else there is nothing to choose */
            fw_log_trace(s->p->config.board, s->taken, fw_format_resync_taken, 0, number + 1, s->element, number + 1);
        }
        break;
    case FW_RULE_STEP_NOT_LOOKED_AT:
        fw_log_debug(log, 3, "rule: %s: alternative %u is not looked at", s->element, number + 1);
        break;
    case FW_RULE_STEP_PROBLEM:
        fw_log_debug(log, 2, "rule: %s: cannot be judged, counts as false: %.*s", s->element, n, detail.p);
        break;
    }
}

const char *prov_fail_reason(const struct fw_prov *p, enum fw_fail fail)
{
    return fail == FW_FAIL_NO_SERVER ? ": the rule names none, and no option 66 came with the lease"
           : fail == FW_FAIL_RULE    ? p->rule_why
                                     : "";
}

struct fw_rule_listener prov_rule_listener(struct prov_rule_story *s)
{
    return (struct fw_rule_listener){on_step, s};
}

void prov_tell_rule(const struct prov_rule_story *s, enum rt_err err, const struct fw_rule_result *r)
{
    struct fw_log *log = s->p->config.log;

    s->p->rule_why[0] = '\0';
    if (err != RT_OK) {
        bool has_place = err == RT_ESYNTAX && r->error_what != NULL;
        size_t character = has_place ? r->error_at + 1 : 0;
        const char *what = has_place ? r->error_what : rt_err_text(err);
        fw_log_debug(log, 1, "rule: %s: character %zu: %s", s->element, character, what);
        (void)snprintf(s->p->rule_why, sizeof s->p->rule_why, ": %s, character %zu: %s", s->element, character,
                       what); /* both are texts of ours: it fits */
        return;
    }
    if (!r->is_chosen) {
        fw_log_debug(log, 2, "rule: %s: nothing to do", s->element);
        if (s->has_condition) {
            fw_log_trace(s->p->config.board, s->none, fw_format_resync_none, 0, 0, s->element);
        }
        return;
    }
    for (unsigned i = 0; i < r->n_assignments; i++) {
        fw_log_debug(log, 2, "rule: %s: assigns %.*s", s->element, (int)r->assignments[i].name.n,
                     r->assignments[i].name.p); /* not the value: it may be a password */
    }
    if (r->has_url) {
        fw_log_debug(log, 2, "rule: %s: %s://%s:%u%s%s%s%s", s->element, fw_scheme_name(r->url.scheme),
                     r->url.has_server ? r->url.server : "(no server)", r->url.port, r->url.path,
                     r->options.has_key ? ", with a key" : "", r->options.post != 0 ? ", with a body" : "",
                     r->options.alias != 0 ? ", with aliases" : "");
    }
}

void prov_tell_transfer(struct fw_prov *p, const struct fw_event *event, uint64_t began_us,
                        const struct fw_fetch_result *result)
{
    const struct fw_url *url = &p->transfer.url;
    uint64_t ms = (board_now_us(p->config.board) - began_us) / BOARD_US_PER_MS;
    char ip[16];
    bool is_good = result->fail == FW_FAIL_NONE;

    fw_log_tell(p->config.log, event, fw_format_resync_fetch, 0, is_good ? (int64_t)result->n_bytes : -1,
                is_good ? "fetched" : "did not fetch", fw_scheme_name(url->scheme), url->server, url->port, url->path,
                result->server_ip != 0 ? rt_ipv4_text(result->server_ip, ip) : "nowhere", (unsigned)result->n_bytes,
                (unsigned)(ms / 1000), (unsigned)(ms % 1000), is_good ? "" : ": ",
                is_good ? "" : fw_fail_text(result->fail), is_good || result->detail[0] == '\0' ? "" : ", ",
                is_good ? "" : result->detail,
                strchr(url->server, '/') != NULL ? ": option 66 is a URL, and a name or an address is wanted" : "");
}
