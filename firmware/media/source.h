/* SPDX-License-Identifier: MIT */
/* What is known of a sender by its sequence numbers and timestamps: RFC 3550 appendix A.1, A.3, A.8. Pure. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct rtp_source {
    bool is_known;
    uint32_t ssrc;
    uint16_t first, highest; /* sequence numbers */
    uint32_t cycles;         /* wraps of highest, times 65,536 */
    uint32_t suspect;        /* next number of a sender that may have restarted; > 65535: none */
    uint64_t n_received;
    uint64_t n_lost_before;                            /* of senders before this one */
    uint32_t transit;                                  /* of the last packet, in timestamp units */
    uint32_t jitter_16;                                /* estimate, times 16 */
    uint64_t n_expected_reported, n_received_reported; /* at the last RTCP report */
};

/* A packet of this sender. False: it is to be dropped (far from the sequence, and not yet repeated). arrival: in
 * timestamp units. A new ssrc begins anew, and keeps what was lost. */
bool rtp_source_take(struct rtp_source *s, uint32_t ssrc, uint16_t sequence, uint32_t timestamp, uint32_t arrival);
/* Highest sequence number with its wraps, as RTCP reports it. */
uint32_t rtp_source_highest(const struct rtp_source *s);
uint32_t rtp_source_lost(const struct rtp_source *s); /* never negative: duplicates count as received */
unsigned rtp_source_jitter_ms(const struct rtp_source *s);
/* Share of lost packets since the last call, in 1/256. */
uint8_t rtp_source_fraction(struct rtp_source *s);
