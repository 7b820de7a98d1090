/* SPDX-License-Identifier: MIT */
/*
 * Running the list, each scenario in a process of its own. What one prints and its frames are in memory that this
 * process holds, so a crash loses nothing; files are made of it for those of which something is kept.
 */
#define _GNU_SOURCE /* memfd_create */
#include "runner_priv.h"
#include "process_limits.h"
#include "show.h"
#include <unit/make.h>
#include <host/clock.h>
#include <host/endings.h>
#include <host/files.h>
#include <host/private_dir.h>
#include <host/sandbox.h>
#include <unitfile/unitfile.h>
#include <board/flash.h>
#include <rt/human.h>
#include <rt/mem.h>
#include <rt/str.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define GRACE_US          (2u * (uint64_t)1000000u) /* a scenario ends itself at its limit; this is for one that cannot */
/* What a script prints is bounded (EMU_SCN_OUTPUT_MAX); behind it there is room for the report of a crash. */
#define OUTPUT_MAX        (2u << 20)
#define OUTPUT_FILE       TEST_OUTPUT_FILE
#define FRAMES_FILE       "run.pcapng"
#define PATH_BYTES        TEST_PATH_BYTES
#define SOCKETS_PLACE_MAX 48u /* a socket's path has 107 characters (unix(7)) */

struct running {
    struct test_list *list;
    const struct test_options *options;
    size_t *index;              /* of the items that run */
    struct held *held;          /* of each of them */
    char scratch[EMU_PATH_MAX]; /* of this run */
    char sockets[EMU_PATH_MAX]; /* the same, for the lab's sockets: in memory where there is such a place */
    struct emu_unitfile *blank; /* made once: each process has its own copy of the pages that it changes */
    struct board_ident *ident;  /* of units whose scenarios give none; NULL: each is made */
    uint8_t *base;              /* its flash, which stays as it is; NULL: none */
    sigset_t before;            /* blocked signals: what ends a run waits until its folders are gone */
};

/* Files in memory of a scenario that runs; -1: none. */
struct held {
    int output, frames;
};

/* A user who looks at a window may pause it. */
static struct emu_scn_limits limits_of(const struct test_options *o)
{
    struct emu_scn_limits limits = o->limits;
    limits.real_us = o->window.is_wanted && !o->window.is_hidden ? TEST_WATCHED_US : limits.real_us;
    return limits;
}

/* ---- a scenario's process ---- */

static void scratch_of(const struct running *r, const struct test_item *item, char out[PATH_BYTES])
{
    (void)snprintf(out, PATH_BYTES, "%s/%zu", r->scratch, (size_t)(item - r->list->item));
}

/* No process can write more than OUTPUT_MAX into it, and how much was written is its offset, which all processes share.
 */
static int open_output(void)
{
    struct rlimit files;
    int fd = memfd_create("vspa-output", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    bool is_narrow = getrlimit(RLIMIT_FSIZE, &files) == 0 && files.rlim_cur < OUTPUT_MAX;
    if (fd >= 0 && (ftruncate(fd, is_narrow ? (off_t)files.rlim_cur : (off_t)OUTPUT_MAX) != 0 ||
                    fcntl(fd, F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SHRINK) != 0)) {
        (void)close(fd);
        return -1;
    }
    return fd;
}

static void prepare(void *ctx, size_t k)
{
    struct running *r = ctx;
    r->list->item[r->index[k]].begun_us = emu_host_us();
    /* Without them the child says so. */
    r->held[k] = (struct held){.output = open_output(), .frames = memfd_create("vspa-frames", MFD_CLOEXEC)};
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
        (void)raise(WTERMSIG(status)); /* reported as a crash of our own */
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
    char keep[PATH_BYTES], frames[64], runtime[EMU_PATH_MAX];
    int fd = r->held[k].output;
    const char *given = getenv("XDG_RUNTIME_DIR");
    bool has_runtime = given != NULL && rt_str_copy(runtime, sizeof runtime, rt_str(given)) == RT_OK;
    (void)sigprocmask(SIG_SETMASK, &r->before, NULL); /* cannot fail with these arguments */
    scratch_of(r, item, keep);
    (void)snprintf(frames, sizeof frames, "/proc/self/fd/%d", r->held[k].frames);
    int none = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (fd < 0 || none < 0 || dup2(none, STDIN_FILENO) < 0 || dup2(fd, STDOUT_FILENO) < 0 ||
        dup2(fd, STDERR_FILENO) < 0 || setenv("XDG_RUNTIME_DIR", r->sockets, 1) != 0 ||
        setenv("TMPDIR", r->sockets, 1) != 0) {
        item->result->verdict = EMU_SCN_ENVIRONMENT;
        (void)snprintf(item->result->text, sizeof item->result->text, "%s: its output: %s", item->path,
                       strerror(errno));
        return;
    }
    const struct emu_scn_limits limits = limits_of(r->options);
    test_limit_process(&limits);
    struct emu_error error = {0};
    if (r->options->has_sandbox && emu_sandbox_enter(EMU_SANDBOX_LOCAL, "test", &error) != EMU_EXIT_OK) {
        item->result->verdict = EMU_SCN_ENVIRONMENT;
        (void)snprintf(item->result->text, sizeof item->result->text, "%.300s", error.text);
        return;
    }
    (void)me; /* its result is in shared memory */
    (void)setvbuf(stdout, NULL, _IOLBF, 0);
    struct test_show show = {
        .options = r->options, .is_only = r->list->n_items == 1, .runtime_dir = has_runtime ? runtime : NULL};
    const struct emu_scn_job job = {
        .show = r->options->window.is_wanted ? test_show : NULL,
        .hide = test_hide,
        .ctx = &show,
        .path = item->path,
        .name = item->name,
        .seed = item->seed,
        .limits = limits,
        .images = r->options->images,
        .blank = r->blank,
        .ident = r->ident,
        .base = r->base,
        .scratch = keep,
        .frames = r->held[k].frames >= 0 ? frames : NULL,
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

/* With --fail-fast, once something has failed. */
static bool is_fail_fast_due(const struct running *r)
{
    return r->options->is_fail_fast && r->list->progress.n_bad > 0;
}

static bool is_enough(void *ctx)
{
    return is_fail_fast_due(ctx);
}

static void tick(void *ctx)
{
    const struct running *r = ctx;
    test_progress_draw(r->list, r->options);
}

static void set_end(const struct running *r, struct test_item *item, enum emu_pool_end end, int number)
{
    struct emu_scn_result *result = item->result;
    if (end == EMU_POOL_EXITED && number == 0 && result->verdict != EMU_SCN_NOT_RUN) {
        return;
    }
    if (end == EMU_POOL_SIGNALLED && number == SIGXCPU) {
        end = EMU_POOL_TOO_LONG; /* by its own clock: process_limits.h */
    }
    switch (end) {
    case EMU_POOL_TOO_LONG:
        result->verdict = EMU_SCN_LIMIT;
        result->real_us = r->options->limits.real_us; /* and the grace; it could not say itself */
        (void)snprintf(result->text, sizeof result->text,
                       "%s: exceeded its real time of %.0f s and did not stop: does a pattern "
                       "or an error handler never end? (limit: --real-limit)",
                       item->path, (double)r->options->limits.real_us / 1e6);
        break;
    case EMU_POOL_NOT_STARTED:
        result->verdict = EMU_SCN_NOT_RUN;
        (void)snprintf(result->text, sizeof result->text, "%s: not run: %s", item->path,
                       number != 0           ? strerror(number)
                       : is_fail_fast_due(r) ? "--fail-fast, and another scenario did not pass"
                                             : "the test run was stopped");
        break;
    default:
        result->verdict = EMU_SCN_CRASHED;
        (void)snprintf(result->text, sizeof result->text,
                       end == EMU_POOL_SIGNALLED
                           ? "%s: killed by signal %d: report this, with " OUTPUT_FILE
                           : "%s: its process exited with code %d: report this, with " OUTPUT_FILE,
                       item->path, number);
        break;
    }
}

static void read_output(const struct held *h, struct test_item *item)
{
    off_t n = h->output >= 0 ? lseek(h->output, 0, SEEK_CUR) : 0;
    char *text = n > 0 && n <= (off_t)OUTPUT_MAX ? rt_mem_alloc((size_t)n + 1) : NULL;
    if (text != NULL && pread(h->output, text, (size_t)n, 0) == (ssize_t)n) {
        item->output = text;
    } else {
        rt_mem_free(text);
    }
}

/* What this process holds, beside what the scenario's has written. */
static void keep_held(const struct held *h, struct test_item *item, const char *folder)
{
    char path[PATH_BYTES + 32], frames[64];
    (void)mkdir(folder, 0700); /* there already, or the files say so */
    (void)snprintf(path, sizeof path, "%s/" OUTPUT_FILE, folder);
    size_t n = item->output != NULL ? (size_t)lseek(h->output, 0, SEEK_CUR) : 0;
    if (n > 0) {
        (void)test_write_file(path, item->output, n); /* README.txt says which are there */
    }
    (void)snprintf(path, sizeof path, "%s/" FRAMES_FILE, folder);
    if (h->frames >= 0 && access(path, F_OK) != 0) { /* its process did not come to that */
        (void)snprintf(frames, sizeof frames, "/proc/self/fd/%d", h->frames);
        (void)test_copy_file(frames, path); /* README.txt says which are there */
    }
}

static void run_done(void *ctx, size_t k, enum emu_pool_end end, int number)
{
    struct running *r = ctx;
    struct test_item *item = &r->list->item[r->index[k]];
    struct held *h = &r->held[k];
    char path[PATH_BYTES];
    set_end(r, item, end, number);
    if (end != EMU_POOL_NOT_STARTED) {
        bool is_kept = item->result->verdict != EMU_SCN_PASSED || r->options->keeps_all;
        read_output(h, item);
        scratch_of(r, item, path);
        if (is_kept) {
            keep_held(h, item, path);
            test_keep(item, r->options, path);
        }
        if (is_kept || r->options->checks_replay) {
            test_remove_tree(path);
        }
    }
    if (h->output >= 0) {
        (void)close(h->output); /* in memory */
    }
    if (h->frames >= 0) {
        (void)close(h->frames);
    }
    *h = (struct held){-1, -1};
    item->is_done = true;
    test_tell_done(r->list, r->options, r->index[k]);
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
    if (file != NULL) {
        emu_unitfile_vouch(file, BOARD_REGION_BANK_A); /* once for all scenarios */
    }
    return file;
}

static uint8_t *copy_base(struct emu_unitfile *blank)
{
    uint8_t *base = blank != NULL ? rt_mem_alloc_raw(BOARD_FLASH_BYTES) : NULL;
    if (base != NULL) {
        memcpy(base, emu_unitfile_flash(blank), BOARD_FLASH_BYTES);
    }
    return base;
}

/* The lab's sockets are two folders a scenario, which cost little where they are no inodes of a disk. */
static void make_sockets(struct running *r)
{
    const char *const places[] = {getenv("XDG_RUNTIME_DIR"), "/dev/shm"};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        if (places[i] != NULL && places[i][0] == '/' && strlen(places[i]) < SOCKETS_PLACE_MAX) {
            (void)snprintf(r->sockets, sizeof r->sockets, "%s/" EMU_PRIVATE_TEST "XXXXXX", places[i]);
            if (mkdtemp(r->sockets) != NULL) {
                return;
            }
        }
    }
    (void)snprintf(r->sockets, sizeof r->sockets, "%s", r->scratch);
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
                           "%s: round %u differs from round 1\n  expected: %016llx, %s\n"
                           "  got:      %016llx, %s",
                           item->path, item->round, (unsigned long long)first->result->trace_hash,
                           rt_count(first->result->n_events, "event").s, (unsigned long long)item->result->trace_hash,
                           rt_count(item->result->n_events, "event").s);
        }
    }
}

/* What is to be run, in the order of the list; what has a verdict already is told. Returns how many. */
static size_t queue(struct running *r)
{
    size_t n = 0;
    for (size_t i = 0; i < r->list->n_items; i++) {
        if (!r->list->item[i].is_done) {
            r->held[n] = (struct held){-1, -1};
            r->index[n++] = i;
        } else {
            test_tell_done(r->list, r->options, i);
        }
    }
    return n;
}

bool test_run(struct test_list *list, const struct test_options *o, struct emu_error *error)
{
    struct running r = {.list = list,
                        .options = o,
                        .index = rt_mem_alloc((list->n_items + 1) * sizeof *r.index),
                        .held = rt_mem_alloc((list->n_items + 1) * sizeof *r.held)};
    const char *place = getenv("TMPDIR");
    emu_private_dir_sweep();
    (void)sigprocmask(SIG_BLOCK, NULL, &r.before); /* cannot fail with these arguments */
    emu_endings_block();
    (void)snprintf(r.scratch, sizeof r.scratch - 300, "%s/" EMU_PRIVATE_TEST "XXXXXX",
                   place != NULL && place[0] == '/' ? place : "/tmp");
    if (r.index == NULL || r.held == NULL || mkdtemp(r.scratch) == NULL) {
        rt_mem_free(r.index);
        rt_mem_free(r.held);
        (void)sigprocmask(SIG_SETMASK, &r.before, NULL);
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s: set TMPDIR", r.scratch, strerror(errno));
        return false;
    }
    make_sockets(&r);
    const int locks[] = {emu_private_dir_lock(r.scratch), emu_private_dir_lock(r.sockets)};
    r.blank = make_blank(o);
    r.base = copy_base(r.blank);
    r.ident = rt_mem_alloc(sizeof *r.ident);
    if (r.ident != NULL) {
        emu_scn_ident(r.ident);
    }
    const struct emu_pool pool = {.n = queue(&r),
                                  .n_jobs = (unsigned)o->jobs,
                                  .real_us = limits_of(o).real_us * (o->checks_replay ? 2 : 1) + GRACE_US,
                                  .prepare = prepare,
                                  .child = run_child,
                                  .done = run_done,
                                  .is_enough = is_enough,
                                  .tick = tick,
                                  .ctx = &r};
    bool is_whole = emu_pool_run(&pool);
    test_progress_clear(list);
    if (!is_whole && errno != EINTR) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "test: %s", strerror(errno));
    }
    compare_rounds(list);
    emu_unitfile_close(r.blank);
    test_remove_tree(r.scratch);
    test_remove_tree(r.sockets);
    for (size_t i = 0; i < sizeof locks / sizeof locks[0]; i++) {
        if (locks[i] >= 0) {
            (void)close(locks[i]);
        }
    }
    (void)sigprocmask(SIG_SETMASK, &r.before, NULL);
    rt_mem_free(r.base);
    rt_mem_free(r.ident);
    rt_mem_free(r.held);
    rt_mem_free(r.index);
    return is_whole;
}
