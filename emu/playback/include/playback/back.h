/* SPDX-License-Identifier: MIT */
/*
 * Looking back in a run that goes on. The run is recorded in memory from its first moment; while the user looks at what
 * was, the unit stands still, and replays of the record so far show it (look.h). Neither the unit nor its trace or its
 * record notice it.
 *
 * Owner: the window. Context: its unit's thread.
 */
#pragma once
#include <input/hands.h>
#include <host/pollset.h>

struct win_back;

struct win_back_config {
    struct win_model *model; /* of the unit that runs */
    struct win_hands *hands; /* they work on the model of what was, meanwhile */
    struct win_scene *scene; /* the one that is shown */
    const struct win_face_table *table;
};

/* Before the unit has had power, and before the window is opened. NULL: it cannot be looked back, and the model says so
 * when it is tried. */
struct win_back *win_back_open(const struct win_back_config *config);
void win_back_close(struct win_back *b); /* NULL is allowed, as below */

/* As the model's track wants. */
void win_back_begin(struct win_back *b);
bool win_back_is_on(const struct win_back *b);
void win_back_fill(struct win_back *b, struct emu_pollset *set);
/* True: something came in, or was shown. */
bool win_back_turn(struct win_back *b);
/* Back to now, as it was. */
void win_back_end(struct win_back *b);
