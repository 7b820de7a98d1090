/* SPDX-License-Identifier: MIT */
#include "source.h"

enum { DROPOUT_MAX = 3000, MISORDER_MAX = 100, NO_SUSPECT = 0x10000 }; /* RFC 3550 appendix A.1 */

static uint64_t n_expected(const struct rtp_source *s)
{
    return (uint64_t)rtp_source_highest(s) - s->first + 1;
}

uint32_t rtp_source_highest(const struct rtp_source *s)
{
    return s->cycles + s->highest;
}

uint32_t rtp_source_lost(const struct rtp_source *s)
{
    uint64_t expected = s->is_known ? n_expected(s) : 0;
    return (uint32_t)(s->n_lost_before + (expected > s->n_received ? expected - s->n_received : 0));
}

unsigned rtp_source_jitter_ms(const struct rtp_source *s)
{
    return s->jitter_16 / 16 / 8;
}

static void begin(struct rtp_source *s, uint32_t ssrc, uint16_t sequence)
{
    *s = (struct rtp_source){.is_known = true,
                             .ssrc = ssrc,
                             .first = sequence,
                             .highest = sequence,
                             .suspect = NO_SUSPECT,
                             .n_lost_before = rtp_source_lost(s)};
}

static bool take_sequence(struct rtp_source *s, uint16_t sequence)
{
    uint16_t ahead = (uint16_t)(sequence - s->highest);
    if (ahead < DROPOUT_MAX) {
        if (sequence < s->highest) {
            s->cycles += 0x10000u;
        }
        s->highest = sequence;
    } else if (ahead <= 0x10000 - MISORDER_MAX) {
        if (sequence != s->suspect) {
            s->suspect = (sequence + 1u) & 0xffffu;
            return false;
        }
        begin(s, s->ssrc, sequence); /* two in a row: the sender has restarted */
    }                                /* else: late or twice */
    return true;
}

bool rtp_source_take(struct rtp_source *s, uint32_t ssrc, uint16_t sequence, uint32_t timestamp, uint32_t arrival)
{
    if (!s->is_known || s->ssrc != ssrc) {
        begin(s, ssrc, sequence);
    } else if (!take_sequence(s, sequence)) {
        return false;
    }
    uint32_t transit = arrival - timestamp;
    if (s->n_received > 0) {
        int32_t d = (int32_t)(transit - s->transit);
        uint32_t size = d < 0 ? 0u - (uint32_t)d : (uint32_t)d;
        s->jitter_16 += size - ((s->jitter_16 + 8) >> 4); /* modulo 2^32, as in appendix A.8 */
    }
    s->transit = transit;
    s->n_received++;
    return true;
}

uint8_t rtp_source_fraction(struct rtp_source *s)
{
    uint64_t expected = n_expected(s), more = expected - s->n_expected_reported;
    uint64_t received = s->n_received - s->n_received_reported;
    s->n_expected_reported = expected;
    s->n_received_reported = s->n_received;
    if (more <= received) {
        return 0;
    }
    uint64_t fraction = ((more - received) << 8) / more;
    return (uint8_t)(fraction > 255 ? 255 : fraction);
}
