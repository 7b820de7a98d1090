/* SPDX-License-Identifier: MIT */
/*
 * A guided run: the rows of what happens (story/rows.h), sections and notes between them, and steps that are checked.
 * The timeline goes to standard output as it happens, or at the end as one JSON object. The first step that fails ends
 * it; the error names the step.
 */
#pragma once
#include <act/act.h>
#include <host/error.h>
#include <board/signal.h>
#include <story/rows.h>
#include <jansson.h>
#include <stdbool.h>

struct emu_story {
    struct emu_acts acts;
    struct emu_unit *unit;
    struct emu_rows *rows;
    struct rt_buf line;
    bool is_json;
    bool is_provider_outside; /* real servers answer: the lab does not see the requests */
    json_t *timeline;         /* with is_json */
    bool has_status;          /* a status line is below the report: it is cleared before each line of it */
    bool is_interrupted;      /* the user stopped the run: no failure */
    unsigned n_steps, n_lines;
    struct emu_error *error; /* the step that did not happen */
};

/* Powers nothing. error is borrowed and filled by the first step that fails. */
void emu_story_begin(struct emu_story *s, struct emu_unit *u, bool is_json, struct emu_error *error);
/* Ends the watching, prints the JSON. */
void emu_story_end(struct emu_story *s);

/* A heading over the lines that follow. */
void emu_story_section(struct emu_story *s, const char *title);
/* What comes next, and why. */
void emu_story_note(struct emu_story *s, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* What was checked besides the rows, and is so. */
void emu_story_check(struct emu_story *s, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A line of a table. */
void emu_story_table(struct emu_story *s, const char *name, const char *before, const char *after);

/* Each returns true when it is so; else the error says which step failed, and the caller unwinds with false.
 * what: of the step, for the error ("the lease"). */
bool emu_story_claim(struct emu_story *s, bool is_so, const char *what, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* Waits for a signal written as in emu_match_parse(). */
bool emu_story_see(struct emu_story *s, const char *what, const char *signal, unsigned within_s,
                   struct board_event *found);
/* Waits until telephone 1 hears something that contains this. */
bool emu_story_hear(struct emu_story *s, const char *what, const char *words, unsigned within_s);
bool emu_story_dial(struct emu_story *s, const char *keys, const char *meaning);
bool emu_story_hook(struct emu_story *s, bool is_off_hook);
bool emu_story_let_pass(struct emu_story *s, unsigned seconds);
