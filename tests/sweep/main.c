/* SPDX-License-Identifier: MIT */
/* vspa_sweep: the power fails everywhere. See tests/README.md, "Power". */
#include "explore.h"
#include "random.h"
#include <rt/assert.h>
#include <rt/str.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define WORKERS_MAX 64u
#define TEXT_BYTES  200u

enum { EXIT_GOOD = 0, EXIT_BAD = 1, EXIT_USE = 2, EXIT_ENVIRONMENT = 3 };

struct options {
    const char *only, *id, *image;
    unsigned n_cuts, n_workers, real_every;
    uint32_t n_random, seed;
    bool is_quick, is_list, is_bench;
};

static const char usage[] =
    "usage: vspa_sweep [OPTIONS]\n"
    "  --flow NAME     one flow only (--list names them)\n"
    "  --cuts N        cuts in a row: 1, 2 or 3 (default 2)\n"
    "  --quick         one cut, fewer places within an operation, fewer flows\n"
    "  --random N      N seeds of mixed faults over random sequences of flows, instead\n"
    "  --seed N        the first of them (default 1)\n"
    "  --id ID         one case again, by the board's own faults: upgrade-http:k17t3,k2a or random:77\n"
    "  --trace         with --id: prints what the unit does, life by life\n"
    "  --jobs N        processes (default: one a processor)\n"
    "  --bench         single cuts of one flow in one process; prints cuts per second\n"
    "  --image FILE    the packed release that the small ones are made from\n"
    "Exit: 0 no failure, 1 some, 2 wrong use, 3 environment.\n";

/* What a worker says, in one write: at most PIPE_BUF bytes, so that words do not mix. */
struct word {
    enum { WORD_PROGRESS, WORD_FAILURE, WORD_RESULT } what;
    unsigned flow;
    struct explore_result result;
    double seconds;
    char text[TEXT_BYTES];
};

struct worker {
    int to;
    unsigned flow;
};

static double now_s(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void say(const struct worker *me, const struct word *word)
{
    ssize_t n = write(me->to, word, sizeof *word);
    RT_ASSERT(n == (ssize_t)sizeof *word);
}

static void on_failure(void *ctx, const char *id, const char *what)
{
    struct worker *me = ctx;
    struct word word = {.what = WORD_FAILURE, .flow = me->flow};
    (void)snprintf(word.text, sizeof word.text, "%s: %s", id, what);
    say(me, &word);
}

static void on_progress(void *ctx)
{
    struct worker *me = ctx;
    struct word word = {.what = WORD_PROGRESS, .flow = me->flow};
    say(me, &word);
}

/* --- workers --------------------------------------------------------------------------------------------------- */

static bool is_wanted(const struct options *o, const struct flow *flow)
{
    return o->only ? strcmp(o->only, flow->name) == 0 : !o->is_quick || !flow->is_only_in_full;
}

static void work(const struct options *o, unsigned part, int to)
{
    struct worker me = {.to = to};
    for (size_t i = 0; i < flows_n(); i++) {
        const struct flow *flow = flows_row(i);
        if (!is_wanted(o, flow)) {
            continue;
        }
        struct explore_options e = {.n_cuts = o->n_cuts,
                                    .is_quick = o->is_quick,
                                    .n_parts = o->n_workers,
                                    .part = part,
                                    .real_every = o->real_every,
                                    .has_no_failures = o->is_bench,
                                    .on_failure = on_failure,
                                    .on_progress = on_progress,
                                    .ctx = &me};
        me.flow = (unsigned)i;
        struct word word = {.what = WORD_RESULT, .flow = (unsigned)i};
        double begin_s = now_s();
        explore_flow(flow, &e, &word.result);
        word.seconds = now_s() - begin_s;
        say(&me, &word);
    }
}

static void work_random(const struct options *o, unsigned part, int to)
{
    struct worker me = {.to = to};
    struct word word = {.what = WORD_RESULT};
    double begin_s = now_s();
    for (uint32_t i = part; i < o->n_random; i += o->n_workers) {
        struct random_result r;
        char id[32];
        const char *wrong = random_run(o->seed + i, &r);
        word.result.n_cases += r.n_flows;
        word.result.n_lives += r.n_hit;
        if (wrong) {
            (void)snprintf(id, sizeof id, "random:%u", (unsigned)(o->seed + i));
            word.result.n_failures++;
            on_failure(&me, id, wrong);
        }
        if (i % 16 == part % 16) {
            on_progress(&me);
        }
    }
    word.seconds = now_s() - begin_s;
    say(&me, &word);
}

static bool begin_workers(const struct options *o, int *from, pid_t pids[WORKERS_MAX])
{
    int ends[2];
    if (pipe(ends) != 0) {
        return false;
    }
    (void)fflush(NULL);
    for (unsigned i = 0; i < o->n_workers; i++) {
        pids[i] = fork();
        if (pids[i] == 0) {
            (void)close(ends[0]);
            (o->n_random != 0 ? work_random : work)(o, i, ends[1]);
            exit(EXIT_GOOD);
        }
        if (pids[i] < 0) {
            return false;
        }
    }
    (void)close(ends[1]);
    *from = ends[0];
    return true;
}

/* --- what is shown -------------------------------------------------------------------------------------------------
 */

static void show_progress(unsigned n_steps, unsigned flow, double begin_s, bool is_random)
{
    if (isatty(STDERR_FILENO)) {
        (void)fprintf(stderr, "\r\033[K%s  %u steps  %.0f s", is_random ? "random" : flows_row(flow)->name, n_steps,
                      now_s() - begin_s);
        (void)fflush(stderr);
    }
}

static void show_row(const char *name, const struct explore_result *r, double seconds)
{
    printf("%-22s %10u %10llu %10llu %8llu %8.1f %9llu\n", name, r->n_operations, (unsigned long long)r->n_cases,
           (unsigned long long)r->n_lives, (unsigned long long)r->n_real, seconds, (unsigned long long)r->n_failures);
}

static void add(struct explore_result *sum, const struct explore_result *r)
{
    sum->n_operations = r->n_operations > sum->n_operations ? r->n_operations : sum->n_operations;
    sum->n_cases += r->n_cases;
    sum->n_lives += r->n_lives;
    sum->n_real += r->n_real;
    sum->n_failures += r->n_failures;
}

static void show_table(const struct options *o, const struct explore_result *sums, const double *seconds, double wall_s)
{
    struct explore_result all = {0};
    printf("%-22s %10s %10s %10s %8s %8s %9s\n", "flow", "operations", "cuts", "lives", "by board", "cpu s",
           "failures");
    for (size_t i = 0; i < flows_n(); i++) {
        if (is_wanted(o, flows_row(i))) {
            uint32_t n_operations = all.n_operations + sums[i].n_operations;
            show_row(flows_row(i)->name, &sums[i], seconds[i]);
            add(&all, &sums[i]);
            all.n_operations = n_operations;
        }
    }
    show_row("all", &all, wall_s);
    printf("%.0f cuts/s, %.0f lives/s, %u processes, %.1f s wall\n", (double)all.n_cases / wall_s,
           (double)all.n_lives / wall_s, o->n_workers, wall_s);
}

static int sweep(const struct options *o)
{
    static struct explore_result sums[64];
    static double seconds[64];
    pid_t pids[WORKERS_MAX];
    struct word word;
    int from = -1, status = 0;
    unsigned n_steps = 0, n_results = 0, n_wanted = 0;
    bool is_broken = false;
    double begin_s = now_s();
    RT_ASSERT(flows_n() <= sizeof sums / sizeof sums[0]);
    if (!begin_workers(o, &from, pids)) {
        (void)fprintf(stderr, "vspa_sweep: cannot start workers: %s\n", strerror(errno));
        return EXIT_ENVIRONMENT;
    }
    uint64_t n_failures = 0;
    while (read(from, &word, sizeof word) == (ssize_t)sizeof word) {
        if (word.what == WORD_FAILURE) {
            printf("%s%s\n", isatty(STDERR_FILENO) ? "\r\033[K" : "", word.text);
            n_failures++;
        } else if (word.what == WORD_RESULT) {
            add(&sums[word.flow], &word.result);
            seconds[word.flow] += word.seconds;
            n_results++;
        }
        n_steps += word.what == WORD_PROGRESS;
        show_progress(n_steps, word.flow, begin_s, o->n_random != 0);
    }
    for (unsigned i = 0; i < o->n_workers; i++) {
        is_broken = waitpid(pids[i], &status, 0) != pids[i] || status != 0 || is_broken;
    }
    if (isatty(STDERR_FILENO)) {
        (void)fprintf(stderr, "\r\033[K");
    }
    double wall_s = now_s() - begin_s;
    for (size_t i = 0; i < flows_n(); i++) {
        n_wanted += is_wanted(o, flows_row(i));
    }
    if (o->n_random != 0) {
        printf("%u seeds, %llu flows, %llu faults, %llu failures, %.1f s wall\n", (unsigned)o->n_random,
               (unsigned long long)sums[0].n_cases, (unsigned long long)sums[0].n_lives, (unsigned long long)n_failures,
               wall_s);
        n_wanted = 1;
    } else {
        show_table(o, sums, seconds, wall_s);
    }
    if (is_broken || n_results != n_wanted * o->n_workers) {
        (void)fprintf(stderr, "vspa_sweep: a worker ended before its work was done\n");
        return EXIT_ENVIRONMENT;
    }
    return n_failures == 0 ? EXIT_GOOD : EXIT_BAD;
}

/* --- one case
 * --------------------------------------------------------------------------------------------------------- */

static int again(const char *id)
{
    struct rt_str faults, name = rt_str_cut(rt_str(id), ':', &faults);
    const struct flow *flow = flow_find(name.p, name.n);
    const char *wrong;
    uint32_t seed;
    if (rt_str_is(name, "random") && faults.p && rt_str_u32(faults, &seed) == RT_OK) {
        struct random_result r;
        wrong = random_run(seed, &r);
        printf("%s\n", r.story);
    } else if (flow && faults.p) {
        wrong = explore_again(flow, faults.p);
    } else {
        (void)fprintf(stderr, "vspa_sweep: --id %s: should be FLOW:FAULTS, as upgrade-http:k17t3,k2a, or random:SEED\n",
                      id);
        return EXIT_USE;
    }
    printf("%s: %s\n", id, wrong ? wrong : "all is well");
    return wrong ? EXIT_BAD : EXIT_GOOD;
}

/* --- options
 * ------------------------------------------------------------------------------------------------------------ */

static bool take_number(const char *text, uint32_t least, uint32_t most, uint32_t *out)
{
    return text && rt_str_u32(rt_str(text), out) == RT_OK && *out >= least && *out <= most;
}

/* NULL, or the argument that is wrong. */
static const char *take_options(int argc, char **argv, struct options *o)
{
    for (int i = 1; i < argc; i++) {
        const char *name = argv[i], *value = i + 1 < argc ? argv[i + 1] : NULL;
        bool is_right = true, has_value = true;
        if (strcmp(name, "--quick") == 0) {
            o->is_quick = true;
            o->n_cuts = 1;
            has_value = false;
        } else if (strcmp(name, "--trace") == 0) {
            world_print_traces();
            has_value = false;
        } else if (strcmp(name, "--list") == 0) {
            o->is_list = true;
            has_value = false;
        } else if (strcmp(name, "--bench") == 0) {
            o->is_bench = true;
            o->n_cuts = o->n_workers = 1;
            o->real_every = 0;
            has_value = false;
        } else if (strcmp(name, "--flow") == 0) {
            o->only = value;
            is_right = value && flow_find(value, strlen(value));
        } else if (strcmp(name, "--id") == 0) {
            o->id = value;
            is_right = value != NULL;
        } else if (strcmp(name, "--image") == 0) {
            o->image = value;
            is_right = value != NULL;
        } else if (strcmp(name, "--cuts") == 0) {
            is_right = take_number(value, 1, 3, &o->n_cuts);
        } else if (strcmp(name, "--jobs") == 0) {
            is_right = take_number(value, 1, WORKERS_MAX, &o->n_workers);
        } else if (strcmp(name, "--random") == 0) {
            is_right = take_number(value, 1, 100000000, &o->n_random);
        } else if (strcmp(name, "--seed") == 0) {
            is_right = take_number(value, 0, UINT32_MAX, &o->seed);
        } else {
            return name;
        }
        if (!is_right) {
            return name;
        }
        i += has_value;
    }
    return NULL;
}

int main(int argc, char **argv)
{
    long n_processors = sysconf(_SC_NPROCESSORS_ONLN);
    struct options o = {.n_cuts = 2, .n_workers = 1, .seed = 1, .real_every = 97, .image = SWEEP_IMAGE};
    if (n_processors > 1) {
        o.n_workers = n_processors < (long)WORKERS_MAX ? (unsigned)n_processors : WORKERS_MAX;
    }
    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        printf("%s", usage);
        return EXIT_GOOD;
    }
    const char *wrong = take_options(argc, argv, &o);
    if (wrong) {
        (void)fprintf(stderr, "vspa_sweep: %s: not an option, or its value is wrong\n%s", wrong, usage);
        return EXIT_USE;
    }
    for (size_t i = 0; o.is_list && i < flows_n(); i++) {
        printf("%-22s %s\n", flows_row(i)->name, flows_row(i)->help);
    }
    if (o.is_list) {
        return EXIT_GOOD;
    }
    if (access(o.image, R_OK) != 0) {
        (void)fprintf(stderr, "vspa_sweep: %s: %s: build it first, or name another with --image\n", o.image,
                      strerror(errno));
        return EXIT_ENVIRONMENT;
    }
    sweep_images_make(o.image);
    return o.id ? again(o.id) : sweep(&o);
}
