/* SPDX-License-Identifier: MIT */
/*
 * What the unit sends to a telephone beside sound: a few steps of tones, data by FSK, digits and pauses, one after the
 * other, exact to the sample. It holds memory only while it sends.
 */
#pragma once
#include <rt/err.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SENDER_STEPS_MAX 8u
#define SENDER_DATA_MAX  256u /* a message of spandsp */

enum sender_kind {
    SENDER_PAUSE,   /* ms */
    SENDER_REVERSE, /* the polarity changes; takes no time */
    SENDER_ALERT,   /* CAS or DTAS: 2130 and 2750 Hz, for ms */
    SENDER_FSK,     /* data: a message without checksum; the step's modem */
    SENDER_DTMF,    /* data: keys, 70 ms each and 70 ms of pause */
};
struct sender_step {
    enum sender_kind kind;
    uint32_t ms;
    bool is_v23;      /* FSK: V.23 in place of Bell 202 */
    bool has_seizure; /* FSK: 300 bits of 01 in front of the mark; without for a telephone off-hook */
};
struct sender_script {
    struct sender_step step[SENDER_STEPS_MAX];
    unsigned n;
    uint8_t data[SENDER_DATA_MAX]; /* of the FSK or DTMF step */
    size_t n_data;
};

struct sender;
/* The polarity is to change. */
typedef void sender_reverse_fn(void *ctx);
/* Copies the script. RT_ENOMEM. */
enum rt_err sender_create(struct sender **out, const struct sender_script *script, sender_reverse_fn *on_reverse,
                          void *ctx);
void sender_destroy(struct sender *s);
/* Writes the next n samples; returns how many, fewer only at the end. The rest of out is left as it is. */
size_t sender_samples(struct sender *s, int16_t *out, size_t n);
/* How long a script takes, in ms. */
uint32_t sender_ms(const struct sender_script *script);
