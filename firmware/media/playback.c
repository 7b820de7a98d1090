/* SPDX-License-Identifier: MIT */
/* Digits that came as events or by INFO, as tones for whatever listens at the telephone (an answering machine). */
#include "media_priv.h"
#include <spandsp/complex.h>
#include <spandsp/dds.h>
#include <string.h>

#define PAUSE_SAMPLES (50u * 8u) /* between two digits: ITU-T Q.24 wants 40 ms */

static void begin(struct fw_media_stream *s)
{
    static const char keys[] = "123A456B789C*0#D";
    static const float rows[] = {697, 770, 852, 941}, columns[] = {1209, 1336, 1477, 1633};
    const struct fw_params *p = s->media->config.params;
    struct media_playback *b = &s->playback;
    size_t i = (size_t)(strchr(keys, b->keys[0]) - keys);
    int32_t level;
    if (rt_str_i32(rt_str_trim(rt_str(fw_element_text(p, FW_EL_DTMF_PLAYBACK_LEVEL))), &level) != RT_OK || level > 0 ||
        level < -60) {
        level = -16; /* sample profile */
    }
    b->n_on = (unsigned)(fw_element_us(p, FW_EL_DTMF_PLAYBACK_LENGTH) / 125);
    b->n_on = b->n_on < 8000 ? b->n_on : 8000; /* guess: no digit is longer than a second */
    b->n_off = PAUSE_SAMPLES;
    b->rate[0] = dds_phase_ratef(rows[i / 4]);
    b->rate[1] = dds_phase_ratef(columns[i % 4]);
    b->phase[0] = b->phase[1] = 0;
    b->amplitude = dds_scaling_dbm0f((float)level); /* of each of the two; guess */
}

void fw_media_play_digit(struct fw_media_stream *s, char key)
{
    struct media_playback *b = &s->playback;
    if (key != '\0' && strchr("0123456789*#ABCD", key) != NULL && b->n < DIGITS_MAX) {
        b->keys[b->n++] = key;
        if (b->n == 1) {
            begin(s);
        }
    }
}

void media_playback_frame(struct fw_media_stream *s, int16_t *ear)
{
    struct media_playback *b = &s->playback;
    for (unsigned i = 0; i < FRAME && b->n > 0; i++) {
        if (b->n_on > 0) {
            b->n_on--;
            ear[i] = (int16_t)(dds_modf(&b->phase[0], b->rate[0], b->amplitude, 0) +
                               dds_modf(&b->phase[1], b->rate[1], b->amplitude, 0));
        } else if (b->n_off > 0) {
            b->n_off--;
        } else if (--b->n > 0) {
            memmove(b->keys, b->keys + 1, b->n);
            begin(s);
        }
    }
}
