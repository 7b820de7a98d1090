/* SPDX-License-Identifier: MIT */
/* Running the list: a scratch folder for each scenario, its process, and what a failure leaves behind. */
#include "test.h"
#include <core/places.h>
#include <rt/mem.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define GRACE_US    (2u * (uint64_t)1000000u) /* a scenario ends itself at its limit; this is for one that cannot */
#define OUTPUT_MAX  (1u << 20)
#define DESCRIPTORS 16
#define AGAIN       "again.sh"
#define OUTPUT_FILE "stdout.txt"
#define PATH_BYTES  (EMU_PATH_MAX + 300u)

struct running {
    struct test_list *list;
    const struct test_options *options;
    size_t *index;              /* of the items that run */
    char scratch[EMU_PATH_MAX]; /* of this run */
};

/* ---- files ---- */

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st;
    (void)kind;
    (void)at;
    (void)remove(path); /* what stays is found by whoever looks into the folder */
    return 0;
}

static void remove_tree(const char *path)
{
    (void)nftw(path, remove_one, DESCRIPTORS, FTW_DEPTH | FTW_PHYS);
}

static bool copy_file(const char *from, const char *to)
{
    struct rt_buf b;
    if (rename(from, to) == 0) {
        return true;
    }
    rt_buf_init(&b, 1u << 30);
    bool is_read = emu_read_file(from, &b) == RT_OK;
    FILE *f = is_read ? fopen(to, "we") : NULL;
    bool is_whole = f != NULL && fwrite(b.bytes, 1, b.n, f) == b.n;
    is_whole = f != NULL && fclose(f) == 0 && is_whole;
    rt_buf_fini(&b);
    return is_whole;
}

static void copy_folder(const char *from, const char *to)
{
    char a[PATH_BYTES + 256], b[PATH_BYTES + 256];
    const struct dirent *entry;
    DIR *dir = opendir(from);
    while (dir != NULL && (entry = readdir(dir)) != NULL) {
        if (entry->d_name[0] == '.') {
            continue;
        }
        (void)snprintf(a, sizeof a, "%s/%s", from, entry->d_name);
        (void)snprintf(b, sizeof b, "%s/%s", to, entry->d_name);
        (void)copy_file(a, b); /* one file less is told by the folder itself */
    }
    if (dir != NULL) {
        (void)closedir(dir);
    }
}

/* ---- the command that runs one again ---- */

static void put_quoted(struct rt_buf *out, const char *text)
{
    (void)rt_buf_put_text(out, "'");
    for (const char *p = text; *p != '\0'; p++) {
        (void)(*p == '\'' ? rt_buf_put_text(out, "'\\''") : rt_buf_put(out, p, 1));
    }
    (void)rt_buf_put_text(out, "'");
}

void test_command(const struct test_item *item, const struct test_options *o, struct rt_buf *out)
{
    struct test_item first = *item;
    char title[EMU_PATH_MAX + EMU_SCN_NAME_MAX + 40];
    first.round = 1;
    title[0] = '=';
    (void)test_title(&first, title + 1, sizeof title - 1);
    (void)rt_buf_put_text(out, "vspa test ");
    put_quoted(out, item->path);
    if (item->name != NULL) {
        (void)rt_buf_put_text(out, " --filter ");
        put_quoted(out, title);
    }
    (void)rt_buf_printf(out, " --seed %llu", (unsigned long long)o->seed);
    if (o->images != NULL) {
        (void)rt_buf_put_text(out, " --images ");
        put_quoted(out, o->images);
    }
}

static void write_again(const char *folder, const struct test_item *item, const struct test_options *o)
{
    char path[PATH_BYTES + 32];
    char here[EMU_PATH_MAX];
    struct rt_buf command, script;
    rt_buf_init(&command, 65536);
    rt_buf_init(&script, 65536);
    test_command(item, o, &command);
    (void)rt_buf_put_text(&script, "#!/bin/sh\n# Runs this scenario again, alone.\ncd ");
    put_quoted(&script, getcwd(here, sizeof here) != NULL ? here : ".");
    (void)rt_buf_printf(&script, " && exec %s\n", rt_buf_text(&command));
    (void)snprintf(path, sizeof path, "%s/" AGAIN, folder);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755);
    if (fd >= 0) {
        (void)!write(fd, script.bytes, script.n); /* the command is in the report too */
        (void)close(fd);
    }
    rt_buf_fini(&command);
    rt_buf_fini(&script);
}

/* ---- a scenario's process ---- */

static void scratch_of(const struct running *r, const struct test_item *item, const char *part, char out[PATH_BYTES])
{
    (void)snprintf(out, PATH_BYTES, "%s/%zu%s%s", r->scratch, (size_t)(item - r->list->item),
                   part[0] != '\0' ? "/" : "", part);
}

static void prepare(void *ctx, size_t k)
{
    const struct running *r = ctx;
    static const char *const parts[] = {"", "t", "keep"};
    char path[PATH_BYTES];
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        scratch_of(r, &r->list->item[r->index[k]], parts[i], path);
        (void)mkdir(path, 0700); /* without it the child says so */
    }
}

static void run_child(void *ctx, size_t k)
{
    const struct running *r = ctx;
    const struct test_item *item = &r->list->item[r->index[k]];
    char keep[PATH_BYTES], own[PATH_BYTES], output[PATH_BYTES + 32];
    scratch_of(r, item, "keep", keep);
    scratch_of(r, item, "t", own);
    (void)snprintf(output, sizeof output, "%s/" OUTPUT_FILE, keep);
    int fd = open(output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    int none = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (fd < 0 || none < 0 || dup2(none, STDIN_FILENO) < 0 || dup2(fd, STDOUT_FILENO) < 0 ||
        dup2(fd, STDERR_FILENO) < 0 || setenv("XDG_RUNTIME_DIR", own, 1) != 0 || setenv("TMPDIR", own, 1) != 0) {
        item->result->verdict = EMU_SCN_ENVIRONMENT;
        (void)snprintf(item->result->text, sizeof item->result->text, "%s: %s: set TMPDIR", output, strerror(errno));
        return;
    }
    (void)setvbuf(stdout, NULL, _IOLBF, 0);
    const struct emu_scn_job job = {
        .path = item->path,
        .name = item->name,
        .seed = r->options->seed,
        .limits = r->options->limits,
        .images = r->options->images,
        .scratch = keep,
        .is_verbose = r->options->is_verbose,
    };
    emu_scn_run(&job, item->result);
}

static void set_end(const struct running *r, struct test_item *item, enum test_end end, int number)
{
    struct emu_scn_result *result = item->result;
    if (end == TEST_ENDED && number == 0 && result->verdict != EMU_SCN_NOT_RUN) {
        return;
    }
    switch (end) {
    case TEST_TOO_LONG:
        result->verdict = EMU_SCN_LIMIT;
        (void)snprintf(result->text, sizeof result->text,
                       "%s: it took longer than its real time of %.0f s and did not end itself: a text pattern "
                       "or an error handler that never ends? (--real-limit sets it)",
                       item->path, (double)r->options->limits.real_us / 1e6);
        break;
    case TEST_NOT_STARTED:
        result->verdict = EMU_SCN_NOT_RUN;
        (void)snprintf(result->text, sizeof result->text, "%s: not run: the test was stopped", item->path);
        break;
    default:
        result->verdict = EMU_SCN_CRASHED;
        (void)snprintf(result->text, sizeof result->text,
                       end == TEST_SIGNALLED ? "%s: its process was ended by signal %d: report this, with " OUTPUT_FILE
                                             : "%s: its process ended with code %d: report this, with " OUTPUT_FILE,
                       item->path, number);
        break;
    }
}

static void read_output(const struct running *r, struct test_item *item)
{
    char path[PATH_BYTES];
    struct rt_buf b;
    rt_buf_init(&b, OUTPUT_MAX);
    scratch_of(r, item, "keep/" OUTPUT_FILE, path);
    if (emu_read_file(path, &b) == RT_OK && b.n > 0) {
        item->output = rt_buf_take(&b);
    }
    rt_buf_fini(&b);
}

static void keep_failure(const struct running *r, const struct test_item *item)
{
    char from[PATH_BYTES], to[PATH_BYTES];
    (void)snprintf(to, sizeof to, "%s/%s", r->options->failures, item->folder);
    remove_tree(to); /* of an older run */
    if ((mkdir(r->options->failures, 0777) != 0 && errno != EEXIST) || mkdir(to, 0777) != 0) {
        fprintf(stderr, "vspa: test: %s: %s: what failed is not kept: give --failures another folder\n", to,
                strerror(errno));
        return;
    }
    scratch_of(r, item, "keep", from);
    copy_folder(from, to);
    write_again(to, item, r->options);
}

static void run_done(void *ctx, size_t k, enum test_end end, int number)
{
    struct running *r = ctx;
    struct test_item *item = &r->list->item[r->index[k]];
    char path[PATH_BYTES];
    set_end(r, item, end, number);
    if (end != TEST_NOT_STARTED) {
        read_output(r, item);
        if (item->result->verdict != EMU_SCN_PASSED) {
            keep_failure(r, item);
        }
        scratch_of(r, item, "", path);
        remove_tree(path);
    }
    item->is_done = true;
    test_tell_progress(r->list, r->options, r->index[k]);
}

/* The rounds of a scenario must be the same, to the last event. */
static void compare_rounds(struct test_list *list)
{
    const struct test_item *first = NULL;
    for (size_t i = 0; i < list->n_items; i++) {
        struct test_item *item = &list->item[i];
        first = item->round == 1 ? item : first;
        if (item->round > 1 && item->result->verdict == EMU_SCN_PASSED && first->result->verdict == EMU_SCN_PASSED &&
            item->result->trace_hash != first->result->trace_hash) {
            item->result->verdict = EMU_SCN_FAILED;
            (void)snprintf(item->result->text, sizeof item->result->text,
                           "%s: round %u has another trace than round 1\n  expected: %016llx, %llu events\n"
                           "  seen:     %016llx, %llu events",
                           item->path, item->round, (unsigned long long)first->result->trace_hash,
                           (unsigned long long)first->result->n_events, (unsigned long long)item->result->trace_hash,
                           (unsigned long long)item->result->n_events);
        }
    }
}

bool test_run(struct test_list *list, const struct test_options *o, struct emu_error *error)
{
    struct running r = {.list = list, .options = o, .index = rt_mem_alloc((list->n_items + 1) * sizeof *r.index)};
    const char *place = getenv("TMPDIR");
    size_t n = 0;
    (void)snprintf(r.scratch, sizeof r.scratch - 300, "%s/vspa-XXXXXX",
                   place != NULL && place[0] == '/' ? place : "/tmp");
    if (r.index == NULL || mkdtemp(r.scratch) == NULL) {
        rt_mem_free(r.index);
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s: set TMPDIR", r.scratch, strerror(errno));
        return false;
    }
    for (size_t i = 0; i < list->n_items; i++) {
        if (!list->item[i].is_done) {
            r.index[n++] = i;
        } else {
            test_tell_progress(list, o, i);
        }
    }
    const struct test_pool pool = {.n = n,
                                   .n_jobs = (unsigned)o->jobs,
                                   .real_us = o->limits.real_us + GRACE_US,
                                   .prepare = prepare,
                                   .child = run_child,
                                   .done = run_done,
                                   .ctx = &r};
    bool is_whole = test_pool_run(&pool);
    compare_rounds(list);
    remove_tree(r.scratch);
    rt_mem_free(r.index);
    return is_whole;
}
