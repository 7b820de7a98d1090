/* SPDX-License-Identifier: MIT */
/*
 * Scores of trainees, in an SQLite file: one row for each lesson that was closed or left, with the goals that were
 * missed and the mistakes that were seen. Nothing of the trainee but the name that was typed; no case, no seed.
 *
 * A row is one transaction that is on the disk when it is told, so a kill loses at most the row that was not told yet.
 * Several processes may write; each waits SCORES_BUSY_MS for its turn.
 */
#pragma once
#include <lesson/lesson.h>
#include <host/files.h>
#include <stdio.h>

#define SCORES_NAME_MAX 80u
#define SCORES_BUSY_MS  10000

struct scores;

/* given: of --scores, or NULL: vspa/scores.db in the data folder. */
enum emu_exit scores_place(char out[EMU_PATH_MAX], const char *given, bool may_make_folders, struct emu_error *error);
/* A missing file is made only with may_make. */
enum emu_exit scores_open(struct scores **out, const char *path, bool may_make, struct emu_error *error);
void scores_close(struct scores *s); /* NULL is allowed */

struct scores_attempt {
    const char *name; /* of the trainee */
    const char *mode; /* "learn", "exam" ... */
    bool is_voice_only;
    bool is_left;     /* without an end: no points */
    uint64_t began_s; /* since 1970 */
    uint64_t real_s;  /* the trainee's time */
};
/* Stores the lesson as it ended. */
enum emu_exit scores_put(struct scores *s, const struct scores_attempt *a, struct emu_lesson *l,
                         struct emu_error *error);

/* A lesson's file as it is now, for the report's part "changed". */
enum emu_exit scores_present(struct scores *s, const char *lesson, const char *hash, struct emu_error *error);
/* Another number when another process has stored something since. */
uint32_t scores_moment(struct scores *s);
/* The rows of one part of the report ("course", "progress", "goals", "mistakes"), as texts in the order of its columns.
 */
typedef void scores_row_fn(void *ctx, size_t n, const char *const *texts);
enum emu_exit scores_rows(struct scores *s, const char *part, scores_row_fn *fn, void *ctx, struct emu_error *error);

enum scores_form { SCORES_TABLE, SCORES_CSV, SCORES_JSON };
/* name, lesson: of one trainee, of one lesson; NULL: all. */
enum emu_exit scores_report(struct scores *s, enum scores_form form, const char *name, const char *lesson, FILE *out,
                            struct emu_error *error);
