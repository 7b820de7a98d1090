/* SPDX-License-Identifier: MIT */
/* TFTP, reading, against a server that is right, while packets are lost, doubled and late; and a caller who changes its
 * mind. */
#include <harness/test.h>
#include <harness/tftp_rig.h>
#include <rt/mem.h>
#include <string.h>

static void test_reads_files_of_every_length_around_a_block(void **state)
{
    (void)state;
    static const size_t lengths[] = {0, 1, 511, 512, 513, 1023, 1024, 1025, 51200, sizeof tftp.file};
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        tftp.peer.n_file = lengths[i];
        net_rig_get(&tftp.net, TFTP_RIG_URL);
        net_rig_expect_body(&tftp.net, tftp.file, lengths[i]);
        assert_true(tftp.peer.is_done);
        assert_int_equal(tftp.peer.n_blocks, lengths[i] / 512 + 1);
    }
}

static void test_asks_for_the_name_with_its_slash_in_mode_octet(void **state)
{
    (void)state;
    net_rig_get(&tftp.net, "tftp://10.0.0.7/cpe/Linksys 000e08abcdef.cfg?x=%20");
    assert_string_equal(tftp.peer.name, "/cpe/Linksys 000e08abcdef.cfg?x=%20");
    assert_string_equal(tftp.peer.mode, "octet");
    assert_int_equal(tftp.net.n_addrs, 1);
    assert_int_equal(tftp.net.addrs[0], TFTP_RIG_SERVER);
    assert_int_equal(tftp.net.result.server_ip, TFTP_RIG_SERVER);
}

static void test_a_port_in_the_url_is_asked(void **state)
{
    (void)state;
    struct tftp_peer moved;
    tftp_peer_init(&moved, &tftp.net.outside, TFTP_RIG_OTHER, tftp.file, 100);
    moved.on_69.port = 6969;
    net_rig_get(&tftp.net, "tftp://10.0.0.8:6969/a");
    net_rig_expect_body(&tftp.net, tftp.file, 100);
    tftp_peer_fini(&moved);
}

static void test_each_transfer_has_its_own_port(void **state)
{
    (void)state;
    net_rig_get(&tftp.net, TFTP_RIG_URL);
    uint16_t first = tftp.peer.unit_port;
    net_rig_get(&tftp.net, TFTP_RIG_URL);
    assert_int_not_equal(first, tftp.peer.unit_port);
}

static void test_lost_packets_cost_one_retry_each(void **state)
{
    (void)state;
    tftp.peer.on_packet = tftp_rig_lose_every_third;
    tftp.peer.n_file = 10 * 512 + 7;
    net_rig_get(&tftp.net, TFTP_RIG_URL);
    net_rig_expect_body(&tftp.net, tftp.file, 10 * 512 + 7);
    assert_int_equal(net_rig_seconds_taken(&tftp.net) % TFTP_RIG_RETRY_S, 0);
    assert_in_range(net_rig_seconds_taken(&tftp.net), 5 * TFTP_RIG_RETRY_S, 7 * TFTP_RIG_RETRY_S);
}

static void test_packets_lost_on_the_way_back_are_bridged_by_the_server(void **state)
{
    (void)state;
    tftp.peer.loses_every = 3;
    tftp.peer.retry_us = 3000000;
    net_rig_get(&tftp.net, TFTP_RIG_URL);
    net_rig_expect_body(&tftp.net, tftp.file, sizeof tftp.file);
    assert_in_range(net_rig_seconds_taken(&tftp.net), 201 / 3 * 3, 201 / 2 * 5);
}

static void test_a_silent_server_is_asked_five_times_in_25_seconds(void **state)
{
    (void)state;
    tftp.peer.on_packet = tftp_rig_never_answer;
    net_rig_get(&tftp.net, TFTP_RIG_URL);
    net_rig_expect_fail(&tftp.net, FW_FAIL_TFTP_TIMEOUT);
    assert_int_equal(tftp.peer.n_requests, TFTP_RIG_TRIES);
    assert_int_equal(net_rig_seconds_taken(&tftp.net), TFTP_RIG_TRIES * TFTP_RIG_RETRY_S);
}

static void test_no_host_at_the_address_is_a_timeout(void **state)
{
    (void)state;
    net_rig_get(&tftp.net, "tftp://10.0.0.99/a");
    net_rig_expect_fail(&tftp.net, FW_FAIL_TFTP_TIMEOUT);
    assert_int_equal(net_rig_seconds_taken(&tftp.net), TFTP_RIG_TRIES * TFTP_RIG_RETRY_S);
}

static bool die_at_block_17(struct tftp_peer *p, unsigned opcode, unsigned number, const struct packet *packet)
{
    (void)p;
    (void)packet;
    return opcode == TFTP_ACK && number >= 17;
}

static void test_a_server_that_dies_is_named_with_its_block(void **state)
{
    (void)state;
    tftp.peer.on_packet = die_at_block_17;
    net_rig_get(&tftp.net, TFTP_RIG_URL);
    net_rig_expect_fail(&tftp.net, FW_FAIL_TFTP_TIMEOUT);
    assert_non_null(strstr(tftp.net.result.detail, "block 17"));
    assert_non_null(strstr(tftp.net.result.detail, "10.0.0.7:69"));
    assert_int_equal(tftp.net.result.n_bytes, 17 * 512);
    assert_int_equal(tftp.peer.n_acks, 16 + TFTP_RIG_TRIES);
}

static bool send_twice(struct tftp_peer *p, unsigned opcode, unsigned number, const struct packet *packet)
{
    (void)packet;
    if (opcode == TFTP_RRQ) {
        tftp_peer_send_block(p, 1);
        return false;
    }
    uint64_t next = p->n_blocks + 1;
    if (opcode == TFTP_ACK && number == p->n_blocks && p->n_blocks * 512 <= p->n_file) {
        tftp_peer_send_block(p, next);
        tftp_peer_send_block(p, next);
        return true;
    }
    return false; /* the second ACK of a block */
}

static void test_doubled_blocks_count_once_and_are_acknowledged_twice(void **state)
{
    (void)state;
    tftp.peer.on_packet = send_twice;
    tftp.peer.n_file = 20 * 512 + 1;
    net_rig_get(&tftp.net, TFTP_RIG_URL);
    net_rig_expect_body(&tftp.net, tftp.file, 20 * 512 + 1);
    net_rig_pass_ms(&tftp.net, 1);
    assert_int_equal(tftp.peer.n_acks, 2 * 21);
}

static bool old_and_early_first(struct tftp_peer *p, unsigned opcode, unsigned number, const struct packet *packet)
{
    (void)packet;
    if (opcode == TFTP_ACK && number >= 3 && number < 190) {
        uint64_t next = number + 1;
        tftp_peer_send_block(p, next + 2);
        tftp_peer_send_block(p, next - 3);
        p->n_blocks = number; /* as if they had not been sent */
    }
    return false;
}

static void test_late_and_early_blocks_are_ignored(void **state)
{
    (void)state;
    tftp.peer.on_packet = old_and_early_first;
    net_rig_get(&tftp.net, TFTP_RIG_URL);
    net_rig_expect_body(&tftp.net, tftp.file, sizeof tftp.file);
    assert_int_equal(tftp.peer.n_acks, 201); /* none of the wrong ones got an ACK */
    assert_int_equal(net_rig_seconds_taken(&tftp.net), 0);
}

static bool lose_last_ack(struct tftp_peer *p, unsigned opcode, unsigned number, const struct packet *packet)
{
    (void)p;
    (void)packet;
    return opcode == TFTP_ACK && number == 3 && tftp.script.n++ == 0;
}

static void test_the_last_ack_is_sent_again_when_it_was_lost(void **state)
{
    (void)state;
    tftp.peer.on_packet = lose_last_ack;
    tftp.peer.n_file = 2 * 512 + 5;
    net_rig_get(&tftp.net, TFTP_RIG_URL);
    net_rig_expect_body(&tftp.net, tftp.file, 2 * 512 + 5); /* the unit has all, whatever the server thinks */
    assert_int_equal(net_rig_seconds_taken(&tftp.net), 0);
    assert_false(tftp.peer.is_done);
    net_rig_pass_ms(&tftp.net, 3000);
    tftp_peer_send_block(&tftp.peer, 3); /* the server's own retry */
    net_rig_pass_ms(&tftp.net, 1);
    assert_true(tftp.peer.is_done);
    net_rig_pass_ms(&tftp.net, 10000); /* after the dallying nobody is there any more */
    unsigned n_acks = tftp.peer.n_acks;
    tftp_peer_send_block(&tftp.peer, 3);
    net_rig_pass_ms(&tftp.net, 1000);
    assert_int_equal(tftp.peer.n_acks, n_acks);
}

static void test_block_numbers_go_on_with_0_after_65535(void **state)
{
    (void)state;
    uint64_t n_file = 65540ull * 512 + 100; /* 33.6 MB */
    tftp.peer.file = NULL;
    tftp.peer.n_file = n_file;
    tftp.net.drops_body = true;
    net_rig_fetch(&tftp.net, TFTP_RIG_URL, &(struct fw_fetch_request){.method = FW_METHOD_GET, .max_bytes = 64u << 20});
    assert_true(net_rig_run(&tftp.net, 60));
    net_rig_expect_fail(&tftp.net, FW_FAIL_NONE);
    assert_int_equal(tftp.net.n_body, n_file);
    assert_int_equal(tftp.net.result.n_bytes, n_file);
    assert_int_equal(tftp.peer.n_acks, 65541);
    assert_true(tftp.peer.is_done);
}

/* --- the caller changes its mind, the memory is short --- */

static void test_cancel_after_any_packet_leaves_nothing(void **state)
{
    (void)state;
    tftp.peer.on_packet = tftp_rig_lose_every_third;
    for (unsigned ms = 0; ms < 40000; ms += 2500) {
        tftp.script.n = 0;
        net_rig_fetch(&tftp.net, TFTP_RIG_URL, NULL);
        if (ms > 0) {
            net_rig_pass_ms(&tftp.net, ms);
        }
        assert_int_equal(tftp.net.n_done, 0);
        fw_fetch_cancel(tftp.net.fetch);
        tftp.net.fetch = NULL;
        net_rig_pass_ms(&tftp.net, 20000);
        assert_int_equal(tftp.net.n_done, 0);
    }
}

static void test_cancel_from_inside_the_callbacks(void **state)
{
    (void)state;
    tftp.net.cancels_in_address = true;
    net_rig_fetch(&tftp.net, TFTP_RIG_URL, NULL);
    net_rig_pass_ms(&tftp.net, 20000);
    assert_int_equal(tftp.net.n_done, 0);
    assert_int_equal(tftp.peer.n_requests, 0);
    tftp.net.cancels_in_address = false;
    tftp.net.cancels_in_data = true;
    net_rig_fetch(&tftp.net, TFTP_RIG_URL, NULL);
    net_rig_pass_ms(&tftp.net, 20000);
    assert_int_equal(tftp.net.n_done, 0);
    assert_int_equal(tftp.net.n_body, 512);
    assert_int_equal(tftp.peer.n_errors, 1); /* the server is told */
    tftp.net.cancels_in_data = false;
    tftp.net.cancels_in_done = true;
    net_rig_get(&tftp.net, TFTP_RIG_URL);
    net_rig_expect_body(&tftp.net, tftp.file, sizeof tftp.file);
}

static void test_the_net_goes_down_in_the_middle(void **state)
{
    (void)state;
    tftp.peer.on_packet = die_at_block_17;
    net_rig_fetch(&tftp.net, TFTP_RIG_URL, NULL);
    net_rig_pass_ms(&tftp.net, 100);
    assert_int_equal(tftp.net.n_body, 17 * 512);
    /* net_rig_fini destroys the net and finds no memory, no io-wait; the client is not called. */
}

static void test_any_failed_allocation_ends_cleanly(void **state)
{
    (void)state;
    tftp.peer.n_file = 3 * 512 + 1;
    tftp.peer.retry_us = 3000000;
    unsigned n_starts_failed = 0, n_good = 0;
    for (unsigned n = 1; n <= 40; n++) {
        rt_mem_fail_at(n);
        enum rt_err err = net_rig_try_fetch(&tftp.net, TFTP_RIG_URL, NULL);
        if (err != RT_OK) {
            assert_int_equal(err, RT_ENOMEM);
            tftp.net.fetch = NULL;
            n_starts_failed++;
        } else {
            assert_true(net_rig_run(&tftp.net, 7200));
            if (tftp.net.result.fail == FW_FAIL_NONE) {
                net_rig_expect_body(&tftp.net, tftp.file, 3 * 512 + 1);
                n_good++;
            } else {
                net_rig_expect_fail(&tftp.net, FW_FAIL_ABORTED);
            }
        }
        rt_mem_fail_at(0);
        net_rig_pass_ms(&tftp.net, 20000);
    }
    assert_int_equal(n_starts_failed, 3); /* the fetch, two texts */
    assert_true(n_good > 30);             /* a lost packet buffer is a lost packet */
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, tftp_rig_set_up, tftp_rig_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(reads_files_of_every_length_around_a_block),
        TEST(asks_for_the_name_with_its_slash_in_mode_octet),
        TEST(a_port_in_the_url_is_asked),
        TEST(each_transfer_has_its_own_port),
        TEST(lost_packets_cost_one_retry_each),
        TEST(packets_lost_on_the_way_back_are_bridged_by_the_server),
        TEST(a_silent_server_is_asked_five_times_in_25_seconds),
        TEST(no_host_at_the_address_is_a_timeout),
        TEST(a_server_that_dies_is_named_with_its_block),
        TEST(doubled_blocks_count_once_and_are_acknowledged_twice),
        TEST(late_and_early_blocks_are_ignored),
        TEST(the_last_ack_is_sent_again_when_it_was_lost),
        TEST(block_numbers_go_on_with_0_after_65535),
        TEST(cancel_after_any_packet_leaves_nothing),
        TEST(cancel_from_inside_the_callbacks),
        TEST(the_net_goes_down_in_the_middle),
        TEST(any_failed_allocation_ends_cleanly),
    };
    return cmocka_run_group_tests_name("fetch over TFTP", tests, NULL, NULL);
}
