/* SPDX-License-Identifier: MIT */
#include <viewmodel/timing.h>
#include <board/board.h>
#include <board/clock.h>
#include <unit/loop.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define JUMP_US (5u * (uint64_t)BOARD_US_PER_S)

static struct emu_loop *loop_of(const struct win_model *m)
{
    return emu_unit_loop(m->unit);
}

uint64_t win_time_now_us(const struct win_model *m)
{
    return m->past != NULL ? m->past->now_us : board_now_us(emu_unit_board(m->unit));
}

uint32_t win_time_rate(const struct win_model *m)
{
    return m->past != NULL ? m->past->rate : emu_loop_rate(loop_of(m));
}

bool win_time_is_paused(const struct win_model *m)
{
    return m->past != NULL ? m->past->is_paused : emu_loop_is_paused(loop_of(m));
}

static void set_rate(struct win_model *m, uint32_t rate)
{
    if (m->past != NULL) {
        m->past->rate = rate;
    } else {
        emu_loop_set_rate(loop_of(m), rate);
    }
}

static void end_step(struct win_model *m)
{
    if (m->step.is_on) {
        m->step.is_on = false;
        set_rate(m, m->step.rate);
    }
}

void win_time_pause(struct win_model *m, bool is_paused)
{
    end_step(m);
    if (m->past != NULL) {
        m->past->is_paused = is_paused;
        return;
    }
    emu_loop_limit(loop_of(m), is_paused ? win_time_now_us(m) : BOARD_NEVER);
}

static void change_speed(struct win_model *m, int step)
{
    static const uint32_t rates[] = {1, 20, 0};
    for (int i = 0; i < 3; i++) {
        if (rates[i] == win_time_rate(m) && i + step >= 0 && i + step < 3) {
            set_rate(m, rates[i + step]);
            return;
        }
    }
}

/* ---- of a unit that runs: on to the next row, at full speed ---- */

static void begin_step(struct win_model *m)
{
    m->step.rate = m->step.is_on ? m->step.rate : win_time_rate(m);
    m->step.is_on = true;
    m->step.from = emu_rows_end(m->rows);
    set_rate(m, 0);
    emu_loop_limit(loop_of(m), BOARD_NEVER);
}

bool win_time_turn(struct win_model *m)
{
    for (uint64_t i = m->step.from; m->step.is_on && i < emu_rows_end(m->rows); i++) {
        const struct emu_row *row = emu_rows_get(m->rows, i);
        m->step.from = i + 1;
        if (row == NULL || emu_row_is_at_most(row, EMU_ROW_STEP)) {
            win_time_pause(m, true);
            return true;
        }
    }
    return false;
}

/* ---- of a record ---- */

static void want(struct win_model *m, uint64_t at_us)
{
    m->past->wanted_us = at_us < m->past->end_us ? at_us : m->past->end_us;
}

const struct win_past *win_time_track(const struct win_model *m)
{
    return m->past != NULL ? m->past : m->track;
}

void win_time_mark(struct win_past *p, const struct emu_rows *rows)
{
    for (; p->n_rows < emu_rows_end(rows); p->n_rows++) {
        const struct emu_row *row = emu_rows_get(rows, p->n_rows);
        const struct win_mark *last = p->n_marks > 0 ? &p->mark[p->n_marks - 1] : NULL;
        if (row != NULL && emu_row_is_at_most(row, EMU_ROW_STEP) && p->n_marks < WIN_MARKS_MAX) {
            uint64_t before_us = last != NULL ? last->at_us : 0;
            uint32_t span = (last != NULL ? last->span : 0) + (row->at_us > before_us ? 1 : 0);
            p->mark[p->n_marks++] = (struct win_mark){row->at_us, row->kind->level, span};
        }
    }
}

void win_time_follow(struct win_model *m)
{
    win_time_mark(m->track, m->rows);
    m->track->now_us = m->track->end_us = m->track->wanted_us = board_now_us(emu_unit_board(m->unit));
}

/* The first mark with that span, or a later time: spans and times grow together. */
static size_t first_mark(const struct win_past *p, uint32_t span, uint64_t at_us)
{
    size_t low = 0, high = p->n_marks;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (p->mark[middle].span >= span && p->mark[middle].at_us >= at_us) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

static uint32_t n_spans(const struct win_past *p)
{
    const struct win_mark *last = p->n_marks > 0 ? &p->mark[p->n_marks - 1] : NULL;
    return last == NULL ? 1 : last->span + (last->at_us < p->end_us ? 1 : 0);
}

/* A span, counted from 1. */
static void span_of(const struct win_past *p, uint32_t span, uint64_t *begin_us, uint64_t *end_us)
{
    size_t mark = first_mark(p, span, 0);
    *begin_us = mark > 0 ? p->mark[mark - 1].at_us : 0;
    *end_us = mark < p->n_marks ? p->mark[mark].at_us : p->end_us;
}

float win_time_part(const struct win_past *p, uint64_t at_us)
{
    uint64_t begin_us, end_us;
    if (p->end_us == 0) {
        return p->is_by_rows ? 1 : 0;
    }
    if (!p->is_by_rows || at_us >= p->end_us) {
        return (float)((double)at_us / (double)p->end_us);
    }
    size_t mark = first_mark(p, 0, at_us);
    uint32_t n = n_spans(p), span = mark < p->n_marks ? p->mark[mark].span : n;
    span_of(p, span, &begin_us, &end_us);
    double within = end_us > begin_us ? (double)(at_us - begin_us) / (double)(end_us - begin_us) : 1;
    return (float)(((double)span - 1 + within) / (double)n);
}

static uint64_t moment_of(const struct win_past *p, double part)
{
    uint64_t begin_us, end_us;
    if (!p->is_by_rows || part >= 1) {
        return (uint64_t)(part * (double)p->end_us);
    }
    double at = part * (double)n_spans(p);
    span_of(p, (uint32_t)at + 1, &begin_us, &end_us);
    return begin_us + (uint64_t)((at - floor(at)) * (double)(end_us - begin_us));
}

/* Of a unit that runs: the window looks back there. */
static void look_at(struct win_model *m, uint64_t at_us)
{
    struct win_past *t = m->track;
    if (!t->can_look) {
        win_model_say(m, win_says(m, WIN_SAYS_NOT_BACK));
        return;
    }
    t->wanted_us = at_us < t->end_us ? at_us : t->end_us;
    t->wants_look = true;
}

void win_time_text(uint64_t us, bool has_ms, char *out, size_t size)
{
    unsigned long long ms = us / BOARD_US_PER_MS, s = ms / 1000;
    int n = snprintf(out, size, "%02llu:%02llu:%02llu", s / 3600, s / 60 % 60, s % 60);
    if (has_ms && n > 0 && (size_t)n < size) {
        (void)snprintf(out + n, size - (size_t)n, ".%03llu", ms % 1000);
    }
}

void win_time_refuse(struct win_model *m)
{
    char at[24];
    win_time_text(m->past->now_us, false, at, sizeof at);
    if (m->past->is_of_run) {
        win_model_say_of(m, WIN_SAYS_LOOKING, "time", at);
    } else {
        win_model_say(m, win_says(m, WIN_SAYS_PAST));
    }
}

void win_time_seek(struct win_model *m, float part)
{
    part = part < 0 ? 0 : part > 1 ? 1 : part;
    if (m->past != NULL) {
        want(m, moment_of(m->past, part));
    } else {
        look_at(m, moment_of(m->track, part));
    }
}

/* The row before or after this moment. */
static uint64_t mark_us(const struct win_past *p, bool is_next)
{
    uint64_t found_us = is_next ? p->end_us : 0;
    for (size_t i = 0; i < p->n_marks; i++) {
        uint64_t at_us = p->mark[i].at_us;
        if (is_next && at_us > p->wanted_us) {
            return at_us;
        }
        found_us = !is_next && at_us < p->wanted_us ? at_us : found_us;
    }
    return found_us;
}

static bool seek_word(struct win_model *m, const char *word)
{
    struct win_past *p = m->past;
    uint64_t at_us = p->wanted_us;
    if (strcmp(word, "step") == 0 || strcmp(word, "back") == 0) {
        p->is_paused = true;
        want(m, mark_us(p, word[0] == 's'));
    } else if (strcmp(word, "earlier") == 0) {
        want(m, at_us > JUMP_US ? at_us - JUMP_US : 0);
    } else if (strcmp(word, "later") == 0) {
        want(m, at_us + JUMP_US);
    } else if (strcmp(word, "start") == 0) {
        want(m, 0);
    } else if (strcmp(word, "end") == 0 && !p->is_of_run) {
        want(m, p->end_us);
    } else if (strcmp(word, "end") == 0 || strcmp(word, "now") == 0) {
        p->wants_now = p->is_of_run;
    } else if (strcmp(word, "save") == 0) {
        p->wants_save = true;
    } else if (strcmp(word, "scale") == 0) {
        p->is_by_rows = !p->is_by_rows;
    } else {
        return strcmp(word, "seek") == 0; /* Enter on the slider: it stands where it is */
    }
    return true;
}

/* Of a unit that runs. */
static bool live_word(struct win_model *m, const char *word)
{
    struct win_past *t = m->track;
    if (strcmp(word, "step") == 0) {
        begin_step(m);
    } else if (strcmp(word, "back") == 0) {
        look_at(m, mark_us(t, false));
    } else if (strcmp(word, "earlier") == 0) {
        look_at(m, t->end_us > JUMP_US ? t->end_us - JUMP_US : 0);
    } else if (strcmp(word, "start") == 0) {
        look_at(m, 0);
    } else if (strcmp(word, "save") == 0) {
        look_at(m, t->end_us);
        t->wants_save = t->wants_look;
    } else if (strcmp(word, "scale") == 0) {
        t->is_by_rows = !t->is_by_rows;
    } else { /* it has no later yet */
        return strcmp(word, "later") == 0 || strcmp(word, "end") == 0 || strcmp(word, "now") == 0 ||
               strcmp(word, "seek") == 0;
    }
    return true;
}

bool win_time_do(struct win_model *m, const char *word)
{
    if (strcmp(word, "pause") == 0) {
        win_time_pause(m, !win_time_is_paused(m) || m->step.is_on);
    } else if (strcmp(word, "slower") == 0 || strcmp(word, "faster") == 0) {
        end_step(m);
        change_speed(m, word[0] == 'f' ? 1 : -1);
    } else if (strncmp(word, "speed ", 6) == 0) {
        end_step(m);
        set_rate(m, (uint32_t)strtoul(word + 6, NULL, 10));
    } else {
        return m->past != NULL ? seek_word(m, word) : live_word(m, word);
    }
    return true;
}
