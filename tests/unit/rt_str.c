/* SPDX-License-Identifier: MIT */
#include <harness/test.h>
#include <stdio.h>
#include <string.h>
#include <rt/err.h>
#include <rt/ascii.h>
#include <rt/str.h>
#include <string.h>

static void numbers_are_whole_or_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum rt_err err;
        uint32_t value;
    } rows[] = {
        {"0", RT_OK, 0},
        {"007", RT_OK, 7},
        {"4294967295", RT_OK, UINT32_MAX},
        {"0x1F", RT_OK, 31},
        {"0XffffFFFF", RT_OK, UINT32_MAX},
        {"4294967296", RT_ERANGE, 0},
        {"0x100000000", RT_ERANGE, 0},
        {"99999999999999999999999", RT_ERANGE, 0},
        {"", RT_EINVAL, 0},
        {"0x", RT_EINVAL, 0},
        {" 1", RT_EINVAL, 0},
        {"1 ", RT_EINVAL, 0},
        {"-1", RT_EINVAL, 0},
        {"+1", RT_EINVAL, 0},
        {"1a", RT_EINVAL, 0},
        {"0xg", RT_EINVAL, 0},
        {"99999999999999999999999x", RT_EINVAL, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint32_t value = 77;
        assert_int_equal(rt_str_u32(rt_str(rows[i].text), &value), rows[i].err);
        assert_int_equal(value, rows[i].err == RT_OK ? rows[i].value : 77);
    }
    uint64_t big = 0;
    assert_int_equal(rt_str_u64(rt_str("18446744073709551615"), &big), RT_OK);
    assert_true(big == UINT64_MAX);
    assert_int_equal(rt_str_u64(rt_str("18446744073709551616"), &big), RT_ERANGE);
}

static void signed_numbers_reach_both_ends(void **state)
{
    (void)state;
    int32_t value = 0;
    assert_int_equal(rt_str_i32(rt_str("-2147483648"), &value), RT_OK);
    assert_int_equal(value, INT32_MIN);
    assert_int_equal(rt_str_i32(rt_str("+2147483647"), &value), RT_OK);
    assert_int_equal(value, INT32_MAX);
    assert_int_equal(rt_str_i32(rt_str("-2147483649"), &value), RT_ERANGE);
    assert_int_equal(rt_str_i32(rt_str("2147483648"), &value), RT_ERANGE);
    assert_int_equal(rt_str_i32(rt_str("--1"), &value), RT_EINVAL);
    assert_int_equal(rt_str_i32(rt_str("-"), &value), RT_EINVAL);
}

static void seconds_have_up_to_six_decimals(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum rt_err err;
        uint64_t us;
    } rows[] = {
        {"3600", RT_OK, 3600000000u},
        {".9", RT_OK, 900000},
        {"2.5", RT_OK, 2500000},
        {"0.000001", RT_OK, 1},
        {"18446744073709.551615", RT_OK, UINT64_MAX},
        {"18446744073709.551616", RT_ERANGE, 0},
        {"18446744073710", RT_ERANGE, 0},
        {"99999999999999999999.5", RT_ERANGE, 0},
        {"99999999999999999999.x", RT_EINVAL, 0},
        {"", RT_EINVAL, 0},
        {".", RT_EINVAL, 0},
        {"5.", RT_EINVAL, 0},
        {"1.0000001", RT_EINVAL, 0},
        {"1.2.3", RT_EINVAL, 0},
        {"-1", RT_EINVAL, 0},
        {"0x10", RT_EINVAL, 0},
        {"1e3", RT_EINVAL, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint64_t us = 77;
        assert_int_equal(rt_str_seconds_us(rt_str(rows[i].text), &us), rows[i].err);
        assert_true(us == (rows[i].err == RT_OK ? rows[i].us : 77));
    }
}

static void addresses_are_four_octets(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",       "1",         "1.2.3",     "1.2.3.4.", "1.2.3.4.5", ".1.2.3",
                                        "1..2.3", "256.1.1.1", "1.2.3.0x4", "1.2.3.4 ", "-1.2.3.4",  "1.2.3.1000"};
    uint32_t addr = 0;
    char text[16];
    assert_int_equal(rt_str_ipv4(rt_str("192.168.0.255"), &addr), RT_OK);
    assert_int_equal(addr, 0xc0a800ff);
    assert_string_equal(rt_ipv4_text(addr, text), "192.168.0.255");
    assert_string_equal(rt_ipv4_text(UINT32_MAX, text), "255.255.255.255");
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        addr = 5;
        assert_int_equal(rt_str_ipv4(rt_str(wrong[i]), &addr), RT_EINVAL);
        assert_int_equal(addr, 5);
    }
}

static void hex_wants_exactly_its_digits(void **state)
{
    (void)state;
    uint8_t out[3] = {1, 2, 3};
    assert_int_equal(rt_str_hex(rt_str("000E08"), out, 3), RT_OK);
    assert_memory_equal(out, "\x00\x0e\x08", 3);
    assert_int_equal(rt_str_hex(rt_str("aBcDeF"), out, 3), RT_OK);
    assert_memory_equal(out, "\xab\xcd\xef", 3);
    assert_int_equal(rt_str_hex(rt_str("aBcDe"), out, 3), RT_EINVAL);
    assert_int_equal(rt_str_hex(rt_str("aBcDeF0"), out, 3), RT_EINVAL);
    assert_int_equal(rt_str_hex(rt_str("11111g"), out, 3), RT_EINVAL);
    assert_memory_equal(out, "\xab\xcd\xef", 3); /* untouched by the failures */
}

static void percent_needs_two_digits(void **state)
{
    (void)state;
    assert_int_equal(rt_str_percent(rt_str("%24MA"), 0), '$');
    assert_int_equal(rt_str_percent(rt_str("a%fF"), 1), 0xff);
    assert_int_equal(rt_str_percent(rt_str("%00"), 0), 0);
    assert_int_equal(rt_str_percent(rt_str("a%24"), 0), -1);
    assert_int_equal(rt_str_percent(rt_str("%2"), 0), -1);
    assert_int_equal(rt_str_percent(rt_str("%2g"), 0), -1);
    assert_int_equal(rt_str_percent(rt_str("%-1"), 0), -1);
    assert_int_equal(rt_str_percent(rt_str_n("%24", 2), 0), -1); /* what is behind the view is not looked at */
    assert_int_equal(rt_str_percent(rt_str(""), 0), -1);
}

static void digits_are_one_or_more(void **state)
{
    (void)state;
    assert_true(rt_str_is_digits(rt_str("0123456789")));
    assert_false(rt_str_is_digits(rt_str("")));
    assert_false(rt_str_is_digits(rt_str("0x1")));
    assert_false(rt_str_is_digits(rt_str("1 ")));
}

static void a_netmask_is_ones_then_zeros(void **state)
{
    (void)state;
    assert_true(rt_ipv4_is_netmask(0xffffff00));
    assert_true(rt_ipv4_is_netmask(0x80000000));
    assert_true(rt_ipv4_is_netmask(0xffffffff));
    assert_false(rt_ipv4_is_netmask(0));
    assert_false(rt_ipv4_is_netmask(0xff00ff00));
    assert_false(rt_ipv4_is_netmask(0x000000ff));
}

static void addresses_that_no_host_has(void **state)
{
    static const uint32_t no_hosts[] = {0, 0x00ffffff, 0x7f000001, 0xe0000000, 0xf0000001, 0xffffffff};
    (void)state;
    for (size_t i = 0; i < sizeof no_hosts / sizeof no_hosts[0]; i++) {
        assert_false(rt_ipv4_is_host(no_hosts[i]));
    }
    assert_true(rt_ipv4_is_host(0x01000000));
    assert_true(rt_ipv4_is_host(0xdfffffff));
}

static void a_mac_is_written_as_it_is_read(void **state)
{
    (void)state;
    uint8_t mac[6];
    char text[18];
    assert_int_equal(rt_str_mac(rt_str("000E08AB0203"), mac), RT_OK);
    assert_string_equal(rt_mac_text(mac, text), "00:0e:08:ab:02:03");
    assert_string_equal(rt_mac_digits(mac, text), "000E08AB0203");
    rt_hex_text(text, mac, sizeof mac);
    assert_string_equal(text, "000e08ab0203");
}

static void kinds_of_characters_end_where_they_should(void **state)
{
    (void)state;
    unsigned n[5] = {0};
    for (unsigned c = 0; c < 256; c++) {
        n[0] += rt_is_digit((char)c);
        n[1] += rt_is_alpha((char)c);
        n[2] += rt_is_alnum((char)c);
        n[3] += rt_is_blank((char)c);
        n[4] += rt_hex_value((char)c) >= 0;
    }
    assert_int_equal(n[0], 10);
    assert_int_equal(n[1], 52);
    assert_int_equal(n[2], 62);
    assert_int_equal(n[3], 4);
    assert_int_equal(n[4], 22);
    assert_int_equal(rt_hex_value('9') + rt_hex_value('a') + rt_hex_value('F'), 34);
    assert_int_equal(rt_lower('Z'), 'z');
    assert_int_equal(rt_lower('['), '[');
}

static void pieces_are_compared_by_bytes_and_by_letters(void **state)
{
    (void)state;
    assert_true(rt_str_is(rt_str("abc"), "abc"));
    assert_false(rt_str_is(rt_str("abc"), "abcd"));
    assert_false(rt_str_is(rt_str("abc"), "abC"));
    assert_true(rt_str_is_ci(rt_str("aBc"), "AbC"));
    assert_false(rt_str_is_ci(rt_str("a["), "a{")); /* only letters fold */
    assert_true(rt_str_is(rt_str(NULL), ""));
    assert_true(rt_str_eq(rt_str_n("a\0b", 3), RT_STR("a\0b")));
    assert_true(rt_str_starts(rt_str("http://x"), "http:"));
    assert_false(rt_str_starts(rt_str("htt"), "http:"));
    assert_true(rt_str_starts_ci(rt_str("HTTP://x"), "http:"));
    assert_true(rt_str_ends(rt_str("a.cfg"), ".cfg"));
    assert_false(rt_str_ends(rt_str("cfg"), ".cfg"));
    assert_true(rt_str_ends(rt_str(""), ""));
}

static void pieces_are_cut_and_trimmed(void **state)
{
    (void)state;
    struct rt_str rest;
    assert_true(rt_str_is(rt_str_cut(rt_str("a,b,c"), ',', &rest), "a"));
    assert_true(rt_str_is(rest, "b,c"));
    assert_true(rt_str_is(rt_str_cut(rt_str("a,"), ',', &rest), "a"));
    assert_non_null(rest.p); /* there was a separator and nothing behind it */
    assert_int_equal(rest.n, 0);
    assert_true(rt_str_is(rt_str_cut(rt_str("a"), ',', &rest), "a"));
    assert_null(rest.p);
    assert_true(rt_str_is(rt_str_trim(rt_str(" \t\r\n a b \n")), "a b"));
    assert_int_equal(rt_str_trim(rt_str(" \t")).n, 0);
    assert_true(rt_str_is(rt_str_from(rt_str("abc"), 1), "bc"));
    assert_int_equal(rt_str_from(rt_str("abc"), 3).n, 0);
    assert_int_equal(rt_str_from(rt_str("abc"), 99).n, 0);
    assert_int_equal(rt_str_find(rt_str("abc"), 'c'), 2);
    assert_int_equal(rt_str_find(rt_str("abc"), 'x'), 3);
}

static void a_copy_fits_or_is_empty(void **state)
{
    (void)state;
    char out[4] = "zzz";
    assert_int_equal(rt_str_copy(out, sizeof out, rt_str("abc")), RT_OK);
    assert_string_equal(out, "abc");
    assert_int_equal(rt_str_copy(out, sizeof out, rt_str("abcd")), RT_ETOOBIG);
    assert_string_equal(out, "");
    assert_int_equal(rt_str_copy(out, sizeof out, rt_str_n(NULL, 0)), RT_OK);
}

static void every_error_has_a_name_and_a_text(void **state)
{
    (void)state;
    for (int err = 0; err >= RT_EREFUSED; err--) {
        assert_string_not_equal(rt_err_name(err), "?");
        assert_true(strlen(rt_err_text(err)) > 0);
        for (int other = err - 1; other >= RT_EREFUSED; other--) {
            assert_string_not_equal(rt_err_name(err), rt_err_name(other));
        }
    }
    assert_string_equal(rt_err_name(RT_ENOMEM), "ENOMEM");
    assert_string_equal(rt_err_name(1), "?");
    assert_string_equal(rt_err_name(RT_EREFUSED - 1), "?");
}

static void test_text_from_outside_is_safe_for_a_terminal(void **state)
{
    static const struct {
        const char *raw, *safe;
    } rows[] = {
        {"plain text, caf\xc3\xa9", "plain text, caf\xc3\xa9"},
        {"a forged\nvspa: line", "a forged vspa: line"},
        {"\r\tx", "  x"},
        {"\033[2J\033]0;title\007", ".[2J.]0;title."},
        {"\xc2\x9b"
         "31m",
         "..31m"},
        {"\x9b"
         "31m",
         ".31m"},
        {"\xe2\x80\xaegnp.exe \xe2\x81\xa6x \xe2\x80\xa8y", "...gnp.exe ...x ...y"},
        {"\xe2\x82\xac \xf0\x9f\x93\x9e \xc3\x9f",
         "\xe2\x82\xac \xf0\x9f\x93\x9e \xc3\x9f"}, /* with bytes of C1 inside */
        {"caf\xe9 \xe2\x80", "caf\xe9 \xe2."},
        {"\xe2\x80\x8e \xe2\x80\x8f \xd8\x9c \xe2\x81\xaf", "... ... .. ..."},
        {"\xe2\x80\x8d \xd8\x9d", "\xe2\x80\x8d \xd8\x9d"}, /* a joiner, a letter */
        {"\xe0\x82\x9b \xf0\x80\x82\x9b \xc0\x9b \xed\xa0\x80 \xf4\x90\x80\x80",
         "\xe0.. \xf0... \xc0. \xed\xa0. \xf4..."},
        {"back\b\bspace\x7f", "back..space."},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[64];
        (void)snprintf(text, sizeof text, "%s", rows[i].raw);
        rt_text_safe(text, strlen(text));
        assert_string_equal(text, rows[i].safe);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_whole_or_refused),
        cmocka_unit_test(signed_numbers_reach_both_ends),
        cmocka_unit_test(seconds_have_up_to_six_decimals),
        cmocka_unit_test(addresses_are_four_octets),
        cmocka_unit_test(hex_wants_exactly_its_digits),
        cmocka_unit_test(pieces_are_compared_by_bytes_and_by_letters),
        cmocka_unit_test(pieces_are_cut_and_trimmed),
        cmocka_unit_test(percent_needs_two_digits),
        cmocka_unit_test(digits_are_one_or_more),
        cmocka_unit_test(a_netmask_is_ones_then_zeros),
        cmocka_unit_test(addresses_that_no_host_has),
        cmocka_unit_test(a_mac_is_written_as_it_is_read),
        cmocka_unit_test(kinds_of_characters_end_where_they_should),
        cmocka_unit_test(a_copy_fits_or_is_empty),
        cmocka_unit_test(every_error_has_a_name_and_a_text),
        cmocka_unit_test(test_text_from_outside_is_safe_for_a_terminal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
