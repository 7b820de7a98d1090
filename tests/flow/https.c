/* SPDX-License-Identifier: MIT */
/* HTTPS: whom the unit trusts, what it says of those it does not, and how it is known itself. */
#include <harness/test.h>
#include <harness/dns_peer.h>
#include <harness/net_rig.h>
#include <harness/tls_peer.h>
#include <board/board.h>
#include <fw/channel.h>
#include <board/clock.h>
#include <board/signal.h>
#include <fw/net.h>
#include <tls/suites.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>

#define NAME     "prov.example.net"
#define SERVER   IP4(10, 0, 0, 7)
#define URL      "https://" NAME "/spa2102.cfg"
#define DAY      86400
#define JUNE2007 1180656000

static struct tls_world world;
static struct net_rig rig;
static struct dns_peer dns;
static struct tls_peer peer;

/* The unit that most tests have: certificate, roots, the time. */
static struct net_rig_config ordinary(void)
{
    return (struct net_rig_config){.unix_s = JUNE2007,
                                   .tls = {.roots = world.server_root.bytes,
                                           .n_roots = world.server_root.n,
                                           .certificate = world.unit.certificate,
                                           .n_certificate = world.unit.n_certificate,
                                           .key = world.unit.key,
                                           .n_key = world.unit.n_key}};
}

static void start(const struct net_rig_config *config)
{
    static const struct tls_identity good = {.cn = NAME};
    net_rig_init_with(&rig, config);
    dns_peer_init(&dns, &rig.outside, RIG_DNS_IP, NAME);
    dns.addrs[0] = SERVER;
    dns.n_addrs = 1;
    tls_peer_init(&peer, &rig.outside, SERVER, &world, &good);
}

static void stop(void)
{
    tls_peer_fini(&peer);
    dns_peer_fini(&dns);
    net_rig_fini(&rig);
}

static int set_up(void **state)
{
    (void)state;
    const struct net_rig_config config = ordinary();
    start(&config);
    return 0;
}
static int tear_down(void **state)
{
    (void)state;
    stop();
    return 0;
}
/* For tests that make their own unit. */
static void start_again(const struct net_rig_config *config)
{
    stop();
    start(config);
}

static void expect_refusal(const char *detail)
{
    net_rig_expect_fail(&rig, FW_FAIL_SSL);
    if (strstr(rig.result.detail, detail) == NULL) {
        fail_msg("wanted \"%s\", got \"%s\"", detail, rig.result.detail);
    }
    assert_int_equal(rig.n_body, 0);
    assert_int_equal(peer.request.n, 0); /* nothing is asked of a server that is not trusted */
}

static unsigned n_warnings(const char *text)
{
    unsigned n = 0;
    uint64_t end = board_trace_end(rig.board);
    for (uint64_t i = end > 4000 ? end - 4000 : 0; i < end; i++) {
        const struct board_event *e = board_trace_get(rig.board, i);
        n += e != NULL && board_event_signal(e) == &fw_signal_warn && strstr(e->text, text) != NULL ? 1 : 0;
    }
    return n;
}

static uint64_t seconds_taken(void)
{
    return (rig.done_us - rig.started_us) / BOARD_US_PER_S;
}

/* --- the good case --- */

static void test_a_trusted_server_is_asked_as_by_http(void **state)
{
    (void)state;
    net_rig_get(&rig, URL);
    net_rig_expect_body(&rig, "hello", 5);
    assert_string_equal(rt_buf_text(&peer.request), "GET /spa2102.cfg HTTP/1.1\r\n"
                                                    "Host: prov.example.net\r\n"
                                                    "User-Agent: Linksys/SPA-2102-2.0.5 (88012BA01234)\r\n"
                                                    "Connection: close\r\n\r\n");
    assert_int_equal(peer.tcp.n_connections, 1);
    assert_true(peer.tcp.saw_fin && !peer.tcp.saw_rst);
    assert_int_equal(rig.addrs[0], SERVER);
}

static void test_a_server_of_2007_gets_what_a_unit_of_2007_has(void **state)
{
    (void)state;
    net_rig_get(&rig, URL);
    net_rig_expect_body(&rig, "hello", 5);
    assert_non_null(strstr(peer.last, "TLSv1.0 TLS-DHE-RSA-WITH-AES-256-CBC-SHA")); /* the first of guide p.1-14 */
    assert_int_equal(n_warnings(""), 0);
}

static void test_the_same_seed_gives_the_same_bytes(void **state)
{
    (void)state;
    uint64_t frames[2] = {0};
    static uint8_t seen[2][65536];
    size_t n_seen[2] = {0};
    const struct net_rig_config config = ordinary();
    for (unsigned i = 0; i < 2; i++) {
        start_again(&config);
        net_rig_get(&rig, URL);
        net_rig_expect_body(&rig, "hello", 5);
        frames[i] = rig.outside.n_frames;
        n_seen[i] = peer.tcp.out.n;
        assert_in_range(n_seen[i], 1, sizeof seen[i]);
        memcpy(seen[i], peer.tcp.out.bytes, n_seen[i]);
    }
    /* The server's Finished and its records depend on every byte that the unit sent. */
    assert_int_equal(frames[0], frames[1]);
    assert_int_equal(n_seen[0], n_seen[1]);
    assert_memory_equal(seen[0], seen[1], n_seen[0]);
}

static void test_a_long_post_and_a_long_answer_pass(void **state)
{
    (void)state;
    static char body[100000];
    static char answer[150000];
    int n = snprintf(answer, sizeof answer, "HTTP/1.1 200 OK\r\n\r\n");
    memset(body, 'b', sizeof body);
    memset(answer + n, 'a', sizeof answer - (size_t)n - 1);
    const struct fw_fetch_request request = {
        .method = FW_METHOD_POST, .body = (const uint8_t *)body, .n_body = sizeof body};
    peer.answer = answer;
    net_rig_fetch(&rig, URL, &request);
    assert_true(net_rig_run(&rig, 600));
    net_rig_expect_body(&rig, answer + n, sizeof answer - (size_t)n - 1);
}

/* --- whom it trusts: the three checks of the guide, and dates --- */

static const struct {
    const char *what;
    struct tls_identity server;
    const char *url;    /* NULL: URL */
    const char *detail; /* NULL: accepted */
} servers[] = {
    {"K3: the name of the URL", {.cn = NAME}, NULL, NULL},
    {"K4: a name with a suffix", {.cn = NAME "/mailto:admin@telco.net"}, NULL, NULL},
    {"a name with another suffix", {.cn = NAME "/info@voice.com"}, NULL, NULL},
    {"a name in capitals", {.cn = "PROV.Example.Net"}, NULL, NULL},
    {"another name", {.cn = "prov.example.org"}, NULL, "certificate of prov.example.org: not for prov.example.net"},
    {"a wildcard", {.cn = "*.example.net"}, NULL, "not for prov.example.net"},
    {"a longer name", {.cn = NAME ".evil.org"}, NULL, "not for prov.example.net"},
    {"the name behind the suffix", {.cn = "evil.org/" NAME}, NULL, "not for prov.example.net"},
    {"K6: another root", {NAME, TLS_BY_CLIENT_ROOT, 0, 0}, NULL, "signed by Client Certificate Root Authority 1"},
    {"a namesake of the root", {NAME, TLS_BY_NAMESAKE, 0, 0}, NULL, "which is no root of this firmware"},
    {"self-signed", {NAME, TLS_BY_ITSELF, 0, 0}, NULL, "self-signed"},
    {"through an intermediate", {NAME, TLS_BY_INTERMEDIATE, 0, 0}, NULL, "not directly"},
    {"expired yesterday",
     {NAME, TLS_BY_ROOT, JUNE2007 - 400 * DAY, JUNE2007 - DAY},
     NULL,
     "certificate of prov.example.net: expired on 2007-05-31 by the unit's clock"},
    {"valid from tomorrow", {NAME, TLS_BY_ROOT, JUNE2007 + DAY, JUNE2007 + 400 * DAY}, NULL, "valid from 2007-06-02"},
    {"valid today only", {NAME, TLS_BY_ROOT, JUNE2007 - DAY, JUNE2007 + DAY}, NULL, NULL},
    {"a number in the URL, the name leads there", {.cn = NAME}, "https://10.0.0.7/x", NULL},
    {"a number in the URL and in the name", {.cn = "10.0.0.7"}, "https://10.0.0.7/x", NULL},
    {"a number in the URL, another in the name",
     {.cn = "10.0.0.8"},
     "https://10.0.0.7/x",
     "certificate of 10.0.0.8: that name is at 10.0.0.8, the server at 10.0.0.7"},
    {"a number in the URL, a name nobody knows",
     {.cn = "no.example.org"},
     "https://10.0.0.7/x",
     "certificate of no.example.org: that name is not found"},
    {"no name at all", {.cn = "/just a suffix"}, NULL, "not for prov.example.net"},
};

static void test_every_certificate_is_judged_as_the_table_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof servers / sizeof servers[0]; i++) {
        tls_peer_be(&peer, &world, &servers[i].server);
        net_rig_get(&rig, servers[i].url != NULL ? servers[i].url : URL);
        print_message("%s: %s\n", servers[i].what, rig.result.detail);
        if (servers[i].detail == NULL) {
            net_rig_expect_body(&rig, "hello", 5);
        } else {
            expect_refusal(servers[i].detail);
        }
        assert_int_equal(peer.tcp.n_connections, i + 1); /* no second attempt with other suites */
    }
}

static void test_an_untrusted_server_gets_an_alert(void **state)
{
    (void)state;
    tls_peer_be(&peer, &world, &(struct tls_identity){NAME, TLS_BY_CLIENT_ROOT, 0, 0});
    net_rig_get(&rig, URL);
    expect_refusal("no root");
    assert_string_equal(peer.last, "alert 48 from the client"); /* unknown_ca: the server's log can show it */
    assert_false(peer.tcp.saw_rst);
}

/* K5 */
static void test_the_name_must_lead_to_the_server(void **state)
{
    (void)state;
    dns.addrs[0] = IP4(10, 0, 0, 9);
    net_rig_get(&rig, "https://10.0.0.7/x");
    expect_refusal("certificate of prov.example.net: that name is at 10.0.0.9, the server at 10.0.0.7");
    dns.addrs[1] = SERVER; /* one of several will do */
    dns.n_addrs = 2;
    net_rig_pass_ms(&rig, 400000); /* what was learned is forgotten */
    net_rig_get(&rig, "https://10.0.0.7/x");
    net_rig_expect_body(&rig, "hello", 5);
}

static void test_dates_are_not_judged_without_a_clock(void **state)
{
    (void)state;
    struct net_rig_config config = ordinary();
    config.unix_s = 0;
    start_again(&config);
    tls_peer_be(&peer, &world, &(struct tls_identity){NAME, TLS_BY_ROOT, JUNE2007 - 400 * DAY, JUNE2007 - DAY});
    net_rig_get(&rig, URL);
    net_rig_expect_body(&rig, "hello", 5);
}

static void test_the_other_reading_never_judges_dates(void **state)
{
    (void)state;
    struct net_rig_config config = ordinary();
    config.tls.ignores_dates = true;
    start_again(&config);
    tls_peer_be(&peer, &world, &(struct tls_identity){NAME, TLS_BY_ROOT, JUNE2007 - 400 * DAY, JUNE2007 - DAY});
    net_rig_get(&rig, URL);
    net_rig_expect_body(&rig, "hello", 5);
}

static void test_the_host_clock_is_not_asked(void **state)
{
    (void)state;
    struct net_rig_config config = ordinary();
    config.unix_s = 2200000000u; /* 2039, later than any host that runs this soon */
    start_again(&config);
    tls_peer_be(&peer, &world, &(struct tls_identity){NAME, TLS_BY_ROOT, 2190000000, 2210000000});
    net_rig_get(&rig, URL);
    net_rig_expect_body(&rig, "hello", 5);
    tls_peer_be(&peer, &world, &(struct tls_identity){NAME, TLS_BY_ROOT, 1000000000, 2190000000});
    net_rig_get(&rig, URL);
    expect_refusal("expired on 2039-05-26");
}

/* --- the unit's own certificate --- */

static void test_the_unit_shows_its_certificate_when_asked(void **state)
{
    (void)state;
    peer.config.ask = LAB_TLS_ASK_REQUIRED;
    net_rig_get(&rig, URL);
    net_rig_expect_body(&rig, "hello", 5);
    assert_non_null(strstr(peer.last, "OU=SPA-2102, L=88012BA01234, ST=000e08abcdef")); /* K7 */
    peer.config.ask = LAB_TLS_ASK_NOTHING;
    net_rig_get(&rig, URL);
    net_rig_expect_body(&rig, "hello", 5);
    assert_non_null(strstr(peer.last, "no client certificate"));
}

static void test_a_unit_without_certificate_is_turned_away(void **state)
{
    (void)state;
    struct net_rig_config config = ordinary();
    config.tls.n_certificate = config.tls.n_key = 0;
    start_again(&config);
    peer.config.ask = LAB_TLS_ASK_OPTIONAL;
    net_rig_get(&rig, URL);
    net_rig_expect_body(&rig, "hello", 5);
    assert_non_null(strstr(peer.last, "no client certificate"));
    rt_buf_clear(&peer.request);
    peer.config.ask = LAB_TLS_ASK_REQUIRED;
    net_rig_get(&rig, URL);
    expect_refusal("it asks for a client certificate, none is installed");
}

static void test_a_certificate_of_another_authority_is_turned_away(void **state)
{
    (void)state;
    peer.config.ask = LAB_TLS_ASK_REQUIRED;
    peer.config.client_root = &world.server_root;
    net_rig_get(&rig, URL);
    expect_refusal("it got our client certificate");
}

/* As Apache with SSLVerifyClient in a <Location>: once it has seen the path it asks, by renegotiation. */
static void test_a_certificate_may_be_asked_for_after_the_request(void **state)
{
    (void)state;
    static const size_t pieces[] = {0, 1, 5, 100};
    static char body[20000];
    memset(body, 'b', sizeof body);
    const struct fw_fetch_request request = {
        .method = FW_METHOD_POST, .body = (const uint8_t *)body, .n_body = sizeof body};
    peer.config.ask = LAB_TLS_ASK_LATE;
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        peer.tcp.script.piece = pieces[i];
        net_rig_get(&rig, URL);
        net_rig_expect_body(&rig, "hello", 5);
        assert_non_null(strstr(peer.last, "OU=SPA-2102, L=88012BA01234, ST=000e08abcdef"));
        assert_int_equal(i > 0 || n_warnings("after the request, by a second handshake") == 1, true);
    }
    peer.tcp.script.piece = 0;
    net_rig_fetch(&rig, URL, &request); /* it asks while the body is still being sent */
    assert_true(net_rig_run(&rig, 600));
    net_rig_expect_body(&rig, "hello", 5);
    assert_non_null(strstr(peer.last, "ST=000e08abcdef"));
}

static void test_a_second_handshake_needs_a_certificate_and_a_kind_unit(void **state)
{
    (void)state;
    struct net_rig_config config = ordinary();
    config.tls.n_certificate = config.tls.n_key = 0;
    start_again(&config);
    peer.config.ask = LAB_TLS_ASK_LATE;
    net_rig_get(&rig, URL);
    net_rig_expect_fail(&rig, FW_FAIL_HTTP_GET);
    assert_non_null(strstr(rig.result.detail, "it asks for a client certificate, none is installed"));
    config = ordinary();
    config.tls.is_strict = true;
    start_again(&config);
    peer.config.ask = LAB_TLS_ASK_LATE;
    net_rig_get(&rig, URL);
    net_rig_expect_fail(&rig, FW_FAIL_HTTP_GET);
    assert_non_null(strstr(rig.result.detail, "TLS alert from the server: handshake failure"));
    assert_string_equal(peer.last, "the client refuses a second handshake");
    assert_int_equal(n_warnings(""), 0);
}

/* --- what a unit of 2.0.6 can speak --- */

static void test_a_server_of_today_is_reached_with_a_warning(void **state)
{
    (void)state;
    peer.config.version_min = 3;
    net_rig_get(&rig, URL);
    net_rig_expect_body(&rig, "hello", 5);
    assert_int_equal(peer.tcp.n_connections, 2);
    assert_non_null(strstr(peer.last, "TLSv1.2 TLS-ECDHE-RSA"));
    assert_int_equal(n_warnings("a real unit cannot reach prov.example.net"), 1);
    assert_int_equal(n_warnings("protocol version"), 1);
}

static void test_newer_suites_alone_are_reached_with_a_warning(void **state)
{
    (void)state;
    static const int suites[] = {0xc014, 0}; /* ECDHE_RSA_WITH_AES_256_CBC_SHA, in TLS 1.0 */
    peer.config.suites = suites;
    peer.config.version_max = 1;
    net_rig_get(&rig, URL);
    net_rig_expect_body(&rig, "hello", 5);
    assert_int_equal(n_warnings("handshake failure"), 1);
}

static void test_a_strict_unit_does_not_reach_it(void **state)
{
    (void)state;
    struct net_rig_config config = ordinary();
    config.tls.is_strict = true;
    start_again(&config);
    net_rig_get(&rig, URL);
    net_rig_expect_body(&rig, "hello", 5);
    rt_buf_clear(&peer.request);
    peer.config.version_min = 3;
    net_rig_get(&rig, URL);
    expect_refusal("TLS alert from the server: protocol version (70)");
    assert_int_equal(peer.tcp.n_connections, 2); /* one each */
    assert_int_equal(n_warnings(""), 0);
}

static void test_each_of_the_nine_suites_that_exist_today_works_alone(void **state)
{
    (void)state;
    unsigned n_works = 0;
    int offer[FW_TLS_OFFER_MAX];
    fw_tls_offer(false, offer);
    for (size_t i = 0; offer[i] != 0; i++) {
        const int suites[] = {offer[i], 0};
        peer.config.suites = suites;
        peer.config.version_max = 1;
        net_rig_get(&rig, URL);
        net_rig_expect_body(&rig, "hello", 5);
        n_works++;
    }
    assert_int_equal(n_works, 6); /* AES and RC4; the EXPORT suites are in no library of today */
    assert_int_equal(peer.tcp.n_connections, 6);
    assert_int_equal(n_warnings(""), 0);
}

/* --- servers with bad manners --- */

static const struct {
    enum tls_manners manners;
    enum fw_fail fail;
    const char *detail;
    unsigned n_connections; /* 2: it looked as if newer suites could help */
} manners[] = {
    {TLS_CLOSES_AT_HELLO, FW_FAIL_SSL, "closed by the server, waited for the server's hello", 2},
    {TLS_RESETS_AT_HELLO, FW_FAIL_SSL, "reset by the server, waited for the server's hello", 2},
    {TLS_CLOSES_AFTER_HELLO, FW_FAIL_SSL, "closed by the server, waited for the server to finish", 1},
    {TLS_RESETS_AFTER_HELLO, FW_FAIL_SSL, "reset by the server", 1},
    {TLS_FALLS_SILENT, FW_FAIL_SSL, "not done after 30 s, waited for the server to finish", 1},
    {TLS_IS_SILENT, FW_FAIL_SSL, "not done after 30 s, waited for the server's hello", 1},
    {TLS_TALKS_GARBAGE, FW_FAIL_SSL, "TLS", 2},
    {TLS_TALKS_HTTP, FW_FAIL_SSL, "TLS", 2},
    {TLS_ENDS_WITHOUT_FAREWELL, FW_FAIL_NONE, "", 1},
    {TLS_CUTS_THE_ANSWER, FW_FAIL_HTTP_GET, "in the middle of the headers", 1},
    {TLS_RESETS_IN_THE_ANSWER, FW_FAIL_HTTP_GET, "reset by the server", 1},
    {TLS_SPOILS_THE_ANSWER, FW_FAIL_HTTP_GET, "TLS", 1},
};

static void test_bad_manners_end_as_the_table_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof manners / sizeof manners[0]; i++) {
        unsigned before = peer.tcp.n_connections;
        peer.manners = manners[i].manners;
        net_rig_get(&rig, URL);
        print_message("%d: %s\n", (int)manners[i].manners, rig.result.detail);
        net_rig_expect_fail(&rig, manners[i].fail);
        if (strstr(rig.result.detail, manners[i].detail) == NULL) {
            fail_msg("row %zu: wanted \"%s\", got \"%s\"", i, manners[i].detail, rig.result.detail);
        }
        assert_int_equal(peer.tcp.n_connections - before, manners[i].n_connections);
        net_rig_pass_ms(&rig, 1000);
    }
}

static void test_a_dripping_handshake_ends_after_half_a_minute(void **state)
{
    (void)state;
    peer.tcp.script.piece = 1;
    peer.tcp.script.every_us = BOARD_US_PER_S;
    net_rig_get(&rig, URL);
    net_rig_expect_fail(&rig, FW_FAIL_SSL);
    assert_non_null(strstr(rig.result.detail, "not done after 30 s"));
    assert_int_equal(seconds_taken(), 30);
}

static void test_pieces_of_any_size_are_put_together(void **state)
{
    (void)state;
    static const size_t pieces[] = {1, 2, 5, 6, 7, 100, 1459};
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        peer.tcp.script.piece = pieces[i];
        net_rig_get(&rig, URL);
        net_rig_expect_body(&rig, "hello", 5);
    }
}

static void test_no_listener(void **state)
{
    (void)state;
    peer.tcp.script.open = TCP_PEER_REFUSES;
    net_rig_get(&rig, URL);
    net_rig_expect_fail(&rig, FW_FAIL_CONNECT);
    assert_int_equal(peer.tcp.n_syns, 1);
    peer.tcp.script.open = TCP_PEER_IS_SILENT;
    net_rig_get(&rig, URL);
    net_rig_expect_fail(&rig, FW_FAIL_CONNECT);
    assert_int_equal(seconds_taken(), 15);
}

static void test_the_next_address_helps_when_one_is_not_trusted(void **state)
{
    (void)state;
    struct tls_peer other;
    tls_peer_init(&other, &rig.outside, IP4(10, 0, 0, 8), &world, &(struct tls_identity){NAME, TLS_BY_ITSELF, 0, 0});
    dns.addrs[0] = IP4(10, 0, 0, 8);
    dns.addrs[1] = SERVER;
    dns.n_addrs = 2;
    net_rig_get(&rig, URL);
    net_rig_expect_body(&rig, "hello", 5);
    assert_int_equal(other.tcp.n_connections, 1);
    assert_int_equal(rig.result.server_ip, SERVER);
    tls_peer_fini(&other);
}

/* --- the caller changes its mind --- */

static void test_cancel_at_any_time_leaves_nothing(void **state)
{
    (void)state;
    peer.tcp.script.piece = 60; /* the handshake takes more than 8 s */
    peer.tcp.script.every_us = BOARD_US_PER_S / 4;
    for (unsigned ms = 1; ms < 8000; ms += 330) {
        net_rig_fetch(&rig, URL, NULL);
        net_rig_pass_ms(&rig, ms);
        assert_int_equal(rig.n_done, 0);
        fw_fetch_cancel(rig.fetch);
        rig.fetch = NULL;
        net_rig_pass_ms(&rig, 500);
        assert_int_equal(rig.n_done, 0);
    }
}

static void test_the_net_goes_down_in_the_middle(void **state)
{
    (void)state;
    peer.manners = TLS_FALLS_SILENT;
    net_rig_fetch(&rig, URL, NULL);
    net_rig_pass_ms(&rig, 1000);
    /* net_rig_fini destroys the net and finds no memory, no io-wait; the client is not called. */
}

static void test_any_failed_allocation_ends_cleanly(void **state)
{
    (void)state;
    unsigned n_good = 0;
    net_rig_get(&rig, URL); /* so that the server has all its memory */
    for (unsigned n = 4; n <= 60; n++) {
        rt_mem_fail_at(n);
        net_rig_fetch(&rig, URL, NULL);
        assert_true(net_rig_run(&rig, 7200));
        rt_mem_fail_at(0);
        if (rig.result.fail == FW_FAIL_NONE) {
            net_rig_expect_body(&rig, "hello", 5);
            n_good++;
        }
        net_rig_pass_ms(&rig, 200000);
    }
    assert_true(n_good > 20);
}

static int make_world(void **state)
{
    (void)state;
    tls_world_init(&world, TEST_SOURCE_DIR);
    return 0;
}
static int end_world(void **state)
{
    (void)state;
    tls_world_fini(&world);
    return 0;
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_trusted_server_is_asked_as_by_http),
        TEST(a_server_of_2007_gets_what_a_unit_of_2007_has),
        TEST(the_same_seed_gives_the_same_bytes),
        TEST(a_long_post_and_a_long_answer_pass),
        TEST(every_certificate_is_judged_as_the_table_says),
        TEST(an_untrusted_server_gets_an_alert),
        TEST(the_name_must_lead_to_the_server),
        TEST(dates_are_not_judged_without_a_clock),
        TEST(the_other_reading_never_judges_dates),
        TEST(the_host_clock_is_not_asked),
        TEST(the_unit_shows_its_certificate_when_asked),
        TEST(a_unit_without_certificate_is_turned_away),
        TEST(a_certificate_of_another_authority_is_turned_away),
        TEST(a_certificate_may_be_asked_for_after_the_request),
        TEST(a_second_handshake_needs_a_certificate_and_a_kind_unit),
        TEST(a_server_of_today_is_reached_with_a_warning),
        TEST(newer_suites_alone_are_reached_with_a_warning),
        TEST(a_strict_unit_does_not_reach_it),
        TEST(each_of_the_nine_suites_that_exist_today_works_alone),
        TEST(bad_manners_end_as_the_table_says),
        TEST(a_dripping_handshake_ends_after_half_a_minute),
        TEST(pieces_of_any_size_are_put_together),
        TEST(no_listener),
        TEST(the_next_address_helps_when_one_is_not_trusted),
        TEST(cancel_at_any_time_leaves_nothing),
        TEST(the_net_goes_down_in_the_middle),
        TEST(any_failed_allocation_ends_cleanly),
    };
    return cmocka_run_group_tests_name("HTTPS", tests, make_world, end_world);
}
