/* SPDX-License-Identifier: MIT */
/* A record in a window: it is played, paused, and dragged to and fro (look.h). */
#include "hands.h"
#include "look.h"
#include "module.h"
#include "shots.h"
#include "stats.h"
#include <board/clock.h>
#include <unit/pace.h>
#include <window/window.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#define FRAME_US   16666u /* of real time: 60 a second */
#define TURN_MS    10
#define BLIND_MS   16                                 /* where the display has no descriptor */
#define FAST_PARTS 400u                               /* at full speed a record takes so many turns: four seconds */
#define JUMP_SOUND (200u * (uint64_t)BOARD_US_PER_MS) /* more at once is not heard */

struct player {
    struct win_look *look;
    struct win_model *model;
    struct win_past *past;
    struct win_hands hands;
    struct win_scene scene; /* the last one drawn */
    const struct win_face_table *table;
    struct win_face *face;
    uint64_t real_us, from_us; /* one moment on both clocks */
    uint32_t rate;             /* since then */
    uint64_t drawn_us;         /* real time */
    struct win_looks looks;    /* that went to another moment */
    bool was_heard, has_bell;
    char held;
};

static void make_noise(struct player *p, bool is_heard)
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
static bool go(struct player *p)
{
    struct win_past *past = p->past;
    bool is_heard = !past->is_paused && past->rate == 1 && past->wanted_us >= past->now_us &&
                    past->wanted_us - past->now_us <= JUMP_SOUND;
    bool is_other = past->wanted_us != past->now_us;
    uint64_t begin_us = emu_pace_host_us();
    if (!win_look_make(p->look, is_heard)) {
        return false;
    }
    if (is_other && !is_heard) {
        win_looks_add(&p->looks, (double)(emu_pace_host_us() - begin_us) / BOARD_US_PER_MS);
    }
    make_noise(p, is_heard);
    return true;
}

/* True: something was shown. What the display sent meanwhile is read then, and its descriptor says nothing of it. */
static bool draw(struct player *p)
{
    uint64_t n_frames = p->table->stats(p->face).n_frames;
    p->scene = *win_look_scene(p->look);
    p->table->draw(p->face, &p->scene);
    p->drawn_us = emu_pace_host_us();
    return p->table->stats(p->face).n_frames != n_frames;
}

static void anchor(struct player *p)
{
    p->real_us = emu_pace_host_us();
    p->from_us = p->past->wanted_us;
    p->rate = p->past->rate;
}

/* Time goes by, if it does. */
static void advance(struct player *p)
{
    struct win_past *past = p->past;
    if (past->is_paused) {
        return;
    }
    if (past->rate != p->rate) {
        anchor(p);
    }
    uint64_t ahead_us = (emu_pace_host_us() - p->real_us) * past->rate;
    past->wanted_us = past->rate != 0 ? p->from_us + ahead_us : past->wanted_us + past->end_us / FAST_PARTS + 1;
    if (past->wanted_us >= past->end_us) {
        past->wanted_us = past->end_us;
        past->is_paused = true;
    }
}

/* True: something came in. A drag comes in as many places: only the last one is gone to. */
static bool take_inputs(struct player *p)
{
    struct win_input in;
    bool has_any = false, has_other = false;
    uint64_t before_us = p->past->wanted_us;
    bool was_paused = p->past->is_paused;
    while (!has_other && p->table->next(p->face, &in)) {
        win_hands_take(&p->hands, &p->scene, &in);
        has_any = true;
        has_other = in.kind != WIN_INPUT_MOVE; /* the next click hits what this one made */
    }
    if (p->past->wanted_us != before_us || p->past->is_paused != was_paused) {
        anchor(p);
    }
    return has_any;
}

static void wait_a_turn(const struct player *p)
{
    struct pollfd fd = {.fd = p->table->descriptor(p->face), .events = POLLIN};
    int turn_ms = p->past->is_paused ? (fd.fd >= 0 ? -1 : BLIND_MS) : TURN_MS;
    (void)poll(&fd, fd.fd >= 0 ? 1 : 0, turn_ms); /* a signal ends the program */
}

static bool play(struct player *p)
{
    anchor(p);
    while (!p->hands.is_over) {
        bool has_input = take_inputs(p), did_show = false;
        advance(p);
        if (!go(p)) {
            return false;
        }
        if (has_input || p->past->is_paused || emu_pace_host_us() - p->drawn_us >= FRAME_US) {
            did_show = draw(p);
        }
        if (!has_input && !did_show) {
            wait_a_turn(p);
        }
    }
    return true;
}

/* The pictures that are wanted, in the order in which they are. */
static bool take_shots(struct player *p, struct win_shots *shots, struct emu_error *error)
{
    while (win_shots_due_us(shots) <= p->past->end_us) {
        p->past->wanted_us = win_shots_due_us(shots);
        if (!go(p)) {
            return false;
        }
        (void)draw(p);
        if (win_shots_take(shots, p->table, p->face, &p->scene, error) != EMU_EXIT_OK) {
            return true;
        }
    }
    (void)win_shots_end(shots, error); /* the error says it */
    return true;
}

static void run(struct player *p, const struct emu_window_options *o, struct emu_error *error)
{
    struct win_shots shots;
    const struct emu_replay_parting *parting = win_look_parting(p->look);
    bool is_whole = true;
    if (parting != NULL) {
        char text[WIN_MESSAGE_MAX];
        (void)snprintf(text, sizeof text, win_says(p->model, WIN_SAYS_PARTED), (unsigned)parting->number);
        win_model_say(p->model, text);
    }
    if (win_shots_begin(&shots, o, false, error) != EMU_EXIT_OK) {
        return;
    }
    is_whole = take_shots(p, &shots, error);
    if (is_whole && o->is_hidden && o->moments.n == 0) {
        p->past->wanted_us = p->past->end_us;
        is_whole = go(p);
        (void)draw(p);
    } else if (is_whole && !o->is_hidden && error->code == EMU_EXIT_OK) {
        p->past->is_paused = false;
        p->past->wanted_us = 0;
        is_whole = play(p);
    }
    if (!is_whole) {
        (void)emu_error_set(error, EMU_EXIT_NO, "window: the replay ended by itself: report this");
    } else if (error->code == EMU_EXIT_OK) {
        (void)win_save(p->table, p->face, &p->scene, o->picture, o->tree, error); /* the error says it */
        (void)win_save_stats(p->table, p->face, &p->looks, o->stats, error);
    }
}

enum emu_exit emu_window_replay(struct emu_recording *recording, const char *images, const struct rt_log *log,
                                uint64_t until_us, const struct emu_window_options *o,
                                struct emu_replay_parting *parting, bool *is_same, struct emu_error *error)
{
    static struct player p; /* with a whole scene */
    const struct win_face_config face = {.title = "vspa",
                                         .w = o->size.w,
                                         .h = o->size.h,
                                         .scale = o->size.scale,
                                         .is_hidden = o->is_hidden,
                                         .has_sound = !o->is_silent && !o->is_hidden};
    char why[WIN_ERROR_MAX];
    p = (struct player){0};
    *is_same = true;
    if (emu_window_try(o, error) != EMU_EXIT_OK || win_module_open(&p.table, error) != EMU_EXIT_OK) {
        return error->code;
    }
    const struct win_look_config config = {recording, images, log, p.table, until_us};
    if (win_look_open(&p.look, &config, error) != EMU_EXIT_OK) {
        return error->code;
    }
    p.face = p.table->open(&face, why);
    if (p.face == NULL) {
        (void)emu_error_set(error, EMU_EXIT_ENVIRONMENT, "window: %s", why);
    } else {
        p.model = win_look_model(p.look);
        p.past = p.model->past;
        p.past->is_paused = true;
        win_model_show(p.model, o, p.table->scale(p.face), p.table->stats(p.face).sound_rate != 0);
        win_hands_init(&p.hands, p.model, p.table, p.face);
        run(&p, o, error);
        win_hands_fini(&p.hands);
    }
    p.table->close(p.face);
    if (win_look_parting(p.look) != NULL) {
        *is_same = false;
        *parting = *win_look_parting(p.look);
    }
    win_look_close(p.look);
    return error->code;
}
