/* SPDX-License-Identifier: MIT */
/* A unit with two accounts whose profile is fetched when a NOTIFY asks for it, and a peer that sends them. */
#pragma once
#include "device_rig.h"
#include "sip_peer.h"

#define SIP_IP 0xc0a8013cu /* 192.168.1.60: the peer's */

struct notify_rig {
    struct device_rig r;
    struct sip_peer_rig sip;
};

extern const struct sip_peer_login notify_rig_login, notify_rig_login_2; /* of line 1, 2 */

/* For cmocka: *state is a struct notify_rig, without power. */
int notify_rig_set_up(void **state);
int notify_rig_tear_down(void **state);
/* On, quiet, and nothing noted yet. */
void notify_rig_start(struct notify_rig *w);
/* Within two minutes; within five seconds. */
void notify_rig_expect_no_resync(struct notify_rig *w);
void notify_rig_expect_resync(struct notify_rig *w);
