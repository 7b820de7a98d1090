/* SPDX-License-Identifier: MIT */
#include "resync_rig.h"
#include "test.h"
#include <fw/channel.h>
#include <stdio.h>

struct device_rig resync_rig;

int resync_rig_set_up(void **state)
{
    device_rig_prepare(&resync_rig, "5.2.10");
    device_rig_set(&resync_rig, "Profile_Rule", "/a$PRVST");
    device_rig_set(&resync_rig, "Resync_Random_Delay", "0");
    *state = &resync_rig;
    return 0;
}

struct device_rig *resync_rig_build(void)
{
    device_rig_build(&resync_rig);
    provider_serve_text(&resync_rig.provider, "/a0", RESYNC_RIG_OK);
    provider_serve_text(&resync_rig.provider, "/a1", RESYNC_RIG_OK);
    provider_serve_text(&resync_rig.provider, "/a2", RESYNC_RIG_OK);
    provider_serve_text(&resync_rig.provider, "/a-1", RESYNC_RIG_OK);
    return &resync_rig;
}

int resync_rig_tear_down(void **state)
{
    device_rig_fini(*state);
    return 0;
}

void resync_rig_start(struct device_rig *r)
{
    device_rig_start(r);
    (void)device_rig_expect(r, &fw_signal_resync, "done");
    assert_string_equal(device_rig_asked(r), "tftp /a0");
    device_rig_forget(r);
}

uint64_t resync_rig_expect_begin(struct device_rig *r, const char *prvst)
{
    char text[40];
    (void)snprintf(text, sizeof text, "begins, PRVST=%s", prvst);
    return device_rig_expect_within(r, &fw_signal_resync, text, 400000);
}

void resync_rig_expect_none(struct device_rig *r, uint64_t for_s)
{
    device_rig_forget(r);
    device_rig_pass_s(r, for_s);
    assert_string_equal(device_rig_asked(r), "");
}
