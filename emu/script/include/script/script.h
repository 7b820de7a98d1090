/* SPDX-License-Identifier: MIT */
/*
 * Scenarios: test plans in Lua 5.4, run against one unit in virtual time.
 *
 * A file is a scenario, or holds several: `scenario(name, function)` and `cases(table, function)`. Planning runs the
 * file until it would touch a unit and so finds out which. One process runs one scenario: a crash, a leak and a limit
 * are that scenario's own.
 *
 * The language is fenced in: no files, no processes, no debug library, no binary chunks, no coroutines; instructions,
 * memory, virtual and real time are limited, and nothing in the script can catch a limit.
 */
#pragma once
#include <host/error.h>
#include <rt/err.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct board_ident;
struct emu_unit;
struct emu_unitfile;

#define EMU_SCN_NAME_MAX     120u /* characters of a scenario's name */
#define EMU_SCN_TEXT_MAX     8191u
#define EMU_SCN_MODULES_MAX  8191u
#define EMU_SCN_PER_FILE_MAX 1000u

enum emu_scn_verdict {
    EMU_SCN_NOT_RUN,
    EMU_SCN_PASSED,
    EMU_SCN_FAILED,      /* a step did not happen: the answer is no */
    EMU_SCN_WRONG,       /* the script is wrong: syntax, a word that does not exist, a run-time error */
    EMU_SCN_ENVIRONMENT, /* a file, a port, memory of the host */
    EMU_SCN_LIMIT,       /* instructions, memory, virtual time, real time */
    EMU_SCN_CRASHED,     /* the process ended by a signal */
};
/* "passed", "failed", "script error" ... */
const char *emu_scn_verdict_name(enum emu_scn_verdict v);
enum emu_exit emu_scn_verdict_exit(enum emu_scn_verdict v);

struct emu_scn_limits {
    uint64_t n_instructions; /* of the script */
    size_t n_bytes;          /* of its memory */
    uint64_t virtual_us;     /* of the unit's life */
    uint64_t real_us;
};
#define EMU_SCN_INSTRUCTIONS 100000000u
#define EMU_SCN_BYTES        (64u << 20)
#define EMU_SCN_OUTPUT_MAX   (1u << 20) /* bytes that a scenario prints */
#define EMU_SCN_VIRTUAL_US   (60u * 86400u * (uint64_t)1000000u)
#define EMU_SCN_REAL_US      (60u * (uint64_t)1000000u)

/* The result of a run. In memory shared with the process that runs it, so it has no pointers. */
struct emu_scn_result {
    enum emu_scn_verdict verdict;
    uint64_t virtual_us, real_us;
    uint64_t trace_hash; /* of all events with their times, texts and data: equal runs have equal ones */
    uint64_t n_events;
    uint64_t n_looked; /* events that were looked at for lists and counts: what asking has cost */
    bool was_replayed; /* from its record, to the same trace */
    bool is_keep_cut;  /* not all files of the scratch folder could be written */
    uint32_t n_steps;  /* calls that acted or watched */
    char text[EMU_SCN_TEXT_MAX + 1];
    char modules[EMU_SCN_MODULES_MAX + 1]; /* paths of the files that require() loaded, each ended by a line feed; what
                                              does not fit is left out */
};

struct emu_scn_job {
    const char *path; /* name of the file for messages */
    const char *name; /* of the scenario in it; NULL: the file is one */
    uint64_t seed;
    struct emu_scn_limits limits;
    const char *images;              /* folder; NULL: the default place */
    struct emu_unitfile *blank;      /* a unit of blank_release without identity (emu_make_release), for a scenario
                                        that wants one: it takes it over, and changes it. NULL: it makes its own */
    const char *blank_release;       /* NULL: the default release */
    const struct board_ident *ident; /* of a scenario's unit that gives no identity (emu_scn_ident); NULL: it is made */
    const uint8_t *base;             /* its flash as it was, which is never changed: records refer to it. NULL: none */
    const char *scratch; /* folder for what a failure leaves behind, made when needed; NULL: nothing is kept */
    const char *frames;  /* file for its frames while it runs; NULL: they are not kept */
    const char *keylog;  /* file for the secrets of TLS; NULL: none */
    bool is_verbose;
    /* Called with the unit before its power is on, and before it is destroyed: a window shows it. False: it cannot be
     * shown, and the error says why. NULL: it is not shown. */
    bool (*show)(void *ctx, struct emu_unit *u, struct emu_error *error);
    void (*hide)(void *ctx, bool has_passed, struct emu_error *error);
    void *ctx;      /* of both */
    bool keeps_all; /* kept in the scratch folder even if it passes: wanted by the user, or for a replay */
};

/* The identity of a unit whose scenario gives none, with its certificate. It takes some milliseconds: a caller that
 * runs many does it once and forks. */
void emu_scn_ident(struct board_ident *out);

/* Runs it in this process. The files of a failure are in the scratch folder afterwards (see keep.h). */
void emu_scn_run(const struct emu_scn_job *job, struct emu_scn_result *result);

/* Runs one that has passed again from the record in its scratch folder, without provider and certificates: FAILED when
 * an event is another one. In a process of its own: lwIP counts its packets and draws its ports as long as a process
 * lives, so a second unit's are not those of the first. */
void emu_scn_replay(const struct emu_scn_job *job, struct emu_scn_result *result);

/* What is in a file. */
struct emu_scn_plan {
    bool is_library; /* it returned a value and registered nothing: shared steps */
    bool is_one;     /* the file itself is a scenario */
    size_t n;
    char (*name)[EMU_SCN_NAME_MAX + 1]; /* owned */
};
/* Runs the file until it touches a unit. *result has the verdict PASSED, or why it cannot be planned. */
void emu_scn_plan(const struct emu_scn_job *job, struct emu_scn_plan *plan, struct emu_scn_result *result);
void emu_scn_plan_fini(struct emu_scn_plan *plan);

/* The words of the language: a page for people, a definition file for editors (LuaLS). */
void emu_scn_write_reference(FILE *out);
void emu_scn_write_definitions(FILE *out);
