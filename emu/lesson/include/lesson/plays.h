/* SPDX-License-Identifier: MIT */
/*
 * Plays of a lesson: the perfect one, those that make its mistakes, and others, by which a lesson is judged. Each runs
 * in a lesson of its own, in a process of its own.
 */
#pragma once
#include <lesson/lesson.h>

/* What plays on a lesson. */
struct emu_lesson_play {
    enum {
        EMU_PLAY_PERFECT,
        EMU_PLAY_WITHOUT, /* the perfect one, without the steps of a goal and of those after it */
        EMU_PLAY_MISTAKE,
        EMU_PLAY_NOTHING, /* no one acts for two minutes */
        EMU_PLAY_FOREIGN, /* the perfect one of another lesson */
        EMU_PLAY_CAUSE,   /* the perfect one, for another cause than the drawn one */
    } kind;
    size_t which;        /* goal or mistake or cause, by number */
    const char *foreign; /* path of the other lesson */
    uint64_t seed;
};

#define EMU_PLAY_NAME_MAX 60u
#define EMU_PLAY_WHY_MAX  1500u

struct emu_lesson_played {
    bool is_played;               /* for who shares it: the rest is written */
    bool is_good;                 /* it ended as this kind of play must */
    char why[EMU_PLAY_WHY_MAX];   /* if not: what is wrong, with file and line where there is one */
    char name[EMU_PLAY_NAME_MAX]; /* "mistake G2" */
    struct emu_lesson_score score;
};

/* What a perfect play does, as it does it. */
struct emu_act_call;
struct emu_lesson_hand {
    void (*waits)(void *ctx, uint64_t us);
    void (*acts)(void *ctx, const struct emu_act_call *call);  /* on the unit, with its arguments */
    void (*does)(void *ctx, const char *word, const char *id); /* look, read_log, ask, choose, perform */
    void *ctx;
};
/* Plays the perfect play for the seed of the config, and tells the hand. */
enum emu_exit emu_lesson_follow(const struct emu_lesson_config *config, const struct emu_lesson_hand *hand,
                                struct emu_error *error);

/* Plays it on the lesson of that path, and judges it. */
void emu_lesson_play(const struct emu_lesson_config *config, const struct emu_lesson_play *play,
                     struct emu_lesson_played *out);

/* All plays that a lesson must stand, without foreign ones: perfect, nothing, each mistake, each goal left out; each
 * perfect play and each wrong cure for n_seeds seeds, if it draws. Returns how many; *out is owned (rt_mem_free). Less
 * than 0: the error says why. */
int emu_lesson_plays(const struct emu_lesson_config *config, unsigned n_seeds, struct emu_lesson_play **out,
                     struct emu_error *error);
