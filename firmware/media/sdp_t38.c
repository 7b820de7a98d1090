/* SPDX-License-Identifier: MIT */
#include "sdp_write.h"
#include <fw/t38.h>

#define MAX_BUFFER   1024u /* octets of what the fax machine has not taken yet. guess */
#define MAX_DATAGRAM 400u  /* guess; of a gateway that says nothing too */

static void put_image(const struct fw_params *p, unsigned line, unsigned port, struct rt_buf *out)
{
    bool is_slow = fw_element_bool(p, fw_element_of_line(FW_EL_FAX_T38_V29_ONLY_1, line));
    (void)rt_buf_printf(out, "m=image %u udptl t38\r\n", port); /* the caller looks at rt_buf_error() */
    (void)rt_buf_printf(out, "a=T38FaxVersion:0\r\na=T38MaxBitRate:%u\r\na=T38FaxRateManagement:transferredTCF\r\n",
                        is_slow ? 9600u : 14400u);
    (void)rt_buf_printf(out, "a=T38FaxMaxBuffer:%u\r\na=T38FaxMaxDatagram:%u\r\na=T38FaxUdpEC:t38UDPRedundancy\r\n",
                        MAX_BUFFER, MAX_DATAGRAM);
}

enum rt_err fw_t38_offer(const struct fw_params *p, unsigned line, const struct fw_sdp_local *local, struct rt_buf *out)
{
    sdp_put_session(local, false, out);
    put_image(p, line, local->rtp_port, out);
    return rt_buf_error(out);
}

bool fw_t38_path_of(const struct fw_sdp *sdp, struct fw_t38_path *path)
{
    *path =
        (struct fw_t38_path){sdp->image_ip, sdp->image_port, sdp->max_datagram != 0 ? sdp->max_datagram : MAX_DATAGRAM};
    return sdp->has_image && sdp->image_ip != 0;
}

enum rt_err fw_t38_answer(const struct fw_params *p, unsigned line, const struct fw_sdp *offer,
                          const struct fw_sdp_local *local, struct rt_buf *out)
{
    sdp_put_session(local, false, out);
    for (unsigned i = 0; i < offer->n_media; i++) {
        if (i == offer->image) {
            put_image(p, line, local->rtp_port, out);
        } else {
            sdp_put_refused(offer, i, out);
        }
    }
    return rt_buf_error(out);
}
