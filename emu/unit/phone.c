/* SPDX-License-Identifier: MIT */
#include <unit/phone.h>
#include <host/signals.h>
#include <board/board.h>
#include <board/clock.h>
#include <board/fxs.h>
#include <board/signal.h>
#include <rt/assert.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>
#include <spandsp.h>

#define SPEAK_DBM0 (-10) /* a loud voice */
#define DTMF_DBM0  (-10) /* each of the two, as spandsp's dialling */

enum { TIMING_MIN_MS = 10, TIMING_MAX_MS = 10000, SAMPLES_PER_MS = BOARD_FXS_RATE_HZ / 1000 };

struct emu_phone {
    struct board *board;
    unsigned port;
    unsigned on_ms, off_ms;
    struct board_timer flash; /* runs while the hook is pressed for a flash */
    dtmf_tx_state_t *tx;
    struct board_timer held; /* runs while a key is held: the next 10 ms of its tone */
    char held_key;
    unsigned held_ms;       /* of tone so far */
    bool is_release_wanted; /* as soon as the tone has its least length */
    tone_gen_state_t *tone; /* of the held key; NULL: none is down */
};

static void on_flash_over(void *ctx, struct board_timer *t)
{
    struct emu_phone *p = ctx;

    (void)t;
    board_fxs_set_hook(p->board, p->port, true);
}

/* One or two frequencies without an end; level_2 counts when hz_2 is not 0. NULL: no memory. */
static tone_gen_state_t *steady(int hz_1, int dbm0_1, int hz_2, int dbm0_2)
{
    tone_gen_descriptor_t *d = tone_gen_descriptor_init(NULL, hz_1, dbm0_1, hz_2, dbm0_2, 1000, 0, 0, 0, true);
    tone_gen_state_t *tone = d != NULL ? tone_gen_init(NULL, d) : NULL;

    if (d != NULL) {
        tone_gen_descriptor_free(d);
    }
    return tone;
}

/* ---- a key that is held ---- */

static void speak_held(struct emu_phone *p)
{
    int16_t samples[BOARD_FXS_FRAME_SAMPLES];

    (void)tone_gen(p->tone, samples, (int)BOARD_FXS_FRAME_SAMPLES);
    (void)board_fxs_speak(p->board, p->port, samples,
                          BOARD_FXS_FRAME_SAMPLES); /* a full microphone: the rest is lost */
    p->held_ms += BOARD_FXS_FRAME_US / BOARD_US_PER_MS;
}

static void end_held(struct emu_phone *p)
{
    const char key[2] = {p->held_key, '\0'};

    board_timer_stop(p->board, &p->held);
    (void)tone_gen_free(p->tone); /* always 0 */
    p->tone = NULL;
    p->held_key = '\0';
    board_emit(p->board, &emu_signal_press, p->port + 1, 0, key);
}

static void on_held(void *ctx, struct board_timer *t)
{
    struct emu_phone *p = ctx;

    if ((p->is_release_wanted && p->held_ms >= EMU_PHONE_PRESS_MIN_MS) || !board_fxs_is_off_hook(p->board, p->port)) {
        end_held(p);
        return;
    }
    speak_held(p);
    board_timer_start_at(p->board, t, board_timer_due_us(t) + BOARD_FXS_FRAME_US);
}

/* A telephone has its current from the line. */
static enum rt_err may_speak(const struct emu_phone *p)
{
    if (!board_fxs_is_lifted(p->board, p->port)) {
        return RT_EREFUSED;
    }
    return board_fxs_is_plugged(p->board, p->port) ? RT_OK : RT_EUNREACH;
}

enum rt_err emu_phone_press(struct emu_phone *p, char key)
{
    static const char keys[] = "123A456B789C*0#D";
    static const int row_hz[] = {697, 770, 852, 941}, column_hz[] = {1209, 1336, 1477, 1633}; /* ITU-T Q.23 */
    char upper = key >= 'a' && key <= 'd' ? (char)(key - 'a' + 'A') : key;
    const char *at = upper != '\0' ? strchr(keys, upper) : NULL;

    if (at == NULL) {
        return RT_EINVAL;
    }
    enum rt_err err = may_speak(p);
    if (err != RT_OK) {
        return err;
    }
    if (p->held_key != '\0') {
        return RT_EBUSY;
    }
    p->tone = steady(row_hz[(at - keys) / 4], DTMF_DBM0, column_hz[(at - keys) % 4], DTMF_DBM0);
    if (p->tone == NULL) {
        return RT_ENOMEM;
    }
    p->held_key = upper;
    p->held_ms = 0;
    p->is_release_wanted = false;
    board_emit(p->board, &emu_signal_press, p->port + 1, 1, (const char[2]){upper, '\0'});
    speak_held(p);
    board_timer_start(p->board, &p->held, BOARD_FXS_FRAME_US);
    return RT_OK;
}

enum rt_err emu_phone_release(struct emu_phone *p)
{
    if (p->held_key == '\0') {
        return RT_ENOENT;
    }
    p->is_release_wanted = true;
    return RT_OK;
}

bool emu_phone_is_pressed(const struct emu_phone *p)
{
    return p->held_key != '\0';
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
    board_timer_init(&p->held, "held key", BOARD_PRIORITY_OUTSIDE, on_held, p);
    return p;
}

void emu_phone_destroy(struct emu_phone *p)
{
    if (p != NULL) {
        board_timer_stop(p->board, &p->flash);
        board_timer_stop(p->board, &p->held);
        if (p->tone != NULL) {
            (void)tone_gen_free(p->tone);
        }
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

enum rt_err emu_phone_flash(struct emu_phone *p)
{
    if (board_timer_is_running(&p->flash)) {
        return RT_EBUSY;
    }
    if (!board_fxs_is_lifted(p->board, p->port)) {
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
    enum rt_err err = may_speak(p);

    if (err != RT_OK) {
        return err;
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

enum rt_err emu_phone_speak(struct emu_phone *p, unsigned hz, unsigned ms)
{
    int16_t samples[BOARD_FXS_FRAME_SAMPLES];
    char text[12];
    tone_gen_state_t *tone;

    if (hz < EMU_PHONE_SPEAK_MIN_HZ || hz > EMU_PHONE_SPEAK_MAX_HZ || ms == 0) {
        return RT_ERANGE;
    }
    enum rt_err err = may_speak(p);
    if (err != RT_OK) {
        return err;
    }
    if (board_fxs_mic_pending(p->board, p->port) + (size_t)ms * SAMPLES_PER_MS > BOARD_FXS_MIC_MAX) {
        return RT_EFULL;
    }
    tone = steady((int)hz, SPEAK_DBM0, 0, 0);
    if (tone == NULL) {
        return RT_ENOMEM;
    }
    (void)snprintf(text, sizeof text, "%u", hz);
    board_emit(p->board, &emu_signal_speak, p->port + 1, ms, text);
    for (size_t left = (size_t)ms * SAMPLES_PER_MS; left > 0;) {
        size_t n = left < BOARD_FXS_FRAME_SAMPLES ? left : BOARD_FXS_FRAME_SAMPLES;

        (void)tone_gen(tone, samples, (int)n);
        (void)board_fxs_speak(p->board, p->port, samples, n); /* it fits: checked before */
        left -= n;
    }
    (void)tone_gen_free(tone); /* always 0 */
    return RT_OK;
}
