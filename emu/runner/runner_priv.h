/* SPDX-License-Identifier: MIT */
/* What the parts of `vspa test` share: the list of scenarios of one run. */
#pragma once
#include <script/script.h>
#include <host/error.h>
#include <host/files.h>
#include <pool/pool.h>
#include <rt/buf.h>
#include <window/window.h>
#include <stdio.h>
#include <sys/types.h>

#define TEST_FAILURES_DEFAULT "vspa-failures"
#define TEST_FOLDER_MAX       160u

/* One scenario to run; with several seeds or --repeat one for each time. */
struct test_item {
    const char *path; /* of the file, owned by the list */
    char *name;       /* NULL: the file is the scenario */
    uint64_t seed;
    unsigned round;    /* from 1 on */
    bool is_one_seed;  /* not of a range: the seed is no part of its title */
    uint64_t begun_us; /* real time; 0: not begun */
    bool is_done;
    struct emu_scn_result *result;    /* shared with its process */
    char folder[TEST_FOLDER_MAX + 1]; /* of its failure, below the failures' folder; also its id on the disk */
    bool is_kept;                     /* the folder is there */
    char *output;                     /* what it printed; NULL: nothing */
};

/* Where the reporting stands. */
struct test_progress {
    size_t next; /* the first item that is not printed yet: they are printed in the order of the list */
    size_t n_done, n_bad;
    uint64_t begun_us, drawn_us; /* real time */
    bool is_shown;               /* the line of the terminal has the progress in it */
};

struct test_list {
    struct test_progress progress;
    char **path;
    size_t n_paths;
    struct test_item *item;
    size_t n_items;
    void *shared; /* the results */
    size_t n_shared;
};

#define TEST_RATE_UNSAID UINT32_MAX
#define TEST_WATCHED_US  (24u * 3600u * (uint64_t)1000000u) /* of real time: a window may be paused */

struct test_options {
    const char *filter, *failures, *junit, *images, *keylog, *shard_text;
    uint64_t seed, n_seeds; /* the first one, and how many from it on */
    const char *seed_text;
    uint64_t jobs, n_repeats;
    uint32_t shard, n_shards; /* from 1 on; 0: all */
    struct emu_scn_limits limits;
    bool is_tap, is_json, is_verbose, is_quiet;
    bool is_fail_fast;
    bool keeps_all;   /* also what passes */
    bool has_sandbox; /* around each scenario */
    struct emu_window_options window;
    uint32_t window_rate; /* the pace of what is shown; TEST_RATE_UNSAID */
    bool checks_replay;   /* each that passes, from its record */
};

/* find.c: the files named, and those of the folders named; sorted, each once. */
enum emu_exit test_find(struct test_list *list, char **operands, size_t n, struct emu_error *error);

/* plan.c: which scenarios the files hold, filtered, in shards, with each seed, repeated. */
enum emu_exit test_plan(struct test_list *list, const struct test_options *o, struct emu_error *error);
void test_list_fini(struct test_list *list);
/* "tests/flow/menu.lua: 110 (seed 3, round 2)"; seed and round where there are several. */
char *test_title(const struct test_item *item, char *out, size_t out_size);
/* " (seed 3, round 2)"; "" where there is one of each. */
const char *test_turn(const struct test_item *item, char *out, size_t out_size);

/* report.c: each line of a text that a scenario said, safe for a terminal. */
void test_put_indented(FILE *f, const char *text, const char *indent);

/* run.c: runs the list. False: stopped. */
bool test_run(struct test_list *list, const struct test_options *o, struct emu_error *error);

/* keep.c: moves the files in the folder `from` to the scenario's own folder below the failures folder, with a README
 * and the command to rerun it. */
bool test_keep_try(const struct test_options *o, struct emu_error *error); /* before the first scenario */
#define TEST_OUTPUT_FILE "stdout.txt"
#define TEST_PATH_BYTES  (EMU_PATH_MAX + 300u)
void test_keep(struct test_item *item, const struct test_options *o, const char *from);
void test_remove_tree(const char *path);
/* False: not whole. A file that cannot be written is told by test_keep(). */
bool test_copy_file(const char *from, const char *to);
bool test_write_file(const char *path, const void *bytes, size_t n);

/* again.c: the command that runs this one again, from the folder that the run was started in. */
void test_command(const struct test_item *item, const struct test_options *o, struct rt_buf *out);
/* The script that does it from the files in `folder`, wherever that is, and the copies of the scenario that it needs.
 * False: not whole. */
#define TEST_AGAIN_FILE   "again.sh"
#define TEST_AGAIN_FOLDER "scenario"
bool test_write_again(const char *folder, const struct test_item *item, const struct test_options *o);

/* report.c: results as text or TAP. */
void test_tell_begin(struct test_list *list, const struct test_options *o);
/* The item i is done. */
void test_tell_done(struct test_list *list, const struct test_options *o, size_t i);
void test_tell_end(const struct test_list *list, const struct test_options *o, double real_s, enum emu_exit code);
void test_write_tap(const struct test_list *list, const struct test_options *o);
size_t test_count(const struct test_list *list, enum emu_scn_verdict v);
/* failures.c: the names of those that did not pass, one for all seeds and rounds of a scenario. */
void test_tell_failures(const struct test_list *list, const struct test_options *o, FILE *out);
/* progress.c: one line of a terminal, drawn over and over; nothing elsewhere. */
void test_progress_draw(struct test_list *list, const struct test_options *o);
void test_progress_clear(struct test_list *list);
/* json.c: one object a line (README.md). */
void test_json_begin(const struct test_list *list, const struct test_options *o);
void test_json_item(const struct test_list *list, const struct test_options *o, size_t i);
void test_json_end(const struct test_list *list, const struct test_options *o, double real_s, enum emu_exit code);
void test_json_list(const struct test_list *list);
/* junit.c: writes the report and closes the file. RT_EIO: see errno. */
enum rt_err test_write_junit(FILE *f, const struct test_list *list, const struct test_options *o, double real_s);
enum emu_exit test_merge(char **inputs, size_t n, const char *output, struct emu_error *error);
/* The exit code of all. */
enum emu_exit test_verdict(const struct test_list *list);
