/* SPDX-License-Identifier: MIT */
/* CVE-2008-2092: an over-long ping stops a unit with firmware 3.3.6, by the quirk long-ping only. */
#include <harness/test.h>
#include <harness/device_rig.h>
#include <fw/channel.h>
#include <fw/quirk.h>
#include <rt/buf.h>
#include <string.h>

enum { ICMP = 1, PIECE = 1480 };

/* As "ping -l SIZE" of a PC, in fragments, each in its frame. */
static void ping(struct device_rig *r, struct outside *o, uint32_t src, uint32_t dst, size_t size)
{
    for (size_t at = 0; at < size + 8; at += PIECE) {
        uint8_t frame[14 + 20 + PIECE] = {0}, *ip = frame + 14;
        size_t n = size + 8 - at < PIECE ? size + 8 - at : PIECE;
        uint32_t sum = 0;
        memcpy(frame, o->unit_mac, 6);
        frame[6] = 2;
        rt_put_be16(frame + 12, 0x0800);
        ip[0] = 0x45;
        rt_put_be16(ip + 2, (uint16_t)(20 + n));
        rt_put_be16(ip + 4, 77);
        rt_put_be16(ip + 6, (uint16_t)((at + n < size + 8 ? 0x2000u : 0) | at / 8));
        ip[8] = 64;
        ip[9] = ICMP;
        rt_put_be32(ip + 12, src);
        rt_put_be32(ip + 16, dst);
        for (size_t i = 0; i < 20; i += 2) {
            sum += rt_be16(ip + i);
        }
        sum = (sum & 0xffffu) + (sum >> 16);
        rt_put_be16(ip + 10, (uint16_t) ~(sum + (sum >> 16)));
        ip[20] = at == 0 ? 8 : 0;
        board_nic_deliver(r->board, o->port, frame, sizeof frame - PIECE + n);
    }
    device_rig_pass_ms(r, 100);
}

static bool is_alive(struct device_rig *r)
{
    bool is_alive = device_rig_get(r, "/") == 200;
    device_rig_drop_web(r);
    return is_alive;
}

static void test_it_stops_by_the_quirk_in_that_release_only(void **state)
{
    static const struct {
        const char *release;
        bool has_quirk;
        size_t size;
        bool is_stopped;
    } rows[] = {
        {"3.3.6", true, 65500, true},   {"3.3.6", true, 32000, false},  {"3.3.6", true, 1400, false},
        {"3.3.6", false, 65500, false}, {"5.2.10", true, 65500, false},
    };
    (void)state;
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        static struct device_rig r;
        device_rig_prepare(&r, rows[i].release);
        r.config.quirks = rows[i].has_quirk ? FW_QUIRK_BIT(FW_QUIRK_LONG_PING) : 0;
        device_rig_build(&r);
        device_rig_start(&r);
        assert_true(is_alive(&r));
        ping(&r, &r.lan, DEVICE_RIG_LAN_PC, 0xc0a80001u, rows[i].size);
        assert_int_equal(device_rig_saw(&r, &fw_signal_boot, "crashed by an over-long ping (CVE-2008-2092)"),
                         rows[i].is_stopped);
        if (rows[i].is_stopped) {
            device_rig_pass_s(&r, 3600); /* no watchdog */
            assert_false(fw_device_is_running(r.device));
            device_rig_power_off(&r);
            device_rig_start(&r);
        }
        assert_true(is_alive(&r));
        device_rig_fini(&r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_it_stops_by_the_quirk_in_that_release_only)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
