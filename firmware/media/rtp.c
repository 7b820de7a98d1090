/* SPDX-License-Identifier: MIT */
#include "rtp.h"
#include <rt/buf.h>

enum { VERSION = 2, PADDING_BIT = 0x20, EXTENSION_BIT = 0x10, MARKER_BIT = 0x80 };

void rtp_put_header(uint8_t *out, const struct rtp_header *h)
{
    out[0] = VERSION << 6;
    out[1] = (uint8_t)((h->marker ? MARKER_BIT : 0) | h->payload);
    rt_put_be16(out + 2, h->sequence);
    rt_put_be32(out + 4, h->timestamp);
    rt_put_be32(out + 8, h->ssrc);
}

bool rtp_read(const uint8_t *bytes, size_t n, struct rtp_header *h, const uint8_t **payload, size_t *n_payload)
{
    if (n < RTP_HEADER_BYTES || bytes[0] >> 6 != VERSION) {
        return false;
    }
    size_t n_head = RTP_HEADER_BYTES + 4u * (bytes[0] & 0x0fu);
    if ((bytes[0] & EXTENSION_BIT) != 0) {
        if (n < n_head + 4) {
            return false;
        }
        n_head += 4 + 4u * rt_be16(bytes + n_head + 2);
    }
    /* The last octet counts the octets of padding, itself among them. */
    size_t n_padding = (bytes[0] & PADDING_BIT) != 0 ? bytes[n - 1] : 0;
    if (n < n_head + n_padding || ((bytes[0] & PADDING_BIT) != 0 && n_padding == 0)) {
        return false;
    }
    *h = (struct rtp_header){.marker = (bytes[1] & MARKER_BIT) != 0,
                             .payload = bytes[1] & 0x7fu,
                             .sequence = rt_be16(bytes + 2),
                             .timestamp = rt_be32(bytes + 4),
                             .ssrc = rt_be32(bytes + 8)};
    *payload = bytes + n_head;
    *n_payload = n - n_head - n_padding;
    return true;
}
