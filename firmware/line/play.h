/* SPDX-License-Identifier: MIT */
/* Playback on one port: nothing, a tone, or a queue of prompts. A member of its line. */
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
    uint32_t offset;                     /* samples of it played so far */
};

void fw_play_stop(struct fw_play *p);
/* Plays a tone script (fw/script.h). On an error nothing plays. */
enum rt_err fw_play_tone(struct fw_play *p, struct rt_str script);
/* Empties the queue; prompts are then added one by one. False: the queue is full. */
void fw_play_begin_prompts(struct fw_play *p);
bool fw_play_put_prompt(struct fw_play *p, unsigned row);
/* Writes the next n samples; the rest of ear is left unchanged once playback has ended. Returns true if playback
 * ended within this call. bank may be NULL if no prompt was queued. */
bool fw_play_samples(struct fw_play *p, const struct fw_prompts *bank, int16_t *ear, size_t n);
