/* SPDX-License-Identifier: MIT */
/* A recursive-descent parser of dial plans: one function per rule of the grammar in fw/dialplan.h. */
#include <fw/dialplan.h>
#include <rt/ascii.h>
#include <rt/assert.h>
#include <string.h>

/* Of "L:", "S:" and "P" without a number: SPA-2000 guide p.52. */
#define DEFAULT_MS 5000u

struct reader {
    struct rt_str text;
    size_t at;
    enum rt_err err;
    const char *why;
};

/* The next significant character, 0 at the end. */
static char peek(struct reader *r)
{
    while (r->at < r->text.n && rt_is_blank(r->text.p[r->at])) {
        r->at++;
    }
    return r->at < r->text.n ? r->text.p[r->at] : '\0';
}

static bool take(struct reader *r, char c)
{
    bool is_it = peek(r) == c;
    r->at += is_it ? 1 : 0;
    return is_it;
}

/* guess: letters in any case ("X", "s3" are seen in the field). */
static bool take_letter(struct reader *r, char upper)
{
    char c = peek(r);
    bool is_it = c == upper || c == (char)(upper - 'A' + 'a');
    r->at += is_it ? 1 : 0;
    return is_it;
}

static void refuse(struct reader *r, enum rt_err err, const char *why)
{
    if (r->err == RT_OK) {
        r->err = err;
        r->why = why;
    }
}

/* The bit of a key, 0 for none. */
static uint32_t key_bit(char c)
{
    if (rt_is_digit(c)) {
        return 1u << (c - '0');
    }
    if (c == '*' || c == '#') {
        return c == '*' ? FW_DIALPLAN_STAR : FW_DIALPLAN_HASH;
    }
    return c >= 'A' && c <= 'D' ? 1u << (12 + c - 'A') : 0;
}

/* Seconds with decimals ("3", ".5"); the fallback if there is no digit. */
static uint32_t seconds_ms(struct reader *r, uint32_t fallback)
{
    uint64_t ms = 0;
    uint32_t scale = 1000;
    bool has_digit = false;
    (void)peek(r);
    for (; r->at < r->text.n && rt_is_digit(r->text.p[r->at]); r->at++) {
        ms = ms > UINT32_MAX ? ms : ms * 10 + (uint64_t)(r->text.p[r->at] - '0') * 1000;
        has_digit = true;
    }
    if (r->at + 1 < r->text.n && r->text.p[r->at] == '.' && rt_is_digit(r->text.p[r->at + 1])) {
        has_digit = true;
        for (r->at++; r->at < r->text.n && rt_is_digit(r->text.p[r->at]); r->at++) {
            scale /= 10;
            ms += (uint64_t)(r->text.p[r->at] - '0') * scale;
        }
    }
    if (ms > FW_DIALPLAN_SECONDS_MAX * 1000u) {
        refuse(r, RT_ESYNTAX, "a time of more than 64 seconds");
    }
    return has_digit ? (uint32_t)ms : fallback;
}

/* "[2-9*]", after its '['. */
static uint32_t key_set(struct reader *r)
{
    uint32_t keys = 0;
    while (r->err == RT_OK && !take(r, ']')) {
        if (take_letter(r, 'X')) {
            keys |= FW_DIALPLAN_DIGITS;
            continue;
        }
        char from = peek(r);
        uint32_t bit = key_bit(from);
        if (bit == 0) {
            refuse(r, RT_ESYNTAX, from == '\0' ? "a '[' that is never closed" : "a set holds keys and ranges only");
            return 0;
        }
        r->at++;
        keys |= bit;
        if (!take(r, '-')) {
            continue;
        }
        char to = peek(r);
        if (!rt_is_digit(from) || !rt_is_digit(to) || to < from) {
            refuse(r, RT_ESYNTAX, "a range goes from a digit to a higher one");
            return 0;
        }
        for (char c = from; c <= to; c++) {
            keys |= key_bit(c);
        }
        r->at++;
    }
    if (keys == 0) {
        refuse(r, RT_ESYNTAX, "an empty set");
    }
    return keys;
}

/* One key, "x" or a set, with its '.'; false if there is none here. */
static bool keys_element(struct reader *r, struct fw_dialplan_element *out)
{
    char c = peek(r);
    *out = (struct fw_dialplan_element){.kind = FW_DIALPLAN_KEYS};
    if (take_letter(r, 'X')) {
        out->keys = FW_DIALPLAN_DIGITS;
    } else if (take(r, '[')) {
        out->keys = key_set(r);
    } else if (key_bit(c) != 0) {
        out->keys = key_bit(c);
        r->at++;
    } else {
        return false;
    }
    out->is_repeated = take(r, '.');
    return true;
}

/* What is sent: anything that can be dialled or can be part of a host name ("<:@gw1>" is seen for a sister product). */
static bool is_sent_char(char c)
{
    return key_bit(c) != 0 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '@' || c == '.' || c == '-' ||
           c == '_' || c == '+' || c == ':' || c == ';' || c == '=';
}

/* "<dialled:sent>", after its '<'. */
static void substitution(struct reader *r, struct fw_dialplan_element *out)
{
    struct fw_dialplan_element part;
    *out = (struct fw_dialplan_element){.kind = FW_DIALPLAN_SUBSTITUTION};
    (void)peek(r);
    size_t start = r->at;
    while (r->err == RT_OK && (take(r, ',') || keys_element(r, &part))) {
    }
    out->dialled = rt_str_n(r->text.p + start, r->at - start);
    if (!take(r, ':')) {
        refuse(r, RT_ESYNTAX, "a substitution is written <dialled:sent>");
        return;
    }
    start = r->at;
    while (is_sent_char(peek(r))) {
        r->at++;
    }
    out->sent = rt_str_trim(rt_str_n(r->text.p + start, r->at - start));
    if (!take(r, '>')) {
        refuse(r, RT_ESYNTAX, peek(r) == '\0' ? "a '<' that is never closed" : "a character that cannot be sent");
        return;
    }
    out->is_repeated = take(r, '.');
}

/* All that stand here: "S3", "L10". False: none. */
static bool timers(struct reader *r, uint32_t *short_ms, uint32_t *long_ms)
{
    bool has_one = false;
    for (; r->err == RT_OK; has_one = true) {
        if (take_letter(r, 'S')) {
            *short_ms = seconds_ms(r, 0); /* guess: a bare "S" is "S0" */
        } else if (take_letter(r, 'L')) {
            *long_ms = seconds_ms(r, DEFAULT_MS); /* guess: as "L:" of the plan; 0 would end at the first key */
        } else {
            break;
        }
    }
    return has_one;
}

static bool element(struct reader *r, struct fw_dialplan_element *out)
{
    struct fw_dialplan_element timer = {
        .kind = FW_DIALPLAN_TIMER, .short_ms = FW_DIALPLAN_TIMER_NONE, .long_ms = FW_DIALPLAN_TIMER_NONE};
    if (timers(r, &timer.short_ms, &timer.long_ms)) {
        *out = timer;
        return true;
    }
    if (take(r, '<')) {
        substitution(r, out);
        return true;
    }
    if (take(r, ',')) {
        *out = (struct fw_dialplan_element){.kind = FW_DIALPLAN_OUTSIDE_TONE};
        return true;
    }
    return keys_element(r, out);
}

static const char *why_not(char c)
{
    switch (c) {
    case '\0':
        return "the ')' at the end is missing";
    case '.':
        return "a '.' without a key before it";
    case ']':
        return "a ']' without a '['";
    case '>':
        return "a '>' without a '<'";
    case '(':
        return "a '(' inside the plan";
    default:
        return "a character that has no meaning here";
    }
}

/* True if '|' or ')' follows. */
static bool is_at_end(struct reader *r)
{
    char c = peek(r);
    if (c != '|' && c != ')') {
        refuse(r, RT_ESYNTAX, why_not(c));
    }
    return r->err == RT_OK;
}

static void sequence(struct reader *r, struct fw_dialplan *plan)
{
    struct fw_dialplan_sequence s = {.short_ms = FW_DIALPLAN_TIMER_NONE, .long_ms = FW_DIALPLAN_TIMER_NONE};
    struct fw_dialplan_element e, last = {.kind = FW_DIALPLAN_KEYS};
    unsigned n = 0;
    (void)timers(r, &s.short_ms, &s.long_ms); /* "( S0 <:18005551212> )": a hot line of the guide, p.2-3 */
    (void)peek(r);
    size_t start = r->at, end = r->at;
    while (r->err == RT_OK && element(r, &e)) {
        last = e;
        if (e.kind != FW_DIALPLAN_TIMER) {
            n++;
            end = r->at;
        }
    }
    s.text = rt_str_trim(rt_str_n(r->text.p + start, end - start));
    if (last.kind == FW_DIALPLAN_TIMER) { /* with nothing behind it: of the whole sequence */
        s.short_ms = last.short_ms != FW_DIALPLAN_TIMER_NONE ? last.short_ms : s.short_ms;
        s.long_ms = last.long_ms != FW_DIALPLAN_TIMER_NONE ? last.long_ms : s.long_ms;
    }
    s.is_barred = r->err == RT_OK && take(r, '!');
    if (r->err == RT_OK) {
        (void)timers(r, &s.short_ms, &s.long_ms);
    }
    if (r->err == RT_OK && !s.is_barred && take(r, '!')) { /* guess: the mark may follow the timer too */
        s.is_barred = true;
    }
    if (r->err != RT_OK || !is_at_end(r)) {
        return;
    }
    if (n == 0) {
        refuse(r, RT_ESYNTAX, "an empty sequence");
    } else if (plan->n_sequences == FW_DIALPLAN_SEQUENCES_MAX) {
        refuse(r, RT_EFULL, "more than 64 sequences");
    } else {
        plan->sequence[plan->n_sequences++] = s;
    }
}

/* "P5<:5551234>", after its 'P'. */
static void hotline(struct reader *r, struct fw_dialplan *plan)
{
    struct fw_dialplan_element e = {0};
    plan->has_hotline = true;
    plan->hotline_ms = seconds_ms(r, DEFAULT_MS);
    if (r->err == RT_OK && take(r, '<')) {
        substitution(r, &e);
        plan->hotline_number = e.sent;
    }
    if (r->err == RT_OK) {
        (void)is_at_end(r); /* refuses by itself */
    }
}

static void timers_of_plan(struct reader *r, struct fw_dialplan *plan)
{
    while (r->err == RT_OK && peek(r) != '(' && peek(r) != '\0') {
        bool is_long = take_letter(r, 'L');
        if ((!is_long && !take_letter(r, 'S')) || !take(r, ':')) {
            refuse(r, RT_ESYNTAX, "a plan begins with '(' or with a timer as L:10 or S:3");
            return;
        }
        *(is_long ? &plan->long_ms : &plan->short_ms) = seconds_ms(r, DEFAULT_MS);
        (void)take(r, ',');
    }
}

static void plan_body(struct reader *r, struct fw_dialplan *plan)
{
    if (!take(r, '(')) {
        refuse(r, RT_ESYNTAX, "a plan stands in parentheses");
        return;
    }
    if (take_letter(r, 'P')) {
        hotline(r, plan);
    } else {
        sequence(r, plan);
    }
    while (r->err == RT_OK && take(r, '|')) {
        sequence(r, plan);
    }
    if (r->err == RT_OK && !take(r, ')')) {
        refuse(r, RT_ESYNTAX, "the ')' at the end is missing");
    }
    if (r->err == RT_OK && peek(r) != '\0') {
        refuse(r, RT_ESYNTAX, "something stands after the plan");
    }
}

enum rt_err fw_dialplan_parse(struct rt_str text, struct fw_dialplan *out, size_t *bad_at, const char **why)
{
    RT_ASSERT(out != NULL);
    struct reader r = {.text = text, .err = RT_OK, .why = ""};
    memset(out, 0, sizeof *out);
    out->long_ms = out->short_ms = FW_DIALPLAN_TIMER_NONE;
    if (rt_str_trim(text).n > 0) {
        timers_of_plan(&r, out);
        if (r.err == RT_OK) {
            plan_body(&r, out);
        }
    }
    if (bad_at != NULL) {
        *bad_at = r.at;
    }
    if (why != NULL) {
        *why = r.why;
    }
    if (r.err != RT_OK) {
        memset(out, 0, sizeof *out);
    }
    return r.err;
}

bool fw_dialplan_next(struct rt_str *rest, struct fw_dialplan_element *out)
{
    struct reader r = {.text = *rest, .err = RT_OK, .why = ""};
    bool has_one = element(&r, out) && r.err == RT_OK;
    *rest = rt_str_from(*rest, r.at);
    return has_one;
}
