/* SPDX-License-Identifier: MIT */
/* The network room under bad treatment: restarts in the middle of things, no memory, hostile frames, long idle days. */
#include <harness/test.h>
#include <harness/dhcp_peer.h>
#include <harness/dns_peer.h>
#include <harness/unit_net.h>
#include <board/board.h>
#include <board/clock.h>
#include <board/nic.h>
#include <fw/fetch.h>
#include <fw/url.h>
#include <net/port.h>
#include <fw/resolve.h>
#include <fw/wan.h>
#include <rt/buf.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>

#define SERVER 0xc0a80101u
#define HOUR   3600000u

struct world {
    struct unit_net u;
    struct dhcp_peer dhcp;
    struct dns_peer dns;
    struct fw_dns_request request;
    uint64_t n_timers; /* board steps that ran something */
};

static int setup(void **state)
{
    static struct world w;
    w = (struct world){0};
    unit_net_init(&w.u);
    dhcp_peer_init(&w.dhcp, &w.u.outside);
    dns_peer_init(&w.dns, &w.u.outside, SERVER + 1, "prov.example.net");
    w.dns.addrs[w.dns.n_addrs++] = SERVER + 2;
    w.dhcp.dns[0] = SERVER + 1;
    unit_net_set(&w.u, "Syslog_Server", "log.example.net");
    unit_net_set(&w.u, "Enable_WAN_Web_Server", "Yes");
    *state = &w;
    return 0;
}

static int teardown(void **state)
{
    struct world *w = *state;
    unit_net_fini(&w->u);
    return 0;
}

/* A small repeatable noise of the test's own (xorshift). */
static uint32_t noise(uint32_t *x)
{
    *x ^= *x << 13;
    *x ^= *x >> 17;
    *x ^= *x << 5;
    return *x;
}

/* --- restarts
 * --------------------------------------------------------------------------------------------------------- */

static void on_no_answer(void *ctx, enum rt_err err, const uint32_t *addrs, size_t n)
{
    (void)ctx;
    (void)err;
    (void)addrs;
    (void)n;
}

static enum rt_err take_data(void *ctx, const uint8_t *bytes, size_t n)
{
    (void)ctx;
    (void)bytes;
    (void)n;
    return RT_OK;
}

static void take_address(void *ctx, uint32_t ip)
{
    (void)ctx;
    (void)ip;
}

static void take_end(void *ctx, const struct fw_fetch_result *result)
{
    struct fw_fetch **fetch = ctx;
    (void)result;
    *fetch = NULL;
}

static void start_fetch(struct world *w, struct fw_fetch **fetch, const char *text)
{
    static struct fw_url url;
    const struct fw_fetch_client client = {take_address, take_data, take_end, fetch};
    const struct fw_fetch_request request = {.url = &url};
    assert_int_equal(fw_url_parse(rt_str(text), &url, NULL), RT_OK);
    assert_int_equal(fw_fetch_start(fetch, w->u.net, &request, &client), RT_OK);
}

/* Half-open connections from outside: SYNs to the web server, and the first half of a datagram in two pieces. */
static void knock(struct world *w, uint32_t i)
{
    uint8_t frame[PACKET_FRAME_MAX];
    outside_send(&w->u.outside, &(struct packet){.proto = PACKET_PROTO_TCP,
                                                 .src_ip = SERVER,
                                                 .src_port = (uint16_t)(2000 + i),
                                                 .dst_port = 80,
                                                 .seq = i,
                                                 .flags = PACKET_SYN,
                                                 .window = 4096});
    struct packet half = {.proto = PACKET_PROTO_UDP,
                          .src_ip = SERVER,
                          .dst_ip = w->u.outside.unit_ip,
                          .src_port = 9,
                          .dst_port = 9,
                          .payload = (const uint8_t *)"12345678",
                          .n = 8};
    memcpy(half.dst_mac, w->u.outside.unit_mac, 6);
    size_t n = packet_write(&half, frame);
    frame[14 + 6] |= 0x20;           /* more fragments */
    rt_put_be16(frame + 14 + 10, 0); /* checksum again */
    uint32_t sum = 0;
    for (int k = 0; k < 20; k += 2) {
        sum += rt_be16(frame + 14 + k);
    }
    rt_put_be16(frame + 14 + 10, (uint16_t) ~((sum & 0xffff) + (sum >> 16)));
    board_nic_deliver(w->u.board, BOARD_PORT_WAN, frame, n);
}

static void test_a_hundred_restarts_in_the_middle_of_things_leave_nothing(void **state)
{
    struct world *w = *state;
    uint32_t x = 12345;
    uint64_t n_live = 0;
    for (uint32_t i = 0; i < 100; i++) {
        struct fw_fetch *tftp = NULL, *http = NULL;
        unit_net_start(&w->u);
        unit_net_pass_ms(&w->u, noise(&x) % 3000);
        fw_log_syslog(&w->u.log, FW_LOG_INFO, "here I am");
        start_fetch(w, &tftp, "tftp://prov.example.net/spa2102.cfg");
        start_fetch(w, &http, "http://192.168.1.3/spa2102.cfg");
        fw_dns_resolve(w->u.net, &w->request, "silent.example.net", on_no_answer, w);
        w->dns.is_silent = noise(&x) % 2 == 0;
        knock(w, i);
        unit_net_pass_ms(&w->u, noise(&x) % 3000);
        unit_net_stop(&w->u); /* checks io-wait */
        assert_int_equal(fw_lwip_heap_used(), 0);
        assert_null(w->request.net);
        if (i == 0) {
            n_live = rt_mem_n_live();
        }
        assert_int_equal(rt_mem_n_live(), n_live);
    }
    w->dns.is_silent = false;
    unit_net_start(&w->u);
    unit_net_pass_ms(&w->u, 5000);
    assert_int_equal(unit_net_state(&w->u), FW_NET_UP);
}

/* The first minute of two boards in one process is the same, frame by frame, whatever ran between them. */
static void watch_frames(void *ctx, struct board *b, const struct board_event *e)
{
    uint64_t *hash = ctx;
    (void)b;
    if (board_event_signal(e) == &board_signal_frame_out) {
        for (size_t i = 0; i < e->n_data; i++) {
            /* The identification of an IP packet counts on over the whole process: lwIP keeps it to itself. Its
             * checksum follows it. */
            bool is_counter = e->data[12] == 8 && e->data[13] == 0 && (i == 18 || i == 19 || i == 24 || i == 25);
            *hash = (*hash ^ (is_counter ? 0 : e->data[i])) * 1099511628211u;
        }
        *hash = (*hash ^ e->at_us) * 1099511628211u;
    }
}

static uint64_t first_minute(void)
{
    struct unit_net u;
    struct dhcp_peer dhcp;
    uint64_t hash = 14695981039346656037u;
    struct board_watcher watcher = {.fn = watch_frames, .ctx = &hash};
    unit_net_init(&u);
    dhcp_peer_init(&dhcp, &u.outside);
    unit_net_set(&u, "Syslog_Server", "log.example.net");
    board_watch(u.board, &watcher);
    unit_net_start(&u);
    fw_log_syslog(&u.log, FW_LOG_INFO, "here I am");
    unit_net_pass_ms(&u, 60000);
    board_unwatch(u.board, &watcher);
    unit_net_fini(&u);
    return hash;
}

static void test_the_same_seed_gives_the_same_frames(void **state)
{
    (void)state;
    uint64_t first = first_minute();
    assert_int_equal(first_minute(), first);
}

/* --- no memory
 * ---------------------------------------------------------------------------------------------------------- */

static void test_any_allocation_may_fail(void **state)
{
    struct world *w = *state;
    for (uint64_t n = 1; n < 2000; n++) {
        const struct fw_net_config config = {.board = w->u.board,
                                             .log = &w->u.log,
                                             .params = w->u.params,
                                             .wan = fw_wan_choose(w->u.params),
                                             .mac = {0, 14, 8, 1, 2, 3}};
        uint64_t n_before = rt_mem_n_allocations();
        rt_mem_fail_at(n);
        enum rt_err err = fw_net_create(&w->u.net, &config);
        if (err == RT_OK) {
            fw_log_syslog(&w->u.log, FW_LOG_INFO, "here I am");
            unit_net_pass_ms(&w->u, 90000); /* time to try again */
            assert_int_equal(unit_net_state(&w->u), FW_NET_UP);
        } else {
            assert_int_equal(err, RT_ENOMEM);
            w->u.net = NULL;
        }
        bool has_failed = rt_mem_n_allocations() - n_before >= n;
        rt_mem_fail_at(0);
        unit_net_stop(&w->u);
        if (!has_failed) {
            assert_true(n > 20); /* the sweep did go through something */
            return;
        }
    }
    fail_msg("the sweep does not end");
}

/* --- hostile frames
 * -------------------------------------------------------------------------------------------------------- */

struct corpus {
    uint8_t frames[64][PACKET_FRAME_MAX];
    size_t sizes[64];
    unsigned n;
};

static void collect(void *ctx, struct board *b, const struct board_event *e)
{
    struct corpus *c = ctx;
    (void)b;
    if (board_event_signal(e) == &board_signal_frame_in && c->n < 64) {
        memcpy(c->frames[c->n], e->data, e->n_data);
        c->sizes[c->n++] = e->n_data;
    }
}

static size_t mutate(struct corpus *c, uint32_t *x, uint8_t out[PACKET_FRAME_MAX])
{
    unsigned i = noise(x) % c->n;
    size_t n = c->sizes[i];
    memcpy(out, c->frames[i], n);
    for (uint32_t k = noise(x) % 6; k > 0; k--) {
        out[noise(x) % n] = (uint8_t)noise(x);
    }
    switch (noise(x) % 8) {
    case 0: /* cut */
        n = 14 + noise(x) % (n - 13);
        break;
    case 1: /* noise from some place on */
        for (size_t k = 14 + noise(x) % (n - 13); k < n; k++) {
            out[k] = (uint8_t)noise(x);
        }
        break;
    case 2: /* long */
        while (n < PACKET_FRAME_MAX) {
            out[n++] = (uint8_t)noise(x);
        }
        break;
    default:
        break;
    }
    return n;
}

/* Checksums made right again, or most mutations would stop at the first gate. */
static void repair(uint8_t *f, size_t n)
{
    size_t n_ip = n > 34 ? (size_t)(f[14] & 15) * 4 : 0;
    if (n < 42 || rt_be16(f + 12) != 0x0800 || n_ip < 20 || 14 + n_ip + 8 > n) {
        return;
    }
    uint32_t sum = 0;
    rt_put_be16(f + 24, 0);
    for (size_t k = 0; k < n_ip; k += 2) {
        sum += rt_be16(f + 14 + k);
    }
    sum = (sum & 0xffff) + (sum >> 16);
    rt_put_be16(f + 24, (uint16_t) ~(sum + (sum >> 16)));
    if (f[23] == PACKET_PROTO_UDP) {
        rt_put_be16(f + 14 + n_ip + 6, 0); /* none */
    } else if (f[23] == PACKET_PROTO_TCP && 14u + rt_be16(f + 16) <= n && rt_be16(f + 16) >= n_ip + 20) {
        size_t n_segment = rt_be16(f + 16) - n_ip;
        uint8_t *t = f + 14 + n_ip;
        rt_put_be16(t + 16, 0);
        sum = (uint32_t)(PACKET_PROTO_TCP + n_segment);
        for (int k = 26; k < 34; k += 2) {
            sum += rt_be16(f + k);
        }
        for (size_t k = 0; k < n_segment; k++) {
            sum += k % 2 == 0 ? (uint32_t)t[k] << 8 : t[k];
        }
        sum = (sum & 0xffff) + (sum >> 16);
        rt_put_be16(t + 16, (uint16_t) ~((sum & 0xffff) + (sum >> 16)));
    }
}

static void feed_mutations(struct world *w, struct corpus *c, enum board_port port, unsigned n_frames)
{
    uint32_t x = 0x2102;
    uint8_t frame[PACKET_FRAME_MAX];
    for (unsigned i = 0; i < n_frames; i++) {
        size_t n = mutate(c, &x, frame);
        if (noise(&x) % 4 != 0) {
            repair(frame, n);
        }
        board_nic_deliver(w->u.board, port, frame, n);
        if (i % 16 == 0) {
            fw_dns_cancel(&w->request);
            fw_dns_resolve(w->u.net, &w->request, "prov.example.net", on_no_answer, w);
        }
        unit_net_pass_ms(&w->u, noise(&x) % 32 == 0 ? 1000 : 0);
    }
}

static void test_twenty_thousand_hostile_frames_do_no_harm(void **state)
{
    struct world *w = *state;
    static struct corpus corpus;
    struct board_watcher watcher = {.fn = collect, .ctx = &corpus};
    w->dns.ttl_s = 1;
    w->dhcp.lease_s = 120; /* so that DHCP goes on during the storm */
    unit_net_set(&w->u, "Primary_NTP_Server", "prov.example.net");
    board_watch(w->u.board, &watcher);
    unit_net_start(&w->u);
    unit_net_pass_ms(&w->u, 3000);
    knock(w, 1);
    outside_claim(&w->u.outside, SERVER + 9);
    for (int i = 0; i < 6; i++) {
        knock(w, 2);
        fw_dns_resolve(w->u.net, &w->request, i % 2 == 0 ? "prov.example.net" : "no.example.net", on_no_answer, w);
        unit_net_pass_ms(&w->u, 3000);
    }
    board_unwatch(w->u.board, &watcher);
    assert_true(corpus.n >= 12); /* DHCP, ARP, DNS, TCP, fragments */
    feed_mutations(w, &corpus, BOARD_PORT_WAN, 18000);
    board_nic_plug(w->u.board, BOARD_PORT_LAN, true);
    feed_mutations(w, &corpus, BOARD_PORT_LAN, 2000);
    fw_dns_cancel(&w->request);
    /* And the unit still works. */
    unit_net_pass_ms(&w->u, 300000);
    assert_int_equal(unit_net_state(&w->u), FW_NET_UP);
    assert_true(fw_lwip_heap_used() < FW_LWIP_HEAP_MAX / 4);
}

/* Answers that fit the question but for a few bytes behind the addresses and ports. */
struct mangler {
    uint32_t x;
    unsigned n_mangled;
};

static size_t mangle(void *ctx, uint8_t frame[PACKET_FRAME_MAX], size_t n)
{
    struct mangler *m = ctx;
    if (n < 60 || noise(&m->x) % 4 == 0) {
        return n;
    }
    size_t from = 42 + (frame[35] == 67 ? 236 : 12); /* options, records */
    for (uint32_t k = 1 + noise(&m->x) % 4; k > 0 && from < n; k--) {
        size_t at = from + noise(&m->x) % (n - from);
        frame[at] = noise(&m->x) % 3 == 0 ? (uint8_t)(frame[at] + 1) : (uint8_t)noise(&m->x);
    }
    if (noise(&m->x) % 8 == 0) {
        n = from + noise(&m->x) % (n - from);
        rt_put_be16(frame + 16, (uint16_t)(n - 14));
        rt_put_be16(frame + 38, (uint16_t)(n - 34));
    }
    repair(frame, n);
    m->n_mangled++;
    return n;
}

static void test_answers_with_some_bytes_wrong_do_no_harm(void **state)
{
    struct world *w = *state;
    struct mangler m = {.x = 0x5a5a};
    w->dns.ttl_s = 1;
    w->dns.alias_of = "farm.example.org";
    w->dhcp.lease_s = 120;
    w->u.outside.mangle = mangle;
    w->u.outside.mangle_ctx = &m;
    unit_net_start(&w->u);
    for (int i = 0; i < 20000; i++) {
        if (i % 50 == 49) { /* a wrong lease may last for ever */
            unit_net_stop(&w->u);
            unit_net_start(&w->u);
        }
        fw_dns_cancel(&w->request);
        fw_dns_resolve(w->u.net, &w->request, "prov.example.net", on_no_answer, w);
        unit_net_pass_ms(&w->u, 2000);
    }
    fw_dns_cancel(&w->request);
    assert_true(m.n_mangled > 5000);
    assert_true(w->dhcp.n_requests > 500);
    w->u.outside.mangle = NULL;
    unit_net_stop(&w->u);
    unit_net_start(&w->u);
    unit_net_pass_ms(&w->u, 10000);
    assert_int_equal(unit_net_state(&w->u), FW_NET_UP);
}

/* --- idle ---------------------------------------------------------------------------------------------------- */

static void test_an_idle_day_is_a_few_dozen_steps(void **state)
{
    struct world *w = *state;
    unit_net_set(&w->u, "Syslog_Server", "");
    unit_net_start(&w->u);
    unit_net_pass_ms(&w->u, HOUR);
    assert_int_equal(unit_net_state(&w->u), FW_NET_UP);
    uint64_t until_us = board_now_us(w->u.board) + 24ull * HOUR * BOARD_US_PER_MS;
    while (board_step(w->u.board, until_us)) {
        w->n_timers++;
    }
    print_message("an idle day: %llu steps\n", (unsigned long long)w->n_timers);
    assert_true(w->n_timers < 100);
    assert_int_equal(unit_net_state(&w->u), FW_NET_UP);
    assert_true(w->dhcp.n_requests >= 2); /* the lease does age */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
        TEST(test_a_hundred_restarts_in_the_middle_of_things_leave_nothing),
        cmocka_unit_test(test_the_same_seed_gives_the_same_frames),
        TEST(test_any_allocation_may_fail),
        TEST(test_twenty_thousand_hostile_frames_do_no_harm),
        TEST(test_answers_with_some_bytes_wrong_do_no_harm),
        TEST(test_an_idle_day_is_a_few_dozen_steps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
