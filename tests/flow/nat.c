/* SPDX-License-Identifier: MIT */
/* Packets between a PC at the LAN port and hosts behind the Internet port, through a whole network of the unit. */
#include <harness/test.h>
#include <harness/router_rig.h>
#include <board/board.h>
#include <board/nic.h>
#include <fw/page_table.h>
#include <rt/buf.h>
#include <string.h>

#define LAN_IP 0xc0a80001u /* 192.168.0.1 */
#define PC     0xc0a80002u
#define WAN_IP 0xc0a80164u /* 192.168.1.100 */
#define HOST   0xc0a80107u /* in the network of the Internet port */
#define FAR    0xcb007107u /* 203.0.113.7, behind the gateway */

enum { UDP = PACKET_PROTO_UDP, TCP = PACKET_PROTO_TCP, ICMP = 1 };

/* What reached a side. */
struct side {
    struct outside *outside;
    unsigned n;
    uint8_t ip[PACKET_FRAME_MAX]; /* the last packet, from its IP header on */
    size_t n_ip;
    struct packet last; /* UDP, TCP */
};

struct world {
    struct router_rig r;
    struct side at_pc, at_host;
};

/* Everything of the unit's that is IP, but for its broadcasts. */
static void on_frame(void *ctx, const uint8_t *frame, size_t n)
{
    struct side *s = ctx;
    if (n < 34 || rt_be16(frame + 12) != 0x0800 || rt_be32(frame + 30) == PACKET_BROADCAST) {
        return;
    }
    s->n++;
    s->n_ip = n - 14;
    memcpy(s->ip, frame + 14, s->n_ip);
    s->last = (struct packet){.n = 0};
    if (packet_read(frame, n, &s->last) && s->last.n > 0) { /* it checks the checksums */
        s->last.payload = s->ip + (s->last.payload - frame - 14);
    }
}

static void watch(struct side *s, struct outside *o)
{
    *s = (struct side){.outside = o};
    o->watch = on_frame;
    o->watch_ctx = s;
}

static int setup(void **state)
{
    static struct world w;
    w = (struct world){.at_pc = {0}};
    router_rig_init(&w.r);
    outside_add_host(&w.r.u.outside, HOST);
    outside_add_host(&w.r.lan, PC);
    outside_add_host(&w.r.lan, PC + 1);
    outside_add_host(&w.r.lan, PC + 2);
    *state = &w;
    return 0;
}

static int teardown(void **state)
{
    struct world *w = *state;
    router_rig_fini(&w->r);
    return 0;
}

static void start(struct world *w)
{
    unit_net_start(&w->r.u);
    unit_net_pass_ms(&w->r.u, 5000);
    watch(&w->at_pc, &w->r.lan);
    watch(&w->at_host, &w->r.u.outside);
}

static void set_row(struct world *w, enum fw_table table, unsigned row, const char *const *cells, unsigned n)
{
    struct fw_txn *t = NULL;
    struct fw_commit commit;
    enum fw_fit fit;
    assert_int_equal(fw_txn_create(&t, w->r.u.params), RT_OK);
    for (unsigned i = 0; i < n; i++) {
        assert_int_equal(fw_table_set(t, table, row, i, rt_str(cells[i]), &fit), RT_OK);
    }
    assert_int_equal(fw_txn_commit(t, "test", &commit), RT_OK);
    fw_txn_destroy(t);
}

/* Returns how many packets arrived at the other side. */
static unsigned send(struct world *w, struct side *from, uint8_t proto, uint32_t src, uint16_t src_port, uint32_t dst,
                     uint16_t dst_port, unsigned flags)
{
    struct side *to = from == &w->at_pc ? &w->at_host : &w->at_pc;
    unsigned before = to->n;
    outside_send(from->outside, &(struct packet){.proto = proto,
                                                 .src_ip = src,
                                                 .dst_ip = dst,
                                                 .src_port = src_port,
                                                 .dst_port = dst_port,
                                                 .flags = flags,
                                                 .payload = (const uint8_t *)"hello",
                                                 .n = 5});
    unit_net_pass_ms(&w->r.u, 10);
    return to->n - before;
}

static void assert_last(const struct side *s, uint32_t src, uint16_t src_port, uint32_t dst, uint16_t dst_port)
{
    assert_int_equal(s->last.src_ip, src);
    assert_int_equal(s->last.src_port, src_port);
    assert_int_equal(s->last.dst_ip, dst);
    assert_int_equal(s->last.dst_port, dst_port);
    assert_int_equal(s->last.n, 5);
    assert_memory_equal(s->last.payload, "hello", 5);
}

/* --- out and back ------------------------------------------------------------------------------------------------ */

static void test_a_pc_reaches_the_internet_and_gets_its_answers(void **state)
{
    struct world *w = *state;
    static const uint8_t protocols[] = {UDP, TCP};
    start(w);
    for (unsigned i = 0; i < 2; i++) {
        uint8_t proto = protocols[i];
        assert_int_equal(send(w, &w->at_pc, proto, PC, 4000, HOST, 80, PACKET_SYN), 1);
        assert_last(&w->at_host, WAN_IP, 4000, HOST, 80);
        assert_int_equal(w->at_host.ip[8], 63); /* a hop */
        assert_int_equal(send(w, &w->at_host, proto, HOST, 80, WAN_IP, 4000, PACKET_SYN | PACKET_ACK), 1);
        assert_last(&w->at_pc, HOST, 80, PC, 4000);
        assert_int_equal(w->at_pc.ip[8], 63);
        assert_int_equal(send(w, &w->at_host, proto, HOST, 81, WAN_IP, 4000, PACKET_ACK), 0);
    }
    assert_int_equal(send(w, &w->at_pc, UDP, PC, 4000, FAR, 53, 0), 1); /* by the gateway */
    assert_last(&w->at_host, WAN_IP, 4000, FAR, 53);
}

static void test_two_hosts_with_the_same_port_are_told_apart(void **state)
{
    struct world *w = *state;
    start(w);
    assert_int_equal(send(w, &w->at_pc, UDP, PC, 4000, HOST, 80, 0), 1);
    assert_int_equal(send(w, &w->at_pc, UDP, PC + 1, 4000, HOST, 80, 0), 1);
    uint16_t other = w->at_host.last.src_port;
    assert_int_not_equal(other, 4000);
    assert_int_equal(send(w, &w->at_host, UDP, HOST, 80, WAN_IP, other, 0), 1);
    assert_last(&w->at_pc, HOST, 80, PC + 1, 4000);
    assert_int_equal(send(w, &w->at_host, UDP, HOST, 80, WAN_IP, 4000, 0), 1);
    assert_last(&w->at_pc, HOST, 80, PC, 4000);
}

static void test_sip_rtp_and_reserved_ports_stay_the_units(void **state)
{
    static const uint16_t own[] = {5060, 5061, 16384, 16482, 50000, 50255};
    static const char *const row[] = {"Yes", "all", "1", "65535", "Both", "192.168.0.2"};
    struct world *w = *state;
    set_row(w, FW_TABLE_FORWARDING, 0, row, 6);
    start(w);
    for (unsigned i = 0; i < sizeof own / sizeof own[0]; i++) {
        assert_int_equal(send(w, &w->at_pc, UDP, PC, own[i], HOST, 80, 0), 1);
        assert_int_not_equal(w->at_host.last.src_port, own[i]);
        assert_int_equal(send(w, &w->at_host, UDP, HOST, 9, WAN_IP, own[i], 0), 0);
    }
    assert_int_equal(send(w, &w->at_host, UDP, HOST, 9, WAN_IP, 5062, 0), 1);
}

static void test_nothing_comes_in_without_a_flow_and_ports_are_answered_as_closed(void **state)
{
    struct world *w = *state;
    start(w);
    assert_int_equal(send(w, &w->at_host, TCP, HOST, 9, WAN_IP, 22, PACKET_SYN), 0);
    assert_true((w->at_host.last.flags & PACKET_RST) != 0);
    assert_int_equal(send(w, &w->at_pc, UDP, PC, 4000, HOST, 80, 0), 1); /* with flows too */
    unsigned before = w->at_host.n;
    assert_int_equal(send(w, &w->at_host, TCP, HOST, 9, WAN_IP, 22, PACKET_SYN), 0);
    assert_int_equal(w->at_host.n, before + 1);
    assert_true((w->at_host.last.flags & PACKET_RST) != 0);
    assert_int_equal(send(w, &w->at_host, UDP, HOST, 9, PC, 4000, 0), 0); /* a LAN address, from outside */
}

static void test_a_source_that_is_not_of_the_lan_is_dropped(void **state)
{
    struct world *w = *state;
    start(w);
    assert_int_equal(send(w, &w->at_pc, UDP, 0x0a000001, 4000, HOST, 80, 0), 0);
    assert_int_equal(send(w, &w->at_pc, UDP, HOST + 1, 4000, HOST, 80, 0), 0);
    assert_int_equal(send(w, &w->at_pc, UDP, PC, 4000, HOST, 80, 0), 1);
}

/* --- rows -------------------------------------------------------------------------------------------------------- */

static void test_rows_of_port_forwarding_and_the_dmz_in_their_order(void **state)
{
    static const char *const web[] = {"Yes", "web", "80", "81", "TCP", "192.168.0.3"};
    static const char *const off[] = {"No", "off", "90", "90", "TCP", "192.168.0.3"};
    struct world *w = *state;
    set_row(w, FW_TABLE_FORWARDING, 0, off, 6);
    set_row(w, FW_TABLE_FORWARDING, 1, web, 6);
    start(w);
    assert_int_equal(send(w, &w->at_host, TCP, FAR, 1234, WAN_IP, 81, PACKET_SYN), 1);
    assert_last(&w->at_pc, FAR, 1234, PC + 1, 81);
    assert_int_equal(send(w, &w->at_pc, TCP, PC + 1, 81, FAR, 1234, PACKET_SYN | PACKET_ACK), 1);
    assert_last(&w->at_host, WAN_IP, 81, FAR, 1234);
    assert_int_equal(send(w, &w->at_host, UDP, FAR, 1234, WAN_IP, 81, 0), 0);
    assert_int_equal(send(w, &w->at_host, TCP, FAR, 1234, WAN_IP, 90, PACKET_SYN), 0);
    unit_net_set(&w->r.u, "Enable_DMZ", "Yes");
    unit_net_set(&w->r.u, "DMZ_Host_IP_Address", "4");
    assert_int_equal(send(w, &w->at_host, TCP, FAR, 1234, WAN_IP, 90, PACKET_SYN), 1);
    assert_last(&w->at_pc, FAR, 1234, PC + 2, 90);
    assert_int_equal(send(w, &w->at_host, TCP, FAR, 1235, WAN_IP, 80, PACKET_SYN), 1);
    assert_last(&w->at_pc, FAR, 1235, PC + 1, 80);
    assert_int_equal(send(w, &w->at_host, UDP, FAR, 5060, WAN_IP, 5060, 0), 0);
}

/* A host that answers them would speak to another host of its own network, to all of them, or for ever to itself. */
static void test_sources_that_the_internet_cannot_have_do_not_come_in(void **state)
{
    static const uint32_t strange[] = {0,      0x7f000001u, LAN_IP,      PC,          0xc0a800ffu, 0xc0a80000u,
                                       WAN_IP, 0xe0000001u, 0xf0000001u, 0xffffffffu, 0x00000001u};
    struct world *w = *state;
    unit_net_set(&w->r.u, "Enable_DMZ", "Yes");
    unit_net_set(&w->r.u, "DMZ_Host_IP_Address", "4");
    start(w);
    for (size_t i = 0; i < sizeof strange / sizeof strange[0]; i++) {
        assert_int_equal(send(w, &w->at_host, UDP, strange[i], 7, WAN_IP, 7, 0), 0);
        assert_int_equal(send(w, &w->at_host, TCP, strange[i], 7, WAN_IP, 7, PACKET_SYN), 0);
    }
    assert_int_equal(send(w, &w->at_host, UDP, FAR, 7, WAN_IP, 7, 0), 1);
}

/* Its LAN moves away then: nothing of the provider's is taken for a source of the LAN. */
static void test_a_network_of_the_same_numbers_at_the_internet_port_reaches_the_unit(void **state)
{
    struct world *w = *state;
    unit_net_set(&w->r.u, "LAN_IP_Address", "192.168.1.1");
    unit_net_set(&w->r.u, "Enable_WAN_Web_Server", "Yes");
    start(w);
    assert_int_equal(send(w, &w->at_host, TCP, HOST, 1234, WAN_IP, 80, PACKET_SYN), 0);
    assert_true(w->at_host.last.flags == (PACKET_SYN | PACKET_ACK));
}

static void test_the_web_server_of_the_internet_port_goes_before_a_row(void **state)
{
    static const char *const web[] = {"Yes", "web", "80", "80", "TCP", "192.168.0.3"};
    struct world *w = *state;
    set_row(w, FW_TABLE_FORWARDING, 0, web, 6);
    unit_net_set(&w->r.u, "Enable_WAN_Web_Server", "Yes");
    start(w);
    assert_int_equal(send(w, &w->at_host, TCP, HOST, 1234, WAN_IP, 80, PACKET_SYN), 0);
    assert_true(w->at_host.last.flags == (PACKET_SYN | PACKET_ACK));
    unit_net_set(&w->r.u, "Enable_WAN_Web_Server", "No");
    unit_net_pass_ms(&w->r.u, 10);
    assert_int_equal(send(w, &w->at_host, TCP, HOST, 1235, WAN_IP, 80, PACKET_SYN), 1);
}

/* --- names, no address, ICMP, fragments ------------------------------------------------------------------------- */

static void test_names_asked_of_the_unit_are_asked_of_the_provider(void **state)
{
    struct world *w = *state;
    start(w);
    assert_int_equal(send(w, &w->at_pc, UDP, PC, 4000, LAN_IP, 53, 0), 1);
    assert_last(&w->at_host, WAN_IP, 4000, w->r.dhcp.dns[0], 53);
    assert_int_equal(send(w, &w->at_host, UDP, w->r.dhcp.dns[0], 53, WAN_IP, 4000, 0), 1);
    assert_last(&w->at_pc, LAN_IP, 53, PC, 4000);
}

/* A packet of raw bytes; its checksums are filled in. */
static void put_raw(struct world *w, struct side *from, uint8_t *ip, size_t n)
{
    uint8_t frame[PACKET_FRAME_MAX] = {0};
    memcpy(frame, from->outside->unit_mac, 6);
    frame[6] = 2;
    memcpy(frame + 8, ip + 12, 4);
    frame[12] = 8;
    ip[0] = 0x45;
    ip[8] = ip[8] == 0 ? 64 : ip[8];
    rt_put_be16(ip + 2, (uint16_t)n);
    rt_put_be16(ip + 10, 0);
    uint32_t sum = 0;
    for (size_t i = 0; i < 20; i += 2) {
        sum += rt_be16(ip + i);
    }
    sum = (sum & 0xffff) + (sum >> 16);
    rt_put_be16(ip + 10, (uint16_t) ~(sum + (sum >> 16)));
    memcpy(frame + 14, ip, n);
    board_nic_deliver(w->r.u.board, from->outside->port, frame, n + 14 < 60 ? 60 : n + 14);
    unit_net_pass_ms(&w->r.u, 10);
}

static void put_echo(struct world *w, struct side *from, uint8_t type, uint32_t src, uint32_t dst, uint8_t ttl)
{
    uint8_t ip[28] = {0};
    ip[8] = ttl;
    ip[9] = ICMP;
    rt_put_be32(ip + 12, src);
    rt_put_be32(ip + 16, dst);
    ip[20] = type;
    rt_put_be16(ip + 24, 0x77);
    rt_put_be16(ip + 22, (uint16_t) ~(type * 256u + 0x77u));
    put_raw(w, from, ip, sizeof ip);
}

static void test_a_pc_pings_the_internet(void **state)
{
    struct world *w = *state;
    start(w);
    put_echo(w, &w->at_pc, 8, PC, FAR, 64);
    assert_int_equal(w->at_host.n, 1);
    assert_int_equal(w->at_host.ip[20], 8);
    assert_int_equal(rt_be32(w->at_host.ip + 12), WAN_IP);
    put_echo(w, &w->at_host, 0, FAR, WAN_IP, 64);
    assert_int_equal(w->at_pc.n, 1);
    assert_int_equal(rt_be32(w->at_pc.ip + 16), PC);
    put_echo(w, &w->at_host, 8, FAR, WAN_IP, 64); /* the unit's own to answer */
    assert_int_equal(w->at_pc.n, 1);
    assert_int_equal(w->at_host.n, 2);
    assert_int_equal(w->at_host.ip[20], 0);
}

static void put_udp(struct world *w, struct side *from, uint32_t src, uint32_t dst, uint16_t id, uint16_t fragment,
                    const uint8_t *bytes, size_t n, uint8_t ttl)
{
    uint8_t ip[1500] = {0};
    ip[8] = ttl;
    ip[9] = UDP;
    rt_put_be16(ip + 4, id);
    rt_put_be16(ip + 6, fragment);
    rt_put_be32(ip + 12, src);
    rt_put_be32(ip + 16, dst);
    memcpy(ip + 20, bytes, n);
    put_raw(w, from, ip, n + 20);
}

/* RFC 768 */
static void fill_udp_sum(uint8_t *datagram, size_t n, uint32_t src, uint32_t dst)
{
    uint32_t sum = (src >> 16) + (src & 0xffff) + (dst >> 16) + (dst & 0xffff) + UDP + (uint32_t)n;
    rt_put_be16(datagram + 6, 0);
    for (size_t i = 0; i < n; i += 2) {
        sum += rt_be16(datagram + i);
    }
    sum = (sum & 0xffff) + (sum >> 16);
    rt_put_be16(datagram + 6, (uint16_t) ~(sum + (sum >> 16)));
}

static void test_a_packet_whose_time_is_over_is_told_to_the_pc(void **state)
{
    static const uint8_t datagram[] = {0x0f, 0xa0, 0, 80, 0, 8, 0, 0};
    struct world *w = *state;
    start(w);
    put_udp(w, &w->at_pc, PC, FAR, 1, 0, datagram, sizeof datagram, 1);
    assert_int_equal(w->at_host.n, 0);
    assert_int_equal(w->at_pc.n, 1);
    assert_int_equal(w->at_pc.ip[20], 11); /* time exceeded: traceroute shows the unit */
    assert_int_equal(rt_be32(w->at_pc.ip + 12), LAN_IP);
    put_echo(w, &w->at_pc, 8, PC, FAR, 1); /* of a ping too, but of no error: RFC 1812 section 4.3.2.7 */
    assert_int_equal(w->at_pc.n, 2);
    assert_int_equal(w->at_pc.ip[20], 11);
    put_echo(w, &w->at_pc, 3, PC, FAR, 1);
    assert_int_equal(w->at_pc.n, 2);
    assert_int_equal(w->at_host.n, 0);
}

static void test_an_icmp_error_finds_its_pc(void **state)
{
    struct world *w = *state;
    uint8_t error[20 + 8 + 28] = {0};
    start(w);
    assert_int_equal(send(w, &w->at_pc, UDP, PC, 4000, FAR, 80, 0), 1);
    error[9] = ICMP;
    rt_put_be32(error + 12, HOST);
    rt_put_be32(error + 16, WAN_IP);
    error[20] = 3;
    memcpy(error + 28, w->at_host.ip, 28);
    put_raw(w, &w->at_host, error, sizeof error);
    assert_int_equal(w->at_pc.n, 1);
    assert_int_equal(rt_be32(w->at_pc.ip + 16), PC);
    assert_int_equal(rt_be32(w->at_pc.ip + 28 + 12), PC);
    assert_int_equal(rt_be16(w->at_pc.ip + 28 + 20), 4000);
}

static void test_fragments_pass_in_any_order(void **state)
{
    struct world *w = *state;
    uint8_t datagram[40] = {0x0f, 0xa0, 0, 80, 0, 40};
    start(w);
    fill_udp_sum(datagram, sizeof datagram, PC, HOST);
    put_udp(w, &w->at_pc, PC, HOST, 7, 2, datagram + 16, 24, 64); /* the end first */
    assert_int_equal(w->at_host.n, 0);
    put_udp(w, &w->at_pc, PC, HOST, 7, 0x2000, datagram, 16, 64);
    assert_int_equal(w->at_host.n, 1);
    assert_int_equal(rt_be32(w->at_host.ip + 12), WAN_IP);
    assert_int_equal(w->at_host.n_ip, 60);
    datagram[0] = 0;
    datagram[1] = 80;
    datagram[2] = 0x0f;
    datagram[3] = 0xa0;
    fill_udp_sum(datagram, sizeof datagram, HOST, WAN_IP);
    put_udp(w, &w->at_host, HOST, WAN_IP, 8, 0x2000, datagram, 16, 64);
    put_udp(w, &w->at_host, HOST, WAN_IP, 8, 2, datagram + 16, 24, 64);
    assert_int_equal(w->at_pc.n, 1);
    assert_int_equal(rt_be32(w->at_pc.ip + 16), PC);
    assert_int_equal(w->at_pc.n_ip, 60);
}

static void test_without_an_internet_address_the_pc_is_told(void **state)
{
    struct world *w = *state;
    w->r.dhcp.is_silent = true;
    start(w);
    assert_int_equal(send(w, &w->at_pc, UDP, PC, 4000, FAR, 80, 0), 0);
    assert_int_equal(w->at_pc.n, 1);
    assert_int_equal(w->at_pc.ip[20], 3); /* network unreachable */
    assert_int_equal(w->at_pc.ip[21], 0);
}

/* --- many -------------------------------------------------------------------------------------------------------- */

static void test_a_port_scan_and_many_flows_leave_the_unit_reachable(void **state)
{
    struct world *w = *state;
    unit_net_set(&w->r.u, "Enable_DMZ", "Yes");
    unit_net_set(&w->r.u, "DMZ_Host_IP_Address", "2");
    start(w);
    for (uint32_t i = 1; i <= 10000; i++) {
        outside_send(&w->r.u.outside, &(struct packet){.proto = TCP,
                                                       .src_ip = FAR,
                                                       .dst_ip = WAN_IP,
                                                       .src_port = 1,
                                                       .dst_port = (uint16_t)(i * 6 + 1),
                                                       .flags = PACKET_SYN});
        outside_send(&w->r.lan, &(struct packet){.proto = UDP,
                                                 .src_ip = PC + i % 3,
                                                 .dst_ip = FAR,
                                                 .src_port = (uint16_t)(i * 5),
                                                 .dst_port = (uint16_t)i});
        if (i % 20 == 0) {
            unit_net_pass_ms(&w->r.u, 1); /* the NIC keeps 128 frames */
        }
    }
    assert_in_range(w->at_host.n, 9900, 20000);
    assert_in_range(w->at_pc.n, 9000, 10000);
    unit_net_pass_ms(&w->r.u, 10);
    assert_int_equal(send(w, &w->at_pc, TCP, PC, 999, LAN_IP, 80, PACKET_SYN), 0);
    assert_int_equal(w->at_pc.last.src_port, 80);
    assert_int_equal(w->at_pc.last.flags, PACKET_SYN | PACKET_ACK); /* its pages */
}

/* As nmap-os-db has it for the unit (T2, T4, T5): FIN too, no window, no acknowledgement of an ACK. `send` has data
 * of 5. */
static void test_resets_have_the_shape_of_the_units_and_those_that_pass_their_own(void **state)
{
    static const struct {
        uint16_t port;
        unsigned flags, answer;
        uint32_t ack;
    } rows[] = {{81, PACKET_SYN, PACKET_RST | PACKET_FIN | PACKET_ACK, 6},
                {81, PACKET_FIN, PACKET_RST | PACKET_FIN | PACKET_ACK, 5},
                {81, PACKET_ACK, PACKET_RST | PACKET_FIN, 0},
                {80, PACKET_ACK, PACKET_RST | PACKET_FIN, 0},
                {80, 0, PACKET_RST | PACKET_FIN | PACKET_ACK, 5}};
    struct world *w = *state;
    start(w);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        unsigned before = w->at_pc.n;
        assert_int_equal(send(w, &w->at_pc, TCP, PC, 999, LAN_IP, rows[i].port, rows[i].flags), 0);
        assert_int_equal(w->at_pc.n, before + 1);
        assert_int_equal(w->at_pc.ip[20 + 13], rows[i].answer);
        assert_int_equal(rt_be32(w->at_pc.ip + 20 + 8), rows[i].ack);
        assert_int_equal(rt_be16(w->at_pc.ip + 20 + 14), 0);
    }
    assert_int_equal(send(w, &w->at_pc, TCP, PC, 4000, HOST, 80, PACKET_RST | PACKET_ACK), 1);
    assert_int_equal(w->at_host.ip[20 + 13], PACKET_RST | PACKET_ACK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_pc_reaches_the_internet_and_gets_its_answers, setup, teardown),
        cmocka_unit_test_setup_teardown(test_two_hosts_with_the_same_port_are_told_apart, setup, teardown),
        cmocka_unit_test_setup_teardown(test_sip_rtp_and_reserved_ports_stay_the_units, setup, teardown),
        cmocka_unit_test_setup_teardown(test_nothing_comes_in_without_a_flow_and_ports_are_answered_as_closed, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_a_source_that_is_not_of_the_lan_is_dropped, setup, teardown),
        cmocka_unit_test_setup_teardown(test_rows_of_port_forwarding_and_the_dmz_in_their_order, setup, teardown),
        cmocka_unit_test_setup_teardown(test_sources_that_the_internet_cannot_have_do_not_come_in, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_network_of_the_same_numbers_at_the_internet_port_reaches_the_unit, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_the_web_server_of_the_internet_port_goes_before_a_row, setup, teardown),
        cmocka_unit_test_setup_teardown(test_names_asked_of_the_unit_are_asked_of_the_provider, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_pc_pings_the_internet, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_packet_whose_time_is_over_is_told_to_the_pc, setup, teardown),
        cmocka_unit_test_setup_teardown(test_an_icmp_error_finds_its_pc, setup, teardown),
        cmocka_unit_test_setup_teardown(test_fragments_pass_in_any_order, setup, teardown),
        cmocka_unit_test_setup_teardown(test_without_an_internet_address_the_pc_is_told, setup, teardown),
        cmocka_unit_test_setup_teardown(test_resets_have_the_shape_of_the_units_and_those_that_pass_their_own, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_a_port_scan_and_many_flows_leave_the_unit_reachable, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
