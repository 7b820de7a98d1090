/* SPDX-License-Identifier: MIT */
#include <playback/back.h>
#include <input/hands.h>
#include <board/board.h>
#include "play.h"
#include <record/record.h>
#include <rt/mem.h>
#include <unit/loop.h>
#include <stdio.h>
#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>

#define TURN_NS 10000000L /* of real time, while what was is played */

struct win_back {
    struct win_back_config config;
    struct emu_record *record;
    struct win_look *look;
    struct win_play play;
    int timer;
    bool is_on, is_ticking;
    bool was_paused;      /* the unit, before */
    uint32_t rate_before; /* its pace */
    bool ends_after_save; /* it was now when the unit was to be saved */
};

static struct emu_loop *loop_of(const struct win_back *b)
{
    return emu_unit_loop(b->config.model->unit);
}

struct win_back *win_back_open(const struct win_back_config *config)
{
    const struct board *board = emu_unit_board(config->model->unit);
    const struct win_look_config look = {.table = config->table};
    struct emu_error unheard = {0};
    struct win_back *b = rt_mem_alloc(sizeof *b);
    if (b == NULL) {
        return NULL;
    }
    *b = (struct win_back){.config = *config, .timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK)};
    if (b->timer < 0 || board_n_starts(board) > 0 || board_is_powered(board) ||
        win_look_open(&b->look, &look, &unheard) != EMU_EXIT_OK ||
        emu_record_start(&b->record, config->model->unit, NULL, &unheard) != EMU_EXIT_OK) {
        win_back_close(b);
        return NULL;
    }
    config->model->track->can_look = true;
    return b;
}

void win_back_close(struct win_back *b)
{
    if (b == NULL) {
        return;
    }
    emu_record_destroy(b->record);
    win_look_close(b->look);
    if (b->timer >= 0) {
        (void)close(b->timer);
    }
    rt_mem_free(b);
}

bool win_back_is_on(const struct win_back *b)
{
    return b != NULL && b->is_on;
}

/* ---- there and back ---- */

/* The replays of the run so far. False: they cannot be made, and the model says why. */
static bool begin_look(struct win_back *b)
{
    struct win_model *m = b->config.model;
    struct emu_error error = {0};
    if (emu_record_save_now(b->record, win_look_file(b->look), &error) == EMU_EXIT_OK &&
        win_look_begin(b->look, m->track->end_us, &error) == EMU_EXIT_OK) {
        return true;
    }
    win_look_end(b->look);
    m->track->can_look = false; /* it would fail again */
    win_model_refuse(m, error.text);
    return false;
}

static void stand_still(struct win_back *b)
{
    b->was_paused = win_time_is_paused(b->config.model) || b->config.model->step.is_on;
    win_time_pause(b->config.model, true);
    b->rate_before = win_time_rate(b->config.model);
    emu_loop_set_rate(loop_of(b), 1); /* in warp an instant of many turns would be a fault */
}

static void go_on(struct win_back *b)
{
    emu_loop_set_rate(loop_of(b), b->rate_before);
    if (!b->was_paused) {
        win_time_pause(b->config.model, false);
    }
}

void win_back_begin(struct win_back *b)
{
    struct win_model *m = b->config.model, *was = win_look_model(b->look);
    struct win_past *track = m->track;
    bool wants_save = track->wants_save;
    uint64_t at_us = track->wanted_us;
    track->wants_look = track->wants_save = false;
    win_hands_release_all(b->config.hands); /* keys go up when the unit goes on */
    m->plug.socket[0] = '\0';
    m->plug.is_moved = false;
    stand_still(b);
    track->end_us = win_time_now_us(m);
    if (!begin_look(b)) {
        go_on(b);
        return;
    }
    b->play = (struct win_play){.look = b->look,
                                .model = was,
                                .past = was->past,
                                .hands = b->config.hands,
                                .scene = b->config.scene,
                                .table = b->config.table,
                                .face = b->config.hands->face};
    win_model_take_view(was, m);
    was->past->is_of_run = true;
    was->past->is_by_rows = track->is_by_rows;
    was->past->wants_save = b->ends_after_save = wants_save;
    was->past->wanted_us = at_us < was->past->end_us ? at_us : was->past->end_us;
    if (win_look_parting(b->look) != NULL) {
        char event[24];
        (void)snprintf(event, sizeof event, "%llu", (unsigned long long)win_look_parting(b->look)->number);
        win_model_say_of(was, WIN_SAYS_PARTED, "event", event);
    }
    b->config.hands->model = was;
    b->is_on = true;
    win_play_begin(&b->play);
}

void win_back_end(struct win_back *b)
{
    if (!win_back_is_on(b)) {
        return;
    }
    struct win_model *m = b->config.model;
    b->is_on = false;
    win_play_end(&b->play);
    win_model_take_view(m, b->play.model);
    m->track->is_by_rows = b->play.past->is_by_rows;
    b->config.hands->model = m;
    win_look_end(b->look);
    go_on(b);
}

/* ---- meanwhile ---- */

void win_back_fill(struct win_back *b, struct emu_pollset *set)
{
    bool ticks = !b->play.past->is_paused || b->config.table->descriptor(b->play.face) < 0;
    if (ticks != b->is_ticking) {
        const struct itimerspec every = {{0, ticks ? TURN_NS : 0}, {0, ticks ? TURN_NS : 0}};
        (void)timerfd_settime(b->timer, 0, &every, NULL); /* a right time of a timer that is there */
        b->is_ticking = ticks;
    }
    (void)emu_pollset_add(set, b->timer, POLLIN, true); /* full: what comes in moves it on */
}

bool win_back_turn(struct win_back *b)
{
    uint64_t n_ticks;
    bool did_any = false;
    (void)!read(b->timer, &n_ticks, sizeof n_ticks); /* however many */
    if (!emu_loop_is_paused(loop_of(b))) {           /* another hand lets the unit go on */
        b->was_paused = true;                        /* it is no more: nothing is left to be done */
        win_back_end(b);
        return true;
    }
    if (!win_play_turn(&b->play, &did_any)) {
        b->config.model->track->can_look = false;
        win_back_end(b);
        win_model_say(b->config.model, win_says(b->config.model, WIN_SAYS_LOOK_FAILED));
        return true;
    }
    if (b->play.past->wants_now || (b->ends_after_save && !b->play.past->wants_save)) {
        win_back_end(b);
        return true;
    }
    return did_any;
}
