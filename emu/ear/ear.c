/* SPDX-License-Identifier: MIT */
#include <ear/ear.h>
#include "display.h"
#include "pitch.h"
#include <ear/tones.h>
#include "words.h"
#include <board/board.h>
#include <host/signals.h>
#include <board/clock.h>
#include <board/fxs.h>
#include <board/signal.h>
#include <fw/prompt.h>
#include <rt/mem.h>
#include <rt/str.h>
#include <stdio.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
    FRAME_MS = 10,
    RUN_PAUSE_MS = 300, /* a row of spoken characters has ended */
    SILENCE_MS = 500,
    SOUND_MS = 300,     /* of unknown sound before it is reported */
    RUN_TEXT_MAX = 400, /* characters of a sequence; longer ones are reported in parts. Fits an event */
    CHECK_US = 100 * BOARD_US_PER_MS,
    AFTER_REVERSAL_US = 1000 * BOARD_US_PER_MS,
    AFTER_RING_US = 6000 * BOARD_US_PER_MS, /* the pause of ringing: GR-30-CORE has 4 s */
};

/* Apart from the ear: most units are never listened to. */
struct hearing {
    struct emu_pitch pitch;
    struct emu_still still;     /* the pitch that was told */
    char run[RUN_TEXT_MAX + 1]; /* spoken characters not reported yet */
};

struct emu_ear {
    struct emu_ear_config config;
    struct board_ear ear;
    struct board_timer check; /* runs while frames come: finds out that they stopped */
    uint64_t n_frames, n_frames_checked;
    bool is_listening;
    struct emu_display *display; /* reads data sent on-hook; NULL: none comes */
    enum emu_display_standard standard;
    struct board_watcher watcher;
    uint64_t rang_us, reversed_us; /* the last time, plus 1; 0: never */
    struct board_timer data_end;   /* runs while it comes */
    const uint8_t *image_bytes;    /* the image whose words are loaded, or NULL */
    struct fw_prompts *bank;
    struct emu_words *words; /* NULL: no image, or no memory for it */
    struct emu_tones *tones;
    struct hearing *hearing; /* while it listens; NULL: no memory for it */
    unsigned pitch_hz;       /* told; 0: none */
    size_t n_run_text;
    unsigned n_run;
    unsigned quiet_ms, unknown_ms;
    bool was_silence_told, was_sound_told;
};

/* ---- telling ---- */

#define KINDS(X)                                                                                                       \
    X(says, "prompt", "row of the release's prompts", "says \"%s\" (%s)", "words id", "a prompt, complete")            \
    X(digits, "characters", "characters", "says \"%s\" (digits)", "characters", "a sequence of spoken characters")     \
    X(cut, "heard_ms", "ms", "cut%s%s%s", "sep id sep", "a prompt that was interrupted")                               \
    X(tone, "tone", "number of the tone", "tone %s", "name", "a call progress tone")                                   \
    X(display, "", "", "displays %s", "what", "what the display shows of data sent on-hook")                           \
    X(blank, "", "", "display stays empty: %s", "why", "what the telephone's display does not understand")             \
    X(pitch, "hz", "Hz", "sound of %s", "pitch", "one steady tone that is no call progress tone")

#define KIND(id_, field_, unit_, format_, names_, help_)                                                               \
    static const struct board_kind kind_##id_ = {                                                                      \
        .signal = &emu_signal_ear, .id = BOARD_KIND_TEXTS("ear_" #id_, field_, unit_, format_, names_, help_)};        \
    static const char words_##id_[] = format_;
KINDS(KIND)

const struct board_kind *const emu_ear_kinds[] = {
#define POINTER(id_, ...) &kind_##id_,
    KINDS(POINTER)
#undef POINTER
        NULL};

static void tell(const struct emu_ear *e, const struct board_kind *kind, const char *format, int64_t value, ...)
    __attribute__((format(printf, 3, 5)));
static void tell(const struct emu_ear *e, const struct board_kind *kind, const char *format, int64_t value, ...)
{
    char text[BOARD_TRACE_TEXT_MAX + 1];
    va_list ap;
    va_start(ap, value);
    (void)vsnprintf(text, sizeof text, format, ap); /* a longer line is cut */
    va_end(ap);
    board_emit_kind(e->config.board, kind, e->config.port + 1, value, text);
}

static void tell_run(struct emu_ear *e)
{
    if (e->n_run > 0) {
        tell(e, &kind_digits, words_digits, e->n_run, e->hearing->run);
    }
    e->n_run = 0;
    e->n_run_text = 0;
}

/* A spoken character is one word of a row: "5", "a", "dot"; else NULL. */
static const char *character_of(const struct fw_prompt *p)
{
    static const char *const signs[] = {
        "dot", "dash", "slash", "colon", "star", "pound", "open_parenthesis", "close_parenthesis", "other"};

    if (strncmp(p->id, "digit_", 6) == 0) {
        return p->id + 6;
    }
    if (strncmp(p->id, "letter_", 7) == 0) {
        return p->id + 7;
    }
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        if (strcmp(signs[i], p->id) == 0) {
            return p->text;
        }
    }
    return NULL;
}

static void put_character(struct emu_ear *e, const char *text)
{
    size_t n = strlen(text);

    if (e->n_run_text + n + 1 > RUN_TEXT_MAX) {
        tell_run(e);
    }
    if (n + 1 > RUN_TEXT_MAX) {
        return; /* no spoken character is so long */
    }
    if (e->n_run > 0) {
        e->hearing->run[e->n_run_text++] = ' ';
    }
    memcpy(e->hearing->run + e->n_run_text, text, n + 1);
    e->n_run_text += n;
    e->n_run++;
}

static void on_word(void *ctx, unsigned row)
{
    struct emu_ear *e = ctx;
    const struct fw_prompt *p = fw_prompts_row(e->bank, row);
    const char *character = character_of(p);

    e->unknown_ms = 0;
    e->was_sound_told = false;
    emu_tones_reset(e->tones);
    if (character != NULL) {
        put_character(e, character);
        return;
    }
    tell_run(e);
    tell(e, &kind_says, words_says, row, p->text, p->id);
}

static void on_cut(void *ctx, int row, unsigned ms_heard)
{
    struct emu_ear *e = ctx;

    tell_run(e);
    tell(e, &kind_cut, words_cut, ms_heard, row >= 0 ? " (" : "",
         row >= 0 ? fw_prompts_row(e->bank, (size_t)row)->id : "", row >= 0 ? ")" : "");
}

/* ---- what can be recognised ---- */

static void unload(struct emu_ear *e)
{
    emu_words_destroy(e->words);
    fw_prompts_destroy(e->bank);
    emu_tones_destroy(e->tones);
    e->words = NULL;
    e->bank = NULL;
    e->tones = NULL;
}

/* Without words or memory, listening continues with what there is. */
static void load(struct emu_ear *e, const struct fw_image *image)
{
    unload(e);
    e->image_bytes = image != NULL ? image->bytes : NULL;
    e->tones = emu_tones_create(e->config.params != NULL ? e->config.params(e->config.ctx) : NULL);
    if (image != NULL && fw_prompts_create(&e->bank, image) == RT_OK) {
        e->words = emu_words_create(e->bank, &(struct emu_words_client){on_word, on_cut, e});
    }
}

/* ---- listening ---- */

static void stop_listening(struct emu_ear *e)
{
    tell_run(e);
    e->is_listening = false;
    board_timer_stop(e->config.board, &e->check);
    unload(e);
    e->hearing = rt_mem_free(e->hearing);
}

static void on_check(void *ctx, struct board_timer *t)
{
    struct emu_ear *e = ctx;

    if (e->n_frames == e->n_frames_checked) { /* the handset is down, or the power is off */
        stop_listening(e);
        return;
    }
    e->n_frames_checked = e->n_frames;
    board_timer_start(e->config.board, t, CHECK_US);
}

static void start_listening(struct emu_ear *e, const struct fw_image *image)
{
    load(e, image);
    e->hearing = rt_mem_alloc(sizeof *e->hearing);
    e->is_listening = true;
    e->quiet_ms = 0;
    e->unknown_ms = 0;
    e->pitch_hz = 0;
    e->was_silence_told = false;
    e->was_sound_told = false;
    board_timer_start(e->config.board, &e->check, CHECK_US);
}

static void hear_quiet(struct emu_ear *e)
{
    unsigned silence_ms = emu_tones_pause_ms(e->tones) + FRAME_MS * 10;

    e->quiet_ms += FRAME_MS;
    e->unknown_ms = 0;
    if (e->quiet_ms == RUN_PAUSE_MS) {
        tell_run(e);
    }
    if (e->quiet_ms >= (silence_ms > SILENCE_MS ? silence_ms : SILENCE_MS) && !e->was_silence_told) {
        e->was_silence_told = true;
        e->was_sound_told = false;
        e->pitch_hz = 0;
        emu_tones_forget(e->tones);
        board_emit(e->config.board, &emu_signal_ear, e->config.port + 1, 0, "silence");
    }
}

static bool is_other_pitch(unsigned hz, unsigned than_hz)
{
    unsigned apart = hz > than_hz ? hz - than_hz : than_hz - hz;
    return apart * 50 > hz; /* 2 % */
}

static void hear_pitch(struct emu_ear *e)
{
    char text[16];
    unsigned hz = e->unknown_ms >= SOUND_MS && !emu_tones_is_tonal(e->tones) ? emu_pitch_hz(&e->hearing->pitch) : 0;

    if (hz != 0 && is_other_pitch(hz, e->pitch_hz)) {
        tell_run(e);
        e->pitch_hz = hz;
        emu_still_set(&e->hearing->still, hz);
        e->was_sound_told = true; /* it is said better */
        (void)snprintf(text, sizeof text, "%u Hz", hz);
        tell(e, &kind_pitch, words_pitch, hz, text);
    }
}

static void hear_unknown(struct emu_ear *e)
{
    e->unknown_ms += FRAME_MS;
    hear_pitch(e);
    if (e->unknown_ms >= SOUND_MS && !emu_tones_is_tonal(e->tones) && !e->was_sound_told) {
        e->was_sound_told = true;
        tell_run(e);
        board_emit(e->config.board, &emu_signal_ear, e->config.port + 1, 0, "sound");
    }
}

static void hear_tones(struct emu_ear *e, const int16_t *samples)
{
    char name[EMU_TONE_NAME_MAX];
    int tone = emu_tones_hear(e->tones, samples);

    if (tone >= 0) {
        tell_run(e);
        e->was_sound_told = false;
        e->pitch_hz = 0;
        tell(e, &kind_tone, words_tone, tone, emu_tones_name(tone, name));
    }
}

/* ---- data on-hook ---- */

static void on_display(void *ctx, const char *text, const char *why)
{
    if (why == NULL) {
        tell(ctx, &kind_display, words_display, 0, text);
    } else {
        tell(ctx, &kind_blank, words_blank, 0, why);
    }
}

/* What a display notices beside sound, and that it is another one. */
static void on_event(void *ctx, struct board *b, const struct board_event *event)
{
    struct emu_ear *e = ctx;
    const struct board_signal *s = board_event_signal(event);
    (void)b;
    if (event->unit != e->config.port + 1) {
        return;
    }
    if (s == &board_signal_ring) {
        e->rang_us = event->at_us + 1;
    } else if (s == &board_signal_polarity) {
        e->reversed_us = event->at_us + 1;
        if (e->display != NULL) {
            emu_display_reverse(e->display);
        }
    } else if (s == &emu_signal_display && event->value >= 0 && event->value < EMU_N_DISPLAYS) {
        e->standard = (enum emu_display_standard)event->value;
    }
}

static bool is_recent(const struct emu_ear *e, uint64_t at_us, uint64_t span_us)
{
    return at_us != 0 && board_now_us(e->config.board) + 1 - at_us < span_us;
}

static void on_data_end(void *ctx, struct board_timer *t)
{
    struct emu_ear *e = ctx;
    (void)t;
    emu_display_destroy(e->display);
    e->display = NULL;
}

static void hear_data(struct emu_ear *e, const int16_t *samples)
{
    if (e->display == NULL) {
        const struct emu_display_config config = {.standard = e->standard,
                                                  .is_after_ring = is_recent(e, e->rang_us, AFTER_RING_US),
                                                  .is_after_reversal = is_recent(e, e->reversed_us, AFTER_REVERSAL_US),
                                                  .fn = on_display,
                                                  .ctx = e};
        e->display = emu_display_create(&config);
    }
    if (e->display != NULL) {
        emu_display_hear(e->display, samples);
    }
    board_timer_start(e->config.board, &e->data_end, CHECK_US);
}

static bool is_quiet(const int16_t *samples)
{
    for (unsigned i = 0; i < BOARD_FXS_FRAME_SAMPLES; i++) {
        if (samples[i] > 40 || samples[i] < -40) {
            return false;
        }
    }
    return true;
}

static void on_frame(void *ctx, unsigned port, const int16_t *samples, uint64_t at_us)
{
    struct emu_ear *e = ctx;
    const struct fw_image *image = e->config.image(e->config.ctx);
    enum emu_words_verdict verdict = EMU_WORDS_UNKNOWN;

    (void)at_us;
    if (!board_fxs_is_off_hook(e->config.board, port)) {
        hear_data(e, samples);
        return;
    }
    e->n_frames++;
    if (!e->is_listening) {
        start_listening(e, image);
    } else if ((image != NULL ? image->bytes : NULL) != e->image_bytes) {
        tell_run(e);
        load(e, image);
    }
    if (e->tones == NULL || e->hearing == NULL) {
        return;
    }
    emu_pitch_hear(&e->hearing->pitch, samples);
    if (e->pitch_hz != 0 &&
        emu_still_is(&e->hearing->still, samples)) { /* most of a call's frames: neither words nor scripts */
        if (e->words != NULL) {
            emu_words_skip(e->words);
        }
        emu_tones_reset(e->tones);
        e->unknown_ms += FRAME_MS;
        e->quiet_ms = 0;
        e->was_silence_told = false;
        return;
    }
    if (e->words != NULL) {
        verdict = emu_words_hear(e->words, samples);
    }
    if (verdict != EMU_WORDS_WORD) {
        hear_tones(e, samples);
    }
    if (is_quiet(samples)) {
        hear_quiet(e);
        return;
    }
    e->quiet_ms = 0;
    e->was_silence_told = false;
    if (verdict == EMU_WORDS_UNKNOWN) {
        hear_unknown(e);
    }
}

struct emu_ear *emu_ear_create(const struct emu_ear_config *config)
{
    struct emu_ear *e = rt_mem_alloc(sizeof *e);

    if (e == NULL) {
        return NULL;
    }
    e->config = *config;
    board_timer_init(&e->check, "ear", BOARD_PRIORITY_OUTSIDE, on_check, e);
    board_timer_init(&e->data_end, "ear, data", BOARD_PRIORITY_OUTSIDE, on_data_end, e);
    e->ear = (struct board_ear){.fn = on_frame, .ctx = e};
    board_fxs_listen(config->board, config->port, &e->ear);
    e->watcher = (struct board_watcher){.fn = on_event, .ctx = e};
    board_watch(config->board, &e->watcher);
    return e;
}

void emu_ear_destroy(struct emu_ear *e)
{
    if (e != NULL) {
        board_unwatch(e->config.board, &e->watcher);
        board_fxs_unlisten(e->config.board, e->config.port, &e->ear);
        board_timer_stop(e->config.board, &e->check);
        board_timer_stop(e->config.board, &e->data_end);
        emu_display_destroy(e->display);
        unload(e);
        rt_mem_free(e->hearing);
        rt_mem_free(e);
    }
}
