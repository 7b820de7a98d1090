/* SPDX-License-Identifier: MIT */
/* A session description from a peer: read as an offer and as an answer. What the unit answers must itself be a
 * description with the codec that it agreed to. */
#include "fuzz.h"
#include <fw/sdp.h>
#include <harness/media_rig.h>
#include <rt/assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static struct media_rig rig;
    static struct fw_sdp offer, own;
    const struct fw_sdp_local local = {.ip = MEDIA_RIG_UNIT_IP, .rtp_port = 16384, .id = 1, .version = 1};
    struct fw_media_path path, back;
    struct rt_buf text;
    const char *why;
    if (rig.board == NULL) {
        media_rig_open(&rig, NULL);
    }
    if (fw_sdp_read(&offer, (const char *)data, n, &why) != RT_OK) {
        RT_ASSERT(*why != '\0');
        return 0;
    }
    rt_buf_init(&text, 8192);
    if (fw_sdp_answer(rig.params.params, 1, &offer, &local, &path, &text)) {
        RT_ASSERT(fw_sdp_read(&own, rt_buf_text(&text), text.n, &why) == RT_OK);
        RT_ASSERT(own.n_media == offer.n_media && own.has_audio && own.audio == offer.audio);
        RT_ASSERT(fw_sdp_take_answer(rig.params.params, 1, &own, &local, &back) && back.codec == path.codec);
        RT_ASSERT(fw_sdp_take_answer(rig.params.params, 1, &offer, &local, &back));
    }
    rt_buf_fini(&text);
    return 0;
}
