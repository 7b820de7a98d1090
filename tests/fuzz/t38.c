/* SPDX-License-Identifier: MIT */
/* Datagrams for a stream that carries T.38, and 30 ms of sound after each: UDPTL, and spandsp behind it. */
#include "fuzz.h"
#include <fw/t38.h>
#include <harness/media_rig.h>
#include <media/media_priv.h>
#include <rt/assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static struct media_rig rig;
    static const struct fw_media_client client = {.on_fax = NULL};
    static const struct fw_t38_path to = {.ip = 0xc0a8013cu, .port = 4000, .max_datagram = 400};
    static const struct fw_media_path path = {.ip = 0xc0a8013cu,
                                              .port = 4000,
                                              .codec = FW_CODEC_PCMU,
                                              .dtmf_tx = -1,
                                              .dtmf_rx = -1,
                                              .sends = true,
                                              .receives = true};
    struct fw_media_stream *s;
    int16_t silence[FRAME] = {0}, ear[FRAME];
    if (rig.board == NULL) {
        media_rig_open(&rig, NULL);
    }
    RT_ASSERT(fw_media_open(&s, rig.media, 1, &client, NULL) == RT_OK);
    fw_media_set_path(s, &path);
    RT_ASSERT(fw_media_start_t38(s, &to) == RT_OK);
    for (unsigned k = 0; n > 0 && k < 40; k++) {
        const uint8_t *piece;
        uint8_t datagram[300];
        size_t n_piece = fuzz_piece(&data, &n, 1, &piece);
        bool is_framed = n_piece > 0 && (piece[0] & 1) == 0;
        size_t head = is_framed && n_piece < 120 ? 3 : 0; /* half of them are UDPTL, so that spandsp gets them */
        if (head > 0) {
            datagram[0] = 0;
            datagram[1] = (uint8_t)k;
            datagram[2] = (uint8_t)n_piece;
        }
        memcpy(datagram + head, piece, n_piece);
        const struct fw_udp_datagram d = {
            .bytes = datagram, .n = n_piece + head, .n_whole = n_piece + head, .src_ip = to.ip, .src_port = to.port};
        media_receive_datagram(s, &d);
        for (unsigned i = 0; i < 3; i++) {
            fw_media_frame(s, silence, ear);
        }
    }
    fw_media_close(s);
    return 0;
}
