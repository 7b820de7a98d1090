/* SPDX-License-Identifier: MIT */
/* Call control as the lines ask it: dial tone, keys, flash and hang-up while dialling. */
#include "call_priv.h"
#include "call_events.h"
#include "feature.h"
#include <board/board.h>
#include <fw/sip.h>
#include <rt/assert.h>
#include <rt/mem.h>
#include <string.h>

const char *fw_call_state_name(enum fw_call_state s)
{
    static const char *const names[] = {
#define NAME(id, name) name,
        FW_CALL_STATE_LIST(NAME)
#undef NAME
    };
    RT_ASSERT((unsigned)s < FW_N_CALL_STATES);
    return names[s];
}

/* ---- for the other files ---- */

const char *call_param(const struct call_line *l, enum fw_element of_line_1)
{
    return fw_element_text(l->calls->config.params, fw_element_of_line(of_line_1, l->number));
}

bool call_param_bool(const struct call_line *l, enum fw_element of_line_1)
{
    return fw_element_bool(l->calls->config.params, fw_element_of_line(of_line_1, l->number));
}

struct fw_line *call_telephone(const struct call_line *l)
{
    return fw_lines_line(l->calls->config.lines, l->number - 1);
}

bool call_is_registered(const struct call_line *l)
{
    return fw_lines_is_registered(l->calls->config.lines, l->number - 1);
}

static bool has_dialog(enum fw_call_state s)
{
    return s != FW_CALL_IDLE && s != FW_CALL_DIALING && s != FW_CALL_REORDER;
}

unsigned call_count(const struct call_line *l)
{
    unsigned n = 0;
    for (unsigned i = 0; i < FW_CALLS_PER_LINE; i++) {
        n += has_dialog(l->call[i].state);
    }
    return n;
}

void call_set_state(struct call *c, enum fw_call_state next)
{
    const struct fw_calls_config *config = &c->line->calls->config;
    enum fw_call_state old = c->state;
    if (old == next) {
        return;
    }
    c->state = next;
    FW_TELL(config->log, call_state, c->line->number, (int64_t)c->slot + 1, fw_call_state_name(old),
            fw_call_state_name(next));
    if (has_dialog(old) != has_dialog(next) && config->on_idle_change != NULL) {
        config->on_idle_change(config->ctx);
    }
}

struct call *call_in_state(struct call_line *l, enum fw_call_state state)
{
    for (unsigned i = 0; i < FW_CALLS_PER_LINE; i++) {
        if (l->call[i].state == state) {
            return &l->call[i];
        }
    }
    return NULL;
}

bool fw_calls_are_idle(const struct fw_calls *c)
{
    return call_count(&c->line[0]) == 0 && call_count(&c->line[1]) == 0;
}

/* ---- dialling ---- */

static struct call_line *line_of(struct fw_calls *c, const struct fw_line *line)
{
    return &c->line[fw_line_port(line)];
}

bool call_is_allowed(const struct call_line *l)
{
    return call_is_registered(l) || call_param_bool(l, FW_EL_MAKE_CALL_WITHOUT_REG_1);
}

/* The first that fits; order of the second and the third: inferred. */
enum fw_element call_dial_tone(struct call_line *l)
{
    if (!call_is_allowed(l) && *call_param(l, FW_EL_PROXY_1) != '\0') { /* without a proxy: guess */
        return FW_EL_NONE; /* ATA 191 guide; Sipura administration guide p.71 */
    }
    if (call_param_bool(l, FW_EL_CFWD_ALL_SERV_1) && *call_param(l, FW_EL_CFWD_ALL_DEST_1) != '\0') {
        return FW_EL_CFWD_DIAL_TONE; /* SPA-2000 guide, ATA 191 guide */
    }
    if (call_param_bool(l, FW_EL_MWI_SERV_1) && call_param_bool(l, FW_EL_MESSAGE_WAITING_1)) {
        return FW_EL_MWI_DIAL_TONE;
    }
    return call_count(l) > 0 ? FW_EL_SECOND_DIAL_TONE : FW_EL_DIAL_TONE;
}

/* A verdict that is final. */
static void end(struct fw_calls *c, struct fw_line *line, const struct fw_dialler_result *r, const char *keys,
                struct fw_line_decision *out)
{
    struct call_line *l = line_of(c, line);
    enum fw_dialmatch_verdict verdict = r->end.verdict;
    bool is_code = r->kind == FW_DIALLER_SERVICE || r->kind == FW_DIALLER_FEATURE;
    if (verdict != FW_DIALMATCH_SEND && verdict != FW_DIALMATCH_RAW) {
        out->is_rejected = true;
        call_codes_forget(l, CALL_FORGETS_ALL);
        FW_TELL(c->config.log, call_no_match, l->number, 0,
                verdict == FW_DIALMATCH_BARRED ? "barred by the dial plan" : "not in the dial plan", keys);
    } else if (!call_is_allowed(l)) {
        out->is_ignored = is_code; /* guess: a silent line stays so */
        out->is_rejected = !is_code;
        FW_TELL(c->config.log, call_not_registered, l->number, 0, r->end.number);
    } else {
        call_codes_dialled(l, r, out);
    }
}

static void decide(struct fw_calls *c, struct fw_line *line, struct rt_str keys, struct fw_line_decision *out)
{
    struct fw_dialler_result r;
    struct fw_dialler_stage stage = call_codes_stage(line_of(c, line));
    fw_dialler_judge(c->config.params, fw_line_port(line) + 1, &stage, keys, &r);
    if (r.end.verdict == FW_DIALMATCH_REJECT && out->may_be_code) {
        out->is_timed = true;
        out->wait_us = fw_element_us(c->config.params, FW_EL_INTERDIGIT_LONG_TIMER);
        return;
    }
    if (r.end.verdict != FW_DIALMATCH_WAIT) {
        end(c, line, &r, keys.p, out);
        return;
    }
    out->is_timed = r.end.wait_ms != FW_DIALPLAN_TIMER_NONE;
    out->wait_us = out->is_timed ? (uint64_t)r.end.wait_ms * BOARD_US_PER_MS : 0;
    out->tone = r.end.has_outside_tone ? FW_EL_OUTSIDE_DIAL_TONE : FW_EL_NONE;
}

static void on_dial_tone(void *ctx, struct fw_line *line, struct fw_line_decision *out)
{
    struct fw_calls *c = ctx;
    struct call_line *l = line_of(c, line);
    struct call *slot = call_in_state(l, FW_CALL_DIALING);
    slot = slot != NULL ? slot : call_in_state(l, FW_CALL_IDLE);
    if (slot != NULL) {
        call_set_state(slot, FW_CALL_DIALING);
    }
    call_codes_forget(l, CALL_FORGETS_KEYS);
    decide(c, line, RT_STR(""), out);
    out->tone = call_dial_tone(l);
}

static void on_keys(void *ctx, struct fw_line *line, struct rt_str keys, struct fw_line_decision *out)
{
    decide(ctx, line, keys, out);
}

static void on_silence(void *ctx, struct fw_line *line, struct rt_str keys, struct fw_line_decision *out)
{
    struct fw_calls *c = ctx;
    struct fw_dialler_result r;
    struct fw_dialler_stage stage = call_codes_stage(line_of(c, line));
    fw_dialler_judge(c->config.params, fw_line_port(line) + 1, &stage, keys, &r);
    r.end.verdict = r.end.on_timeout;
    end(c, line, &r, keys.p, out);
}

static void on_flash(void *ctx, struct fw_line *line)
{
    call_codes_forget(line_of(ctx, line), CALL_FORGETS_ALL);
    call_on_flash(line_of(ctx, line));
}

static void on_hang_up(void *ctx, struct fw_line *line)
{
    call_codes_forget(line_of(ctx, line), CALL_FORGETS_ALL);
    call_on_hang_up(line_of(ctx, line));
}

static bool on_lifted(void *ctx, struct fw_line *line)
{
    return call_on_lifted(line_of(ctx, line));
}

static const struct fw_line_caller caller = {.on_lifted = on_lifted,
                                             .on_dial_tone = on_dial_tone,
                                             .on_keys = on_keys,
                                             .on_silence = on_silence,
                                             .on_flash = on_flash,
                                             .on_hang_up = on_hang_up};

/* ---- life ---- */

enum rt_err fw_calls_create(struct fw_calls **out, const struct fw_calls_config *config)
{
    struct fw_calls *c = rt_mem_alloc(sizeof *c);
    *out = c;
    if (c == NULL) {
        return RT_ENOMEM;
    }
    c->config = *config;
    c->started_at_us = board_now_us(config->board);
    for (unsigned i = 0; i < FW_N_LINES; i++) {
        c->line[i].calls = c;
        c->line[i].number = i + 1;
        for (unsigned k = 0; k < FW_CALLS_PER_LINE; k++) {
            c->line[i].call[k].line = &c->line[i];
            c->line[i].call[k].slot = k;
        }
        call_timers_init(&c->line[i]);
        call_back_init(&c->line[i]);
        call_feature_init(&c->line[i]);
    }
    fw_lines_set_caller(config->lines, &caller, c);
    return RT_OK;
}

static const struct fw_sip_calls_client incoming = {.on_incoming = call_on_incoming};

void fw_calls_connect(struct fw_calls *c, const struct fw_calls_network *network)
{
    c->network = *network;
    fw_sip_calls_set_client(network->sip_calls, &incoming, c);
}

void fw_calls_disconnect(struct fw_calls *c)
{
    if (c == NULL || c->network.sip == NULL) {
        return;
    }
    fw_sip_calls_set_client(c->network.sip_calls, NULL, NULL);
    for (unsigned i = 0; i < FW_N_LINES; i++) {
        call_stop_ringing(&c->line[i]);
        call_back_disconnect(&c->line[i]);
        for (unsigned k = 0; k < FW_CALLS_PER_LINE; k++) {
            board_timer_stop(call_board(c), &c->line[i].call[k].bye);
            fw_media_close(c->line[i].call[k].media);
            c->line[i].call[k].media = NULL;
            c->line[i].call[k].sip = NULL;
        }
    }
    c->network = (struct fw_calls_network){.net = NULL};
}

void fw_calls_destroy(struct fw_calls *c)
{
    if (c == NULL) {
        return;
    }
    fw_calls_disconnect(c);
    for (unsigned i = 0; i < FW_N_LINES; i++) {
        call_timers_stop(&c->line[i]);
        call_back_fini(&c->line[i]);
        board_timer_stop(call_board(c), &c->line[i].invoking);
        for (unsigned k = 0; k < FW_CALLS_PER_LINE; k++) {
            rt_mem_free(c->line[i].call[k].forward);
        }
    }
    fw_lines_set_caller(c->config.lines, NULL, NULL);
    rt_mem_free(c);
}
