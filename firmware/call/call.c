/* SPDX-License-Identifier: MIT */
/* Call control as the lines ask it. */
#include <fw/call.h>
#include "call_events.h"
#include <board/clock.h>
#include <fw/dialler.h>
#include <fw/line.h>
#include <fw/log.h>
#include <rt/mem.h>

struct fw_calls {
    struct fw_calls_config config;
};

static unsigned line_number(const struct fw_line *line)
{
    return fw_line_port(line) + 1;
}

/* A verdict that is final. */
static void end(struct fw_calls *c, struct fw_line *line, enum fw_dialmatch_verdict verdict, const char *number,
                const char *keys, struct fw_line_decision *out)
{
    out->is_rejected = true;
    if (verdict == FW_DIALMATCH_SEND || verdict == FW_DIALMATCH_RAW) {
        bool may_call =
            fw_lines_is_registered(c->config.lines, fw_line_port(line)) ||
            fw_element_bool(c->config.params, fw_element_of_line(FW_EL_MAKE_CALL_WITHOUT_REG_1, line_number(line)));
        if (may_call) {
            FW_TELL(c->config.log, call_not_built, line_number(line), 0, number);
        } else {
            FW_TELL(c->config.log, call_not_registered, line_number(line), 0, number);
        }
    } else {
        FW_TELL(c->config.log, call_no_match, line_number(line), 0,
                verdict == FW_DIALMATCH_BARRED ? "barred by the dial plan" : "not in the dial plan", keys);
    }
}

static void decide(struct fw_calls *c, struct fw_line *line, struct rt_str keys, struct fw_line_decision *out)
{
    struct fw_dialler_result r;
    fw_dialler_judge(c->config.params, line_number(line), keys, &r);
    if (r.end.verdict == FW_DIALMATCH_REJECT && out->may_be_code) {
        out->is_timed = true;
        out->wait_us = fw_element_us(c->config.params, FW_EL_INTERDIGIT_LONG_TIMER);
        return;
    }
    if (r.end.verdict != FW_DIALMATCH_WAIT) {
        end(c, line, r.end.verdict, r.end.number, keys.p, out);
        return;
    }
    out->is_timed = r.end.wait_ms != FW_DIALPLAN_TIMER_NONE;
    out->wait_us = out->is_timed ? (uint64_t)r.end.wait_ms * BOARD_US_PER_MS : 0;
    out->tone = r.end.has_outside_tone ? FW_EL_OUTSIDE_DIAL_TONE : FW_EL_NONE;
}

static void on_dial_tone(void *ctx, struct fw_line *line, struct fw_line_decision *out)
{
    decide(ctx, line, RT_STR(""), out);
}

static void on_keys(void *ctx, struct fw_line *line, struct rt_str keys, struct fw_line_decision *out)
{
    decide(ctx, line, keys, out);
}

static void on_silence(void *ctx, struct fw_line *line, struct rt_str keys, struct fw_line_decision *out)
{
    struct fw_calls *c = ctx;
    struct fw_dialler_result r;
    fw_dialler_judge(c->config.params, line_number(line), keys, &r);
    end(c, line, r.end.on_timeout, r.end.number, keys.p, out);
}

static const struct fw_line_caller caller = {
    .on_dial_tone = on_dial_tone, .on_keys = on_keys, .on_silence = on_silence};

enum rt_err fw_calls_create(struct fw_calls **out, const struct fw_calls_config *config)
{
    struct fw_calls *c = rt_mem_alloc(sizeof *c);
    *out = c;
    if (c == NULL) {
        return RT_ENOMEM;
    }
    c->config = *config;
    fw_lines_set_caller(config->lines, &caller, c);
    return RT_OK;
}

void fw_calls_destroy(struct fw_calls *c)
{
    if (c != NULL) {
        fw_lines_set_caller(c->config.lines, NULL, NULL);
        rt_mem_free(c);
    }
}
