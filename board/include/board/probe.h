/* SPDX-License-Identifier: MIT */
/*
 * The test point, as for a logic analyser on the chip. TLS session secrets leave the unit here and nowhere else: no
 * trace, log or record contains them. The probe is output only, so listening does not affect a run. A replay computes
 * the same secrets and exports them again.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct board;

/* The secrets that decrypt one TLS session (up to version 1.2), after the key exchange of each handshake: RFC 5246
 * sections 7.4.1.2, 8.1. */
#define BOARD_TLS_RANDOM_BYTES 32u
#define BOARD_TLS_MASTER_BYTES 48u
struct board_tls_secret {
    uint8_t client_random[BOARD_TLS_RANDOM_BYTES];
    uint8_t master[BOARD_TLS_MASTER_BYTES];
};

/* Firmware side. */
void board_probe_tls(struct board *b, const struct board_tls_secret *secret);

/* Host side: fn is called immediately. It must not act on the board. */
typedef void board_probe_fn(void *ctx, const struct board_tls_secret *secret);
struct board_probe {
    board_probe_fn *fn;
    void *ctx;
    struct board_probe *next; /* private */
};
void board_probe_attach(struct board *b, struct board_probe *p);
void board_probe_detach(struct board *b, struct board_probe *p); /* detaching twice is allowed */
