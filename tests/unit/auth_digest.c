/* SPDX-License-Identifier: MIT */
/* Digest answers: the example of the RFC, what an answer may leave out, and what it may not. */
#include <harness/test.h>
#include <fw/digest.h>
#include <stdio.h>
#include <string.h>

/* RFC 2617 section 3.5, with the line breaks taken out. */
#define HEAD                                                                                                           \
    "Digest username=\"Mufasa\", realm=\"testrealm@host.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", "         \
    "uri=\"/dir/index.html\", "
#define TAIL "opaque=\"5ccc069c403ebaf9f0171e9517f40e41\""
static const char with_qop[] =
    HEAD "qop=auth, nc=00000001, cnonce=\"0a4f113b\", response=\"6629fae49393a05397450978507c4ef1\", " TAIL;
/* The same of a client that knows no qop: the formula of RFC 2069. */
static const char without_qop[] = HEAD "response=\"670fd8c2df070c60b045671b8b24ff02\", " TAIL;

static const struct fw_digest_account mufasa = {"Mufasa", "testrealm@host.com", "Circle Of Life"};

static bool is_right(const char *header)
{
    struct fw_digest_answer a;
    fw_digest_read(rt_str(header), &a);
    return fw_digest_is_right(&mufasa, RT_STR("GET"), &a);
}

/* The header with one piece of it exchanged. */
static bool is_right_with(const char *header, const char *piece, const char *other)
{
    char text[512];
    const char *at = strstr(header, piece);
    assert_non_null(at);
    (void)snprintf(text, sizeof text, "%.*s%s%s", (int)(at - header), header, other, at + strlen(piece));
    return is_right(text);
}

static void test_the_example_of_the_rfc(void **state)
{
    (void)state;
    assert_true(is_right(with_qop));
    assert_true(is_right(without_qop));
}

static void test_every_field_counts(void **state)
{
    static const struct {
        const char *piece, *other;
    } rows[] = {
        {"Digest ", "Basic "},
        {"Mufasa", "Scar"},
        {"testrealm", "realm"},
        {"dcd98", "dcd99"},
        {"/dir/index", "/dir/other"},
        {"nc=00000001", "nc=00000002"},
        {"0a4f113b", "0a4f113c"},
        {"6629", "6628"},
        {"c4ef1\"", "c4ef\""},
        {"qop=auth,", "qop=auth-int,"},
        {"nc=00000001, ", ""},
        {"cnonce=\"0a4f113b\", ", ""},
        {"nc=", "algorithm=MD5-sess, nc="},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (is_right_with(with_qop, rows[i].piece, rows[i].other)) {
            fail_msg("%s in place of %s", rows[i].other, rows[i].piece);
        }
    }
    struct fw_digest_answer a;
    fw_digest_read(rt_str(with_qop), &a);
    assert_false(fw_digest_is_right(&mufasa, RT_STR("POST"), &a));
    struct fw_digest_account other = mufasa;
    other.password = "Circle of life";
    assert_false(fw_digest_is_right(&other, RT_STR("GET"), &a));
}

static void test_what_makes_no_difference(void **state)
{
    (void)state;
    assert_true(is_right_with(with_qop, "Digest ", "digest "));
    assert_true(is_right_with(with_qop, "username=", "USERNAME = "));
    assert_true(is_right_with(with_qop, "nc=", "algorithm=md5, nc="));
    assert_true(is_right_with(with_qop, ", opaque", ",opaque"));
    assert_true(is_right_with(with_qop, "response=", "junk, =, response="));
}

static void test_a_field_that_stands_twice_counts_the_first_time(void **state)
{
    struct fw_digest_answer a;
    (void)state;
    fw_digest_read(RT_STR("Digest realm=\"a, b=c\", realm=\"d\", uri=\"/\\"), &a);
    assert_true(rt_str_is(a.realm, "a, b=c"));
    assert_true(rt_str_is(a.uri, "/\\")); /* and a quotation mark that never comes */
    assert_int_equal(a.qop.n, 0);
}

static void test_nothing_is_no_answer(void **state)
{
    (void)state;
    static const char *const rows[] = {"",         " ",          "Digest",    "Digest ",
                                       "Digest =", "Digest ,,,", "Digest \"", "Digest realm"};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_false(is_right(rows[i]));
    }
    struct fw_digest_answer a;
    fw_digest_read((struct rt_str){0}, &a); /* no such header */
    assert_false(fw_digest_is_right(&mufasa, RT_STR("GET"), &a));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_example_of_the_rfc),
        cmocka_unit_test(test_every_field_counts),
        cmocka_unit_test(test_what_makes_no_difference),
        cmocka_unit_test(test_a_field_that_stands_twice_counts_the_first_time),
        cmocka_unit_test(test_nothing_is_no_answer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
