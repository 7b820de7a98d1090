/* SPDX-License-Identifier: MIT */
/*
 * A record from another person: either bytes as they are, or inputs of any kind and content behind a beginning that is
 * in order, with the checksums that only a deliberate file has. It is read, and some are run again for a minute.
 */
#include "fuzz.h"
#include <record/recitem.h>
#include <record/recording.h>
#include <record/replay.h>
#include <board/clock.h>
#include <board/flash.h>
#include <rt/buf.h>
#include <stdlib.h>
#include <string.h>

#define RECORD_MAX (8u << 20)

/* Head, seed and flash: blank, or with a made unit in it. */
static const struct rt_buf *beginning(bool is_made)
{
    static struct rt_buf out[2];
    static uint8_t blank[BOARD_FLASH_BYTES];
    struct rt_buf *b = &out[is_made ? 1 : 0];
    if (b->n == 0) {
        uint8_t head[EMU_REC_HEAD_BYTES];
        memset(blank, 0xff, sizeof blank);
        rt_buf_init(b, RECORD_MAX);
        emu_rec_put_head(head);
        const struct emu_rec_item setup = {.kind = EMU_REC_SETUP, .value = 1, .text = "fuzz", .n_text = 4};
        const struct emu_rec_item flash = {
            .kind = EMU_REC_FLASH, .text = "", .data = is_made ? fuzz_flash() : blank, .n_data = BOARD_FLASH_BYTES};
        if (rt_buf_put(b, head, sizeof head) != RT_OK || emu_rec_put(b, &setup) != RT_OK ||
            emu_rec_put(b, &flash) != RT_OK) {
            abort();
        }
    }
    return b;
}

/* One item of eight bytes and a piece: kind, input, unit, flags, how much later in time and calls, value. */
static void put_item(const uint8_t **data, size_t *n, struct emu_rec_item *item, struct rt_buf *out)
{
    static const uint8_t kinds[] = {EMU_REC_INPUT, EMU_REC_INPUT, EMU_REC_INPUT, EMU_REC_TRACE, EMU_REC_END, 'x'};
    const uint8_t *d = *data, *piece;
    char text[64];
    item->kind = kinds[d[0] % sizeof kinds];
    item->input = d[1] % 16;
    item->unit = d[2];
    item->is_in_call = (d[3] & 1) != 0;
    item->at_us += (uint64_t)d[4] * 40000u;
    item->n_calls += d[5];
    item->event += d[6];
    item->value = (d[3] & 2) != 0 ? (int8_t)d[7] : (int64_t)(d[7] * 0x0101010101010101ull);
    *data += 8;
    *n -= 8;
    size_t n_piece = fuzz_piece(data, n, 6, &piece);
    size_t n_text = (d[3] & 4) != 0 ? (n_piece < 63 ? n_piece : 63) : 0;
    for (size_t i = 0; i < n_text; i++) {
        text[i] = piece[i] != 0 ? (char)piece[i] : ' ';
    }
    item->text = text;
    item->n_text = n_text;
    text[n_text] = '\0';
    item->data = piece + n_text;
    item->n_data = n_piece - n_text;
    (void)emu_rec_put(out, item); /* what does not fit is left out */
}

static void read_all(struct emu_recording *r)
{
    struct rt_buf bytes;
    struct board_input in;
    struct board_moment at;
    rt_buf_init(&bytes, EMU_REC_DATA_MAX);
    for (uint64_t i = 0; emu_recording_input(r, i, &in, &at, &bytes) != RT_ENOENT; i++) {
    }
    for (uint64_t i = 0; i < 4; i++) {
        (void)emu_recording_line(r, i);
    }
    rt_buf_fini(&bytes);
}

static void run_again(struct emu_recording *r)
{
    struct emu_replay *replay = NULL;
    struct emu_error error = {0};
    struct emu_replay_parting parting;
    const struct rt_log log = {0};
    if (emu_replay_create(&replay, r, NULL, &log, &error) == EMU_EXIT_OK) {
        (void)emu_replay_run(replay, 60 * BOARD_US_PER_S, &parting);
    }
    emu_replay_destroy(replay);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct rt_buf bytes;
    struct emu_error error = {0};
    struct emu_recording *recording = NULL;
    char path[FUZZ_PATH_MAX];
    bool is_raw = n > 0 && data[0] == 'V', is_run = n > 0 && data[0] % 16 == 0;
    rt_buf_init(&bytes, RECORD_MAX);
    if (is_raw) {
        (void)rt_buf_put(&bytes, data, n);
    } else if (n > 0) {
        struct emu_rec_item item = {0};
        const struct rt_buf *begin = beginning(is_run);
        (void)rt_buf_put(&bytes, begin->bytes, begin->n);
        data++;
        n--;
        while (n > 8) {
            put_item(&data, &n, &item, &bytes);
        }
    }
    (void)fuzz_file(bytes.bytes, bytes.n, path);
    if (emu_recording_open(&recording, path, true, &error) == EMU_EXIT_OK) {
        read_all(recording);
        if (is_run) {
            run_again(recording); /* a hundred times slower */
        }
    }
    emu_recording_close(recording);
    rt_buf_fini(&bytes);
    return 0;
}
