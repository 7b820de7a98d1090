/* SPDX-License-Identifier: MIT */
/* What the ear of one port hears: nothing, a tone, or a row of prompts. A member of its line. */
#pragma once
#include "tone.h"
#include <fw/prompt.h>
#include <stdbool.h>

#define FW_PLAY_PROMPTS_MAX 64u /* line.h: fw_line_say */

struct fw_play {
    enum fw_play_kind { FW_PLAY_NOTHING, FW_PLAY_TONE, FW_PLAY_PROMPTS } kind;
    struct fw_tone tone;
    uint16_t queue[FW_PLAY_PROMPTS_MAX]; /* rows of the bank */
    uint32_t n_queue, at;                /* the prompt that plays is queue[at] */
    uint32_t offset;                     /* samples of it that were played */
};

void fw_play_stop(struct fw_play *p);
/* A tone script: fw/script.h. On an error nothing plays. */
enum rt_err fw_play_tone(struct fw_play *p, struct rt_str script);
/* Empties the queue; prompts are then put one by one. False: no more fit. */
void fw_play_begin_prompts(struct fw_play *p);
bool fw_play_put_prompt(struct fw_play *p, unsigned row);
/* The next n samples; the rest of ear stays as it is once nothing plays any more.
 * Returns true when what played came to its end in this piece. bank may be NULL when no prompt was put. */
bool fw_play_samples(struct fw_play *p, const struct fw_prompts *bank, int16_t *ear, size_t n);
