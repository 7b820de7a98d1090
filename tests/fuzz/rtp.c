/* SPDX-License-Identifier: MIT */
/* RTP and RTCP for a stream: bytes as they are, and payloads behind a header that is in order, with holes, jumps and
 * pauses; paths change meanwhile. Whatever comes, 10 ms of sound are 80 samples, and the memory is bounded. */
#include "fuzz.h"
#include <harness/media_rig.h>
#include <rt/assert.h>
#include <rt/mem.h>

static void change_path(struct media_rig *r, uint8_t how)
{
    static const enum fw_codec codecs[] = {FW_CODEC_PCMU, FW_CODEC_PCMA, FW_CODEC_G726_16, FW_CODEC_G726_40};
    const struct fw_media_path path = {.ip = how & 1 ? MEDIA_RIG_PEER_IP : 0,
                                       .port = MEDIA_RIG_PEER_PORT,
                                       .codec = codecs[how >> 1 & 3],
                                       .payload_rx = how >> 3 & 3,
                                       .dtmf_tx = how & 32 ? 101 : -1,
                                       .dtmf_rx = how & 32 ? 101 : -1,
                                       .ptime_ms = how & 64 ? 20 : 0,
                                       .sends = true,
                                       .receives = how & 128};
    fw_media_set_path(r->stream, &path);
    fw_media_send_digit(r->stream, "0#!x"[how & 3], how);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static struct media_rig rig;
    static const char *const settings[] = {"RTCP_Tx_Interval=1", "Max_RTP_ICMP_Err=2", NULL};
    if (rig.board == NULL) {
        media_rig_open(&rig, settings);
        rig.is_deaf = true;
    }
    uint64_t live = rt_mem_n_live();
    rig.n_keys = 0;
    media_rig_start(&rig, FW_CODEC_PCMU);
    while (n > 1 && rig.n_keys < 32) {
        const uint8_t *piece;
        unsigned how = data[0] % 8, step = data[1];
        size_t n_piece = fuzz_piece(&data, &n, 8, &piece);
        n_piece = n_piece < MEDIA_RIG_OCTETS ? n_piece : MEDIA_RIG_OCTETS;
        switch (how) {
        case 0:
            media_rig_send_bytes(&rig, fw_media_port(rig.stream), piece, n_piece);
            break;
        case 1:
            media_rig_send_bytes(&rig, (uint16_t)(fw_media_port(rig.stream) + 1), piece, n_piece);
            break;
        case 2:
            rig.next.sequence = (uint16_t)(rig.next.sequence + step);
            rig.next.timestamp += step * 80u;
            break;
        case 3:
            rig.next.payload = step & 0x7f;
            rig.next.ssrc += step > 250;
            break;
        case 4:
            change_path(&rig, (uint8_t)step);
            break;
        default:
            media_rig_send(&rig, piece, n_piece, (unsigned)n_piece);
            break;
        }
        media_rig_frames(&rig, 1 + step % 4);
        RT_ASSERT(rt_mem_n_live() < live + 80);
    }
    (void)fw_media_stats(rig.stream);
    fw_media_close(rig.stream);
    return 0;
}
