/* SPDX-License-Identifier: MIT */
/* Flash and hang-up: the situation of a line, and the acts of matrix.h. */
#include "call_events.h"
#include "call_priv.h"
#include "feature.h"
#include "matrix.h"
#include "transfer.h"
#include <board/board.h>
#include <fw/refer.h>

struct call *call_held(const struct call_line *l)
{
    for (unsigned i = 0; i < FW_CALLS_PER_LINE; i++) {
        const struct call *c = &l->call[i];
        if ((c->state == FW_CALL_HOLD || c->state == FW_CALL_HOLDING) && !c->is_referred) {
            return (struct call *)(uintptr_t)c; /* of a line that is not const in fact */
        }
    }
    return NULL;
}

static bool is_called(const struct call *c)
{
    return c->state == FW_CALL_CALLING || c->state == FW_CALL_PROCEEDING;
}

enum call_situation call_situation_of(struct call_line *l)
{
    const struct call *c = l->heard, *held = call_held(l);
    held = held != c ? held : NULL;
    l->is_pair = l->is_pair && held != NULL;
    if (l->is_waiting && (c == NULL || !c->is_emergency)) {
        return CALL_SITUATION_WAITING;
    }
    if (c == NULL) {
        return held != NULL ? CALL_SITUATION_HELD_DIALLING : CALL_SITUATION_DIALLING;
    }
    if (l->is_conference) {
        bool is_early = is_called(&l->call[0]) || is_called(&l->call[1]);
        return is_early ? CALL_SITUATION_EARLY_CONFERENCE : CALL_SITUATION_CONFERENCE;
    }
    if (c->is_referred) {
        return CALL_SITUATION_TRANSFER;
    }
    if (c->is_emergency) {
        return CALL_SITUATION_EMERGENCY;
    }
    if (c->state == FW_CALL_REORDER) {
        return held != NULL ? CALL_SITUATION_HELD_FAILED : CALL_SITUATION_GONE;
    }
    if (is_called(c)) {
        return held != NULL ? CALL_SITUATION_HELD_CALLING : CALL_SITUATION_CALLING;
    }
    return held == NULL ? CALL_SITUATION_TALKING : l->is_pair ? CALL_SITUATION_PAIR : CALL_SITUATION_HELD_TALKING;
}

static void drop(struct call *c)
{
    call_hang_up(c);
    call_release(c, FW_CALL_IDLE);
}

/* Nothing is dialled any more, and nothing failed is shown. */
static void clear(struct call_line *l)
{
    for (unsigned i = 0; i < FW_CALLS_PER_LINE; i++) {
        enum fw_call_state s = l->call[i].state;
        if (s == FW_CALL_IDLE || s == FW_CALL_DIALING || s == FW_CALL_REORDER) {
            call_release(&l->call[i], FW_CALL_IDLE);
        }
    }
}

/* ---- flash ---- */

static void resume(struct call_line *l)
{
    struct call *c = l->heard, *held = call_held(l);
    board_timer_stop(call_board(l->calls), &l->ending);
    if (c != NULL && is_called(c)) {
        drop(c);
    }
    clear(l);
    if (l->is_taken) {
        fw_line_hush(call_telephone(l));
    } else {
        fw_line_take(call_telephone(l), &call_user, l);
    }
    call_resume(held);
}

/* The call that is held comes back, and stays beside the one that is heard. */
static void join(struct call_line *l)
{
    struct call *c = l->heard, *held = call_held(l);
    FW_TELL(l->calls->config.log, call_conference, l->number, 0, l->call[0].peer_phone, l->call[1].peer_phone);
    l->second = c;
    call_resume(held);
    l->heard = c;
    call_conference_begin(l);
}

static void drop_second(struct call_line *l)
{
    struct call *second = l->second;
    call_conference_end(l, second);
    drop(second);
}

static void hold(struct call_line *l)
{
    call_hold(l->heard);
    l->heard = NULL;
    fw_line_dial(call_telephone(l));
}

static void swap(struct call_line *l)
{
    struct call *held = call_held(l);
    call_hold(l->heard);
    call_resume(held);
}

/* The first call may be over meanwhile, and the line with Reorder or dial tone again. */
static void answer(struct call_line *l)
{
    board_timer_stop(call_board(l->calls), &l->ending);
    if (!l->is_taken) {
        clear(l);
        fw_line_take(call_telephone(l), &call_user, l);
    }
    (void)call_answer_waiting(l); /* one waits: that is the situation */
}

static void dial(struct call_line *l)
{
    board_timer_stop(call_board(l->calls), &l->ending);
    clear(l);
    fw_line_dial(call_telephone(l));
}

/* ---- hang-up ---- */

/* All calls but those that are held, wait, or are of an emergency (only the other side ends that one. recall). */
static void end_calls(struct call_line *l, uint64_t delay_us)
{
    for (unsigned i = 0; i < FW_CALLS_PER_LINE; i++) {
        if (l->call[i].referrer != NULL) { /* before either of the two ends */
            fw_sip_call_report(l->call[i].referrer->sip, 487);
        }
    }
    for (unsigned i = 0; i < FW_CALLS_PER_LINE; i++) {
        struct call *c = &l->call[i];
        bool is_left = c->is_referred || c->is_target || (c->is_emergency && c->sip != NULL);
        if (is_left || c->state == FW_CALL_RINGING || c->state == FW_CALL_HOLD || c->state == FW_CALL_HOLDING) {
            continue;
        }
        if (c->state == FW_CALL_CONNECTED && !c->is_outgoing && delay_us > 0 && c == l->heard) {
            board_timer_start(call_board(l->calls), &l->on_hook, delay_us); /* Linksys ATA guide p.114 */
        } else if (c->sip != NULL) {
            drop(c);
        } else {
            call_release(c, FW_CALL_IDLE);
        }
    }
}

/* The first call of the two to the second; what does not work ends both, or the held one rings back. */
static void transfer(struct call_line *l, bool takes_over)
{
    struct call *second = l->is_conference ? l->second : l->heard, *first = &l->call[1 - second->slot];
    if (call_transfer(first, second, takes_over)) {
        l->heard = NULL;
    }
    end_calls(l, 0);
}

void call_do(struct call_line *l, enum call_act act)
{
    bool delays = act == CALL_ACT_END && !l->is_conference;
    switch (act) {
    case CALL_ACT_NOTHING:
    case CALL_N_ACTS:
        break;
    case CALL_ACT_EVENT:
        call_send_flash(l->heard);
        break;
    case CALL_ACT_HOLD:
        hold(l);
        break;
    case CALL_ACT_DIAL:
        dial(l);
        break;
    case CALL_ACT_RESUME:
        resume(l);
        break;
    case CALL_ACT_SWAP:
        swap(l);
        break;
    case CALL_ACT_JOIN:
        join(l);
        break;
    case CALL_ACT_BRIDGE:
        call_to_bridge(l);
        break;
    case CALL_ACT_DROP_SECOND:
        drop_second(l);
        break;
    case CALL_ACT_ANSWER:
        answer(l);
        break;
    case CALL_ACT_TRANSFER:
    case CALL_ACT_TRANSFER_BY_NUMBER:
        transfer(l, act == CALL_ACT_TRANSFER);
        break;
    case CALL_ACT_END:
    case CALL_ACT_REMIND:
    case CALL_ACT_RING:
        end_calls(l, delays ? fw_element_us(l->calls->config.params, FW_EL_CALLEE_ON_HOOK_DELAY) : 0);
        break;
    }
}

static const struct call_hook_row *row_of(struct call_line *l, enum call_situation s, enum call_hook_event event)
{
    const struct call_hook_request request = {.line = l->number,
                                              .situation = s,
                                              .event = event,
                                              .purpose =
                                                  l->heard != NULL ? l->heard->options.purpose : FW_CALL_FOR_ANY};
    return call_hook_find(l->calls->config.params, &request, NULL);
}

static const struct call_hook_row *find(struct call_line *l, enum call_hook_event event)
{
    const struct call_hook_row *row = row_of(l, call_situation_of(l), event);
    if (call_count(l) > 0) {
        FW_TELL(l->calls->config.log, call_hook, l->number, 0, event == CALL_FLASH ? "flash" : "hang-up",
                call_situation_name(row->situation), call_act_name(row->act), call_situation_name(row->next));
    }
    return row;
}

void call_do_with_both(struct call_line *l, enum call_hook_event event)
{
    enum call_act act = row_of(l, CALL_SITUATION_HELD_TALKING, event)->act;
    if (act == CALL_ACT_JOIN || act == CALL_ACT_BRIDGE || act == CALL_ACT_TRANSFER ||
        act == CALL_ACT_TRANSFER_BY_NUMBER) {
        call_do(l, act);
    }
}

void call_on_flash(struct call_line *l)
{
    const struct call *c = l->heard;
    if (call_feature_on_flash(l)) {
        return;
    }
    bool is_settling = c != NULL && !l->is_conference && !l->is_waiting &&
                       (c->state == FW_CALL_ANSWERING || c->state == FW_CALL_HOLDING || c->state == FW_CALL_RESUMING);
    if (!is_settling) { /* while a re-INVITE or a 200 is under way a flash is lost: guess */
        call_do(l, find(l, CALL_FLASH)->act);
    }
}

void call_on_hang_up(struct call_line *l)
{
    const struct call_hook_row *row = find(l, CALL_HANG_UP);
    call_do(l, row->act);
    if (row->situation == CALL_SITUATION_TRANSFER) {
        l->heard = NULL;
    }
    l->is_conference = l->is_pair = l->is_to_bridge = false;
    call_set_polarity(l, FW_EL_IDLE_POLARITY_1);
    board_timer_start(call_board(l->calls), &l->bell, 0); /* when the line is on-hook */
}
