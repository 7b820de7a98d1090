/* SPDX-License-Identifier: MIT */
#include "sound.h"
#include <unit/wav.h>
#include <board/fxs.h>
#include <rt/mem.h>
#include <string.h>

#define SAMPLES_MAX ((size_t)SCN_SOUND_S * BOARD_FXS_RATE_HZ)
#define SAMPLES_MIN ((size_t)4 * BOARD_FXS_RATE_HZ)
_Static_assert(SCN_SOUND_S *BOARD_FXS_RATE_HZ % BOARD_FXS_FRAME_SAMPLES == 0, "frames fit the ring");

struct scn_sound {
    struct board *board;
    unsigned port;
    struct board_ear ear;
    int16_t *samples; /* a ring once it has its full size */
    size_t n, n_max;
    size_t next; /* in the ring: the oldest */
    bool is_lost;
};

static bool has_room(struct scn_sound *s)
{
    if (s->n + BOARD_FXS_FRAME_SAMPLES <= s->n_max || s->n == SAMPLES_MAX) {
        return true;
    }
    size_t n = s->n_max == 0 ? SAMPLES_MIN : 2 * s->n_max < SAMPLES_MAX ? 2 * s->n_max : SAMPLES_MAX;
    int16_t *moved = rt_mem_resize(s->samples, n * sizeof *moved);
    if (moved == NULL) {
        return false;
    }
    s->samples = moved;
    s->n_max = n;
    return true;
}

static void on_samples(void *ctx, unsigned port, const int16_t *samples, uint64_t at_us)
{
    struct scn_sound *s = ctx;
    (void)port;
    (void)at_us;
    if (s->is_lost || !has_room(s)) {
        s->is_lost = true;
        return;
    }
    bool is_ring = s->n == SAMPLES_MAX;
    memcpy(s->samples + (is_ring ? s->next : s->n), samples, BOARD_FXS_FRAME_SAMPLES * sizeof *samples);
    s->next = is_ring ? (s->next + BOARD_FXS_FRAME_SAMPLES) % SAMPLES_MAX : 0;
    s->n += is_ring ? 0 : BOARD_FXS_FRAME_SAMPLES;
}

struct scn_sound *scn_sound_open(struct board *b, unsigned port)
{
    struct scn_sound *s = rt_mem_alloc(sizeof *s);
    if (s != NULL) {
        *s = (struct scn_sound){.board = b, .port = port, .ear = {.fn = on_samples, .ctx = s}};
        board_fxs_listen(b, port, &s->ear);
    }
    return s;
}

bool scn_sound_close(struct scn_sound *s, const char *path)
{
    bool is_whole = s != NULL && !s->is_lost;
    if (s == NULL) {
        return is_whole;
    }
    board_fxs_unlisten(s->board, s->port, &s->ear);
    if (path != NULL && s->n > 0) {
        is_whole = emu_wav_save(path, s->samples + s->next, s->n - s->next, s->samples, s->next) == RT_OK && is_whole;
    }
    rt_mem_free(s->samples);
    rt_mem_free(s);
    return is_whole;
}
