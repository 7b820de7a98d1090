/* SPDX-License-Identifier: MIT */
/*
 * What a failure leaves behind. Recorders run from the scenario's first moment on, each into a file of the scratch
 * folder; what can be written at the end is written at the end. A new recorder is a row of the table in scn_keep.c.
 */
#pragma once
#include "scn_log.h"
#include <core/error.h>
#include <stdbool.h>

struct emu_scn_keep;
struct emu_unit;

struct emu_scn_recorder {
    const char *file; /* "phone1.wav" */
    const char *what; /* for people */
    /* NULL: it cannot be had; the scenario goes on without it. */
    void *(*open)(struct emu_unit *u, const char *path);
    void (*close)(void *recorder);
};

/* folder NULL: records nothing. Returns NULL for that, and without memory. */
struct emu_scn_keep *emu_scn_keep_open(struct emu_unit *u, const char *folder);
/* Completes the files; is_wanted: and writes trace, syslog and unit file. NULL is allowed. The unit is still there. */
void emu_scn_keep_close(struct emu_scn_keep *k, const struct emu_scn_log *log, bool is_wanted);
