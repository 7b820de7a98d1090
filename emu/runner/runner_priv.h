/* SPDX-License-Identifier: MIT */
/* What the parts of `vspa test` share: the list of scenarios of one run. */
#pragma once
#include <script/script.h>
#include <host/error.h>
#include <host/files.h>
#include <pool/pool.h>
#include <rt/buf.h>
#include <stdio.h>
#include <sys/types.h>

#define TEST_FOLDER_MAX 160u

/* One scenario to run; with --repeat one for each time. */
struct test_item {
    const char *path; /* of the file, owned by the list */
    char *name;       /* NULL: the file is the scenario */
    unsigned round;   /* from 1 on */
    bool is_done;
    struct emu_scn_result *result;    /* shared with its process */
    char folder[TEST_FOLDER_MAX + 1]; /* of its failure, below the failures' folder; also its id on the disk */
    bool is_kept;                     /* the folder is there */
    char *output;                     /* what it printed; NULL: nothing */
};

struct test_list {
    char **path;
    size_t n_paths;
    struct test_item *item;
    size_t n_items;
    void *shared; /* the results */
    size_t n_shared;
};

struct test_options {
    const char *filter, *failures, *junit, *images, *keylog, *shard_text;
    uint64_t seed, jobs, n_repeats;
    uint32_t shard, n_shards; /* from 1 on; 0: all */
    struct emu_scn_limits limits;
    bool is_tap, is_verbose, is_quiet;
    bool keeps_all;     /* also what passes */
    bool checks_replay; /* each that passes, from its record */
};

/* find.c: the files named, and those of the folders named; sorted, each once. */
enum emu_exit test_find(struct test_list *list, char **operands, size_t n, struct emu_error *error);

/* plan.c: which scenarios the files hold, filtered, in shards, repeated. */
enum emu_exit test_plan(struct test_list *list, const struct test_options *o, struct emu_error *error);
void test_list_fini(struct test_list *list);
/* "tests/flow/menu.lua: 110" */
char *test_title(const struct test_item *item, char *out, size_t out_size);

/* run.c: runs the list. False: stopped. */
bool test_run(struct test_list *list, const struct test_options *o, struct emu_error *error);

/* keep.c: moves the files in the folder `from` to the scenario's own folder below the failures folder, with a README
 * and the command to rerun it. */
#define TEST_OUTPUT_FILE "stdout.txt"
#define TEST_PATH_BYTES  (EMU_PATH_MAX + 300u)
void test_keep(struct test_item *item, const struct test_options *o, const char *from);
void test_remove_tree(const char *path);
/* False: not whole. A file that cannot be written is told by test_keep(). */
bool test_copy_file(const char *from, const char *to);
bool test_write_file(const char *path, const void *bytes, size_t n);
/* The command that runs this one again. */
void test_command(const struct test_item *item, const struct test_options *o, struct rt_buf *out);

/* report.c */
void test_tell_begin(const struct test_list *list, const struct test_options *o);
void test_tell_progress(const struct test_list *list, const struct test_options *o, size_t i);
void test_tell_end(const struct test_list *list, const struct test_options *o, double real_s);
void test_write_tap(const struct test_list *list, const struct test_options *o);
/* junit.c. RT_EIO: see errno. */
enum rt_err test_write_junit(const struct test_list *list, const struct test_options *o, double real_s);
enum emu_exit test_merge(char **inputs, size_t n, const char *output, struct emu_error *error);
/* The exit code of all. */
enum emu_exit test_verdict(const struct test_list *list);
