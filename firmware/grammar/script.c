/* SPDX-License-Identifier: MIT */
/* A recursive-descent parser of scripts: one function per rule of the grammar in the header. */
#include <fw/script.h>
#include <rt/ascii.h>
#include <rt/assert.h>
#include <stdbool.h>
#include <string.h>

/* Maximum digits before the point: 9,999,999 s still fit in milliseconds. */
#define SECONDS_MAX 4000000u

struct reader {
    struct rt_str text;
    size_t at;
    enum rt_err failed; /* the first failure; its offset stays in `at` */
};

static void skip_blanks(struct reader *r)
{
    while (r->at < r->text.n && (r->text.p[r->at] == ' ' || r->text.p[r->at] == '\t')) {
        r->at++;
    }
}

/* The next character, or 0 at the end and after a failure. */
static char peek(struct reader *r)
{
    if (r->failed != RT_OK) {
        return 0;
    }
    skip_blanks(r);
    return r->at < r->text.n ? r->text.p[r->at] : 0;
}

static void fail(struct reader *r, enum rt_err err)
{
    if (r->failed == RT_OK) {
        r->failed = err;
    }
}

static bool take(struct reader *r, char c)
{
    if (peek(r) != c) {
        return false;
    }
    r->at++;
    return true;
}

static void need(struct reader *r, char c)
{
    if (r->failed == RT_OK && !take(r, c)) {
        fail(r, RT_ESYNTAX);
    }
}

/* Parses digits, without blanks in between. n_digits may be NULL. */
static uint32_t digits(struct reader *r, uint32_t max, unsigned *n_digits)
{
    uint32_t v = 0;
    unsigned n = 0;
    while (r->failed == RT_OK && r->at < r->text.n && rt_is_digit(r->text.p[r->at])) {
        v = v * 10 + (uint32_t)(r->text.p[r->at] - '0');
        if (v > max) {
            fail(r, RT_ERANGE);
            v = 0;
            break;
        }
        n++;
        r->at++;
    }
    if (n_digits != NULL) {
        *n_digits = n;
    }
    return v;
}

/* Decimals after a point, in units of 1/10^places; further decimals are skipped. */
static uint32_t decimals(struct reader *r, unsigned places, unsigned *n_digits)
{
    uint32_t v = 0;
    unsigned n = 0;
    for (; r->at < r->text.n && rt_is_digit(r->text.p[r->at]); r->at++) {
        if (n++ < places) {
            v = v * 10 + (uint32_t)(r->text.p[r->at] - '0');
        }
    }
    for (unsigned i = n; i < places; i++) {
        v *= 10;
    }
    *n_digits = n;
    return v;
}

/* "12", ".25", "2." , "1.5" in units of 1/10^places; max bounds the part before the point. */
static uint32_t number(struct reader *r, unsigned places, uint32_t max)
{
    (void)peek(r); /* only for the blanks in front */
    unsigned n_whole, n_decimals = 0;
    uint32_t v = digits(r, max, &n_whole);
    for (unsigned i = 0; i < places; i++) {
        v *= 10;
    }
    if (r->failed == RT_OK && r->at < r->text.n && r->text.p[r->at] == '.') {
        r->at++;
        v += decimals(r, places, &n_decimals);
    }
    if (n_whole + n_decimals == 0) {
        fail(r, RT_ESYNTAX);
    }
    return v;
}

static uint32_t duration_ms(struct reader *r)
{
    if (take(r, '*')) {
        return FW_SCRIPT_FOREVER;
    }
    return number(r, 3, SECONDS_MAX);
}

/* f = 0 | n1[+n2...] */
static uint8_t frequency_mask(struct reader *r, unsigned n_frequencies)
{
    unsigned mask = 0;
    do {
        (void)peek(r);
        unsigned n_digits;
        uint32_t index = digits(r, FW_SCRIPT_FREQUENCIES_MAX, &n_digits);
        if (n_digits == 0) {
            fail(r, RT_ESYNTAX);
        } else if (index > n_frequencies) {
            fail(r, RT_ERANGE);
        } else if (index > 0) {
            mask |= 1u << (index - 1);
        }
    } while (take(r, '+'));
    return (uint8_t)mask;
}

/* D(on/off[/f], ...). A section of zero length would make a player loop, so it is rejected. */
static void section(struct reader *r, struct fw_script_section *s, bool is_tone, unsigned n_frequencies)
{
    s->duration_ms = duration_ms(r);
    need(r, '(');
    uint64_t period_ms = 0;
    do {
        if (s->n_segments == FW_SCRIPT_SEGMENTS_MAX) {
            fail(r, RT_EFULL);
            return;
        }
        struct fw_script_segment *g = &s->segment[s->n_segments++];
        g->on_ms = duration_ms(r);
        need(r, '/');
        g->off_ms = duration_ms(r);
        period_ms += (uint64_t)g->on_ms + g->off_ms;
        if (is_tone) {
            need(r, '/');
            g->mask = frequency_mask(r, n_frequencies);
        }
    } while (take(r, ','));
    need(r, ')');
    if (period_ms == 0) {
        fail(r, RT_ERANGE);
    }
}

/* S1[;S2], and nothing after it. A trailing ';' is skipped. */
static void sections(struct reader *r, struct fw_script_cadence *c, bool is_tone, unsigned n_frequencies)
{
    do {
        if (c->n_sections == FW_SCRIPT_SECTIONS_MAX) {
            fail(r, RT_EFULL);
            return;
        }
        section(r, &c->section[c->n_sections++], is_tone, n_frequencies);
    } while (take(r, ';') && peek(r) != 0);
}

static void frequency(struct reader *r, struct fw_script_frequency *f)
{
    unsigned n_digits;
    (void)peek(r);
    f->hz = (uint16_t)digits(r, FW_SCRIPT_HZ_MAX, &n_digits);
    if (n_digits == 0) {
        fail(r, RT_ESYNTAX);
    }
    if (take(r, '*')) {
        (void)peek(r);
        f->modulation_hz = (uint16_t)digits(r, FW_SCRIPT_HZ_MAX, &n_digits);
        if (n_digits == 0) {
            fail(r, RT_ESYNTAX);
        }
    }
    need(r, '@');
    bool is_negative = take(r, '-');
    if (!is_negative) {
        (void)take(r, '+');
    }
    int level = (int)number(r, 1, 99);
    f->level_dbm_tenth = (int16_t)(is_negative ? -level : level);
}

static void frequencies(struct reader *r, struct fw_script_frequencies *f)
{
    do {
        if (f->n == FW_SCRIPT_FREQUENCIES_MAX) {
            fail(r, RT_EFULL);
            return;
        }
        frequency(r, &f->frequency[f->n++]);
    } while (take(r, ','));
}

static enum rt_err finish(struct reader *r, void *out, size_t out_size, size_t *bad_at)
{
    skip_blanks(r);
    if (r->failed == RT_OK && r->at < r->text.n) { /* not peek(): a 0 byte in the text is an error too */
        fail(r, RT_ESYNTAX);
    }
    if (r->failed != RT_OK) {
        memset(out, 0, out_size);
        if (bad_at != NULL) {
            *bad_at = r->at;
        }
    }
    return r->failed;
}

enum rt_err fw_script_parse_cadence(struct rt_str text, struct fw_script_cadence *out, size_t *bad_at)
{
    RT_ASSERT(out != NULL);
    memset(out, 0, sizeof *out);
    struct reader r = {.text = text};
    if (peek(&r) != 0) {
        sections(&r, out, false, 0);
    }
    return finish(&r, out, sizeof *out, bad_at);
}

enum rt_err fw_script_parse_frequencies(struct rt_str text, struct fw_script_frequencies *out, size_t *bad_at)
{
    RT_ASSERT(out != NULL);
    memset(out, 0, sizeof *out);
    struct reader r = {.text = text};
    if (peek(&r) != 0) {
        frequencies(&r, out);
    }
    return finish(&r, out, sizeof *out, bad_at);
}

enum rt_err fw_script_parse_tone(struct rt_str text, struct fw_script_tone *out, size_t *bad_at)
{
    RT_ASSERT(out != NULL);
    memset(out, 0, sizeof *out);
    struct reader r = {.text = text};
    if (peek(&r) != 0) {
        frequencies(&r, &out->frequencies);
        need(&r, ';');
        sections(&r, &out->cadence, true, out->frequencies.n);
    }
    return finish(&r, out, sizeof *out, bad_at);
}
