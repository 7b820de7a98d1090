/* SPDX-License-Identifier: MIT */
/*
 * Call waiting on a line in a call: the tone, and caller ID to a telephone that is off-hook. A member of its line.
 *
 *   tone --after its first burst--> CAS --within 160 ms: D or A of the telephone--> data --> tone goes on
 *                                    \-- no key: no data ------------------------------/
 */
#pragma once
#include "caller_id.h"
#include "tone.h"
#include <stdbool.h>

struct line_waiting {
    bool is_active, has_tone; /* has_tone: the script is not over */
    struct fw_tone tone;
    struct caller_id_plan *plan; /* not sent yet; owned; NULL: none */
    bool was_on;                 /* the tone sounded: its first burst has begun */
    struct sender *sender;       /* CAS or data; owned; NULL */
    bool is_cas;                 /* it sends CAS */
    unsigned ack_frames;         /* left to wait for the telephone's key; 0: not waiting */
};

/* The peer must not hear the telephone now: it hears data, or answers them. */
bool line_waiting_mutes(const struct fw_line *l);
/* A key that answers the CAS: it is not for the line's user. */
bool line_waiting_key(struct fw_line *l, char key);
/* 10 ms into the ear, over what the user put there. */
void line_waiting_frame(struct fw_line *l, int16_t *ear);
void line_waiting_end(struct fw_line *l);
