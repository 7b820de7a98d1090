/* SPDX-License-Identifier: MIT */
/*
 * The test point: what an analyser clipped to the chip could read while it computes. The unit's secrets of TLS come out
 * here and nowhere else: they are in no trace, no log and no record. Nothing enters the board this way, so it makes no
 * difference to a run whether somebody listens; a replay computes the same secrets again, and they come out again.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct board;

/* What opens one TLS session of up to 1.2, after each handshake's key exchange: RFC 5246 sections 7.4.1.2, 8.1. */
#define BOARD_TLS_RANDOM_BYTES 32u
#define BOARD_TLS_MASTER_BYTES 48u
struct board_tls_secret {
    uint8_t client_random[BOARD_TLS_RANDOM_BYTES];
    uint8_t master[BOARD_TLS_MASTER_BYTES];
};

/* The firmware's side. */
void board_probe_tls(struct board *b, const struct board_tls_secret *secret);

/* The outside's: fn is called at once. It may not act on the board. */
typedef void board_probe_fn(void *ctx, const struct board_tls_secret *secret);
struct board_probe {
    board_probe_fn *fn;
    void *ctx;
    struct board_probe *next; /* private */
};
void board_probe_attach(struct board *b, struct board_probe *p);
void board_probe_detach(struct board *b, struct board_probe *p); /* one that is not attached is allowed */
