/* SPDX-License-Identifier: MIT */
#include "ear_rig.h"
#include "line_rig.h"
#include "test.h"
#include <host/signals.h>
#include <board/board.h>
#include <board/clock.h>
#include <board/fxs.h>
#include <board/signal.h>
#include <fw/prompt.h>
#include <line/tone.h>
#include <rt/mem.h>
#include <stdlib.h>
#include <string.h>

#define IMAGE     TEST_BINARY_DIR "/images/spa2102-5.2.10.img"
#define TRACE_MAX 200000u

static void on_hook(void *ctx, unsigned port, bool is_off_hook)
{
    (void)ctx;
    (void)port;
    (void)is_off_hook;
}

static void on_frame(void *ctx, unsigned port, const int16_t *mic, int16_t *ear)
{
    struct ear_rig *t = ctx;
    size_t n = t->n_playing - t->at < 80 ? t->n_playing - t->at : 80;

    (void)mic;
    assert_int_equal(port, 1);
    memcpy(ear, t->playing + t->at, n * sizeof *ear);
    t->at += n;
}

static const struct fw_image *image_of(void *ctx)
{
    struct ear_rig *t = ctx;

    return &t->image;
}

void ear_rig_step_us(struct ear_rig *t, uint64_t us)
{
    uint64_t until_us = board_now_us(t->board) + us;

    while (board_step(t->board, until_us) || board_now_us(t->board) < until_us) {
    }
}

int ear_rig_set_up(void **state)
{
    struct ear_rig *t = test_calloc(1, sizeof *t);

    line_rig_read_image(IMAGE, &t->bytes, &t->image);
    assert_int_equal(fw_prompts_create(&t->bank, &t->image), RT_OK);
    t->playing = malloc(EAR_RIG_PLAYING_MAX * sizeof *t->playing);
    assert_non_null(t->playing);
    t->board = board_create(&(struct board_config){.entropy_seed = 1, .n_trace_events = TRACE_MAX});
    assert_non_null(t->board);
    t->ear = emu_ear_create(&(struct emu_ear_config){.board = t->board, .port = 1, .image = image_of, .ctx = t});
    assert_non_null(t->ear);
    board_power_on(t->board);
    ear_rig_step_us(t, 1000);
    board_fxs_attach_client(t->board, &(struct board_fxs_client){on_hook, on_frame, t});
    board_fxs_set_hook(t->board, 1, true);
    *state = t;
    return 0;
}

int ear_rig_tear_down(void **state)
{
    struct ear_rig *t = *state;

    emu_ear_destroy(t->ear);
    board_destroy(t->board);
    fw_prompts_destroy(t->bank);
    rt_buf_fini(&t->bytes);
    free(t->playing);
    test_free(t);
    assert_int_equal(rt_mem_n_live(), 0);
    return 0;
}

/* ---- what is to be played ---- */

void ear_rig_play_samples(struct ear_rig *t, const int16_t *samples, size_t n)
{
    assert_true(t->n_playing + n <= EAR_RIG_PLAYING_MAX);
    memcpy(t->playing + t->n_playing, samples, n * sizeof *samples);
    t->n_playing += n;
}

void ear_rig_play_silence(struct ear_rig *t, unsigned ms)
{
    for (unsigned i = 0; i < ms; i++) {
        ear_rig_play_samples(t, (int16_t[8]){0}, 8);
    }
}

void ear_rig_play_row(struct ear_rig *t, unsigned row, unsigned ms)
{
    size_t n = fw_prompts_row(t->bank, row)->n;

    n = ms > 0 && ms * 8u < n ? ms * 8u : n;
    assert_true(t->n_playing + n <= EAR_RIG_PLAYING_MAX);
    assert_int_equal(fw_prompts_read(t->bank, row, 0, t->playing + t->n_playing, n), n);
    t->n_playing += n;
}

void ear_rig_play(struct ear_rig *t, const char *id)
{
    int row = fw_prompts_find(t->bank, id);

    assert_true(row >= 0);
    ear_rig_play_row(t, (unsigned)row, 0);
}

void ear_rig_play_tone(struct ear_rig *t, const char *script, unsigned ms)
{
    static struct fw_tone tone;
    int16_t samples[80];

    assert_int_equal(fw_tone_start(&tone, rt_str(script)), RT_OK);
    for (unsigned i = 0; i < ms; i += 10) {
        size_t n = fw_tone_samples(&tone, samples, 80);

        ear_rig_play_samples(t, samples, n);
        if (n < 80) {
            return;
        }
    }
}

/* ---- what is heard ---- */

void ear_rig_listen(struct ear_rig *t)
{
    uint64_t ms = (t->n_playing - t->at) / 8 + 1000;

    ear_rig_step_us(t, ms * 1000);
    assert_int_equal(t->at, t->n_playing);
}

const char *ear_rig_next(struct ear_rig *t)
{
    for (; t->cursor < board_trace_end(t->board); t->cursor++) {
        const struct board_event *e = board_trace_get(t->board, t->cursor);

        assert_non_null(e);
        if (board_event_signal(e) == &emu_signal_ear) {
            assert_int_equal(e->unit, 2);
            t->cursor++;
            return e->text;
        }
    }
    return NULL;
}

void ear_rig_expect(struct ear_rig *t, const char *text)
{
    const char *heard = ear_rig_next(t);

    assert_non_null(heard);
    assert_string_equal(heard, text);
}

void ear_rig_expect_nothing(struct ear_rig *t)
{
    const char *heard = ear_rig_next(t);

    if (heard != NULL) {
        fail_msg("unexpected: %s", heard);
    }
}
