/* SPDX-License-Identifier: MIT */
/*
 * Recognises the prompts of a bank in a stream of samples. Part of the ear.
 *
 * At the onset of a sound every prompt is a candidate, laid so that its own onset falls there; each 10 ms those
 * that do not correlate with what is heard are dropped. The last one left is the word. A word that stops early was
 * cut; the next one begins at the border of a codec frame. A word that has ended is followed by the next without
 * a gap, at any sample.
 */
#pragma once
#include <fw/prompt.h>
#include <stdbool.h>
#include <stdint.h>

#define EMU_WORDS_BLOCK 80u

struct emu_words;

struct emu_words_client {
    void (*on_word)(void *ctx, unsigned row);              /* recognised; once a word */
    void (*on_cut)(void *ctx, int row, unsigned ms_heard); /* broken off; row -1: before it was recognised */
    void *ctx;
};
/* The bank is borrowed. NULL: no memory. */
struct emu_words *emu_words_create(const struct fw_prompts *bank, const struct emu_words_client *client);
void emu_words_destroy(struct emu_words *w);

enum emu_words_verdict {
    EMU_WORDS_QUIET,   /* no sound */
    EMU_WORDS_MAYBE,   /* sound that may be the beginning of a word */
    EMU_WORDS_WORD,    /* sound that is a word */
    EMU_WORDS_UNKNOWN, /* sound, and no word */
};
/* A frame that is no word for certain: the stream begins anew behind it. */
void emu_words_skip(struct emu_words *w);
/* One codec frame; the verdict is on its end. */
enum emu_words_verdict emu_words_hear(struct emu_words *w, const int16_t samples[EMU_WORDS_BLOCK]);
