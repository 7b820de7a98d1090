/* SPDX-License-Identifier: MIT */
/* The grammar of dial plans: what is one, what is none and where it breaks, what its parts are. */
#include <harness/test.h>
#include <fw/dialplan.h>
#include <stdio.h>
#include <string.h>

static void every_written_form_is_taken(void **state)
{
    static const char *const plans[] = {
        "(*xx|[3469]11|0|00|[2-9]xxxxxx|1xxx[2-9]xxxxxxS0|xxxxxxxxxxxx.)",                /* factory, 5.x */
        "( *xx | [3469]11 | 0 | 00 | <:1408>[2-9]xxxxxx | 1[2-9]xx[2-9]xxxxxx | 011x. )", /* factory, 1.x */
        "L:6, S:6, ( xx. )",
        "S:4,(xx.)",
        "( S0 <:18005551212> )",
        "(P0<:5551234>)",
        "(P5<:5551234>|xx.)",
        "(P)",
        "(1900x.!)",
        "(9,<9:>1xxxxxxxxxx)",
        "([*#]xS3)",
        "([x*].)",
        "([5-5]xx)", /* a range of one */
        "(1xxx[2-9]xxxxxxS0|[*#x]x.)",
        "(xL5)",
        "(xS0.5)",
        "(<1:2>)",
        "(xx.<:@gw1>)",
        "(*69|<*0,:>xx.<:@gw0>|xx.)", /* SPA3102 5.1.10 */
        "(<9,:>1xxxxxxxxxx)",
        "(<9,8,:>xx.|<,9:0>x)",
        "(<#9,:>xx.<:@gw0>|<:@gw0>)",
        "(S0<:@gw0>)",
        "(P0<:@gw0>)",
        "(xxL5 x)",
        "(1xxL5xxS3xx.|xL1 S2 x)",
        "(xxL5 x!|xxS1 x S4 !)",
        "L:,S:,(xx.)",
        "(P|xxxx)",
        "L:15,(9,8<:1408>[2-9]xxxxxx|9,8,1[2-9]xx[2-9]xxxxxx|9,8,011xx.|9,8,xx.|[1-8]xx)",
        "([1-8]xx | 9, xxxxxxx | 8, <:1212>xxxxxxx | 9, 1 900 xxxxxxx ! | 9, 011xxxxxx. | 0 | [49]11)",
        "(xxx<:@10.0.0.9>|<0:+44>[1-9]xxxxxxxxx)",
        "(x . | * # )",
        "",
        "  ",
    };
    (void)state;
    for (size_t i = 0; i < sizeof plans / sizeof plans[0]; i++) {
        struct fw_dialplan plan;
        const char *why;
        size_t at;
        if (fw_dialplan_parse(rt_str(plans[i]), &plan, &at, &why) != RT_OK) {
            fail_msg("%s: at %zu: %s", plans[i], at, why);
        }
    }
}

static void a_broken_plan_says_where_and_why(void **state)
{
    static const struct {
        const char *text;
        size_t at;
        const char *why; /* a part of it */
    } rows[] = {
        {"xx.", 0, "begins with '('"},
        {"(xx.", 4, "')' at the end is missing"},
        {"(xx.) x", 6, "after the plan"},
        {"(|xx)", 1, "empty sequence"},
        {"()", 1, "empty sequence"},
        {"(x|)", 3, "empty sequence"},
        {"(.x)", 1, "'.' without"},
        {"(x..)", 3, "'.' without"},
        {"([2-9)", 5, "keys and ranges"},
        {"([2-9", 5, "never closed"},
        {"([])", 3, "empty set"},
        {"([x-9])", 3, "keys and ranges"},
        {"([9-2])", 4, "range"},
        {"([*-9])", 4, "range"},
        {"(<:1)", 4, "cannot be sent"},
        {"(<:1", 4, "never closed"},
        {"(<1>)", 3, "<dialled:sent>"},
        {"(x])", 2, "']' without"},
        {"(x>)", 2, "'>' without"},
        {"((x))", 1, "'(' inside"},
        {"(x;y)", 2, "no meaning"},
        {"(xS99)", 5, "64 seconds"},
        {"(<9,>)", 4, "<dialled:sent>"},
        {"(<9,:1,2>)", 6, "cannot be sent"},
        {"(L5)", 3, "empty sequence"},
        {"(x|L5 S3)", 8, "empty sequence"},
        {"(xL99 x)", 5, "64 seconds"},
        {"(x[2L5])", 4, "keys and ranges"},
        {"Q:3,(xx)", 0, "begins with '('"},
        {"(xx|P5)", 4, "no meaning"},
        {"(\xe9)", 1, "no meaning"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fw_dialplan plan;
        const char *why;
        size_t at;
        if (fw_dialplan_parse(rt_str(rows[i].text), &plan, &at, &why) != RT_ESYNTAX) {
            fail_msg("%s is taken", rows[i].text);
        }
        if (at != rows[i].at || strstr(why, rows[i].why) == NULL) {
            fail_msg("%s: at %zu: %s (wanted %zu: %s)", rows[i].text, at, why, rows[i].at, rows[i].why);
        }
        assert_int_equal(plan.n_sequences, 0);
    }
}

static void the_parts_of_a_plan_are_told(void **state)
{
    struct fw_dialplan plan;
    struct fw_dialplan_element e;
    (void)state;
    assert_int_equal(fw_dialplan_parse(rt_str("L:12,S:2.5(P4<:77>|9,<0:49>[2-4*]x.!S1)"), &plan, NULL, NULL), RT_OK);
    assert_int_equal(plan.long_ms, 12000);
    assert_int_equal(plan.short_ms, 2500);
    assert_true(plan.has_hotline);
    assert_int_equal(plan.hotline_ms, 4000);
    assert_true(rt_str_is(plan.hotline_number, "77"));
    assert_int_equal(plan.n_sequences, 1);
    const struct fw_dialplan_sequence *s = &plan.sequence[0];
    assert_true(s->is_barred);
    assert_int_equal(s->short_ms, 1000);
    assert_int_equal(s->long_ms, FW_DIALPLAN_TIMER_NONE);
    struct rt_str rest = s->text;
    assert_true(fw_dialplan_next(&rest, &e) && e.kind == FW_DIALPLAN_KEYS && e.keys == 1u << 9);
    assert_true(fw_dialplan_next(&rest, &e) && e.kind == FW_DIALPLAN_OUTSIDE_TONE);
    assert_true(fw_dialplan_next(&rest, &e) && e.kind == FW_DIALPLAN_SUBSTITUTION);
    assert_true(rt_str_is(e.dialled, "0") && rt_str_is(e.sent, "49"));
    assert_true(fw_dialplan_next(&rest, &e) && e.keys == (0x1cu | FW_DIALPLAN_STAR) && !e.is_repeated);
    assert_true(fw_dialplan_next(&rest, &e) && e.keys == FW_DIALPLAN_DIGITS && e.is_repeated);
    assert_false(fw_dialplan_next(&rest, &e));
    rest = rt_str("[x#]");
    assert_true(fw_dialplan_next(&rest, &e) && e.keys == (FW_DIALPLAN_DIGITS | FW_DIALPLAN_HASH));
}

static void a_timer_at_an_end_is_of_the_sequence_and_one_inside_counts_from_there(void **state)
{
    struct fw_dialplan plan;
    struct fw_dialplan_element e;
    (void)state;
    assert_int_equal(fw_dialplan_parse(rt_str("(S9 xxL5 5S.5L2 [12] S3 L4|x S1)"), &plan, NULL, NULL), RT_OK);
    assert_int_equal(plan.n_sequences, 2);
    assert_int_equal(plan.sequence[0].short_ms, 3000); /* the last one counts */
    assert_int_equal(plan.sequence[0].long_ms, 4000);
    assert_true(rt_str_is(plan.sequence[0].text, "xxL5 5S.5L2 [12]"));
    assert_int_equal(plan.sequence[1].short_ms, 1000);
    assert_int_equal(plan.sequence[1].long_ms, FW_DIALPLAN_TIMER_NONE);
    assert_true(rt_str_is(plan.sequence[1].text, "x"));
    struct rt_str rest = plan.sequence[0].text;
    assert_true(fw_dialplan_next(&rest, &e) && e.keys == FW_DIALPLAN_DIGITS);
    assert_true(fw_dialplan_next(&rest, &e) && e.keys == FW_DIALPLAN_DIGITS);
    assert_true(fw_dialplan_next(&rest, &e) && e.kind == FW_DIALPLAN_TIMER);
    assert_int_equal(e.long_ms, 5000);
    assert_int_equal(e.short_ms, FW_DIALPLAN_TIMER_NONE);
    assert_true(fw_dialplan_next(&rest, &e) && e.kind == FW_DIALPLAN_KEYS && e.keys == 1u << 5);
    assert_true(fw_dialplan_next(&rest, &e) && e.kind == FW_DIALPLAN_TIMER);
    assert_int_equal(e.long_ms, 2000);
    assert_int_equal(e.short_ms, 500);
    assert_true(fw_dialplan_next(&rest, &e) && e.kind == FW_DIALPLAN_KEYS && e.keys == 6u);
    assert_false(fw_dialplan_next(&rest, &e));
}

static void the_dialled_part_holds_a_comma(void **state)
{
    struct fw_dialplan plan;
    struct fw_dialplan_element e;
    (void)state;
    assert_int_equal(fw_dialplan_parse(rt_str("(<9,:>1x)"), &plan, NULL, NULL), RT_OK);
    struct rt_str rest = plan.sequence[0].text;
    assert_true(fw_dialplan_next(&rest, &e) && e.kind == FW_DIALPLAN_SUBSTITUTION);
    assert_true(rt_str_is(e.dialled, "9,") && e.sent.n == 0);
    struct rt_str dialled = e.dialled;
    assert_true(fw_dialplan_next(&dialled, &e) && e.keys == 1u << 9);
    assert_true(fw_dialplan_next(&dialled, &e) && e.kind == FW_DIALPLAN_OUTSIDE_TONE);
    assert_false(fw_dialplan_next(&dialled, &e));
    assert_true(fw_dialplan_next(&rest, &e) && e.keys == 2u);
}

/* SPA-2000 guide p.52. */
static void a_timer_without_a_number_is_five_seconds(void **state)
{
    struct fw_dialplan plan;
    (void)state;
    assert_int_equal(fw_dialplan_parse(rt_str("L:,S:(P<:77>|x)"), &plan, NULL, NULL), RT_OK);
    assert_int_equal(plan.long_ms, 5000);
    assert_int_equal(plan.short_ms, 5000);
    assert_int_equal(plan.hotline_ms, 5000);
    /* Of a sequence: guess. 0 would send the first key of an incomplete number. */
    assert_int_equal(fw_dialplan_parse(rt_str("(xxL)"), &plan, NULL, NULL), RT_OK);
    assert_int_equal(plan.sequence[0].long_ms, 5000);
    assert_int_equal(fw_dialplan_parse(rt_str("L:0(P0<:77>|x)"), &plan, NULL, NULL), RT_OK);
    assert_int_equal(plan.long_ms, 0);
    assert_int_equal(plan.hotline_ms, 0);
}

static void sixty_four_sequences_are_the_limit(void **state)
{
    char text[3 * 65 + 8] = "(1";
    struct fw_dialplan plan;
    (void)state;
    for (int i = 0; i < 63; i++) {
        memcpy(text + strlen(text), "|1", 3);
    }
    memcpy(text + strlen(text), ")", 2);
    assert_int_equal(fw_dialplan_parse(rt_str(text), &plan, NULL, NULL), RT_OK);
    assert_int_equal(plan.n_sequences, 64);
    memcpy(text + strlen(text) - 1, "|1)", 4);
    assert_int_equal(fw_dialplan_parse(rt_str(text), &plan, NULL, NULL), RT_EFULL);
}

static void no_piece_of_a_plan_makes_it_read_past_the_end(void **state)
{
    static const char whole[] = "L:12,S:2.5(P4<:77>|9,<0,:49>[2-4*]x.!S1|<:@gw0>xxL5 x.)";
    (void)state;
    for (size_t from = 0; from < sizeof whole; from++) {
        for (size_t n = 0; from + n < sizeof whole; n++) {
            struct fw_dialplan plan;
            size_t at;
            char piece[sizeof whole];
            memcpy(piece, whole + from, n);                                /* on the stack: ASan sees a byte too many */
            (void)fw_dialplan_parse(rt_str_n(piece, n), &plan, &at, NULL); /* only that it ends */
            assert_true(at <= n);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_written_form_is_taken),
        cmocka_unit_test(a_broken_plan_says_where_and_why),
        cmocka_unit_test(the_parts_of_a_plan_are_told),
        cmocka_unit_test(a_timer_at_an_end_is_of_the_sequence_and_one_inside_counts_from_there),
        cmocka_unit_test(the_dialled_part_holds_a_comma),
        cmocka_unit_test(a_timer_without_a_number_is_five_seconds),
        cmocka_unit_test(sixty_four_sequences_are_the_limit),
        cmocka_unit_test(no_piece_of_a_plan_makes_it_read_past_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
