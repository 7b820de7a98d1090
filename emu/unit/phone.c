/* SPDX-License-Identifier: MIT */
#include <unit/phone.h>
#include <host/signals.h>
#include <board/board.h>
#include <board/clock.h>
#include <board/fxs.h>
#include <board/signal.h>
#include <rt/assert.h>
#include <rt/mem.h>
#include <string.h>
#include <spandsp.h>

enum { TIMING_MIN_MS = 10, TIMING_MAX_MS = 10000, SAMPLES_PER_MS = BOARD_FXS_RATE_HZ / 1000 };

struct emu_phone {
    struct board *board;
    unsigned port;
    unsigned on_ms, off_ms;
    struct board_timer flash; /* runs while the hook is pressed for a flash */
    dtmf_tx_state_t *tx;
};

static void on_flash_over(void *ctx, struct board_timer *t)
{
    struct emu_phone *p = ctx;

    (void)t;
    board_fxs_set_hook(p->board, p->port, true);
}

struct emu_phone *emu_phone_create(struct board *b, unsigned port)
{
    struct emu_phone *p = rt_mem_alloc(sizeof *p);

    RT_ASSERT(port < BOARD_N_FXS);
    if (p == NULL) {
        return NULL;
    }
    p->tx = dtmf_tx_init(NULL);
    if (p->tx == NULL) {
        return rt_mem_free(p);
    }
    p->board = b;
    p->port = port;
    p->on_ms = EMU_PHONE_ON_MS;
    p->off_ms = EMU_PHONE_OFF_MS;
    board_timer_init(&p->flash, "hook flash", BOARD_PRIORITY_OUTSIDE, on_flash_over, p);
    return p;
}

void emu_phone_destroy(struct emu_phone *p)
{
    if (p != NULL) {
        board_timer_stop(p->board, &p->flash);
        (void)dtmf_tx_free(p->tx); /* always 0 */
        rt_mem_free(p);
    }
}

enum rt_err emu_phone_set_timing(struct emu_phone *p, unsigned on_ms, unsigned off_ms)
{
    if (on_ms < TIMING_MIN_MS || on_ms > TIMING_MAX_MS || off_ms < TIMING_MIN_MS || off_ms > TIMING_MAX_MS) {
        return RT_ERANGE;
    }
    p->on_ms = on_ms;
    p->off_ms = off_ms;
    return RT_OK;
}

void emu_phone_set_hook(struct emu_phone *p, bool is_off_hook)
{
    board_timer_stop(p->board, &p->flash); /* the last hook change wins */
    board_fxs_set_hook(p->board, p->port, is_off_hook);
}

static bool is_off_hook(const struct emu_phone *p)
{
    return board_fxs_is_off_hook(p->board, p->port);
}

enum rt_err emu_phone_flash(struct emu_phone *p)
{
    if (board_timer_is_running(&p->flash)) {
        return RT_EBUSY;
    }
    if (!is_off_hook(p)) {
        return RT_EREFUSED;
    }
    board_fxs_set_hook(p->board, p->port, false);
    board_timer_start(p->board, &p->flash, EMU_PHONE_FLASH_MS * BOARD_US_PER_MS);
    return RT_OK;
}

/* How long this character sounds, in ms; 0: skipped; -1: not a key. */
static long length_ms(const struct emu_phone *p, char c)
{
    if (c == ',') {
        return EMU_PHONE_PAUSE_MS;
    }
    if (c == ' ' || c == '-') {
        return 0;
    }
    return strchr("0123456789*#ABCDabcd", c) != NULL ? (long)(p->on_ms + p->off_ms) : -1;
}

static void speak_silence(struct emu_phone *p, unsigned ms)
{
    static const int16_t zero[SAMPLES_PER_MS * 100];

    for (unsigned at = 0; at < ms; at += 100) {
        unsigned n = ms - at < 100 ? ms - at : 100;

        (void)board_fxs_speak(p->board, p->port, zero, n * SAMPLES_PER_MS); /* it fits: checked before */
    }
}

static void speak_key(struct emu_phone *p, char key)
{
    int16_t samples[256];
    int n;

    if (key >= 'a') {
        key = (char)(key - 'a' + 'A');
    }
    dtmf_tx_set_timing(p->tx, (int)p->on_ms, (int)p->off_ms);
    RT_ASSERT(dtmf_tx_put(p->tx, &key, 1) == 0);
    while ((n = dtmf_tx(p->tx, samples, 256)) > 0) {
        (void)board_fxs_speak(p->board, p->port, samples, (size_t)n); /* it fits: checked before */
    }
}

enum rt_err emu_phone_dial(struct emu_phone *p, const char *keys)
{
    size_t n_samples = board_fxs_mic_pending(p->board, p->port);

    if (!is_off_hook(p)) {
        return RT_EREFUSED;
    }
    for (const char *k = keys; *k != '\0'; k++) {
        long ms = length_ms(p, *k);

        if (ms < 0) {
            return RT_EINVAL;
        }
        n_samples += (size_t)ms * SAMPLES_PER_MS;
        if (n_samples > BOARD_FXS_MIC_MAX) {
            return RT_EFULL;
        }
    }
    board_emit(p->board, &emu_signal_keys, p->port + 1, (int64_t)p->on_ms * 1000000 + p->off_ms, keys);
    for (const char *k = keys; *k != '\0'; k++) {
        if (*k == ',') {
            speak_silence(p, EMU_PHONE_PAUSE_MS);
        } else if (length_ms(p, *k) > 0) {
            speak_key(p, *k);
        }
    }
    return RT_OK;
}

bool emu_phone_is_dialling(const struct emu_phone *p)
{
    return board_fxs_mic_pending(p->board, p->port) > 0;
}
