/* SPDX-License-Identifier: MIT */
/* A lesson at a terminal: what is typed, what is shown. Used by emu/train only. */
#pragma once
#include <lesson/lesson.h>
#include <host/error.h>
#include <rt/str.h>
#include <board/signal.h>
#include <stdbool.h>
#include <stdio.h>

struct emu_loop;

#define DESK_LINE_MAX 1000u

/* ---- line.c: a line from a terminal, while the unit lives on; from a pipe, while it stands still ---- */

struct desk_line {
    struct emu_loop *loop;
    const char *prompt;
    bool is_terminal;
    bool is_raw, is_reading;
    int index; /* in the poll set; -1: not watched */
    char text[DESK_LINE_MAX + 1];
    size_t n;
    bool is_whole, is_end;
    bool was_stopped; /* by a signal */
    bool has_input;
};
void desk_line_open(struct desk_line *l, struct emu_loop *loop, const char *prompt);
void desk_line_close(struct desk_line *l);
/* Lets the loop run until a line is there; at each turn is asked, and true ends the wait. False: the input has ended,
 * or turn() or a signal has ended it. */
bool desk_line_read(struct desk_line *l, bool (*turn)(void *ctx), void *ctx);
/* Text above the line that is being typed. */
void desk_line_say(struct desk_line *l, const char *text);

/* ---- desk.c ---- */

struct emu_lesson;
struct emu_record;
struct scores;
struct trainer;
struct desk {
    struct emu_lesson *lesson;
    struct emu_lesson_head head;
    enum emu_language language;
    enum emu_lesson_mode mode;
    bool is_voice_only;
    bool is_offered;       /* in a window, not begun yet: the clock stands still */
    bool is_done, is_left; /* the trainee has closed the case, or left the lesson */
    uint32_t rate;         /* of the pace while the trainee acts */
    struct desk_line line;
    struct board_watcher ear;
    unsigned n_offered;
    bool is_shown;       /* in a window that a user sees */
    bool has_card;       /* the diagnosis is on the desk: the clock stands still */
    char told[200];      /* of the lamps, by the caller; for the window */
    char log[600];       /* the last lines of the provider; for the window */
    char next[40];       /* id of the lesson behind this one; "": it is the last one */
    unsigned n_mistakes; /* that the window knows of, and the newest of them */
    char mistake[160];
    bool shows_trainer;
    struct trainer *trainer; /* NULL: no scores are kept */
    const char *record_path; /* --record; NULL: none */
    struct emu_record *record;
};
/* Texts of the desk in the language of the lesson (texts/lesson.def); the same with its one place; "goals: 20/60". */
const char *desk_text(const struct desk *d, const char *english);
void desk_text_pair(const struct desk *d, const char *what, const char *result, char *out, size_t size);
void desk_text_of(const struct desk *d, const char *english, const char *place, const char *value, char *out,
                  size_t size);
/* One line above what is being typed. */
void desk_say(struct desk *d, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Has the lesson look at what has happened. True: it is over. */
bool desk_turn(void *ctx);
/* The case that was offered begins. */
void desk_begin(struct desk *d);
/* One line of the trainee. */
void desk_do(struct desk *d, const char *line);
/* All rows of the lesson as they are now: at the beginning, at the end, or when asked for. */
void desk_show(struct desk *d);

/* The last lines of the provider's log, with which it counts as read. */
void desk_last_log(struct desk *d, char *out, size_t size);

/* ---- panel.c: the lesson in the window ---- */

struct emu_window_guest;
struct emu_window_guest_row;
void desk_guest(struct desk *d, struct emu_window_guest *out);

/* ---- trainer.c: all trainees, for the trainer (F9) ---- */

/* NULL: no scores (s is NULL), or no memory. s is borrowed. */
struct trainer *trainer_open(struct scores *s);
void trainer_close(struct trainer *t);
/* As rows of the guest; t may be NULL. */
void trainer_rows(struct trainer *t, const struct desk *d,
                  void (*put)(void *put_ctx, const struct emu_window_guest_row *row), void *put_ctx);

/* ---- captions.c: what is heard, as text ---- */

void desk_captions_start(struct desk *d);
void desk_captions_stop(struct desk *d);

/* ---- page.c ---- */

/* The page as lines of text, at most this many. */
void desk_put_page(FILE *out, const char *html, unsigned n_lines_max);

/* ---- show.c ---- */

/* As struct emu_lesson_config.made; the desk is its ctx. */
enum emu_exit show_begin(void *desk, struct emu_unit *u, struct emu_error *error);
void show_stop(struct desk *d, struct emu_error *error);
void show_end(struct desk *d); /* before the lesson is closed */
/* Can a moment be looked at: there is a whole record. */
bool show_can(const struct desk *d);
/* In a window of its own, from shortly before that moment on. ms: of the unit's clock, as text. */
void show_at(const struct desk *d, const char *ms);
