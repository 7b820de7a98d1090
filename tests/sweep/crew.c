/* SPDX-License-Identifier: MIT */
#include "crew.h"
#include <pool/pool.h>
#include <rt/assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define BAR_WIDTH 30

/* What a member says. */
struct word {
    enum { WORD_PROGRESS, WORD_FAILURE, WORD_RESULT } what;
    unsigned row;
    struct explore_result result;
    double number; /* seconds, or how much of the row is done */
    char text[CREW_TEXT_MAX];
};
_Static_assert(sizeof(struct word) <= EMU_POOL_MESSAGE_BYTES, "one message");

struct crew_member {
    const struct emu_pool_member *me;
    char *id; /* shared with the parent, which reads it when the member has died */
};

double crew_now_s(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* --- members ------------------------------------------------------------------------------------------------------ */

static void say(const struct crew_member *m, const struct word *word)
{
    emu_pool_say(m->me, word, sizeof *word);
}

char *crew_case(struct crew_member *me)
{
    return me->id;
}

void crew_tell_failure(struct crew_member *me, const char *id, const char *what)
{
    struct word word = {.what = WORD_FAILURE};
    (void)snprintf(word.text, sizeof word.text, "%s: %s", id, what);
    say(me, &word);
}

void crew_tell_progress(struct crew_member *me, unsigned row, double done_of_1)
{
    struct word word = {.what = WORD_PROGRESS, .row = row, .number = done_of_1};
    say(me, &word);
}

void crew_tell_result(struct crew_member *me, unsigned row, const struct explore_result *r, double seconds)
{
    struct word word = {.what = WORD_RESULT, .row = row, .result = *r, .number = seconds};
    say(me, &word);
}

/* --- the parent -----------------------------------------------------------------------------------------------------
 */

struct parent {
    const struct crew *crew;
    struct crew_sums *sums;
    char *ids;                      /* CREW_ID_BYTES of each member */
    double begin_s, done[CREW_MAX]; /* rows that each member has behind it, and a part of the next */
    unsigned n_results, n_missing;  /* n_missing: members that were not started */
};

static void show_bar(const struct parent *p, unsigned row)
{
    double all = 0;
    if (!isatty(STDERR_FILENO)) {
        return;
    }
    for (unsigned i = 0; i < p->crew->n_members; i++) {
        all += p->done[i] / (p->crew->n_members * p->crew->n_rows);
    }
    char bar[BAR_WIDTH + 1];
    for (int i = 0; i < BAR_WIDTH; i++) {
        bar[i] = i < (int)(all * BAR_WIDTH) ? '#' : '.';
    }
    bar[BAR_WIDTH] = '\0';
    (void)fprintf(stderr, "\r\033[K[%s] %3.0f %%  %s  %.0f s", bar, all * 100, p->crew->row_name(p->crew->ctx, row),
                  crew_now_s() - p->begin_s);
    (void)fflush(stderr);
}

static void clear_bar(void)
{
    if (isatty(STDERR_FILENO)) {
        (void)fprintf(stderr, "\r\033[K");
        (void)fflush(stderr);
    }
}

static void add(struct explore_result *sum, const struct explore_result *r)
{
    sum->n_operations = r->n_operations > sum->n_operations ? r->n_operations : sum->n_operations;
    sum->n_cases += r->n_cases;
    sum->n_lives += r->n_lives;
    sum->n_real += r->n_real;
    sum->n_bankless += r->n_bankless;
    sum->n_syncs = r->n_syncs;
    sum->n_failures += r->n_failures;
}

static void show_failure(struct parent *p, const char *text)
{
    clear_bar();
    printf("%s\n", text);
    (void)fflush(stdout);
    p->sums->n_failures++;
}

static void hear(void *ctx, size_t member, const void *message, size_t n)
{
    struct parent *p = ctx;
    const struct word *word = message;
    RT_ASSERT(n == sizeof *word);
    switch (word->what) {
    case WORD_FAILURE:
        show_failure(p, word->text);
        break;
    case WORD_RESULT:
        add(&p->sums->rows[word->row], &word->result);
        p->sums->seconds[word->row] += word->number;
        p->n_results++;
        p->done[member] = word->row + 1;
        break;
    case WORD_PROGRESS:
        p->done[member] = word->row + word->number;
        break;
    }
    show_bar(p, word->row);
}

/* A member that did not end well has failed in its last case. */
static void bury(void *ctx, size_t member, enum emu_pool_end end, int number)
{
    struct parent *p = ctx;
    char text[CREW_TEXT_MAX];
    if (end == EMU_POOL_EXITED && number == 0) {
        return;
    }
    if (end != EMU_POOL_NOT_STARTED) {
        (void)snprintf(text, sizeof text, "%.*s: the program ended here (%s %d)", (int)CREW_ID_BYTES - 1,
                       p->ids + member * CREW_ID_BYTES, end == EMU_POOL_SIGNALLED ? "signal" : "exit", number);
        show_failure(p, text);
        return;
    }
    p->n_missing++;
    errno = number;
}

static void work(void *ctx, size_t member, const struct emu_pool_member *me)
{
    const struct parent *p = ctx;
    struct crew_member m = {me, p->ids + member * CREW_ID_BYTES};
    p->crew->work(p->crew->ctx, &m, (unsigned)member, p->crew->n_members);
}

bool crew_run(const struct crew *c, struct crew_sums *out)
{
    struct parent p = {
        .crew = c, .sums = out, .begin_s = crew_now_s(), .ids = emu_pool_share(CREW_MAX * CREW_ID_BYTES)};
    const struct emu_pool pool = {
        .n = c->n_members, .n_jobs = c->n_members, .child = work, .hear = hear, .done = bury, .ctx = &p};
    RT_ASSERT(c->n_members >= 1 && c->n_members <= CREW_MAX && c->n_rows >= 1 && c->n_rows <= CREW_ROWS_MAX);
    *out = (struct crew_sums){0};
    bool is_run = p.ids != NULL && emu_pool_run(&pool) && p.n_missing == 0;
    clear_bar();
    emu_pool_unshare(p.ids, CREW_MAX * CREW_ID_BYTES);
    out->wall_s = crew_now_s() - p.begin_s;
    /* A member that lost a row without dying would be a mistake in here. */
    RT_ASSERT(out->n_failures > 0 || !is_run || p.n_results == c->n_members * c->n_rows);
    return is_run;
}
