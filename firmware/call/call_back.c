/* SPDX-License-Identifier: MIT */
/*
 * Call back on busy: a number that was busy is called again until it rings; then the telephone rings, and who lifts
 * the handset has the call. One order a line; a new one replaces it. SPA9x2 guide p.79, ATA 191 guide.
 *
 *   order --Call_Back_Retry_Intvl, line idle--> INVITE --18x for Call_Back_Delay, or 2xx--> rings --lifted--> call
 *     ^                                           |                                          |
 *     +-------------- refused, busy --------------+              gives up <------------------+ the peer ends it
 *
 * The first call comes one interval after the order, and any failure is tried again: guess. Kept in RAM.
 */
#include "call_priv.h"
#include "call_events.h"
#include <board/board.h>
#include <string.h>

static void tell(const struct call_line *l, const char *what)
{
    FW_TELL(l->calls->config.log, call_back, l->number, 0, what, l->back.number);
}

static void wait(struct call_line *l)
{
    board_timer_start(call_board(l->calls), &l->back.timer,
                      fw_element_us(l->calls->config.params, FW_EL_CALL_BACK_RETRY_INTVL));
}

/* The line is needed, or the order ends: the call that is on its way is none. */
static void drop_attempt(struct call_line *l)
{
    struct call *c = l->back.attempt;
    l->back.attempt = NULL;
    board_timer_stop(call_board(l->calls), &l->back.settled);
    if (c != NULL) {
        call_hang_up(c);
        call_release(c, FW_CALL_IDLE);
    }
}

void call_back_begin(struct call_line *l)
{
    drop_attempt(l);
    (void)rt_str_copy(l->back.number, sizeof l->back.number, rt_str(l->last_busy)); /* same size */
    l->back.until_us =
        board_now_us(call_board(l->calls)) + fw_element_us(l->calls->config.params, FW_EL_CALL_BACK_EXPIRES);
    tell(l, "ordered");
    wait(l);
}

static void forget(struct call_line *l, const char *why)
{
    if (l->back.number[0] != '\0') {
        tell(l, why);
    }
    l->back.number[0] = '\0';
    board_timer_stop(call_board(l->calls), &l->back.timer);
}

void call_back_end(struct call_line *l, const char *why)
{
    drop_attempt(l);
    forget(l, why);
}

static bool is_idle(const struct call_line *l)
{
    return fw_lines_phase(l->calls->config.lines, l->number - 1) == FW_LINE_IS_ON_HOOK && call_count(l) == 0 &&
           !l->is_ringing;
}

static void on_retry(void *ctx, struct board_timer *t)
{
    struct call_line *l = ctx;
    (void)t;
    if (board_now_us(call_board(l->calls)) >= l->back.until_us) {
        call_back_end(l, "expired");
        return;
    }
    wait(l);
    if (is_idle(l) && call_is_allowed(l)) {
        const struct fw_call_options none = {.purpose = FW_CALL_FOR_ANY};
        l->back.attempt = call_invite(l, l->back.number, false, &none);
    }
}

/* It rings there: now here. */
static void succeed(struct call_line *l)
{
    struct call *c = l->back.attempt;
    uint32_t cadence = fw_element_u32(l->calls->config.params, fw_element_of_line(FW_EL_CALL_BACK_RING_1, l->number));
    board_timer_stop(call_board(l->calls), &l->back.settled);
    if (l->is_ringing || c == NULL) {
        return;
    }
    const struct fw_line_caller_id id = {.number = c->peer_phone, .name = c->peer_name};
    bool has_id = call_param_bool(l, FW_EL_CID_SERV_1) && call_param_bool(l, FW_EL_CID_SETTING_1); /* guess */
    forget(l, "rings");
    call_ring(l, cadence >= 1 && cadence <= 9 ? cadence : 1, has_id ? &id : NULL);
}

static void on_settled(void *ctx, struct board_timer *t)
{
    (void)t;
    succeed(ctx);
}

void call_back_on_progress(struct call *c)
{
    struct call_line *l = c->line;
    if (c == l->back.attempt && !l->is_ringing && !board_timer_is_running(&l->back.settled)) {
        board_timer_start(call_board(l->calls), &l->back.settled,
                          fw_element_us(l->calls->config.params, FW_EL_CALL_BACK_DELAY));
    }
}

void call_back_on_answer(struct call *c)
{
    if (c == c->line->back.attempt) {
        succeed(c->line);
    }
}

void call_back_on_end(struct call *c)
{
    struct call_line *l = c->line;
    if (c == l->back.attempt) {
        l->back.attempt = NULL;
        board_timer_stop(call_board(l->calls), &l->back.settled);
        call_stop_ringing(l);
    }
}

struct call *call_back_on_lifted(struct call_line *l)
{
    struct call *c = l->back.attempt;
    if (c == NULL || !l->is_ringing) { /* not yet: it is tried again later */
        drop_attempt(l);
        return NULL;
    }
    l->back.attempt = NULL;
    return c;
}

void call_back_disconnect(struct call_line *l)
{
    l->back.attempt = NULL; /* its call is gone with the others */
    board_timer_stop(call_board(l->calls), &l->back.settled);
}

void call_back_init(struct call_line *l)
{
    board_timer_init(&l->back.timer, "call back", BOARD_PRIORITY_FIRMWARE, on_retry, l);
    board_timer_init(&l->back.settled, "call back delay", BOARD_PRIORITY_FIRMWARE, on_settled, l);
}

void call_back_fini(struct call_line *l)
{
    board_timer_stop(call_board(l->calls), &l->back.timer);
    board_timer_stop(call_board(l->calls), &l->back.settled);
}

/* ---- Call_Back_Busy_Act_Code while the busy tone plays (guess: ATA 191 guide says "when busy") ---- */

bool call_back_on_busy_key(struct call_line *l, char key)
{
    struct rt_str code = rt_str_trim(rt_str(fw_element_text(l->calls->config.params, FW_EL_CALL_BACK_BUSY_ACT_CODE)));
    size_t n = strlen(l->back.keys);
    if (n + 1 >= sizeof l->back.keys || !call_param_bool(l, FW_EL_CALL_BACK_SERV_1) || l->last_busy[0] == '\0') {
        return false;
    }
    l->back.keys[n++] = key;
    l->back.keys[n] = '\0';
    if (!rt_str_is(code, l->back.keys)) {
        return false;
    }
    l->back.keys[0] = '\0';
    call_back_begin(l);
    return true;
}
