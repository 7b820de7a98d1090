/* SPDX-License-Identifier: MIT */
/*
 * The jitter buffer: packets in, in any order; the next one to play out, or a gap to conceal.
 *
 * Time is counted in samples. The first packet is played <depth> after it arrives; from then on each packet is due at
 * the place of its timestamp. Network_Jitter_Level gives the first depth, Jitter_Buffer_Adjustment whether it may grow
 * (a packet came too late: play back to it) and shrink (all packets of a while came early: leave out a quiet piece).
 *
 * Source: ATA 191 guide, which names the levels and the floor; figures: guess.
 */
#pragma once
#include <rt/err.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RTP_JITTER_PACKETS_MAX 50u  /* packets held; at 10 ms more than half a second */
#define RTP_JITTER_DEPTH_MAX   300u /* ms; growth ends there. guess */

struct jitter_packet {
    struct jitter_packet *next;
    uint32_t timestamp;
    uint16_t n_samples, n;
    uint8_t payload; /* number */
    uint8_t octets[];
};

struct jitter_config {
    unsigned depth_ms; /* first depth; the floor applies */
    bool may_grow, may_shrink;
};

struct jitter {
    struct jitter_config config;
    struct jitter_packet *first; /* by timestamp; owned */
    unsigned n;
    bool is_started;             /* a packet was received */
    unsigned n_wait;             /* samples of silence before the first packet */
    uint32_t at;                 /* timestamp that is played next */
    uint32_t done;               /* end of the last packet that was played */
    unsigned depth_ms, floor_ms; /* now; never below */
    unsigned n_late_in_a_row;
    uint32_t early;         /* smallest distance of a packet from its turn, in samples, since */
    unsigned n_since_early; /* samples played */
    uint32_t n_late;        /* packets that missed their turn */
};

void jitter_start(struct jitter *j, const struct jitter_config *config);
void jitter_fini(struct jitter *j);
/* A packet of n_samples >= 1. False: not kept (twice, too late, full, out of memory). */
bool jitter_put(struct jitter *j, const struct jitter_packet *head, const uint8_t *octets);
/* What the next samples are made of; at most n of them. */
enum jitter_turn { JITTER_SILENCE, JITTER_GAP, JITTER_PACKET };
struct jitter_next {
    enum jitter_turn turn;
    unsigned n;                   /* of SILENCE, GAP: so many samples */
    struct jitter_packet *packet; /* of PACKET: all of it; to be freed by rt_mem_free */
};
struct jitter_next jitter_next(struct jitter *j, unsigned n);
/* Forgets what is held: the next packet is the first of a stretch of sound. */
void jitter_restart(struct jitter *j);
/* Whether 10 ms should be left out now, if they are quiet. */
bool jitter_wants_less(struct jitter *j);
void jitter_leave_out(struct jitter *j, unsigned n_samples);
