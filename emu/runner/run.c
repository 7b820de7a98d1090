/* SPDX-License-Identifier: MIT */
/* Running the list: a scratch folder for each scenario, and its process. */
#include "runner_priv.h"
#include <unit/make.h>
#include <host/files.h>
#include <unit/unitfile.h>
#include <rt/mem.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define GRACE_US    (2u * (uint64_t)1000000u) /* a scenario ends itself at its limit; this is for one that cannot */
#define OUTPUT_MAX  (1u << 20)
#define OUTPUT_FILE TEST_OUTPUT_FILE
#define PATH_BYTES  TEST_PATH_BYTES

struct running {
    struct test_list *list;
    const struct test_options *options;
    size_t *index;              /* of the items that run */
    char scratch[EMU_PATH_MAX]; /* of this run */
    struct emu_unitfile *blank; /* made once: each process has its own copy of the pages that it changes */
};

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

/* Runs it in a further process, which ends with this one. True: it has passed, and this process is as fresh for the
 * replay as that one was for the run. */
static bool run_apart(const struct emu_scn_job *job, struct emu_scn_result *result)
{
    int status = 0;
    pid_t pid = fork();
    if (pid == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* cannot fail with a signal's number */
        emu_scn_run(job, result);
        exit(0); /* with the leak check of a sanitized build */
    }
    if (pid < 0) {
        result->verdict = EMU_SCN_ENVIRONMENT;
        (void)snprintf(result->text, sizeof result->text, "%s: %s", job->path, strerror(errno));
        return false;
    }
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
        /* again */
    }
    if (WIFSIGNALED(status)) {
        (void)signal(WTERMSIG(status), SIG_DFL);
        (void)raise(WTERMSIG(status)); /* told like a crash of our own */
    }
    if (WEXITSTATUS(status) != 0) {
        exit(WEXITSTATUS(status));
    }
    return result->verdict == EMU_SCN_PASSED;
}

static void run_child(void *ctx, size_t k, const struct emu_pool_member *me)
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
    (void)me; /* its result is in shared memory */
    (void)setvbuf(stdout, NULL, _IOLBF, 0);
    const struct emu_scn_job job = {
        .path = item->path,
        .name = item->name,
        .seed = r->options->seed,
        .limits = r->options->limits,
        .images = r->options->images,
        .blank = r->blank,
        .scratch = keep,
        .keylog = r->options->keylog,
        .is_verbose = r->options->is_verbose,
        .keeps_all = r->options->keeps_all || r->options->checks_replay,
    };
    if (!r->options->checks_replay) {
        emu_scn_run(&job, item->result);
    } else if (run_apart(&job, item->result)) {
        emu_scn_replay(&job, item->result);
    }
}

static void set_end(const struct running *r, struct test_item *item, enum emu_pool_end end, int number)
{
    struct emu_scn_result *result = item->result;
    if (end == EMU_POOL_EXITED && number == 0 && result->verdict != EMU_SCN_NOT_RUN) {
        return;
    }
    switch (end) {
    case EMU_POOL_TOO_LONG:
        result->verdict = EMU_SCN_LIMIT;
        result->real_us = r->options->limits.real_us; /* and the grace; it could not say itself */
        (void)snprintf(result->text, sizeof result->text,
                       "%s: it took longer than its real time of %.0f s and did not end itself: a text pattern "
                       "or an error handler that never ends? (--real-limit sets it)",
                       item->path, (double)r->options->limits.real_us / 1e6);
        break;
    case EMU_POOL_NOT_STARTED:
        result->verdict = EMU_SCN_NOT_RUN;
        (void)snprintf(result->text, sizeof result->text, "%s: not run: the test was stopped", item->path);
        break;
    default:
        result->verdict = EMU_SCN_CRASHED;
        (void)snprintf(result->text, sizeof result->text,
                       end == EMU_POOL_SIGNALLED
                           ? "%s: its process was ended by signal %d: report this, with " OUTPUT_FILE
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

static void run_done(void *ctx, size_t k, enum emu_pool_end end, int number)
{
    struct running *r = ctx;
    struct test_item *item = &r->list->item[r->index[k]];
    char path[PATH_BYTES];
    set_end(r, item, end, number);
    if (end != EMU_POOL_NOT_STARTED) {
        read_output(r, item);
        if (item->result->verdict != EMU_SCN_PASSED || r->options->keeps_all) {
            scratch_of(r, item, "keep", path);
            test_keep(item, r->options, path);
        }
        scratch_of(r, item, "", path);
        test_remove_tree(path);
    }
    item->is_done = true;
    test_tell_progress(r->list, r->options, r->index[k]);
}

/* Without one a scenario makes its own, and says what is in the way. */
static struct emu_unitfile *make_blank(const struct test_options *o)
{
    struct emu_error unheard = {0};
    struct emu_unitfile *file;
    if (emu_unitfile_create_private(&file, &unheard) == EMU_EXIT_OK &&
        emu_make_release(file, NULL, o->images, &unheard) != EMU_EXIT_OK) {
        emu_unitfile_close(file);
        file = NULL;
    }
    return file;
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
    r.blank = make_blank(o);
    for (size_t i = 0; i < list->n_items; i++) {
        if (!list->item[i].is_done) {
            r.index[n++] = i;
        } else {
            test_tell_progress(list, o, i);
        }
    }
    const struct emu_pool pool = {.n = n,
                                  .n_jobs = (unsigned)o->jobs,
                                  .real_us = o->limits.real_us * (o->checks_replay ? 2 : 1) + GRACE_US,
                                  .prepare = prepare,
                                  .child = run_child,
                                  .done = run_done,
                                  .ctx = &r};
    bool is_whole = emu_pool_run(&pool);
    if (!is_whole && errno != EINTR) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "test: %s", strerror(errno));
    }
    compare_rounds(list);
    emu_unitfile_close(r.blank);
    test_remove_tree(r.scratch);
    rt_mem_free(r.index);
    return is_whole;
}
