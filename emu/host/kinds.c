/* SPDX-License-Identifier: MIT */
#include <host/kinds.h>
#include <rt/str.h>
#include <string.h>

#define COUNT_MAX 1000000u

static const char *parse_switch(const char *value, void *field)
{
    (void)value; /* a switch has none */
    *(bool *)field = true;
    return NULL;
}

const char *emu_parse_text(const char *value, void *field)
{
    if (value[0] == '\0') {
        return "empty: give a text";
    }
    *(const char **)field = value;
    return NULL;
}

const char *emu_parse_u64(const char *value, void *field)
{
    return rt_str_u64(rt_str(value), field) == RT_OK ? NULL : "not a number: give digits, or 0x and hexadecimal digits";
}

static const char *parse_any(const char *value, void *field)
{
    *(const char **)field = value;
    return NULL;
}

static const char *parse_count(const char *value, void *field)
{
    uint64_t n;
    if (rt_str_u64(rt_str(value), &n) != RT_OK || n < 1 || n > COUNT_MAX) {
        return "not a number from 1 to 1000000";
    }
    *(uint64_t *)field = n;
    return NULL;
}

static const char *parse_amount(const char *value, void *field)
{
    return rt_str_u64(rt_str(value), field) == RT_OK && *(uint64_t *)field > 0 ? NULL : "not a number from 1 on";
}

static const char *parse_ms_as_us(const char *value, void *field)
{
    uint32_t ms;
    if (rt_str_u32(rt_str(value), &ms) != RT_OK) {
        return "not a number of milliseconds: give digits";
    }
    *(uint64_t *)field = (uint64_t)ms * 1000u;
    return NULL;
}

const char *emu_parse_texts(const char *value, void *field)
{
    struct emu_texts *texts = field;
    if (texts->n == EMU_TEXTS_MAX) {
        return "given too often: at most 32 times";
    }
    texts->text[texts->n++] = value;
    return NULL;
}

/* "5", "200ms", "1.5h", "5min", "1h30m": numbers with units, larger units first; a number alone is seconds. */
const char *emu_parse_duration_us(const char *value, void *field)
{
    static const struct {
        const char *suffix;
        uint64_t ms;
    } units[] = {{"d", 86400000}, {"h", 3600000}, {"min", 60000}, {"m", 60000}, {"s", 1000}, {"ms", 1}};
    const size_t n_units = sizeof units / sizeof units[0];
    static const char wrong[] = "not a time: give seconds, or numbers with ms, s, m or min, h, d, as in 1h30m";
    struct rt_str rest = rt_str(value);
    uint64_t sum_us = 0, us;
    size_t next = 0; /* first unit that may still come */
    do {
        size_t n = 0, at, unit_n = 0, unit;
        while (n < rest.n && ((rest.p[n] >= '0' && rest.p[n] <= '9') || rest.p[n] == '.')) {
            n++;
        }
        at = n + (n + 1 < rest.n && rest.p[n] == ' ' ? 1 : 0);
        while (at + unit_n < rest.n && rest.p[at + unit_n] >= 'a' && rest.p[at + unit_n] <= 'z') {
            unit_n++;
        }
        for (unit = next; unit < n_units && !rt_str_is(rt_str_n(rest.p + at, unit_n), units[unit].suffix); unit++) {
        }
        bool is_bare = unit_n == 0 && n == rest.n && next == 0;
        if ((unit == n_units && !is_bare) || rt_str_seconds_us(rt_str_n(rest.p, n), &us) != RT_OK ||
            us > UINT64_MAX / 86400u / 4u) {
            return wrong;
        }
        sum_us += is_bare ? us : us / 1000u * units[unit].ms + us % 1000u * units[unit].ms / 1000u;
        next = is_bare ? n_units : units[unit].ms == 60000 ? 4 : unit + 1;
        rest = rt_str_from(rest, at + unit_n);
        rest = rest.n > 1 && rest.p[0] == ' ' ? rt_str_from(rest, 1) : rest; /* "1 min 6 s", as times are printed */
    } while (rest.n > 0);
    *(uint64_t *)field = sum_us;
    return NULL;
}

const struct emu_kind emu_kind_switch = {.name = "switch", .parse = parse_switch};
const struct emu_kind emu_kind_text = {.name = "text", .parse = emu_parse_text};
const struct emu_kind emu_kind_any = {.name = "text", .parse = parse_any};
const struct emu_kind emu_kind_file = {.name = "file", .parse = emu_parse_text};
const struct emu_kind emu_kind_input = {.name = "file", .parse = emu_parse_text, .is_input = true};
const struct emu_kind emu_kind_input_dir = {.name = "dir", .parse = emu_parse_text, .is_input = true};
const struct emu_kind emu_kind_dir = {.name = "dir", .parse = emu_parse_text};
const struct emu_kind emu_kind_socket = {.name = "socket", .parse = emu_parse_text};
const struct emu_kind emu_kind_texts = {.name = "text", .parse = emu_parse_texts, .is_list = true};
const struct emu_kind emu_kind_number = {.name = "number", .parse = emu_parse_u64};
const struct emu_kind emu_kind_count = {.name = "number", .parse = parse_count};
const struct emu_kind emu_kind_amount = {.name = "number", .parse = parse_amount};
const struct emu_kind emu_kind_duration = {.name = "duration", .parse = emu_parse_duration_us};
const struct emu_kind emu_kind_ms = {.name = "milliseconds", .parse = parse_ms_as_us};
