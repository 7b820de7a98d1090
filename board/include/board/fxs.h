/* SPDX-License-Identifier: MIT */
/*
 * The two telephone ports (FXS): hook, ringing voltage, loop feed, and a codec of 8,000 samples/s, 16 bit.
 *
 * The codec runs while the handset is off-hook and the unit has power: every 10 ms one call of the firmware takes 80
 * samples from the microphone and returns 80 for the earpiece. On-hook it sleeps and costs nothing, unless the
 * firmware transmits to the telephone (caller ID): then it runs as off-hook, and the microphone is silent. Without
 * queued microphone samples it reads silence.
 *
 * Ports are numbered 0 and 1 here; users and signals see 1 and 2.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct board;

#define BOARD_N_FXS             2u
#define BOARD_FXS_RATE_HZ       8000u
#define BOARD_FXS_FRAME_SAMPLES 80u
#define BOARD_FXS_FRAME_US      10000u
#define BOARD_FXS_MIC_MAX       (8000u * 120u) /* microphone queue, in samples: two minutes */

/* Firmware side. */
struct board_fxs_client {
    void (*on_hook)(void *ctx, unsigned port, bool is_off_hook);
    /* mic: 80 samples from the microphone; ear: 80 samples to fill, preset to silence. */
    void (*on_frame)(void *ctx, unsigned port, const int16_t *mic, int16_t *ear);
    void *ctx;
};
void board_fxs_attach_client(struct board *b, const struct board_fxs_client *client); /* both ports; NULL removes */
/* Loop current flows: the handset is lifted, and the telephone is plugged in. */
bool board_fxs_is_off_hook(const struct board *b, unsigned port);
void board_fxs_ring(struct board *b, unsigned port, bool is_on);     /* the firmware generates the cadence */
void board_fxs_set_loop(struct board *b, unsigned port, bool is_on); /* CPC: briefly off */

void board_fxs_set_polarity(struct board *b, unsigned port, bool is_reversed); /* of the battery on the line */
/* Transmission to a telephone that is on-hook: on_frame is called as if it were off-hook. */
void board_fxs_transmit(struct board *b, unsigned port, bool is_on);

/* Host side: handset, the telephone's cable, and microphone. */
void board_fxs_set_hook(struct board *b, unsigned port, bool is_off_hook);
bool board_fxs_is_lifted(const struct board *b, unsigned port); /* the handset, with or without a cable */
/* The telephone's cable, in at first. Out: the unit sees no loop current (on-hook), and the telephone neither rings nor
 * plays; a lifted handset that is plugged in goes off-hook. */
void board_fxs_plug(struct board *b, unsigned port, bool is_in);
bool board_fxs_is_plugged(const struct board *b, unsigned port);
/* Queues microphone samples. Returns how many fitted. */
size_t board_fxs_speak(struct board *b, unsigned port, const int16_t *samples, size_t n);
/* Samples still queued. */
size_t board_fxs_mic_pending(const struct board *b, unsigned port);

/* A listener: called with each 80 samples on the line to the telephone: those that it plays, and on-hook those that a
 * caller ID display reads. Any number may listen. It must not act on the
 * board from inside the call, but may emit events. */
typedef void board_ear_fn(void *ctx, unsigned port, const int16_t *samples, uint64_t at_us);
struct board_ear {
    board_ear_fn *fn;
    void *ctx;
    struct board_ear *next; /* private */
};
void board_fxs_listen(struct board *b, unsigned port, struct board_ear *ear);
void board_fxs_unlisten(struct board *b, unsigned port, struct board_ear *ear);
