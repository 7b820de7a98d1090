/* SPDX-License-Identifier: MIT */
/* Messages in a stream (RFC 3261 section 18.3): cut anywhere they come out whole, and what has no end is an error. */
#include <harness/test.h>
#include <fw/sip_framing.h>
#include <string.h>

#define FIRST  "OPTIONS sip:1 SIP/2.0\r\nl: 5\r\nVia: x\r\n\r\nhello"
#define SECOND "SIP/2.0 200 OK\r\nCONTENT-LENGTH :\r\n\t0\r\n\r\n"
#define THIRD  "BYE sip:1 SIP/2.0\nContent-Length: 2\n\n\r\n"

static const char stream[] = "\r\n\r\n" FIRST SECOND "\r\n" THIRD;

static void expect_all(size_t piece)
{
    static const char *const messages[] = {FIRST, SECOND, THIRD};
    struct sip_framing f;
    const uint8_t *message;
    const char *why = "";
    size_t n, n_messages = 0;
    sip_framing_init(&f);
    for (size_t at = 0; at < strlen(stream); at += piece) {
        size_t rest = strlen(stream) - at;
        assert_int_equal(sip_framing_put(&f, (const uint8_t *)stream + at, rest < piece ? rest : piece), RT_OK);
        while (sip_framing_next(&f, &message, &n, &why) == RT_OK) {
            assert_true(n_messages < 3 && n == strlen(messages[n_messages]));
            assert_memory_equal(message, messages[n_messages], n);
            n_messages++;
            sip_framing_take(&f, n);
        }
    }
    assert_int_equal(n_messages, 3);
    assert_int_equal(f.bytes.n, 0);
    sip_framing_fini(&f);
}

static void test_any_cut_gives_the_same_messages(void **state)
{
    (void)state;
    for (size_t piece = 1; piece <= strlen(stream); piece++) {
        expect_all(piece);
    }
}

static enum rt_err judge(const char *text, size_t n)
{
    struct sip_framing f;
    const uint8_t *message;
    const char *why = "";
    size_t n_message;
    sip_framing_init(&f);
    assert_int_equal(sip_framing_put(&f, (const uint8_t *)text, n), RT_OK);
    enum rt_err err = sip_framing_next(&f, &message, &n_message, &why);
    assert_int_equal(why[0] != '\0', err == RT_ESYNTAX || err == RT_ETOOBIG);
    sip_framing_fini(&f);
    return err;
}

static void test_what_has_no_end_is_an_error(void **state)
{
    static char flood[SIP_HEAD_MAX + 2];
    static const struct {
        const char *text;
        enum rt_err expected;
    } rows[] = {
        {"", RT_EBUSY},
        {"\r\n\r\n", RT_EBUSY},
        {"OPTIONS sip:1 SIP/2.0\r\n", RT_EBUSY},
        {"OPTIONS sip:1 SIP/2.0\r\n\r\n", RT_ESYNTAX},
        {"OPTIONS sip:1 SIP/2.0\r\nContent-Length: x\r\n\r\n", RT_ESYNTAX},
        {"OPTIONS sip:1 SIP/2.0\r\nContent-Length: -1\r\n\r\n", RT_ESYNTAX},
        {"OPTIONS sip:1 SIP/2.0\r\nContent-Length: 8192\r\n\r\n", RT_EBUSY},
        {"OPTIONS sip:1 SIP/2.0\r\nContent-Length: 8193\r\n\r\n", RT_ETOOBIG},
        {"OPTIONS sip:1 SIP/2.0\r\nContent-Length: 99999999999999999999\r\n\r\n", RT_ESYNTAX},
        {"Content-Length: 0\r\n\r\n", RT_ESYNTAX},                        /* that was the start line */
        {"OPTIONS sip:1 SIP/2.0\r\nVia: x\r\n l: 0\r\n\r\n", RT_ESYNTAX}, /* that was Via */
        {"OPTIONS sip:1 SIP/2.0\r\nl: 0\r\n 0\r\n\r\n", RT_ESYNTAX},
        {"OPTIONS sip:1 SIP/2.0\r\nVia: x\r\n l: 0\r\nl: 9\r\n\r\n", RT_EBUSY},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(judge(rows[i].text, strlen(rows[i].text)), rows[i].expected);
    }
    memset(flood, 'a', sizeof flood);
    assert_int_equal(judge(flood, SIP_HEAD_MAX), RT_EBUSY);
    assert_int_equal(judge(flood, SIP_HEAD_MAX + 1), RT_ETOOBIG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_any_cut_gives_the_same_messages),
                                       cmocka_unit_test(test_what_has_no_end_is_an_error)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
