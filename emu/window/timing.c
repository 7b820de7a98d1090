/* SPDX-License-Identifier: MIT */
#include "timing.h"
#include <board/board.h>
#include <board/clock.h>
#include <unit/loop.h>
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

/* The span between two rows of different times, by its number; false: there are no more. */
static bool span_at(const struct win_past *p, size_t number, size_t *mark, uint64_t *begin_us, uint64_t *end_us)
{
    *begin_us = number == 0 ? 0 : *end_us;
    while (*mark < p->n_marks && p->mark[*mark].at_us <= *begin_us) {
        (*mark)++;
    }
    *end_us = *mark < p->n_marks && p->mark[*mark].at_us < p->end_us ? p->mark[*mark].at_us : p->end_us;
    return *begin_us < *end_us;
}

static size_t n_spans(const struct win_past *p)
{
    size_t n = 0, mark = 0;
    uint64_t begin_us = 0, end_us = 0;
    while (span_at(p, n, &mark, &begin_us, &end_us)) {
        n++;
    }
    return n;
}

float win_time_part(const struct win_past *p, uint64_t at_us)
{
    uint64_t begin_us = 0, end_us = 0;
    size_t mark = 0, n = p->is_by_rows ? n_spans(p) : 0;
    if (p->end_us == 0) {
        return 0;
    }
    for (size_t i = 0; i < n && span_at(p, i, &mark, &begin_us, &end_us); i++) {
        if (at_us <= end_us) {
            double within = (double)(at_us - begin_us) / (double)(end_us - begin_us);
            return (float)(((double)i + within) / (double)n);
        }
    }
    return (float)((double)at_us / (double)p->end_us);
}

static uint64_t moment_of(const struct win_past *p, double part)
{
    uint64_t begin_us = 0, end_us = 0;
    size_t mark = 0, n = p->is_by_rows ? n_spans(p) : 0;
    for (size_t i = 0; i < n && span_at(p, i, &mark, &begin_us, &end_us); i++) {
        if (part * (double)n <= (double)i + 1) {
            return begin_us + (uint64_t)((part * (double)n - (double)i) * (double)(end_us - begin_us));
        }
    }
    return (uint64_t)(part * (double)p->end_us);
}

void win_time_seek(struct win_model *m, float part)
{
    if (m->past != NULL) {
        part = part < 0 ? 0 : part > 1 ? 1 : part;
        want(m, moment_of(m->past, part));
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
    } else if (strcmp(word, "end") == 0) {
        want(m, p->end_us);
    } else if (strcmp(word, "scale") == 0) {
        p->is_by_rows = !p->is_by_rows;
    } else {
        return strcmp(word, "seek") == 0; /* Enter on the slider: it stands where it is */
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
    } else if (m->past != NULL) {
        return seek_word(m, word);
    } else if (strcmp(word, "step") == 0) {
        begin_step(m);
    } else if (strcmp(word, "back") == 0 || strcmp(word, "earlier") == 0 || strcmp(word, "start") == 0) {
        win_model_say(m, win_says(m, WIN_SAYS_NOT_BACK));
    } else {
        return strcmp(word, "later") == 0 || strcmp(word, "end") == 0; /* a unit that runs has no later yet */
    }
    return true;
}
