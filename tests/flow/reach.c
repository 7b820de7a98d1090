/* SPDX-License-Identifier: MIT */
/*
 * A name is no way around the gate: a whole unit is given a name whose address is a kind of address that it may not
 * reach, from the start, after an answer that was good, or beside a good one. Each protocol of the unit asks; each is
 * refused, and no socket of the host is opened. The direct rows, by frames: unit.emu_reach.
 */
#define _DEFAULT_SOURCE /* getifaddrs */
#include <harness/test.h>
#include <board/board.h>
#include <board/clock.h>
#include <board/nic.h>
#include <board/signal.h>
#include <fw/device.h>
#include <fw/param.h>
#include <fw/prov.h>
#include <host/signals.h>
#include <net/packet.h>
#include <net/reach.h>
#include <access/access.h>
#include <act/acts.h>
#include <fileserver/fileserver.h>
#include <unit/loop.h>
#include <unit/make.h>
#include <unit/unit.h>
#include <unitfile/unitfile.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#define NAME "prov.evil.test"

static const struct {
    const char *what, *rule; /* rule: of a resync; NULL: the unit asks by itself */
    uint8_t protocol;
    unsigned port;
    bool is_bound; /* to the unit's own address */
} protocols[] = {
    {"HTTP", "http://" NAME "/a.cfg", EMU_PROTOCOL_TCP, 80, true},
    {"HTTPS", "https://" NAME "/a.cfg", EMU_PROTOCOL_TCP, 443, true},
    {"printing, by HTTP", "http://" NAME ":631/a.cfg", EMU_PROTOCOL_TCP, 631, true},
    {"TFTP", "tftp://" NAME "/a.cfg", EMU_PROTOCOL_UDP, 69, true},
    {"NTP", NULL, EMU_PROTOCOL_UDP, 123, false},
    {"syslog", "http://" NAME "/a.cfg", EMU_PROTOCOL_UDP, 514, false},
    {"SIP", NULL, EMU_PROTOCOL_UDP, 5060, true},
};
#define N_PROTOCOLS (sizeof protocols / sizeof protocols[0])

/* What the unit sends there: everything; or, where lwIP drops the rest, what comes from sockets bound to its address,
 * TCP only, nothing. The gate says so for each packet, or it is silent, for no station has this address. */
enum sends { ALL, BOUND, NONE };
static const struct {
    uint32_t ip;
    enum sends sends;
    bool is_told;
} addresses[] = {
    {0x7f000001, BOUND, true}, {0x7f010203, BOUND, true},
    {0x00000000, ALL, true},   {0x0a636363, ALL, true},
    {0xac1fffff, ALL, true},   {0xc0a80205, ALL, true},
    {0x64400001, ALL, true},   {0xc0000001, ALL, true},
    {0xe0000001, ALL, true},   {0xefffffff, ALL, true},
    {0xf0000001, ALL, true},   {0xc0a80101, ALL, false}, /* the gateway: not the host's 127.0.0.1 */
    {0xc0a80103, ALL, false},                            /* the host's name server: no other port of it */
    {0xffffffff, ALL, false},  {0xa9fea9fe, NONE, false},
    {0xc0a8014d, NONE, false},
};
#define N_ADDRESSES (sizeof addresses / sizeof addresses[0])

struct bench {
    struct emu_unit *unit;
    struct emu_acts acts;
    struct board_watcher watcher;
    uint32_t ip; /* what the name leads to, and packets to it since it does */
    unsigned n_sent[N_PROTOCOLS], n_told[N_PROTOCOLS];
};

static int protocol_of(uint8_t protocol, unsigned port)
{
    for (size_t i = 0; i < N_PROTOCOLS; i++) {
        if (protocols[i].port == port && protocols[i].protocol == protocol) {
            return (int)i;
        }
    }
    return -1;
}

static void on_event(void *ctx, struct board *board, const struct board_event *e)
{
    struct bench *b = ctx;
    struct emu_ip_view view;
    char flow[8], address[16], expected[16];
    unsigned port;
    (void)board;
    if (board_event_signal(e) == &board_signal_frame_out && emu_ip_view(e->data, e->n_data, &view) &&
        view.dst_ip == b->ip) {
        int i = protocol_of(view.protocol, view.dst_port);
        if (i >= 0 && (view.protocol != EMU_PROTOCOL_TCP || emu_tcp_is_opening(e->data, &view))) {
            b->n_sent[i]++;
        }
    } else if (board_event_signal(e) == &emu_signal_lab &&
               sscanf(e->text, "net: %7s %15[0-9.]:%u is not reached", flow, address, &port) == 3 &&
               strcmp(address, rt_ipv4_text(b->ip, expected)) == 0) {
        int i = protocol_of(flow[0] == 't' ? EMU_PROTOCOL_TCP : EMU_PROTOCOL_UDP, port);
        assert_true(i >= 0);
        b->n_told[i]++;
    }
}

static void log_nothing(void *ctx, enum rt_log_level level, const char *module, const char *text)
{
    (void)ctx;
    (void)level;
    (void)module;
    (void)text;
}

/* Each start is a unit as new: what is stored lives in memory only. */
static void open_bench(struct bench *b, enum emu_reach reach)
{
    static const struct emu_make_config make = {.serial = "FM500K000001", .has_no_certificate = true};
    *b = (struct bench){0};
    struct emu_error error = {0};
    struct emu_unitfile *file = NULL;
    const struct emu_unit_config config = {
        .seed = 1,
        .pace = {.rate = 0, .patience_us = EMU_PACE_PATIENCE_DEFAULT_US},
        .log = {.write = log_nothing},
        .has_lab_files = true,
        .net = {.reach = reach},
    };
    assert_int_equal(emu_unitfile_create_private(&file, &error), EMU_EXIT_OK);
    assert_int_equal(emu_make(file, &make, NULL, &error), EMU_EXIT_OK);
    assert_int_equal(emu_unit_create(&b->unit, file, &config, &error), EMU_EXIT_OK);
    emu_acts_init(&b->acts, b->unit);
    b->watcher = (struct board_watcher){on_event, b, NULL};
    board_watch(emu_unit_board(b->unit), &b->watcher);
    assert_int_equal(emu_lab_publish(emu_unit_lab(b->unit), "/a.cfg", "<flat-profile></flat-profile>", 29), RT_OK);
}

static void close_bench(struct bench *b)
{
    board_unwatch(emu_unit_board(b->unit), &b->watcher);
    emu_unit_destroy(b->unit);
}

static void give_answer(struct bench *b, const uint32_t *ip, size_t n)
{
    assert_int_equal(emu_lab_set_host(emu_unit_lab(b->unit), NAME, ip, n), RT_OK);
}

static void set_params(struct bench *b)
{
    static const char *const rows[][2] = {
        {"Profile_Rule", ""},          {"Primary_NTP_Server", NAME}, {"Syslog_Server", NAME}, {"Proxy_1_", NAME},
        {"Register_Expires_1_", "60"}, {"User_ID_1_", "1"},          {"Register_1_", "Yes"},  {"Line_Enable_1_", "Yes"},
    };
    struct fw_txn *txn = NULL;
    struct fw_commit commit;
    enum fw_fit fit;
    assert_int_equal(fw_txn_create(&txn, fw_device_params(emu_unit_device(b->unit))), RT_OK);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(fw_txn_set_by_name(txn, rt_str(rows[i][0]), rt_str(rows[i][1]), &fit), RT_OK);
    }
    assert_int_equal(fw_txn_commit(txn, "test", &commit), RT_OK);
    fw_txn_destroy(txn);
}

static void wait_s(struct bench *b, unsigned s)
{
    assert_int_equal(emu_act_wait_time(&b->acts, (uint64_t)s * BOARD_US_PER_S), RT_OK);
}

static void start(struct bench *b)
{
    board_power_on(emu_unit_board(b->unit));
    wait_s(b, 20);
    set_params(b);
    board_power_off(emu_unit_board(b->unit));
    board_power_on(emu_unit_board(b->unit)); /* the parameters act from the start */
    wait_s(b, 20);
}

static bool is_sent_to(enum sends sends, size_t protocol)
{
    return sends == ALL || (sends == BOUND && protocols[protocol].is_bound);
}

static bool has_asked(const struct bench *b, size_t protocol)
{
    return b->n_sent[protocol] > 0;
}

/* All protocols ask; what is sent is refused, and no socket has been opened meanwhile. */
static void ask_by_all(struct bench *b, size_t row, const char *case_name)
{
    const struct emu_net *net = emu_unit_net(b->unit, BOARD_PORT_WAN);
    struct fw_prov *prov = fw_device_prov(emu_unit_device(b->unit));
    uint64_t n_sockets = emu_net_n_sockets(net);
    uint32_t limit_s = addresses[row].sends == ALL ? 3700 : 100; /* NTP asks once an hour */
    char address[16];
    (void)rt_ipv4_text(addresses[row].ip, address);
    b->ip = addresses[row].ip;
    memset(b->n_sent, 0, sizeof b->n_sent);
    memset(b->n_told, 0, sizeof b->n_told);
    wait_s(b, 61); /* the time to live of the last answer: 60 s */
    for (size_t i = 0; i < N_PROTOCOLS; i++) {
        if (protocols[i].rule != NULL) {
            assert_int_equal(fw_prov_request_resync(prov, rt_str(protocols[i].rule), 0), RT_OK);
        }
        for (uint32_t waited_s = 0; !has_asked(b, i) && waited_s < limit_s; waited_s += 10) {
            wait_s(b, 10);
        }
        wait_s(b, 60);
        bool is_sent = is_sent_to(addresses[row].sends, i);
        if (has_asked(b, i) != is_sent || b->n_told[i] != (addresses[row].is_told ? b->n_sent[i] : 0)) {
            fail_msg("%s, %s: %s: %u packets, %u told", address, case_name, protocols[i].what, b->n_sent[i],
                     b->n_told[i]);
        }
    }
    if (emu_net_n_sockets(net) != n_sockets) {
        fail_msg("%s, %s: a socket of the host was opened", address, case_name);
    }
}

static void try_by_name(enum emu_reach reach, size_t row)
{
    const uint32_t good = EMU_NET_PROVIDER, bad = addresses[row].ip,
                   both[] = {addresses[row].ip, EMU_NET_ADDRESS | 77u};
    struct bench b;
    open_bench(&b, reach);
    give_answer(&b, &bad, 1);
    start(&b);
    ask_by_all(&b, row, "by a name");
    give_answer(&b, &good, 1);
    wait_s(&b, 3700); /* all of them, NTP too, have the good answer */
    give_answer(&b, &bad, 1);
    ask_by_all(&b, row, "by an answer that has changed");
    give_answer(&b, both, 2);
    ask_by_all(&b, row, "by two answers");
    close_bench(&b);
}

static void a_name_is_no_way_around(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_ADDRESSES; i++) {
        try_by_name(EMU_REACH_LAB, i);
        try_by_name(EMU_REACH_INTERNET, i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_is_no_way_around),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
