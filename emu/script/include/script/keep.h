/* SPDX-License-Identifier: MIT */
/*
 * What a failure leaves behind. Recorders run from the scenario's first moment on, in memory, since most scenarios
 * pass; files are written at the end, when they are needed. A new one is a row of a table in keep.c. A scenario that
 * crashes or is killed leaves its frames; the same scenario brings the rest, for it runs the same each time.
 */
#pragma once
#include <script/log.h>
#include <host/error.h>
#include <stdbool.h>

struct emu_scn_job;
struct emu_scn_keep;
struct emu_unit;

#define EMU_SCN_RECORD "run.rec"

struct emu_scn_recorder {
    const char *file; /* "phone1.wav" */
    const char *what; /* for people */
    /* NULL: not available; the scenario continues without it. */
    void *(*open)(struct emu_unit *u, const struct emu_scn_job *job);
    /* path: the file to write; NULL: not needed. False: it is incomplete. */
    bool (*close)(void *recorder, const struct emu_scn_keep *k, const char *path);
};

/* The i-th file of the folder, and what it is for people; NULL: there are no more. */
const char *emu_scn_keep_file(size_t i, const char **what);

/* For the job's scratch folder; without one nothing is recorded. Returns NULL for that, and without memory. */
struct emu_scn_keep *emu_scn_keep_open(struct emu_unit *u, const struct emu_scn_job *job);
/* The scenario has asked what this telephone plays (0, 1): its sound belongs to the files. NULL is allowed. */
void emu_scn_keep_listen(struct emu_scn_keep *k, unsigned port);
/* Ends all recorders; is_wanted: makes the scratch folder and writes the files. NULL is allowed. The unit is still
 * there. False: what is wanted is not whole (a full disk). */
bool emu_scn_keep_close(struct emu_scn_keep *k, const struct emu_scn_log *log, bool is_wanted);
