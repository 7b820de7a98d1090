/* SPDX-License-Identifier: MIT */
/*
 * A lesson: a caller's problem on one unit, and the judgement of what a trainee does about it.
 *
 *     emu_lesson_open(&l, &config, &error);      reads the file: what it declares, with errors by file and line
 *     emu_lesson_begin(l, &error);               makes the unit and the caller's situation, in warp
 *     ... the front end acts on the unit with the acts (act/act.h), lets its loop run, and calls emu_lesson_turn() at
 *         each turn; what is no act on the unit (asking the caller, choosing a diagnosis, a hint) are functions here
 *     emu_lesson_end(l);                         the judgement
 *     emu_lesson_rows(l, put, ctx);              at any time: everything that a panel shows, as rows
 *     emu_lesson_close(l);
 *
 * The language of the files: `vspa train reference`. Owner: a front end. Context: one lesson a process at a time.
 */
#pragma once
#include <host/error.h>
#include <texts/texts.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct emu_acts;
struct emu_lesson;
struct emu_unit;
struct emu_unitfile;

#define EMU_LESSON_LANGUAGES 3u /* English, German, French: enum emu_language without the stretched one */

enum emu_lesson_mode {
    EMU_LESSON_LEARN,    /* hints; goals and mistakes are told as they happen */
    EMU_LESSON_PRACTISE, /* hints; the judgement comes at the end */
    EMU_LESSON_EXAM,     /* no hints; nothing but the unit, the caller and the diagnosis; the judgement at the end */
};
/* "learn", "practise", "exam" */
const char *emu_lesson_mode_name(enum emu_lesson_mode mode);

struct emu_lesson_config {
    const char *path; /* of the lesson's file; borrowed while the lesson is open */
    enum emu_lesson_mode mode;
    bool is_voice_only; /* no lamps and no page: what a caller at the telephone has */
    enum emu_language language;
    uint64_t seed;              /* draws the cause and the values. An exam draws others from the same number */
    const char *images;         /* folder; NULL: the default place */
    struct emu_unitfile *blank; /* as in struct emu_scn_job: taken over, or NULL */
    const char *blank_release;
    uint64_t real_us; /* real time that its script may take; 0: no limit */
    /* The unit is there, and has had no power yet: a record can begin. What is wrong is that of emu_lesson_begin().
     * NULL: nothing is to be done. */
    enum emu_exit (*made)(void *ctx, struct emu_unit *u, struct emu_error *error);
    void *ctx;
};

/* Of a lesson's file: the beginning of its SHA-256, in hexadecimal; "": it cannot be read. */
#define EMU_LESSON_HASH_MAX 16u
void emu_lesson_hash(const char *path, char out[EMU_LESSON_HASH_MAX + 1]);

/* What the list of lessons shows; texts in the language of the config, valid while the lesson is open. */
struct emu_lesson_head {
    const char *id, *title, *caller;
    const char *hash;        /* emu_lesson_hash() of the file that was read */
    unsigned version, level; /* 1 handset menu, 2 lamps and cables, 3 provisioning, 4 telephony */
    unsigned par_s;          /* of the customer's time */
    unsigned telephone;      /* that the caller uses: 1, 2 */
    bool needs_page;         /* not for voice only */
};

/* USAGE: the file is wrong; the text begins with file and line. */
enum emu_exit emu_lesson_open(struct emu_lesson **out, const struct emu_lesson_config *config, struct emu_error *error);
void emu_lesson_close(struct emu_lesson *l); /* NULL is allowed */
void emu_lesson_head(const struct emu_lesson *l, struct emu_lesson_head *out);
enum emu_exit emu_lesson_begin(struct emu_lesson *l, struct emu_error *error);

/* After emu_lesson_begin(). The unit is powered as the lesson says, its pace is warp. */
struct emu_unit *emu_lesson_unit(struct emu_lesson *l);
struct emu_acts *emu_lesson_acts(struct emu_lesson *l);

/* Looks at what has happened. Call it at each turn of the loop (is_done of emu_loop_run); it asks the loop for a visit
 * once a virtual second. Does nothing when the lesson is over. */
void emu_lesson_turn(struct emu_lesson *l);
/* NULL: all is well. Else the lesson's own script has failed: file, line and why; the lesson is over, without points.
 */
const char *emu_lesson_broken(const struct emu_lesson *l);

/* ---- what the trainee does beside the acts on the unit ---- */

/* Looks at the lamps. With voice only, the caller tells them: the text, until the next call. */
const char *emu_lesson_look_at_lamps(struct emu_lesson *l);
/* A pattern of a lamp as a caller tells it: "Long, short, short, and again." */
const char *emu_lesson_rhythm(const struct emu_lesson *l, const char *pattern);
/* Reads the provider's log (syslog and requests). */
void emu_lesson_read_log(struct emu_lesson *l);
/* Asks the caller. Returns the answer; NULL: no such question. */
const char *emu_lesson_ask(struct emu_lesson *l, const char *id);
/* Chooses a diagnosis; the last one counts. False: no such answer. */
bool emu_lesson_choose(struct emu_lesson *l, const char *id);
/* Has something done, at the caller's or at the provider's: a deed of the lesson. NULL: done or begun; else why not. */
const char *emu_lesson_perform(struct emu_lesson *l, const char *id);
/* The next hint; NULL: there is none, or the mode has none. */
const char *emu_lesson_hint(struct emu_lesson *l);
/* What the next hint costs; -1: there is none. */
int emu_lesson_hint_price(const struct emu_lesson *l);
/* Is the unit at work for itself (it starts, it writes)? That is not the customer's time. */
bool emu_lesson_unit_is_busy(const struct emu_lesson *l);
/* While a card is open (diagnosis, a question, a hint) the clock stands still. */
void emu_lesson_card(struct emu_lesson *l, bool is_open);

/* ---- the judgement ---- */

enum emu_lesson_medal { EMU_LESSON_NO_MEDAL, EMU_LESSON_BRONZE, EMU_LESSON_SILVER, EMU_LESSON_GOLD };
/* "silver"; static. */
const char *emu_lesson_medal_name(enum emu_lesson_medal medal);

#define EMU_LESSON_PASS         70u /* points */
#define EMU_LESSON_GOALS        60u
#define EMU_LESSON_EVIDENCE     15u
#define EMU_LESSON_NO_HARM      15u
#define EMU_LESSON_ECONOMY      10u
#define EMU_LESSON_WITH_HINT_3  70u /* at most, with the third hint */
#define EMU_LESSON_GOALS_MAX    12u
#define EMU_LESSON_MISTAKES_MAX 40u

struct emu_lesson_score {
    unsigned total;                             /* 0 .. 100 */
    unsigned goals, evidence, no_harm, economy; /* gained */
    unsigned method, hint;                      /* lost, by slips and by hints */
    unsigned n_hints, n_mistakes;               /* kinds of mistakes */
    unsigned effort;                            /* keys and acts */
    bool has_passed;
    enum emu_lesson_medal medal;
    uint64_t time_us; /* the customer's, without what the unit needs for itself */
};
/* Ends the lesson, once. */
void emu_lesson_end(struct emu_lesson *l);
bool emu_lesson_is_over(const struct emu_lesson *l);
/* After the end. */
void emu_lesson_score(const struct emu_lesson *l, struct emu_lesson_score *out);

/* ---- rows for panels ---- */

enum emu_lesson_row_kind {
    EMU_LESSON_ROW_TITLE,     /* text: the title */
    EMU_LESSON_ROW_CALLER,    /* what the caller says */
    EMU_LESSON_ROW_GOAL,      /* points; state; at_us */
    EMU_LESSON_ROW_QUESTION,  /* to the caller; more: the answer, once asked */
    EMU_LESSON_ROW_DIAGNOSIS, /* the question of the diagnosis */
    EMU_LESSON_ROW_CHOICE,    /* an answer of it; state DONE: chosen */
    EMU_LESSON_ROW_DEED,      /* something that can be had done; state DONE, BUSY */
    EMU_LESSON_ROW_HINT,      /* a hint that was taken; points: its price */
    EMU_LESSON_ROW_MISTAKE,   /* points: what it costs; more: what it means; at_us */
    EMU_LESSON_ROW_PART,      /* of the score: points of .. */
    EMU_LESSON_ROW_TOTAL,     /* points; state DONE: passed; more: the medal */
    EMU_LESSON_ROW_DEBRIEF,   /* text; more: the source */
    EMU_LESSON_ROW_BROKEN,    /* why */
};
enum emu_lesson_row_state { EMU_LESSON_OPEN, EMU_LESSON_BUSY, EMU_LESSON_DONE, EMU_LESSON_MISSED };

struct emu_lesson_row {
    enum emu_lesson_row_kind kind;
    const char *id;          /* for ask, choose, perform; of a goal or a mistake; else "" */
    const char *text, *more; /* more: or NULL */
    enum emu_lesson_row_state state;
    int points, of; /* of: the most that is possible */
    uint64_t at_us; /* of the unit's clock; 0: not yet */
};
typedef void emu_lesson_row_fn(void *ctx, const struct emu_lesson_row *row);
/* What the mode shows now. Before the end an exam has no goals' states, mistakes and hints, afterwards all have. */
void emu_lesson_rows(struct emu_lesson *l, emu_lesson_row_fn *put, void *ctx);
/* Of a mistake that is watched in every lesson, "G4": "A code that does not exist"; NULL: it is one lesson's own. */
const char *emu_lesson_mistake_name(const char *id, enum emu_language language);
/* Called when a row has changed: a goal is reached, a mistake is seen, a deed is done. NULL ends it. The text of the
 * row is valid during the call only. Only what the mode may tell. */
void emu_lesson_listen(struct emu_lesson *l, emu_lesson_row_fn *news, void *ctx);
/* Has nothing got further for two virtual minutes, and is there a hint? To be offered, never pushed. */
bool emu_lesson_offers_hint(const struct emu_lesson *l);
