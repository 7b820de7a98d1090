/* SPDX-License-Identifier: MIT */
/* Frames: what is built can be read, what is damaged is not, and a rewritten one has right checksums. */
#include <harness/test.h>
#include <net/packet.h>
#include <rt/buf.h>
#include <string.h>

static const struct emu_udp sample = {.src_mac = {2, 0, 0, 0, 0, 1},
                                      .dst_mac = {2, 0, 0, 0, 0, 2},
                                      .src_ip = 0xc0a80164,
                                      .dst_ip = 0xc0a801c8,
                                      .src_port = 1234,
                                      .dst_port = 69,
                                      .payload = (const uint8_t *)"hello, odd",
                                      .n_payload = 10};

static void test_a_packet_is_read_as_it_was_built(void **state)
{
    uint8_t frame[BOARD_FRAME_MAX];
    struct emu_udp out;
    (void)state;
    for (size_t n = 0; n <= sample.n_payload; n++) {
        struct emu_udp in = sample;
        in.n_payload = n;
        size_t length = emu_udp_build(frame, &in);
        assert_true(length >= 60);
        assert_true(emu_udp_parse(frame, length, &out));
        assert_int_equal(out.n_payload, n);
        assert_memory_equal(out.payload, in.payload, n);
        assert_memory_equal(out.src_mac, in.src_mac, 6);
        assert_int_equal(out.src_ip, in.src_ip);
        assert_int_equal(out.dst_port, 69);
    }
}

static void test_any_damaged_bit_after_the_addresses_is_noticed(void **state)
{
    uint8_t frame[BOARD_FRAME_MAX];
    struct emu_udp out;
    size_t n = emu_udp_build(frame, &sample);
    size_t n_real = EMU_ETH_BYTES + EMU_IP_BYTES + EMU_UDP_BYTES + sample.n_payload;
    (void)state;
    for (size_t bit = 12 * 8; bit < n_real * 8; bit++) {
        frame[bit / 8] ^= (uint8_t)(1u << bit % 8);
        if (emu_udp_parse(frame, n, &out)) {
            fail_msg("bit %zu", bit);
        }
        frame[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    assert_true(emu_udp_parse(frame, n, &out));
}

static void test_a_frame_cut_anywhere_is_refused(void **state)
{
    uint8_t frame[BOARD_FRAME_MAX];
    struct emu_udp out;
    (void)state;
    (void)emu_udp_build(frame, &sample);
    size_t n_real = EMU_ETH_BYTES + EMU_IP_BYTES + EMU_UDP_BYTES + sample.n_payload;
    for (size_t n = 0; n < n_real; n++) {
        uint8_t exact[128];
        memcpy(exact, frame, n); /* the sanitizer sees a read past it */
        assert_false(emu_udp_parse(exact, n, &out));
    }
}

static void test_a_rewritten_packet_has_right_checksums(void **state)
{
    uint8_t frame[BOARD_FRAME_MAX];
    struct emu_udp out;
    struct emu_ip_view view;
    (void)state;
    for (uint32_t i = 0; i < 70000; i += 7) { /* also ports whose sum comes out as 0 and 0xffff */
        size_t n = emu_udp_build(frame, &sample);
        assert_true(emu_ip_view(frame, n, &view));
        emu_ip_rewrite(frame, &view, 0x0a000001 + i, 0x7f000001, (uint16_t)i, 6969);
        assert_true(emu_udp_parse(frame, n, &out));
        assert_int_equal(out.src_ip, 0x0a000001 + i);
        assert_int_equal(out.dst_port, 6969);
    }
}

static void test_a_packet_without_checksum_keeps_none(void **state)
{
    uint8_t frame[BOARD_FRAME_MAX];
    struct emu_udp out;
    struct emu_ip_view view;
    size_t n = emu_udp_build(frame, &sample);
    (void)state;
    rt_put_be16(frame + 40, 0);
    assert_true(emu_udp_parse(frame, n, &out));
    assert_true(emu_ip_view(frame, n, &view));
    emu_ip_rewrite(frame, &view, 1, 2, 3, 4);
    assert_int_equal(rt_be16(frame + 40), 0);
}

static void test_fragments_are_left_alone(void **state)
{
    uint8_t frame[BOARD_FRAME_MAX];
    struct emu_ip_view view;
    size_t n = emu_udp_build(frame, &sample);
    (void)state;
    frame[20] = 0x20; /* more fragments */
    rt_put_be16(frame + 24, 0);
    rt_put_be16(frame + 24, (uint16_t)~emu_checksum(frame + 14, 20, 0));
    assert_false(emu_ip_view(frame, n, &view));
}

static void test_a_closed_port_answers_an_opening_with_a_reset(void **state)
{
    uint8_t syn[BOARD_FRAME_MAX] = {2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0, 0x45, 0, 0, 40, 0, 0, 0, 0, 64, 6};
    uint8_t reset[BOARD_FRAME_MAX];
    struct emu_ip_view view;
    (void)state;
    rt_put_be32(syn + 26, sample.src_ip);
    rt_put_be32(syn + 30, sample.dst_ip);
    rt_put_be16(syn + 24, (uint16_t)~emu_checksum(syn + 14, 20, 0));
    rt_put_be16(syn + 34, 5000);
    rt_put_be16(syn + 36, 443);
    rt_put_be32(syn + 38, 0xffffffff);
    syn[46] = 0x50;
    syn[47] = 0x02;
    assert_true(emu_ip_view(syn, 60, &view));
    assert_true(emu_tcp_is_opening(syn, &view));
    size_t n = emu_tcp_build_reset(reset, syn, &view);
    assert_true(emu_ip_view(reset, n, &view));
    assert_int_equal(view.src_ip, sample.dst_ip);
    assert_int_equal(view.src_port, 443);
    assert_int_equal(view.dst_port, 5000);
    assert_int_equal(rt_be32(reset + 42), 0); /* acknowledges 0xffffffff + 1 */
    assert_int_equal(reset[47], 0x14);
    assert_memory_equal(reset, "\x02\0\0\0\0\x01\x02\0\0\0\0\x02", 12);
    syn[47] = 0x12;
    assert_true(emu_ip_view(syn, 60, &view));
    assert_false(emu_tcp_is_opening(syn, &view));
}

static void test_an_arp_request_is_distinguished_from_other_frames(void **state)
{
    uint8_t frame[60] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0,  0, 0, 0, 1, 8, 6, 0, 1, 8, 0,  6, 4, 0,
                         1,    2,    0,    0,    0,    0,    1, 10, 0, 0, 1, 0, 0, 0, 0, 0, 0, 10, 0, 0, 2};
    uint8_t reply[BOARD_FRAME_MAX];
    uint8_t mac[6];
    uint32_t target, sender;
    (void)state;
    assert_true(emu_arp_parse_request(frame, sizeof frame, &target, &sender, mac));
    assert_int_equal(target, 0x0a000002);
    assert_int_equal(sender, 0x0a000001);
    assert_false(emu_arp_parse_request(frame, 41, &target, &sender, mac));
    size_t n = emu_arp_build_reply(reply, target, (const uint8_t *)"\x52\x55\x0a\0\0\x02", sender, mac);
    assert_int_equal(n, 60);
    assert_int_equal(reply[21], 2);
    assert_memory_equal(reply + 38, "\x0a\0\0\x01", 4);
    assert_false(emu_arp_parse_request(reply, n, &target, &sender, mac)); /* a reply is no request */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_packet_is_read_as_it_was_built),
        cmocka_unit_test(test_any_damaged_bit_after_the_addresses_is_noticed),
        cmocka_unit_test(test_a_frame_cut_anywhere_is_refused),
        cmocka_unit_test(test_a_rewritten_packet_has_right_checksums),
        cmocka_unit_test(test_a_packet_without_checksum_keeps_none),
        cmocka_unit_test(test_fragments_are_left_alone),
        cmocka_unit_test(test_a_closed_port_answers_an_opening_with_a_reset),
        cmocka_unit_test(test_an_arp_request_is_distinguished_from_other_frames),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
