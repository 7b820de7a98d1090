/* SPDX-License-Identifier: MIT */
#include "call_rig.h"
#include "test.h"
#include <string.h>

void call_rig_init(struct call_rig *r, const char *release)
{
    device_rig_init(&r->unit, release);
    call_peer_init(&r->peer, &r->unit);
    device_rig_set(&r->unit, "Dial_Plan_1_", "(2xx)");
    r->phone = NULL;
}

void call_rig_fini(struct call_rig *r)
{
    emu_phone_destroy(r->phone);
    r->phone = NULL;
    call_peer_fini(&r->peer);
    device_rig_fini(&r->unit);
}

int call_rig_set_up(void **state)
{
    static struct call_rig r;
    call_rig_init(&r, "5.2.10");
    *state = &r;
    return 0;
}

int call_rig_set_up_started(void **state)
{
    (void)call_rig_set_up(state); /* always 0 */
    call_rig_start(*state);
    return 0;
}

int call_rig_tear_down(void **state)
{
    call_rig_fini(*state);
    return 0;
}

void call_rig_start(struct call_rig *r)
{
    device_rig_start(&r->unit);
    device_rig_pass_s(&r->unit, 20);
    r->phone = emu_phone_create(r->unit.board, 0);
    device_rig_forget(&r->unit);
}

void call_rig_ring(struct call_rig *r)
{
    call_rig_start(r);
    call_peer_invite(&r->peer, "", CALL_PEER_SDP);
    (void)call_peer_expect(&r->peer, "SIP/2.0 100", 100);
    (void)call_peer_expect(&r->peer, "SIP/2.0 180", 100);
    (void)device_rig_expect_within(&r->unit, &board_signal_ring, NULL, 5);
}

const char *call_rig_answer(struct call_rig *r)
{
    call_rig_ring(r);
    emu_phone_set_hook(r->phone, true);
    const char *ok = call_peer_expect(&r->peer, "SIP/2.0 200", 100);
    call_peer_request(&r->peer, "ACK", "", "", "");
    return ok;
}

const char *call_rig_dial(struct call_rig *r, const char *number)
{
    emu_phone_set_hook(r->phone, true);
    device_rig_pass_ms(&r->unit, 500);
    assert_int_equal(emu_phone_dial(r->phone, number), RT_OK);
    return call_peer_expect(&r->peer, "INVITE ", 5000);
}

void call_rig_hang_up(struct call_rig *r)
{
    emu_phone_set_hook(r->phone, false);
    device_rig_pass_ms(&r->unit, 1000);
}

unsigned call_rig_rtp(struct call_rig *r, uint64_t ms)
{
    unsigned before = r->peer.n_rtp;
    device_rig_pass_ms(&r->unit, ms);
    return r->peer.n_rtp - before;
}
