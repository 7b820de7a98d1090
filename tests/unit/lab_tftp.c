/* SPDX-License-Identifier: MIT */
/* The lab's TFTP server: blocks, options, repeats, errors, and the folder's border. RFC 1350, 2347, 2348, 2349. */
#include <harness/test.h>
#include <harness/lab_rig.h>
#include <fileserver/fileserver.h>
#include <rt/buf.h>
#include <host/signals.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CLIENT       2000u
#define ASK(r, text) lab_rig_ask((r), CLIENT, EMU_NET_PROVIDER, 69, (text), sizeof(text) - 1)

static struct lab_rig rig;

static int setup(void **state)
{
    uint8_t bytes[1024];
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (uint8_t)(i * 7);
    }
    lab_rig_init(&rig, true, NULL, NULL);
    lab_rig_put_file(&rig, "kilo", bytes, 1024);
    lab_rig_put_file(&rig, "small", "abc", 3);
    lab_rig_put_file(&rig, "empty", "", 0);
    *state = &rig;
    return 0;
}

static int teardown(void **state)
{
    lab_rig_fini(*state);
    return 0;
}

static void ack(struct lab_rig *r, uint16_t port, uint16_t block)
{
    uint8_t packet[4] = {0, 4, (uint8_t)(block >> 8), (uint8_t)block};
    assert_true(lab_rig_ask(r, CLIENT, EMU_NET_PROVIDER, port, packet, 4));
}

static void expect_data(struct lab_rig *r, uint16_t block, size_t n)
{
    assert_int_equal(r->n_answers, 1);
    const struct emu_udp *u = &r->answer[0].udp;
    assert_int_equal(rt_be16(u->payload), 3);
    assert_int_equal(rt_be16(u->payload + 2), block);
    assert_int_equal(u->n_payload, 4 + n);
}

static void expect_error(struct lab_rig *r, unsigned code)
{
    assert_int_equal(r->n_answers, 1);
    assert_int_equal(rt_be16(r->answer[0].udp.payload), 5);
    assert_int_equal(rt_be16(r->answer[0].udp.payload + 2), code);
}

static void test_a_file_of_two_whole_blocks_ends_with_an_empty_one(void **state)
{
    struct lab_rig *r = *state;
    assert_true(ASK(r, "\0\1/kilo\0octet\0"));
    expect_data(r, 1, 512);
    uint16_t port = r->answer[0].udp.src_port;
    assert_int_not_equal(port, 69);
    ack(r, port, 1);
    expect_data(r, 2, 512);
    assert_int_equal(r->answer[0].udp.payload[4], (uint8_t)(512 * 7));
    ack(r, port, 2);
    expect_data(r, 3, 0);
    ack(r, port, 3);
    assert_int_equal(r->n_answers, 0);
    assert_true(rig_saw(&r->rig, &emu_signal_lab, 0, "/kilo: 1024 bytes sent"));
}

static void test_short_and_empty_files_are_one_block(void **state)
{
    struct lab_rig *r = *state;
    assert_true(ASK(r, "\0\1small\0OCTET\0"));
    expect_data(r, 1, 3);
    assert_true(ASK(r, "\0\1empty\0octet\0"));
    expect_data(r, 1, 0);
}

static void test_an_old_acknowledgement_is_not_answered(void **state)
{
    struct lab_rig *r = *state;
    assert_true(ASK(r, "\0\1kilo\0octet\0"));
    uint16_t port = r->answer[0].udp.src_port;
    ack(r, port, 1);
    expect_data(r, 2, 512);
    ack(r, port, 1);
    assert_int_equal(r->n_answers, 0);
}

static void test_a_block_is_sent_again_each_second_five_times(void **state)
{
    struct lab_rig *r = *state;
    assert_true(ASK(r, "\0\1kilo\0octet\0"));
    for (int i = 0; i < 5; i++) {
        r->n_answers = 0;
        lab_rig_pass_us(r, BOARD_US_PER_S);
        expect_data(r, 1, 512);
    }
    r->n_answers = 0;
    lab_rig_pass_us(r, 60 * BOARD_US_PER_S);
    assert_int_equal(r->n_answers, 0);
    assert_true(rig_saw(&r->rig, &emu_signal_lab, 0, "does not answer any more"));
}

static void test_options_are_answered_before_the_first_block(void **state)
{
    struct lab_rig *r = *state;
    assert_true(ASK(r, "\0\1kilo\0octet\0blksize\0001024\0tsize\0000\0timeout\0001\0"));
    assert_int_equal(r->n_answers, 1);
    static const char oack[] = "\0\6blksize\0001024\0tsize\0001024";
    assert_int_equal(r->answer[0].udp.n_payload, sizeof oack);
    assert_memory_equal(r->answer[0].udp.payload, oack, sizeof oack);
    uint16_t port = r->answer[0].udp.src_port;
    ack(r, port, 0);
    expect_data(r, 1, 1024);
    ack(r, port, 1);
    expect_data(r, 2, 0);
}

static void test_what_is_not_there_is_not_found_and_what_is_outside_is_refused(void **state)
{
    struct lab_rig *r = *state;
    assert_true(ASK(r, "\0\1nothing\0octet\0"));
    expect_error(r, 1);
    assert_true(ASK(r, "\0\1uploads\0octet\0"));
    expect_error(r, 1);
    assert_true(ASK(r, "\0\1../../etc/passwd\0octet\0"));
    expect_error(r, 2);
    assert_true(ASK(r, "\0\1a/../kilo\0octet\0"));
    expect_error(r, 2);
    assert_true(ASK(r, "\0\1\0octet\0"));
    expect_error(r, 2);
}

/* A name with a slash at its end: what was published so, and the document of a folder. */
static void test_a_name_may_end_in_a_slash(void **state)
{
    struct lab_rig *r = *state;
    char path[128];
    (void)snprintf(path, sizeof path, "%s/sub", r->folder);
    assert_int_equal(mkdir(path, 0755), 0);
    assert_true(ASK(r, "\0\1sub/\0octet\0"));
    expect_error(r, 1);
    lab_rig_put_file(r, "sub/index.html", "12345", 5);
    assert_true(ASK(r, "\0\1/sub/\0octet\0"));
    expect_data(r, 1, 5);
    assert_int_equal(emu_lab_publish(r->lab, "/sub/", "1234567", 7), RT_OK);
    assert_true(ASK(r, "\0\1sub/\0octet\0"));
    expect_data(r, 1, 7);
    assert_true(ASK(r, "\0\1small/\0octet\0")); /* a file is no folder */
    expect_error(r, 1);
    assert_true(ASK(r, "\0\1sub//\0octet\0"));
    expect_error(r, 2);
    assert_true(ASK(r, "\0\1sub/../\0octet\0"));
    expect_error(r, 2);
}

static void test_a_link_out_of_the_folder_is_refused(void **state)
{
    struct lab_rig *r = *state;
    char path[128];
    (void)snprintf(path, sizeof path, "%s/link", r->folder);
    assert_int_equal(symlink("/etc/passwd", path), 0);
    assert_true(ASK(r, "\0\1link\0octet\0"));
    expect_error(r, 2);
}

static void test_broken_requests_are_illegal(void **state)
{
    struct lab_rig *r = *state;
    assert_true(ASK(r, "\0\1kilo\0octet"));
    expect_error(r, 4);
    assert_true(ASK(r, "\0\1kilo"));
    expect_error(r, 4);
    assert_true(ASK(r, "\0\1kilo\0mail\0"));
    expect_error(r, 4);
    assert_true(ASK(r, "\0\4\0\1"));
    expect_error(r, 4);
    assert_true(ASK(r, "\0"));
    expect_error(r, 4);
    assert_true(ASK(r, "\0\5\0\1x\0")); /* an error is never answered */
    assert_int_equal(r->n_answers, 0);
}

static void test_another_port_of_the_client_is_an_unknown_transfer(void **state)
{
    struct lab_rig *r = *state;
    assert_true(ASK(r, "\0\1kilo\0octet\0"));
    uint16_t port = r->answer[0].udp.src_port;
    assert_true(lab_rig_ask(r, CLIENT + 1, EMU_NET_PROVIDER, port, "\0\4\0\1", 4));
    expect_error(r, 5);
    ack(r, port, 1);
    expect_data(r, 2, 512);
}

static void test_what_the_unit_writes_is_kept(void **state)
{
    struct lab_rig *r = *state;
    char path[128], text[8];
    assert_true(ASK(r, "\0\2reports/x.xml\0octet\0"));
    assert_int_equal(rt_be32(r->answer[0].udp.payload), 0x00040000);
    uint16_t port = r->answer[0].udp.src_port;
    assert_true(lab_rig_ask(r, CLIENT, EMU_NET_PROVIDER, port, "\0\3\0\1hello", 9));
    assert_int_equal(rt_be32(r->answer[0].udp.payload), 0x00040001);
    (void)snprintf(path, sizeof path, "%s/uploads/reports_x.xml", r->folder);
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    assert_int_equal(fread(text, 1, sizeof text, f), 5);
    (void)fclose(f);
    assert_memory_equal(text, "hello", 5);
}

static void test_published_documents_stand_before_files(void **state)
{
    struct lab_rig *r = *state;
    assert_int_equal(emu_lab_publish(r->lab, "/small", "published", 9), RT_OK);
    assert_true(ASK(r, "\0\1small\0octet\0"));
    expect_data(r, 1, 9);
    assert_int_equal(emu_lab_publish(r->lab, "small", "again", 5), RT_OK);
    assert_true(ASK(r, "\0\1/small\0octet\0"));
    expect_data(r, 1, 5);
}

static void test_random_packets_do_no_harm(void **state)
{
    struct lab_rig *r = *state;
    uint32_t x = 1;
    uint8_t packet[64];
    for (int round = 0; round < 3000; round++) {
        size_t n = 2 + (size_t)round % 60;
        for (size_t i = 0; i < n; i++) {
            x = x * 1664525u + 1013904223u;
            packet[i] = (uint8_t)(x >> 24);
        }
        packet[0] = 0;
        packet[1] = (uint8_t)(packet[1] % 7);
        (void)lab_rig_ask(r, CLIENT, EMU_NET_PROVIDER, (uint16_t)(round % 2 == 0 ? 69 : 50000 + round % 5), packet, n);
    }
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(test_a_file_of_two_whole_blocks_ends_with_an_empty_one),
        T(test_short_and_empty_files_are_one_block),
        T(test_an_old_acknowledgement_is_not_answered),
        T(test_a_block_is_sent_again_each_second_five_times),
        T(test_options_are_answered_before_the_first_block),
        T(test_what_is_not_there_is_not_found_and_what_is_outside_is_refused),
        T(test_a_name_may_end_in_a_slash),
        T(test_a_link_out_of_the_folder_is_refused),
        T(test_broken_requests_are_illegal),
        T(test_another_port_of_the_client_is_an_unknown_transfer),
        T(test_what_the_unit_writes_is_kept),
        T(test_published_documents_stand_before_files),
        T(test_random_packets_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
