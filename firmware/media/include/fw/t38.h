/* SPDX-License-Identifier: MIT */
/*
 * A fax by T.38: what session descriptions say of it (RFC 3362; ITU-T T.38 annex D), and a stream that carries it
 * instead of RTP. The names of the attributes in a description of the unit: recall.
 */
#pragma once
#include <fw/media.h>
#include <fw/sdp.h>

/* What the peer takes. */
struct fw_t38_path {
    uint32_t ip; /* host order */
    uint16_t port;
    unsigned max_datagram; /* octets */
};

/* Appends an offer of an image stream and nothing else. RT_ENOMEM, RT_ETOOBIG. */
enum rt_err fw_t38_offer(const struct fw_params *p, unsigned line_1_or_2, const struct fw_sdp_local *local,
                         struct rt_buf *out);
/* Has the description an image stream over UDPTL that is not refused? */
bool fw_t38_path_of(const struct fw_sdp *sdp, struct fw_t38_path *path);
/* Appends the answer to an offer with such a stream; its other streams are refused. RT_ENOMEM, RT_ETOOBIG. */
enum rt_err fw_t38_answer(const struct fw_params *p, unsigned line_1_or_2, const struct fw_sdp *offer,
                          const struct fw_sdp_local *local, struct rt_buf *out);

/* From now on the stream's port and frames carry T.38, until fw_media_set_path() or its end. RT_ENOMEM */
enum rt_err fw_media_start_t38(struct fw_media_stream *s, const struct fw_t38_path *path);
bool fw_media_is_t38(const struct fw_media_stream *s);
