/* SPDX-License-Identifier: MIT */
/* A technician's computer at the LAN port: it serves the profile and the image, and tells the unit to fetch them. */
#include <harness/test.h>
#include <harness/device_rig.h>
#include <harness/tftp_peer.h>
#include <board/board.h>
#include <fw/channel.h>
#include <string.h>

#define ANOTHER_PC 0xc0a8000bu /* 192.168.0.11 */

static const char profile[] = "<flat-profile><GPP_A>by the LAN</GPP_A></flat-profile>";

struct world {
    struct device_rig r;
    struct tftp_peer pc, another;
};

static int set_up(void **state)
{
    static struct world w;
    memset(&w, 0, sizeof w);
    device_rig_init(&w.r, "5.2.10");
    device_rig_set(&w.r, "Resync_On_Reset", "No");
    tftp_peer_init(&w.pc, &w.r.lan, DEVICE_RIG_LAN_PC, profile, sizeof profile - 1);
    outside_add_host(&w.r.lan, ANOTHER_PC);
    tftp_peer_init(&w.another, &w.r.lan, ANOTHER_PC, profile, sizeof profile - 1);
    *state = &w;
    return 0;
}

static int tear_down(void **state)
{
    struct world *w = *state;
    tftp_peer_fini(&w->another);
    tftp_peer_fini(&w->pc);
    device_rig_fini(&w->r);
    return 0;
}

static void test_a_profile_comes_from_a_host_of_the_lan(void **state)
{
    struct world *w = *state;
    struct device_rig *r = &w->r;
    device_rig_start(r);
    assert_int_equal(device_rig_get(r, "/admin/resync?tftp://192.168.0.11/x.cfg"), 200);
    device_rig_expect(r, &fw_signal_resync, "done");
    assert_string_equal(device_rig_value(r, "GPP_A"), "by the LAN");
    assert_string_equal(w->another.name, "/x.cfg");
    assert_int_equal(w->pc.n_requests, 0);
    /* Without a server: the host that asks (SPA9000 guide p.189). */
    assert_int_equal(device_rig_get(r, "/admin/resync?/y.cfg"), 200);
    device_rig_expect(r, &fw_signal_resync, "done");
    assert_string_equal(w->pc.name, "/y.cfg");
}

/* The unit lies on a desk: power, and the technician's computer. */
static void test_the_lan_is_enough(void **state)
{
    struct world *w = *state;
    struct device_rig *r = &w->r;
    board_nic_plug(r->board, BOARD_PORT_WAN, false);
    device_rig_power_on(r);
    device_rig_pass_s(r, 60);
    assert_int_equal(device_rig_get(r, "/admin/resync?/spa2102.cfg"), 200);
    device_rig_expect(r, &fw_signal_resync, "done");
    assert_string_equal(device_rig_value(r, "GPP_A"), "by the LAN");
    /* A server of the Internet waits for the Internet port. */
    assert_int_equal(device_rig_get(r, "/admin/resync?tftp://192.168.1.200/spa2102.cfg"), 200);
    device_rig_pass_s(r, 600);
    assert_string_equal(device_rig_asked(r), "");
    board_nic_plug(r->board, BOARD_PORT_WAN, true);
    device_rig_expect(r, &fw_signal_resync, "begins");
    device_rig_pass_s(r, 60);
    assert_string_equal(device_rig_asked(r), "tftp /spa2102.cfg");
}

static void test_an_image_comes_from_a_host_of_the_lan(void **state)
{
    struct world *w = *state;
    struct device_rig *r = &w->r;
    size_t n;
    w->pc.file = device_rig_image("5.2.12", &n);
    w->pc.n_file = n;
    board_nic_plug(r->board, BOARD_PORT_WAN, false);
    device_rig_power_on(r);
    device_rig_pass_s(r, 60);
    assert_int_equal(device_rig_get(r, "/upgrade?/spa2102-5-2-12.bin"), 200);
    device_rig_expect(r, &fw_signal_boot, "release 5.2.12");
    assert_string_equal(w->pc.name, "/spa2102-5-2-12.bin");
    device_rig_pass_s(r, 120);
    device_rig_power_off(r);
    device_rig_forget(r);
    device_rig_power_on(r);
    device_rig_expect(r, &fw_signal_boot, "release 5.2.12"); /* a network is no condition for a good start */
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_profile_comes_from_a_host_of_the_lan),
        TEST(the_lan_is_enough),
        TEST(an_image_comes_from_a_host_of_the_lan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
