/* SPDX-License-Identifier: MIT */
#include <rt/str.h>
#include <rt/ascii.h>
#include <stdio.h>
#include <string.h>

enum { SECOND_US = 1000000 };

static bool same_ci(const char *a, const char *b, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (rt_lower(a[i]) != rt_lower(b[i])) {
            return false;
        }
    }
    return true;
}

struct rt_str rt_str(const char *text)
{
    return text ? (struct rt_str){text, strlen(text)} : (struct rt_str){"", 0};
}

struct rt_str rt_str_n(const char *p, size_t n)
{
    return (struct rt_str){p, n};
}

bool rt_str_is(struct rt_str s, const char *text)
{
    return rt_str_eq(s, rt_str(text));
}

bool rt_str_is_ci(struct rt_str s, const char *text)
{
    struct rt_str t = rt_str(text);
    return s.n == t.n && same_ci(s.p, t.p, t.n);
}

bool rt_str_eq(struct rt_str a, struct rt_str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool rt_str_starts(struct rt_str s, const char *prefix)
{
    size_t n = strlen(prefix);
    return n == 0 || (s.n >= n && memcmp(s.p, prefix, n) == 0);
}

bool rt_str_ends(struct rt_str s, const char *suffix)
{
    size_t n = strlen(suffix);
    return n == 0 || (s.n >= n && memcmp(s.p + s.n - n, suffix, n) == 0);
}

bool rt_str_starts_ci(struct rt_str s, const char *prefix)
{
    size_t n = strlen(prefix);
    return s.n >= n && same_ci(s.p, prefix, n);
}

struct rt_str rt_str_trim(struct rt_str s)
{
    while (s.n > 0 && rt_is_blank(s.p[0])) {
        s.p++;
        s.n--;
    }
    while (s.n > 0 && rt_is_blank(s.p[s.n - 1])) {
        s.n--;
    }
    return s;
}

struct rt_str rt_str_from(struct rt_str s, size_t offset)
{
    return offset < s.n ? (struct rt_str){s.p + offset, s.n - offset} : (struct rt_str){"", 0};
}

size_t rt_str_find(struct rt_str s, char c)
{
    const char *hit = s.n > 0 ? memchr(s.p, c, s.n) : NULL;
    return hit ? (size_t)(hit - s.p) : s.n;
}

struct rt_str rt_str_cut(struct rt_str s, char separator, struct rt_str *rest)
{
    size_t at = rt_str_find(s, separator);
    *rest = at < s.n ? (struct rt_str){s.p + at + 1, s.n - at - 1} : (struct rt_str){NULL, 0};
    return (struct rt_str){s.p, at};
}

enum rt_err rt_str_u64(struct rt_str s, uint64_t *out)
{
    unsigned base = 10;
    if (rt_str_starts_ci(s, "0x")) {
        base = 16;
        s = rt_str_from(s, 2);
    }
    if (s.n == 0) {
        return RT_EINVAL;
    }
    uint64_t value = 0;
    bool is_too_large = false;
    for (size_t i = 0; i < s.n; i++) {
        unsigned digit = (unsigned)rt_hex_value(s.p[i]); /* -1 is more than any base */
        if (digit >= base) {
            return RT_EINVAL;
        }
        is_too_large = is_too_large || value > (UINT64_MAX - digit) / base;
        value = value * base + digit;
    }
    if (is_too_large) {
        return RT_ERANGE;
    }
    *out = value;
    return RT_OK;
}

enum rt_err rt_str_u32(struct rt_str s, uint32_t *out)
{
    uint64_t value = 0;
    enum rt_err err = rt_str_u64(s, &value);
    if (err == RT_OK && value > UINT32_MAX) {
        err = RT_ERANGE;
    }
    if (err == RT_OK) {
        *out = (uint32_t)value;
    }
    return err;
}

enum rt_err rt_str_i32(struct rt_str s, int32_t *out)
{
    bool is_negative = rt_str_starts(s, "-");
    if (is_negative || rt_str_starts(s, "+")) {
        s = rt_str_from(s, 1);
    }
    uint64_t value = 0;
    enum rt_err err = rt_str_u64(s, &value);
    if (err == RT_OK && value > (uint64_t)INT32_MAX + (is_negative ? 1 : 0)) {
        err = RT_ERANGE;
    }
    if (err == RT_OK) {
        *out = (int32_t)(is_negative ? -(int64_t)value : (int64_t)value);
    }
    return err;
}

/* Decimals after the point, as microseconds: "5" is 500,000. */
static enum rt_err decimals_us(struct rt_str s, uint64_t *out_us)
{
    uint64_t value = 0, weight = SECOND_US;
    if (s.n == 0 || s.n > 6) {
        return RT_EINVAL;
    }
    for (size_t i = 0; i < s.n; i++) {
        if (!rt_is_digit(s.p[i])) {
            return RT_EINVAL;
        }
        weight /= 10;
        value += (uint64_t)(s.p[i] - '0') * weight;
    }
    *out_us = value;
    return RT_OK;
}

enum rt_err rt_str_seconds_us(struct rt_str s, uint64_t *out_us)
{
    struct rt_str rest;
    struct rt_str whole = rt_str_cut(s, '.', &rest);
    uint64_t seconds = 0, us = 0;
    enum rt_err err = RT_OK;
    if (rt_str_starts_ci(whole, "0x")) {
        return RT_EINVAL;
    }
    if (whole.n > 0 || !rest.p) { /* ".9" has no integer part; "" is not a number */
        err = rt_str_u64(whole, &seconds);
    }
    if ((err == RT_OK || err == RT_ERANGE) && rest.p) {
        enum rt_err of_decimals = decimals_us(rest, &us);
        err = of_decimals != RT_OK ? of_decimals : err;
    }
    if (err == RT_OK && seconds > (UINT64_MAX - us) / SECOND_US) {
        err = RT_ERANGE;
    }
    if (err == RT_OK) {
        *out_us = seconds * SECOND_US + us;
    }
    return err;
}

bool rt_str_is_digits(struct rt_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (!rt_is_digit(s.p[i])) {
            return false;
        }
    }
    return s.n > 0;
}

enum rt_err rt_str_ipv4(struct rt_str s, uint32_t *out)
{
    uint32_t addr = 0;
    struct rt_str rest = s;
    for (int i = 0; i < 4; i++) {
        struct rt_str part = rt_str_cut(rest, '.', &rest);
        uint32_t octet = 0;
        if (part.n > 3 || rt_str_starts_ci(part, "0x") || rt_str_u32(part, &octet) != RT_OK || octet > 255 ||
            (i < 3) != (rest.p != NULL)) {
            return RT_EINVAL;
        }
        addr = addr << 8 | octet;
    }
    *out = addr;
    return RT_OK;
}

char *rt_ipv4_text(uint32_t addr, char out[16])
{
    (void)snprintf(out, 16, "%u.%u.%u.%u", addr >> 24, addr >> 16 & 255, addr >> 8 & 255, addr & 255);
    return out;
}

bool rt_ipv4_is_netmask(uint32_t mask)
{
    return mask != 0 && (~mask & (~mask + 1)) == 0;
}

bool rt_ipv4_is_host(uint32_t addr)
{
    return addr >> 24 != 0 && addr >> 24 != 127 && addr >> 28 < 0xeu;
}

char *rt_mac_text(const uint8_t mac[6], char out[18])
{
    (void)snprintf(out, 18, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
    return out;
}

char *rt_mac_digits(const uint8_t mac[6], char out[13])
{
    (void)snprintf(out, 13, "%02X%02X%02X%02X%02X%02X", mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
    return out;
}

void rt_hex_text(char *out, const void *bytes, size_t n)
{
    static const char digits[] = "0123456789abcdef";
    const uint8_t *p = bytes;
    for (size_t i = 0; i < n; i++) {
        *out++ = digits[p[i] >> 4];
        *out++ = digits[p[i] & 15];
    }
    *out = '\0';
}

enum rt_err rt_str_mac(struct rt_str s, uint8_t mac[6])
{
    size_t step = s.n == 12 ? 2 : 3;
    enum rt_err err = s.n == 12 || s.n == 17 ? RT_OK : RT_EINVAL;
    for (size_t i = 0; i < 6 && err == RT_OK; i++) {
        err = rt_str_hex(rt_str_n(s.p + i * step, 2), &mac[i], 1);
    }
    return err;
}

enum rt_err rt_str_hex(struct rt_str s, uint8_t *out, size_t n)
{
    if (n > SIZE_MAX / 2 || s.n != 2 * n) {
        return RT_EINVAL;
    }
    for (size_t i = 0; i < s.n; i++) {
        if (rt_hex_value(s.p[i]) < 0) {
            return RT_EINVAL;
        }
    }
    for (size_t i = 0; i < n; i++) {
        out[i] = (uint8_t)(rt_hex_value(s.p[2 * i]) << 4 | rt_hex_value(s.p[2 * i + 1]));
    }
    return RT_OK;
}

int rt_str_percent(struct rt_str s, size_t offset)
{
    if (offset + 2 >= s.n || s.p[offset] != '%') {
        return -1;
    }
    int high = rt_hex_value(s.p[offset + 1]), low = rt_hex_value(s.p[offset + 2]);
    return high >= 0 && low >= 0 ? high << 4 | low : -1;
}

enum rt_err rt_str_copy(char *out, size_t out_size, struct rt_str s)
{
    if (out_size == 0 || s.n >= out_size) {
        if (out_size > 0) {
            out[0] = 0;
        }
        return RT_ETOOBIG;
    }
    if (s.n > 0) {
        memcpy(out, s.p, s.n);
    }
    out[s.n] = 0;
    return RT_OK;
}

/* How many bytes the UTF-8 character at p has; 1 where there is none, as in an overlong form, which some decoders take
 * for the short one. RFC 3629 section 4. */
static size_t utf8_bytes(const uint8_t *p, size_t n)
{
    size_t n_bytes = p[0] >= 0xf0 && p[0] <= 0xf4 ? 4 : p[0] >= 0xe0 ? 3 : p[0] >= 0xc2 ? 2 : 1;
    if (p[0] > 0xf4 || n_bytes > n) {
        return 1;
    }
    for (size_t i = 1; i < n_bytes; i++) {
        if ((p[i] & 0xc0u) != 0x80u) {
            return 1;
        }
    }
    bool is_overlong = (p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xf0 && p[1] < 0x90);
    bool is_no_character =
        (p[0] == 0xed && p[1] > 0x9f) || (p[0] == 0xf4 && p[1] > 0x8f); /* surrogates; above U+10FFFF */
    return is_overlong || is_no_character ? 1 : n_bytes;
}

/* What turns the direction of a text or ends its line, in Unicode 15's Bidi_Control and its line and paragraph
 * separators; and the deprecated U+206A to U+206F. */
static bool is_mark(uint8_t second, uint8_t third)
{
    return (second == 0x80 && (third == 0x8e || third == 0x8f || (third >= 0xa8 && third <= 0xae))) ||
           (second == 0x81 && third >= 0xa6 && third <= 0xaf);
}

static bool is_control(const uint8_t *p, size_t n_bytes)
{
    switch (n_bytes) {
    case 1:
        return p[0] < 0x20 || p[0] == 0x7f || (p[0] >= 0x80 && p[0] <= 0x9f); /* the last: C1 of an 8-bit terminal */
    case 2:
        return (p[0] == 0xc2 && p[1] <= 0x9f) || (p[0] == 0xd8 && p[1] == 0x9c); /* U+0080 to U+009F; U+061C */
    case 3:
        return p[0] == 0xe2 && is_mark(p[1], p[2]);
    default:
        return false;
    }
}

size_t rt_text_step(const char *text, size_t n, bool *is_unsafe)
{
    const uint8_t *p = (const uint8_t *)text;
    if (*p >= 0x20 && *p < 0x7f) { /* as most are */
        *is_unsafe = false;
        return 1;
    }
    size_t n_bytes = utf8_bytes(p, n);
    *is_unsafe = is_control(p, n_bytes);
    return n_bytes;
}

bool rt_text_is_safe(const char *text, size_t n)
{
    bool is_unsafe = false;
    for (size_t i = 0; i < n && !is_unsafe;) {
        i += rt_text_step(text + i, n - i, &is_unsafe);
    }
    return !is_unsafe;
}

void rt_text_safe(char *text, size_t n)
{
    size_t n_bytes;
    for (size_t i = 0; i < n; i += n_bytes) {
        bool is_unsafe;
        n_bytes = rt_text_step(text + i, n - i, &is_unsafe);
        if (text[i] == '\n' || text[i] == '\r' || text[i] == '\t') {
            text[i] = ' ';
        } else if (is_unsafe) {
            memset(text + i, '.', n_bytes);
        }
    }
}
