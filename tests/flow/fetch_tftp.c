/* SPDX-License-Identifier: MIT */
/* TFTP, read and write, against a server that is right, and against one that is wrong in one way at a time. */
#include <harness/test.h>
#include <harness/net_rig.h>
#include <harness/tftp_peer.h>
#include <rt/mem.h>
#include <stdlib.h>
#include <string.h>

#define SERVER  IP4(10, 0, 0, 7)
#define OTHER   IP4(10, 0, 0, 8)
#define URL     "tftp://10.0.0.7/spa2102.cfg"

/* Of timing.h, here as facts that the tests hold the code to. */
#define RETRY_S 5u
#define TRIES   5u

static struct net_rig rig;
static struct tftp_peer peer;
static uint8_t file[200 * 512];

/* What a script of a test counts. */
static struct {
    unsigned n, n_wanted;
} script;

static int set_up(void **state)
{
    (void)state;
    uint32_t x = 1;
    for (size_t i = 0; i < sizeof file; i++) {
        x = x * 1664525u + 1013904223u;
        file[i] = (uint8_t)(x >> 24);
    }
    memset(&script, 0, sizeof script);
    net_rig_init(&rig);
    tftp_peer_init(&peer, &rig.outside, SERVER, file, sizeof file);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    tftp_peer_fini(&peer);
    net_rig_fini(&rig);
    return 0;
}

/* --- reading --- */

static void test_reads_files_of_every_length_around_a_block(void **state)
{
    (void)state;
    static const size_t lengths[] = {0, 1, 511, 512, 513, 1023, 1024, 1025, 51200, sizeof file};
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        peer.n_file = lengths[i];
        net_rig_get(&rig, URL);
        net_rig_expect_body(&rig, file, lengths[i]);
        assert_true(peer.is_done);
        assert_int_equal(peer.n_blocks, lengths[i] / 512 + 1);
    }
}

static void test_asks_for_the_name_with_its_slash_in_mode_octet(void **state)
{
    (void)state;
    net_rig_get(&rig, "tftp://10.0.0.7/cpe/Linksys 000e08abcdef.cfg?x=%20");
    assert_string_equal(peer.name, "/cpe/Linksys 000e08abcdef.cfg?x=%20");
    assert_string_equal(peer.mode, "octet");
    assert_int_equal(rig.n_addrs, 1);
    assert_int_equal(rig.addrs[0], SERVER);
    assert_int_equal(rig.result.server_ip, SERVER);
}

static void test_a_port_in_the_url_is_asked(void **state)
{
    (void)state;
    struct tftp_peer moved;
    tftp_peer_init(&moved, &rig.outside, OTHER, file, 100);
    moved.on_69.port = 6969;
    net_rig_get(&rig, "tftp://10.0.0.8:6969/a");
    net_rig_expect_body(&rig, file, 100);
    tftp_peer_fini(&moved);
}

static void test_each_transfer_has_its_own_port(void **state)
{
    (void)state;
    net_rig_get(&rig, URL);
    uint16_t first = peer.unit_port;
    net_rig_get(&rig, URL);
    assert_int_not_equal(first, peer.unit_port);
}

static bool lose_every_third(struct tftp_peer *p, unsigned opcode, unsigned number, const struct packet *packet)
{
    (void)p;
    (void)opcode;
    (void)number;
    (void)packet;
    return script.n++ % 3 == 0;
}

static void test_lost_packets_cost_one_retry_each(void **state)
{
    (void)state;
    peer.on_packet = lose_every_third;
    peer.n_file = 10 * 512 + 7;
    net_rig_get(&rig, URL);
    net_rig_expect_body(&rig, file, 10 * 512 + 7);
    assert_int_equal(net_rig_seconds_taken(&rig) % RETRY_S, 0);
    assert_in_range(net_rig_seconds_taken(&rig), 5 * RETRY_S, 7 * RETRY_S);
}

static void test_packets_lost_on_the_way_back_are_bridged_by_the_server(void **state)
{
    (void)state;
    peer.loses_every = 3;
    peer.retry_us = 3000000;
    net_rig_get(&rig, URL);
    net_rig_expect_body(&rig, file, sizeof file);
    assert_in_range(net_rig_seconds_taken(&rig), 201 / 3 * 3, 201 / 2 * 5);
}

static bool never_answer(struct tftp_peer *p, unsigned opcode, unsigned number, const struct packet *packet)
{
    (void)p;
    (void)opcode;
    (void)number;
    (void)packet;
    return true;
}

static void test_a_silent_server_is_asked_five_times_in_25_seconds(void **state)
{
    (void)state;
    peer.on_packet = never_answer;
    net_rig_get(&rig, URL);
    net_rig_expect_fail(&rig, FW_FAIL_TFTP_TIMEOUT);
    assert_int_equal(peer.n_requests, TRIES);
    assert_int_equal(net_rig_seconds_taken(&rig), TRIES * RETRY_S);
}

static void test_no_host_at_the_address_is_a_timeout(void **state)
{
    (void)state;
    net_rig_get(&rig, "tftp://10.0.0.99/a");
    net_rig_expect_fail(&rig, FW_FAIL_TFTP_TIMEOUT);
    assert_int_equal(net_rig_seconds_taken(&rig), TRIES * RETRY_S);
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
    peer.on_packet = die_at_block_17;
    net_rig_get(&rig, URL);
    net_rig_expect_fail(&rig, FW_FAIL_TFTP_TIMEOUT);
    assert_non_null(strstr(rig.result.detail, "block 17"));
    assert_non_null(strstr(rig.result.detail, "10.0.0.7:69"));
    assert_int_equal(rig.result.n_bytes, 17 * 512);
    assert_int_equal(peer.n_acks, 16 + TRIES);
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
    peer.on_packet = send_twice;
    peer.n_file = 20 * 512 + 1;
    net_rig_get(&rig, URL);
    net_rig_expect_body(&rig, file, 20 * 512 + 1);
    net_rig_pass_ms(&rig, 1);
    assert_int_equal(peer.n_acks, 2 * 21);
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
    peer.on_packet = old_and_early_first;
    net_rig_get(&rig, URL);
    net_rig_expect_body(&rig, file, sizeof file);
    assert_int_equal(peer.n_acks, 201); /* none of the wrong ones got an ACK */
    assert_int_equal(net_rig_seconds_taken(&rig), 0);
}

static bool repeat_first_for_ever(struct tftp_peer *p, unsigned opcode, unsigned number, const struct packet *packet)
{
    (void)number;
    (void)packet;
    script.n += opcode == TFTP_ACK;
    if (opcode == TFTP_RRQ) {
        tftp_peer_send_block(p, 1);
    }
    return true;
}

static void test_a_server_that_repeats_itself_cannot_hold_the_unit(void **state)
{
    (void)state;
    peer.on_packet = repeat_first_for_ever;
    net_rig_fetch(&rig, URL, NULL);
    for (unsigned i = 0; i < 60 && rig.n_done == 0; i++) {
        net_rig_pass_ms(&rig, 1000);
        if (rig.n_done == 0) {
            tftp_peer_send_block(&peer, 1);
        }
    }
    net_rig_expect_fail(&rig, FW_FAIL_TFTP_TIMEOUT);
    assert_int_equal(net_rig_seconds_taken(&rig), TRIES * RETRY_S);
    assert_int_equal(rig.n_body, 512);
}

static bool intrude(struct tftp_peer *p, unsigned opcode, unsigned number, const struct packet *packet)
{
    if (opcode == TFTP_ACK && number == 5 && packet->dst_port == p->tid) {
        static const uint8_t junk[512] = {'j'};
        tftp_peer_send(p, 5555, TFTP_DATA, 6, junk, sizeof junk);
        tftp_peer_send(p, 5556, TFTP_ERROR, 2, "no", 3);
    }
    if (opcode == TFTP_ERROR && packet->dst_port == 5555) {
        script.n++;
        script.n_wanted = number;
    }
    return packet->dst_port != p->tid && packet->dst_port != 69;
}

static void test_a_wrong_tid_gets_error_5_and_disturbs_nothing(void **state)
{
    (void)state;
    peer.on_packet = intrude;
    net_rig_get(&rig, URL);
    net_rig_expect_body(&rig, file, sizeof file);
    assert_int_equal(script.n, 1);
    assert_int_equal(script.n_wanted, 5);
    assert_int_equal(peer.n_errors, 1); /* none for the error packet */
}

static struct tftp_peer stranger;

static bool let_stranger_answer(struct tftp_peer *p, unsigned opcode, unsigned number, const struct packet *packet)
{
    (void)number;
    if (opcode == TFTP_RRQ && script.n++ == 0) {
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
    tftp_peer_init(&stranger, &rig.outside, OTHER, wrong, sizeof wrong);
    peer.on_packet = let_stranger_answer;
    net_rig_get(&rig, URL);
    net_rig_expect_body(&rig, file, sizeof file);
    assert_int_equal(stranger.n_errors, 1);
    assert_int_equal(stranger.last_error, 5);
    tftp_peer_fini(&stranger);
}

static bool lose_last_ack(struct tftp_peer *p, unsigned opcode, unsigned number, const struct packet *packet)
{
    (void)p;
    (void)packet;
    return opcode == TFTP_ACK && number == 3 && script.n++ == 0;
}

static void test_the_last_ack_is_sent_again_when_it_was_lost(void **state)
{
    (void)state;
    peer.on_packet = lose_last_ack;
    peer.n_file = 2 * 512 + 5;
    net_rig_get(&rig, URL);
    net_rig_expect_body(&rig, file, 2 * 512 + 5); /* the unit has all, whatever the server thinks */
    assert_int_equal(net_rig_seconds_taken(&rig), 0);
    assert_false(peer.is_done);
    net_rig_pass_ms(&rig, 3000);
    tftp_peer_send_block(&peer, 3); /* the server's own retry */
    net_rig_pass_ms(&rig, 1);
    assert_true(peer.is_done);
    net_rig_pass_ms(&rig, 10000); /* after the dallying nobody is there any more */
    unsigned n_acks = peer.n_acks;
    tftp_peer_send_block(&peer, 3);
    net_rig_pass_ms(&rig, 1000);
    assert_int_equal(peer.n_acks, n_acks);
}

static unsigned error_code, error_at_block;

static bool fail_at_block(struct tftp_peer *p, unsigned opcode, unsigned number, const struct packet *packet)
{
    (void)packet;
    if ((opcode != TFTP_ERROR && number == error_at_block)) {
        tftp_peer_send_error(p, error_code, "it\nis so");
        return true;
    }
    return false;
}

/* "File not found" answers the request; later a transfer has broken, whatever the server calls it. */
static bool is_not_found(void)
{
    return error_code == 1 && error_at_block == 0;
}

static void test_an_error_packet_ends_it_in_every_state(void **state)
{
    (void)state;
    static const unsigned blocks[] = {0, 1, 199};
    peer.on_packet = fail_at_block;
    for (size_t i = 0; i < 3; i++) {
        for (error_code = 0; error_code <= 9; error_code++) {
            error_at_block = blocks[i];
            net_rig_get(&rig, URL);
            net_rig_expect_fail(&rig, is_not_found() ? FW_FAIL_FILE_NOT_FOUND : FW_FAIL_TFTP_ERROR);
            assert_non_null(strstr(rig.result.detail, "it?is so"));
            assert_int_equal(net_rig_seconds_taken(&rig), 0);
        }
    }
    assert_int_equal(peer.n_errors, 0); /* an error is not answered */
}

static bool fail_without_text(struct tftp_peer *p, unsigned opcode, unsigned number, const struct packet *packet)
{
    (void)opcode;
    (void)number;
    (void)packet;
    uint8_t text[600];
    memset(text, 'A', sizeof text);
    tftp_peer_send(p, 0, TFTP_ERROR, 1, text, script.n_wanted);
    return true;
}

static void test_an_error_text_may_be_missing_or_endless(void **state)
{
    (void)state;
    static const unsigned lengths[] = {0, 1, 99, 100, 101, 512, 513, 600};
    peer.on_packet = fail_without_text;
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        script.n_wanted = lengths[i];
        net_rig_get(&rig, URL);
        net_rig_expect_fail(&rig, FW_FAIL_FILE_NOT_FOUND);
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
    peer.on_packet = answer_wrong;
    for (i_wrong = 0; i_wrong < sizeof wrong_answers / sizeof wrong_answers[0]; i_wrong++) {
        peer.n_errors = 0;
        net_rig_get(&rig, URL);
        net_rig_expect_fail(&rig, FW_FAIL_TFTP_ERROR);
        assert_int_equal(peer.n_errors, 1);
        assert_int_equal(peer.last_error, wrong_answers[i_wrong].error);
        assert_int_equal(rig.n_body, 0);
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
    return opcode == TFTP_RRQ && script.n++ == 0;
}

static void test_packets_too_short_to_be_tftp_are_dropped(void **state)
{
    (void)state;
    peer.on_packet = answer_in_stumps;
    net_rig_get(&rig, URL);
    net_rig_expect_body(&rig, file, sizeof file);
    assert_int_equal(net_rig_seconds_taken(&rig), RETRY_S);
}

static void test_block_numbers_go_on_with_0_after_65535(void **state)
{
    (void)state;
    uint64_t n_file = 65540ull * 512 + 100; /* 33.6 MB */
    peer.file = NULL;
    peer.n_file = n_file;
    rig.drops_body = true;
    net_rig_fetch(&rig, URL, &(struct fw_fetch_request){.method = FW_METHOD_GET, .max_bytes = 64u << 20});
    assert_true(net_rig_run(&rig, 60));
    net_rig_expect_fail(&rig, FW_FAIL_NONE);
    assert_int_equal(rig.n_body, n_file);
    assert_int_equal(rig.result.n_bytes, n_file);
    assert_int_equal(peer.n_acks, 65541);
    assert_true(peer.is_done);
}

static void test_a_file_longer_than_allowed_is_refused(void **state)
{
    (void)state;
    const struct fw_fetch_request request = {.method = FW_METHOD_GET, .max_bytes = 1024};
    peer.n_file = 1024;
    net_rig_fetch(&rig, URL, &request);
    assert_true(net_rig_run(&rig, 60));
    net_rig_expect_body(&rig, file, 1024);
    peer.n_file = 1025;
    net_rig_fetch(&rig, URL, &request);
    assert_true(net_rig_run(&rig, 60));
    net_rig_expect_fail(&rig, FW_FAIL_TOO_BIG);
    assert_int_equal(rig.n_body, 1024);
    assert_int_equal(peer.n_errors, 1);
    assert_int_equal(peer.last_error, 3);
}

static void test_without_a_limit_8_mib_is_the_limit(void **state)
{
    (void)state;
    peer.file = NULL;
    peer.n_file = (8u << 20) + 1;
    rig.drops_body = true;
    net_rig_get(&rig, URL);
    net_rig_expect_fail(&rig, FW_FAIL_TOO_BIG);
    assert_int_equal(rig.n_body, 8u << 20);
}

static void test_a_client_that_refuses_ends_it(void **state)
{
    (void)state;
    rig.data_err = RT_ECORRUPT;
    net_rig_get(&rig, URL);
    net_rig_expect_fail(&rig, FW_FAIL_ABORTED);
    assert_int_equal(rig.n_body, 512);
    assert_int_equal(peer.n_errors, 1);
    assert_int_equal(peer.last_error, 0);
}

/* One block each 4.9 s: every block is in time, but the file would take a week. */
static bool drip(struct tftp_peer *p, unsigned opcode, unsigned number, const struct packet *packet)
{
    (void)p;
    (void)packet;
    script.n = number;
    return opcode == TFTP_ACK;
}

static void test_a_dripping_server_ends_after_half_an_hour(void **state)
{
    (void)state;
    peer.file = NULL;
    peer.n_file = 4u << 20;
    rig.drops_body = true;
    peer.on_packet = drip;
    net_rig_fetch(&rig, URL, NULL);
    while (rig.n_done == 0 && script.n < 2000) {
        net_rig_pass_ms(&rig, 4900);
        if (rig.n_done == 0) {
            tftp_peer_send_block(&peer, script.n + 1);
        }
    }
    net_rig_expect_fail(&rig, FW_FAIL_TFTP_TIMEOUT);
    assert_int_equal(net_rig_seconds_taken(&rig), 1800);
}

/* --- writing --- */

static void write_file(const char *url, size_t n)
{
    net_rig_fetch(&rig, url, &(struct fw_fetch_request){.method = FW_METHOD_PUT, .body = file, .n_body = n});
    assert_true(net_rig_run(&rig, 7200));
}

static void test_writes_files_of_every_length_around_a_block(void **state)
{
    (void)state;
    static const size_t lengths[] = {0, 1, 511, 512, 513, 1024, 1025, sizeof file};
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        write_file("tftp://10.0.0.7/000e08abcdef/rep.xml.enc", lengths[i]);
        net_rig_expect_fail(&rig, FW_FAIL_NONE);
        assert_true(peer.is_done);
        assert_int_equal(peer.written.n, lengths[i]);
        assert_memory_equal(peer.written.bytes, file, lengths[i]);
        assert_int_equal(peer.n_blocks, lengths[i] / 512 + 1);
    }
    assert_string_equal(peer.name, "/000e08abcdef/rep.xml.enc");
    assert_string_equal(peer.mode, "octet");
}

static void test_a_write_survives_lost_packets(void **state)
{
    (void)state;
    peer.on_packet = lose_every_third;
    write_file(URL, 10 * 512);
    net_rig_expect_fail(&rig, FW_FAIL_NONE);
    assert_int_equal(peer.written.n, 10 * 512);
    assert_memory_equal(peer.written.bytes, file, 10 * 512);
}

static void test_a_write_survives_lost_acks(void **state)
{
    (void)state;
    peer.loses_every = 3;
    write_file(URL, 10 * 512);
    net_rig_expect_fail(&rig, FW_FAIL_NONE);
    assert_int_equal(peer.written.n, 10 * 512);
    assert_memory_equal(peer.written.bytes, file, 10 * 512);
    assert_true(peer.n_datas > 11);
}

static bool double_acks(struct tftp_peer *p, unsigned opcode, unsigned number, const struct packet *packet)
{
    (void)packet;
    if (opcode == TFTP_DATA) {
        script.n += number != p->n_blocks + 1; /* ran ahead, or said something twice */
        tftp_peer_send(p, 0, TFTP_ACK, number - 1, NULL, 0);
        tftp_peer_send(p, 0, TFTP_ACK, number - 1, NULL, 0);
    }
    return false;
}

static void test_doubled_acks_make_no_second_block(void **state)
{
    (void)state;
    peer.on_packet = double_acks;
    write_file(URL, 100 * 512);
    net_rig_expect_fail(&rig, FW_FAIL_NONE);
    assert_int_equal(script.n, 0);
    assert_int_equal(peer.n_datas, 101); /* the sorcerer's apprentice would send 2^100 */
}

/* The real ACK comes only when the unit has said the block a second time. */
static bool old_acks_only(struct tftp_peer *p, unsigned opcode, unsigned number, const struct packet *packet)
{
    (void)double_acks(p, opcode, number, packet);
    return opcode == TFTP_DATA && script.n_wanted++ % 2 == 0;
}

static void test_an_old_ack_does_not_let_the_unit_run_ahead(void **state)
{
    (void)state;
    peer.on_packet = old_acks_only;
    write_file(URL, 20 * 512);
    net_rig_expect_fail(&rig, FW_FAIL_NONE);
    assert_int_equal(script.n, 0);
    assert_int_equal(peer.n_datas, 2 * 21);
    assert_int_equal(net_rig_seconds_taken(&rig), 21 * RETRY_S);
    assert_memory_equal(peer.written.bytes, file, 20 * 512);
}

static void test_a_write_without_an_answer_ends(void **state)
{
    (void)state;
    peer.on_packet = never_answer;
    write_file(URL, 100);
    net_rig_expect_fail(&rig, FW_FAIL_TFTP_TIMEOUT);
    assert_int_equal(peer.n_requests, TRIES);
    assert_int_equal(net_rig_seconds_taken(&rig), TRIES * RETRY_S);
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
    peer.on_packet = die_after_data_3;
    write_file(URL, 100 * 512);
    net_rig_expect_fail(&rig, FW_FAIL_TFTP_TIMEOUT);
    assert_non_null(strstr(rig.result.detail, "DATA of block 3"));
    assert_int_equal(peer.n_datas, 2 + TRIES);
}

static void test_an_error_packet_ends_a_write_in_every_state(void **state)
{
    (void)state;
    static const unsigned blocks[] = {0, 1, 200, 201};
    peer.on_packet = fail_at_block;
    for (size_t i = 0; i < 4; i++) {
        for (error_code = 0; error_code <= 7; error_code++) {
            error_at_block = blocks[i];
            write_file(URL, sizeof file);
            net_rig_expect_fail(&rig, is_not_found() ? FW_FAIL_FILE_NOT_FOUND : FW_FAIL_TFTP_ERROR);
        }
    }
}

static bool answer_data(struct tftp_peer *p, unsigned opcode, unsigned number, const struct packet *packet)
{
    (void)number;
    (void)packet;
    if (opcode == TFTP_WRQ) {
        tftp_peer_send(p, 0, script.n_wanted, 1, file, 10);
    }
    return true;
}

static void test_a_wrong_answer_to_a_write_ends_it(void **state)
{
    (void)state;
    peer.on_packet = answer_data;
    static const unsigned opcodes[] = {TFTP_DATA, TFTP_OACK, TFTP_RRQ, TFTP_WRQ, 9};
    for (size_t i = 0; i < sizeof opcodes / sizeof opcodes[0]; i++) {
        script.n_wanted = opcodes[i];
        write_file(URL, 100);
        net_rig_expect_fail(&rig, FW_FAIL_TFTP_ERROR);
    }
    assert_int_equal(peer.n_errors, 5);
}

static void test_a_post_over_tftp_is_a_bad_rule(void **state)
{
    (void)state;
    net_rig_fetch(&rig, URL, &(struct fw_fetch_request){.method = FW_METHOD_POST, .body = file, .n_body = 3});
    assert_true(net_rig_run(&rig, 60));
    net_rig_expect_fail(&rig, FW_FAIL_RULE);
    assert_int_equal(peer.n_requests, 0);
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
        tftp_peer_send(p, from, what, number + noise(5) - 2, file + noise(1000), noise(8) == 0 ? noise(600) : 512);
    }
    return noise(10) == 0;
}

static void test_a_noisy_server_cannot_hold_or_break_the_unit(void **state)
{
    (void)state;
    peer.on_packet = send_noise;
    peer.retry_us = 2000000;
    for (unsigned round = 0; round < 300; round++) {
        noise_state = round;
        if (round % 2 == 0) {
            net_rig_get(&rig, URL);
        } else {
            write_file(URL, 20000);
        }
        assert_in_range(net_rig_seconds_taken(&rig), 0, 1800);
    }
}

/* --- the caller changes its mind, the memory is short --- */

static void test_cancel_after_any_packet_leaves_nothing(void **state)
{
    (void)state;
    peer.on_packet = lose_every_third;
    for (unsigned ms = 0; ms < 40000; ms += 2500) {
        script.n = 0;
        net_rig_fetch(&rig, URL, NULL);
        if (ms > 0) {
            net_rig_pass_ms(&rig, ms);
        }
        assert_int_equal(rig.n_done, 0);
        fw_fetch_cancel(rig.fetch);
        rig.fetch = NULL;
        net_rig_pass_ms(&rig, 20000);
        assert_int_equal(rig.n_done, 0);
    }
}

static void test_cancel_from_inside_the_callbacks(void **state)
{
    (void)state;
    rig.cancels_in_address = true;
    net_rig_fetch(&rig, URL, NULL);
    net_rig_pass_ms(&rig, 20000);
    assert_int_equal(rig.n_done, 0);
    assert_int_equal(peer.n_requests, 0);
    rig.cancels_in_address = false;
    rig.cancels_in_data = true;
    net_rig_fetch(&rig, URL, NULL);
    net_rig_pass_ms(&rig, 20000);
    assert_int_equal(rig.n_done, 0);
    assert_int_equal(rig.n_body, 512);
    assert_int_equal(peer.n_errors, 1); /* the server is told */
    rig.cancels_in_data = false;
    rig.cancels_in_done = true;
    net_rig_get(&rig, URL);
    net_rig_expect_body(&rig, file, sizeof file);
}

static void test_the_net_goes_down_in_the_middle(void **state)
{
    (void)state;
    peer.on_packet = die_at_block_17;
    net_rig_fetch(&rig, URL, NULL);
    net_rig_pass_ms(&rig, 100);
    assert_int_equal(rig.n_body, 17 * 512);
    /* net_rig_fini destroys the net and finds no memory, no io-wait; the client is not called. */
}

static void test_any_failed_allocation_ends_cleanly(void **state)
{
    (void)state;
    peer.n_file = 3 * 512 + 1;
    peer.retry_us = 3000000;
    unsigned n_starts_failed = 0, n_good = 0;
    for (unsigned n = 1; n <= 40; n++) {
        rt_mem_fail_at(n);
        enum rt_err err = net_rig_try_fetch(&rig, URL, NULL);
        if (err != RT_OK) {
            assert_int_equal(err, RT_ENOMEM);
            rig.fetch = NULL;
            n_starts_failed++;
        } else {
            assert_true(net_rig_run(&rig, 7200));
            if (rig.result.fail == FW_FAIL_NONE) {
                net_rig_expect_body(&rig, file, 3 * 512 + 1);
                n_good++;
            } else {
                net_rig_expect_fail(&rig, FW_FAIL_ABORTED);
            }
        }
        rt_mem_fail_at(0);
        net_rig_pass_ms(&rig, 20000);
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
        TEST(a_noisy_server_cannot_hold_or_break_the_unit),
        TEST(cancel_after_any_packet_leaves_nothing),
        TEST(cancel_from_inside_the_callbacks),
        TEST(the_net_goes_down_in_the_middle),
        TEST(any_failed_allocation_ends_cleanly),
    };
    return cmocka_run_group_tests_name("fetch over TFTP", tests, NULL, NULL);
}
