/* SPDX-License-Identifier: MIT */
/* A run that is looked at, in a window: it is played, paused, and dragged to and fro (look.h). */
#pragma once
#include <input/hands.h>
#include "look.h"
#include <screen/stats.h>

struct win_play {
    struct win_look *look;
    struct win_model *model;
    struct win_past *past;
    struct win_hands *hands;
    struct win_scene *scene; /* the last one drawn */
    const struct win_face_table *table;
    struct win_face *face;
    uint64_t real_us, from_us; /* one moment on both clocks */
    uint32_t rate;             /* since then */
    uint64_t drawn_us;         /* real time */
    struct win_looks looks;    /* that went to another moment */
    bool was_heard, has_bell;
    char held;
};

/* From the moment that its past wants. */
void win_play_begin(struct win_play *p);
/* Shows the moment that is wanted. False: a replay has crashed. */
bool win_play_show(struct win_play *p);
/* What came in, time that went by, the picture. *did_any: something came in, or was shown. False: a replay has crashed.
 */
bool win_play_turn(struct win_play *p, bool *did_any);
/* What sounds ends. */
void win_play_end(struct win_play *p);
