/* SPDX-License-Identifier: MIT */
/* The body of a NOTIFY of messages: RFC 3842 section 5.2, its examples, and what servers and strangers make of it. */
#include <harness/test.h>
#include <fw/sip_summary.h>
#include <string.h>

static const struct {
    const char *body;
    bool is_known, is_waiting, has_counts;
    uint32_t n_new, n_old;
} rows[] = {
    {"Messages-Waiting: yes\r\nMessage-Account: sip:alice@vmail.example.com\r\nVoice-Message: 2/8 (0/2)\r\n", true,
     true, true, 2, 8},
    {"Messages-Waiting: yes\r\nVoice-Message: 4/8 (1/2)\r\n\r\nTo: <alice@atlanta.example.com>\r\n", true, true, true,
     4, 8},
    {"Messages-Waiting: no", true, false, false, 0, 0},
    {"Messages-Waiting: no\nVoice-Message: 0/3\n", true, false, true, 0, 3},
    {" MESSAGES-WAITING\t:  Yes \nvoice-message:1 / 2", true, true, true, 1, 2},
    {"Fax-Message: 1/0\r\nMessages-Waiting: yes\r\n", true, true, false, 0, 0},
    {"Messages-Waiting: yes\r\nMessages-Waiting: no\r\n", true, true, false, 0, 0},
    {"Messages-Waiting: perhaps\r\nMessages-Waiting: no\r\n", true, false, false, 0, 0},
    {"Messages-Waiting: yes\r\nVoice-Message: 99999999999999999999/4294967296\r\n", true, true, true, 65535, 65535},
    {"Messages-Waiting: yes\r\nVoice-Message: -1/2\r\nVoice-Message: 3\r\nVoice-Message: 3/\r\n", true, true, false, 0,
     0},
    {"Messages-Waiting yes\r\n", false, false, false, 0, 0},
    {"Voice-Message: 2/8\r\n", false, false, true, 2, 8},
    {":\r\n::\r\n\r\n", false, false, false, 0, 0},
    {"", false, false, false, 0, 0},
};

static void bodies_say_what_they_say(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fw_sip_messages m;
        assert_int_equal(sip_summary_read(rt_str(rows[i].body), &m), rows[i].is_known);
        assert_int_equal(m.is_waiting, rows[i].is_waiting);
        assert_int_equal(m.has_counts, rows[i].has_counts);
        assert_int_equal(m.n_new, rows[i].n_new);
        assert_int_equal(m.n_old, rows[i].n_old);
    }
}

/* What is behind the last line that is read counts for nothing. */
static void lines_are_bounded(void **state)
{
    static char body[3 * SIP_SUMMARY_LINES_MAX + 64];
    struct fw_sip_messages m;
    (void)state;
    for (unsigned i = 0; i < SIP_SUMMARY_LINES_MAX - 1; i++) {
        strcat(body, "x\n");
    }
    size_t n = strlen(body);
    strcat(body, "Messages-Waiting: yes\n");
    assert_true(sip_summary_read(rt_str(body), &m));
    body[n] = '\0';
    strcat(body, "x\nMessages-Waiting: yes\n");
    assert_false(sip_summary_read(rt_str(body), &m));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(bodies_say_what_they_say), cmocka_unit_test(lines_are_bounded)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
