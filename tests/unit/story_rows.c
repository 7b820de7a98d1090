/* SPDX-License-Identifier: MIT */
/* Rows of what happened: each kind of event of the trace has one or is listed as not shown; facts; templates. */
#include <harness/test.h>
#include <board/board.h>
#include <host/signals.h>
#include <jansson.h>
#include <story/rows.h>
#include <string.h>
#include <unit/trace_page.h>

static const struct board_kind *kind_by_id(const char *id)
{
    const struct board_signal *s;
    const struct board_kind *k;
    for (size_t i = 0; (s = emu_signal_at(i)) != NULL; i++) {
        if (strcmp(s->kind.id, id) == 0) {
            return &s->kind;
        }
    }
    for (size_t i = 0; (k = emu_kind_at(i)) != NULL; i++) {
        if (strcmp(k->id, id) == 0) {
            return k;
        }
    }
    return NULL;
}

/* The last row of each event has no condition, so no event goes by unseen. */
static void check_covered(const struct board_kind *kind)
{
    const struct emu_row_kind *k, *last = NULL;
    for (size_t i = 0; (k = emu_row_kind_at(i)) != NULL; i++) {
        if (strcmp(k->event, kind->id) == 0) {
            if (last != NULL && last->when[0] == '\0') {
                fail_msg("%s: a row behind the one without a condition", k->id);
            }
            last = k;
        }
    }
    if (last == NULL || last->when[0] != '\0') {
        fail_msg("%s has no row in story/row_list.h: add one, or a SILENT row with the reason", kind->id);
    }
}

static void each_kind_of_event_has_a_row(void **state)
{
    (void)state;
    const struct board_kind *kind;
    const struct board_signal *s;
    for (size_t i = 0; (kind = emu_kind_at(i)) != NULL; i++) {
        check_covered(kind);
    }
    for (size_t i = 0; (s = emu_signal_at(i)) != NULL; i++) {
        if (board_kind_text(&s->kind, BOARD_KIND_HELP)[0] != '\0') {
            check_covered(&s->kind);
        }
    }
}

static bool has_word(const char *words, struct rt_str word)
{
    struct rt_str rest = rt_str(words);
    while (rest.n > 0) {
        if (rt_str_eq(rt_str_cut(rest, ' ', &rest), word)) {
            return true;
        }
    }
    return false;
}

static void check_template(const struct emu_row_kind *k, const char *form)
{
    const struct board_kind *kind = kind_by_id(k->event);
    for (const char *p = strchr(form, '{'); p != NULL; p = strchr(p + 1, '{')) {
        struct rt_str rest;
        struct rt_str name = rt_str_cut(rt_str_n(p + 1, strcspn(p + 1, "}")), ':', &rest);
        bool is_known =
            rt_str_is(name, "*") || has_word(board_kind_text(kind, BOARD_KIND_NAMES), name) ||
            rt_str_is(name, board_kind_text(kind, BOARD_KIND_FIELD)) ||
            (rt_str_is(name, "duration_ms") && strstr(board_kind_text(kind, BOARD_KIND_NAMES), "s ms") != NULL) ||
            rt_str_is(name, kind->signal->unit == BOARD_SIGNAL_OF_PORT  ? "port"
                            : kind->signal->unit == BOARD_SIGNAL_OF_LED ? "led"
                                                                        : "telephone");
        if (!is_known) {
            fail_msg("%s: {%.*s} is no fact of %s", k->id, (int)name.n, name.p, kind->id);
        }
    }
}

static void each_row_is_of_an_event_and_its_facts(void **state)
{
    (void)state;
    const struct emu_row_kind *k;
    for (size_t i = 0; (k = emu_row_kind_at(i)) != NULL; i++) {
        if (kind_by_id(k->event) == NULL) {
            fail_msg("%s: there is no event %s", k->id, k->event);
        }
        assert_true(k->text[0] != '\0' && strchr(k->id, '.') != NULL);
        check_template(k, k->text);
        check_template(k, k->result);
    }
}

/* An event as the unit writes it, and the row: text, result, and facts as JSON. */
static const struct {
    const char *event;
    unsigned unit;
    int64_t value;
    const char *text, *id, *row_text, *result, *facts;
} ROWS[] = {
    {"resync_fetch", 0, 40094, "fetched tftp://192.168.1.200:69/a b.cfg from 192.168.1.200: 40094 bytes in 1.250 s",
     "resync.fetched", "fetches tftp://192.168.1.200:69/a b.cfg", "40 kB in 1.2 s",
     "{\"verdict\":\"fetched\",\"scheme\":\"tftp\",\"server\":\"192.168.1.200\",\"port\":69,\"path\":\"/a b.cfg\","
     "\"ip\":\"192.168.1.200\",\"bytes\":40094,\"duration_ms\":1250,\"error\":\"\"}"},
    {"resync_fetch", 0, -1,
     "did not fetch http://h:80/x from nowhere: 0 bytes in 0.010 s: not found, 404 Not Found (the file is missing)",
     "resync.fetch_failed", "cannot fetch http://h:80/x", "not found, 404 Not Found (the file is missing)", NULL},
    {"resync_applied", 0, 5, "applied: 5 elements, 3 set (2 changed), 1 unchanged, 1 unknown, 0 invalid",
     "resync.applied", "applies the profile", "5 elements: 3 set (2 changed), 1 unchanged, 1 unknown, 0 invalid",
     "{\"elements\":5,\"set\":3,\"changed\":2,\"unchanged\":1,\"unknown\":1,\"invalid\":0}"},
    {"net_address", 0, 2, "UP ip=10.0.0.2 mask=255.0.0.0 gw=10.0.0.1 dns=10.0.0.1,0.0.0.0 tftp= lease=3600",
     "net.lease", "has address 10.0.0.2 for 1 h", "gateway 10.0.0.1", NULL},
    {"net_address", 0, 2, "UP ip=10.0.0.2 mask=255.0.0.0 gw=10.0.0.1 dns=10.0.0.1,0.0.0.0 tftp=cfg.isp.net lease=0",
     "net.lease", "has address 10.0.0.2", "gateway 10.0.0.1, option 66 cfg.isp.net", NULL},
    {"net_time", 0, 1180656007, "time 1180656007", "net.time", "sets its clock", "2007-06-01 00:00:07 UTC",
     "{\"unix_s\":1180656007}"},
    {"boot_bank", 0, 1, "bank B, release 5.2.10, the new image is damaged, back to the old one, after watchdog",
     "boot.fallback", "boots release 5.2.10 from bank B after watchdog",
     "the new image is damaged, back to the old one", NULL},
    {"boot_bank", 0, 2, "bank none, release none, both banks are damaged, after power-up", "boot.none",
     "has no bootable firmware after power-up", "both banks are damaged", NULL},
    {"jack", 2, 1, "", "phone.plugged", "plugs telephone 2 in", "", "{\"telephone\":2}"},
    {"jack", 1, 0, "", "phone.unplugged", "unplugs telephone 1", "", "{\"telephone\":1}"},
    {"hook", 1, 1, "", "phone.lifted", "lifts handset 1", "", "{\"telephone\":1}"},
    {"keys", 2, 100000100, "****", "phone.dialled", "dials **** on telephone 2", "",
     "{\"telephone\":2,\"keys\":\"****\"}"},
    {"press", 1, 1, "5", "phone.pressed", "presses 5 on telephone 1", "", "{\"telephone\":1,\"down\":1,\"key\":\"5\"}"},
    {"speak", 1, 2000, "880 Hz", "phone.speaks", "speaks 880 Hz into telephone 1", "for 2 s", NULL},
    {"display", 1, 3, "uk", "phone.standard", "gives telephone 1 another display: uk", "",
     "{\"telephone\":1,\"row\":3,\"standard\":\"uk\"}"},
    {"ear_blank", 1, 0, "display stays empty: no ring before the data", "phone.blank",
     "telephone 1: the display stays empty", "no ring before the data", NULL},
    {"ear_says", 1, 3, "says \"Invalid option.\" (invalid_option)", "phone.says", "says \"Invalid option.\"", "", NULL},
    {"resync_applied", 0, 1, "applied: 1 elements, 1 set (1 changed), 0 unchanged, 0 unknown, 0 invalid",
     "resync.applied", "applies the profile", "1 element: 1 set (1 changed), 0 unchanged, 0 unknown, 0 invalid", NULL},
    {"ivr_option", 1, 1, "option 110, internet_ip_address", "menu.option",
     "voice menu: option 110, Internet IP address", "",
     "{\"telephone\":1,\"code\":\"110\",\"name\":\"internet_ip_address\"}"},
    {"ivr_option", 1, 1, "option 999, unknown", "menu.option", "voice menu: option 999, unknown", "", NULL},
    {"power", 0, 0, "switched off", "power.off", "switches the unit off", "", NULL},
    {"power", 0, 0, "cut in a flash operation", "power.off", "power off", "cut in a flash operation", NULL},
    {"led", 0, 0, "fast", "led.pattern", "power LED", "fast", "{\"led\":\"power\",\"pattern\":\"fast\"}"},
    {"cable", 0, 0, "", "link.unplugged", "unplugs the wan cable", "", "{\"port\":\"wan\"}"},
    {"web_request", 0, 401, "GET /admin/x -> 401 for admin", "web.visit", "opens a page: GET /admin/x", "HTTP 401",
     "{\"method\":\"GET\",\"path\":\"/admin/x\",\"status\":401,\"user\":\"admin\"}"},
    {"lab", 0, 0, "net: tcp 8.8.8.8:53 is not reached: no --internet", "network.refused",
     "net: tcp 8.8.8.8:53 is not reached: no --internet", "", NULL},
    /* Text from outside: no escape sequence reaches the terminal. */
    {"syslog_sent", 0, 5, "evil \x1b[2J\x9b", "syslog.sent", "syslog", "evil .[2J.", NULL},
    /* A text that is not of its format has no facts, and a row all the same. */
    {"resync_corrupt", 0, 7, "corrupt", "resync.corrupt", "profile is invalid at line 7, column ", "", "{\"line\":7}"},
};

static void check_facts(const struct emu_row *row, const char *expected)
{
    struct rt_buf line;
    rt_buf_init(&line, 65536);
    assert_int_equal(emu_row_put_json(&line, row), RT_OK);
    json_t *is = json_loads(rt_buf_text(&line), 0, NULL);
    json_t *wanted = json_loads(expected, 0, NULL);
    assert_non_null(is);
    assert_non_null(wanted);
    if (!json_equal(json_object_get(is, "facts"), wanted)) {
        fail_msg("%s: facts are %s", row->kind->id, rt_buf_text(&line));
    }
    json_decref(is);
    json_decref(wanted);
    rt_buf_fini(&line);
}

static void rows_of_events(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        static struct emu_row row;
        const struct board_event e = {
            .kind = kind_by_id(ROWS[i].event), .value = ROWS[i].value, .text = ROWS[i].text, .unit = ROWS[i].unit};
        assert_non_null(e.kind);
        memset(&row, 0, sizeof row);
        emu_row_make(&row, NULL, &e);
        assert_non_null(row.kind);
        assert_string_equal(row.kind->id, ROWS[i].id);
        assert_string_equal(row.text, ROWS[i].row_text);
        assert_string_equal(row.result, ROWS[i].result);
        if (ROWS[i].facts != NULL) {
            check_facts(&row, ROWS[i].facts);
        }
    }
}

/* A text of the maximum length, full of what separates, fits and ends. */
static void a_row_is_bounded(void **state)
{
    (void)state;
    static struct emu_row row;
    char text[BOARD_TRACE_TEXT_MAX + 1];
    const struct board_kind *kind;
    for (size_t i = 0; (kind = emu_kind_at(i)) != NULL; i++) {
        for (size_t n = 0; n < sizeof text - 1; n++) {
            text[n] = "ip= from :://, 12%{[\033"[n % 20];
        }
        text[sizeof text - 1] = '\0';
        const struct board_event e = {.kind = kind, .text = text};
        emu_row_make(&row, NULL, &e);
        assert_true(strlen(row.text) < EMU_ROW_TEXT_MAX && strlen(row.result) < EMU_ROW_RESULT_MAX);
        assert_null(strchr(row.text, '\033'));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_of_event_has_a_row),
        cmocka_unit_test(each_row_is_of_an_event_and_its_facts),
        cmocka_unit_test(rows_of_events),
        cmocka_unit_test(a_row_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
