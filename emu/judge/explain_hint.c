/* SPDX-License-Identifier: MIT */
/* From what is wrong with a rule to what its author should write instead. */
#include "explain_priv.h"
#include <string.h>
#include "placeholder.h"

/* what: a part of the engine's sentence. in: a part of the rule that makes this row the better one; NULL: always. */
static const struct {
    const char *what, *in, *hint;
} RULE_HINTS[] = {
    {NULL, "||",
     "There is no `or`: each '|' begins a new alternative. Give every case an alternative of its own: "
     "(case 1)? URL | (case 2)? URL."},
    {NULL, "&&", "Comparisons are joined with the word and: ($REGTMR1 gt 300 and $PRVTMR ge 600)?"},
    {"scheme is none of", " ? ", "A condition stands in parentheses: ($SWVER ge 5.1.0)? URL."},
    {"scheme is none of", ")!(", "The condition comes first: (condition)? (assignments)! URL."},
    {"scheme is none of", ")! (", "The condition comes first: (condition)? (assignments)! URL."},
    {"scheme is none of", "\"http", "Leave the quotation marks around the URL out."},
    {"blank in the filepath", ", http",
     "An alternative has one URL: write (condition)? URL | URL, or put the second one into Profile_Rule_B."},
    {"filepath, which starts with '/'", NULL, "Write the path after the server: http://server/file.cfg."},
    {"scheme is none of", NULL, "Use tftp://, http:// or https://."},
    {"':' without a server", NULL, "Write the server in front of the port: server:8080/file.cfg."},
    {"no server name has", NULL,
     "Letters, digits, '-', '.' and '_' make a server name. User names and passwords in a URL are not supported."},
    {"a port is a number", "@",
     "A URL has no user and password in it: the unit logs in nowhere. Leave user:password@ out."},
    {"not an option", "--uid", "--uid belongs to later products: --key, --post and --alias are all there is."},
    {"not an option", "--pwd", "--pwd belongs to later products: --key, --post and --alias are all there is."},
    {"not an option", "--delta", "--delta belongs to later products: --key, --post and --alias are all there is."},
    {"not an option", "--key $S", "Quote a secret that contains a space: [--key \"$SA\"]."},
    {"not an option", "--key", "Quote a phrase that contains a space: [--key \"my phrase\"]."},
    {"a port is a number", NULL, "Write the port as digits after the server: server:8080/file.cfg."},
    {"blank in the filepath", NULL, "Write %20 for a blank; a comment after the URL begins with '#'."},
    {"takes no options", NULL, "Remove the [...]: images are not encrypted and are fetched by plain GET."},
    {"no option", NULL, "Remove what stands in the bracket."},
    {"not an option", NULL,
     "--key, --post and --alias are all there is: --uid, --pwd and --delta belong to later products."},
    {"takes no option but", NULL, "Remove --post and --alias: a report is posted by itself."},
    {"--key without a phrase", NULL, "Set the parameter that the macro names, or write the phrase itself."},
    {"one letter from a to p", NULL, "Name GPP_F as f: [--post f]."},
    {"options without a URL", NULL, "Write the URL after the bracket."},
    {"'[' that is never closed", NULL, "Close the bracket in front of the URL with ']'."},
    {"begins with a parameter's name", NULL, "Write ( Name = \"value\" ; )! with the element names of the profile."},
    {"needs a '='", NULL, "Write ( Name = \"value\" ; )!."},
    {"stands in double quotes", NULL, "Write ( Name = \"value\" ; )!."},
    {"ends with a ';'", NULL,
     "Every assignment ends with a semicolon, the last one too: ( A = \"1\" ; B = \"2\" ; )!."},
    {"'\"' that is never closed", NULL, "Add the missing '\"'."},
    {"second condition", NULL, "Write one condition: ( first and second )?"},
    {"--post works with", NULL, "Use http:// or https://, or remove --post."},
    {"by tftp or http only", NULL, "Offer the image over http:// or tftp://; a unit never fetches firmware by https."},
    {"needs a '?'", NULL, "Write (condition)? or (assignments)!."},
    {"'(' that is never closed", NULL,
     "Close it with ')', and put a '?' (condition) or a '!' (assignments) behind it."},
};

/* "https:/h/a" */
static bool has_single_slash(struct rt_str text)
{
    for (size_t i = 0; i + 1 < text.n; i++) {
        if (text.p[i] == ':' && text.p[i + 1] == '/') {
            return i + 2 >= text.n || text.p[i + 2] != '/';
        }
    }
    return false;
}

const char *explain_rule_hint(const char *what, struct rt_str text)
{
    if (strstr(what, "a port is a number") != NULL && has_single_slash(text)) {
        return "Two slashes follow the scheme: https://server/file.cfg.";
    }
    for (size_t i = 0; i < sizeof RULE_HINTS / sizeof RULE_HINTS[0]; i++) {
        bool fits = RULE_HINTS[i].what == NULL || strstr(what, RULE_HINTS[i].what) != NULL;
        size_t n = RULE_HINTS[i].in != NULL ? strlen(RULE_HINTS[i].in) : 0;
        bool is_in = n == 0;
        for (size_t k = 0; !is_in && k + n <= text.n; k++) {
            is_in = memcmp(text.p + k, RULE_HINTS[i].in, n) == 0;
        }
        if (fits && is_in) {
            return RULE_HINTS[i].hint;
        }
    }
    return NULL;
}

static const struct {
    const char *problem, *hint;
} PROBLEM_HINTS[] = {
    {"not of the same type", "Compare text with text and number with number: \"$A\" eq \"yes\", $SWVER ge 5.1.0."},
    {"strings have no order",
     "Only eq and ne compare text. Leave the quotes out where a number or a version is meant."},
    {"neither an integer", "Put text in double quotes: \"$A\" eq \"yes\"."},
    {"not a comparison", "Write left, operator, right, joined with `and`: ($A eq 1 and $B ne 2)?"},
    {"never closed", "Add the missing '\"'."},
    {"empty condition", "Write a comparison between the parentheses, or leave the condition out."},
};

const char *explain_problem_hint(const char *problem)
{
    for (size_t i = 0; i < sizeof PROBLEM_HINTS / sizeof PROBLEM_HINTS[0]; i++) {
        if (strstr(problem, PROBLEM_HINTS[i].problem) != NULL) {
            return PROBLEM_HINTS[i].hint;
        }
    }
    return NULL;
}

static struct rt_str name_of(struct rt_str written)
{
    struct rt_str s = rt_str_from(written, 1);
    if (s.n > 0 && s.p[0] == '(') {
        s = rt_str_from(s, 1);
        size_t end = rt_str_find(s, ':');
        s.n = end < s.n ? end : s.n - 1;
    }
    return s;
}

static struct rt_str upper(struct rt_str s, char out[16])
{
    size_t n = s.n < 16 ? s.n : 0;
    for (size_t i = 0; i < n; i++) {
        out[i] = s.p[i] >= 'a' && s.p[i] <= 'z' ? (char)(s.p[i] - 'a' + 'A') : s.p[i];
    }
    return rt_str_n(out, n);
}

static bool is_variable(struct rt_str name)
{
    return fw_var_gpp(name) != FW_EL_NONE || fw_var_find(name) != NULL;
}

json_t *explain_macro_hint(struct rt_str written)
{
    struct rt_str name = name_of(written);
    char text[16];
    struct rt_str folded = upper(name, text);
    struct placeholder p;
    if (placeholder_find(written, true, &p)) {
        struct rt_buf hint;
        rt_buf_init(&hint, 512);
        placeholder_hint(&p, true, &hint);
        json_t *out = report_text(rt_str_n(rt_buf_text(&hint), hint.n));
        rt_buf_fini(&hint);
        return out;
    }
    if (fw_var_gpp(name) != FW_EL_NONE && name.n == 2) {
        return report_printf("It is expanded only in the argument of --key, so that it never leaves the unit.");
    }
    if (rt_str_is_ci(name, "mac")) {
        return report_printf("Names are upper case: write $MA (000e08012345) or $MAU (000E08012345); $MAC has colons.");
    }
    if (!rt_str_eq(folded, name) && folded.n > 0 && is_variable(folded)) {
        return report_printf("Names are upper case: write $%.*s.", (int)folded.n, folded.p);
    }
    if (rt_str_is_ci(name, "model")) {
        return report_printf("Write $PN (SPA-2102) or $PSN (2102): a unit has no $%.*s.", (int)name.n, name.p);
    }
    const char *variable = placeholder_variable(name);
    if (variable != NULL) {
        return report_printf("Write $%s: a unit has no $%.*s.", variable, (int)name.n, name.p);
    }
    for (size_t n = name.n; n > 1; n--) {
        if (is_variable(rt_str_n(name.p, n - 1))) {
            return report_printf("A name ends where letters and digits end, so this is one name. Write $(%.*s)%.*s.",
                                 (int)(n - 1), name.p, (int)(name.n - n + 1), name.p + n - 1);
        }
    }
    return report_printf("No such variable: it stays as written. For a literal '$' write $$.");
}
