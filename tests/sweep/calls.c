/* SPDX-License-Identifier: MIT */
#include "calls.h"
#include "telephone.h"
#include <board/clock.h>
#include <fw/call.h>
#include <harness/check.h>

/* What the hand does next, and when it gives up. A call that failed is tried again, as a person would; one that does
 * not end within LEFT_S leaves the line stuck, and the flow never ends. */
enum { RINGS_S = 10, TALKS_S = 2, LEFT_S = 70 };

static struct {
    struct telephone telephone;
    enum { REST, TRIES, TALKS, ENDS } phase;
    uint64_t until_us;
    bool has_talked;
} hand;

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

static struct fw_call_facts facts(struct world *w)
{
    return fw_call_facts(fw_device_calls(w->device), 1, 1);
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

static bool goes_on(struct world *w, bool is_out)
{
    bool is_over = board_now_us(w->board) >= hand.until_us;
    switch (hand.phase) {
    case REST:
        if (!calls_is_registered(w) || !is_over) {
            break;
        }
        enter(w, TRIES, RINGS_S);
        if (is_out) {
            emu_phone_set_hook(w->phone, true);
            (void)emu_phone_dial(w->phone, ",200#"); /* refused: the time is up some day */
        } else {
            telephone_call(&hand.telephone);
        }
        break;
    case TRIES:
        if (facts(w).state == FW_CALL_RINGING) {
            emu_phone_set_hook(w->phone, true);
        } else if (facts(w).state == FW_CALL_CONNECTED) {
            enter(w, TALKS, TALKS_S);
        } else if (is_over) {
            hang_up(w);
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
            if (hand.has_talked) {
                return true;
            }
            enter(w, REST, 1);
        }
        break;
    }
    return false;
}

bool calls_is_out_done(struct world *w)
{
    return world_is_running(w) && goes_on(w, true);
}

bool calls_is_in_done(struct world *w)
{
    return world_is_running(w) && goes_on(w, false);
}
