/* SPDX-License-Identifier: MIT */
/* What a telephone of the lab's says, in samples. */
#pragma once
#include <rt/err.h>
#include <stddef.h>
#include <stdint.h>

#define RATE_HZ 8000u

/* A member of its owner; zero says nothing. */
struct lab_voice {
    double sine[2], cosine[2], step_sine[2], step_cosine[2];
    unsigned n_tones;
    int16_t *wav; /* owned; NULL: none */
    size_t n_wav, i_wav;
    struct dtmf_tx_state_s *keys_spoken; /* spandsp's; NULL: there were none */
};
/* lab_media_say() */
enum rt_err lab_voice_say(struct lab_voice *v, const char *what, size_t n);
/* Keys as tones, before the rest. RT_EFULL, RT_ENOMEM. */
enum rt_err lab_voice_keys(struct lab_voice *v, const char *keys, unsigned ms);
void lab_voice_speak(struct lab_voice *v, int16_t *out, unsigned n);
void lab_voice_fini(struct lab_voice *v);
