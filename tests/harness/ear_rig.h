/* SPDX-License-Identifier: MIT */
/* A board whose firmware plays what the test wrote down, and an ear at its second telephone. */
#pragma once
#include <ear/ear.h>
#include <fw/prompt.h>
#include <rt/buf.h>
#include <stddef.h>
#include <stdint.h>

#define EAR_RIG_PLAYING_MAX (8000u * 600u)

struct ear_rig {
    struct board *board;
    struct rt_buf bytes;
    struct fw_image image;
    struct fw_prompts *bank;
    struct emu_ear *ear;
    int16_t *playing;
    size_t n_playing, at;
    uint64_t cursor;
};

/* cmocka's; *state is a struct ear_rig. */
int ear_rig_set_up(void **state);
int ear_rig_tear_down(void **state);
void ear_rig_step_us(struct ear_rig *t, uint64_t us);

/* ---- what is to be played ---- */

void ear_rig_play_samples(struct ear_rig *t, const int16_t *samples, size_t n);
void ear_rig_play_silence(struct ear_rig *t, unsigned ms);
/* The first ms of it; 0: all. */
void ear_rig_play_row(struct ear_rig *t, unsigned row, unsigned ms);
void ear_rig_play(struct ear_rig *t, const char *id);
void ear_rig_play_tone(struct ear_rig *t, const char *script, unsigned ms);

/* ---- what is heard ---- */

/* Lets all be played, and a second of silence. */
void ear_rig_listen(struct ear_rig *t);
const char *ear_rig_next(struct ear_rig *t); /* NULL: nothing more */
void ear_rig_expect(struct ear_rig *t, const char *text);
void ear_rig_expect_nothing(struct ear_rig *t);
