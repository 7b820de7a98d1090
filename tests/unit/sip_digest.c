/* SPDX-License-Identifier: MIT */
/* The unit's answers to challenges, against digests that were computed by another program (RFC 2617 section 3.2.2). */
#include <harness/test.h>
#include <fw/sip_challenge.h>
#include <stdio.h>
#include <string.h>

static void answers_are_those_of_another_program(void **state)
{
    static const struct {
        const char *method, *uri, *qop;
        const char *response;
    } rows[] = {
        {"REGISTER", "sip:127.0.0.1:5070", "", "dca5a5f6e1a3c490798a76b41c9925d4"},
        {"INVITE", "sip:200@127.0.0.1:5070", "", "8d62918d5b030918fdb86ee9c1bcdc51"},
        {"REGISTER", "sip:127.0.0.1:5070", "auth", "6fef8ff8d6a04ead1305a98d1f265e02"},
        {"INVITE", "sip:200@127.0.0.1:5070", "auth", "5d9c707ff8984e5b3ca03b776fa5354e"},
    };
    const struct sip_account account = {.user = "102", .password = "secret"};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct sip_challenge c = {.scheme = "Digest", .realm = "lab.test", .nonce = "47abd040"};
        const struct sip_answering a = {.method = rows[i].method, .uri = rows[i].uri, .nc = 1, .cnonce = "0a4f113b"};
        char expected[64];
        struct rt_buf out;
        memcpy(c.qop, rows[i].qop, strlen(rows[i].qop));
        (void)snprintf(expected, sizeof expected, ",algorithm=MD5,response=\"%s\"", rows[i].response);
        rt_buf_init(&out, 1000);
        assert_int_equal(sip_challenge_answer(&c, &account, &a, &out), RT_OK);
        assert_non_null(strstr(rt_buf_text(&out), expected));
        assert_int_equal(strstr(rt_buf_text(&out), ",qop=auth,nc=00000001,cnonce=\"0a4f113b\"") != NULL,
                         rows[i].qop[0] != '\0');
        rt_buf_fini(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(answers_are_those_of_another_program)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
