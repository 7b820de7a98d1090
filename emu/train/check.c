/* SPDX-License-Identifier: MIT */
/* vspa train check: the plays of lessons, each in a process of its own, and what they must come to. */
#include "train_priv.h"
#include <lesson/plays.h>
#include <pool/pool.h>
#include <unit/make.h>
#include <unitfile/unitfile.h>
#include <host/clock.h>
#include <host/colour.h>
#include <host/endings.h>
#include <host/kinds.h>
#include <host/private_dir.h>
#include <rt/human.h>
#include <rt/mem.h>
#include <rt/str.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SEED_DEFAULT 1u
#define REAL_MAX_US  (120u * (uint64_t)1000000u)
#define PLAYS_MAX    50000u
#define GROUP_MAX                                                                                                      \
    6u /* plays of a lesson in one process, one after the other: starting and ending one costs as much as a play */

struct arguments {
    const char *lessons, *images;
    uint64_t jobs, n_seeds, seed, n_others;
    bool has_foreign, is_quiet;
};

struct item {
    size_t file;
    struct emu_lesson_play play;
};

struct group {
    size_t first, n; /* of the items */
};

struct checking {
    const struct arguments *a;
    struct train_files files;
    struct item *items;
    size_t n;
    struct group *groups;
    size_t n_groups;
    struct emu_lesson_played *results; /* shared */
    struct emu_unitfile *blank;        /* made once: each process has its own copy of the pages that it changes */
    struct emu_private_dir dir;        /* of the processes' own folders: one that is killed leaves its own behind */
    size_t n_bad;
    sigset_t before;
};

/* Most lessons have a unit of this release. Without it each play makes its own. */
#define RELEASE "5.2.10"
static struct emu_unitfile *make_blank(const char *images)
{
    struct emu_error unheard = {0};
    struct emu_unitfile *file;
    if (emu_unitfile_create_private(&file, &unheard) != EMU_EXIT_OK) {
        return NULL;
    }
    if (emu_make_release(file, RELEASE, images, &unheard) != EMU_EXIT_OK) {
        emu_unitfile_close(file);
        return NULL;
    }
    emu_unitfile_vouch(file, BOARD_REGION_BANK_A);
    return file;
}

static struct emu_lesson_config config_of(const struct checking *c, size_t file)
{
    return (struct emu_lesson_config){.path = c->files.path[file], .seed = c->a->seed, .images = c->a->images};
}

static void child(void *ctx, size_t i, const struct emu_pool_member *me)
{
    const struct checking *c = ctx;
    const struct group *g = &c->groups[i];
    struct emu_lesson_config config = config_of(c, c->items[g->first].file);
    (void)me;                                        /* its results are in shared memory */
    (void)setenv("XDG_RUNTIME_DIR", c->dir.path, 1); /* without memory for it: the folders are where they were */
    (void)sigprocmask(SIG_SETMASK, &c->before, NULL);
    for (size_t k = g->first; k < g->first + g->n; k++) {
        config.blank = k == g->first ? c->blank : NULL; /* taken over by the first one */
        config.blank_release = RELEASE;
        emu_lesson_play(&config, &c->items[k].play, &c->results[k]);
        c->results[k].is_played = true;
    }
}

static void tell(struct checking *c, size_t k, const char *why)
{
    struct emu_lesson_played *r = &c->results[k];
    char path[EMU_PATH_MAX];
    (void)snprintf(path, sizeof path, "%s", c->files.path[c->items[k].file]);
    rt_text_safe(path, strlen(path));
    if (!r->is_played) {
        r->is_good = false;
        (void)snprintf(r->why, sizeof r->why, "%s: %s", path, why);
    }
    c->n_bad += r->is_good ? 0 : 1;
    if (!r->is_good || !c->a->is_quiet) {
        printf("%s%s%s  %s: %s  (%u of 100)\n", emu_style_on(stdout, r->is_good ? EMU_STYLE_GOOD : EMU_STYLE_BAD),
               r->is_good ? "ok  " : "FAIL", emu_style_off(stdout, r->is_good ? EMU_STYLE_GOOD : EMU_STYLE_BAD), path,
               r->name, r->score.total);
    }
    if (!r->is_good) {
        for (char *line = r->why; *line != '\0';) {
            size_t n = strcspn(line, "\n");
            rt_text_safe(line, n);
            line += n + (line[n] != '\0' ? 1 : 0);
        }
        printf("%s\n", r->why);
    }
}

static void done(void *ctx, size_t i, enum emu_pool_end end, int number)
{
    struct checking *c = ctx;
    const struct group *g = &c->groups[i];
    bool is_whole = end == EMU_POOL_EXITED && number == 0;
    if (!is_whole) { /* a sanitizer may speak at the end of the process: then the last play is the one */
        c->results[g->first + g->n - 1].is_played = false;
    }
    for (size_t k = g->first; k < g->first + g->n; k++) {
        tell(c, k, end == EMU_POOL_TOO_LONG ? "took too long" : "its process did not end by itself");
    }
}

/* Plays of one lesson that stand together. */
static void make_groups(struct checking *c)
{
    for (size_t k = 0; k < c->n; k++) {
        struct group *last = c->n_groups > 0 ? &c->groups[c->n_groups - 1] : NULL;
        if (last != NULL && last->n < GROUP_MAX && c->items[last->first].file == c->items[k].file) {
            last->n++;
        } else {
            c->groups[c->n_groups++] = (struct group){.first = k, .n = 1};
        }
    }
}

static bool add(struct checking *c, size_t file, const struct emu_lesson_play *play)
{
    if (c->n == PLAYS_MAX) {
        return false;
    }
    c->items[c->n++] = (struct item){.file = file, .play = *play};
    return true;
}

static enum emu_exit plan(struct checking *c, struct emu_error *error)
{
    for (size_t f = 0; f < c->files.n; f++) {
        const struct emu_lesson_config config = config_of(c, f);
        struct emu_lesson_play *plays;
        int n = emu_lesson_plays(&config, (unsigned)c->a->n_seeds, &plays, error);
        if (n < 0) {
            return error->code;
        }
        bool fits = true;
        for (int i = 0; i < n; i++) {
            fits = fits && add(c, f, &plays[i]);
        }
        rt_mem_free(plays);
        for (size_t i = 1; c->a->has_foreign && i < c->files.n && i <= c->a->n_others; i++) { /* those behind it */
            const struct emu_lesson_play foreign = {
                .kind = EMU_PLAY_FOREIGN, .foreign = c->files.path[(f + i) % c->files.n], .seed = c->a->seed};
            fits = fits && add(c, f, &foreign);
        }
        if (!fits) {
            return emu_error_set(error, EMU_EXIT_USAGE, "train check: too many plays, %u at most: name fewer lessons",
                                 PLAYS_MAX);
        }
    }
    return EMU_EXIT_OK;
}

static enum emu_exit run_all(struct checking *c, struct emu_error *error)
{
    uint64_t begun_us = emu_host_us();
    const struct emu_pool pool = {.n = c->n_groups,
                                  .n_jobs = (unsigned)c->a->jobs,
                                  .real_us = GROUP_MAX * REAL_MAX_US,
                                  .child = child,
                                  .done = done,
                                  .ctx = c};
    c->results = emu_pool_share((c->n + 1) * sizeof *c->results);
    if (c->results == NULL) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "train check: %s", strerror(errno));
    }
    c->blank = make_blank(c->a->images);
    (void)sigprocmask(SIG_BLOCK, NULL, &c->before);
    emu_endings_block();
    bool is_whole = emu_private_dir_create(&c->dir, error) == EMU_EXIT_OK && emu_pool_run(&pool);
    emu_private_dir_remove_tree(&c->dir);
    (void)sigprocmask(SIG_SETMASK, &c->before, NULL);
    if (!is_whole && errno != EINTR) { /* an error that is set stays */
        (void)emu_error_set(error, EMU_EXIT_ENVIRONMENT, "train check: %s", strerror(errno));
    }
    printf("\n%s, %s, %zu failed; %.1f s\n", rt_count(c->files.n, "lesson").s, rt_count(c->n, "play").s, c->n_bad,
           (double)(emu_host_us() - begun_us) / 1e6);
    if (c->blank != NULL) {
        emu_unitfile_close(c->blank);
    }
    emu_pool_unshare(c->results, (c->n + 1) * sizeof *c->results);
    return error->code != EMU_EXIT_OK ? error->code : is_whole && c->n_bad == 0 ? EMU_EXIT_OK : EMU_EXIT_NO;
}

static int run(void *fields, char **operands, size_t n_operands, struct emu_error *error)
{
    struct checking c = {.a = fields};
    int code = EMU_EXIT_ENVIRONMENT;
    c.items = rt_mem_alloc(PLAYS_MAX * sizeof *c.items);
    c.groups = rt_mem_alloc(PLAYS_MAX * sizeof *c.groups);
    if (c.items == NULL || c.groups == NULL) {
        rt_mem_free(c.items);
        rt_mem_free(c.groups);
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "train check: out of memory");
    }
    code = train_find(&c.files, c.a->lessons, operands, n_operands, error);
    code = code == EMU_EXIT_OK ? (int)plan(&c, error) : code;
    make_groups(&c);
    code = code == EMU_EXIT_OK ? (int)run_all(&c, error) : code;
    train_files_fini(&c.files);
    rt_mem_free(c.items);
    rt_mem_free(c.groups);
    return code;
}

static void preset(void *fields)
{
    struct arguments *a = fields;
    a->jobs = 1;
    a->n_seeds = 20;
    a->seed = SEED_DEFAULT;
    a->n_others = TRAIN_LESSONS_MAX;
}

#define AT(member) offsetof(struct arguments, member)
static const struct emu_option check_rows[] = {
    {"jobs", 'j', "N", "run N plays in parallel", "1", &emu_kind_count, AT(jobs)},
    {"seed", 0, "N", "draw with this seed", "1", &emu_kind_number, AT(seed)},
    {"seeds", 0, "N", "try N seeds of a lesson that draws its cause", "20", &emu_kind_count, AT(n_seeds)},
    {"foreign", 0, NULL, "the perfect play of each other lesson must fail", NULL, &emu_kind_switch, AT(has_foreign)},
    {"others", 0, "N", "of N other lessons only", "all", &emu_kind_count, AT(n_others)},
    {"lessons", 0, "DIR", "look for lessons in DIR", NULL, &emu_kind_input_dir, AT(lessons)},
    {"quiet", 'q', NULL, "print failures and the summary only", NULL, &emu_kind_switch, AT(is_quiet)},
};
static const struct emu_option_group check_group = EMU_OPTION_GROUP("Check", check_rows);
static const struct emu_options_at options[] = {{&check_group, 0}};
static const struct emu_operand operands_taken[] = {
    {"LESSON", "ids, files or folders of lessons [all]", &emu_kind_input, 0, EMU_OPERANDS_MANY},
};
static const char *const examples[] = {"vspa train check T01", "vspa train check -j2 --foreign -q", NULL};
const struct emu_command train_check = {
    .name = "check",
    .help = "play a lesson's perfect play and its counter-examples",
    .about =
        "Play lessons by themselves and judge what comes out: the perfect play has 100 points; doing nothing has at "
        "most 15 and fails; each mistake is seen and costs its points; a play without the steps of a goal loses "
        "exactly this goal; of a lesson that draws its cause, each seed needs the cure of its own cause.\n"
        "Exit code 1: a play did not end as it must. 2: a lesson is wrong, told with file and line.",
    .examples = examples,
    EMU_COMMAND_OPERANDS(operands_taken),
    EMU_COMMAND_OPTIONS(options),
    .n_field_bytes = sizeof(struct arguments),
    .preset = preset,
    .run = run,
};
