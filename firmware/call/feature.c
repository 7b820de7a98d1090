/* SPDX-License-Identifier: MIT */
/*
 * Feature_Invocation_Method Sweden: with two calls, or one and another that waits, a flash gives
 * Feature_Invocation_Tone, and a key says what to do ("R1" to "R4"). All of it is recall; the meaning of the keys is
 * that of ETSI networks. Without a key within Interdigit_Long_Timer, at another key or flash all stays as it is
 * (guess).
 */
#include "feature.h"
#include "call_events.h"
#include "matrix.h"
#include <board/board.h>

enum feature { REFUSE, END_ANSWER, ANSWER, END_RESUME, SWAP, JOIN, CONNECT };

static const struct {
    enum call_situation situation;
    char key;
    enum feature feature;
    const char *name;
} rows[] = {
    {CALL_SITUATION_WAITING, '0', REFUSE, "refuse the waiting call"},
    {CALL_SITUATION_WAITING, '1', END_ANSWER, "end the call, answer the waiting one"},
    {CALL_SITUATION_WAITING, '2', ANSWER, "hold the call, answer the waiting one"},
    {CALL_SITUATION_PAIR, '1', END_RESUME, "end the call, back to the held one"},
    {CALL_SITUATION_PAIR, '2', SWAP, "swap"},
    {CALL_SITUATION_PAIR, '3', JOIN, "conference"},
    {CALL_SITUATION_PAIR, '4', CONNECT, "transfer"},
    {CALL_SITUATION_HELD_TALKING, '1', END_RESUME, "end the call, back to the held one"},
    {CALL_SITUATION_HELD_TALKING, '2', SWAP, "swap"},
    {CALL_SITUATION_HELD_TALKING, '3', JOIN, "conference"},
    {CALL_SITUATION_HELD_TALKING, '4', CONNECT, "transfer"},
};

static bool has_rows(enum call_situation s)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].situation == s) {
            return true;
        }
    }
    return false;
}

void call_feature_stop(struct call_line *l)
{
    if (l->is_invoking) {
        l->is_invoking = false;
        board_timer_stop(call_board(l->calls), &l->invoking);
        fw_line_hush(call_telephone(l));
    }
}

static void on_timer(void *ctx, struct board_timer *t)
{
    (void)t;
    call_feature_stop(ctx);
}

void call_feature_init(struct call_line *l)
{
    board_timer_init(&l->invoking, "call feature", BOARD_PRIORITY_FIRMWARE, on_timer, l);
}

bool call_feature_on_flash(struct call_line *l)
{
    const struct fw_params *params = l->calls->config.params;
    const char *method = fw_element_text(params, FW_EL_FEATURE_INVOCATION_METHOD);
    if (l->is_invoking) {
        call_feature_stop(l);
        return true;
    }
    if (!rt_str_is_ci(rt_str(method), "Sweden") || !has_rows(call_situation_of(l))) {
        return false;
    }
    l->is_invoking = true;
    (void)fw_line_tone(call_telephone(l), FW_EL_FEATURE_INVOCATION_TONE); /* without one there is silence */
    board_timer_start(call_board(l->calls), &l->invoking, fw_element_us(params, FW_EL_INTERDIGIT_LONG_TIMER));
    return true;
}

static void end_heard(struct call_line *l)
{
    struct call *c = l->heard;
    call_hang_up(c);
    call_release(c, FW_CALL_IDLE);
}

static void refuse_waiting(struct call_line *l)
{
    struct call *c = call_in_state(l, FW_CALL_RINGING);
    struct fw_sip_call *sip = c->sip;
    call_stop_ringing(l);
    call_release(c, FW_CALL_IDLE);
    fw_sip_call_reject(sip, 486, NULL);
}

static void invoke(struct call_line *l, enum feature f)
{
    switch (f) {
    case REFUSE:
        refuse_waiting(l);
        break;
    case END_ANSWER:
        end_heard(l);
        call_do(l, CALL_ACT_ANSWER);
        break;
    case ANSWER:
        call_do(l, CALL_ACT_ANSWER);
        break;
    case END_RESUME:
        end_heard(l);
        call_do(l, CALL_ACT_RESUME);
        break;
    case SWAP:
        call_do(l, CALL_ACT_SWAP);
        break;
    case JOIN:
        call_do_with_both(l, CALL_FLASH);
        break;
    case CONNECT:
        call_do_with_both(l, CALL_HANG_UP);
        break;
    }
}

bool call_feature_on_key(struct call_line *l, char key)
{
    enum call_situation s = call_situation_of(l);
    if (!l->is_invoking) {
        return false;
    }
    call_feature_stop(l);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].situation == s && rows[i].key == key) {
            FW_TELL(l->calls->config.log, call_feature, l->number, key, rows[i].name);
            invoke(l, rows[i].feature);
            break;
        }
    }
    return true;
}
