/* SPDX-License-Identifier: MIT */
/* vspa_sweep: the power fails everywhere. See tests/README.md, "Power". */
#include "crash.h"
#include "crew.h"
#include "oom.h"
#include "random.h"
#include <rt/str.h>
#include <errno.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { EXIT_GOOD = 0, EXIT_BAD = 1, EXIT_USE = 2, EXIT_ENVIRONMENT = 3 };

struct options {
    const char *only, *id, *image;
    unsigned n_cuts, n_workers, real_every;
    uint32_t n_random, seed;
    bool is_quick, is_list, is_bench, is_oom, is_crash, has_no_syncs;
};

static const char usage[] =
    "usage: vspa_sweep [OPTIONS]\n"
    "  --flow NAME     one flow only (--list names them)\n"
    "  --cuts N        cuts in a row: 1, 2 or 3 (default 2)\n"
    "  --quick         one cut, fewer places within an operation, fewer flows\n"
    "  --random N      N seeds of mixed faults over random sequences of flows, instead\n"
    "  --seed N        the first of them (default 1)\n"
    "  --oom           memory runs out at each allocation of a resync, an upgrade, a call, instead\n"
    "  --crash         the host crashes with part of the unit file written back, instead; with --random N: N contents\n"
    "                  drawn after each operation (default 64; 8 with --quick)\n"
    "  --no-sync       with --crash: as if the firmware synced nothing; finds bricks\n"
    "  --id ID         one case again: upgrade-http:k17t3,k2a or random:77 or oom:upgrade-http:m17 or\n"
    "                  crash:upgrade-http:k17c5\n"
    "  --trace         with --id: prints what the unit does, life by life\n"
    "  --jobs N        processes (default: one a processor)\n"
    "  --bench         two cuts in a row in one upgrade, in one process; for measuring\n"
    "  --image FILE    the packed release that the small ones are made from\n"
    "Exit: 0 no failure, 1 some, 2 wrong use, 3 environment.\n";

/* --- sweeping every flow ------------------------------------------------------------------------------------------ */

/* The flows that are wanted, in the order of the table. */
struct plan {
    const struct options *options;
    const struct flow *flows[CREW_ROWS_MAX];
    unsigned n;
};

static void make_plan(struct plan *p, const struct options *o)
{
    *p = (struct plan){.options = o};
    for (size_t i = 0; i < flows_n(); i++) {
        const struct flow *flow = flows_row(i);
        if (o->only ? strcmp(o->only, flow->name) == 0 : !o->is_quick || !flow->is_only_in_full) {
            p->flows[p->n++] = flow;
        }
    }
}

static const char *flow_name(void *ctx, unsigned row)
{
    return ((const struct plan *)ctx)->flows[row]->name;
}

struct sweeper {
    struct crew_member *me;
    unsigned row;
};

static void on_failure(void *ctx, const char *id, const char *what)
{
    crew_tell_failure(((struct sweeper *)ctx)->me, id, what);
}

static void on_progress(void *ctx, uint64_t n_done, uint64_t n_all)
{
    struct sweeper *s = ctx;
    crew_tell_progress(s->me, s->row, (double)n_done / (double)n_all);
}

static void work(void *ctx, struct crew_member *me, unsigned part, unsigned n_parts)
{
    const struct plan *plan = ctx;
    const struct options *o = plan->options;
    struct sweeper s = {.me = me};
    for (s.row = 0; s.row < plan->n; s.row++) {
        struct explore_options e = {.n_cuts = o->n_cuts,
                                    .is_quick = o->is_quick,
                                    .n_parts = n_parts,
                                    .part = part,
                                    .real_every = o->real_every,
                                    .has_no_failures = o->is_bench,
                                    .has_no_syncs = o->has_no_syncs,
                                    .now = crew_case(me),
                                    .on_failure = on_failure,
                                    .on_progress = on_progress,
                                    .ctx = &s};
        struct explore_result result;
        double begin_s = crew_now_s();
        if (o->is_crash) {
            crash_flow(plan->flows[s.row], &e, o->n_random != 0 ? o->n_random : o->is_quick ? 8 : 64, &result);
        } else {
            explore_flow(plan->flows[s.row], &e, &result);
        }
        crew_tell_result(me, s.row, &result, crew_now_s() - begin_s);
    }
}

static void show_row(const char *name, const struct explore_result *r, uint64_t n_of_kind, double seconds)
{
    printf("%-22s %10u %10llu %10llu %10llu %8.1f %9llu\n", name, r->n_operations, (unsigned long long)r->n_cases,
           (unsigned long long)r->n_lives, (unsigned long long)n_of_kind, seconds, (unsigned long long)r->n_failures);
}

/* Returns the number of failures, or -1: it could not be done. */
static int64_t sweep(const struct options *o)
{
    static struct crew_sums sums;
    struct plan plan;
    struct explore_result all = {0};
    make_plan(&plan, o);
    const struct crew crew = {o->n_workers, plan.n, flow_name, work, &plan};
    if (!crew_run(&crew, &sums)) {
        return -1;
    }
    printf("%-22s %10s %10s %10s %10s %8s %9s\n", "flow", "operations", "cases", "lives",
           o->is_crash ? "syncs" : "by board", "work s", "failures");
    for (unsigned i = 0; i < plan.n; i++) {
        const struct explore_result *r = &sums.rows[i];
        show_row(plan.flows[i]->name, r, o->is_crash ? r->n_syncs : r->n_real, sums.seconds[i]);
        all.n_operations += r->n_operations;
        all.n_cases += r->n_cases;
        all.n_lives += r->n_lives;
        all.n_real += r->n_real;
        all.n_syncs += r->n_syncs;
        all.n_bankless += r->n_bankless;
    }
    all.n_failures = sums.n_failures;
    show_row("all", &all, o->is_crash ? all.n_syncs : all.n_real, sums.wall_s);
    if (all.n_bankless != 0) {
        printf("in %llu of these the only good image rotted: nothing can start, which is for recovery\n",
               (unsigned long long)all.n_bankless);
    }
    printf("%.0f %s/s, %.0f lives/s, %u processes, %.1f s wall\n", (double)all.n_cases / sums.wall_s,
           o->is_crash ? "crashes" : "cuts", (double)all.n_lives / sums.wall_s, o->n_workers, sums.wall_s);
    return (int64_t)sums.n_failures;
}

/* --- random sequences --------------------------------------------------------------------------------------------- */

static const char *random_name(void *ctx, unsigned row)
{
    (void)ctx;
    (void)row;
    return "random";
}

static void work_random(void *ctx, struct crew_member *me, unsigned part, unsigned n_parts)
{
    const struct options *o = ctx;
    struct explore_result sum = {0};
    double begin_s = crew_now_s();
    for (uint32_t i = part; i < o->n_random; i += n_parts) {
        struct random_result r;
        char *id = crew_case(me);
        (void)snprintf(id, CREW_ID_BYTES, "random:%u", (unsigned)(o->seed + i));
        const char *wrong = random_run(o->seed + i, &r);
        sum.n_cases += r.n_flows;
        sum.n_lives += r.n_hit;
        if (wrong) {
            crew_tell_failure(me, id, wrong);
        }
        if (i / n_parts % 16 == 0) {
            crew_tell_progress(me, 0, (double)i / o->n_random);
        }
    }
    crew_tell_result(me, 0, &sum, crew_now_s() - begin_s);
}

static int64_t sweep_random(const struct options *o)
{
    static struct crew_sums sums;
    struct options copy = *o;
    const struct crew crew = {o->n_workers, 1, random_name, work_random, &copy};
    if (!crew_run(&crew, &sums)) {
        return -1;
    }
    printf("%u seeds, %llu flows, %llu faults, %llu failures, %.1f s wall\n", (unsigned)o->n_random,
           (unsigned long long)sums.rows[0].n_cases, (unsigned long long)sums.rows[0].n_lives,
           (unsigned long long)sums.n_failures, sums.wall_s);
    return (int64_t)sums.n_failures;
}

/* --- out of memory ---------------------------------------------------------------------------------------------------
 */

/* --quick takes every so many allocations, and each member others. */
#define OOM_STRIDE 7u

static const char *oom_name(void *ctx, unsigned row)
{
    (void)ctx;
    return oom_flow(row / OOM_N_SOURCES)->name;
}

static bool is_oom_flow(const char *name)
{
    size_t i = 0;
    while (i < oom_flows_n() && strcmp(oom_flow(i)->name, name) != 0) {
        i++;
    }
    return i < oom_flows_n();
}

static void work_oom(void *ctx, struct crew_member *me, unsigned part, unsigned n_parts)
{
    const struct options *o = ctx;
    for (unsigned row = 0; row < oom_flows_n() * OOM_N_SOURCES; row++) {
        const struct oom_flow *flow = oom_flow(row / OOM_N_SOURCES);
        enum oom_source source = (enum oom_source)(row % OOM_N_SOURCES);
        struct explore_result sum = {0};
        struct oom_result r = {.is_hit = true};
        double begin_s = crew_now_s();
        r.is_hit = o->only == NULL || strcmp(o->only, flow->name) == 0;
        for (uint64_t n = 1 + part; r.is_hit; n += n_parts * (o->is_quick ? OOM_STRIDE : 1)) {
            char *id = crew_case(me);
            oom_format_id(id, CREW_ID_BYTES, flow, source, n);
            const char *wrong = oom_run(flow, source, n, &r);
            sum.n_cases += r.is_hit;
            sum.n_lives += r.n_failed;
            sum.n_real += r.n_restart;
            sum.n_failures += wrong != NULL;
            if (wrong) {
                crew_tell_failure(me, id, wrong);
            }
        }
        crew_tell_result(me, row, &sum, crew_now_s() - begin_s);
    }
}

static int64_t sweep_oom(const struct options *o)
{
    static const char *const sources[OOM_N_SOURCES] = {[OOM_RT_MEM] = "rt_mem", [OOM_MBEDTLS] = "mbedTLS"};
    static struct crew_sums sums;
    struct options copy = *o;
    unsigned n_rows = (unsigned)oom_flows_n() * OOM_N_SOURCES;
    const struct crew crew = {o->n_workers, n_rows, oom_name, work_oom, &copy};
    if (!crew_run(&crew, &sums)) {
        return -1;
    }
    printf("%-16s %-8s %12s %16s %16s %8s %9s\n", "flow", "memory", "allocations", "said they failed", "started again",
           "work s", "failures");
    for (unsigned row = 0; row < n_rows; row++) {
        const struct explore_result *r = &sums.rows[row];
        printf("%-16s %-8s %12llu %16llu %16llu %8.1f %9llu\n", oom_name(NULL, row), sources[row % OOM_N_SOURCES],
               (unsigned long long)r->n_cases, (unsigned long long)r->n_lives, (unsigned long long)r->n_real,
               sums.seconds[row], (unsigned long long)r->n_failures);
    }
    printf("%llu failures, %u processes, %.1f s wall\n", (unsigned long long)sums.n_failures, o->n_workers,
           sums.wall_s);
    return (int64_t)sums.n_failures;
}

/* --- one case
 * --------------------------------------------------------------------------------------------------------- */

/* "crash:FLOW:k17c5" */
static const struct flow *read_crash(struct rt_str text, const char **id)
{
    struct rt_str rest, name = rt_str_cut(text, ':', &rest);
    *id = rest.p;
    return rest.p && crash_can_repeat(rest.p) ? flow_find(name.p, name.n) : NULL;
}

static int again(const char *id, bool has_no_syncs)
{
    struct rt_str faults, name = rt_str_cut(rt_str(id), ':', &faults);
    const struct flow *flow = flow_find(name.p, name.n);
    const char *wrong;
    const char *crash;
    uint32_t seed;
    if (rt_str_is(name, "random") && faults.p && rt_str_u32(faults, &seed) == RT_OK) {
        struct random_result r;
        wrong = random_run(seed, &r);
        printf("%s\n", r.story);
    } else if (rt_str_is(name, "oom") && faults.p && oom_can_repeat(faults.p)) {
        struct oom_result r = {0};
        wrong = oom_again(faults.p, &r);
        printf("%u said that they failed, %u starts again\n", r.n_failed, r.n_restart);
    } else if (rt_str_is(name, "crash") && faults.p && read_crash(faults, &crash)) {
        wrong = crash_again(read_crash(faults, &crash), crash, has_no_syncs);
    } else if (flow && faults.p && explore_can_repeat(faults.p)) {
        wrong = explore_again(flow, faults.p);
    } else {
        (void)fprintf(stderr,
                      "vspa_sweep: --id %s: should be FLOW:FAULTS, as upgrade-http:k17t3,k2a, or random:SEED, or "
                      "oom:FLOW:m17, or "
                      "crash:FLOW:k17c5\n",
                      id);
        return EXIT_USE;
    }
    printf("%s: %s\n", id, wrong ? wrong : "all is well");
    return wrong ? EXIT_BAD : EXIT_GOOD;
}

/* --- options
 * ------------------------------------------------------------------------------------------------------------ */

struct wrong {
    const char *name, *value, *why;
};

static const char *take_number(const char *text, uint32_t least, uint32_t most, uint32_t *out)
{
    static char why[80]; /* of the one mistake that is told */
    if (text && rt_str_u32(rt_str(text), out) == RT_OK && *out >= least && *out <= most) {
        return NULL;
    }
    (void)snprintf(why, sizeof why, "should be a number from %u to %u", (unsigned)least, (unsigned)most);
    return why;
}

/* Options without a value. */
static bool take_switch(const char *name, struct options *o)
{
    if (strcmp(name, "--quick") == 0) {
        o->is_quick = true;
        o->n_cuts = 1;
    } else if (strcmp(name, "--trace") == 0) {
        world_print_traces();
    } else if (strcmp(name, "--oom") == 0) {
        o->is_oom = true;
    } else if (strcmp(name, "--crash") == 0) {
        o->is_crash = true;
    } else if (strcmp(name, "--no-sync") == 0) {
        o->has_no_syncs = true;
    } else if (strcmp(name, "--list") == 0) {
        o->is_list = true;
    } else if (strcmp(name, "--bench") == 0) {
        o->is_bench = true;
        o->only = "upgrade-http";
        o->n_workers = 1;
        o->real_every = 0;
    } else {
        return false;
    }
    return true;
}

/* NULL, or what is wrong with it. */
static const char *take_value(const char *name, const char *value, struct options *o)
{
    if (strcmp(name, "--cuts") == 0) {
        return take_number(value, 1, 3, &o->n_cuts);
    }
    if (strcmp(name, "--jobs") == 0) {
        return take_number(value, 1, CREW_MAX, &o->n_workers);
    }
    if (strcmp(name, "--random") == 0) {
        return take_number(value, 1, 100000000, &o->n_random);
    }
    if (strcmp(name, "--seed") == 0) {
        return take_number(value, 0, UINT32_MAX, &o->seed);
    }
    const char **text = strcmp(name, "--flow") == 0    ? &o->only
                        : strcmp(name, "--id") == 0    ? &o->id
                        : strcmp(name, "--image") == 0 ? &o->image
                                                       : NULL;
    if (!text) {
        return "no such option: --help names them";
    }
    if (!value) {
        return "something should stand behind it";
    }
    *text = value;
    return text == &o->only && !flow_find(value, strlen(value)) && !is_oom_flow(value)
               ? "no such flow: --list names them"
               : NULL;
}

static struct wrong take_options(int argc, char **argv, struct options *o)
{
    for (int i = 1; i < argc; i++) {
        if (take_switch(argv[i], o)) {
            continue;
        }
        const char *value = i + 1 < argc ? argv[i + 1] : NULL;
        const char *why = take_value(argv[i], value, o);
        if (why) {
            bool is_option = strncmp(why, "no such option", 14) != 0;
            return (struct wrong){argv[i], is_option && value ? value : "", why};
        }
        i++;
    }
    bool is_alone = o->has_no_syncs && !o->is_crash && !o->id;
    return (struct wrong){"--no-sync", "", is_alone ? "goes with --crash" : NULL};
}

int main(int argc, char **argv)
{
    long n_processors = sysconf(_SC_NPROCESSORS_ONLN);
    struct options o = {.n_cuts = 2, .n_workers = 1, .seed = 1, .real_every = 97, .image = SWEEP_IMAGE};
    if (n_processors > 1) {
        o.n_workers = n_processors < (long)CREW_MAX ? (unsigned)n_processors : CREW_MAX;
    }
    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        printf("%s", usage);
        return EXIT_GOOD;
    }
    struct wrong wrong = take_options(argc, argv, &o);
    if (wrong.why) {
        (void)fprintf(stderr, "vspa_sweep: %s%s%s: %s\n", wrong.name, wrong.value[0] != '\0' ? " " : "", wrong.value,
                      wrong.why);
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
    /* A life takes some megabytes and gives them back: they stay in the process for the next one. */
    (void)mallopt(M_MMAP_THRESHOLD, 1 << 28);
    (void)mallopt(M_TRIM_THRESHOLD, 1 << 30);
    sweep_images_make(o.image);
    if (o.id) {
        return again(o.id, o.has_no_syncs);
    }
    int64_t n_failures = o.is_oom ? sweep_oom(&o) : o.n_random != 0 && !o.is_crash ? sweep_random(&o) : sweep(&o);
    if (n_failures < 0) {
        (void)fprintf(stderr, "vspa_sweep: cannot start processes: %s: end others\n", strerror(errno));
        return EXIT_ENVIRONMENT;
    }
    return n_failures == 0 ? EXIT_GOOD : EXIT_BAD;
}
