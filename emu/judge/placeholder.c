/* SPDX-License-Identifier: MIT */
#include "placeholder.h"
#include <fw/vars.h>
#include <rt/ascii.h>
#include <string.h>

#define NAME_MAX_CHARS 80u /* with what closes it; what is longer is no name */

/* In the order in which they are tried at a place: the longer opening first. */
static const struct {
    const char *open, *close; /* close "": where letters and digits end */
    bool is_of_rules;         /* too usual elsewhere */
    bool is_of_names;         /* only around a name of NAMES: otherwise it has another meaning */
} FORMS[] = {
    {"{{", "}}", false, false}, {"{%", "%}", false, false}, {"{$", "}", false, false},  {"${", "}", false, false},
    {"<%", "%>", false, false}, {"[%", "%]", false, false}, {"__", "__", false, false}, {"@@", "@@", false, false},
    {"%%", "%%", false, false}, {"%", "%", false, false},   {"{", "}", true, false},    {"[", "]", true, true},
    {"<", ">", true, true},     {"%", "", true, true},
};

/* What other systems call the variables of guide p.4-7, table 4-4. Compared without case, '_' and '-'. */
static const struct {
    const char *foreign, *variable;
} NAMES[] = {
    {"mac", "MA"},         {"macaddress", "MA"}, {"macaddr", "MA"},   {"macid", "MA"},        {"model", "PN"},
    {"product", "PN"},     {"modelname", "PN"},  {"serial", "SN"},    {"serialnumber", "SN"}, {"version", "SWVER"},
    {"firmware", "SWVER"}, {"fwver", "SWVER"},   {"ipaddress", "IP"}, {"hardware", "HWVER"},  {"macd", "MA"},
};

static bool is_alpha(char c)
{
    return (rt_lower(c) >= 'a' && rt_lower(c) <= 'z') || c == '_';
}

/* "mac", "account.user_id", "$mac | upper": a name, with what engines put around one. */
static bool is_name(struct rt_str s)
{
    bool is = s.n > 0 && (is_alpha(s.p[0]) || (s.p[0] == '$' && s.n > 1 && is_alpha(s.p[1])));
    for (size_t i = 1; i < s.n && is; i++) {
        is = is_alpha(s.p[i]) || rt_is_digit(s.p[i]) || strchr(".:|$ []'-()", s.p[i]) != NULL;
    }
    return is;
}

static bool is_plain_name(struct rt_str s)
{
    bool is = s.n > 1 && is_alpha(s.p[0]);
    for (size_t i = 1; i < s.n && is; i++) {
        is = is_alpha(s.p[i]) || rt_is_digit(s.p[i]);
    }
    return is;
}

static size_t find(struct rt_str text, const char *what)
{
    size_t n = strlen(what), i = 0;
    while (i + n <= text.n && memcmp(text.p + i, what, n) != 0) {
        i++;
    }
    return i + n <= text.n ? i : text.n;
}

static const char *find_foreign(struct rt_str name)
{
    char plain[24];
    size_t n = 0;
    const char *variable = NULL;
    for (size_t i = 0; i < name.n && name.n < sizeof plain; i++) {
        if (name.p[i] != '_' && name.p[i] != '-') {
            plain[n++] = rt_lower(name.p[i]);
        }
    }
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        if (rt_str_is(rt_str_n(plain, n), NAMES[i].foreign)) {
            variable = NAMES[i].variable;
        }
    }
    return variable;
}

static size_t end_of_name(struct rt_str s)
{
    size_t n = 0;
    while (n < s.n && (is_alpha(s.p[n]) || rt_is_digit(s.p[n]))) {
        n++;
    }
    return n;
}

static bool stands_here(struct rt_str here, size_t form, bool is_url, struct placeholder *out)
{
    const char *open = FORMS[form].open, *close = FORMS[form].close;
    size_t n_open = strlen(open);
    bool is_percent = strcmp(open, "%") == 0, is_strict = strcmp(open, close) == 0;
    if (!rt_str_starts(here, open)) {
        return false;
    }
    struct rt_str rest = rt_str_from(here, n_open);
    rest.n = rest.n < NAME_MAX_CHARS ? rest.n : NAME_MAX_CHARS;
    size_t end = *close != '\0' ? find(rest, close) : end_of_name(rest);
    struct rt_str name = rt_str_trim(rt_str_n(rest.p, end));
    if ((end == rest.n && *close != '\0') || (FORMS[form].is_of_names && find_foreign(name) == NULL) ||
        !(is_strict ? is_plain_name(rt_str_n(rest.p, end)) : is_name(name))) {
        return false;
    }
    if (is_percent && is_url && rt_hex_value(name.p[0]) >= 0 && rt_hex_value(name.p[1]) >= 0) {
        return false; /* %E4nd%20: escapes of a URL */
    }
    *out = (struct placeholder){rt_str_n(here.p, n_open + end + strlen(close)),
                                name.p[0] == '$' ? rt_str_from(name, 1) : name};
    return true;
}

bool placeholder_find(struct rt_str text, bool is_rule, struct placeholder *out)
{
    bool is_url = rt_str_find(text, '/') < text.n;
    for (size_t i = 0; i < text.n; i++) {
        for (size_t f = 0; f < sizeof FORMS / sizeof FORMS[0]; f++) {
            if ((is_rule || !FORMS[f].is_of_rules) && stands_here(rt_str_from(text, i), f, is_url, out)) {
                return true;
            }
        }
    }
    return false;
}

const char *placeholder_variable(struct rt_str name)
{
    char upper[24];
    const char *variable = find_foreign(name);
    if (name.n >= sizeof upper) {
        return NULL;
    }
    for (size_t i = 0; i < name.n; i++) {
        upper[i] = rt_lower(name.p[i]) != name.p[i] || !is_alpha(name.p[i]) || name.p[i] == '_'
                       ? name.p[i]
                       : (char)(name.p[i] - 'a' + 'A');
    }
    const struct fw_var *own = fw_var_find(rt_str_n(upper, name.n));
    bool is_gpp = name.n == 1 && fw_var_gpp(rt_str_n(upper, name.n)) != FW_EL_NONE;
    static const char *const letters[] = {"A", "B", "C", "D", "E", "F", "G", "H",
                                          "I", "J", "K", "L", "M", "N", "O", "P"};
    return variable != NULL ? variable : own != NULL ? own->name : is_gpp ? letters[upper[0] - 'A'] : NULL;
}

void placeholder_hint(const struct placeholder *p, bool is_expanded, struct rt_buf *out)
{
    const char *variable = is_expanded ? placeholder_variable(p->name) : NULL;
    if (variable != NULL) {
        (void)rt_buf_printf(out, "A unit expands $NAME and $(NAME) only: write $(%s).", variable);
    } else {
        (void)rt_buf_printf(out, "Let the template engine fill it, or write the value in its place.");
    }
}
