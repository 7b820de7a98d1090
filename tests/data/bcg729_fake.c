/* SPDX-License-Identifier: MIT */
/* What libbcg729.so.0 looks like from outside, for tests on hosts without it: a "codec" that keeps one sample in eight,
 * in 8 bits. Names and arguments as declared by bcg729 1.1; nothing of it is used. */
#include <stdint.h>
#include <stdlib.h>

void *initBcg729EncoderChannel(uint8_t has_silence);
void closeBcg729EncoderChannel(void *state);
void bcg729Encoder(void *state, const int16_t *samples, uint8_t *octets, uint8_t *n_octets);
void *initBcg729DecoderChannel(void);
void closeBcg729DecoderChannel(void *state);
void bcg729Decoder(void *state, const uint8_t *octets, uint8_t n, uint8_t is_lost, uint8_t is_quiet, uint8_t is_rfc3389,
                   int16_t *samples);
void bcg729GetRFC3389Payload(void *state, uint8_t *payload);

void *initBcg729EncoderChannel(uint8_t has_silence)
{
    return has_silence ? NULL : malloc(1);
}

void closeBcg729EncoderChannel(void *state)
{
    free(state);
}

void bcg729Encoder(void *state, const int16_t *samples, uint8_t *octets, uint8_t *n_octets)
{
    (void)state;
    for (int i = 0; i < 10; i++) {
        octets[i] = (uint8_t)(128 + samples[8 * i] / 256);
    }
    *n_octets = 10;
}

void *initBcg729DecoderChannel(void)
{
    return malloc(1);
}

void closeBcg729DecoderChannel(void *state)
{
    free(state);
}

void bcg729Decoder(void *state, const uint8_t *octets, uint8_t n, uint8_t is_lost, uint8_t is_quiet, uint8_t is_rfc3389,
                   int16_t *samples)
{
    (void)state;
    (void)is_rfc3389;
    for (int i = 0; i < 80; i++) {
        samples[i] = is_lost || is_quiet || n != 10 ? 0 : (int16_t)((octets[i / 8] - 128) * 256);
    }
}

void bcg729GetRFC3389Payload(void *state, uint8_t *payload)
{
    (void)state;
    (void)payload;
}
