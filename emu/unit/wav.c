/* SPDX-License-Identifier: MIT */
#include <unit/wav.h>
#include "wav_header.h"
#include <host/output.h>
#include <board/board.h>
#include <board/clock.h>
#include <board/fxs.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>

enum { HEADER_BYTES = EMU_WAV_HEADER_BYTES, SAMPLE_BYTES = 2, CHUNK = 800 };
#define SAMPLES_MAX ((0x7fffffffu - HEADER_BYTES) / SAMPLE_BYTES)

struct emu_wav {
    struct board *board;
    unsigned port;
    FILE *file;
    struct board_ear ear;
    bool keeps_time;
    uint64_t begun_at_us;
    uint64_t n_samples; /* in the file */
    enum rt_err failed; /* the first failure */
};

static uint8_t *put_le(uint8_t *at, uint32_t v, unsigned n_bytes)
{
    for (unsigned i = 0; i < n_bytes; i++) {
        *at++ = (uint8_t)(v >> (8 * i));
    }
    return at;
}

/* RIFF, PCM: Multimedia Programming Interface and Data Specifications 1.0, IBM and Microsoft, 1991. */
void emu_wav_header(uint8_t head[EMU_WAV_HEADER_BYTES], uint32_t n_data_bytes)
{
    uint8_t *at = head;
    bool is_unknown = n_data_bytes == EMU_WAV_LENGTH_UNKNOWN;

    memcpy(at, "RIFF", 4);
    at = put_le(at + 4, is_unknown ? n_data_bytes : n_data_bytes + HEADER_BYTES - 8, 4);
    memcpy(at, "WAVEfmt ", 8);
    at = put_le(at + 8, 16, 4);
    at = put_le(at, 1, 2); /* PCM */
    at = put_le(at, 1, 2); /* channels */
    at = put_le(at, BOARD_FXS_RATE_HZ, 4);
    at = put_le(at, BOARD_FXS_RATE_HZ * SAMPLE_BYTES, 4);
    at = put_le(at, SAMPLE_BYTES, 2);
    at = put_le(at, 16, 2);
    memcpy(at, "data", 4);
    (void)put_le(at + 4, n_data_bytes, 4);
}

static bool write_header(struct emu_wav *w)
{
    uint8_t head[HEADER_BYTES];

    emu_wav_header(head, (uint32_t)(w->n_samples * SAMPLE_BYTES));
    return fseek(w->file, 0, SEEK_SET) == 0 && fwrite(head, sizeof head, 1, w->file) == 1;
}

static void write_samples(struct emu_wav *w, const int16_t *samples, size_t n)
{
    uint8_t bytes[CHUNK * SAMPLE_BYTES], *at = bytes;

    if (w->failed != RT_OK) {
        return;
    }
    if (w->n_samples + n > SAMPLES_MAX) {
        w->failed = RT_EFULL;
        return;
    }
    for (size_t i = 0; i < n; i++) {
        at = put_le(at, (uint16_t)samples[i], SAMPLE_BYTES);
    }
    if (fwrite(bytes, SAMPLE_BYTES, n, w->file) != n) {
        w->failed = RT_EIO;
        return;
    }
    w->n_samples += n;
}

/* Fills with silence up to a time of the board. */
static void catch_up(struct emu_wav *w, uint64_t at_us)
{
    static const int16_t zero[CHUNK];
    uint64_t n_wanted = (at_us - w->begun_at_us) * BOARD_FXS_RATE_HZ / BOARD_US_PER_S;

    while (w->keeps_time && w->failed == RT_OK && w->n_samples < n_wanted) {
        uint64_t n = n_wanted - w->n_samples;

        write_samples(w, zero, n < CHUNK ? (size_t)n : CHUNK);
    }
}

static void on_samples(void *ctx, unsigned port, const int16_t *samples, uint64_t at_us)
{
    struct emu_wav *w = ctx;

    (void)port;
    catch_up(w, at_us);
    write_samples(w, samples, BOARD_FXS_FRAME_SAMPLES);
}

enum rt_err emu_wav_open(struct emu_wav **out, struct board *b, unsigned port, const char *path, bool keeps_time)
{
    struct emu_wav *w = rt_mem_alloc(sizeof *w);

    *out = NULL;
    if (w == NULL) {
        return RT_ENOMEM;
    }
    w->file = emu_output_open(path, EMU_OUTPUT_PRIVATE);
    if (w->file == NULL) {
        rt_mem_free(w);
        return RT_EIO;
    }
    w->board = b;
    w->port = port;
    w->keeps_time = keeps_time;
    w->begun_at_us = board_now_us(b);
    if (!write_header(w)) {
        (void)fclose(w->file); /* the first failure is reported */
        rt_mem_free(w);
        return RT_EIO;
    }
    w->ear = (struct board_ear){.fn = on_samples, .ctx = w};
    board_fxs_listen(b, port, &w->ear);
    *out = w;
    return RT_OK;
}

enum rt_err emu_wav_save(const char *path, const int16_t *older, size_t n_older, const int16_t *newer, size_t n_newer)
{
    const struct {
        const int16_t *samples;
        size_t n;
    } parts[] = {{older, n_older}, {newer, n_newer}};
    struct emu_wav w = {.file = emu_output_open(path, EMU_OUTPUT_PRIVATE)};
    if (w.file == NULL || !write_header(&w)) {
        w.failed = RT_EIO;
    }
    for (size_t i = 0; i < sizeof parts / sizeof parts[0] && w.failed == RT_OK; i++) {
        for (size_t at = 0; at < parts[i].n; at += CHUNK) {
            write_samples(&w, parts[i].samples + at, parts[i].n - at < CHUNK ? parts[i].n - at : CHUNK);
        }
    }
    if (w.file != NULL) {
        bool is_whole = write_header(&w);
        is_whole = fclose(w.file) == 0 && is_whole;
        w.failed = is_whole ? w.failed : RT_EIO;
    }
    return w.failed;
}

enum rt_err emu_wav_close(struct emu_wav *w)
{
    enum rt_err err;

    if (w == NULL) {
        return RT_OK;
    }
    board_fxs_unlisten(w->board, w->port, &w->ear);
    catch_up(w, board_now_us(w->board));
    err = w->failed;
    if (!write_header(w) && err == RT_OK) {
        err = RT_EIO;
    }
    if (fclose(w->file) != 0 && err == RT_OK) {
        err = RT_EIO;
    }
    rt_mem_free(w);
    return err;
}
