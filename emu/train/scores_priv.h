/* SPDX-License-Identifier: MIT */
/* What keeping and reporting scores share. Used by scores.c and scores_report.c only. */
#pragma once
#include "scores.h"
#include "sqlite.h"

#define SCORES_COLUMNS_MAX 24u

struct scores {
    struct train_sqlite q;
    sqlite3 *db;
    char path[EMU_PATH_MAX];
    char *shown[SCORES_COLUMNS_MAX]; /* of the row that is reported, safe to look at; NULL: not yet */
};
/* The error of the database. */
enum emu_exit scores_fail(const struct scores *s, struct emu_error *error);
