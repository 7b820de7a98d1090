/* SPDX-License-Identifier: MIT */
/* The segment and a stream socket: frames pass in QEMU's framing; what is no frame closes the connection, and no more.
 */
#define _XOPEN_SOURCE 700 /* mkdtemp */
#include <harness/rig.h>
#include <harness/test.h>
#include <net/wire.h>
#include <net/packet.h>
#include <net/faults.h>
#include <net/net.h>
#include <rt/buf.h>
#include <rt/mem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

struct bench {
    struct rig rig;
    struct emu_faults *faults;
    struct emu_net *net;
    uint64_t n_outside;
    char folder[40], wire[80], path[64];
    int peer;
    unsigned n_got;
    size_t n_last;
};

static void on_frame(void *ctx, enum board_port port, const uint8_t *frame, size_t n)
{
    struct bench *b = ctx;
    (void)port;
    (void)frame;
    b->n_got++;
    b->n_last = n;
}

static void on_link(void *ctx, enum board_port port, bool is_linked)
{
    (void)ctx;
    (void)port;
    (void)is_linked;
}

static void turn(struct bench *b)
{
    struct emu_source source = emu_net_source(b->net);
    for (int i = 0; i < 4; i++) {
        struct emu_pollset set = {.n = 0};
        source.fill(source.ctx, &set);
        (void)emu_pollset_wait(&set, 0);
        (void)source.handle(source.ctx, &set);
    }
    rig_run_us(&b->rig, 1000);
}

static void dial(struct bench *b)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    memcpy(at.sun_path, b->path, strlen(b->path) + 1);
    b->peer = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_true(b->peer >= 0 && connect(b->peer, (const struct sockaddr *)&at, sizeof at) == 0);
    turn(b);
}

static uint32_t rate = 1; /* of the next setup() */

static int setup(void **state)
{
    static struct bench bench;
    struct bench *b = &bench;
    struct emu_error error = {0};
    struct emu_net_options options = {.port = {{.is_given = true, .wire = {b->wire}, .n_wires = 1}}};
    memset(b, 0, sizeof *b);
    rig_init(&b->rig);
    rig_power_on(&b->rig);
    const struct board_nic_client client = {on_frame, on_link, b};
    board_nic_attach_client(b->rig.board, BOARD_PORT_WAN, &client);
    board_nic_plug(b->rig.board, BOARD_PORT_WAN, true);
    (void)snprintf(b->folder, sizeof b->folder, "/tmp/vspa-wire-XXXXXX");
    assert_non_null(mkdtemp(b->folder));
    (void)snprintf(b->path, sizeof b->path, "%s/s", b->folder);
    (void)snprintf(b->wire, sizeof b->wire, "socket:listen=%s", b->path);
    b->faults = emu_faults_create(b->rig.board, BOARD_PORT_WAN, 1);
    const struct emu_net_config config = {
        .board = b->rig.board, .port = BOARD_PORT_WAN, .faults = b->faults, .rate = rate, .n_outside = &b->n_outside};
    assert_int_equal(emu_net_create(&b->net, &config), RT_OK);
    assert_int_equal(emu_wires_add(b->net, &options, &error), EMU_EXIT_OK);
    rig_run_us(&b->rig, 1000);
    dial(b);
    *state = b;
    return 0;
}

static int teardown(void **state)
{
    struct bench *b = *state;
    (void)close(b->peer);
    emu_net_destroy(b->net);
    assert_int_equal(access(b->path, F_OK), -1); /* it removes its socket */
    (void)rmdir(b->folder);
    emu_faults_destroy(b->faults);
    board_nic_attach_client(b->rig.board, BOARD_PORT_WAN, NULL);
    rig_fini(&b->rig);
    return 0;
}

static void put(struct bench *b, uint32_t length, size_t n)
{
    static uint8_t bytes[4 + 70000];
    rt_put_be32(bytes, length);
    bytes[4 + 12] = 0x08; /* IPv4 */
    assert_int_equal(send(b->peer, bytes, 4 + n, MSG_NOSIGNAL), (ssize_t)(4 + n));
}

static bool is_hung_up(struct bench *b)
{
    uint8_t byte;
    return recv(b->peer, &byte, 1, MSG_DONTWAIT) == 0;
}

static void test_frames_pass_both_ways(void **state)
{
    struct bench *b = *state;
    uint8_t frame[60] = {0}, got[100];
    put(b, 60, 60);
    put(b, 1518, 1518);
    turn(b);
    assert_int_equal(b->n_got, 2);
    assert_int_equal(b->n_last, 1518);
    assert_int_equal(board_nic_send(b->rig.board, BOARD_PORT_WAN, frame, sizeof frame), RT_OK);
    turn(b);
    assert_int_equal(recv(b->peer, got, sizeof got, MSG_DONTWAIT), 64);
    assert_int_equal(rt_be32(got), 60);
    assert_int_equal(b->n_outside, 3);
}

static int setup_warp(void **state)
{
    rate = 0;
    int err = setup(state);
    rate = 1;
    return err;
}

/* A concentrator keeps real time. Everything else passes. */
static void test_pppoe_does_not_leave_in_warp(void **state)
{
    struct bench *b = *state;
    static const struct {
        uint16_t type, inner;
        bool passes;
    } rows[] = {
        {0x0800, 0, true}, {0x8863, 0, false}, {0x8864, 0, false}, {0x8100, 0x8863, false}, {0x8100, 0x0800, true}};
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t frame[60] = {0}, got[100];
        rt_put_be16(frame + 12, rows[i].type);
        rt_put_be16(frame + 16, rows[i].inner);
        assert_int_equal(board_nic_send(b->rig.board, BOARD_PORT_WAN, frame, sizeof frame), RT_OK);
        turn(b);
        assert_int_equal(recv(b->peer, got, sizeof got, MSG_DONTWAIT), rows[i].passes ? 64 : -1);
    }
}

static void test_a_frame_in_pieces_is_one_frame(void **state)
{
    struct bench *b = *state;
    static const uint8_t rest[40];
    put(b, 60, 20);
    turn(b);
    assert_int_equal(b->n_got, 0);
    assert_int_equal(send(b->peer, rest, 40, MSG_NOSIGNAL), 40);
    turn(b);
    assert_int_equal(b->n_got, 1);
}

static void test_what_no_port_takes_is_lost(void **state)
{
    struct bench *b = *state;
    put(b, 0, 0);
    put(b, 13, 13);
    put(b, 1519, 1519);
    put(b, 65536, 65536 / 2);
    turn(b);
    assert_int_equal(b->n_got, 0);
    assert_false(is_hung_up(b));
}

static void test_a_length_that_is_none_ends_the_connection_and_another_may_come(void **state)
{
    struct bench *b = *state;
    put(b, 0xffffffffu, 100);
    turn(b);
    assert_true(is_hung_up(b));
    (void)close(b->peer);
    dial(b);
    put(b, 60, 60);
    turn(b);
    assert_int_equal(b->n_got, 1);
}

static void test_a_flood_is_taken_in_turns(void **state)
{
    struct bench *b = *state;
    for (int i = 0; i < 150; i++) {
        put(b, 60, 60);
    }
    turn(b);
    turn(b);
    turn(b);
    assert_int_equal(b->n_got, 150);
}

static void test_the_rules_of_what_goes_together(void **state)
{
    (void)state;
    struct emu_error error = {0};
    struct emu_net_options lan = {.port = {[BOARD_PORT_LAN] = {.is_given = true, .wire = {"tap:x"}, .n_wires = 1}}};
    struct emu_net_options wan = {.port = {{.is_given = true, .wire = {"tap:x"}, .n_wires = 1}}};
    assert_int_equal(emu_net_check(&lan, 1, &error), EMU_EXIT_OK);
    assert_int_equal(emu_net_check(&wan, 0, &error), EMU_EXIT_OK);
    assert_int_equal(emu_net_check(&lan, 0, &error), EMU_EXIT_USAGE);
    error = (struct emu_error){0};
    assert_null(emu_parse_port_map("udp:69=6969", &wan.maps));
    assert_int_equal(emu_net_check(&wan, 0, &error), EMU_EXIT_USAGE);
}

/* A UDP packet in a frame with room for n bytes behind its head. */
static void put_udp(uint8_t *frame, size_t n, uint16_t src_port, uint16_t dst_port)
{
    uint8_t *ip = frame + 14, *udp = ip + 20;
    rt_put_be16(frame + 12, 0x0800);
    ip[0] = 0x45;
    rt_put_be16(ip + 2, (uint16_t)(20 + 8 + n));
    ip[8] = 64;
    ip[9] = 17;
    rt_put_be16(ip + 10, (uint16_t)~emu_checksum(ip, 20, 0));
    rt_put_be16(udp, src_port);
    rt_put_be16(udp + 2, dst_port);
    rt_put_be16(udp + 4, (uint16_t)(8 + n));
}

/* Hosts that ask for each other every second must not hold the time of a unit in warp. */
static void test_only_what_is_for_the_unit_renews_the_patience(void **state)
{
    struct bench *b = *state;
    static const struct {
        uint8_t to; /* first byte of the destination: 0xff everyone, 0x01 a group */
        uint16_t type, dst_port;
        bool is_tagged, counts;
    } rows[] = {
        {0x00, 0x0806, 0, false, true},    {0xff, 0x0806, 0, false, false},    {0x00, 0x0800, 53, false, true},
        {0xff, 0x0800, 137, false, false}, {0x01, 0x0800, 5353, false, false}, {0xff, 0x0800, 68, false, true},
        {0xff, 0x0800, 68, true, true},    {0xff, 0x0800, 67, true, false},    {0xff, 0x0806, 0, true, false},
        {0x00, 0x0806, 0, true, true},     {0x00, 0x86dd, 0, false, false},
    };
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t bytes[4 + 64] = {0}, *frame = bytes + 4;
        size_t n_tag = rows[i].is_tagged ? 4 : 0;
        uint64_t before = b->n_outside;
        rt_put_be32(bytes, 64);
        put_udp(frame + n_tag, 64 - n_tag - 42, 67, rows[i].dst_port);
        rt_put_be16(frame + n_tag + 12, rows[i].type);
        if (n_tag > 0) {
            rt_put_be16(frame + 12, 0x8100);
        }
        frame[0] = rows[i].to;
        assert_int_equal(send(b->peer, bytes, sizeof bytes, MSG_NOSIGNAL), (ssize_t)sizeof bytes);
        turn(b);
        assert_int_equal(b->n_outside - before, rows[i].counts ? 1 : 0);
    }
}

/* Sound is played as it comes: the peer keeps real time. SIP, DNS, TFTP and the unit's own requests pass. */
static void test_rtp_leaves_in_real_time_only(void **state)
{
    struct bench *b = *state;
    static const struct {
        uint16_t src_port, dst_port;
        uint8_t payload[2];
        bool passes;
    } rows[] = {
        {16384, 20000, {0x80, 0}, false},  {16386, 20000, {0x80, 0x80 | 101}, false},
        {16384, 20000, {0x80, 98}, false}, {5060, 5060, {'I', 'N'}, true},
        {16385, 20001, {0x80, 200}, true}, {1026, 53, {0x80, 0}, true},
        {16384, 20000, {0x80, 72}, true},  {69, 1026, {0x80, 0}, true},
        {16384, 20000, {0x40, 0}, true},
    };
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t frame[14 + 20 + 8 + 12 + 160] = {0}, got[300];
        put_udp(frame, 12 + 160, rows[i].src_port, rows[i].dst_port);
        frame[42] = rows[i].payload[0];
        frame[43] = rows[i].payload[1];
        assert_int_equal(board_nic_send(b->rig.board, BOARD_PORT_WAN, frame, sizeof frame), RT_OK);
        turn(b);
        assert_int_equal(recv(b->peer, got, sizeof got, MSG_DONTWAIT), rows[i].passes ? (int)sizeof frame + 4 : -1);
    }
}

/* Nothing is opened, and the reason is told. */
static void test_a_card_without_memory_is_not_opened(void **state)
{
    struct emu_wire *wire = NULL;
    struct emu_error error = {0};
    (void)state;
    rt_mem_fail_at(1);
    assert_int_equal(emu_card_open(&wire, "lo", &error), EMU_EXIT_ENVIRONMENT);
    rt_mem_fail_at(0);
    assert_null(wire);
    assert_string_equal(error.text, "net: out of memory");
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(test_frames_pass_both_ways),
        T(test_a_frame_in_pieces_is_one_frame),
        T(test_what_no_port_takes_is_lost),
        T(test_a_length_that_is_none_ends_the_connection_and_another_may_come),
        T(test_only_what_is_for_the_unit_renews_the_patience),
        T(test_a_flood_is_taken_in_turns),
        cmocka_unit_test(test_the_rules_of_what_goes_together),
        cmocka_unit_test(test_a_card_without_memory_is_not_opened),
        cmocka_unit_test_setup_teardown(test_rtp_leaves_in_real_time_only, setup_warp, teardown),
        cmocka_unit_test_setup_teardown(test_pppoe_does_not_leave_in_warp, setup_warp, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
