/* SPDX-License-Identifier: MIT */
#include "tftp_rig.h"
#include "test.h"
#include <rt/list.h>
#include <string.h>

struct tftp_rig tftp;

int tftp_rig_set_up(void **state)
{
    uint32_t x = 1;
    (void)state;
    for (size_t i = 0; i < sizeof tftp.file; i++) {
        x = x * 1664525u + 1013904223u;
        tftp.file[i] = (uint8_t)(x >> 24);
    }
    memset(&tftp.script, 0, sizeof tftp.script);
    net_rig_init(&tftp.net);
    tftp_peer_init(&tftp.peer, &tftp.net.outside, TFTP_RIG_SERVER, tftp.file, sizeof tftp.file);
    return 0;
}

int tftp_rig_tear_down(void **state)
{
    (void)state;
    tftp_peer_fini(&tftp.peer);
    net_rig_fini(&tftp.net);
    return 0;
}

void tftp_rig_put(struct tftp_rig *t, const char *url, size_t n)
{
    net_rig_fetch(&t->net, url, &(struct fw_fetch_request){.method = FW_METHOD_PUT, .body = t->file, .n_body = n});
    assert_true(net_rig_run(&t->net, 7200));
}

static struct tftp_rig *rig_of(struct tftp_peer *p)
{
    return RT_OWNER(p, struct tftp_rig, peer);
}

bool tftp_rig_lose_every_third(struct tftp_peer *p, unsigned opcode, unsigned number, const struct packet *packet)
{
    (void)opcode;
    (void)number;
    (void)packet;
    return rig_of(p)->script.n++ % 3 == 0;
}

bool tftp_rig_never_answer(struct tftp_peer *p, unsigned opcode, unsigned number, const struct packet *packet)
{
    (void)p;
    (void)opcode;
    (void)number;
    (void)packet;
    return true;
}

bool tftp_rig_fail_at_block(struct tftp_peer *p, unsigned opcode, unsigned number, const struct packet *packet)
{
    const struct tftp_rig *t = rig_of(p);
    (void)packet;
    if (opcode != TFTP_ERROR && number == t->script.error_at_block) {
        tftp_peer_send_error(p, t->script.error_code, "it\nis so");
        return true;
    }
    return false;
}

bool tftp_rig_is_not_found(const struct tftp_rig *t)
{
    return t->script.error_code == 1 && t->script.error_at_block == 0;
}
