/* SPDX-License-Identifier: MIT */
/* Who has set a parameter: what the window makes of the trace. */
#include <harness/test.h>
#include <viewmodel/setter.h>
#include <stdio.h>
#include <string.h>

static struct win_setters setters;

static void see(const char *kind, uint64_t at_us, const char *text)
{
    struct board_kind k = {0};
    struct board_event e = {.at_us = at_us, .kind = &k, .text = text};
    k.id = kind;
    win_setters_see(&setters, &e);
}

static void each_value_has_the_source_of_its_commit(void **state)
{
    static const struct {
        const char *source;
        enum win_set_by by;
    } rows[] = {{"ivr", WIN_SET_MENU},        {"web", WIN_SET_PAGE},  {"code", WIN_SET_CODE},
                {"mailbox", WIN_SET_UNIT},    {"rule", WIN_SET_RULE}, {"scenario", WIN_SET_HAND},
                {"whatever", WIN_SET_UNKNOWN}};
    (void)state;
    memset(&setters, 0, sizeof setters);
    assert_null(win_setters_find(&setters, "GPP_A"));
    see("resync_fetch", 5, "fetched tftp://192.168.1.200:69/a.cfg from 192.168.1.200: 9 bytes in 0.000 s");
    see("param_commit", 6, "commit by resync: 2 values, 0 accesses");
    see("param_value", 6, "GPP_A = 1");
    see("param_value", 6, "GPP_B = two words");
    const struct win_set *set = win_setters_find(&setters, "GPP_B");
    assert_non_null(set);
    assert_int_equal(set->by, WIN_SET_PROFILE);
    assert_int_equal(set->at_us, 6);
    assert_string_equal(setters.from[set->from], "tftp://192.168.1.200:69/a.cfg");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[64];
        (void)snprintf(text, sizeof text, "commit by %s: 1 values, 0 accesses", rows[i].source);
        see("param_commit", 10 + i, text);
        see("param_value", 10 + i, "GPP_A = x");
        assert_int_equal(win_setters_find(&setters, "GPP_A")->by, rows[i].by);
        assert_int_equal(win_setters_find(&setters, "GPP_A")->at_us, 10 + i);
    }
    see("resync_fetch", 20, "fetched http://192.168.1.200:80/b.cfg from 192.168.1.200: 9 bytes in 0.000 s");
    see("param_commit", 21, "commit by resync: 1 values, 0 accesses");
    see("param_value", 21, "GPP_C = 3");
    assert_string_equal(setters.from[win_setters_find(&setters, "GPP_C")->from], "http://192.168.1.200:80/b.cfg");
    assert_string_equal(setters.from[win_setters_find(&setters, "GPP_B")->from], "tftp://192.168.1.200:69/a.cfg");
    see("param_reset", 30, "factory reset: 3 parameters changed");
    assert_null(win_setters_find(&setters, "GPP_A"));
}

/* More elements and more addresses than there are places. */
static void its_bounds_hold(void **state)
{
    (void)state;
    memset(&setters, 0, sizeof setters);
    for (unsigned i = 0; i < 2 * WIN_SET_MAX; i++) {
        char text[80];
        (void)snprintf(text, sizeof text, "fetched http://a/%u from x: 1 bytes", i);
        see("resync_fetch", i, text);
        see("param_commit", i, "commit by resync: 1 values, 0 accesses");
        (void)snprintf(text, sizeof text, "E%u = 1", i);
        see("param_value", i, text);
    }
    assert_string_equal(setters.from[WIN_SET_FROM_MAX - 1], "http://a/2047");
    assert_string_equal(setters.from[0], "http://a/0");
    assert_null(win_setters_find(&setters, "none"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_value_has_the_source_of_its_commit),
        cmocka_unit_test(its_bounds_hold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
