/* SPDX-License-Identifier: MIT */
/* What `vspa run` prints: the rows of what happened, or one JSON object a line; the last line says why the run ended.
 */
#pragma once
#include <host/error.h>
#include <story/rows.h>

struct emu_unit;

struct run_report {
    struct emu_unit *unit;
    struct emu_rows *rows;
    enum emu_row_level level;
    bool is_json;
    unsigned n_warnings, n_errors;
    struct rt_buf line;
};

/* Prints from now on. False: out of memory. */
bool run_report_start(struct run_report *r, struct emu_unit *u, enum emu_row_level level, bool is_json);
/* id: stable, for programs ("for"); why: the same in words ("--for has passed"). */
void run_report_end(struct run_report *r, const char *id, const char *why, enum emu_exit code);
