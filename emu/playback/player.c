/* SPDX-License-Identifier: MIT */
/* A record in a window. */
#include <input/hands.h>
#include "look.h"
#include <screen/module.h>
#include "play.h"
#include <pictures/shots.h>
#include <board/clock.h>
#include <rt/mem.h>
#include <playback/player.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#define TURN_MS  10
#define BLIND_MS 16 /* where the display has no descriptor */

struct player {
    struct win_play play;
    struct win_hands hands;
    struct win_scene scene;
};

static void wait_a_turn(const struct win_play *p)
{
    struct pollfd fd = {.fd = p->table->descriptor(p->face), .events = POLLIN};
    int turn_ms = p->past->is_paused ? (fd.fd >= 0 ? -1 : BLIND_MS) : TURN_MS;
    (void)poll(&fd, fd.fd >= 0 ? 1 : 0, turn_ms); /* a signal ends the program */
}

static bool play(struct win_play *p)
{
    win_play_begin(p);
    while (!p->hands->is_over) {
        bool did_any;
        if (!win_play_turn(p, &did_any)) {
            return false;
        }
        if (!did_any) {
            wait_a_turn(p);
        }
    }
    return true;
}

/* The pictures that are wanted, in the order in which they are. */
static bool take_shots(struct win_play *p, struct win_shots *shots, struct emu_error *error)
{
    while (win_shots_due_us(shots) <= p->past->end_us) {
        p->past->wanted_us = win_shots_due_us(shots);
        if (!win_play_show(p)) {
            return false;
        }
        if (win_shots_take(shots, p->table, p->face, p->scene, error) != EMU_EXIT_OK) {
            return true;
        }
    }
    (void)win_shots_end(shots, error); /* the error says it */
    return true;
}

static void run(struct win_play *p, uint64_t from_us, const struct emu_window_options *o, struct emu_error *error)
{
    struct win_shots shots;
    const struct emu_replay_parting *parting = win_look_parting(p->look);
    bool is_whole = true;
    if (parting != NULL) {
        char event[24];
        (void)snprintf(event, sizeof event, "%llu", (unsigned long long)parting->number);
        win_model_say_of(p->model, WIN_SAYS_PARTED, "event", event);
    }
    if (win_shots_begin(&shots, o, false, error) != EMU_EXIT_OK) {
        return;
    }
    is_whole = take_shots(p, &shots, error);
    if (is_whole && o->is_hidden && o->moments.n == 0) {
        p->past->wanted_us = from_us != 0 && from_us < p->past->end_us ? from_us : p->past->end_us;
        is_whole = win_play_show(p);
    } else if (is_whole && !o->is_hidden && error->code == EMU_EXIT_OK) {
        p->past->is_paused = false;
        p->past->wanted_us = from_us < p->past->end_us ? from_us : p->past->end_us;
        is_whole = play(p);
    }
    if (!is_whole) {
        (void)emu_error_set(error, EMU_EXIT_NO, "window: the replay ended by itself: report this");
    } else if (error->code == EMU_EXIT_OK) {
        (void)win_save(p->table, p->face, p->scene, o->picture, o->tree, error); /* the error says it */
        (void)win_save_stats(p->table, p->face, &p->looks, o->stats, error);
    }
}

enum emu_exit emu_window_replay(struct emu_recording *recording, const char *images, const struct rt_log *log,
                                uint64_t from_us, uint64_t until_us, const struct emu_window_options *o,
                                struct emu_replay_parting *parting, bool *is_same, struct emu_error *error)
{
    struct player *player = rt_mem_alloc(sizeof *player); /* with a whole scene */
    uint64_t end_us = emu_recording_facts(recording)->end.at_us;
    const struct win_face_config face = {.title = "vspa",
                                         .w = o->size.w,
                                         .h = o->size.h,
                                         .scale = o->size.scale,
                                         .is_hidden = o->is_hidden,
                                         .has_sound = !o->is_silent && !o->is_hidden};
    char why[WIN_ERROR_MAX];
    *is_same = true;
    if (player == NULL) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "window: out of memory");
    }
    struct win_play *p = &player->play;
    p->hands = &player->hands;
    p->scene = &player->scene;
    if (emu_window_try(o, error) != EMU_EXIT_OK || win_module_open(&p->table, error) != EMU_EXIT_OK) {
        goto out;
    }
    const struct win_look_config config = {recording, images, log, p->table};
    if (win_look_open(&p->look, &config, error) != EMU_EXIT_OK) {
        goto out;
    }
    end_us = until_us != 0 && until_us < end_us ? until_us : end_us;
    if (win_look_begin(p->look, end_us, error) == EMU_EXIT_OK) {
        p->face = p->table->open(&face, why);
        if (p->face == NULL) {
            (void)emu_error_set(error, EMU_EXIT_ENVIRONMENT, "window: %s", why);
        }
    }
    if (p->face != NULL) {
        p->model = win_look_model(p->look);
        p->past = p->model->past;
        win_model_show(p->model, o, p->table->scale(p->face), p->table->stats(p->face).sound_rate != 0);
        win_hands_init(p->hands, p->model, p->table, p->face);
        run(p, from_us, o, error);
        win_hands_fini(p->hands);
    }
    p->table->close(p->face);
    if (win_look_parting(p->look) != NULL) {
        *is_same = false;
        *parting = *win_look_parting(p->look);
    }
    win_look_close(p->look);
out:
    rt_mem_free(player);
    return error->code;
}
