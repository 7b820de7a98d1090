/* SPDX-License-Identifier: MIT */
/* The window on a unit: a source of its loop, which draws what has changed and takes what the hands do. */
#include <playback/back.h>
#include <input/hands.h>
#include <viewmodel/guest.h>
#include <viewmodel/model.h>
#include <screen/module.h>
#include <pictures/shots.h>
#include <viewmodel/timing.h>
#include <view/view.h>
#include <board/board.h>
#include <board/clock.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unit/loop.h>
#include <window/window.h>

#define FRAME_US 16666u /* of real time: 60 a second */

struct emu_window {
    struct win_model model;
    struct win_hands hands;
    struct win_scene scene;
    const struct win_face_table *table;
    struct win_face *face;
    struct emu_window_options options;
    uint64_t next_us; /* real time: no frame before it, but one that shows what the user did */
    int index;        /* of the display's descriptor in the loop's set; -1: none */
    bool is_dirty;
    unsigned n_clicks;
    bool had_bell, has_hurry;
    char had_sidetone;
    uint64_t n_events; /* of the trace, at the last frame */
    struct win_shots shots;
    uint64_t shot_events;   /* of the trace, when a picture's instant was looked at */
    struct emu_error error; /* of the pictures, told at the end */
    bool is_gone;           /* closed, and the run goes on */
    struct win_back *back;  /* what was; NULL: it cannot be looked at */
};

static uint64_t real_us(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t); /* cannot fail */
    return (uint64_t)t.tv_sec * BOARD_US_PER_S + (uint64_t)t.tv_nsec / 1000;
}

static void tell_news(struct win_model *m)
{
    const struct emu_window_guest *guest = m->guest;
    const char *news = guest != NULL && guest->news != NULL ? guest->news(guest->ctx) : NULL;
    if (news != NULL && !win_has_side(m)) {
        win_model_say(m, news);
    }
}

/* 60 frames a second, but no more than half of the time: the unit's own work goes on. */
static void draw(struct emu_window *w)
{
    uint64_t begin_us = real_us();
    win_model_name(&w->model);
    win_time_follow(&w->model);
    tell_news(&w->model);
    win_make(&w->model, &w->scene);
    w->table->draw(w->face, &w->scene);
    uint64_t end_us = real_us(), took_us = end_us - begin_us;
    w->next_us = took_us > FRAME_US / 2 ? end_us + took_us : begin_us + FRAME_US;
    w->is_dirty = false;
    w->n_events = board_trace_end(emu_unit_board(w->model.unit));
}

/* The bell and one's own keys sound in the module, at once. While the user listens, what comes in and what is heard has
 * to be there in time; in warp others need the processor as much. */
static void make_noise(struct emu_window *w)
{
    const struct win_phone *p = w->model.phone;
    bool is_heard = w->model.has_sound && (p[0].is_off_hook || p[1].is_off_hook) &&
                    emu_loop_rate(emu_unit_loop(w->model.unit)) == 1;
    if (is_heard != w->has_hurry) {
        w->table->hurry(w->face, is_heard);
        w->has_hurry = is_heard;
    }
    for (; w->n_clicks < w->model.n_clicks; w->n_clicks++) {
        w->table->click(w->face);
    }
    bool has_bell = p[0].has_bell || p[1].has_bell;
    char key = p[0].held != '\0' ? p[0].held : p[1].held;
    if (has_bell != w->had_bell) {
        w->table->bell(w->face, has_bell);
    }
    if (key != w->had_sidetone) {
        w->table->sidetone(w->face, key);
    }
    w->had_bell = has_bell;
    w->had_sidetone = key;
}

static bool take_inputs(struct emu_window *w)
{
    struct win_input in;
    bool has_any = false;
    while (!w->model.track->wants_look && w->table->next(w->face, &in)) { /* what follows is for what was */
        win_hands_take(&w->hands, &w->scene, &in);
        has_any = w->is_dirty = true;
        win_make(&w->model, &w->scene); /* the next click hits what the last one made */
    }
    return has_any;
}

/* ---- pictures at given moments ---- */

/* True: the clock must not go on yet, as the instant of a picture may not be over. */
static bool take_shots(struct emu_window *w)
{
    const struct board *b = emu_unit_board(w->model.unit);
    if (board_now_us(b) < win_shots_due_us(&w->shots)) {
        return false;
    }
    if (w->shot_events != board_trace_end(b) || board_next_due_us(b) <= board_now_us(b)) {
        w->shot_events = board_trace_end(b);
        return true;
    }
    bool was_live = w->model.is_live;
    w->model.is_live = false; /* a picture of the moment: lamps are lit, or not */
    draw(w);
    w->model.is_live = was_live;
    w->is_dirty = true;
    (void)win_shots_take(&w->shots, w->table, w->face, &w->scene, &w->error); /* told at the end */
    w->shot_events = UINT64_MAX;
    return true;
}

/* ---- a source of the loop ---- */

/* The clock has a frame of its own when nothing else changes the picture within half a second of its next second. */
static uint64_t next_change_us(const struct emu_window *w)
{
    uint64_t change_us = win_next_change_us(&w->model);
    uint64_t clock_us = (w->scene.time_us / BOARD_US_PER_S + 1) * BOARD_US_PER_S;
    return change_us <= clock_us + BOARD_US_PER_S / 2 ? change_us : clock_us;
}

static void fill(void *ctx, struct emu_pollset *set)
{
    struct emu_window *w = ctx;
    struct emu_loop *loop = emu_unit_loop(w->model.unit);
    uint64_t now_us = board_now_us(emu_unit_board(w->model.unit));
    uint32_t rate = emu_loop_rate(loop);
    if (w->is_gone) {
        return;
    }
    int fd = w->table->descriptor(w->face);
    w->index = fd >= 0 ? emu_pollset_add(set, fd, POLLIN, true) : -1;
    if (win_back_is_on(w->back)) {
        win_back_fill(w->back, set);
        return;
    }
    uint64_t due_us = win_hands_due_us(&w->hands), shot_us = win_shots_due_us(&w->shots);
    if (rate != 0) { /* in warp time does not stop for a lamp: is_due() shows it now and then */
        uint64_t change_us = w->is_dirty ? now_us + (uint64_t)FRAME_US * rate : next_change_us(w);
        due_us = due_us < change_us ? due_us : change_us;
    }
    due_us = due_us < shot_us ? due_us : shot_us;
    if (due_us != BOARD_NEVER) {
        emu_loop_visit(loop, due_us);
    }
}

static void close_face(struct emu_window *w)
{
    w->is_gone = true;
    win_back_end(w->back);
    if (w->has_hurry) {
        w->table->hurry(w->face, false); /* the run goes on */
    }
    win_hands_fini(&w->hands);
    w->table->close(w->face);
    w->face = NULL;
}

static void end_if_closed(struct emu_window *w)
{
    if (w->hands.is_over && w->options.outlives_closing) {
        close_face(w);
    } else if (w->hands.is_over) {
        emu_loop_stop(emu_unit_loop(w->model.unit));
    }
}

/* A turn in what was: the unit stands still. */
static bool look_back(struct emu_window *w)
{
    bool did_any = win_back_turn(w->back);
    w->is_dirty = true; /* when it is over */
    end_if_closed(w);
    return did_any;
}

static bool handle(void *ctx, const struct emu_pollset *set)
{
    struct emu_window *w = ctx;
    struct emu_loop *loop = emu_unit_loop(w->model.unit);
    const struct board *b = emu_unit_board(w->model.unit);
    if (w->is_gone) {
        return false;
    }
    if (win_back_is_on(w->back)) {
        return look_back(w);
    }
    /* In warp there are a hundred thousand turns a second, and each question costs a call of the kernel. */
    bool may_ask = emu_loop_rate(loop) != 0 || emu_loop_is_paused(loop) || real_us() >= w->next_us ||
                   (w->index >= 0 && emu_pollset_revents(set, w->index) != 0);
    bool has_input = may_ask && take_inputs(w), has_any = has_input;
    has_any |= win_hands_turn(&w->hands);
    has_any |= win_time_turn(&w->model);
    has_any |= take_shots(w);
    make_noise(w);
    if (w->model.track->wants_look) {
        win_back_begin(w->back); /* the model says what is wrong */
        w->is_dirty = true;
        return true;
    }
    w->is_dirty |= board_trace_end(b) != w->n_events || board_now_us(b) != w->scene.time_us;
    if (w->is_dirty && (has_input || emu_loop_is_paused(loop) || real_us() >= w->next_us)) {
        draw(w);
        has_any |= take_inputs(w); /* what the display sent meanwhile is read already: its descriptor says nothing */
    }
    end_if_closed(w);
    return has_any;
}

static bool is_due(void *ctx)
{
    const struct emu_window *w = ctx;
    return !w->is_gone && !win_back_is_on(w->back) &&
           (board_now_us(emu_unit_board(w->model.unit)) >= win_shots_due_us(&w->shots) || real_us() >= w->next_us);
}

static void on_ear(void *ctx, unsigned telephone, const int16_t *samples, size_t n)
{
    struct emu_window *w = ctx;
    if (!w->is_gone && (samples == NULL || emu_loop_rate(emu_unit_loop(w->model.unit)) == 1)) {
        w->table->ear(w->face, telephone, samples, n);
    }
}

/* ---- from the start to the end ---- */

/* Not of a guest, who keeps things from the user; and not of a hidden window. */
static void stand_by(struct emu_window *w)
{
    const struct win_back_config config = {&w->model, &w->hands, &w->scene, w->table};
    if (!w->options.is_hidden && w->options.guest == NULL) {
        w->back = win_back_open(&config);
    }
}

static void open_face(struct emu_window *w, struct emu_error *error)
{
    const struct emu_window_options *o = &w->options;
    char why[WIN_ERROR_MAX];
    struct win_face_config config = {.title = "vspa",
                                     .w = o->size.w,
                                     .h = o->size.h,
                                     .scale = o->size.scale,
                                     .is_hidden = o->is_hidden,
                                     .has_sound = !o->is_silent && !o->is_hidden,
                                     .sound_buffer = o->sound_buffer};
    w->face = w->table->open(&config, why);
    if (w->face == NULL) {
        (void)emu_error_set(error, EMU_EXIT_ENVIRONMENT, "window: %s", why);
        return;
    }
    win_model_show(&w->model, o, w->table->scale(w->face), w->table->stats(w->face).sound_rate != 0);
    win_model_measure(&w->model, w->table, w->face);
    w->model.on_ear = on_ear;
    w->model.ear_ctx = w;
    win_hands_init(&w->hands, &w->model, w->table, w->face);
    if (config.has_sound && !w->model.has_sound) {
        win_model_say(&w->model, win_says(&w->model, WIN_SAYS_NO_SOUND));
    }
}

enum emu_exit emu_window_open(struct emu_window **out, struct emu_unit *u, const struct emu_window_options *o,
                              struct emu_error *error)
{
    *out = NULL;
    struct emu_window *w = o->is_wanted ? rt_mem_alloc(sizeof *w) : NULL;
    if (w == NULL) {
        return o->is_wanted ? emu_error_set(error, EMU_EXIT_ENVIRONMENT, "window: out of memory") : EMU_EXIT_OK;
    }
    *w = (struct emu_window){.options = *o, .shot_events = UINT64_MAX};
    if (win_module_open(&w->table, error) != EMU_EXIT_OK || win_shots_begin(&w->shots, o, true, error) != EMU_EXIT_OK) {
        rt_mem_free(w);
        return error->code;
    }
    if (!win_model_start(&w->model, u)) {
        rt_mem_free(w);
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "window: out of memory");
    }
    stand_by(w);
    open_face(w, error);
    if (w->face == NULL) {
        win_back_close(w->back);
        win_model_stop(&w->model);
        rt_mem_free(w);
        return error->code;
    }
    draw(w);
    emu_loop_add(emu_unit_loop(u), (struct emu_source){"window", fill, handle, w, is_due});
    *out = w;
    return EMU_EXIT_OK;
}

bool emu_window_was_closed(const struct emu_window *w)
{
    return w != NULL && (w->is_gone || w->hands.is_over);
}

void emu_window_stay(struct emu_window *w)
{
    struct emu_loop *loop = w != NULL ? emu_unit_loop(w->model.unit) : NULL;
    if (w != NULL && !emu_window_was_closed(w) && !w->options.is_hidden && !emu_loop_was_stopped(loop)) {
        win_time_pause(&w->model, true);
        win_model_say(&w->model, win_says(&w->model, WIN_SAYS_RUN_IS_OVER));
        draw(w);
        w->options.outlives_closing = false;
        (void)emu_loop_run(loop, BOARD_NEVER, NULL, NULL); /* until it is closed, or a signal comes */
    }
}

enum emu_exit emu_window_close(struct emu_window *w, struct emu_error *error)
{
    if (w == NULL) {
        return error->code;
    }
    struct emu_error own = w->error;
    win_back_end(w->back);
    if (!w->is_gone) {
        draw(w);
        if (own.code == EMU_EXIT_OK &&
            win_save(w->table, w->face, &w->scene, w->options.picture, w->options.tree, &own) == EMU_EXIT_OK) {
            (void)win_shots_end(&w->shots, &own);
        }
        (void)win_save_stats(w->table, w->face, NULL, w->options.stats, &own);
        close_face(w);
    }
    emu_loop_remove(emu_unit_loop(w->model.unit), w);
    win_back_close(w->back);
    win_model_stop(&w->model);
    rt_mem_free(w);
    if (error->code == EMU_EXIT_OK) {
        *error = own;
    }
    return error->code;
}
