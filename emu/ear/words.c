/* SPDX-License-Identifier: MIT */
#include "words.h"
#include <rt/assert.h>
#include <rt/mem.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    BLOCK = EMU_WORDS_BLOCK,
    RING = 16384,     /* samples kept, 2 s: a word that ended is known one block later, so this is ample */
    ONSET_LEVEL = 40, /* a sample above this is sound; u-law's own noise is below */
    SURE_BLOCKS = 6,  /* loud blocks that must agree before a lonely candidate is believed */
    SAMPLES_PER_MS = 8,
};
#define ALIKE 0.9 /* least correlation of a block that is sound */

/* A prompt laid over the stream. */
struct candidate {
    unsigned row;
    int64_t start; /* sample of the stream at which the prompt begins */
};

struct emu_words {
    const struct fw_prompts *bank;
    struct emu_words_client client;
    uint32_t *onsets; /* of each row: its first sample that is sound; n when it has none */
    int16_t ring[RING];
    int64_t n_heard; /* samples so far */
    int64_t at;      /* first sample that is not judged yet */
    struct candidate *live;
    size_t n_live;
    struct candidate ended;    /* matched to its end, while longer ones still live; row valid with has_ended */
    struct candidate followed; /* one that was the same as the last loud block */
    bool has_ended, is_told;
    unsigned n_loud; /* loud blocks on which the live ones agree */
    unsigned lone;   /* row of the last live one, valid with is_told */
    int64_t began_at;
};

static bool is_sound(int16_t sample)
{
    return sample > ONSET_LEVEL || sample < -ONSET_LEVEL;
}

static uint32_t onset_of(const struct fw_prompts *bank, size_t row)
{
    uint32_t n = fw_prompts_row(bank, row)->n;

    for (uint32_t at = 0; at < n; at++) {
        int16_t sample;

        (void)fw_prompts_read(bank, row, at, &sample, 1); /* inside the prompt: one sample comes */
        if (is_sound(sample)) {
            return at;
        }
    }
    return n;
}

struct emu_words *emu_words_create(const struct fw_prompts *bank, const struct emu_words_client *client)
{
    struct emu_words *w = rt_mem_alloc(sizeof *w);

    if (w == NULL) {
        return NULL;
    }
    w->bank = bank;
    w->client = *client;
    w->onsets = rt_mem_alloc(fw_prompts_n(bank) * sizeof *w->onsets);
    w->live = rt_mem_alloc(fw_prompts_n(bank) * sizeof *w->live);
    if (w->onsets == NULL || w->live == NULL) {
        emu_words_destroy(w);
        return NULL;
    }
    for (size_t row = 0; row < fw_prompts_n(bank); row++) {
        w->onsets[row] = onset_of(bank, row);
    }
    return w;
}

void emu_words_destroy(struct emu_words *w)
{
    if (w != NULL) {
        rt_mem_free(w->onsets);
        rt_mem_free(w->live);
        rt_mem_free(w);
    }
}

static void forget_word(struct emu_words *w)
{
    w->n_live = 0;
    w->has_ended = false;
    w->is_told = false;
    w->n_loud = 0;
}

static int64_t end_of(const struct emu_words *w, struct candidate c)
{
    return c.start + (int64_t)fw_prompts_row(w->bank, c.row)->n;
}

static int16_t heard(const struct emu_words *w, int64_t at)
{
    return w->ring[at % RING];
}

enum likeness { LIKE_SILENT, LIKE_SAME, LIKE_OTHER };

/* Compares the block at w->at with the candidate, where the two overlap. */
static enum likeness compare(const struct emu_words *w, struct candidate c)
{
    int64_t from = w->at > c.start ? w->at : c.start;
    int64_t to = w->at + BLOCK < end_of(w, c) ? w->at + BLOCK : end_of(w, c);
    int16_t spoken[BLOCK];
    double heard_energy = 0, spoken_energy = 0, common = 0, floor;
    size_t n = to > from ? (size_t)(to - from) : 0;

    if (n == 0) {
        return LIKE_SILENT;
    }
    (void)fw_prompts_read(w->bank, c.row, (uint32_t)(from - c.start), spoken, n); /* inside the prompt */
    for (size_t i = 0; i < n; i++) {
        double h = heard(w, from + (int64_t)i), s = spoken[i];

        heard_energy += h * h;
        spoken_energy += s * s;
        common += h * s;
    }
    floor = (double)n * ONSET_LEVEL * ONSET_LEVEL;
    if (heard_energy < floor && spoken_energy < floor) {
        return LIKE_SILENT;
    }
    return common > ALIKE * sqrt(heard_energy * spoken_energy) ? LIKE_SAME : LIKE_OTHER;
}

/* The first sample of the block that is sound, or -1. */
static int64_t find_onset(const struct emu_words *w)
{
    for (int64_t at = w->at; at < w->at + BLOCK; at++) {
        if (is_sound(heard(w, at))) {
            return at;
        }
    }
    return -1;
}

static void lay_candidates(struct emu_words *w, int64_t onset)
{
    forget_word(w);
    w->began_at = onset;
    for (unsigned row = 0; row < fw_prompts_n(w->bank); row++) {
        if (w->onsets[row] < fw_prompts_row(w->bank, row)->n) {
            w->live[w->n_live++] = (struct candidate){row, onset - (int64_t)w->onsets[row]};
        }
    }
}

/* Drops candidates that do not fit the block and sets aside those that end in it. Returns whether any was loud in it.
 * */
static bool drop_unlike(struct emu_words *w)
{
    size_t n_kept = 0;
    bool is_loud = false;

    for (size_t i = 0; i < w->n_live; i++) {
        struct candidate c = w->live[i];
        enum likeness like = compare(w, c);

        if (like == LIKE_OTHER) {
            continue;
        }
        if (like == LIKE_SAME) {
            w->followed = c;
            is_loud = true;
        }
        if (end_of(w, c) > w->at + BLOCK) {
            w->live[n_kept++] = c;
        } else if (!w->has_ended || end_of(w, c) > end_of(w, w->ended)) {
            w->ended = c;
            w->has_ended = true;
        }
    }
    w->n_live = n_kept;
    return is_loud;
}

/* Are these samples, less than a block, those of the word that was followed? */
static bool goes_on(const struct emu_words *w, int64_t from, int64_t to)
{
    int16_t spoken[BLOCK] = {0};
    double energy = 0, difference = 0;
    size_t n = (size_t)(to - from);

    (void)fw_prompts_read(w->bank, w->followed.row, (uint32_t)(from - w->followed.start), spoken, n); /* it was there */
    for (size_t i = 0; i < n; i++) {
        double s = spoken[i], h = heard(w, from + (int64_t)i);

        energy += s * s;
        difference += (h - s) * (h - s);
    }
    return difference <= (1 - ALIKE) * energy;
}

/* No candidate fits the block any more, after one did for a while: the word was interrupted at a frame border: the next
 * one, or the one before, when the block before it was mostly the word's. */
static void cut(struct emu_words *w)
{
    int64_t before = w->at / BLOCK * BLOCK;
    int64_t border = before == w->at ? w->at : goes_on(w, before, w->at) ? before + BLOCK : before;
    unsigned ms = (unsigned)((border - w->began_at) / SAMPLES_PER_MS);

    w->client.on_cut(w->client.ctx, w->is_told ? (int)w->lone : -1, ms);
    forget_word(w);
    w->at = border;
}

/* Judges one block. Returns false when it has to be judged again, from w->at on. */
static bool follow(struct emu_words *w, enum emu_words_verdict *verdict)
{
    bool was_followed = w->n_loud >= SURE_BLOCKS;

    w->n_loud += drop_unlike(w);
    if (w->n_live == 0 && w->has_ended) {
        if (!w->is_told) {
            w->client.on_word(w->client.ctx, w->ended.row);
        }
        /* Back to its end, if a longer candidate was followed past it; never further than the ring reaches. */
        w->at = end_of(w, w->ended) > w->n_heard - RING / 2 ? end_of(w, w->ended) : w->n_heard - RING / 2;
        forget_word(w);
        *verdict = EMU_WORDS_WORD;
        return false;
    }
    if (w->n_live == 0) {
        if (was_followed) {
            cut(w);
            return false;
        }
        forget_word(w);
        *verdict = EMU_WORDS_UNKNOWN;
        return true;
    }
    if (w->n_live == 1 && !w->is_told && !w->has_ended && w->n_loud >= SURE_BLOCKS) {
        w->is_told = true;
        w->lone = w->live[0].row;
        w->client.on_word(w->client.ctx, w->lone);
    }
    *verdict = w->n_loud >= SURE_BLOCKS / 2 ? EMU_WORDS_WORD : EMU_WORDS_MAYBE;
    return true;
}

void emu_words_skip(struct emu_words *w)
{
    forget_word(w);
    w->n_heard += BLOCK;
    w->at = w->n_heard;
}

enum emu_words_verdict emu_words_hear(struct emu_words *w, const int16_t samples[EMU_WORDS_BLOCK])
{
    enum emu_words_verdict verdict = EMU_WORDS_QUIET;

    for (size_t i = 0; i < BLOCK; i++) {
        w->ring[(w->n_heard + (int64_t)i) % RING] = samples[i];
    }
    w->n_heard += BLOCK;
    RT_ASSERT(w->n_heard - w->at < RING);
    while (w->n_heard - w->at >= BLOCK) {
        int64_t onset = w->n_live == 0 ? find_onset(w) : -1;

        if (w->n_live == 0 && onset < 0) {
            verdict = EMU_WORDS_QUIET;
            w->at += BLOCK;
            continue;
        }
        if (w->n_live == 0) {
            lay_candidates(w, onset);
        }
        if (follow(w, &verdict)) {
            w->at += BLOCK;
        }
    }
    return verdict;
}
