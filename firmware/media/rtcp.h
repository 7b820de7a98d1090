/* SPDX-License-Identifier: MIT */
/* RTCP packets (RFC 3550 section 6). Pure. */
#pragma once
#include <rt/buf.h>
#include <rt/str.h>
#include <stdbool.h>

/* What a receiver reports of a sender: section 6.4.1. */
struct rtcp_block {
    uint32_t ssrc;
    uint8_t fraction;
    int32_t lost;                                     /* 24 bits */
    uint32_t highest, jitter, last_sr, since_last_sr; /* jitter: timestamp units; since: 1/65536 s */
};
struct rtcp_sender {
    uint64_t ntp; /* 32.32 */
    uint32_t timestamp, packets, octets;
};
/* Appends a sender report (sender NULL: a receiver report) of ssrc, with one block or none (NULL). */
void rtcp_put_report(struct rt_buf *out, uint32_t ssrc, const struct rtcp_sender *sender,
                     const struct rtcp_block *block);
/* Source description: items are cut to 255 octets; an empty one is left out. */
void rtcp_put_description(struct rt_buf *out, uint32_t ssrc, const char *cname, const char *name, const char *tool);
void rtcp_put_bye(struct rt_buf *out, uint32_t ssrc);

/* What a compound packet of a peer says. */
struct rtcp_facts {
    bool has_sender;
    uint64_t ntp;   /* of its sender report */
    bool has_block; /* a block about ssrc */
    struct rtcp_block block;
    bool has_bye;
};
/* ssrc: the own one. False: not RTCP, and nothing of it counts. */
bool rtcp_read(const uint8_t *bytes, size_t n, uint32_t ssrc, struct rtcp_facts *out);
