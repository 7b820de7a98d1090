/* SPDX-License-Identifier: MIT */
/* TFTP, writing, against a server that is right, and against one that is wrong in one way at a time. */
#include <harness/test.h>
#include <harness/tftp_rig.h>
#include <string.h>

static void test_writes_files_of_every_length_around_a_block(void **state)
{
    (void)state;
    static const size_t lengths[] = {0, 1, 511, 512, 513, 1024, 1025, sizeof tftp.file};
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        tftp_rig_put(&tftp, "tftp://10.0.0.7/000e08abcdef/rep.xml.enc", lengths[i]);
        net_rig_expect_fail(&tftp.net, FW_FAIL_NONE);
        assert_true(tftp.peer.is_done);
        assert_int_equal(tftp.peer.written.n, lengths[i]);
        assert_memory_equal(tftp.peer.written.bytes, tftp.file, lengths[i]);
        assert_int_equal(tftp.peer.n_blocks, lengths[i] / 512 + 1);
    }
    assert_string_equal(tftp.peer.name, "/000e08abcdef/rep.xml.enc");
    assert_string_equal(tftp.peer.mode, "octet");
}

static void test_a_write_survives_lost_packets(void **state)
{
    (void)state;
    tftp.peer.on_packet = tftp_rig_lose_every_third;
    tftp_rig_put(&tftp, TFTP_RIG_URL, 10 * 512);
    net_rig_expect_fail(&tftp.net, FW_FAIL_NONE);
    assert_int_equal(tftp.peer.written.n, 10 * 512);
    assert_memory_equal(tftp.peer.written.bytes, tftp.file, 10 * 512);
}

static void test_a_write_survives_lost_acks(void **state)
{
    (void)state;
    tftp.peer.loses_every = 3;
    tftp_rig_put(&tftp, TFTP_RIG_URL, 10 * 512);
    net_rig_expect_fail(&tftp.net, FW_FAIL_NONE);
    assert_int_equal(tftp.peer.written.n, 10 * 512);
    assert_memory_equal(tftp.peer.written.bytes, tftp.file, 10 * 512);
    assert_true(tftp.peer.n_datas > 11);
}

static bool double_acks(struct tftp_peer *p, unsigned opcode, unsigned number, const struct packet *packet)
{
    (void)packet;
    if (opcode == TFTP_DATA) {
        tftp.script.n += number != p->n_blocks + 1; /* ran ahead, or said something twice */
        tftp_peer_send(p, 0, TFTP_ACK, number - 1, NULL, 0);
        tftp_peer_send(p, 0, TFTP_ACK, number - 1, NULL, 0);
    }
    return false;
}

static void test_doubled_acks_make_no_second_block(void **state)
{
    (void)state;
    tftp.peer.on_packet = double_acks;
    tftp_rig_put(&tftp, TFTP_RIG_URL, 100 * 512);
    net_rig_expect_fail(&tftp.net, FW_FAIL_NONE);
    assert_int_equal(tftp.script.n, 0);
    assert_int_equal(tftp.peer.n_datas, 101); /* the sorcerer's apprentice would send 2^100 */
}

/* The real ACK comes only when the unit has said the block a second time. */
static bool old_acks_only(struct tftp_peer *p, unsigned opcode, unsigned number, const struct packet *packet)
{
    (void)double_acks(p, opcode, number, packet);
    return opcode == TFTP_DATA && tftp.script.n_wanted++ % 2 == 0;
}

static void test_an_old_ack_does_not_let_the_unit_run_ahead(void **state)
{
    (void)state;
    tftp.peer.on_packet = old_acks_only;
    tftp_rig_put(&tftp, TFTP_RIG_URL, 20 * 512);
    net_rig_expect_fail(&tftp.net, FW_FAIL_NONE);
    assert_int_equal(tftp.script.n, 0);
    assert_int_equal(tftp.peer.n_datas, 2 * 21);
    assert_int_equal(net_rig_seconds_taken(&tftp.net), 21 * TFTP_RIG_RETRY_S);
    assert_memory_equal(tftp.peer.written.bytes, tftp.file, 20 * 512);
}

static void test_a_write_without_an_answer_ends(void **state)
{
    (void)state;
    tftp.peer.on_packet = tftp_rig_never_answer;
    tftp_rig_put(&tftp, TFTP_RIG_URL, 100);
    net_rig_expect_fail(&tftp.net, FW_FAIL_TFTP_TIMEOUT);
    assert_int_equal(tftp.peer.n_requests, TFTP_RIG_TRIES);
    assert_int_equal(net_rig_seconds_taken(&tftp.net), TFTP_RIG_TRIES * TFTP_RIG_RETRY_S);
}

static bool die_after_data_3(struct tftp_peer *p, unsigned opcode, unsigned number, const struct packet *packet)
{
    (void)p;
    (void)packet;
    return opcode == TFTP_DATA && number >= 3;
}

static void test_a_write_whose_server_dies_names_the_block(void **state)
{
    (void)state;
    tftp.peer.on_packet = die_after_data_3;
    tftp_rig_put(&tftp, TFTP_RIG_URL, 100 * 512);
    net_rig_expect_fail(&tftp.net, FW_FAIL_TFTP_TIMEOUT);
    assert_non_null(strstr(tftp.net.result.detail, "DATA of block 3"));
    assert_int_equal(tftp.peer.n_datas, 2 + TFTP_RIG_TRIES);
}

static void test_an_error_packet_ends_a_write_in_every_state(void **state)
{
    (void)state;
    static const unsigned blocks[] = {0, 1, 200, 201};
    tftp.peer.on_packet = tftp_rig_fail_at_block;
    for (size_t i = 0; i < 4; i++) {
        for (tftp.script.error_code = 0; tftp.script.error_code <= 7; tftp.script.error_code++) {
            tftp.script.error_at_block = blocks[i];
            tftp_rig_put(&tftp, TFTP_RIG_URL, sizeof tftp.file);
            net_rig_expect_fail(&tftp.net, tftp_rig_is_not_found(&tftp) ? FW_FAIL_FILE_NOT_FOUND : FW_FAIL_TFTP_ERROR);
        }
    }
}

static bool answer_data(struct tftp_peer *p, unsigned opcode, unsigned number, const struct packet *packet)
{
    (void)number;
    (void)packet;
    if (opcode == TFTP_WRQ) {
        tftp_peer_send(p, 0, tftp.script.n_wanted, 1, tftp.file, 10);
    }
    return true;
}

static void test_a_wrong_answer_to_a_write_ends_it(void **state)
{
    (void)state;
    tftp.peer.on_packet = answer_data;
    static const unsigned opcodes[] = {TFTP_DATA, TFTP_OACK, TFTP_RRQ, TFTP_WRQ, 9};
    for (size_t i = 0; i < sizeof opcodes / sizeof opcodes[0]; i++) {
        tftp.script.n_wanted = opcodes[i];
        tftp_rig_put(&tftp, TFTP_RIG_URL, 100);
        net_rig_expect_fail(&tftp.net, FW_FAIL_TFTP_ERROR);
    }
    assert_int_equal(tftp.peer.n_errors, 5);
}

static void test_a_post_over_tftp_is_a_bad_rule(void **state)
{
    (void)state;
    net_rig_fetch(&tftp.net, TFTP_RIG_URL,
                  &(struct fw_fetch_request){.method = FW_METHOD_POST, .body = tftp.file, .n_body = 3});
    assert_true(net_rig_run(&tftp.net, 60));
    net_rig_expect_fail(&tftp.net, FW_FAIL_RULE);
    assert_int_equal(tftp.peer.n_requests, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, tftp_rig_set_up, tftp_rig_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(writes_files_of_every_length_around_a_block),
        TEST(a_write_survives_lost_packets),
        TEST(a_write_survives_lost_acks),
        TEST(doubled_acks_make_no_second_block),
        TEST(an_old_ack_does_not_let_the_unit_run_ahead),
        TEST(a_write_without_an_answer_ends),
        TEST(a_write_whose_server_dies_names_the_block),
        TEST(an_error_packet_ends_a_write_in_every_state),
        TEST(a_wrong_answer_to_a_write_ends_it),
        TEST(a_post_over_tftp_is_a_bad_rule),
    };
    return cmocka_run_group_tests_name("fetch over TFTP", tests, NULL, NULL);
}
