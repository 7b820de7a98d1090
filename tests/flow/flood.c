/* SPDX-License-Identifier: MIT */
/* What is hostile and comes in masses: flows of a host, a port scan, packets of strangers, hosts that ask for
 * addresses. Memory stays bounded, the unit's own sockets work, and the voice menu answers meanwhile. */
#include <harness/test.h>
#include <harness/device_rig.h>
#include <fw/channel.h>
#include <ivr/ivr.h>
#include <net/port.h>
#include <rt/buf.h>
#include <rt/mem.h>
#include <unit/phone.h>
#include <string.h>

#define LAN_IP 0xc0a80001u
#define FAR    0xcb007100u

/* Frames of each kind: a few thousand, as many seconds as the test may take; more changes nothing, as the tables are
 * full after 1,024. Enough for the whole range of ports of the scan. */
enum { N_FLOWS = 100000, N_BATCH = 500 };

static void frame_of(uint8_t frame[60], const struct outside *o, uint8_t proto, uint32_t src, uint16_t src_port,
                     uint32_t dst, uint16_t dst_port)
{
    struct packet p = {.proto = proto,
                       .src_mac = {2, 0, 0, 0, 0, 7},
                       .src_ip = src,
                       .dst_ip = dst,
                       .src_port = src_port,
                       .dst_port = dst_port,
                       .flags = PACKET_SYN};
    uint8_t bytes[PACKET_FRAME_MAX];
    memcpy(p.dst_mac, o->unit_mac, 6);
    size_t n = packet_write(&p, bytes);
    memset(frame, 0, 60);
    memcpy(frame, bytes, n);
}

/* Handset up, "****", and the menu speaks. */
static void assert_menu_answers(struct device_rig *r, struct emu_phone *phone)
{
    emu_phone_set_hook(phone, true);
    device_rig_pass_ms(r, 1000);
    assert_int_equal(emu_phone_dial(phone, "****"), RT_OK);
    (void)device_rig_expect_within(r, &fw_signal_ivr, "say main_menu", 5);
    emu_phone_set_hook(phone, false);
    device_rig_pass_ms(r, 1000);
}

static void test_floods_leave_memory_bounded_and_the_menu_alive(void **state)
{
    static struct device_rig r;
    (void)state;
    device_rig_init(&r, "5.2.10");
    device_rig_set(&r, "Resync_On_Reset", "No");
    device_rig_set(&r, "Enable_DMZ", "Yes");
    device_rig_set(&r, "DMZ_Host_IP_Address", "9");
    device_rig_start(&r);
    struct emu_phone *phone = emu_phone_create(r.board, 0);
    assert_non_null(phone);
    uint32_t wan_ip = fw_net_status(fw_device_net(r.device))->ip;
    uint64_t n_live = rt_mem_n_live();
    size_t worst = 0;
    assert_true(device_rig_get(&r, "/") == 200); /* learns the unit's MAC address at the LAN port */
    device_rig_drop_web(&r);
    for (uint32_t i = 0; i < N_FLOWS; i++) {
        static const uint8_t protocols[] = {PACKET_PROTO_UDP, PACKET_PROTO_TCP};
        uint8_t frame[60];
        uint8_t proto = protocols[i % 2];
        switch (i % 4) {
        case 0: /* a host that speaks to all the world */
        case 1:
            frame_of(frame, &r.lan, proto, DEVICE_RIG_LAN_PC, (uint16_t)(1024 + i), FAR + i / 3, (uint16_t)i);
            board_nic_deliver(r.board, BOARD_PORT_LAN, frame, sizeof frame);
            break;
        case 2: /* a scan of all ports, from one peer and from many; those that lead to the DMZ make flows */
            frame_of(frame, &r.wan, proto, FAR, 6000, wan_ip, (uint16_t)(i / 2));
            board_nic_deliver(r.board, BOARD_PORT_WAN, frame, sizeof frame);
            break;
        default: /* fragments that never become a whole */
            frame_of(frame, &r.wan, proto, FAR + i, 6000, wan_ip, 7);
            rt_put_be16(frame + 20, 0x2000);
            rt_put_be16(frame + 18, (uint16_t)i);
            rt_put_be16(frame + 24, (uint16_t)(rt_be16(frame + 24) - 0x2000 - i)); /* most are damaged, too */
            board_nic_deliver(r.board, BOARD_PORT_WAN, frame, sizeof frame);
            break;
        }
        if (i % N_BATCH == 0) {
            device_rig_pass_ms(&r, 5); /* 100,000 a second */
            worst = fw_lwip_heap_used() > worst ? fw_lwip_heap_used() : worst;
        }
        if (i == N_FLOWS / 2) {
            assert_menu_answers(&r, phone);
        }
    }
    assert_menu_answers(&r, phone);
    for (unsigned i = 0; i < BOARD_N_PORTS; i++) { /* none was lost on its way in */
        assert_in_range(board_nic_counters(r.board, (enum board_port)i).frames_in, N_FLOWS / 2, N_FLOWS);
        assert_int_equal(board_nic_counters(r.board, (enum board_port)i).frames_lost, 0);
    }
    assert_in_range(worst, 1, 256 * 1024);
    assert_in_range(rt_mem_n_live() - n_live, 0, 200);
    assert_true(device_rig_get(&r, "/") == 200);
    device_rig_drop_web(&r);
    device_rig_pass_s(&r, 600);
    assert_in_range(rt_mem_n_live() - n_live, 0, 20);
    emu_phone_destroy(phone);
    device_rig_fini(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_floods_leave_memory_bounded_and_the_menu_alive)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
