/* SPDX-License-Identifier: MIT */
/*
 * The parts of `vspa check`. The report is one JSON value, made from the trace as it happens (facts.c, rows.c); what is
 * printed for people (text.c) and for a CI (junit.c) is made from it, so neither can know more than the other. Its keys
 * are in README.md.
 */
#pragma once
#include <board/signal.h>
#include <host/error.h>
#include <jansson.h>
#include <stdio.h>
#include <rt/str.h>
#include <stdbool.h>
#include <stdint.h>

struct emu_unit;

/* ---- facts.c: what is seen ---- */

struct check_facts {
    struct board_watcher watcher;
    json_t *report;    /* all of it; the pointers below are borrowed from it */
    json_t *transfers; /* one object a file that was asked for, in order */
    json_t *restarts, *messages, *warnings, *network, *next;
    json_t *transfer;          /* the one that facts belong to; NULL: none yet in this pass */
    const char *purpose;       /* of the next transfer: "profile", "upgrade", "report" */
    unsigned n_passes, n_done; /* resyncs: begun, ended well */
    unsigned n_changed;        /* values changed since the last resync began */
    unsigned n_restarts;
    bool has_failed;
};

/* Watches from now on. False: no memory. */
bool check_facts_begin(struct check_facts *f, struct emu_unit *u);
void check_facts_end(struct check_facts *f, struct emu_unit *u);

/* ---- rows.c: one row a kind of line in the trace ---- */

void check_take(struct check_facts *f, const struct board_event *e);

/* ---- settle.c: when it is over ---- */

/* Lets the unit run until it settles, fails, or limit_us have passed; says so in the report ("verdict", "why") and, if
 * the answer is not "settled", in the error. */
void check_settle(struct check_facts *f, struct emu_unit *u, uint64_t limit_us, struct emu_error *error);

/* ---- next.c: where it would go ---- */

/* The URLs of the rules as the unit would read them at its next periodic resync; to an array of texts. */
void check_next_urls(struct emu_unit *u, json_t *urls);

/* ---- hints.c ---- */

/* What to do about a failure, or NULL. */
const char *check_hint(const char *failure);

/* ---- text.c, junit.c: the report for people and for a CI ---- */

void check_print(const json_t *report);
/* Before the unit is powered, so that a path that cannot be written costs no run. NULL: *error says why. */
FILE *check_open_junit(const char *path, struct emu_error *error);
/* Closes it. */
enum emu_exit check_write_junit(FILE *f, const json_t *report, const char *path, struct emu_error *error);
