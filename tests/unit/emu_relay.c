/* SPDX-License-Identifier: MIT */
/* The relay in front of a TFTP server's port: real sockets of 127.0.0.1, on ports that the host draws. */
#include <harness/test.h>
#include <net/relay.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define N_CLIENTS (EMU_RELAY_FLOWS_MAX + 1u)

struct end {
    int fd;
    uint16_t port;
};

static struct sockaddr_in local(uint16_t port)
{
    return (struct sockaddr_in){
        .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons(port)};
}

static struct end open_end(void)
{
    struct sockaddr_in at = local(0);
    socklen_t n = sizeof at;
    struct end e = {.fd = socket(AF_INET, SOCK_DGRAM, 0)};
    assert_true(e.fd >= 0);
    assert_int_equal(bind(e.fd, (const struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(getsockname(e.fd, (struct sockaddr *)&at, &n), 0);
    e.port = ntohs(at.sin_port);
    return e;
}

static void send_to(struct end from, uint16_t to, const char *text)
{
    const struct sockaddr_in at = local(to);
    assert_int_equal(sendto(from.fd, text, strlen(text), 0, (const struct sockaddr *)&at, sizeof at), strlen(text));
}

/* Takes the datagram that must be there, and returns whose port it came from. */
static uint16_t take(struct end e, const char *text)
{
    char got[64] = "";
    struct sockaddr_in at;
    socklen_t n = sizeof at;
    assert_true(recvfrom(e.fd, got, sizeof got - 1, MSG_DONTWAIT, (struct sockaddr *)&at, &n) > 0);
    assert_string_equal(got, text);
    return ntohs(at.sin_port);
}

static bool has_nothing(struct end e)
{
    char c;
    return recv(e.fd, &c, 1, MSG_DONTWAIT) < 0;
}

/* One turn of the loop. On 127.0.0.1 what was sent is there at once. */
static bool turn(struct emu_relay *r)
{
    struct emu_pollset set = {0};
    emu_relay_fill(r, &set);
    assert_true(set.has_outside);
    (void)emu_pollset_wait(&set, 0);
    return emu_relay_handle(r, &set);
}

struct bench {
    struct emu_relay *relay;
    struct end server, transfer, unit;
};

static void open_bench(struct bench *b)
{
    struct emu_error error = {0};
    *b = (struct bench){.server = open_end(), .transfer = open_end(), .unit = open_end()};
    assert_int_equal(emu_relay_create(&b->relay, b->server.port, &error), EMU_EXIT_OK);
}

static void close_bench(struct bench *b)
{
    emu_relay_destroy(b->relay);
    close(b->server.fd);
    close(b->transfer.fd);
    close(b->unit.fd);
}

static void a_transfer_continues_between_the_ports_of_both_ends(void **state)
{
    struct bench b;
    (void)state;
    open_bench(&b);
    assert_false(turn(b.relay));
    send_to(b.unit, emu_relay_port(b.relay), "RRQ");
    assert_true(turn(b.relay));
    uint16_t flow = take(b.server, "RRQ");
    send_to(b.transfer, flow, "DATA 1");
    assert_true(turn(b.relay));
    assert_int_equal(take(b.unit, "DATA 1"), flow);
    send_to(b.unit, flow, "ACK 1");
    assert_true(turn(b.relay));
    assert_int_equal(take(b.transfer, "ACK 1"), flow);
    assert_true(has_nothing(b.server));
    close_bench(&b);
}

static void a_third_port_is_not_taken_for_the_server(void **state)
{
    struct bench b;
    struct end stranger = open_end();
    (void)state;
    open_bench(&b);
    send_to(b.unit, emu_relay_port(b.relay), "RRQ");
    assert_true(turn(b.relay));
    uint16_t flow = take(b.server, "RRQ");
    send_to(b.transfer, flow, "DATA 1");
    send_to(stranger, flow, "DATA x");
    assert_true(turn(b.relay));
    (void)take(b.unit, "DATA 1");
    assert_true(has_nothing(b.unit));
    close(stranger.fd);
    close_bench(&b);
}

static void a_repeated_request_may_be_answered_by_another_transfer(void **state)
{
    struct bench b;
    struct end second = open_end();
    (void)state;
    open_bench(&b);
    send_to(b.unit, emu_relay_port(b.relay), "RRQ");
    assert_true(turn(b.relay));
    uint16_t flow = take(b.server, "RRQ");
    send_to(b.transfer, flow, "DATA 1");
    assert_true(turn(b.relay));
    (void)take(b.unit, "DATA 1");
    send_to(b.unit, emu_relay_port(b.relay), "RRQ again");
    assert_true(turn(b.relay));
    assert_int_equal(take(b.server, "RRQ again"), flow);
    send_to(second, flow, "DATA 1 again");
    assert_true(turn(b.relay));
    (void)take(b.unit, "DATA 1 again");
    close(second.fd);
    close_bench(&b);
}

static void the_flow_that_was_quiet_for_longest_gives_way(void **state)
{
    struct bench b;
    struct end client[N_CLIENTS];
    uint16_t flow[N_CLIENTS];
    (void)state;
    open_bench(&b);
    for (size_t i = 0; i < N_CLIENTS; i++) {
        client[i] = open_end();
        send_to(client[i], emu_relay_port(b.relay), "RRQ");
        assert_true(turn(b.relay));
        flow[i] = take(b.server, "RRQ");
    }
    send_to(b.transfer, flow[1], "DATA");
    assert_true(turn(b.relay));
    (void)take(client[1], "DATA");
    assert_true(has_nothing(client[0]));
    send_to(client[0], flow[0], "to a flow that is gone");
    assert_false(turn(b.relay));
    for (size_t i = 0; i < N_CLIENTS; i++) {
        close(client[i].fd);
    }
    close_bench(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_transfer_continues_between_the_ports_of_both_ends),
        cmocka_unit_test(a_third_port_is_not_taken_for_the_server),
        cmocka_unit_test(a_repeated_request_may_be_answered_by_another_transfer),
        cmocka_unit_test(the_flow_that_was_quiet_for_longest_gives_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
