/* SPDX-License-Identifier: MIT */
/*
 * The digit detector of one telephone port: microphone samples in, keys out. A key is reported once, about 25 ms
 * after it is pressed, so that it stops dial tone and interrupts prompts immediately.
 *
 * Limits, those of ITU-T Q.24 as spandsp keeps them: 40 ms of tone, 40 ms of pause, 8 dB of twist.
 */
#pragma once
#include <rt/err.h>
#include <stddef.h>
#include <stdint.h>

struct fw_dtmf;

/* key 0: the last one has ended. */
typedef void fw_dtmf_key_fn(void *ctx, char key); /* 0-9 * # A-D */
enum rt_err fw_dtmf_create(struct fw_dtmf **out, fw_dtmf_key_fn *on_key, void *ctx);
void fw_dtmf_destroy(struct fw_dtmf *d);
/* Resets the detector: the handset was just lifted. */
void fw_dtmf_reset(struct fw_dtmf *d);
/* Calls on_key from inside. */
void fw_dtmf_hear(struct fw_dtmf *d, const int16_t *samples, size_t n);
