/* SPDX-License-Identifier: MIT */
/* Offers and answers as text, in the order of the captured one. */
#include "sdp_priv.h"
#include "sdp_write.h"
#include <rt/assert.h>
#include <inttypes.h>

static const char *const direction_names[] = {
    [FW_SDP_SENDRECV] = "sendrecv",
    [FW_SDP_SENDONLY] = "sendonly",
    [FW_SDP_RECVONLY] = "recvonly",
    [FW_SDP_INACTIVE] = "inactive",
};

void sdp_put_session(const struct fw_sdp_local *local, bool is_2543_hold, struct rt_buf *out)
{
    char ip[16], connection[16];
    (void)rt_ipv4_text(local->ip, ip);
    (void)rt_ipv4_text(is_2543_hold ? 0 : local->media_ip != 0 ? local->media_ip : local->ip, connection);
    (void)rt_buf_printf(out, "v=0\r\no=- %" PRIu64 " %" PRIu64 " IN IP4 %s\r\ns=-\r\nc=IN IP4 %s\r\nt=0 0\r\n",
                        local->id, local->version, ip, connection); /* the caller looks at rt_buf_error() */
}

void sdp_list_put(struct sdp_list *l, struct sdp_payload payload, unsigned events)
{
    RT_ASSERT(l->n < SDP_LIST_MAX);
    l->payload[l->n] = payload;
    l->events[l->n++] = events;
}

void sdp_put_audio(const struct sdp_list *l, unsigned port, unsigned ptime_ms, enum fw_sdp_direction direction,
                   struct rt_buf *out)
{
    (void)rt_buf_printf(out, "m=audio %u RTP/AVP", port); /* as above */
    for (unsigned i = 0; i < l->n; i++) {
        (void)rt_buf_printf(out, " %u", l->payload[i].number);
    }
    (void)rt_buf_put_text(out, "\r\n");
    for (unsigned i = 0; i < l->n; i++) {
        (void)rt_buf_printf(out, "a=rtpmap:%u %.*s/8000\r\n", l->payload[i].number, (int)l->payload[i].name.n,
                            l->payload[i].name.p);
        if (l->events[i] == SDP_NSE_EVENTS) {
            (void)rt_buf_printf(out, "a=fmtp:%u 192-193\r\n", l->payload[i].number);
        } else if (l->events[i] > 0) {
            (void)rt_buf_printf(out, "a=fmtp:%u 0-%u\r\n", l->payload[i].number, l->events[i]);
        }
    }
    (void)rt_buf_printf(out, "a=ptime:%u\r\na=%s\r\n", ptime_ms, direction_names[direction]);
}

const char *fw_loopback_name(enum fw_loopback l)
{
    static const char *const names[] = {
#define NAME(id, name) name,
        FW_LOOPBACK_LIST(NAME)
#undef NAME
    };
    RT_ASSERT((unsigned)l < FW_N_LOOPBACKS);
    return names[l];
}

void sdp_put_loopback(const struct fw_sdp_local *local, struct rt_buf *out)
{
    if (local->loopback != FW_LOOPBACK_NONE) {
        (void)rt_buf_printf(out, "a=loopback:%s\r\na=loopback-%s\r\n", fw_loopback_name(local->loopback),
                            local->is_mirror ? "mirror" : "source");
    }
}

unsigned sdp_ptime_ms(const struct fw_params *p)
{
    /* Multiples of 10 ms (guide p.2-20), as the codecs need. */
    unsigned ms = (unsigned)(fw_element_us(p, FW_EL_RTP_PACKET_SIZE) / 10000 * 10);
    return ms < 10 ? 10 : ms > 160 ? 160 : ms;
}

enum rt_err fw_sdp_offer(const struct fw_params *p, unsigned line, const struct fw_sdp_local *local, struct rt_buf *out)
{
    enum fw_codec codecs[FW_N_CODECS];
    unsigned n = fw_sdp_codecs(p, line, local, codecs, NULL);
    struct sdp_extras extras = sdp_extras_of(p, line);
    struct sdp_list list = {0};
    for (unsigned i = 0; i < n; i++) {
        sdp_list_put(&list, sdp_payload_of(p, line, codecs[i]), 0);
    }
    if (extras.has_nse) {
        sdp_list_put(&list, extras.nse, SDP_NSE_EVENTS);
    }
    sdp_list_put(&list, extras.avt, extras.avt_events);
    if (local->loopback == FW_LOOPBACK_PACKETS) {
        sdp_list_put(&list, extras.encapsulated, 0);
    }
    sdp_put_session(local, local->is_2543_hold, out);
    sdp_put_audio(&list, local->rtp_port, sdp_ptime_ms(p), local->direction, out);
    sdp_put_loopback(local, out);
    return rt_buf_error(out);
}
