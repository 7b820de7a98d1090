/* SPDX-License-Identifier: MIT */
#include <fw/range.h>
#include <rt/ascii.h>
#include <string.h>

#define DIGITS_MAX     10u
#define HEX_DIGITS_MAX 8u

static enum rt_err parse_hex(struct rt_str s, int64_t *out)
{
    if (s.n == 0) {
        return RT_ESYNTAX;
    }
    for (size_t i = 0; i < s.n; i++) {
        if (rt_hex_value(s.p[i]) < 0) {
            return RT_ESYNTAX;
        }
        if (i == HEX_DIGITS_MAX) {
            return RT_ERANGE;
        }
        *out = *out * 16 + rt_hex_value(s.p[i]);
    }
    *out *= FW_NUMBER_ONE;
    return RT_OK;
}

static enum rt_err parse_decimal(struct rt_str s, int64_t *out)
{
    size_t point = rt_str_find(s, '.');
    int64_t worth = FW_NUMBER_ONE;
    if (s.n - (point < s.n ? 1 : 0) == 0) {
        return RT_ESYNTAX; /* no digit */
    }
    for (size_t i = 0; i < s.n; i++) {
        if (i != point && !rt_is_digit(s.p[i])) {
            return RT_ESYNTAX;
        }
    }
    if (point > DIGITS_MAX) {
        return RT_ERANGE;
    }
    for (size_t i = 0; i < point; i++) {
        *out = *out * 10 + (s.p[i] - '0') * (int64_t)FW_NUMBER_ONE;
    }
    for (size_t i = point + 1; i < s.n && worth > 1; i++) {
        worth /= 10;
        *out += (s.p[i] - '0') * worth;
    }
    return RT_OK;
}

enum rt_err fw_number_parse(struct rt_str text, int64_t *millionths)
{
    bool is_negative = rt_str_starts(text, "-");
    struct rt_str s = is_negative || rt_str_starts(text, "+") ? rt_str_from(text, 1) : text;
    int64_t value = 0;
    enum rt_err err = rt_str_starts_ci(s, "0x") ? parse_hex(rt_str_from(s, 2), &value) : parse_decimal(s, &value);
    *millionths = err != RT_OK ? 0 : is_negative ? -value : value;
    return err;
}

/* One bound; empty: there is none. */
static bool read_bound(struct rt_str text, bool *has, struct rt_str *written, int64_t *value)
{
    *has = text.n > 0;
    *written = text;
    return !*has || fw_number_parse(text, value) == RT_OK;
}

/* Position of <what> in the text, or the end of the text. */
static size_t find(struct rt_str text, const char *what)
{
    size_t n = strlen(what), at = 0;
    while (at + n <= text.n && memcmp(text.p + at, what, n) != 0) {
        at++;
    }
    return at + n <= text.n ? at : text.n;
}

enum rt_err fw_range_parse(struct rt_str text, struct fw_range *out)
{
    *out = (struct fw_range){.has_low = false};
    size_t word = find(text, " or ");
    struct rt_str numbers = rt_str_n(text.p, word);
    size_t dots = find(numbers, "..");
    if (word < text.n) {
        out->word = rt_str_from(text, word + 4);
    }
    if (dots == numbers.n || (word < text.n && out->word.n == 0)) {
        return RT_ESYNTAX;
    }
    struct rt_str low = rt_str_n(numbers.p, dots);
    struct rt_str high = rt_str_cut(rt_str_from(numbers, dots + 2), ' ', &out->unit);
    if (!read_bound(low, &out->has_low, &out->low_text, &out->low) ||
        !read_bound(high, &out->has_high, &out->high_text, &out->high) ||
        (out->has_low && out->has_high && out->low > out->high)) {
        return RT_ESYNTAX;
    }
    return RT_OK;
}

bool fw_range_has(const struct fw_range *r, int64_t millionths)
{
    return (!r->has_low || millionths >= r->low) && (!r->has_high || millionths <= r->high);
}
