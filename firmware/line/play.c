/* SPDX-License-Identifier: MIT */
#include "play.h"
#include <rt/assert.h>

void fw_play_stop(struct fw_play *p)
{
    p->kind = FW_PLAY_NOTHING;
}

enum rt_err fw_play_tone(struct fw_play *p, struct rt_str script)
{
    enum rt_err err = fw_tone_start(&p->tone, script);

    p->kind = err == RT_OK ? FW_PLAY_TONE : FW_PLAY_NOTHING;
    return err;
}

void fw_play_begin_prompts(struct fw_play *p)
{
    p->kind = FW_PLAY_PROMPTS;
    p->n_queue = 0;
    p->at = 0;
    p->offset = 0;
}

bool fw_play_put_prompt(struct fw_play *p, unsigned row)
{
    RT_ASSERT(p->kind == FW_PLAY_PROMPTS && row <= UINT16_MAX);
    if (p->n_queue == FW_PLAY_PROMPTS_MAX) {
        return false;
    }
    p->queue[p->n_queue++] = (uint16_t)row;
    return true;
}

static size_t play_prompts(struct fw_play *p, const struct fw_prompts *bank, int16_t *ear, size_t n)
{
    size_t n_done = 0;

    while (n_done < n && p->at < p->n_queue) {
        size_t n_got = fw_prompts_read(bank, p->queue[p->at], p->offset, ear + n_done, n - n_done);

        n_done += n_got;
        p->offset += (uint32_t)n_got;
        if (n_done < n) {
            p->at++;
            p->offset = 0;
        }
    }
    return n_done;
}

bool fw_play_samples(struct fw_play *p, const struct fw_prompts *bank, int16_t *ear, size_t n)
{
    size_t n_done = n;

    switch (p->kind) {
    case FW_PLAY_NOTHING:
        return false;
    case FW_PLAY_TONE:
        n_done = fw_tone_samples(&p->tone, ear, n);
        break;
    case FW_PLAY_PROMPTS:
        n_done = play_prompts(p, bank, ear, n);
        break;
    }
    if (n_done < n) {
        p->kind = FW_PLAY_NOTHING;
        return true;
    }
    return false;
}
