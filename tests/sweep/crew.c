/* SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include "crew.h"
#include <rt/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define BAR_WIDTH 30

/* What a member says, in one write: at most PIPE_BUF bytes, so that words do not mix. */
struct word {
    enum { WORD_PROGRESS, WORD_FAILURE, WORD_RESULT } what;
    unsigned member, row;
    struct explore_result result;
    double number; /* seconds, or how much of the row is done */
    char text[CREW_TEXT_MAX];
};
_Static_assert(sizeof(struct word) <= 512, "POSIX promises that so many bytes stay together");

struct crew_member {
    int to;
    unsigned number;
    char *id; /* shared with the parent, which reads it when the member has died */
};

double crew_now_s(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* --- members ------------------------------------------------------------------------------------------------------ */

static void say(const struct crew_member *me, struct word *word)
{
    word->member = me->number;
    ssize_t n = write(me->to, word, sizeof *word);
    RT_ASSERT(n == (ssize_t)sizeof *word);
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
    double begin_s, done[CREW_MAX]; /* rows that each member has behind it, and a part of the next */
    unsigned n_results;
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
    sum->n_failures += r->n_failures;
}

static void show_failure(struct parent *p, const char *text)
{
    clear_bar();
    printf("%s\n", text);
    (void)fflush(stdout);
    p->sums->n_failures++;
}

static void hear(struct parent *p, const struct word *word)
{
    switch (word->what) {
    case WORD_FAILURE:
        show_failure(p, word->text);
        break;
    case WORD_RESULT:
        add(&p->sums->rows[word->row], &word->result);
        p->sums->seconds[word->row] += word->number;
        p->n_results++;
        p->done[word->member] = word->row + 1;
        break;
    case WORD_PROGRESS:
        p->done[word->member] = word->row + word->number;
        break;
    }
    show_bar(p, word->row);
}

/* Waits for a member; one that did not end well has failed in its last case. */
static void bury(struct parent *p, pid_t pid, const char *id)
{
    char text[CREW_TEXT_MAX];
    int status = 0;
    if (waitpid(pid, &status, 0) == pid && status != 0) {
        (void)snprintf(text, sizeof text, "%.*s: the program ended here (%s %d)", (int)CREW_ID_BYTES - 1, id,
                       WIFSIGNALED(status) ? "signal" : "exit",
                       WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
        show_failure(p, text);
    }
}

bool crew_run(const struct crew *c, struct crew_sums *out)
{
    struct parent p = {.crew = c, .sums = out, .begin_s = crew_now_s()};
    pid_t pids[CREW_MAX];
    struct word word;
    int ends[2];
    unsigned n_begun = 0;
    RT_ASSERT(c->n_members >= 1 && c->n_members <= CREW_MAX && c->n_rows >= 1 && c->n_rows <= CREW_ROWS_MAX);
    *out = (struct crew_sums){0};
    char *ids = mmap(NULL, CREW_MAX * CREW_ID_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (ids == MAP_FAILED || pipe(ends) != 0) {
        return false;
    }
    (void)fflush(NULL);
    for (; n_begun < c->n_members; n_begun++) {
        pids[n_begun] = fork();
        if (pids[n_begun] == 0) {
            struct crew_member me = {ends[1], n_begun, ids + n_begun * CREW_ID_BYTES};
            (void)close(ends[0]);
            c->work(c->ctx, &me, n_begun, c->n_members);
            exit(0);
        }
        if (pids[n_begun] < 0) {
            break; /* those that live are heard to their end all the same */
        }
    }
    (void)close(ends[1]);
    while (read(ends[0], &word, sizeof word) == (ssize_t)sizeof word) {
        hear(&p, &word);
    }
    (void)close(ends[0]);
    for (unsigned i = 0; i < n_begun; i++) {
        bury(&p, pids[i], ids + i * CREW_ID_BYTES);
    }
    clear_bar();
    (void)munmap(ids, CREW_MAX * CREW_ID_BYTES);
    out->wall_s = crew_now_s() - p.begin_s;
    /* A member that lost a row without dying would be a mistake in here. */
    RT_ASSERT(out->n_failures > 0 || n_begun < c->n_members || p.n_results == c->n_members * c->n_rows);
    return n_begun == c->n_members;
}
