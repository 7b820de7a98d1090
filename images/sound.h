/* SPDX-License-Identifier: MIT */
/* Sound for prompts: from a WAV file of any rate to what a telephone line carries. */
#pragma once
#include <rt/buf.h>
#include <stdint.h>

#define SOUND_RATE        8000u
#define SOUND_LEVEL_DBM0  (-16.0) /* guess: the level of the unit's own DTMF playback (-16 dBm) */
#define SOUND_SECONDS_MAX 30u     /* one prompt */

/* Mono 16-bit samples. */
struct sound {
    int16_t *samples; /* owned */
    uint32_t n, rate;
};
void sound_fini(struct sound *s);

/* PCM, 16 bits, 1 or 2 channels (mixed), 4,000 to 192,000 Hz. A data length beyond the end, as streaming writers
 * produce, means up to the end. RT_ECORRUPT, RT_ENOTSUP, RT_ETOOBIG, RT_ENOMEM. */
enum rt_err sound_read_wav(const uint8_t *bytes, size_t n, struct sound *out);
/* To 8,000 Hz, silence cut off at both ends, level set; appends G.711 u-law to out. The first and last byte are never
 * silence. RT_EINVAL: nothing but silence. RT_ENOMEM, RT_ETOOBIG. */
enum rt_err sound_to_ulaw(const struct sound *in, struct rt_buf *out);
