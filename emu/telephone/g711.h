/* SPDX-License-Identifier: MIT */
/* G.711 by the formulas of the recommendation; inline, since each sample of a call passes through it. */
#pragma once
#include <stdint.h>

static inline int16_t lab_from_ulaw(uint8_t u)
{
    unsigned v = (uint8_t)~u, mantissa = v & 15u, exponent = v >> 4 & 7u;
    int magnitude = (int)(((mantissa << 3) + 132u) << exponent) - 132;
    return (int16_t)((v & 0x80u) != 0 ? -magnitude : magnitude);
}

static inline uint8_t lab_to_ulaw(int sample)
{
    unsigned sign = sample < 0 ? 0x80u : 0, magnitude = (unsigned)(sample < 0 ? -sample : sample), exponent = 7;
    magnitude = (magnitude > 32635u ? 32635u : magnitude) + 132u;
    while (exponent > 0 && (magnitude & 128u << exponent) == 0) {
        exponent--;
    }
    return (uint8_t) ~(sign | exponent << 4 | (magnitude >> (exponent + 3) & 15u));
}

static inline int16_t lab_from_alaw(uint8_t a)
{
    unsigned v = a ^ 0x55u, mantissa = v & 15u, exponent = v >> 4 & 7u;
    int magnitude = (int)(exponent == 0 ? mantissa << 4 | 8u : (mantissa << 4 | 0x108u) << (exponent - 1));
    return (int16_t)((v & 0x80u) != 0 ? magnitude : -magnitude);
}

static inline uint8_t lab_to_alaw(int sample)
{
    unsigned sign = sample >= 0 ? 0x80u : 0, magnitude = (unsigned)(sample < 0 ? -sample - 1 : sample), exponent = 7;
    magnitude = magnitude > 32767u ? 32767u : magnitude;
    while (exponent > 0 && (magnitude & 128u << exponent) == 0) {
        exponent--;
    }
    unsigned mantissa = exponent < 2 ? magnitude >> 4 : magnitude >> (exponent + 3);
    return (uint8_t)((sign | exponent << 4 | (mantissa & 15u)) ^ 0x55u);
}
