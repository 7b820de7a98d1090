/* SPDX-License-Identifier: MIT */
#include "calls.h"
#include "telephone.h"
#include <board/clock.h>
#include <fw/call.h>
#include <harness/check.h>
#include <string.h>

/* What the hand does next, and when it gives up. A call that failed is tried again, as a person would; one that does
 * not end within LEFT_S leaves the line stuck, and the flow never ends. */
enum { RINGS_S = 10, TALKS_S = 2, LEFT_S = 70, BACK_S = 5 };

static struct {
    struct telephone telephone;
    enum { REST, TRIES, HOLDS, TRIES_SECOND, JOINS, TALKS, ENDS, TAKES_BACK } phase;
    uint64_t until_us;
    bool has_talked;
} hand;

enum kind { OUT, IN, CONFERENCE, TRANSFER, FORWARD, REFERRED };

void calls_begin(struct world *w)
{
    hand.phase = REST;
    hand.has_talked = false;
    hand.until_us = 0;
    if (w->phone == NULL) {
        w->phone = emu_phone_create(w->board, 0);
        CHECK(w->phone != NULL);
    }
    telephone_open(&hand.telephone, &w->wan);
}

void calls_end(struct world *w)
{
    (void)w;
    telephone_close(&hand.telephone);
}

static enum fw_call_state state(struct world *w, unsigned call_1_or_2)
{
    return fw_call_facts(fw_device_calls(w->device), 1, call_1_or_2).state;
}

bool calls_is_registered(struct world *w)
{
    return world_is_quiet(w) && fw_lines_is_registered(fw_device_lines(w->device), 0);
}

static void enter(struct world *w, int phase, unsigned seconds)
{
    hand.phase = phase;
    hand.until_us = board_now_us(w->board) + (uint64_t)seconds * BOARD_US_PER_S;
}

static void hang_up(struct world *w)
{
    emu_phone_set_hook(w->phone, false);
    enter(w, ENDS, LEFT_S);
}

static void flash(struct world *w, int phase)
{
    (void)emu_phone_flash(w->phone); /* refused: the time is up some day */
    enter(w, phase, RINGS_S);
}

/* The first call stands. */
static void on_connected(struct world *w, enum kind kind)
{
    if (kind == CONFERENCE || kind == TRANSFER) {
        flash(w, HOLDS);
    } else if (kind == REFERRED) {
        telephone_refer(&hand.telephone);
        enter(w, TRIES_SECOND, RINGS_S);
    } else {
        enter(w, TALKS, TALKS_S);
    }
}

static bool goes_on(struct world *w, enum kind kind)
{
    bool is_over = board_now_us(w->board) >= hand.until_us;
    if (is_over && hand.phase > REST && hand.phase < TALKS) {
        hang_up(w);
        return false;
    }
    switch (hand.phase) {
    case REST:
        if (!calls_is_registered(w) || !is_over) {
            break;
        }
        enter(w, TRIES, RINGS_S);
        if (kind == IN) {
            telephone_call(&hand.telephone);
        } else {
            emu_phone_set_hook(w->phone, true);
            /* refused: the time is up some day */
            (void)emu_phone_dial(w->phone, kind == FORWARD ? ",*72,200" : ",200#");
        }
        break;
    case TRIES:
        if (kind == FORWARD && strcmp(world_value(w, "Cfwd_All_Dest_1_"), "200") == 0) {
            hand.has_talked = true;
            hang_up(w);
        } else if (state(w, 1) == FW_CALL_RINGING) {
            emu_phone_set_hook(w->phone, true);
        } else if (state(w, 1) == FW_CALL_CONNECTED) {
            on_connected(w, kind);
        }
        break;
    case HOLDS:
        if (state(w, 1) == FW_CALL_HOLD && state(w, 2) == FW_CALL_DIALING) {
            (void)emu_phone_dial(w->phone, ",201#"); /* the same */
            enter(w, TRIES_SECOND, RINGS_S);
        }
        break;
    case TRIES_SECOND:
        if (state(w, 2) != FW_CALL_CONNECTED) {
            break;
        }
        if (kind == CONFERENCE) {
            flash(w, JOINS);
        } else { /* whether it works is known by what the telephone got */
            hang_up(w);
        }
        break;
    case JOINS:
        if (state(w, 1) == FW_CALL_CONNECTED && state(w, 2) == FW_CALL_CONNECTED) {
            enter(w, TALKS, TALKS_S);
        }
        break;
    case TALKS:
        if (is_over) {
            hand.has_talked = true;
            hang_up(w);
        }
        break;
    case ENDS:
        if (is_over && fw_calls_are_idle(fw_device_calls(w->device))) {
            if (kind == TRANSFER || kind == REFERRED ? hand.telephone.n_referred > 0 : hand.has_talked) {
                return true;
            }
            enter(w, REST, 1);
        } else if (is_over && state(w, 1) == FW_CALL_HOLD) { /* the telephone rings for it */
            emu_phone_set_hook(w->phone, true);
            enter(w, TAKES_BACK, BACK_S);
        }
        break;
    case TAKES_BACK:
        if (is_over) {
            hang_up(w);
        }
        break;
    }
    return false;
}

bool calls_is_out_done(struct world *w)
{
    return world_is_running(w) && goes_on(w, OUT);
}

bool calls_is_in_done(struct world *w)
{
    return world_is_running(w) && goes_on(w, IN);
}

bool calls_is_conference_done(struct world *w)
{
    return world_is_running(w) && goes_on(w, CONFERENCE);
}

bool calls_is_transfer_done(struct world *w)
{
    return world_is_running(w) && goes_on(w, TRANSFER);
}

bool calls_is_forward_done(struct world *w)
{
    return world_is_running(w) && goes_on(w, FORWARD);
}

bool calls_is_referred_done(struct world *w)
{
    return world_is_running(w) && goes_on(w, REFERRED);
}

/* The NOTIFY is sent again, as a mailbox would that gets no answer. */
bool calls_is_message_done(struct world *w)
{
    if (!world_is_running(w) || hand.telephone.n_subscribed == 0) {
        return false;
    }
    if (strcmp(world_value(w, "Message_Waiting_1_"), "Yes") == 0) {
        return true;
    }
    if (board_now_us(w->board) >= hand.until_us) {
        hand.until_us = board_now_us(w->board) + BACK_S * (uint64_t)BOARD_US_PER_S;
        telephone_notify(&hand.telephone);
    }
    return false;
}
