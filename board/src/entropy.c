/* SPDX-License-Identifier: MIT */
/* xoshiro256** (Blackman and Vigna, 2018, public domain), seeded through splitmix64 as its authors advise. A
 * repeatable substitute for a noise diode; not a cryptographic generator. */
#include "board_priv.h"
#include <board/entropy.h>
#include <rt/assert.h>
#include <string.h>

static uint64_t splitmix(uint64_t *state)
{
    uint64_t z = (*state += 0x9e3779b97f4a7c15u);
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

static uint64_t rotate(uint64_t x, unsigned n)
{
    return x << n | x >> (64 - n);
}

static uint64_t next(uint64_t s[4])
{
    uint64_t result = rotate(s[1] * 5, 7) * 9;
    uint64_t t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 45);
    return result;
}

void board_entropy_init(struct board *b, uint64_t seed)
{
    uint64_t state = seed;
    for (unsigned i = 0; i < 4; i++) {
        b->entropy[i] = splitmix(&state);
    }
    board_emitf(b, &board_signal_entropy, 0, 0, "0x%016llx", (unsigned long long)seed);
}

uint32_t board_entropy_u32(struct board *b)
{
    return (uint32_t)(next(b->entropy) >> 32);
}

uint32_t board_entropy_below(struct board *b, uint32_t below)
{
    RT_ASSERT(below >= 1);
    /* Rejects values under 2^32 mod below, to avoid modulo bias. */
    uint32_t floor = (0u - below) % below;
    uint32_t value;
    do {
        value = board_entropy_u32(b);
    } while (value < floor);
    return value % below;
}

void board_entropy_fill(struct board *b, void *out, size_t n)
{
    uint8_t *p = out;
    while (n > 0) {
        uint32_t value = board_entropy_u32(b);
        for (unsigned i = 0; i < 4 && n > 0; i++, n--) {
            *p++ = (uint8_t)(value >> 8 * i);
        }
    }
}
