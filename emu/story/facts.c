/* SPDX-License-Identifier: MIT */
/*
 * The facts of an event: its text, taken apart by the format of its kind. A text conversion goes up to the next words
 * of the format; conversions of texts with nothing between them are one fact, under the first name that is not "sep".
 */
#include "facts.h"
#include <board/led.h>
#include <board/nic.h>
#include <rt/ascii.h>
#include <rt/str.h>
#include <stdio.h>
#include <string.h>

/* Numbers that are positions in an enumeration or results of functions: the text says what they mean. */
static const char *const internal[] = {"state", "error", "result", "reason", "fail",   "code", "rhythm",
                                       "on",    "off",   "in",     "up",     "prompt", "tone", "good"};

struct taking {
    struct emu_row *row;
    size_t used; /* of row->bytes */
};

static const char *keep(struct taking *t, struct rt_str s)
{
    size_t room = sizeof t->row->bytes - t->used;
    if (room == 0) {
        return "";
    }
    size_t n = s.n < room - 1 ? s.n : room - 1;
    char *at = t->row->bytes + t->used;
    if (n > 0) {
        memcpy(at, s.p, n);
    }
    at[n] = '\0';
    rt_text_safe(at, n);
    t->used += n + 1;
    return at;
}

static void add(struct taking *t, struct rt_str key, struct rt_str value)
{
    struct emu_row *row = t->row;
    for (size_t i = 0; i < row->n_facts; i++) {
        if (rt_str_is(key, row->fact[i].key)) {
            return; /* the words of the text go before the number */
        }
    }
    if (row->n_facts < EMU_ROW_FACTS_MAX) {
        struct emu_fact *f = &row->fact[row->n_facts++];
        *f = (struct emu_fact){.key = keep(t, key)};
        f->text = keep(t, value);
    }
}

static void add_number(struct taking *t, const char *key, int64_t number)
{
    char text[24];
    size_t n = t->row->n_facts;
    (void)snprintf(text, sizeof text, "%lld", (long long)number);
    add(t, rt_str(key), rt_str(text));
    if (t->row->n_facts > n) {
        t->row->fact[n].number = number;
        t->row->fact[n].is_number = true;
    }
}

/* One conversion: its length in the format; a number or a text. */
static size_t conversion(const char *f, bool *is_number)
{
    size_t n = 1 + strspn(f + 1, "0123456789.*lzh-+ #");
    *is_number = f[n] != 's';
    return n + (f[n] != '\0' ? 1 : 0);
}

/* Where the words of the format, up to its next conversion, are in s; a number behind them must begin with a digit. */
static size_t find_words(struct rt_str s, const char *words, size_t n)
{
    bool wants_digit = false;
    if (words[n] == '%') {
        (void)conversion(words + n, &wants_digit);
    }
    for (size_t i = 0; i + n <= s.n; i++) {
        if (memcmp(s.p + i, words, n) == 0 &&
            (!wants_digit || (i + n < s.n && (rt_is_digit(s.p[i + n]) || s.p[i + n] == '-')))) {
            return i;
        }
    }
    return s.n;
}

/* The same for a text before another text: "did not fetch tftp://" is cut at the last blank before "://". */
static size_t find_end(struct rt_str s, const char *words, size_t n)
{
    size_t end = find_words(s, words, n);
    bool is_number = true;
    const char *next = words + n;
    if (*next == '%') {
        next += conversion(next, &is_number);
    }
    size_t n_next = strcspn(next, "%");
    if (is_number || n_next == 0 || n != 1 || words[0] != ' ') {
        return end;
    }
    size_t limit = find_words(s, next, n_next);
    for (size_t i = end + 1; limit < s.n && i < limit && i + n <= s.n; i++) {
        if (memcmp(s.p + i, words, n) == 0) {
            end = i;
        }
    }
    return end;
}

static size_t number_length(struct rt_str s)
{
    size_t n = s.n > 0 && s.p[0] == '-' ? 1 : 0;
    while (n < s.n && rt_is_digit(s.p[n])) {
        n++;
    }
    return n;
}

/* Punctuation at the ends of what several conversions have printed. */
static struct rt_str trim_marks(struct rt_str s)
{
    while (s.n > 0 && (s.p[0] == ':' || s.p[0] == ',' || s.p[0] == ';' || s.p[0] == ' ')) {
        s = rt_str_from(s, 1);
    }
    return s;
}

static void take_number(struct taking *t, struct rt_str name, struct rt_str value)
{
    static const char milliseconds[] = "duration_ms";
    int64_t number = 0;
    for (size_t i = 0; i < value.n && i < 18; i++) {
        number = rt_is_digit(value.p[i]) ? number * 10 + (value.p[i] - '0') : number;
    }
    number = value.n > 0 && value.p[0] == '-' ? -number : number;
    struct emu_row *row = t->row;
    struct emu_fact *last = row->n_facts > 0 ? &row->fact[row->n_facts - 1] : NULL;
    if (rt_str_is(name, "ms") && last != NULL && strcmp(last->key, "s") == 0) {
        char text[24];
        last->key = milliseconds; /* "%u.%03u s" */
        last->number = last->number * 1000 + number;
        (void)snprintf(text, sizeof text, "%lld", (long long)last->number);
        last->text = keep(t, rt_str(text));
        return;
    }
    size_t n = row->n_facts;
    add(t, name, value);
    if (row->n_facts > n) {
        row->fact[n].number = number;
        row->fact[n].is_number = true;
    }
}

static void take_text(struct taking *t, const struct board_event *e)
{
    struct rt_str names = rt_str(board_kind_text(e->kind, BOARD_KIND_NAMES));
    struct rt_str s = rt_str(e->text);
    for (const char *f = board_kind_text(e->kind, BOARD_KIND_FORMAT); *f != '\0';) {
        if (*f != '%') {
            if (s.n == 0 || s.p[0] != *f) {
                return; /* the text was cut, or is not of this format */
            }
            s = rt_str_from(s, 1);
            f++;
            continue;
        }
        bool is_number, is_next = false;
        f += conversion(f, &is_number);
        struct rt_str name = rt_str_cut(names, ' ', &names);
        size_t n = number_length(s);
        if (!is_number) {
            while (*f == '%' && (conversion(f, &is_next), !is_next)) { /* a run of texts */
                f += conversion(f, &is_next);
                struct rt_str other = rt_str_cut(names, ' ', &names);
                name = rt_str_is(name, "sep") ? other : name;
            }
            size_t words = strcspn(f, "%");
            n = *f == '\0' ? s.n : words > 0 ? find_end(s, f, words) : strcspn(s.p, "0123456789");
            add(t, name, trim_marks(rt_str_n(s.p, n)));
        } else {
            take_number(t, name, rt_str_n(s.p, n));
        }
        s = rt_str_from(s, n);
    }
}

static void take_unit(struct taking *t, const struct board_event *e)
{
    const struct board_signal *signal = board_event_signal(e);
    if (signal->unit == BOARD_SIGNAL_OF_PORT) {
        add(t, rt_str("port"), rt_str(board_port_name((enum board_port)e->unit)));
    } else if (signal->unit == BOARD_SIGNAL_OF_LED) {
        add(t, rt_str("led"), rt_str(board_led_name((enum board_led)e->unit)));
    } else if (strcmp(signal->which, "telephone") == 0) {
        add_number(t, "telephone", (int64_t)e->unit);
    } else if (strncmp(signal->which, "line", 4) == 0) {
        add_number(t, "line", (int64_t)e->unit);
    } else if (signal->which[0] != '\0') {
        add_number(t, "unit", (int64_t)e->unit);
    }
}

size_t story_facts_take(struct emu_row *row, const struct board_event *e)
{
    struct taking t = {.row = row};
    row->n_facts = 0;
    take_unit(&t, e);
    take_text(&t, e);
    const char *field = board_kind_text(e->kind, BOARD_KIND_FIELD);
    bool is_internal = field[0] == '\0';
    for (size_t i = 0; !is_internal && i < sizeof internal / sizeof internal[0]; i++) {
        is_internal = strcmp(field, internal[i]) == 0;
    }
    if (!is_internal) {
        add_number(&t, field, e->value);
    }
    return t.used;
}
