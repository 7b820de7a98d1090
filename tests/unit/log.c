/* SPDX-License-Identifier: MIT */
/* The firmware's log: who gets which line, and in which words. */
#include <harness/rig.h>
#include <harness/test.h>
#include <fw/event.h>
#include <fw/channel.h>
#include <stdio.h>
#include <string.h>

#define LINES_MAX 16u

#define TEST_EVENTS(X)                                                                                                 \
    X(test_lease, net, 1, "state", "", "lease %d", "n", "")                                                            \
    X(test_due, resync, 2, "state", "", "due", "", "")                                                                 \
    X(test_key, line, 3, "", "", "key %c", "key", "")                                                                  \
    X(test_out, sip, FW_LOG_TRACE_ONLY, "", "", "out", "", "")                                                         \
    X(test_text, net, 1, "", "", "%s", "text", "")
TEST_EVENTS(FW_EVENT_DECLARE)
extern const struct fw_event *const test_events[];
FW_EVENTS(test_events, TEST_EVENTS)

struct sink {
    struct fw_log_sink base;
    bool wants_syslog;
    unsigned level; /* of debug lines */
    unsigned n, n_asked;
    char text[LINES_MAX][FW_LOG_TEXT_MAX + 2];
    size_t length[LINES_MAX];
    enum fw_log_severity severity[LINES_MAX];
};

static bool wants(void *ctx, enum fw_log_kind kind, unsigned level)
{
    struct sink *s = ctx;
    s->n_asked++;
    return kind == FW_LOG_KIND_SYSLOG ? s->wants_syslog : level <= s->level;
}

static void put(void *ctx, const struct fw_log_line *line)
{
    struct sink *s = ctx;
    assert_true(s->n < LINES_MAX && line->n <= FW_LOG_TEXT_MAX);
    memcpy(s->text[s->n], line->text, line->n);
    s->text[s->n][line->n] = '\0';
    s->length[s->n] = line->n;
    s->severity[s->n++] = line->severity;
}

struct world {
    struct board *board;
    struct fw_log log;
    struct sink a, b;
    char developed[128];
    struct rt_log developer;
};

static void on_developed(void *ctx, enum rt_log_level level, const char *room, const char *text)
{
    struct world *w = ctx;
    (void)snprintf(w->developed, sizeof w->developed, "%s %s: %s", rt_log_level_name(level), room, text);
}

static struct world *open_world(void)
{
    static struct world w;
    w = (struct world){.board = board_create(&(struct board_config){0})};
    assert_non_null(w.board);
    w.developer = (struct rt_log){.level = RT_LOG_WARN, .write = on_developed, .ctx = &w};
    fw_log_init(&w.log, w.board, &w.developer);
    w.a.base = (struct fw_log_sink){.wants = wants, .put = put, .ctx = &w.a};
    w.b.base = (struct fw_log_sink){.wants = wants, .put = put, .ctx = &w.b};
    return &w;
}

static const struct board_event *last_event(const struct world *w)
{
    return board_trace_get(w->board, board_trace_end(w->board) - 1);
}

static void a_line_is_in_the_trace_with_and_without_sinks(void **state)
{
    (void)state;
    struct world *w = open_world();
    FW_TELL(&w->log, test_lease, 0, 2, 7);
    assert_string_equal(last_event(w)->text, "lease 7");
    assert_int_equal(last_event(w)->value, 2);
    assert_string_equal(last_event(w)->kind->id, "test_lease");
    char line[100];
    (void)board_event_format(last_event(w), line, sizeof line);
    assert_string_equal(line, "       0.000000 fw.net state=2 lease 7");
    fw_log_add(&w->log, &w->a.base);
    FW_TELL(&w->log, test_lease, 0, 0, 8);
    assert_string_equal(last_event(w)->text, "lease 8");
    assert_int_equal(w->a.n, 0); /* its level is 0 */
    board_destroy(w->board);
}

static void debug_lines_bear_their_channel_and_come_from_their_level_on(void **state)
{
    (void)state;
    struct world *w = open_world();
    w->a.level = 2;
    w->b.level = 3;
    fw_log_add(&w->log, &w->a.base);
    fw_log_add(&w->log, &w->b.base);
    FW_TELL(&w->log, test_due, 0, 1);
    FW_TELL(&w->log, test_key, 2, 0, '5');
    FW_TELL(&w->log, test_out, 1, 0);
    fw_log_debug(&w->log, 1, "rule: %s", "one");
    assert_int_equal(w->a.n, 2);
    assert_string_equal(w->a.text[0], "resync: due");
    assert_string_equal(w->a.text[1], "rule: one");
    assert_int_equal(w->b.n, 3);
    assert_string_equal(w->b.text[1], "line[2]: key 5");
    assert_int_equal(w->b.severity[1], FW_LOG_DEBUG);
    board_destroy(w->board);
}

static void syslog_lines_and_datagrams_go_to_those_who_want_them(void **state)
{
    (void)state;
    struct world *w = open_world();
    w->a.wants_syslog = true;
    fw_log_add(&w->log, &w->a.base);
    fw_log_add(&w->log, &w->b.base);
    fw_log_syslog(&w->log, FW_LOG_NOTICE, "Successful resync");
    fw_log_datagram(&w->log, "a\0b", 3); /* level 0: for all */
    assert_int_equal(w->a.n, 2);
    assert_int_equal(w->a.severity[0], FW_LOG_NOTICE);
    assert_int_equal(w->b.n, 1);
    assert_int_equal(w->b.length[0], 3);
    assert_memory_equal(w->b.text[0], "a\0b", 3);
    board_destroy(w->board);
}

static void a_sink_that_has_gone_hears_nothing(void **state)
{
    (void)state;
    struct world *w = open_world();
    w->a.level = w->b.level = 3;
    fw_log_add(&w->log, &w->a.base);
    fw_log_add(&w->log, &w->b.base);
    fw_log_remove(&w->log, &w->a.base);
    fw_log_remove(&w->log, &w->a.base); /* allowed */
    fw_log_debug(&w->log, 1, "once");
    assert_int_equal(w->a.n + w->a.n_asked, 0);
    assert_int_equal(w->b.n, 1);
    board_destroy(w->board);
}

static void long_lines_are_cut(void **state)
{
    (void)state;
    struct world *w = open_world();
    char text[FW_LOG_TEXT_MAX + 200];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    w->a.level = 3;
    w->a.wants_syslog = true;
    fw_log_add(&w->log, &w->a.base);
    FW_TELL(&w->log, test_text, 0, 0, text);
    fw_log_debug(&w->log, 1, "%s", text);
    fw_log_syslog(&w->log, FW_LOG_INFO, text);
    assert_int_equal(w->a.n, 3);
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(w->a.length[i], FW_LOG_TEXT_MAX);
    }
    assert_memory_equal(w->a.text[0], "net: xxx", 8);
    assert_int_equal(strlen(last_event(w)->text), BOARD_TRACE_TEXT_MAX);
    board_destroy(w->board);
}

static void developers_have_a_log_of_their_own(void **state)
{
    (void)state;
    struct world *w = open_world();
    w->a.level = 3;
    fw_log_add(&w->log, &w->a.base);
    fw_log_develop(&w->log, RT_LOG_WARN, "dhcp", "refused %d", 3);
    assert_string_equal(w->developed, "warn dhcp: refused 3");
    fw_log_develop(&w->log, RT_LOG_INFO, "dhcp", "not at this level");
    assert_string_equal(w->developed, "warn dhcp: refused 3");
    fw_log_init(&w->log, w->board, NULL);
    fw_log_develop(&w->log, RT_LOG_ERROR, "dhcp", "nobody there");
    assert_int_equal(w->a.n, 0);
    board_destroy(w->board);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_is_in_the_trace_with_and_without_sinks),
        cmocka_unit_test(debug_lines_bear_their_channel_and_come_from_their_level_on),
        cmocka_unit_test(syslog_lines_and_datagrams_go_to_those_who_want_them),
        cmocka_unit_test(a_sink_that_has_gone_hears_nothing),
        cmocka_unit_test(long_lines_are_cut),
        cmocka_unit_test(developers_have_a_log_of_their_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
