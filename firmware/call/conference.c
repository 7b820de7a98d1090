/* SPDX-License-Identifier: MIT */
/*
 * Three parties at one line: each hears the sum of the two others (SPA-2000 guide p.39). What the peers say reaches
 * each other with the next 10 ms.
 */
#include "call_priv.h"
#include <string.h>

void call_conference_begin(struct call_line *l)
{
    const struct call *a = &l->call[0], *b = &l->call[1];
    l->is_conference = true;
    memset(l->said, 0, sizeof l->said);
    if (a->is_answered && b->is_answered) { /* to our user alone: recall; ring-back goes on before */
        (void)fw_line_tone(call_telephone(l), FW_EL_CONFERENCE_TONE); /* without one there is silence */
    }
}

/* One party is gone, or dropped: the other call goes on. */
void call_conference_end(struct call_line *l, struct call *goes)
{
    l->is_conference = false;
    l->heard = &l->call[1 - goes->slot];
    fw_line_hush(call_telephone(l));
}

void call_conference_frame(struct call_line *l, const int16_t *mic, int16_t *ear)
{
    int16_t now[FW_CALLS_PER_LINE][BOARD_FXS_FRAME_SAMPLES] = {{0}};
    for (unsigned i = 0; i < FW_CALLS_PER_LINE; i++) {
        int16_t heard[BOARD_FXS_FRAME_SAMPLES];
        struct call *c = &l->call[i];
        if (!c->has_path || c->media == NULL) {
            continue; /* it rings */
        }
        fw_media_conference_frame(c->media, mic, l->said[1 - i], heard, now[i]);
        for (unsigned k = 0; k < BOARD_FXS_FRAME_SAMPLES; k++) {
            ear[k] = fw_media_sum(ear[k], heard[k]); /* ring-back or Conference_Tone goes on below */
        }
    }
    memcpy(l->said, now, sizeof now);
}
