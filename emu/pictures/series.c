/* SPDX-License-Identifier: MIT */
/*
 * A record as pictures, sound and captions, in virtual time: 00001.png ... and frames.txt, which says how long each
 * stands (ffmpeg's concat form); phone1.wav, phone2.wav; captions.vtt (WebVTT). A picture is made when something
 * changes, the clock aside, at most 20 times a second. The same record gives the same bytes.
 */
#include <viewmodel/model.h>
#include <screen/module.h>
#include <viewmodel/timing.h>
#include <view/view.h>
#include <board/board.h>
#include <board/clock.h>
#include <host/output.h>
#include <host/signals.h>
#include <record/replay.h>
#include <rt/human.h>
#include <rt/mem.h>
#include <unit/loop.h>
#include <unit/wav.h>
#include <pictures/series.h>
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define GRID_US      (50u * (uint64_t)BOARD_US_PER_MS)
#define PATH_BYTES   4200u
#define CAPTION_US   (1500u * (uint64_t)BOARD_US_PER_MS) /* at least; and for each character: */
#define CHARACTER_US (90u * (uint64_t)BOARD_US_PER_MS)
#define DIGIT_US     (500u * (uint64_t)BOARD_US_PER_MS)
#define MS_OF(us)    ((us) / BOARD_US_PER_MS)

/* A caption that is being heard. */
struct heard {
    char text[WIN_VALUE_MAX]; /* "": nothing */
    uint64_t at_us, until_us;
    uint64_t ended_us; /* of the one before */
};

struct series {
    const char *folder;
    struct emu_replay *replay;
    struct board *board;
    struct win_model model;
    struct win_scene scene, last;
    const struct win_face_table *table;
    struct win_face *face;
    struct board_watcher watcher;
    struct emu_wav *wav[BOARD_N_FXS];
    struct heard heard[BOARD_N_FXS];
    FILE *frames, *captions;
    uint64_t from_us, last_us; /* of the last picture */
    unsigned n;                /* pictures */
    bool is_full;
    struct emu_error *error;
};

static void path_of(const struct series *s, const char *name, char out[PATH_BYTES])
{
    (void)snprintf(out, PATH_BYTES, "%.4096s/%s", s->folder, name);
}

static void failed(struct series *s, const char *name, const char *why)
{
    if (s->error->code == EMU_EXIT_OK) {
        (void)emu_error_set(s->error, EMU_EXIT_ENVIRONMENT, "window: --series %.150s/%s: %s", s->folder, name, why);
    }
}

/* ---- captions ---- */

static void put_time(FILE *f, uint64_t us)
{
    uint64_t ms = MS_OF(us);
    fprintf(f, "%02" PRIu64 ":%02" PRIu64 ":%02" PRIu64 ".%03" PRIu64, ms / 3600000, ms / 60000 % 60, ms / 1000 % 60,
            ms % 1000);
}

/* WebVTT's own letters: &, < and > (W3C WebVTT 4.2.2). */
static void put_text(FILE *f, const char *text)
{
    for (; *text != '\0'; text++) {
        const char *instead = *text == '&' ? "&amp;" : *text == '<' ? "&lt;" : *text == '>' ? "&gt;" : NULL;
        if (instead != NULL) {
            fputs(instead, f);
        } else {
            fputc(*text, f);
        }
    }
}

static void end_caption(struct series *s, unsigned telephone, uint64_t at_us)
{
    struct heard *h = &s->heard[telephone];
    uint64_t end_us = at_us < h->until_us ? at_us : h->until_us;
    if (h->text[0] != '\0' && end_us > h->at_us && h->at_us >= s->from_us) {
        fputc('\n', s->captions);
        put_time(s->captions, h->at_us - s->from_us);
        fputs(" --> ", s->captions);
        put_time(s->captions, end_us - s->from_us);
        fprintf(s->captions, "\n<v Telephone %u>", telephone + 1);
        put_text(s->captions, h->text);
        fputc('\n', s->captions);
    }
    h->ended_us = h->text[0] != '\0' ? end_us : h->ended_us;
    h->text[0] = '\0';
}

/* After the model, which has made the caption: watchers are called in the order in which they came. */
static void on_event(void *ctx, struct board *b, const struct board_event *e)
{
    struct series *s = ctx;
    const struct win_caption *c = &s->model.caption[WIN_CAPTIONS_MAX - 1];
    (void)b;
    bool is_ear = board_event_signal(e) == &emu_signal_ear && !rt_str_starts(rt_str(e->text), "displays ");
    bool is_hook = board_event_signal(e) == &board_signal_hook;
    if (e->unit < 1 || e->unit > BOARD_N_FXS || (!is_ear && !is_hook)) {
        return;
    }
    struct heard *h = &s->heard[e->unit - 1];
    end_caption(s, e->unit - 1, e->at_us);
    if (is_ear && c->telephone == e->unit && strcmp(c->text, "[silence]") != 0 &&
        !rt_str_starts(rt_str(e->text), "cut")) {
        bool is_steady = rt_str_starts(rt_str(e->text), "tone ") || rt_str_is(rt_str(e->text), "sound");
        (void)snprintf(h->text, sizeof h->text, "%s", c->text);
        h->at_us = e->at_us;
        if (strstr(e->text, "\" (digits)") != NULL) { /* the event comes when the last one was spoken */
            uint64_t spoken_us = DIGIT_US * (uint64_t)strlen(c->text);
            h->at_us = e->at_us > spoken_us ? e->at_us - spoken_us : 0;
            h->at_us = h->at_us > h->ended_us ? h->at_us : h->ended_us;
            h->until_us = e->at_us;
            end_caption(s, e->unit - 1, e->at_us);
            return;
        }
        h->until_us = is_steady ? BOARD_NEVER : e->at_us + CAPTION_US + CHARACTER_US * strlen(c->text);
    }
}

/* ---- pictures ---- */

/* Is this another picture? The clock alone makes none. */
static bool differs(const struct series *s)
{
    const struct win_scene *a = &s->scene, *b = &s->last;
    bool is_shaking = !a->is_still && a->time_us != b->time_us;
    if (s->n == 0 || a->n != b->n) {
        return true;
    }
    for (size_t i = 0; i < a->n; i++) {
        const struct win_widget *w = &a->widget[i];
        if (strcmp(w->id, "clock") != 0 &&
            (memcmp(w, &b->widget[i], sizeof *w) != 0 || (is_shaking && (w->states & WIN_IS_RINGS) != 0))) {
            return true;
        }
    }
    return false;
}

static void end_picture(struct series *s, uint64_t at_us)
{
    if (s->n > 0) {
        fprintf(s->frames, "duration %" PRIu64 ".%06" PRIu64 "\n", (at_us - s->last_us) / BOARD_US_PER_S,
                (at_us - s->last_us) % BOARD_US_PER_S);
    }
}

static void take_picture(struct series *s, uint64_t at_us)
{
    char name[24], path[PATH_BYTES];
    win_model_name(&s->model);
    win_time_follow(&s->model);
    win_make(&s->model, &s->scene);
    if (!differs(s)) {
        return;
    }
    if (s->n == EMU_WINDOW_SERIES_MAX) {
        s->is_full = true;
        return;
    }
    end_picture(s, at_us);
    s->last_us = at_us;
    s->last = s->scene;
    (void)snprintf(name, sizeof name, "%05u.png", ++s->n);
    path_of(s, name, path);
    s->table->draw(s->face, &s->scene);
    if (!s->table->save(s->face, path)) {
        failed(s, name, "cannot be written");
    }
    fprintf(s->frames, "file %s\n", name);
}

/* The next moment of the grid at which a picture may differ. */
static uint64_t next_look_us(const struct series *s, uint64_t at_us)
{
    uint64_t next_us = emu_replay_next_us(s->replay), change_us = win_next_change_us(&s->model);
    next_us = change_us < next_us ? change_us : next_us;
    if (next_us == BOARD_NEVER || next_us <= at_us + GRID_US) {
        return next_us == BOARD_NEVER ? BOARD_NEVER : at_us + GRID_US;
    }
    return (next_us + GRID_US - 1) / GRID_US * GRID_US;
}

static bool run(struct series *s, uint64_t end_us, struct emu_replay_parting *parting)
{
    bool is_same = true;
    uint64_t at_us = s->from_us;
    for (;;) {
        take_picture(s, at_us);
        uint64_t next_us = next_look_us(s, at_us);
        if (!is_same || s->is_full || s->error->code != EMU_EXIT_OK || at_us >= end_us) {
            break;
        }
        at_us = next_us < end_us ? next_us : end_us;
        is_same = emu_replay_run(s->replay, at_us, parting);
    }
    end_picture(s, at_us);
    for (unsigned i = 0; i < BOARD_N_FXS; i++) {
        end_caption(s, i, at_us);
    }
    return is_same;
}

/* ---- from the start to the end ---- */

static FILE *open_text(struct series *s, const char *name, const char *head)
{
    char path[PATH_BYTES];
    path_of(s, name, path);
    FILE *f = emu_output_open(path, EMU_OUTPUT_PUBLIC);
    if (f == NULL) {
        failed(s, name, emu_output_why(path));
    } else {
        fputs(head, f);
    }
    return f;
}

static void close_text(struct series *s, FILE *f, const char *name)
{
    if (f != NULL) {
        bool is_whole = ferror(f) == 0;
        if (fclose(f) != 0 || !is_whole) {
            failed(s, name, "incomplete: check the disk");
        }
    }
}

static bool open_sound(struct series *s)
{
    static const char *const names[BOARD_N_FXS] = {"phone1.wav", "phone2.wav"};
    for (unsigned i = 0; i < BOARD_N_FXS; i++) {
        char path[PATH_BYTES];
        path_of(s, names[i], path);
        if (emu_wav_open(&s->wav[i], s->board, i, path, true) != RT_OK) {
            failed(s, names[i], emu_output_why(path));
        }
    }
    return s->error->code == EMU_EXIT_OK;
}

static void close_sound(struct series *s)
{
    for (unsigned i = 0; i < BOARD_N_FXS; i++) {
        if (emu_wav_close(s->wav[i]) != RT_OK) {
            failed(s, i == 0 ? "phone1.wav" : "phone2.wav", "incomplete: check the disk");
        }
    }
}

static bool open_all(struct series *s, const struct emu_window_options *o)
{
    struct stat st;
    char why[WIN_ERROR_MAX];
    const struct win_face_config config = {
        .title = "", .w = o->size.w, .h = o->size.h, .scale = o->size.scale, .is_hidden = true};
    if (mkdir(s->folder, 0777) != 0 && (stat(s->folder, &st) != 0 || !S_ISDIR(st.st_mode))) {
        (void)emu_error_set(s->error, EMU_EXIT_ENVIRONMENT, "window: --series %s: %s: choose another folder", s->folder,
                            strerror(errno));
        return false;
    }
    if (win_module_open(&s->table, s->error) != EMU_EXIT_OK) {
        return false;
    }
    s->face = s->table->open(&config, why);
    if (s->face == NULL) {
        (void)emu_error_set(s->error, EMU_EXIT_ENVIRONMENT, "window: %s", why);
        return false;
    }
    s->frames = open_text(s, "frames.txt", "ffconcat version 1.0\n");
    s->captions = open_text(s, "captions.vtt", "WEBVTT\n");
    return s->error->code == EMU_EXIT_OK;
}

bool emu_window_series(struct emu_replay *r, uint64_t from_us, uint64_t end_us, const struct emu_window_options *o,
                       const char *folder, struct emu_replay_parting *parting, struct emu_error *error)
{
    struct series *s = rt_mem_alloc(sizeof *s);
    struct emu_unit *u = emu_replay_unit(r);
    bool is_same = true;
    if (s == NULL || !win_model_start(&s->model, u)) {
        (void)emu_error_set(error, EMU_EXIT_ENVIRONMENT, "window: out of memory");
        rt_mem_free(s);
        return true;
    }
    s->folder = folder;
    s->replay = r;
    s->board = emu_unit_board(u);
    s->from_us = from_us;
    s->error = error;
    s->watcher = (struct board_watcher){.fn = on_event, .ctx = s};
    board_watch(s->board, &s->watcher);
    if (open_all(s, o)) {
        emu_loop_set_rate(emu_unit_loop(u), 1); /* as it is to be watched */
        win_model_show(&s->model, o, s->table->scale(s->face), true);
        win_model_measure(&s->model, s->table, s->face);
        is_same = emu_replay_run(r, from_us, parting); /* the sound begins there */
        if (is_same && open_sound(s)) {
            is_same = run(s, end_us, parting);
        }
        close_sound(s);
    }
    close_text(s, s->frames, "frames.txt");
    close_text(s, s->captions, "captions.vtt");
    if (s->is_full && error->code == EMU_EXIT_OK) {
        (void)emu_error_set(error, EMU_EXIT_NO,
                            "window: --series: %s, up to %g s; the rest is left out: give --from and --until",
                            rt_count(EMU_WINDOW_SERIES_MAX, "picture").s, (double)s->last_us / BOARD_US_PER_S);
    }
    board_unwatch(s->board, &s->watcher);
    win_model_stop(&s->model);
    if (s->table != NULL) {
        s->table->close(s->face);
    }
    rt_mem_free(s);
    return is_same;
}
