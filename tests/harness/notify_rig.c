/* SPDX-License-Identifier: MIT */
#include "notify_rig.h"
#include "test.h"

#define PROFILE "<flat-profile><GPP_A>by notify</GPP_A></flat-profile>"

const struct sip_peer_login notify_rig_login = {.user = "1001", .password = "s3cret"};
const struct sip_peer_login notify_rig_login_2 = {.user = "1002", .password = "other"};

int notify_rig_set_up(void **state)
{
    static struct notify_rig w;
    device_rig_init(&w.r, "5.2.10");
    device_rig_set(&w.r, "Resync_On_Reset", "No");
    device_rig_set(&w.r, "Profile_Rule", "tftp://192.168.1.200/a.cfg?$PRVST");
    device_rig_set(&w.r, "User_ID_1_", "1001");
    device_rig_set(&w.r, "Password_1_", "s3cret");
    device_rig_set(&w.r, "User_ID_2_", "1002");
    device_rig_set(&w.r, "Password_2_", "other");
    provider_serve_text(&w.r.provider, "/a.cfg?-1", PROFILE);
    outside_add_host(&w.r.wan, SIP_IP);
    sip_peer_init(&w.sip, &w.r.wan, SIP_IP, PROVIDER_UNIT_IP);
    *state = &w;
    return 0;
}

int notify_rig_tear_down(void **state)
{
    struct notify_rig *w = *state;
    sip_peer_fini(&w->sip);
    device_rig_fini(&w->r);
    return 0;
}

void notify_rig_start(struct notify_rig *w)
{
    device_rig_start(&w->r);
    device_rig_pass_s(&w->r, 20);
    device_rig_forget(&w->r);
}

void notify_rig_expect_no_resync(struct notify_rig *w)
{
    device_rig_pass_s(&w->r, 120);
    assert_string_equal(device_rig_asked(&w->r), "");
    assert_string_equal(device_rig_value(&w->r, "GPP_A"), "");
}

void notify_rig_expect_resync(struct notify_rig *w)
{
    device_rig_pass_s(&w->r, 5);
    assert_string_equal(device_rig_asked(&w->r), "tftp /a.cfg?-1");
    assert_string_equal(device_rig_value(&w->r, "GPP_A"), "by notify");
}
