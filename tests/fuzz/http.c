/* SPDX-License-Identifier: MIT */
/* An HTTP answer, whole or in pieces, as the unit's own stack receives it. */
#include "fuzz.h"
#include <harness/net_rig.h>
#include <harness/tcp_peer.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct net_rig *rig = fuzz_net_rig();
    struct tcp_peer server;
    if (n < 3) {
        return 0;
    }
    const struct tcp_peer_script script = {.answer = data + 2,
                                           .n_answer = n - 2,
                                           .piece = data[0],
                                           .every_us = (data[1] & 3) != 0 ? 1000000 : 0,
                                           .is_early = (data[1] & 4) != 0,
                                           .end = (enum tcp_peer_end)((data[1] >> 3) % 3)};
    tcp_peer_init(&server, &rig->outside, IP4(10, 0, 0, 7), 80, &script);
    fuzz_fetch(rig, "http://10.0.0.7/a.cfg");
    tcp_peer_fini(&server);
    outside_remove_host(&rig->outside, IP4(10, 0, 0, 7));
    return 0;
}
