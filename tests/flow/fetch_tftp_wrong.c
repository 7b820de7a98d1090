/* SPDX-License-Identifier: MIT */
/* TFTP, reading, against a server that is wrong in one way at a time. */
#include <harness/test.h>
#include <harness/tftp_rig.h>
#include <string.h>

static bool repeat_first_for_ever(struct tftp_peer *p, unsigned opcode, unsigned number, const struct packet *packet)
{
    (void)number;
    (void)packet;
    tftp.script.n += opcode == TFTP_ACK;
    if (opcode == TFTP_RRQ) {
        tftp_peer_send_block(p, 1);
    }
    return true;
}

static void test_a_server_that_repeats_itself_cannot_hold_the_unit(void **state)
{
    (void)state;
    tftp.peer.on_packet = repeat_first_for_ever;
    net_rig_fetch(&tftp.net, TFTP_RIG_URL, NULL);
    for (unsigned i = 0; i < 60 && tftp.net.n_done == 0; i++) {
        net_rig_pass_ms(&tftp.net, 1000);
        if (tftp.net.n_done == 0) {
            tftp_peer_send_block(&tftp.peer, 1);
        }
    }
    net_rig_expect_fail(&tftp.net, FW_FAIL_TFTP_TIMEOUT);
    assert_int_equal(net_rig_seconds_taken(&tftp.net), TFTP_RIG_TRIES * TFTP_RIG_RETRY_S);
    assert_int_equal(tftp.net.n_body, 512);
}

static bool intrude(struct tftp_peer *p, unsigned opcode, unsigned number, const struct packet *packet)
{
    if (opcode == TFTP_ACK && number == 5 && packet->dst_port == p->tid) {
        static const uint8_t junk[512] = {'j'};
        tftp_peer_send(p, 5555, TFTP_DATA, 6, junk, sizeof junk);
        tftp_peer_send(p, 5556, TFTP_ERROR, 2, "no", 3);
    }
    if (opcode == TFTP_ERROR && packet->dst_port == 5555) {
        tftp.script.n++;
        tftp.script.n_wanted = number;
    }
    return packet->dst_port != p->tid && packet->dst_port != 69;
}

static void test_a_wrong_tid_gets_error_5_and_disturbs_nothing(void **state)
{
    (void)state;
    tftp.peer.on_packet = intrude;
    net_rig_get(&tftp.net, TFTP_RIG_URL);
    net_rig_expect_body(&tftp.net, tftp.file, sizeof tftp.file);
    assert_int_equal(tftp.script.n, 1);
    assert_int_equal(tftp.script.n_wanted, 5);
    assert_int_equal(tftp.peer.n_errors, 1); /* none for the error packet */
}

static struct tftp_peer stranger;

static bool let_stranger_answer(struct tftp_peer *p, unsigned opcode, unsigned number, const struct packet *packet)
{
    (void)number;
    if (opcode == TFTP_RRQ && tftp.script.n++ == 0) {
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
    tftp_peer_init(&stranger, &tftp.net.outside, TFTP_RIG_OTHER, wrong, sizeof wrong);
    tftp.peer.on_packet = let_stranger_answer;
    net_rig_get(&tftp.net, TFTP_RIG_URL);
    net_rig_expect_body(&tftp.net, tftp.file, sizeof tftp.file);
    assert_int_equal(stranger.n_errors, 1);
    assert_int_equal(stranger.last_error, 5);
    tftp_peer_fini(&stranger);
}

static void test_an_error_packet_ends_it_in_every_state(void **state)
{
    (void)state;
    static const unsigned blocks[] = {0, 1, 199};
    tftp.peer.on_packet = tftp_rig_fail_at_block;
    for (size_t i = 0; i < 3; i++) {
        for (tftp.script.error_code = 0; tftp.script.error_code <= 9; tftp.script.error_code++) {
            tftp.script.error_at_block = blocks[i];
            net_rig_get(&tftp.net, TFTP_RIG_URL);
            net_rig_expect_fail(&tftp.net, tftp_rig_is_not_found(&tftp) ? FW_FAIL_FILE_NOT_FOUND : FW_FAIL_TFTP_ERROR);
            assert_non_null(strstr(tftp.net.result.detail, "it?is so"));
            assert_int_equal(net_rig_seconds_taken(&tftp.net), 0);
        }
    }
    assert_int_equal(tftp.peer.n_errors, 0); /* an error is not answered */
}

static bool fail_without_text(struct tftp_peer *p, unsigned opcode, unsigned number, const struct packet *packet)
{
    (void)opcode;
    (void)number;
    (void)packet;
    uint8_t text[600];
    memset(text, 'A', sizeof text);
    tftp_peer_send(p, 0, TFTP_ERROR, 1, text, tftp.script.n_wanted);
    return true;
}

static void test_an_error_text_may_be_missing_or_endless(void **state)
{
    (void)state;
    static const unsigned lengths[] = {0, 1, 99, 100, 101, 512, 513, 600};
    tftp.peer.on_packet = fail_without_text;
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        tftp.script.n_wanted = lengths[i];
        net_rig_get(&tftp.net, TFTP_RIG_URL);
        net_rig_expect_fail(&tftp.net, FW_FAIL_FILE_NOT_FOUND);
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
    tftp.peer.on_packet = answer_wrong;
    for (i_wrong = 0; i_wrong < sizeof wrong_answers / sizeof wrong_answers[0]; i_wrong++) {
        tftp.peer.n_errors = 0;
        net_rig_get(&tftp.net, TFTP_RIG_URL);
        net_rig_expect_fail(&tftp.net, FW_FAIL_TFTP_ERROR);
        assert_int_equal(tftp.peer.n_errors, 1);
        assert_int_equal(tftp.peer.last_error, wrong_answers[i_wrong].error);
        assert_int_equal(tftp.net.n_body, 0);
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
    return opcode == TFTP_RRQ && tftp.script.n++ == 0;
}

static void test_packets_too_short_to_be_tftp_are_dropped(void **state)
{
    (void)state;
    tftp.peer.on_packet = answer_in_stumps;
    net_rig_get(&tftp.net, TFTP_RIG_URL);
    net_rig_expect_body(&tftp.net, tftp.file, sizeof tftp.file);
    assert_int_equal(net_rig_seconds_taken(&tftp.net), TFTP_RIG_RETRY_S);
}

static void test_a_file_longer_than_allowed_is_refused(void **state)
{
    (void)state;
    const struct fw_fetch_request request = {.method = FW_METHOD_GET, .max_bytes = 1024};
    tftp.peer.n_file = 1024;
    net_rig_fetch(&tftp.net, TFTP_RIG_URL, &request);
    assert_true(net_rig_run(&tftp.net, 60));
    net_rig_expect_body(&tftp.net, tftp.file, 1024);
    tftp.peer.n_file = 1025;
    net_rig_fetch(&tftp.net, TFTP_RIG_URL, &request);
    assert_true(net_rig_run(&tftp.net, 60));
    net_rig_expect_fail(&tftp.net, FW_FAIL_TOO_BIG);
    assert_int_equal(tftp.net.n_body, 1024);
    assert_int_equal(tftp.peer.n_errors, 1);
    assert_int_equal(tftp.peer.last_error, 3);
}

static void test_without_a_limit_8_mib_is_the_limit(void **state)
{
    (void)state;
    tftp.peer.file = NULL;
    tftp.peer.n_file = (8u << 20) + 1;
    tftp.net.drops_body = true;
    net_rig_get(&tftp.net, TFTP_RIG_URL);
    net_rig_expect_fail(&tftp.net, FW_FAIL_TOO_BIG);
    assert_int_equal(tftp.net.n_body, 8u << 20);
}

static void test_a_client_that_refuses_ends_it(void **state)
{
    (void)state;
    tftp.net.data_err = RT_ECORRUPT;
    net_rig_get(&tftp.net, TFTP_RIG_URL);
    net_rig_expect_fail(&tftp.net, FW_FAIL_ABORTED);
    assert_int_equal(tftp.net.n_body, 512);
    assert_int_equal(tftp.peer.n_errors, 1);
    assert_int_equal(tftp.peer.last_error, 0);
}

/* One block each 4.9 s: every block is in time, but the file would take a week. */
static bool drip(struct tftp_peer *p, unsigned opcode, unsigned number, const struct packet *packet)
{
    (void)p;
    (void)packet;
    tftp.script.n = number;
    return opcode == TFTP_ACK;
}

static void test_a_dripping_server_ends_after_half_an_hour(void **state)
{
    (void)state;
    tftp.peer.file = NULL;
    tftp.peer.n_file = 4u << 20;
    tftp.net.drops_body = true;
    tftp.peer.on_packet = drip;
    net_rig_fetch(&tftp.net, TFTP_RIG_URL, NULL);
    while (tftp.net.n_done == 0 && tftp.script.n < 2000) {
        net_rig_pass_ms(&tftp.net, 4900);
        if (tftp.net.n_done == 0) {
            tftp_peer_send_block(&tftp.peer, tftp.script.n + 1);
        }
    }
    net_rig_expect_fail(&tftp.net, FW_FAIL_TFTP_TIMEOUT);
    assert_int_equal(net_rig_seconds_taken(&tftp.net), 1800);
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
        tftp_peer_send(p, from, what, number + noise(5) - 2, tftp.file + noise(1000), noise(8) == 0 ? noise(600) : 512);
    }
    return noise(10) == 0;
}

static void test_a_noisy_server_cannot_hold_or_break_the_unit(void **state)
{
    (void)state;
    tftp.peer.on_packet = send_noise;
    tftp.peer.retry_us = 2000000;
    for (unsigned round = 0; round < 300; round++) {
        noise_state = round;
        if (round % 2 == 0) {
            net_rig_get(&tftp.net, TFTP_RIG_URL);
        } else {
            tftp_rig_put(&tftp, TFTP_RIG_URL, 20000);
        }
        assert_in_range(net_rig_seconds_taken(&tftp.net), 0, 1800);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, tftp_rig_set_up, tftp_rig_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_server_that_repeats_itself_cannot_hold_the_unit),
        TEST(a_wrong_tid_gets_error_5_and_disturbs_nothing),
        TEST(an_answer_from_another_host_is_refused),
        TEST(an_error_packet_ends_it_in_every_state),
        TEST(an_error_text_may_be_missing_or_endless),
        TEST(a_wrong_answer_is_reported_and_ends_it),
        TEST(packets_too_short_to_be_tftp_are_dropped),
        TEST(a_file_longer_than_allowed_is_refused),
        TEST(without_a_limit_8_mib_is_the_limit),
        TEST(a_client_that_refuses_ends_it),
        TEST(a_dripping_server_ends_after_half_an_hour),
        TEST(a_noisy_server_cannot_hold_or_break_the_unit),
    };
    return cmocka_run_group_tests_name("fetch over TFTP, wrong servers", tests, NULL, NULL);
}
