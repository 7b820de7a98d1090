/* SPDX-License-Identifier: MIT */
/* The report of `vspa explain` for people: one section a question, short sentences, columns that line up. */
#include "explain_text.h"
#include <host/colour.h>
#include <stdio.h>
#include <string.h>
#include <offline/words.h>

#define NAME_WIDTH_MAX  34u
#define VALUE_WIDTH_MAX 44u

/* The widest text under key in an array, at most max. */
static unsigned width_of(const json_t *rows, const char *key, unsigned max)
{
    unsigned width = 0;
    const json_t *row;
    size_t i;
    json_array_foreach(rows, i, row)
    {
        unsigned n = report_columns(report_get(row, key));
        width = n > width ? n : width;
    }
    return width < max ? width : max;
}

static const char *shown(const char *value)
{
    return value[0] != '\0' ? value : "(empty)";
}

static void print_hint(unsigned indent, const char *hint)
{
    if (hint[0] != '\0') {
        report_print_row(indent, 2, "->", hint);
    }
}

/* ---- the judged unit ---- */

void explain_print_subject(const json_t *subject)
{
    const char *unit = report_get(subject, "unit");
    printf("Judged for %s, release %s, MAC %s, serial %s: %s\n", report_get(subject, "product"),
           report_get(subject, "release"), report_get(subject, "mac"), report_get(subject, "serial"),
           unit[0] != '\0' ? unit : "a unit with factory values");
}

/* ---- a rule ---- */

static void print_macros(const json_t *macros)
{
    const json_t *m;
    size_t i;
    unsigned name = width_of(macros, "written", NAME_WIDTH_MAX), value = width_of(macros, "value", VALUE_WIDTH_MAX);
    if (json_array_size(macros) == 0) {
        return;
    }
    value = value < 7 ? 7 : value;
    printf("\nMacros\n");
    json_array_foreach(macros, i, m)
    {
        bool is_known = report_flag(m, "known");
        printf("  %-*s  ", (int)name, report_get(m, "written"));
        report_print_row(0, value, is_known ? shown(report_get(m, "value")) : "unknown",
                         is_known ? report_get(m, "from") : report_get(m, "hint"));
    }
}

static void print_comparisons(unsigned indent, const json_t *comparisons)
{
    const json_t *c;
    size_t i;
    unsigned width = width_of(comparisons, "text", 70);
    json_array_foreach(comparisons, i, c)
    {
        report_print_row(indent, width, report_get(c, "text"),
                         report_flag(c, "problem")   ? "counts as false"
                         : report_flag(c, "verdict") ? "true"
                                                     : "false");
        print_hint(indent, report_get(c, "hint"));
    }
}

static void print_alternatives(const json_t *alternatives)
{
    const json_t *a;
    size_t i;
    if (json_array_size(alternatives) == 0) {
        return;
    }
    printf("\nAlternatives\n");
    json_array_foreach(alternatives, i, a)
    {
        printf("  %d  %s\n     %s: %s\n", (int)json_integer_value(json_object_get(a, "number")), report_get(a, "text"),
               report_get(a, "state"), report_get(a, "why"));
        print_comparisons(7, json_object_get(a, "comparisons"));
    }
}

static void print_error(const json_t *rule)
{
    const json_t *error = json_object_get(rule, "error");
    const char *expanded = report_get(rule, "expanded");
    if (error == NULL) {
        return;
    }
    json_int_t offset = json_integer_value(json_object_get(error, "offset"));
    printf("\nError\n  %s\n  %*s^ %s\n", expanded, (int)offset, "", report_get(error, "what"));
    print_hint(2, report_get(error, "hint"));
}

static void print_assignments(const json_t *assignments)
{
    const json_t *a;
    size_t i;
    unsigned name = width_of(assignments, "name", NAME_WIDTH_MAX),
             value = width_of(assignments, "new", VALUE_WIDTH_MAX);
    if (json_array_size(assignments) == 0) {
        return;
    }
    value = value < 7 ? 7 : value;
    printf("\nAssignments, done before the fetch\n");
    json_array_foreach(assignments, i, a)
    {
        printf("  %-*s = ", (int)name, report_get(a, "name"));
        report_print_row(0, value, shown(report_get(a, "new")), report_get(a, "effect"));
        print_hint(2, report_get(a, "hint"));
    }
}

static void print_options(const json_t *options)
{
    const json_t *o;
    size_t i;
    if (json_array_size(options) == 0) {
        return;
    }
    printf("\nOptions\n");
    json_array_foreach(options, i, o)
    {
        printf("  %-8s", report_get(o, "name"));
        report_print_row(0, 8, report_get(o, "value"), report_get(o, "meaning"));
    }
}

static void print_url(const json_t *url)
{
    const json_t *parts = json_object_get(url, "parts"), *part;
    size_t i;
    unsigned value = width_of(parts, "value", VALUE_WIDTH_MAX);
    if (url == NULL) {
        return;
    }
    printf("\nURL  %s\n", report_get(url, "text"));
    json_array_foreach(parts, i, part)
    {
        printf("  %-6s  ", report_get(part, "name"));
        report_print_row(0, value, shown(report_get(part, "value")), report_get(part, "from"));
    }
}

static void print_request(const json_t *request)
{
    const json_t *line;
    size_t i;
    if (request == NULL) {
        return;
    }
    printf("\nRequest  %s\n", report_get(request, "protocol"));
    json_array_foreach(json_object_get(request, "head"), i, line)
    {
        const char *text = json_string_value(line);
        if (text != NULL && text[0] != '\0') {
            printf("  %s\n", text);
        }
    }
    if (report_get(request, "body")[0] != '\0') {
        printf("\n  %s\n", report_get(request, "body"));
    }
}

static void print_outcomes(const json_t *outcomes)
{
    const json_t *o;
    size_t i;
    unsigned width = width_of(outcomes, "when", NAME_WIDTH_MAX) + 4;
    if (json_array_size(outcomes) == 0) {
        return;
    }
    printf("\nWhat follows\n");
    json_array_foreach(outcomes, i, o)
    {
        char left[64];
        (void)snprintf(left, sizeof left, "if %s:", report_get(o, "when"));
        report_print_row(2, width, left, report_get(o, "then"));
    }
}

static void print_verdict(const json_t *report)
{
    struct rt_buf text;
    unsigned columns = report_terminal();
    rt_buf_init(&text, 8192);
    const char *verdict = report_flag(report, "ok") ? "Verdict" : "Verdict: NO";
    enum emu_style style = report_flag(report, "ok") ? EMU_STYLE_GOOD : EMU_STYLE_BAD;
    (void)rt_buf_printf(&text, "%s: %s", verdict, report_get(report, "summary"));
    struct rt_buf lines;
    rt_buf_init(&lines, 16384);
    words_wrap(rt_str_n(rt_buf_text(&text), text.n), 2, columns > 0 ? columns : REPORT_WIDTH, &lines);
    printf("\n%s%s%s%s\n", emu_style_on(stdout, style), verdict, emu_style_off(stdout, style),
           rt_buf_text(&lines) + (lines.n >= strlen(verdict) ? strlen(verdict) : 0)); /* it begins with the verdict */
    rt_buf_fini(&lines);
    rt_buf_fini(&text);
}

void explain_print_rule(const json_t *rule)
{
    const char *name = report_get(rule, "name");
    bool is_trigger = strcmp(report_get(rule, "kind"), "trigger") == 0;
    printf("%s  %s\n", name[0] != '\0' ? name : is_trigger ? "Trigger" : "Rule", shown(report_get(rule, "rule")));
    if (name[0] == '\0' && !is_trigger) {
        printf("      read as %s rule\n", strcmp(report_get(rule, "kind"), "upgrade") == 0  ? "an upgrade"
                                          : strcmp(report_get(rule, "kind"), "report") == 0 ? "a report"
                                                                                            : "a profile");
    }
    if (report_get(rule, "comment")[0] != '\0') {
        printf("\nComment, not read\n  %s\n", report_get(rule, "comment"));
    }
    print_macros(json_object_get(rule, "macros"));
    if (json_array_size(json_object_get(rule, "macros")) > 0 && json_object_get(rule, "error") == NULL) {
        printf("\nAfter expansion\n  %s\n", shown(report_get(rule, "expanded")));
    }
    if (is_trigger && json_array_size(json_object_get(rule, "comparisons")) > 0) {
        printf("\nComparisons\n");
        print_comparisons(2, json_object_get(rule, "comparisons"));
    }
    print_alternatives(json_object_get(rule, "alternatives"));
    print_error(rule);
    print_assignments(json_object_get(rule, "assignments"));
    print_options(json_object_get(rule, "options"));
    print_url(json_object_get(rule, "url"));
    print_request(json_object_get(rule, "request"));
    print_outcomes(json_object_get(rule, "outcomes"));
    print_verdict(rule);
}

/* ---- a profile ---- */

static void print_line_row(const json_t *row, unsigned width, const char *right)
{
    char left[160];
    (void)snprintf(left, sizeof left, "line %-4d  %.140s", (int)json_integer_value(json_object_get(row, "line")),
                   report_get(row, "element"));
    report_print_row(2, 11 + width, left, right);
}

static void put_rest(const json_t *change, struct rt_buf *out)
{
    const char *old = report_get(change, "access_old"), *now = report_get(change, "access_new");
    const char *note = report_get(change, "note");
    if (strcmp(old, now) != 0) {
        (void)rt_buf_printf(out, "   user access %s -> %s", old, now);
    }
    (void)rt_buf_printf(out, "%s%s%s", report_flag(change, "reboot") ? "   restarts the unit" : "",
                        note[0] != '\0' ? "   " : "", note);
}

static void print_changes(const json_t *changes)
{
    const json_t *c;
    size_t i;
    unsigned columns = report_terminal();
    unsigned name = width_of(changes, "element", NAME_WIDTH_MAX), left = width_of(changes, "old", VALUE_WIDTH_MAX);
    if (json_array_size(changes) == 0) {
        printf("\nChanges: none\n");
        return;
    }
    left = left < 7 ? 7 : left;
    printf("\nChanges\n");
    json_array_foreach(changes, i, c)
    {
        const char *element = report_get(c, "element"), *old = shown(report_get(c, "old")),
                   *now = shown(report_get(c, "new"));
        unsigned n_old = report_columns(old), n_now = report_columns(now);
        struct rt_buf rest;
        rt_buf_init(&rest, 1024);
        put_rest(c, &rest);
        bool is_narrow = n_old <= VALUE_WIDTH_MAX && n_now <= VALUE_WIDTH_MAX &&
                         (columns == 0 || 2 + name + 2 + left + 6 + n_now + rest.n <= columns);
        if (!report_flag(c, "value_changes")) {
            printf("  %-*s  (value stays)%s\n", (int)name, element, rt_buf_text(&rest));
        } else if (is_narrow) {
            printf("  %-*s  %-*s  ->  %s%s\n", (int)name, element, (int)left, old, now, rt_buf_text(&rest));
        } else {
            printf("  %s%s\n", element, rt_buf_text(&rest));
            explain_print_difference(old, now, columns);
        }
        rt_buf_fini(&rest);
    }
}

static void print_ignored(const json_t *profile)
{
    const json_t *ignored = json_object_get(profile, "ignored"), *row;
    size_t i, n_more = (size_t)json_integer_value(json_object_get(profile, "n_ignored_more"));
    unsigned name = width_of(ignored, "element", NAME_WIDTH_MAX);
    if (json_array_size(ignored) == 0) {
        return;
    }
    printf("\nIgnored\n");
    json_array_foreach(ignored, i, row)
    {
        struct rt_buf right;
        const char *value = report_get(row, "value");
        rt_buf_init(&right, 16384);
        (void)rt_buf_printf(&right, "%s%s%s%s. %s", report_get(row, "why"), value[0] != '\0' ? " \"" : "", value,
                            value[0] != '\0' ? "\"" : "", report_get(row, "hint"));
        print_line_row(row, name, rt_buf_text(&right));
        rt_buf_fini(&right);
    }
    if (n_more > 0) {
        printf("  and %zu more\n", n_more);
    }
}

static void print_names(const char *title, const json_t *names)
{
    const json_t *name;
    size_t i;
    if (json_array_size(names) == 0) {
        return;
    }
    printf("\n%s\n ", title);
    json_array_foreach(names, i, name)
    {
        printf(" %s", json_string_value(name));
    }
    putchar('\n');
}

static void print_findings(const json_t *findings)
{
    const json_t *f;
    size_t i;
    unsigned name = width_of(findings, "element", NAME_WIDTH_MAX);
    if (json_array_size(findings) == 0) {
        return;
    }
    printf("\nFindings\n");
    json_array_foreach(findings, i, f)
    {
        struct rt_buf right;
        rt_buf_init(&right, 16384);
        (void)rt_buf_printf(&right, "%s.%s%s", report_get(f, "text"), report_get(f, "hint")[0] != '\0' ? " " : "",
                            report_get(f, "hint"));
        print_line_row(f, name, rt_buf_text(&right));
        rt_buf_fini(&right);
    }
}

static void print_reach(const json_t *ways)
{
    const json_t *w;
    size_t i;
    unsigned name = width_of(ways, "way", NAME_WIDTH_MAX);
    if (json_array_size(ways) == 0) {
        return;
    }
    printf("\nHow this unit can still be reached\n");
    json_array_foreach(ways, i, w)
    {
        char left[80];
        (void)snprintf(left, sizeof left, "%-3s  %.70s", report_flag(w, "open") ? "yes" : "no", report_get(w, "way"));
        report_print_row(2, 5 + name, left, report_get(w, "how"));
    }
}

static void print_fail(const json_t *fail)
{
    const char *context = report_get(fail, "context");
    json_int_t line = json_integer_value(json_object_get(fail, "line"));
    json_int_t column = json_integer_value(json_object_get(fail, "column"));
    if (fail == NULL) {
        return;
    }
    printf("\nWhy\n  %s", report_get(fail, "what"));
    if (line > 0) {
        printf(" (line %d, column %d)", (int)line, (int)column);
    }
    putchar('\n');
    if (context[0] != '\0') {
        printf("    %s\n    %*s^\n", context, (int)column - 1, "");
    }
    print_hint(2, report_get(fail, "hint"));
}

static void print_next(const json_t *profile)
{
    const json_t *next = json_object_get(profile, "next"), *rule;
    size_t i;
    unsigned name = width_of(next, "name", NAME_WIDTH_MAX);
    if (next == NULL) {
        return;
    }
    printf("\nWhat follows\n");
    report_print_row(0, 0, "", report_get(profile, "then"));
    json_array_foreach(next, i, rule)
    {
        report_print_row(2, name, report_get(rule, "name"), report_get(rule, "summary"));
        const json_t *error = json_object_get(rule, "error");
        print_hint(4 + name, report_get(error, "near"));
        print_hint(4 + name, report_get(error, "hint"));
    }
}

void explain_print_profile(const json_t *profile)
{
    const json_t *forms = json_object_get(profile, "forms"), *form;
    size_t i;
    printf("Profile  %s, %d bytes", report_get(profile, "file"),
           (int)json_integer_value(json_object_get(profile, "bytes")));
    json_array_foreach(forms, i, form)
    {
        printf("%s%s", i == 0 ? ": " : ", in it ", json_string_value(form));
    }
    putchar('\n');
    if (report_get(profile, "warning")[0] != '\0') {
        report_print_row(0, 7, "Fidelity", report_get(profile, "warning"));
    }
    if (json_object_get(profile, "changes") != NULL) {
        print_changes(json_object_get(profile, "changes"));
    }
    print_ignored(profile);
    print_findings(json_object_get(profile, "findings"));
    print_names("Left as they are (self-closing)", json_object_get(profile, "left"));
    print_names("The unit restarts because of", json_object_get(profile, "reboot_because"));
    print_fail(json_object_get(profile, "fail"));
    print_next(profile);
    print_reach(json_object_get(profile, "reach"));
    print_verdict(profile);
}

/* ---- a parameter ---- */

void explain_print_param(const json_t *param)
{
    static const struct {
        const char *key, *title;
    } rows[] = {{"value", "value"},     {"set_by", "set by"}, {"from", "from"},      {"meaning", "means"},
                {"default", "default"}, {"type", "type"},     {"choices", "one of"}, {"page", "page"},
                {"section", "section"}, {"label", "label"},   {"access", "user"}};
    printf("Parameter  %s\n", report_get(param, "element"));
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *text = report_get(param, rows[i].key);
        if (text[0] != '\0' || i == 0) {
            report_print_row(2, 8, rows[i].title, shown(text));
        }
    }
    report_print_row(2, 8, "change", report_flag(param, "reboot") ? "restarts the unit" : "takes effect at once");
    if (json_object_get(param, "rule") != NULL) {
        putchar('\n');
        explain_print_rule(json_object_get(param, "rule"));
    }
}
