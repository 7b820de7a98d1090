/* SPDX-License-Identifier: MIT */
#include "play.h"
#include <board/clock.h>
#include <host/clock.h>
#include <stdio.h>
#include <unistd.h>

#define FRAME_US   16666u                             /* of real time: 60 a second */
#define FAST_PARTS 400u                               /* at full speed a run takes so many turns: four seconds */
#define JUMP_SOUND (200u * (uint64_t)BOARD_US_PER_MS) /* more at once is not heard */
#define UNITS_MAX  1000u                              /* saved in one folder */

static void make_noise(struct win_play *p, bool is_heard)
{
    const struct win_look_sound *s = win_look_sound(p->look);
    bool has_bell = is_heard && s->has_bell;
    char held = is_heard ? s->held : '\0';
    for (unsigned i = 0; i < BOARD_N_FXS; i++) {
        for (unsigned n = 0; is_heard && n + BOARD_FXS_FRAME_SAMPLES <= s->n[i]; n += BOARD_FXS_FRAME_SAMPLES) {
            p->table->ear(p->face, i, &s->samples[i][n], BOARD_FXS_FRAME_SAMPLES);
        }
        if (!is_heard && p->was_heard) {
            p->table->ear(p->face, i, NULL, 0);
        }
    }
    p->was_heard = is_heard;
    if (has_bell != p->has_bell) {
        p->table->bell(p->face, has_bell);
    }
    if (held != p->held) {
        p->table->sidetone(p->face, held);
    }
    p->has_bell = has_bell;
    p->held = held;
}

/* The moment that is wanted, as a scene. */
static bool go(struct win_play *p)
{
    struct win_past *past = p->past;
    bool is_heard = !past->is_paused && past->rate == 1 && past->wanted_us >= past->now_us &&
                    past->wanted_us - past->now_us <= JUMP_SOUND;
    bool is_other = past->wanted_us != past->now_us;
    uint64_t begin_us = emu_host_us();
    if (!win_look_make(p->look, is_heard)) {
        return false;
    }
    if (is_other && !is_heard) {
        win_looks_add(&p->looks, (double)(emu_host_us() - begin_us) / BOARD_US_PER_MS);
    }
    make_noise(p, is_heard);
    return true;
}

static uint64_t n_shown(const struct win_play *p)
{
    struct win_face_stats stats = p->table->stats(p->face);
    return stats.n_frames + stats.n_clock;
}

/* True: something was shown. What the display sent meanwhile is read then, and its descriptor says nothing of it. */
static bool draw(struct win_play *p)
{
    uint64_t n_before = n_shown(p);
    *p->scene = *win_look_scene(p->look);
    p->table->draw(p->face, p->scene);
    p->drawn_us = emu_host_us();
    return n_shown(p) != n_before;
}

static void anchor(struct win_play *p)
{
    p->real_us = emu_host_us();
    p->from_us = p->past->wanted_us;
    p->rate = p->past->rate;
}

/* Time goes by, if it does. */
static void advance(struct win_play *p)
{
    struct win_past *past = p->past;
    if (past->is_paused) {
        return;
    }
    if (past->rate != p->rate) {
        anchor(p);
    }
    uint64_t ahead_us = (emu_host_us() - p->real_us) * past->rate;
    past->wanted_us = past->rate != 0 ? p->from_us + ahead_us : past->wanted_us + past->end_us / FAST_PARTS + 1;
    if (past->wanted_us >= past->end_us) {
        past->wanted_us = past->end_us;
        past->is_paused = true;
    }
}

/* True: something came in. A drag comes in as many places: only the last one is gone to. */
static bool take_inputs(struct win_play *p)
{
    struct win_input in;
    bool has_any = false, has_other = false;
    uint64_t before_us = p->past->wanted_us;
    bool was_paused = p->past->is_paused;
    while (!has_other && p->table->next(p->face, &in)) {
        win_hands_take(p->hands, p->scene, &in);
        has_any = true;
        has_other = in.kind != WIN_INPUT_MOVE; /* the next click hits what this one made */
    }
    if (p->past->wanted_us != before_us || p->past->is_paused != was_paused) {
        anchor(p);
    }
    return has_any;
}

/* The unit as of here, under the next name that is free. */
static void save_unit(struct win_play *p)
{
    char path[WIN_NAME_MAX];
    struct emu_error error = {0};
    unsigned n = 0;
    do {
        (void)snprintf(path, sizeof path, "vspa-unit-%u.flash", ++n);
    } while (n < UNITS_MAX && access(path, F_OK) == 0);
    p->past->wants_save = false;
    if (win_look_save(p->look, path, &error) == EMU_EXIT_OK) {
        win_model_say_of(p->model, WIN_SAYS_SAVED, "file", path);
    } else {
        win_model_refuse(p->model, error.text);
    }
}

void win_play_begin(struct win_play *p)
{
    anchor(p);
}

bool win_play_show(struct win_play *p)
{
    if (!go(p)) {
        return false;
    }
    (void)draw(p);
    return true;
}

bool win_play_turn(struct win_play *p, bool *did_any)
{
    *did_any = take_inputs(p);
    advance(p);
    if (!go(p)) {
        return false;
    }
    if (p->past->wants_save) {
        save_unit(p);
        (void)go(p); /* with what it says; it was there a moment ago */
    }
    if (*did_any || p->past->is_paused || emu_host_us() - p->drawn_us >= FRAME_US) {
        *did_any |= draw(p);
    }
    return true;
}

void win_play_end(struct win_play *p)
{
    for (unsigned i = 0; i < BOARD_N_FXS; i++) {
        p->table->ear(p->face, i, NULL, 0);
    }
    p->table->bell(p->face, false);
    p->table->sidetone(p->face, '\0');
}
