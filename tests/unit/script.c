/* SPDX-License-Identifier: MIT */
/* Scripts of tones and cadences are read as the guide writes them, and nothing else is. */
#include <fw/script.h>
#include <rt/buf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* A parsed script as one text: "350@-190 440@-190; D10000 -1/0/3". */
static void put_sections(struct rt_buf *out, const struct fw_script_cadence *c)
{
    for (unsigned i = 0; i < c->n_sections; i++) {
        (void)rt_buf_printf(out, "; D%d", (int)c->section[i].duration_ms);
        for (unsigned g = 0; g < c->section[i].n_segments; g++) {
            const struct fw_script_segment *s = &c->section[i].segment[g];
            (void)rt_buf_printf(out, " %d/%d/%u", (int)s->on_ms, (int)s->off_ms, s->mask);
        }
    }
}

static void put_frequencies(struct rt_buf *out, const struct fw_script_frequencies *f)
{
    for (unsigned i = 0; i < f->n; i++) {
        (void)rt_buf_printf(out, "%s%u", i > 0 ? " " : "", f->frequency[i].hz);
        if (f->frequency[i].modulation_hz > 0) {
            (void)rt_buf_printf(out, "*%u", f->frequency[i].modulation_hz);
        }
        (void)rt_buf_printf(out, "@%d", f->frequency[i].level_dbm_tenth);
    }
}

struct row {
    const char *text;
    const char *read; /* NULL: refused */
    enum rt_err err;
    size_t bad_at;
};

static const struct row tones[] = {
    {"", "", RT_OK, 0},
    {"  ", "", RT_OK, 0},
    {"350@-19,440@-19;10(*/0/1+2)", "350@-190 440@-190; D10000 -1/0/3", RT_OK, 0},
    {"350@-19,440@-19;2(.1/.1/1+2);10(*/0/1+2)", "350@-190 440@-190; D2000 100/100/3; D10000 -1/0/3", RT_OK, 0},
    {"985@-16,1428@-16,1777@-16;20(.380/0/1,.380/0/2,.380/0/3,0/4/0)",
     "985@-160 1428@-160 1777@-160; D20000 380/0/1 380/0/2 380/0/4 0/4000/0", RT_OK, 0},
    {"350@-16;*(.1/.1/1)", "350@-160; D-1 100/100/1", RT_OK, 0},
    {"480@-10,620@0;10(.125/.125/1+2)", "480@-100 620@0; D10000 125/125/3", RT_OK, 0},
    {"620@3;1(1/0/1)", "620@30; D1000 1000/0/1", RT_OK, 0},
    {"620@+3.5;1(1/0/1)", "620@35; D1000 1000/0/1", RT_OK, 0},
    {"620@-13.57;1.2345(1/0/1)", "620@-135; D1234 1000/0/1", RT_OK, 0},
    {"400*33@-19;10(*/0/1)", "400*33@-190; D10000 -1/0/1", RT_OK, 0},
    {" 350@-19 , 440@-19 ; 10 ( * / 0 / 1 + 2 ) ", "350@-190 440@-190; D10000 -1/0/3", RT_OK, 0},
    {"1@0,2@0,3@0,4@0,5@0,6@0;1(1/1/1+2+3+4+5+6)", "1@0 2@0 3@0 4@0 5@0 6@0; D1000 1000/1000/63", RT_OK, 0},
    {"1@0;1(1/1/1);", "1@0; D1000 1000/1000/1", RT_OK, 0},
    {"1@0;1(1/1/1+1)", "1@0; D1000 1000/1000/1", RT_OK, 0},
    /* seen in the field: the ';' is missing, so the level runs into the duration */
    {"400@-1910(.25/.25/1)", NULL, RT_ERANGE, 7},
    {"350@-19", NULL, RT_ESYNTAX, 7},
    {"350@-19;", NULL, RT_ESYNTAX, 8},
    {"350;10(1/1/1)", NULL, RT_ESYNTAX, 3},
    {"350@;10(1/1/1)", NULL, RT_ESYNTAX, 4},
    {"350@-;10(1/1/1)", NULL, RT_ESYNTAX, 5},
    {"@-19;10(1/1/1)", NULL, RT_ESYNTAX, 0},
    {"350@-19;10(1/1)", NULL, RT_ESYNTAX, 14},
    {"350@-19;10(1/1/)", NULL, RT_ESYNTAX, 15},
    {"350@-19;10(1/1/2)", NULL, RT_ERANGE, 16},
    {"350@-19;10(1/1/7)", NULL, RT_ERANGE, 15},
    {"350@-19;10(1/1/1", NULL, RT_ESYNTAX, 16},
    {"350@-19;10(1/1/1))", NULL, RT_ESYNTAX, 17},
    {"350@-19;10()", NULL, RT_ESYNTAX, 11},
    {"350@-19;(1/1/1)", NULL, RT_ESYNTAX, 8},
    {"350@-19;10(0/0/1)", NULL, RT_ERANGE, 17},
    {"350@-19;10(./0/1)", NULL, RT_ESYNTAX, 12},
    {"350@-19;10(-1/1/1)", NULL, RT_ESYNTAX, 11},
    {"99999@-19;10(1/1/1)", NULL, RT_ERANGE, 4},
    {"350@-19;99999999(1/1/1)", NULL, RT_ERANGE, 14},
    {"350@-19;4294967296(1/1/1)", NULL, RT_ERANGE, 14},
    {"1@0,2@0,3@0,4@0,5@0,6@0,7@0;1(1/1/1)", NULL, RT_EFULL, 24},
    {"1@0;1(1/1/1);1(1/1/1);1(1/1/1)", NULL, RT_EFULL, 22},
    {"1@0;1(1/1/1,1/1/1,1/1/1,1/1/1,1/1/1,1/1/1,1/1/1)", NULL, RT_EFULL, 42},
    {"350@-19,;10(1/1/1)", NULL, RT_ESYNTAX, 8},
    {"350*@-19;10(1/1/1)", NULL, RT_ESYNTAX, 4},
    {"3 50@-19;10(1/1/1)", NULL, RT_ESYNTAX, 2},
    {"60(2/4)", NULL, RT_ESYNTAX, 2},
};

static const struct row cadences[] = {
    {"", "", RT_OK, 0},
    {"60(2/4)", "; D60000 2000/4000/0", RT_OK, 0},
    {"60(.2/.2,.2/.2,.2/.2,1/4)", "; D60000 200/200/0 200/200/0 200/200/0 1000/4000/0", RT_OK, 0},
    {"30(.1/.1, .1/9.7)", "; D30000 100/100/0 100/9700/0", RT_OK, 0},
    {"2.3(.3/2)", "; D2300 300/2000/0", RT_OK, 0},
    {"60(0.25/9.75)", "; D60000 250/9750/0", RT_OK, 0},
    {"*(*/0);1(1/1)", "; D-1 -1/0/0; D1000 1000/1000/0", RT_OK, 0},
    {"60", NULL, RT_ESYNTAX, 2},
    {"60(2)", NULL, RT_ESYNTAX, 4},
    {"60(2/4/1)", NULL, RT_ESYNTAX, 6},
    {"60(2/4)x", NULL, RT_ESYNTAX, 7},
    {"x", NULL, RT_ESYNTAX, 0},
    {"60(2/4,)", NULL, RT_ESYNTAX, 7},
    {"60(0/0)", NULL, RT_ERANGE, 7},
    {"1(1/1);1(1/1);1(1/1)", NULL, RT_EFULL, 14},
    {"1(1/1,1/1,1/1,1/1,1/1,1/1,1/1)", NULL, RT_EFULL, 26},
};

static void check(const struct row *row, enum rt_err err, size_t bad_at, struct rt_buf *read)
{
    if (err != row->err) {
        fail_msg("\"%s\": %s, not %s", row->text, rt_err_name(err), rt_err_name(row->err));
    }
    if (err != RT_OK && bad_at != row->bad_at) {
        fail_msg("\"%s\": fails at %zu, not %zu", row->text, bad_at, row->bad_at);
    }
    assert_string_equal(rt_buf_text(read), row->read != NULL ? row->read : "");
    rt_buf_clear(read);
}

static void tones_are_read(void **state)
{
    (void)state;
    struct rt_buf read;
    rt_buf_init(&read, 4096);
    for (size_t i = 0; i < sizeof tones / sizeof tones[0]; i++) {
        struct fw_script_tone t;
        size_t bad_at = 0;
        enum rt_err err = fw_script_parse_tone(rt_str(tones[i].text), &t, &bad_at);
        put_frequencies(&read, &t.frequencies);
        put_sections(&read, &t.cadence);
        check(&tones[i], err, bad_at, &read);
    }
    rt_buf_fini(&read);
}

static void cadences_are_read(void **state)
{
    (void)state;
    struct rt_buf read;
    rt_buf_init(&read, 4096);
    for (size_t i = 0; i < sizeof cadences / sizeof cadences[0]; i++) {
        struct fw_script_cadence c;
        size_t bad_at = 0;
        enum rt_err err = fw_script_parse_cadence(rt_str(cadences[i].text), &c, &bad_at);
        put_sections(&read, &c);
        check(&cadences[i], err, bad_at, &read);
    }
    rt_buf_fini(&read);
}

static void frequencies_are_read(void **state)
{
    (void)state;
    struct fw_script_frequencies f;
    assert_int_equal(fw_script_parse_frequencies(RT_STR("440@-10"), &f, NULL), RT_OK);
    assert_int_equal(f.n, 1);
    assert_int_equal(f.frequency[0].level_dbm_tenth, -100);
    assert_int_equal(fw_script_parse_frequencies(RT_STR("440@-10 , 350@-19"), &f, NULL), RT_OK);
    assert_int_equal(f.n, 2);
    assert_int_equal(fw_script_parse_frequencies(RT_STR("440@-10;1(1/1/1)"), &f, NULL), RT_ESYNTAX);
    assert_int_equal(f.n, 0);
}

static void a_zero_byte_is_not_the_end(void **state)
{
    (void)state;
    struct fw_script_cadence c;
    size_t bad_at = 0;
    assert_int_equal(fw_script_parse_cadence(RT_STR("60(2/4)\0junk"), &c, &bad_at), RT_ESYNTAX);
    assert_int_equal(bad_at, 7);
    assert_int_equal(c.n_sections, 0);
}

/* Every prefix and every single-byte change of a good script is either read or refused, within bounds. The copy
 * has exactly the length of the text, so the address sanitizer sees a read past it. */
static void damaged_scripts_are_bounded(void **state)
{
    (void)state;
    const char *good = "350@-19,440*20@-1.5;2(.1/.1/1+2,*/0/2);10(*/0/1+2)";
    size_t n = strlen(good);
    unsigned n_read = 0;
    for (size_t length = 0; length <= n; length++) {
        char *copy = malloc(length > 0 ? length : 1);
        assert_non_null(copy);
        for (size_t at = 0; at < length; at++) {
            for (unsigned byte = 0; byte < 256; byte += length == n ? 1 : 37) {
                struct fw_script_tone t;
                memcpy(copy, good, length);
                copy[at] = (char)byte;
                enum rt_err err = fw_script_parse_tone(rt_str_n(copy, length), &t, NULL);
                assert_true(t.frequencies.n <= FW_SCRIPT_FREQUENCIES_MAX);
                assert_true(t.cadence.n_sections <= FW_SCRIPT_SECTIONS_MAX);
                n_read += err == RT_OK;
            }
        }
        free(copy);
    }
    assert_true(n_read > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tones_are_read),
        cmocka_unit_test(cadences_are_read),
        cmocka_unit_test(frequencies_are_read),
        cmocka_unit_test(a_zero_byte_is_not_the_end),
        cmocka_unit_test(damaged_scripts_are_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
