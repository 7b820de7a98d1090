/* SPDX-License-Identifier: MIT */
/*
 * The user-mode network lets nothing reach this host but --map, and nothing outside but what --wan allows: every kind
 * of address times every protocol that a unit speaks, each refused before a socket of the host is opened.
 */
#define _DEFAULT_SOURCE /* getifaddrs */
#include <harness/packet.h>
#include <harness/rig.h>
#include <harness/test.h>
#include <board/nic.h>
#include <host/signals.h>
#include <net/faults.h>
#include <net/net.h>
#include <net/packet.h>
#include <net/reach.h>
#include <rt/buf.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <string.h>

/* A host with one card, as most have. */
static const uint32_t own[][2] = {{0x7f000001, 0xff000000}, {0xcb007105, 0xffffff00}, {0x0a010203, 0xffff0000}};
#define N_OWN (sizeof own / sizeof own[0])

static const struct {
    const char *what;
    uint32_t ip;
    enum emu_refusal lab, user, lan;
} rows[] = {
#define OUTSIDE EMU_REFUSED_OUTSIDE
#define HOST    EMU_REFUSED_HOST, EMU_REFUSED_HOST, EMU_REFUSED_HOST
#define SPECIAL EMU_REFUSED_SPECIAL, EMU_REFUSED_SPECIAL, EMU_REFUSED_SPECIAL
#define PRIVATE OUTSIDE, EMU_REFUSED_LAN, EMU_REFUSED_NOT
    {"loopback", 0x7f000001, HOST},
    {"loopback, another number", 0x7f010203, HOST},
    {"loopback, the last number", 0x7fffffff, HOST},
    {"0.0.0.0", 0x00000000, HOST},
    {"0.1.2.3", 0x00010203, HOST},
    {"the host's own address", 0xcb007105, HOST},
    {"the host's own private address", 0x0a010203, HOST},
    {"a neighbour of the host", 0xcb007107, PRIVATE},
    {"the broadcast address of the host's network", 0xcb0071ff, SPECIAL},
    {"the network itself", 0xcb007100, SPECIAL},
    {"10/8", 0x0a636363, PRIVATE},
    {"172.16/12, the last", 0xac1fffff, PRIVATE},
    {"beside 172.16/12", 0xac200000, OUTSIDE, EMU_REFUSED_NOT, EMU_REFUSED_NOT},
    {"192.168/16", 0xc0a80205, PRIVATE},
    {"carrier NAT", 0x64400001, PRIVATE},
    {"beside carrier NAT", 0x64800001, OUTSIDE, EMU_REFUSED_NOT, EMU_REFUSED_NOT},
    {"link-local, where clouds keep secrets", 0xa9fea9fe, SPECIAL},
    {"multicast", 0xe0000001, SPECIAL},
    {"multicast, the last", 0xefffffff, SPECIAL},
    {"reserved", 0xf0000001, SPECIAL},
    {"broadcast", 0xffffffff, SPECIAL},
    {"the Internet", 0x08080808, OUTSIDE, EMU_REFUSED_NOT, EMU_REFUSED_NOT},
};
#define N_ROWS (sizeof rows / sizeof rows[0])

static void verdicts_follow_the_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_ROWS; i++) {
        enum emu_refusal lab = emu_reach_judge_among(EMU_REACH_LAB, rows[i].ip, own, N_OWN);
        /* With the lab alone the host is not asked for its addresses: its own ones are "outside", refused as well. */
        assert_true(lab == rows[i].lab);
        assert_true(emu_reach_judge_among(EMU_REACH_LAB, rows[i].ip, NULL, 0) != EMU_REFUSED_NOT);
        if (emu_reach_judge_among(EMU_REACH_INTERNET, rows[i].ip, own, N_OWN) != rows[i].user ||
            emu_reach_judge_among(EMU_REACH_LAN, rows[i].ip, own, N_OWN) != rows[i].lan) {
            fail_msg("%s: another verdict", rows[i].what);
        }
    }
}

/* --- the same by frames, over libslirp --- */

struct bench {
    struct rig rig;
    struct emu_faults *faults;
    struct emu_net *net;
    uint64_t n_outside, n_sockets; /* sockets: when it was open */
    uint8_t got[BOARD_FRAME_MAX];
    size_t n_got;
};

static void on_frame(void *ctx, enum board_port port, const uint8_t *frame, size_t n)
{
    struct bench *b = ctx;
    (void)port;
    memcpy(b->got, frame, n);
    b->n_got = n;
}

static void on_link(void *ctx, enum board_port port, bool is_linked)
{
    (void)ctx;
    (void)port;
    (void)is_linked;
}

static void open_bench(struct bench *b, enum emu_reach reach)
{
    struct emu_error error = {0};
    memset(b, 0, sizeof *b);
    rig_init(&b->rig);
    rig_power_on(&b->rig);
    const struct board_nic_client client = {on_frame, on_link, b};
    board_nic_attach_client(b->rig.board, BOARD_PORT_WAN, &client);
    board_nic_plug(b->rig.board, BOARD_PORT_WAN, true);
    b->faults = emu_faults_create(b->rig.board, BOARD_PORT_WAN, 1);
    assert_non_null(b->faults);
    const struct emu_net_config config = {
        .board = b->rig.board, .port = BOARD_PORT_WAN, .faults = b->faults, .n_outside = &b->n_outside};
    const struct emu_net_options options = {.reach = reach};
    const struct emu_user_config user = {.options = &options};
    assert_int_equal(emu_net_create(&b->net, &config), RT_OK);
    assert_int_equal(emu_user_add(b->net, &user, &error), EMU_EXIT_OK);
    rig_run_us(&b->rig, 1000);
    b->n_sockets = emu_net_n_sockets(b->net); /* the one it has of its own */
}

static void close_bench(struct bench *b)
{
    emu_net_destroy(b->net);
    emu_faults_destroy(b->faults);
    board_nic_attach_client(b->rig.board, BOARD_PORT_WAN, NULL);
    rig_fini(&b->rig);
}

static void unit_sends(struct bench *b, const uint8_t *frame, size_t n)
{
    b->n_got = 0;
    assert_int_equal(board_nic_send(b->rig.board, BOARD_PORT_WAN, frame, n), RT_OK);
    rig_run_us(&b->rig, 1000);
}

static struct packet packet_to(uint32_t ip, uint8_t proto, uint16_t port)
{
    static const uint8_t payload[] = "GET / HTTP/1.0\r\n\r\n";
    return (struct packet){.src_mac = {0, 0x0e, 8, 1, 2, 3},
                           .dst_mac = {0x52, 0x55, 0xc0, 0xa8, 1, 1},
                           .src_ip = EMU_NET_UNIT,
                           .dst_ip = ip,
                           .proto = proto,
                           .src_port = 5060,
                           .dst_port = port,
                           .flags = PACKET_SYN,
                           .window = 8192,
                           .payload = proto == PACKET_PROTO_UDP ? payload : NULL,
                           .n = proto == PACKET_PROTO_UDP ? sizeof payload - 1 : 0};
}

/* The field of flags and offset, RFC 791 section 3.1, and the header's checksum. */
static void set_fragment(uint8_t *frame, uint16_t flags_and_offset)
{
    rt_put_be16(frame + 14 + 6, flags_and_offset);
    rt_put_be16(frame + 14 + 10, 0);
    rt_put_be16(frame + 14 + 10, (uint16_t)~emu_checksum(frame + 14, 20, 0));
}

/* TCP, TFTP, DNS, NTP, syslog, SIP; then a bare echo request, and a datagram in two fragments. */
static void try_all(struct bench *b, uint32_t ip)
{
    static const uint16_t udp_ports[] = {69, 53, 123, 514, 5060, 1};
    static const uint16_t tcp_ports[] = {80, 443, 22, 5060};
    uint8_t frame[PACKET_FRAME_MAX];
    for (size_t i = 0; i < sizeof tcp_ports / sizeof tcp_ports[0]; i++) {
        struct packet p = packet_to(ip, PACKET_PROTO_TCP, tcp_ports[i]);
        unit_sends(b, frame, packet_write(&p, frame));
    }
    for (size_t i = 0; i < sizeof udp_ports / sizeof udp_ports[0]; i++) {
        struct packet p = packet_to(ip, PACKET_PROTO_UDP, udp_ports[i]);
        size_t n = packet_write(&p, frame);
        unit_sends(b, frame, n);
        set_fragment(frame, 0x2000); /* more of it follows */
        unit_sends(b, frame, n);
        set_fragment(frame, (uint16_t)((n - 14 - 20) / 8)); /* the last one */
        unit_sends(b, frame, n);
    }
    struct packet p = packet_to(ip, PACKET_PROTO_UDP, 0);
    size_t n = packet_write(&p, frame);
    frame[14 + 9] = 1; /* ICMP: an echo request */
    frame[34] = 8;
    frame[35] = 0;
    set_fragment(frame, 0);
    unit_sends(b, frame, n);
}

static void nothing_refused_opens_a_socket(void **state)
{
    static const enum emu_reach reaches[] = {EMU_REACH_LAB, EMU_REACH_INTERNET, EMU_REACH_LAN};
    (void)state;
    struct ifaddrs *list = NULL;
    assert_int_equal(getifaddrs(&list), 0);
    for (size_t k = 0; k < 3; k++) {
        struct bench b;
        open_bench(&b, reaches[k]);
        for (size_t i = 0; i < N_ROWS; i++) {
            if (emu_reach_judge(reaches[k], rows[i].ip) != EMU_REFUSED_NOT) {
                try_all(&b, rows[i].ip);
            }
        }
        for (const struct ifaddrs *a = list; a != NULL; a = a->ifa_next) {
            if (a->ifa_addr != NULL && a->ifa_addr->sa_family == AF_INET) {
                const struct sockaddr_in *address = (const void *)a->ifa_addr;
                try_all(&b, ntohl(address->sin_addr.s_addr));
            }
        }
        try_all(&b, EMU_NET_GATEWAY);
        try_all(&b, EMU_NET_PROVIDER); /* nothing is mapped */
        try_all(&b, EMU_NET_ADDRESS | 77u);
        assert_int_equal(emu_net_n_sockets(b.net), b.n_sockets);
        assert_int_equal(b.n_outside, 0);
        close_bench(&b);
    }
    freeifaddrs(list);
}

/* The hosts' name server is asked by DNS, in a run that may reach the Internet; its other ports are the host's. */
static void the_name_server_is_a_name_server_only(void **state)
{
    (void)state;
    struct bench b;
    uint8_t frame[PACKET_FRAME_MAX];
    open_bench(&b, EMU_REACH_INTERNET);
    struct packet ssh = packet_to(EMU_NET_HOST_NAMES, PACKET_PROTO_TCP, 22);
    struct packet tftp = packet_to(EMU_NET_HOST_NAMES, PACKET_PROTO_UDP, 69);
    unit_sends(&b, frame, packet_write(&ssh, frame));
    unit_sends(&b, frame, packet_write(&tftp, frame));
    assert_int_equal(emu_net_n_sockets(b.net), b.n_sockets);
    close_bench(&b);
}

static void a_refused_connection_is_answered_and_told(void **state)
{
    (void)state;
    struct bench b;
    uint8_t frame[PACKET_FRAME_MAX];
    struct packet answer;
    open_bench(&b, EMU_REACH_LAB);
    struct packet p = packet_to(0x08080808, PACKET_PROTO_TCP, 80);
    unit_sends(&b, frame, packet_write(&p, frame));
    assert_true(
        rig_saw(&b.rig, &emu_signal_lab, 0,
                "net: tcp 8.8.8.8:80 is not reached: outside networks are blocked: allow them with --wan user"));
    assert_true(packet_read(b.got, b.n_got, &answer));
    assert_int_equal(answer.src_ip, 0x08080808);
    assert_true((answer.flags & PACKET_RST) != 0);
    close_bench(&b);
}

/* Virtual time waits for the outside only while that can answer: not after slirp's own ARP, nor after the end of a
 * connection that was refused. */
static void what_is_inside_is_no_sign_of_life(void **state)
{
    (void)state;
    static const uint32_t refused[] = {0x7f000001, 0xa9fea9fe, 0xe0000001, 0xf0000001};
    struct bench b;
    uint8_t frame[PACKET_FRAME_MAX] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0x0e, 8, 1, 2, 3, 8, 6};
    static const uint8_t arp[] = {0, 1, 8, 0, 6, 4, 0, 1, 0, 0x0e, 8, 1, 2, 3, 192, 168, 1, 100, 0, 0, 0, 0, 0, 0};
    open_bench(&b, EMU_REACH_LAB);
    memcpy(frame + 14, arp, sizeof arp);
    rt_put_be32(frame + 14 + sizeof arp, EMU_NET_GATEWAY);
    unit_sends(&b, frame, 60);
    assert_true(b.n_got > 0);
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        struct packet p = packet_to(refused[i], PACKET_PROTO_TCP, 80);
        p.flags = PACKET_RST;
        unit_sends(&b, frame, packet_write(&p, frame));
    }
    assert_int_equal(b.n_outside, 0);
    close_bench(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verdicts_follow_the_table),
        cmocka_unit_test(nothing_refused_opens_a_socket),
        cmocka_unit_test(the_name_server_is_a_name_server_only),
        cmocka_unit_test(a_refused_connection_is_answered_and_told),
        cmocka_unit_test(what_is_inside_is_no_sign_of_life),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
