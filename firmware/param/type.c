/* SPDX-License-Identifier: MIT */
/*
 * Validation, first step: types. The guide defines the types (p.2-20 .. 2-22) but not what happens to an invalid
 * value; that the old value stays is a guess. Where the guide leaves room, the value is accepted, since profiles in
 * the field worked with real units. Accepted beyond the guide, all guesses:
 *   - any value may be empty;
 *   - blanks around the value of every type but the free texts;
 *   - the words of a bool and the spellings of a choice in any case;
 *   - in an int: decimals (guide p.2-20 says so for times: surplus decimals are ignored), the schedule lists of
 *     guide p.2-16 ("1800+300,3600"), and `inf` (Reorder_Delay).
 */
#include "type.h"
#include <fw/script.h>
#include <rt/ascii.h>
#include <rt/assert.h>
#include <string.h>

#define RULE_MAX         255u /* Str255: guide p.2-20 */
#define CODELIST_MAX     79u  /* SPA9000 guide p.180; of announcements: guess */
#define ACTCODE_MAX      7u   /* guide p.2-21 says up to 7; factory codes like *0172616 have 7 behind the star */
#define TEMPLATE_MAX     39u  /* guide p.2-21 */
#define FIXED_DIGITS_MAX 10u

static struct rt_str without_sign(struct rt_str s)
{
    return s.n > 0 && (s.p[0] == '-' || s.p[0] == '+') ? rt_str_from(s, 1) : s;
}

/* [+-] digits [. digits], at least one digit, no more than FIXED_DIGITS_MAX of them before the point. */
static bool is_fixed(struct rt_str s)
{
    s = without_sign(s);
    size_t n_whole = 0, i = 0;
    for (; i < s.n && rt_is_digit(s.p[i]); i++) {
        n_whole++;
    }
    size_t n_decimals = 0;
    if (i < s.n && s.p[i] == '.') {
        for (i++; i < s.n && rt_is_digit(s.p[i]); i++) {
            n_decimals++;
        }
    }
    return i == s.n && n_whole + n_decimals > 0 && n_whole <= FIXED_DIGITS_MAX;
}

/* A number of at most 32 bits: signed or not, decimal (surplus decimals are ignored) or hexadecimal. */
static bool is_number(struct rt_str s)
{
    bool is_negative = rt_str_starts(s, "-");
    struct rt_str abs = without_sign(s);
    uint64_t v = 0;
    if (rt_str_starts_ci(abs, "0x")) {
        struct rt_str hex = rt_str_from(abs, 2);
        for (size_t i = 0; i < hex.n; i++) {
            if (rt_hex_value(hex.p[i]) < 0) {
                return false;
            }
        }
        return hex.n >= 1 && hex.n <= 8;
    }
    if (!is_fixed(s)) {
        return false;
    }
    for (size_t i = 0; i < abs.n && rt_is_digit(abs.p[i]); i++) {
        v = v * 10 + (uint64_t)(abs.p[i] - '0');
    }
    return v <= (is_negative ? 0x80000000u : 0xffffffffu);
}

static enum fw_fit judge_int(const struct fw_schema_row *row, struct rt_str s, char *out)
{
    (void)row;
    (void)out;
    if (rt_str_is_ci(s, "inf")) {
        return FW_FIT_OK;
    }
    struct rt_str rest = s;
    do {
        struct rt_str item = rt_str_trim(rt_str_cut(rest, ',', &rest));
        /* A leading sign belongs to the number; a later '+' introduces the random part of a schedule. */
        size_t at = item.n > 0 ? 1 + rt_str_find(rt_str_from(item, 1), '+') : 0;
        struct rt_str random = rt_str_trim(rt_str_from(item, at + 1));
        struct rt_str number = rt_str_trim(rt_str_n(item.p, at < item.n ? at : item.n));
        if (!is_number(number) || (at < item.n && (!is_number(random) || !rt_is_digit(random.p[0])))) {
            return FW_FIT_WRONG_TYPE;
        }
    } while (rest.p != NULL);
    return FW_FIT_OK;
}

static enum fw_fit judge_fixed(const struct fw_schema_row *row, struct rt_str s, char *out)
{
    (void)row;
    (void)out;
    return is_fixed(s) || rt_str_is_ci(s, "inf") ? FW_FIT_OK : FW_FIT_WRONG_TYPE;
}

static enum fw_fit judge_bool(const struct fw_schema_row *row, struct rt_str s, char *out)
{
    static const struct {
        const char *word, *stored; /* guide p.2-8: the words of the compiler */
    } words[] = {{"Yes", "Yes"}, {"Enable", "Yes"}, {"1", "Yes"}, {"No", "No"}, {"Disable", "No"}, {"0", "No"}};
    (void)row;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (rt_str_is_ci(s, words[i].word)) {
            bool is_same = rt_str_is(s, words[i].stored);
            (void)rt_str_copy(out, FW_VALUE_MAX + 1, rt_str(words[i].stored)); /* it fits */
            return is_same ? FW_FIT_OK : FW_FIT_NORMALISED;
        }
    }
    return FW_FIT_WRONG_TYPE;
}

static enum fw_fit judge_choice(const struct fw_schema_row *row, struct rt_str s, char *out)
{
    struct rt_str near = {0}, rest = rt_str(row->choices);
    while (rest.p != NULL) {
        struct rt_str choice = rt_str_cut(rest, '/', &rest);
        if (rt_str_eq(choice, s)) {
            return FW_FIT_OK;
        }
        if (near.p == NULL && choice.n == s.n &&
            rt_str_starts_ci(choice, out)) { /* s is the NUL-terminated text in out */
            near = choice;
        }
    }
    if (near.p == NULL) {
        return FW_FIT_WRONG_TYPE;
    }
    memcpy(out, near.p, near.n); /* same length, so the NUL stays */
    return FW_FIT_NORMALISED;
}

static bool has_only(struct rt_str s, const char *allowed)
{
    for (size_t i = 0; i < s.n; i++) {
        if (!rt_is_digit(s.p[i]) && strchr(allowed, s.p[i]) == NULL) {
            return false;
        }
    }
    return true;
}

static enum fw_fit limit(struct rt_str s, size_t max)
{
    return s.n <= max ? FW_FIT_OK : FW_FIT_TOO_LONG;
}

/* The lists are of this type too (sample profile), and checked by their format. */
static enum fw_fit judge_actcode(const struct fw_schema_row *row, struct rt_str s, char *out)
{
    (void)out;
    if (row->format == FW_FORMAT_CODE_LIST || row->format == FW_FORMAT_ANNOUNCEMENTS) {
        return limit(s, CODELIST_MAX);
    }
    if (!has_only(s, "*#")) {
        return FW_FIT_WRONG_TYPE;
    }
    return limit(s.p[0] == '*' || s.p[0] == '#' ? rt_str_from(s, 1) : s, ACTCODE_MAX);
}

static enum fw_fit judge_template(const struct fw_schema_row *row, struct rt_str s, char *out)
{
    (void)row;
    (void)out;
    return has_only(s, "?*, ") ? limit(s, TEMPLATE_MAX) : FW_FIT_WRONG_TYPE;
}

static enum fw_fit judge_cadence(const struct fw_schema_row *row, struct rt_str s, char *out)
{
    struct fw_script_cadence c;
    (void)row;
    (void)out;
    return fw_script_parse_cadence(s, &c, NULL) == RT_OK ? limit(s, FW_SCRIPT_TEXT_MAX) : FW_FIT_WRONG_TYPE;
}

static enum fw_fit judge_frequencies(const struct fw_schema_row *row, struct rt_str s, char *out)
{
    struct fw_script_frequencies f;
    (void)row;
    (void)out;
    return fw_script_parse_frequencies(s, &f, NULL) == RT_OK ? limit(s, FW_SCRIPT_TEXT_MAX) : FW_FIT_WRONG_TYPE;
}

static enum fw_fit judge_tone(const struct fw_schema_row *row, struct rt_str s, char *out)
{
    struct fw_script_tone t;
    (void)row;
    (void)out;
    return fw_script_parse_tone(s, &t, NULL) == RT_OK ? limit(s, FW_SCRIPT_TEXT_MAX) : FW_FIT_WRONG_TYPE;
}

/* s is the text in out, trimmed and not empty; the function may normalise it in out. NULL: free text. */
typedef enum fw_fit judge_fn(const struct fw_schema_row *row, struct rt_str s, char *out);

static const struct {
    judge_fn *judge;
    size_t max; /* of a free text; 0: FW_VALUE_MAX */
} types[FW_N_TYPES] = {
    [FW_TYPE_STRING] = {NULL, 0},
    [FW_TYPE_RULE] = {NULL, RULE_MAX},
    [FW_TYPE_BOOL] = {judge_bool, 0},
    [FW_TYPE_INT] = {judge_int, 0},
    [FW_TYPE_FIXED] = {judge_fixed, 0},
    [FW_TYPE_CHOICE] = {judge_choice, 0},
    [FW_TYPE_PASSWORD] = {NULL, 0},
    [FW_TYPE_ACTCODE] = {judge_actcode, 0},
    [FW_TYPE_CADSCRIPT] = {judge_cadence, 0},
    [FW_TYPE_FREQSCRIPT] = {judge_frequencies, 0},
    [FW_TYPE_TONESCRIPT] = {judge_tone, 0},
    [FW_TYPE_RSCTMPLT] = {judge_template, 0},
    [FW_TYPE_DIALPLAN] = {NULL, 0},
    [FW_TYPE_STATUS] = {NULL, 0},
};

/* Newlines become blanks (guide p.2-2), other control characters too (guess). */
static bool copy_printable(char *out, struct rt_str value)
{
    bool is_same = true;
    for (size_t i = 0; i < value.n; i++) {
        unsigned char c = (unsigned char)value.p[i];
        bool is_control = c < ' ' || c == 0x7f;
        out[i] = is_control ? ' ' : value.p[i];
        is_same = is_same && !is_control;
    }
    out[value.n] = '\0';
    return is_same;
}

enum fw_fit param_type_judge(const struct fw_schema_row *row, struct rt_str value, char out[FW_VALUE_MAX + 1])
{
    RT_ASSERT(row != NULL && row->type < FW_N_TYPES && out != NULL);
    out[0] = '\0';
    if (row->type == FW_TYPE_STATUS) {
        return FW_FIT_UNKNOWN; /* not a parameter */
    }
    if (value.n > FW_VALUE_MAX) {
        return FW_FIT_TOO_LONG;
    }
    bool is_same = copy_printable(out, value);
    judge_fn *judge = types[row->type].judge;
    enum fw_fit fit;
    if (judge == NULL) {
        fit = types[row->type].max > 0 ? limit(value, types[row->type].max) : FW_FIT_OK;
    } else {
        struct rt_str s = rt_str_trim(rt_str(out));
        is_same = is_same && s.n == value.n;
        memmove(out, s.p, s.n);
        out[s.n] = '\0';
        fit = s.n > 0 ? judge(row, rt_str(out), out) : FW_FIT_OK;
    }
    if (fit == FW_FIT_WRONG_TYPE) {
        out[0] = '\0';
    }
    return fit == FW_FIT_OK && !is_same ? FW_FIT_NORMALISED : fit;
}
