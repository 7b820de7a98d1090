/* SPDX-License-Identifier: MIT */
/* TFTP, reading, against a server that is right, and against one that is wrong in one way at a time. */
#include <harness/test.h>
#include <harness/tftp_rig.h>
#include <rt/mem.h>
#include <stdlib.h>
#include <string.h>

#define SERVER  TFTP_RIG_SERVER
#define OTHER   IP4(10, 0, 0, 8)
#define URL     "tftp://10.0.0.7/spa2102.cfg"

/* Of timing.h, here as facts that the tests hold the code to. */
#define RETRY_S 5u
#define TRIES   5u

static struct tftp_rig t;

static int set_up(void **state)
{
    (void)state;
    tftp_rig_init(&t);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    tftp_rig_fini(&t);
    return 0;
}

/* --- reading --- */

static void test_reads_files_of_every_length_around_a_block(void **state)
{
    (void)state;
    static const size_t lengths[] = {0, 1, 511, 512, 513, 1023, 1024, 1025, 51200, sizeof t.file};
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        t.peer.n_file = lengths[i];
        net_rig_get(&t.net, URL);
        net_rig_expect_body(&t.net, t.file, lengths[i]);
        assert_true(t.peer.is_done);
        assert_int_equal(t.peer.n_blocks, lengths[i] / 512 + 1);
    }
}

static void test_asks_for_the_name_with_its_slash_in_mode_octet(void **state)
{
    (void)state;
    net_rig_get(&t.net, "tftp://10.0.0.7/cpe/Linksys 000e08abcdef.cfg?x=%20");
    assert_string_equal(t.peer.name, "/cpe/Linksys 000e08abcdef.cfg?x=%20");
    assert_string_equal(t.peer.mode, "octet");
    assert_int_equal(t.net.n_addrs, 1);
    assert_int_equal(t.net.addrs[0], SERVER);
    assert_int_equal(t.net.result.server_ip, SERVER);
}

static void test_a_port_in_the_url_is_asked(void **state)
{
    (void)state;
    struct tftp_peer moved;
    tftp_peer_init(&moved, &t.net.outside, OTHER, t.file, 100);
    moved.on_69.port = 6969;
    net_rig_get(&t.net, "tftp://10.0.0.8:6969/a");
    net_rig_expect_body(&t.net, t.file, 100);
    tftp_peer_fini(&moved);
}

static void test_each_transfer_has_its_own_port(void **state)
{
    (void)state;
    net_rig_get(&t.net, URL);
    uint16_t first = t.peer.unit_port;
    net_rig_get(&t.net, URL);
    assert_int_not_equal(first, t.peer.unit_port);
}

static void test_lost_packets_cost_one_retry_each(void **state)
{
    (void)state;
    t.peer.on_packet = tftp_rig_lose_every_third;
    t.peer.n_file = 10 * 512 + 7;
    net_rig_get(&t.net, URL);
    net_rig_expect_body(&t.net, t.file, 10 * 512 + 7);
    assert_int_equal(net_rig_seconds_taken(&t.net) % RETRY_S, 0);
    assert_in_range(net_rig_seconds_taken(&t.net), 5 * RETRY_S, 7 * RETRY_S);
}

static void test_packets_lost_on_the_way_back_are_bridged_by_the_server(void **state)
{
    (void)state;
    t.peer.loses_every = 3;
    t.peer.retry_us = 3000000;
    net_rig_get(&t.net, URL);
    net_rig_expect_body(&t.net, t.file, sizeof t.file);
    assert_in_range(net_rig_seconds_taken(&t.net), 201 / 3 * 3, 201 / 2 * 5);
}

static void test_a_silent_server_is_asked_five_times_in_25_seconds(void **state)
{
    (void)state;
    t.peer.on_packet = tftp_rig_never_answer;
    net_rig_get(&t.net, URL);
    net_rig_expect_fail(&t.net, FW_FAIL_TFTP_TIMEOUT);
    assert_int_equal(t.peer.n_requests, TRIES);
    assert_int_equal(net_rig_seconds_taken(&t.net), TRIES * RETRY_S);
}

static void test_no_host_at_the_address_is_a_timeout(void **state)
{
    (void)state;
    net_rig_get(&t.net, "tftp://10.0.0.99/a");
    net_rig_expect_fail(&t.net, FW_FAIL_TFTP_TIMEOUT);
    assert_int_equal(net_rig_seconds_taken(&t.net), TRIES * RETRY_S);
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
    t.peer.on_packet = die_at_block_17;
    net_rig_get(&t.net, URL);
    net_rig_expect_fail(&t.net, FW_FAIL_TFTP_TIMEOUT);
    assert_non_null(strstr(t.net.result.detail, "block 17"));
    assert_non_null(strstr(t.net.result.detail, "10.0.0.7:69"));
    assert_int_equal(t.net.result.n_bytes, 17 * 512);
    assert_int_equal(t.peer.n_acks, 16 + TRIES);
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
    t.peer.on_packet = send_twice;
    t.peer.n_file = 20 * 512 + 1;
    net_rig_get(&t.net, URL);
    net_rig_expect_body(&t.net, t.file, 20 * 512 + 1);
    net_rig_pass_ms(&t.net, 1);
    assert_int_equal(t.peer.n_acks, 2 * 21);
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
    t.peer.on_packet = old_and_early_first;
    net_rig_get(&t.net, URL);
    net_rig_expect_body(&t.net, t.file, sizeof t.file);
    assert_int_equal(t.peer.n_acks, 201); /* none of the wrong ones got an ACK */
    assert_int_equal(net_rig_seconds_taken(&t.net), 0);
}

static bool repeat_first_for_ever(struct tftp_peer *p, unsigned opcode, unsigned number, const struct packet *packet)
{
    (void)number;
    (void)packet;
    t.script.n += opcode == TFTP_ACK;
    if (opcode == TFTP_RRQ) {
        tftp_peer_send_block(p, 1);
    }
    return true;
}

static void test_a_server_that_repeats_itself_cannot_hold_the_unit(void **state)
{
    (void)state;
    t.peer.on_packet = repeat_first_for_ever;
    net_rig_fetch(&t.net, URL, NULL);
    for (unsigned i = 0; i < 60 && t.net.n_done == 0; i++) {
        net_rig_pass_ms(&t.net, 1000);
        if (t.net.n_done == 0) {
            tftp_peer_send_block(&t.peer, 1);
        }
    }
    net_rig_expect_fail(&t.net, FW_FAIL_TFTP_TIMEOUT);
    assert_int_equal(net_rig_seconds_taken(&t.net), TRIES * RETRY_S);
    assert_int_equal(t.net.n_body, 512);
}

static bool intrude(struct tftp_peer *p, unsigned opcode, unsigned number, const struct packet *packet)
{
    if (opcode == TFTP_ACK && number == 5 && packet->dst_port == p->tid) {
        static const uint8_t junk[512] = {'j'};
        tftp_peer_send(p, 5555, TFTP_DATA, 6, junk, sizeof junk);
        tftp_peer_send(p, 5556, TFTP_ERROR, 2, "no", 3);
    }
    if (opcode == TFTP_ERROR && packet->dst_port == 5555) {
        t.script.n++;
        t.script.n_wanted = number;
    }
    return packet->dst_port != p->tid && packet->dst_port != 69;
}

static void test_a_wrong_tid_gets_error_5_and_disturbs_nothing(void **state)
{
    (void)state;
    t.peer.on_packet = intrude;
    net_rig_get(&t.net, URL);
    net_rig_expect_body(&t.net, t.file, sizeof t.file);
    assert_int_equal(t.script.n, 1);
    assert_int_equal(t.script.n_wanted, 5);
    assert_int_equal(t.peer.n_errors, 1); /* none for the error packet */
}

static struct tftp_peer stranger;

static bool let_stranger_answer(struct tftp_peer *p, unsigned opcode, unsigned number, const struct packet *packet)
{
    (void)number;
    if (opcode == TFTP_RRQ && t.script.n++ == 0) {
        stranger.unit_port = packet->src_port;
        tftp_peer_send_block(&stranger, 1);
        return true;
    }
    (void)p;
    return false;
}

static void test_an_answer_from_another_host_is_refused(void **state)
{
    (void)state;
    static const uint8_t wrong[] = "wrong";
    tftp_peer_init(&stranger, &t.net.outside, OTHER, wrong, sizeof wrong);
    t.peer.on_packet = let_stranger_answer;
    net_rig_get(&t.net, URL);
    net_rig_expect_body(&t.net, t.file, sizeof t.file);
    assert_int_equal(stranger.n_errors, 1);
    assert_int_equal(stranger.last_error, 5);
    tftp_peer_fini(&stranger);
}

static bool lose_last_ack(struct tftp_peer *p, unsigned opcode, unsigned number, const struct packet *packet)
{
    (void)p;
    (void)packet;
    return opcode == TFTP_ACK && number == 3 && t.script.n++ == 0;
}

static void test_the_last_ack_is_sent_again_when_it_was_lost(void **state)
{
    (void)state;
    t.peer.on_packet = lose_last_ack;
    t.peer.n_file = 2 * 512 + 5;
    net_rig_get(&t.net, URL);
    net_rig_expect_body(&t.net, t.file, 2 * 512 + 5); /* the unit has all, whatever the server thinks */
    assert_int_equal(net_rig_seconds_taken(&t.net), 0);
    assert_false(t.peer.is_done);
    net_rig_pass_ms(&t.net, 3000);
    tftp_peer_send_block(&t.peer, 3); /* the server's own retry */
    net_rig_pass_ms(&t.net, 1);
    assert_true(t.peer.is_done);
    net_rig_pass_ms(&t.net, 10000); /* after the dallying nobody is there any more */
    unsigned n_acks = t.peer.n_acks;
    tftp_peer_send_block(&t.peer, 3);
    net_rig_pass_ms(&t.net, 1000);
    assert_int_equal(t.peer.n_acks, n_acks);
}

static void test_an_error_packet_ends_it_in_every_state(void **state)
{
    (void)state;
    static const unsigned blocks[] = {0, 1, 199};
    t.peer.on_packet = tftp_rig_fail_at_block;
    for (size_t i = 0; i < 3; i++) {
        for (t.script.error_code = 0; t.script.error_code <= 9; t.script.error_code++) {
            t.script.error_at_block = blocks[i];
            net_rig_get(&t.net, URL);
            net_rig_expect_fail(&t.net, tftp_rig_is_not_found(&t) ? FW_FAIL_FILE_NOT_FOUND : FW_FAIL_TFTP_ERROR);
            assert_non_null(strstr(t.net.result.detail, "it?is so"));
            assert_int_equal(net_rig_seconds_taken(&t.net), 0);
        }
    }
    assert_int_equal(t.peer.n_errors, 0); /* an error is not answered */
}

static bool fail_without_text(struct tftp_peer *p, unsigned opcode, unsigned number, const struct packet *packet)
{
    (void)opcode;
    (void)number;
    (void)packet;
    uint8_t text[600];
    memset(text, 'A', sizeof text);
    tftp_peer_send(p, 0, TFTP_ERROR, 1, text, t.script.n_wanted);
    return true;
}

static void test_an_error_text_may_be_missing_or_endless(void **state)
{
    (void)state;
    static const unsigned lengths[] = {0, 1, 99, 100, 101, 512, 513, 600};
    t.peer.on_packet = fail_without_text;
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        t.script.n_wanted = lengths[i];
        net_rig_get(&t.net, URL);
        net_rig_expect_fail(&t.net, FW_FAIL_FILE_NOT_FOUND);
    }
}

/* Opcode, number and length of a wrong answer to the request; and the error that the server gets for it. */
static struct {
    unsigned opcode, number, n_bytes, error;
} const wrong_answers[] = {
    {TFTP_OACK, 0x626c, 20, 8},
    {TFTP_ACK, 0, 0, 4},
    {TFTP_ACK, 1, 0, 4},
    {TFTP_RRQ, 0x2f61, 8, 4},
    {TFTP_WRQ, 0x2f61, 8, 4},
    {7, 0, 0, 4},
    {0, 0, 0, 4},
    {0xffff, 0xffff, 512, 4},
    {TFTP_DATA, 1, 513, 4},
    {TFTP_DATA, 1, 1396, 4},
};
static size_t i_wrong;

static bool answer_wrong(struct tftp_peer *p, unsigned opcode, unsigned number, const struct packet *packet)
{
    (void)number;
    (void)packet;
    static const uint8_t junk[1400];
    if (opcode == TFTP_RRQ || opcode == TFTP_ACK) {
        tftp_peer_send(p, 0, wrong_answers[i_wrong].opcode, wrong_answers[i_wrong].number, junk,
                       wrong_answers[i_wrong].n_bytes);
    }
    return opcode != TFTP_ERROR;
}

static void test_a_wrong_answer_is_reported_and_ends_it(void **state)
{
    (void)state;
    t.peer.on_packet = answer_wrong;
    for (i_wrong = 0; i_wrong < sizeof wrong_answers / sizeof wrong_answers[0]; i_wrong++) {
        t.peer.n_errors = 0;
        net_rig_get(&t.net, URL);
        net_rig_expect_fail(&t.net, FW_FAIL_TFTP_ERROR);
        assert_int_equal(t.peer.n_errors, 1);
        assert_int_equal(t.peer.last_error, wrong_answers[i_wrong].error);
        assert_int_equal(t.net.n_body, 0);
    }
}

static bool answer_in_stumps(struct tftp_peer *p, unsigned opcode, unsigned number, const struct packet *packet)
{
    (void)number;
    static const uint8_t stump[] = {0, 3, 0};
    for (size_t n = 0; n <= sizeof stump; n++) {
        outside_send(p->outside, &(struct packet){.proto = PACKET_PROTO_UDP,
                                                  .src_ip = p->ip,
                                                  .src_port = p->tid,
                                                  .dst_port = packet->src_port,
                                                  .payload = stump,
                                                  .n = n});
    }
    return opcode == TFTP_RRQ && t.script.n++ == 0;
}

static void test_packets_too_short_to_be_tftp_are_dropped(void **state)
{
    (void)state;
    t.peer.on_packet = answer_in_stumps;
    net_rig_get(&t.net, URL);
    net_rig_expect_body(&t.net, t.file, sizeof t.file);
    assert_int_equal(net_rig_seconds_taken(&t.net), RETRY_S);
}

static void test_block_numbers_go_on_with_0_after_65535(void **state)
{
    (void)state;
    uint64_t n_file = 65540ull * 512 + 100; /* 33.6 MB */
    t.peer.file = NULL;
    t.peer.n_file = n_file;
    t.net.drops_body = true;
    net_rig_fetch(&t.net, URL, &(struct fw_fetch_request){.method = FW_METHOD_GET, .max_bytes = 64u << 20});
    assert_true(net_rig_run(&t.net, 60));
    net_rig_expect_fail(&t.net, FW_FAIL_NONE);
    assert_int_equal(t.net.n_body, n_file);
    assert_int_equal(t.net.result.n_bytes, n_file);
    assert_int_equal(t.peer.n_acks, 65541);
    assert_true(t.peer.is_done);
}

static void test_a_file_longer_than_allowed_is_refused(void **state)
{
    (void)state;
    const struct fw_fetch_request request = {.method = FW_METHOD_GET, .max_bytes = 1024};
    t.peer.n_file = 1024;
    net_rig_fetch(&t.net, URL, &request);
    assert_true(net_rig_run(&t.net, 60));
    net_rig_expect_body(&t.net, t.file, 1024);
    t.peer.n_file = 1025;
    net_rig_fetch(&t.net, URL, &request);
    assert_true(net_rig_run(&t.net, 60));
    net_rig_expect_fail(&t.net, FW_FAIL_TOO_BIG);
    assert_int_equal(t.net.n_body, 1024);
    assert_int_equal(t.peer.n_errors, 1);
    assert_int_equal(t.peer.last_error, 3);
}

static void test_without_a_limit_8_mib_is_the_limit(void **state)
{
    (void)state;
    t.peer.file = NULL;
    t.peer.n_file = (8u << 20) + 1;
    t.net.drops_body = true;
    net_rig_get(&t.net, URL);
    net_rig_expect_fail(&t.net, FW_FAIL_TOO_BIG);
    assert_int_equal(t.net.n_body, 8u << 20);
}

static void test_a_client_that_refuses_ends_it(void **state)
{
    (void)state;
    t.net.data_err = RT_ECORRUPT;
    net_rig_get(&t.net, URL);
    net_rig_expect_fail(&t.net, FW_FAIL_ABORTED);
    assert_int_equal(t.net.n_body, 512);
    assert_int_equal(t.peer.n_errors, 1);
    assert_int_equal(t.peer.last_error, 0);
}

/* One block each 4.9 s: every block is in time, but the file would take a week. */
static bool drip(struct tftp_peer *p, unsigned opcode, unsigned number, const struct packet *packet)
{
    (void)p;
    (void)packet;
    t.script.n = number;
    return opcode == TFTP_ACK;
}

static void test_a_dripping_server_ends_after_half_an_hour(void **state)
{
    (void)state;
    t.peer.file = NULL;
    t.peer.n_file = 4u << 20;
    t.net.drops_body = true;
    t.peer.on_packet = drip;
    net_rig_fetch(&t.net, URL, NULL);
    while (t.net.n_done == 0 && t.script.n < 2000) {
        net_rig_pass_ms(&t.net, 4900);
        if (t.net.n_done == 0) {
            tftp_peer_send_block(&t.peer, t.script.n + 1);
        }
    }
    net_rig_expect_fail(&t.net, FW_FAIL_TFTP_TIMEOUT);
    assert_int_equal(net_rig_seconds_taken(&t.net), 1800);
}

static uint32_t noise_state;

static uint32_t noise(uint32_t below)
{
    noise_state = noise_state * 1664525u + 1013904223u;
    return (noise_state >> 8) % below;
}

/* A few packets of noise, often with a fitting head, before, instead of or after the right one. */
static bool send_noise(struct tftp_peer *p, unsigned opcode, unsigned number, const struct packet *packet)
{
    (void)packet;
    if (opcode == TFTP_ERROR) {
        return true;
    }
    for (uint32_t i = noise(3); i > 0; i--) {
        static const unsigned opcodes[] = {TFTP_DATA, TFTP_ACK, TFTP_DATA, TFTP_ACK, TFTP_ERROR, TFTP_OACK, 0, 77};
        uint16_t from = noise(4) == 0 ? (uint16_t)noise(65536) : p->tid;
        unsigned what = noise(20) > 0 ? opcodes[noise(4)] : opcodes[noise(8)];
        tftp_peer_send(p, from, what, number + noise(5) - 2, t.file + noise(1000), noise(8) == 0 ? noise(600) : 512);
    }
    return noise(10) == 0;
}

static void test_a_noisy_server_cannot_hold_or_break_the_unit(void **state)
{
    (void)state;
    t.peer.on_packet = send_noise;
    t.peer.retry_us = 2000000;
    for (unsigned round = 0; round < 300; round++) {
        noise_state = round;
        if (round % 2 == 0) {
            net_rig_get(&t.net, URL);
        } else {
            tftp_rig_put(&t, URL, 20000);
        }
        assert_in_range(net_rig_seconds_taken(&t.net), 0, 1800);
    }
}

/* --- the caller changes its mind, the memory is short --- */

static void test_cancel_after_any_packet_leaves_nothing(void **state)
{
    (void)state;
    t.peer.on_packet = tftp_rig_lose_every_third;
    for (unsigned ms = 0; ms < 40000; ms += 2500) {
        t.script.n = 0;
        net_rig_fetch(&t.net, URL, NULL);
        if (ms > 0) {
            net_rig_pass_ms(&t.net, ms);
        }
        assert_int_equal(t.net.n_done, 0);
        fw_fetch_cancel(t.net.fetch);
        t.net.fetch = NULL;
        net_rig_pass_ms(&t.net, 20000);
        assert_int_equal(t.net.n_done, 0);
    }
}

static void test_cancel_from_inside_the_callbacks(void **state)
{
    (void)state;
    t.net.cancels_in_address = true;
    net_rig_fetch(&t.net, URL, NULL);
    net_rig_pass_ms(&t.net, 20000);
    assert_int_equal(t.net.n_done, 0);
    assert_int_equal(t.peer.n_requests, 0);
    t.net.cancels_in_address = false;
    t.net.cancels_in_data = true;
    net_rig_fetch(&t.net, URL, NULL);
    net_rig_pass_ms(&t.net, 20000);
    assert_int_equal(t.net.n_done, 0);
    assert_int_equal(t.net.n_body, 512);
    assert_int_equal(t.peer.n_errors, 1); /* the server is told */
    t.net.cancels_in_data = false;
    t.net.cancels_in_done = true;
    net_rig_get(&t.net, URL);
    net_rig_expect_body(&t.net, t.file, sizeof t.file);
}

static void test_the_net_goes_down_in_the_middle(void **state)
{
    (void)state;
    t.peer.on_packet = die_at_block_17;
    net_rig_fetch(&t.net, URL, NULL);
    net_rig_pass_ms(&t.net, 100);
    assert_int_equal(t.net.n_body, 17 * 512);
    /* net_rig_fini destroys the net and finds no memory, no io-wait; the client is not called. */
}

static void test_any_failed_allocation_ends_cleanly(void **state)
{
    (void)state;
    t.peer.n_file = 3 * 512 + 1;
    t.peer.retry_us = 3000000;
    unsigned n_starts_failed = 0, n_good = 0;
    for (unsigned n = 1; n <= 40; n++) {
        rt_mem_fail_at(n);
        enum rt_err err = net_rig_try_fetch(&t.net, URL, NULL);
        if (err != RT_OK) {
            assert_int_equal(err, RT_ENOMEM);
            t.net.fetch = NULL;
            n_starts_failed++;
        } else {
            assert_true(net_rig_run(&t.net, 7200));
            if (t.net.result.fail == FW_FAIL_NONE) {
                net_rig_expect_body(&t.net, t.file, 3 * 512 + 1);
                n_good++;
            } else {
                net_rig_expect_fail(&t.net, FW_FAIL_ABORTED);
            }
        }
        rt_mem_fail_at(0);
        net_rig_pass_ms(&t.net, 20000);
    }
    assert_int_equal(n_starts_failed, 3); /* the fetch, two texts */
    assert_true(n_good > 30);             /* a lost packet buffer is a lost packet */
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, set_up, tear_down)
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
        TEST(a_server_that_repeats_itself_cannot_hold_the_unit),
        TEST(a_wrong_tid_gets_error_5_and_disturbs_nothing),
        TEST(an_answer_from_another_host_is_refused),
        TEST(the_last_ack_is_sent_again_when_it_was_lost),
        TEST(an_error_packet_ends_it_in_every_state),
        TEST(an_error_text_may_be_missing_or_endless),
        TEST(a_wrong_answer_is_reported_and_ends_it),
        TEST(packets_too_short_to_be_tftp_are_dropped),
        TEST(block_numbers_go_on_with_0_after_65535),
        TEST(a_file_longer_than_allowed_is_refused),
        TEST(without_a_limit_8_mib_is_the_limit),
        TEST(a_client_that_refuses_ends_it),
        TEST(a_dripping_server_ends_after_half_an_hour),
        TEST(a_noisy_server_cannot_hold_or_break_the_unit),
        TEST(cancel_after_any_packet_leaves_nothing),
        TEST(cancel_from_inside_the_callbacks),
        TEST(the_net_goes_down_in_the_middle),
        TEST(any_failed_allocation_ends_cleanly),
    };
    return cmocka_run_group_tests_name("fetch over TFTP", tests, NULL, NULL);
}
