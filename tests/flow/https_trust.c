/* SPDX-License-Identifier: MIT */
/* HTTPS: whom the unit trusts, what it says of those it does not, and how it is known itself. */
#include <harness/test.h>
#include <harness/https_rig.h>
#include <board/board.h>
#include <fw/net.h>
#include <tls/suites.h>
#include <string.h>

/* --- whom it trusts: the three checks of the guide, and dates --- */

static const struct {
    const char *what;
    struct tls_identity server;
    const char *url;    /* NULL: HTTPS_RIG_URL */
    const char *detail; /* NULL: accepted */
} servers[] = {
    {"K3: the name of the HTTPS_RIG_URL", {.cn = HTTPS_RIG_NAME}, NULL, NULL},
    {"K4: a name with a suffix", {.cn = HTTPS_RIG_NAME "/mailto:admin@telco.net"}, NULL, NULL},
    {"a name with another suffix", {.cn = HTTPS_RIG_NAME "/info@voice.com"}, NULL, NULL},
    {"a name in capitals", {.cn = "PROV.Example.Net"}, NULL, NULL},
    {"another name", {.cn = "prov.example.org"}, NULL, "certificate of prov.example.org: not for prov.example.net"},
    {"a wildcard", {.cn = "*.example.net"}, NULL, "not for prov.example.net"},
    {"a longer name", {.cn = HTTPS_RIG_NAME ".evil.org"}, NULL, "not for prov.example.net"},
    {"the name behind the suffix", {.cn = "evil.org/" HTTPS_RIG_NAME}, NULL, "not for prov.example.net"},
    {"K6: another root",
     {HTTPS_RIG_NAME, TLS_BY_CLIENT_ROOT, 0, 0},
     NULL,
     "signed by Client Certificate Root Authority 1"},
    {"a namesake of the root", {HTTPS_RIG_NAME, TLS_BY_NAMESAKE, 0, 0}, NULL, "which is no root of this firmware"},
    {"self-signed", {HTTPS_RIG_NAME, TLS_BY_ITSELF, 0, 0}, NULL, "self-signed"},
    {"through an intermediate", {HTTPS_RIG_NAME, TLS_BY_INTERMEDIATE, 0, 0}, NULL, "not directly"},
    {"expired yesterday",
     {HTTPS_RIG_NAME, TLS_BY_ROOT, HTTPS_RIG_JUNE2007 - 400 * HTTPS_RIG_DAY, HTTPS_RIG_JUNE2007 - HTTPS_RIG_DAY},
     NULL,
     "certificate of prov.example.net: expired on 2007-05-31 by the unit's clock"},
    {"valid from tomorrow",
     {HTTPS_RIG_NAME, TLS_BY_ROOT, HTTPS_RIG_JUNE2007 + HTTPS_RIG_DAY, HTTPS_RIG_JUNE2007 + 400 * HTTPS_RIG_DAY},
     NULL,
     "valid from 2007-06-02"},
    {"valid today only",
     {HTTPS_RIG_NAME, TLS_BY_ROOT, HTTPS_RIG_JUNE2007 - HTTPS_RIG_DAY, HTTPS_RIG_JUNE2007 + HTTPS_RIG_DAY},
     NULL,
     NULL},
    {"a number in the HTTPS_RIG_URL, the name leads there", {.cn = HTTPS_RIG_NAME}, "https://10.0.0.7/x", NULL},
    {"a number in the HTTPS_RIG_URL and in the name", {.cn = "10.0.0.7"}, "https://10.0.0.7/x", NULL},
    {"a number in the HTTPS_RIG_URL, another in the name",
     {.cn = "10.0.0.8"},
     "https://10.0.0.7/x",
     "certificate of 10.0.0.8: that name is at 10.0.0.8, the server at 10.0.0.7"},
    {"a number in the HTTPS_RIG_URL, a name nobody knows",
     {.cn = "no.example.org"},
     "https://10.0.0.7/x",
     "certificate of no.example.org: that name is not found"},
    {"no name at all", {.cn = "/just a suffix"}, NULL, "not for prov.example.net"},
};

static void test_every_certificate_is_judged_as_the_table_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof servers / sizeof servers[0]; i++) {
        tls_peer_be(&https.peer, &https.world, &servers[i].server);
        net_rig_get(&https.net, servers[i].url != NULL ? servers[i].url : HTTPS_RIG_URL);
        print_message("%s: %s\n", servers[i].what, https.net.result.detail);
        if (servers[i].detail == NULL) {
            net_rig_expect_body(&https.net, "hello", 5);
        } else {
            https_rig_expect_refusal(servers[i].detail);
        }
        assert_int_equal(https.peer.tcp.n_connections, i + 1); /* no second attempt with other suites */
    }
}

static void test_an_untrusted_server_gets_an_alert(void **state)
{
    (void)state;
    tls_peer_be(&https.peer, &https.world, &(struct tls_identity){HTTPS_RIG_NAME, TLS_BY_CLIENT_ROOT, 0, 0});
    net_rig_get(&https.net, HTTPS_RIG_URL);
    https_rig_expect_refusal("no root");
    assert_string_equal(https.peer.last, "alert 48 from the client"); /* unknown_ca: the server's log can show it */
    assert_false(https.peer.tcp.saw_rst);
}

/* K5 */
static void test_the_name_must_lead_to_the_server(void **state)
{
    (void)state;
    https.dns.addrs[0] = IP4(10, 0, 0, 9);
    net_rig_get(&https.net, "https://10.0.0.7/x");
    https_rig_expect_refusal("certificate of prov.example.net: that name is at 10.0.0.9, the server at 10.0.0.7");
    https.dns.addrs[1] = HTTPS_RIG_SERVER; /* one of several will do */
    https.dns.n_addrs = 2;
    net_rig_pass_ms(&https.net, 400000); /* what was learned is forgotten */
    net_rig_get(&https.net, "https://10.0.0.7/x");
    net_rig_expect_body(&https.net, "hello", 5);
}

static void test_dates_are_not_judged_without_a_clock(void **state)
{
    (void)state;
    struct net_rig_config config = https_rig_ordinary();
    config.unix_s = 0;
    https_rig_start_again(&config);
    tls_peer_be(&https.peer, &https.world,
                &(struct tls_identity){HTTPS_RIG_NAME, TLS_BY_ROOT, HTTPS_RIG_JUNE2007 - 400 * HTTPS_RIG_DAY,
                                       HTTPS_RIG_JUNE2007 - HTTPS_RIG_DAY});
    net_rig_get(&https.net, HTTPS_RIG_URL);
    net_rig_expect_body(&https.net, "hello", 5);
}

static void test_the_other_reading_never_judges_dates(void **state)
{
    (void)state;
    struct net_rig_config config = https_rig_ordinary();
    config.tls.ignores_dates = true;
    https_rig_start_again(&config);
    tls_peer_be(&https.peer, &https.world,
                &(struct tls_identity){HTTPS_RIG_NAME, TLS_BY_ROOT, HTTPS_RIG_JUNE2007 - 400 * HTTPS_RIG_DAY,
                                       HTTPS_RIG_JUNE2007 - HTTPS_RIG_DAY});
    net_rig_get(&https.net, HTTPS_RIG_URL);
    net_rig_expect_body(&https.net, "hello", 5);
}

static void test_the_host_clock_is_not_asked(void **state)
{
    (void)state;
    struct net_rig_config config = https_rig_ordinary();
    config.unix_s = 2200000000u; /* 2039, later than any host that runs this soon */
    https_rig_start_again(&config);
    tls_peer_be(&https.peer, &https.world, &(struct tls_identity){HTTPS_RIG_NAME, TLS_BY_ROOT, 2190000000, 2210000000});
    net_rig_get(&https.net, HTTPS_RIG_URL);
    net_rig_expect_body(&https.net, "hello", 5);
    tls_peer_be(&https.peer, &https.world, &(struct tls_identity){HTTPS_RIG_NAME, TLS_BY_ROOT, 1000000000, 2190000000});
    net_rig_get(&https.net, HTTPS_RIG_URL);
    https_rig_expect_refusal("expired on 2039-05-26");
}

/* --- the unit's own certificate --- */

static void test_the_unit_shows_its_certificate_when_asked(void **state)
{
    (void)state;
    https.peer.config.ask = LAB_TLS_ASK_REQUIRED;
    net_rig_get(&https.net, HTTPS_RIG_URL);
    net_rig_expect_body(&https.net, "hello", 5);
    assert_non_null(strstr(https.peer.last, "OU=SPA-2102, L=88012BA01234, ST=000e08abcdef")); /* K7 */
    https.peer.config.ask = LAB_TLS_ASK_NOTHING;
    net_rig_get(&https.net, HTTPS_RIG_URL);
    net_rig_expect_body(&https.net, "hello", 5);
    assert_non_null(strstr(https.peer.last, "no client certificate"));
}

static void test_a_unit_without_certificate_is_turned_away(void **state)
{
    (void)state;
    struct net_rig_config config = https_rig_ordinary();
    config.tls.n_certificate = config.tls.n_key = 0;
    https_rig_start_again(&config);
    https.peer.config.ask = LAB_TLS_ASK_OPTIONAL;
    net_rig_get(&https.net, HTTPS_RIG_URL);
    net_rig_expect_body(&https.net, "hello", 5);
    assert_non_null(strstr(https.peer.last, "no client certificate"));
    rt_buf_clear(&https.peer.request);
    https.peer.config.ask = LAB_TLS_ASK_REQUIRED;
    net_rig_get(&https.net, HTTPS_RIG_URL);
    https_rig_expect_refusal("it asks for a client certificate, none is installed");
}

static void test_a_certificate_of_another_authority_is_turned_away(void **state)
{
    (void)state;
    https.peer.config.ask = LAB_TLS_ASK_REQUIRED;
    https.peer.config.client_root = &https.world.server_root;
    net_rig_get(&https.net, HTTPS_RIG_URL);
    https_rig_expect_refusal("it got our client certificate");
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
    https.peer.config.ask = LAB_TLS_ASK_LATE;
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        https.peer.tcp.script.piece = pieces[i];
        net_rig_get(&https.net, HTTPS_RIG_URL);
        net_rig_expect_body(&https.net, "hello", 5);
        assert_non_null(strstr(https.peer.last, "OU=SPA-2102, L=88012BA01234, ST=000e08abcdef"));
        assert_int_equal(i > 0 || https_rig_n_warnings("after the request, by a second handshake") == 1, true);
    }
    https.peer.tcp.script.piece = 0;
    net_rig_fetch(&https.net, HTTPS_RIG_URL, &request); /* it asks while the body is still being sent */
    assert_true(net_rig_run(&https.net, 600));
    net_rig_expect_body(&https.net, "hello", 5);
    assert_non_null(strstr(https.peer.last, "ST=000e08abcdef"));
}

static void test_a_second_handshake_needs_a_certificate_and_a_kind_unit(void **state)
{
    (void)state;
    struct net_rig_config config = https_rig_ordinary();
    config.tls.n_certificate = config.tls.n_key = 0;
    https_rig_start_again(&config);
    https.peer.config.ask = LAB_TLS_ASK_LATE;
    net_rig_get(&https.net, HTTPS_RIG_URL);
    net_rig_expect_fail(&https.net, FW_FAIL_HTTP_GET);
    assert_non_null(strstr(https.net.result.detail, "it asks for a client certificate, none is installed"));
    config = https_rig_ordinary();
    config.tls.is_strict = true;
    https_rig_start_again(&config);
    https.peer.config.ask = LAB_TLS_ASK_LATE;
    net_rig_get(&https.net, HTTPS_RIG_URL);
    net_rig_expect_fail(&https.net, FW_FAIL_HTTP_GET);
    assert_non_null(strstr(https.net.result.detail, "TLS alert from the server: handshake failure"));
    assert_string_equal(https.peer.last, "the client refuses a second handshake");
    assert_int_equal(https_rig_n_warnings(""), 0);
}

/* --- servers with bad manners --- */

static void test_the_next_address_helps_when_one_is_not_trusted(void **state)
{
    (void)state;
    struct tls_peer other;
    tls_peer_init(&other, &https.net.outside, IP4(10, 0, 0, 8), &https.world,
                  &(struct tls_identity){HTTPS_RIG_NAME, TLS_BY_ITSELF, 0, 0});
    https.dns.addrs[0] = IP4(10, 0, 0, 8);
    https.dns.addrs[1] = HTTPS_RIG_SERVER;
    https.dns.n_addrs = 2;
    net_rig_get(&https.net, HTTPS_RIG_URL);
    net_rig_expect_body(&https.net, "hello", 5);
    assert_int_equal(other.tcp.n_connections, 1);
    assert_int_equal(https.net.result.server_ip, HTTPS_RIG_SERVER);
    tls_peer_fini(&other);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, https_rig_set_up, https_rig_tear_down)
    const struct CMUnitTest tests[] = {
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
        TEST(the_next_address_helps_when_one_is_not_trusted),
    };
    return cmocka_run_group_tests_name("HTTPS, trust", tests, https_rig_make_world, https_rig_end_world);
}
