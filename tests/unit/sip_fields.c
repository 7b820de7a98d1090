/* SPDX-License-Identifier: MIT */
/* Fields as peers in the field write them: challenges, contacts, names. */
#include <harness/test.h>
#include <fw/sip_challenge.h>
#include <fw/sip_message.h>
#include <stdio.h>
#include <string.h>

/* A 401 with these lines. */
static struct sip_message *read_answer(const char *lines)
{
    struct sip_message *m = NULL;
    const char *why = "";
    char text[4000];
    int n =
        snprintf(text, sizeof text,
                 "SIP/2.0 401 Unauthorized\r\nVia: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK1\r\nFrom: <sip:1@x>;tag=1\r\n"
                 "To: <sip:1@x>;tag=2\r\nCall-ID: 1\r\nCSeq: 1 REGISTER\r\n%s\r\n",
                 lines);
    sip_message_open();
    if (sip_message_parse(&m, (const uint8_t *)text, (size_t)n, &why) != RT_OK) {
        fail_msg("%s: %s", why, lines);
    }
    return m;
}

static void challenges_are_read_in_all_forms(void **state)
{
    static const struct {
        const char *lines;
        unsigned n, usable; /* how many; the first that can be answered, from 0 */
        const char *realm, *nonce, *qop;
        bool is_of_proxy;
    } rows[] = {
        {"WWW-Authenticate: Digest realm=\"a\", nonce=\"n\"\r\n", 1, 0, "a", "n", "", false},
        {"Proxy-Authenticate: Digest realm=\"a\",nonce=\"n\",qop=\"auth\"\r\n", 1, 0, "a", "n", "auth", true},
        /* both algorithms of RFC 8760, in two fields and in one */
        {"WWW-Authenticate: Digest realm=\"a\", nonce=\"s\", algorithm=SHA-256, qop=\"auth\"\r\n"
         "WWW-Authenticate: Digest realm=\"a\", nonce=\"m\", algorithm=MD5, qop=\"auth\"\r\n",
         2, 1, "a", "m", "auth", false},
        {"WWW-Authenticate: Digest realm=\"a\", nonce=\"s\", algorithm=SHA-256, qop=\"auth\", Digest realm=\"a\", "
         "nonce=\"m\", algorithm=MD5, qop=\"auth,auth-int\"\r\n",
         2, 1, "a", "m", "auth,auth-int", false},
        {"WWW-Authenticate: Basic realm=\"a, Digest\", Digest realm=\"b\", nonce=\"n\"\r\n", 2, 1, "b", "n", "", false},
        /* without quotes, and with quotes too many; names in any case */
        {"WWW-Authenticate: Digest realm=\"a\", nonce=n, qop=auth, algorithm=\"MD5\"\r\n", 1, 0, "a", "n", "auth",
         false},
        {"www-authenticate: digest Realm=\"a\",NONCE=\"n\",Stale=FALSE,Algorithm=md5,Opaque=\"\"\r\n", 1, 0, "a", "n",
         "", false},
        {"WWW-Authenticate:  Digest   realm = \"a\" ,\r\n\tnonce = \"n\"\r\n", 1, 0, "a", "n", "", false},
        /* what a backslash protects is part of the digest as it stands */
        {"WWW-Authenticate: Digest realm=\"a \\\"b\\\", c\", nonce=\"x=0=,; y\"\r\n", 1, 0, "a \\\"b\\\", c",
         "x=0=,; y", "", false},
        {"WWW-Authenticate: Digest realm=\"a\", nonce=\"n\", algorithm=MD5-sess\r\n", 1, 1, "", "", "", false},
        {"WWW-Authenticate: Digest realm=\"a\", nonce=\"n\", qop=\"auth-int\"\r\n", 1, 1, "", "", "", false},
        {"WWW-Authenticate: Digest realm=\"a\"\r\n", 1, 1, "", "", "", false},
        {"WWW-Authenticate: Negotiate\r\nProxy-Authenticate: Digest realm=\"p\", nonce=\"n\"\r\n", 2, 1, "p", "n", "",
         true},
        {"WWW-Authenticate:\r\n", 1, 1, "", "", "", false},
        {"", 0, 0, "", "", "", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct sip_message *m = read_answer(rows[i].lines);
        struct sip_challenge c;
        unsigned n = 0, usable = UINT32_MAX;
        for (; sip_message_challenge(m, n, &c); n++) {
            if (usable == UINT32_MAX && sip_challenge_is_usable(&c)) {
                usable = n;
                if (strcmp(c.realm, rows[i].realm) != 0 || strcmp(c.nonce, rows[i].nonce) != 0 ||
                    strcmp(c.qop, rows[i].qop) != 0 || c.is_of_proxy != rows[i].is_of_proxy) {
                    fail_msg("row %zu: realm %s, nonce %s, qop %s", i, c.realm, c.nonce, c.qop);
                }
            }
        }
        if (n != rows[i].n || (usable == UINT32_MAX ? rows[i].usable != n : usable != rows[i].usable)) {
            fail_msg("row %zu: %u challenges, %u is usable", i, n, usable);
        }
        sip_message_destroy(m);
    }
}

/* Not answered, but the next may be. */
static void a_challenge_that_is_too_long_hides_no_other(void **state)
{
    char lines[1200];
    struct sip_challenge c;
    (void)state;
    (void)snprintf(lines, sizeof lines,
                   "WWW-Authenticate: Digest realm=\"a\", nonce=\"%0300u\"\r\n"
                   "WWW-Authenticate: Digest realm=\"b\", nonce=\"%0250u\"\r\n",
                   1u, 2u);
    struct sip_message *m = read_answer(lines);
    assert_true(sip_message_challenge(m, 0, &c));
    assert_false(sip_challenge_is_usable(&c));
    assert_true(sip_message_challenge(m, 1, &c));
    assert_true(sip_challenge_is_usable(&c));
    assert_string_equal(c.realm, "b");
    assert_false(sip_message_challenge(m, 2, &c));
    sip_message_destroy(m);
}

static void what_would_end_a_quoted_text_is_not_sent(void **state)
{
    static const struct {
        const char *realm;
        enum rt_err err;
    } rows[] = {{"a", RT_OK},       {"a \\\"b\\\"", RT_OK},   {"a\\\\", RT_OK},  {"a\"b", RT_EINVAL},
                {"a\\", RT_EINVAL}, {"a\r\nX: y", RT_EINVAL}, {"\"", RT_EINVAL}, {"a\\\r\nb", RT_EINVAL}};
    const struct sip_account account = {.user = "102", .password = "secret"};
    const struct sip_answering a = {.method = "REGISTER", .uri = "sip:x", .nc = 1, .cnonce = ""};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct sip_challenge c = {.scheme = "Digest", .nonce = "n"};
        struct rt_buf out;
        memcpy(c.realm, rows[i].realm, strlen(rows[i].realm));
        rt_buf_init(&out, 1000);
        assert_int_equal(sip_challenge_answer(&c, &account, &a, &out), rows[i].err);
        rt_buf_fini(&out);
    }
}

static void credentials_are_read_in_all_forms(void **state)
{
    static const char *const lines[] = {
        "Authorization: Digest username=\"a\\\"b\",realm=\"r\",nonce=\"n\",uri=\"sip:x,y\",response=\"0\",qop=auth,"
        "nc=00000001,cnonce=\"c\"\r\n",
        "authorization: Digest username=\"a\\\"b\", realm=\"r\", nonce=\"n\", uri=\"sip:x,y\", response=\"0\", "
        "qop=\"auth\", nc=\"00000001\", cnonce=\"c\", algorithm=\"MD5\"\r\n",
    };
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct sip_message *m = read_answer(lines[i]);
        struct sip_credentials c;
        assert_int_equal(sip_message_n_credentials(m), 1);
        assert_true(sip_message_credentials(m, 0, &c));
        assert_string_equal(c.username, "a\"b");
        assert_string_equal(c.uri, "sip:x,y");
        assert_string_equal(c.qop, "auth");
        assert_string_equal(c.nonce_count, "00000001");
        assert_false(sip_message_credentials(m, 1, &c));
        sip_message_destroy(m);
    }
}

static void contacts_are_read_in_all_forms(void **state)
{
    static const struct {
        const char *lines;
        unsigned i;
        const char *uri, *host, *expires;
        unsigned port, q;
    } rows[] = {
        {"Contact: <sip:1@10.0.0.1:5070>;expires=60\r\n", 0, "sip:1@10.0.0.1:5070", "10.0.0.1", "60", 5070, 1000},
        {"m: sip:1@10.0.0.1;expires=\"60\"\r\n", 0, "sip:1@10.0.0.1", "10.0.0.1", "60", 5060, 1000},
        {"Contact: \"a, b\" <sip:1@x;a=b>;q=0.7, <sip:2@y>;q=0.05\r\n", 0, "sip:1@x;a=b", "x", "", 5060, 700},
        {"Contact: \"a, b\" <sip:1@x;a=b>;q=0.7, <sip:2@y>;q=0.05\r\n", 1, "sip:2@y", "y", "", 5060, 50},
        {"Contact: <sip:1@x>\r\nContact: J. M\303\274ller & Co (Ltd) <sips:3@z>;q=1.0\r\n", 1, "sips:3@z", "z", "",
         5060, 1000},
        {"Contact: <sip:1@[2001:db8::1]:5071>;q=.5\r\n", 0, "sip:1@[2001:db8::1]:5071", "[2001:db8::1]", "", 5071,
         1000},
        {"Contact: *\r\n", 0, "", "", "", 5060, 1000},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct sip_message *m = read_answer(rows[i].lines);
        struct sip_contact c;
        assert_true(sip_message_contact(m, rows[i].i, &c));
        assert_true(rt_str_is(c.uri, rows[i].uri) && rt_str_is(c.host, rows[i].host));
        assert_true(rt_str_is(c.expires, rows[i].expires));
        assert_int_equal(c.port, rows[i].port);
        assert_int_equal(c.q, rows[i].q);
        assert_false(sip_message_contact(m, 2, &c));
        sip_message_destroy(m);
    }
}

/* Even an empty reason has a blank before it (RFC 3261 section 7.2), and some peers leave it out. */
/* The user of a request's URI: RFC 3261 section 19.1.6, digits of a telephone with parameters. */
static void the_user_may_have_parameters(void **state)
{
    static const struct {
        const char *uri, *account;
        bool fits;
    } rows[] = {
        {"sip:1001@h", "1001", true},     {"sip:1001;phone-context=+49@h;user=phone", "1001", true},
        {"sip:%31001@h", "1001", true},   {"sip:10011;a@h", "1001", false},
        {"sip:1001;a@h", "1001;a", true}, {"sip:h", "1001", false},
        {"sip:1001@h", "", false},        {"sip:;a@h", "1001", false},
    };
    (void)state;
    sip_message_open();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct sip_message *m = NULL;
        const char *why = "";
        char text[400];
        int n = snprintf(text, sizeof text,
                         "OPTIONS %s SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK1\r\nFrom: <sip:1@x>;tag=1\r\n"
                         "To: <sip:1@x>\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\n\r\n",
                         rows[i].uri);
        assert_int_equal(sip_message_parse(&m, (const uint8_t *)text, (size_t)n, &why), RT_OK);
        if (sip_message_user_is(m, rows[i].account) != rows[i].fits) {
            fail_msg("%s is %s: not %d", rows[i].uri, rows[i].account, rows[i].fits);
        }
        sip_message_destroy(m);
    }
}

static void a_status_needs_no_reason(void **state)
{
    static const char *const lines[] = {"SIP/2.0 486 Busy Here", "SIP/2.0 486 ", "SIP/2.0 486", "SIP/2.0  486  Busy"};
    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        struct sip_message *m = NULL;
        const char *why = "";
        char text[500];
        int n = snprintf(text, sizeof text,
                         "%s\r\nVia: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK1\r\nFrom: <sip:1@x>;tag=1\r\n"
                         "To: <sip:1@x>;tag=2\r\nCall-ID: 1\r\nCSeq: 7 INVITE\r\n\r\n",
                         lines[i]);
        assert_int_equal(sip_message_parse(&m, (const uint8_t *)text, (size_t)n, &why), RT_OK);
        assert_int_equal(sip_message_status(m), 486);
        assert_non_null(sip_message_branch(m));
        assert_string_equal(sip_message_branch(m), "z9hG4bK1");
        assert_int_equal(sip_message_cseq(m), 7);
        sip_message_destroy(m);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(challenges_are_read_in_all_forms),
        cmocka_unit_test(a_challenge_that_is_too_long_hides_no_other),
        cmocka_unit_test(what_would_end_a_quoted_text_is_not_sent),
        cmocka_unit_test(credentials_are_read_in_all_forms),
        cmocka_unit_test(contacts_are_read_in_all_forms),
        cmocka_unit_test(the_user_may_have_parameters),
        cmocka_unit_test(a_status_needs_no_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
