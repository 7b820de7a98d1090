/* SPDX-License-Identifier: MIT */
/* Pieces of a description, for offer (sdp_write.c) and answer (sdp_answer.c). Failures are kept by the buffer. */
#pragma once
#include "sdp_priv.h"

#define SDP_LIST_MAX   (FW_N_CODECS + 4u)
#define SDP_NSE_EVENTS 192u /* fmtp 192-193: fax up, echo canceller off (captured) */

/* Formats of a media line. events: last event of a fmtp; 0: none. */
struct sdp_list {
    unsigned n;
    struct sdp_payload payload[SDP_LIST_MAX];
    unsigned events[SDP_LIST_MAX];
};
void sdp_list_put(struct sdp_list *l, struct sdp_payload payload, unsigned events);
void sdp_put_session(const struct fw_sdp_local *local, bool is_2543_hold, struct rt_buf *out);
/* The other side's i-th stream, with port 0. */
void sdp_put_refused(const struct fw_sdp *offer, unsigned i, struct rt_buf *out);
void sdp_put_audio(const struct sdp_list *l, unsigned port, unsigned ptime_ms, enum fw_sdp_direction direction,
                   struct rt_buf *out);
void sdp_put_loopback(const struct fw_sdp_local *local, struct rt_buf *out);
/* RTP_Packet_Size; one value for all codecs (captured). */
unsigned sdp_ptime_ms(const struct fw_params *p);
