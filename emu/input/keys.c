/* SPDX-License-Identifier: MIT */
/* Keys of the telephones: what is typed faster than a telephone takes it waits in a queue, in order. */
#include "input_priv.h"
#include <viewmodel/timing.h>
#include <unit/phone.h>
#include <stdio.h>
#include <string.h>

#define KEY_PAUSE_US (50u * (uint64_t)BOARD_US_PER_MS) /* receivers need 40 ms: ITU-T Q.24 */

void hands_put_key(struct win_hands *h, unsigned telephone, char key, int code)
{
    if (h->model->past != NULL) {
        win_time_refuse(h->model);
    } else if (!h->model->phone[telephone - 1].is_off_hook) {
        win_model_say(h->model, win_says(h->model, WIN_SAYS_LIFT_FIRST));
    } else if (h->n_queued < HANDS_TYPED_MAX) {
        h->queue[h->n_queued++] = (struct hands_key){telephone, key, false, code};
    }
}

void hands_release_keys(struct win_hands *h, int code)
{
    for (size_t i = 0; i < h->n_queued; i++) {
        h->queue[i].is_released |= h->queue[i].code == code;
    }
}

bool hands_turn_keys(struct win_hands *h)
{
    char line[WIN_ACT_MAX];
    const struct hands_key *k = &h->queue[0];
    if (h->n_queued == 0) {
        return false;
    }
    uint64_t now_us = board_now_us(hands_board(h));
    struct emu_phone *phone = emu_unit_phone(h->model->unit, k->telephone - 1);
    if (h->is_down && (k->is_released || !emu_phone_is_pressed(phone))) {
        if (emu_phone_is_pressed(phone)) {
            (void)snprintf(line, sizeof line, "release %u", k->telephone);
            (void)hands_start(h, line); /* it is down */
            if (emu_phone_is_pressed(phone)) {
                return false; /* until its tone has its length */
            }
        }
        h->is_down = false;
        h->next_press_us = now_us + KEY_PAUSE_US;
        memmove(&h->queue[0], &h->queue[1], --h->n_queued * sizeof h->queue[0]);
        return true;
    }
    if (!h->is_down && now_us >= h->next_press_us) {
        (void)snprintf(line, sizeof line, "press %u %c", k->telephone, k->key);
        h->is_down = hands_start(h, line);
        if (!h->is_down) { /* on-hook meanwhile: the rest is dropped */
            h->n_queued = 0;
        }
        return true;
    }
    return false;
}

void win_hands_release_all(struct win_hands *h)
{
    for (size_t i = 0; i < h->n_queued; i++) {
        h->queue[i].is_released = true;
    }
}

uint64_t hands_keys_due_us(const struct win_hands *h)
{
    if (h->n_queued == 0) {
        return BOARD_NEVER;
    }
    return h->is_down ? board_now_us(hands_board(h)) + 10 * (uint64_t)BOARD_US_PER_MS : h->next_press_us;
}
