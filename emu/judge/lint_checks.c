/* SPDX-License-Identifier: MIT */
/* The table of checks, and the list of what they found. */
#include "lint_priv.h"
#include <rt/assert.h>
#include <rt/human.h>

static const struct {
    char name[24]; /* texts, not pointers to them: the table is shared by all processes */
    enum lint_severity severity;
    char source[48], help[96];
} CHECKS[LINT_N_CHECKS] = {
#define CHECK_ROW(id, name, severity, source, help) [LINT_##id] = {name, LINT_##severity, source, help},
    LINT_CHECK_LIST(CHECK_ROW)};

/* A text without its NUL would be no error. */
#define IS_LONG(id, name_, severity_, source_, help_)                                                                  \
    || sizeof(name_) > sizeof CHECKS[0].name || sizeof(source_) > sizeof CHECKS[0].source ||                           \
        sizeof(help_) > sizeof CHECKS[0].help
_Static_assert(!(0 LINT_CHECK_LIST(IS_LONG)), "a text is longer than its place in the table");

const char *lint_check_name(enum lint_check c)
{
    return CHECKS[c].name;
}

enum lint_severity lint_check_severity(enum lint_check c)
{
    return CHECKS[c].severity;
}

const char *lint_check_source(enum lint_check c)
{
    return CHECKS[c].source;
}

const char *lint_check_help(enum lint_check c)
{
    return CHECKS[c].help;
}

const char *lint_severity_name(enum lint_severity s)
{
    static const char *const names[] = {"note", "warning", "error"};
    RT_ASSERT((unsigned)s < LINT_N_SEVERITIES);
    return names[s];
}

void lint_add(struct lint *l, enum lint_check check, struct profile_place where, struct rt_str element, json_t *text,
              json_t *hint)
{
    if (++l->n_of[check] > LINT_KEPT_MAX) {
        l->more[check] = l->n_of[check] == LINT_KEPT_MAX + 1 ? where : l->more[check];
        json_decref(text);
        json_decref(hint);
        return;
    }
    json_t *f = json_object();
    (void)json_object_set_new(f, "line", json_integer((json_int_t)where.line));
    (void)json_object_set_new(f, "column", json_integer((json_int_t)where.column));
    report_set(f, "severity", rt_str(lint_severity_name(CHECKS[check].severity)));
    report_set(f, "id", rt_str(CHECKS[check].name));
    report_set(f, "element", element);
    (void)json_object_set_new(f, "text", text);
    (void)json_object_set_new(f, "hint", hint != NULL ? hint : json_string(""));
    (void)json_array_append_new(l->findings, f);
}

void lint_more(struct lint *l)
{
    for (int c = 0; c < LINT_N_CHECKS; c++) {
        if (l->n_of[c] > LINT_KEPT_MAX) {
            lint_add(l, LINT_MORE, l->more[c], RT_STR(""),
                     report_printf("%s of [%s] from here on", rt_count(l->n_of[c] - LINT_KEPT_MAX, "more finding").s,
                                   CHECKS[c].name),
                     report_printf("The first %u are listed.", LINT_KEPT_MAX));
        }
    }
}

bool lint_has(const struct lint *l, const char *element)
{
    int id = fw_schema_find(l->explain.subject->schema, rt_str(element));
    return id >= 0 && l->places[id].line > 0;
}

struct profile_place lint_place(const struct lint *l, const char *element)
{
    int id = fw_schema_find(l->explain.subject->schema, rt_str(element));
    return id >= 0 && l->places[id].line > 0 ? l->places[id] : (struct profile_place){1, 1};
}
