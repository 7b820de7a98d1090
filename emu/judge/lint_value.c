/* SPDX-License-Identifier: MIT */
/* Checks of one element: is it a parameter, is its value one that the parameter can have? */
#include "lint_priv.h"
#include <fw/judge.h>
#include <fw/saving.h>
#include <offline/sister.h>
#include <string.h>
#include "placeholder.h"
#include "saving.h"

/* ---- names ---- */

static void check_name(struct lint *l, const struct fw_profile_item *item, struct profile_place at)
{
    struct subject *s = l->explain.subject;
    struct rt_buf hint;
    rt_buf_init(&hint, 512);
    enum nearest_kind kind = explain_near(&l->explain, item->element, &hint);
    json_t *fix = report_text(rt_str_n(rt_buf_text(&hint), hint.n));
    const char *sister = kind == NEAREST_SISTER || kind == NEAREST_INDEX ? sister_of(s, item->element) : NULL;
    if (sister == NULL && kind == NEAREST_INDEX && sister_has_line(s, item->element)) {
        sister = SISTER_MORE_LINES;
    }
    if (sister != NULL) {
        lint_sister(l, sister, item, kind, rt_str_n(rt_buf_text(&hint), hint.n));
        json_decref(fix);
    } else if (kind == NEAREST_RELEASE) {
        lint_add(l, LINT_OTHER_RELEASE, at, item->element,
                 report_printf("release %s lacks it: ignored", s->manifest.version), fix);
    } else if (kind == NEAREST_CASE || kind == NEAREST_STATUS) {
        lint_add(
            l, kind == NEAREST_CASE ? LINT_CASE : LINT_STATUS, at, item->element,
            report_printf(kind == NEAREST_CASE ? "upper and lower case differ: ignored" : "not a parameter: ignored"),
            fix);
    } else {
        lint_add(l, LINT_UNKNOWN, at, item->element, report_printf("no such parameter: ignored"), fix);
    }
    rt_buf_fini(&hint);
}

/* ---- templates ---- */

static void check_placeholder(struct lint *l, const struct fw_profile_item *item, const struct fw_schema_row *row,
                              struct profile_place at)
{
    struct placeholder p;
    struct rt_buf masked, hint;
    bool is_trigger = rt_str_starts(rt_str(row->element), "Resync_Trigger_");
    bool is_rule = row->type == FW_TYPE_RULE || is_trigger;
    bool is_secret = subject_is_secret(l->explain.subject, item->id);
    rt_buf_init(&masked, 4096);
    rt_buf_init(&hint, 512);
    struct rt_str text = item->value;
    if (is_rule) {
        explain_mask(&l->explain, item->value, &masked);
        text = rt_str_n(rt_buf_text(&masked), masked.n);
    }
    if (placeholder_find(text, is_rule, &p)) {
        placeholder_hint(&p, is_rule || rt_str_starts(rt_str(row->element), "Log_"), &hint);
        lint_add(l, LINT_PLACEHOLDER, at, item->element,
                 is_secret ? report_printf("its value holds a placeholder that no template engine filled")
                           : report_printf("%.*s is a placeholder that no template engine filled", (int)p.written.n,
                                           p.written.p),
                 report_text(rt_str_n(rt_buf_text(&hint), hint.n)));
    }
    rt_buf_fini(&masked);
    rt_buf_fini(&hint);
}

static void check_saving(struct lint *l, const char *element, struct rt_str value, struct profile_place at)
{
    const char *why;
    struct fw_saving rule;
    if (strcmp(element, "Daylight_Saving_Time_Rule") != 0 || value.n == 0) {
        return;
    }
    if (!fw_saving_parse(value, &rule, &why)) {
        lint_add(
            l, LINT_SAVING, at, rt_str(element),
            report_printf("\"%.*s\" cannot be read (%s): the clock stays at standard time", (int)value.n, value.p, why),
            report_printf("Write start=month/day/weekday/hour;end=month/day/weekday/hour;save=hours, as "
                          "start=3/8/7/2;end=11/1/7/2;save=1."));
    } else if (saving_is_old_law(&rule)) {
        lint_add(l, LINT_SAVING_OLD, at, rt_str(element),
                 report_printf("\"%.*s\" is the law of the United States before 2007", (int)value.n, value.p),
                 report_printf("Write start=3/8/7/2;end=11/1/7/2;save=1 there; in the European Union "
                               "start=3/-1/7/2;end=10/-1/7/3;save=1."));
    }
}

/* ---- one value ---- */

/* The check of a format that has one of its own. */
static enum lint_check check_of(const struct fw_schema_row *row, enum fw_fit fit)
{
    switch (row->format) {
    case FW_FORMAT_SCHEDULE:
        return LINT_SCHEDULE;
    case FW_FORMAT_ADDRESS:
    case FW_FORMAT_NETMASK:
    case FW_FORMAT_HOST:
        return LINT_ADDRESS;
    case FW_FORMAT_DIAL_PLAN:
        return LINT_DIAL_PLAN;
    case FW_FORMAT_TONE:
    case FW_FORMAT_RING:
    case FW_FORMAT_FREQUENCIES:
        return LINT_SCRIPT;
    default:
        return fit == FW_FIT_MALFORMED ? LINT_FORMAT : fit == FW_FIT_OUT_OF_RANGE ? LINT_RANGE : LINT_WRONG_TYPE;
    }
}

/* What the judge said, in words. */
static json_t *verdict_text(const struct fw_verdict *v, const struct fw_schema_row *row, struct rt_str shown,
                            size_t n_value)
{
    int n = (int)shown.n;
    if (v->fit == FW_FIT_TOO_LONG && n_value >= FW_VALUE_MAX) {
        return report_printf("longer than %u characters: the old value stays", FW_VALUE_MAX);
    }
    if (v->fit == FW_FIT_TOO_LONG) {
        return report_printf("%zu characters are longer than the type %s allows: a real unit cuts it", n_value,
                             fw_type_name(row->type));
    }
    if (row->format == FW_FORMAT_DIAL_PLAN) {
        return report_printf("%s (character %zu)", v->why, v->at + 1);
    }
    if (v->why != NULL) {
        return report_printf("\"%.*s\" is %s: %s", n, shown.p, v->why,
                             v->fit == FW_FIT_MALFORMED ? "it is stored, and of no use" : "the old value stays");
    }
    if (v->fit == FW_FIT_OUT_OF_RANGE) {
        return report_printf("%.*s is out of range: the old value stays", n, shown.p);
    }
    if (check_of(row, v->fit) == LINT_SCRIPT) {
        return report_printf("\"%.*s\" is not a %s at character %zu: the old value stays", n, shown.p,
                             fw_type_name(row->type), v->at + 1);
    }
    if (row->format == FW_FORMAT_SCHEDULE) {
        return report_printf("\"%.*s\" is not a schedule: the old value stays", n, shown.p);
    }
    return report_printf("\"%.*s\" is not of type %s: the old value stays", n, shown.p, fw_type_name(row->type));
}

static void check_fit(struct lint *l, const struct fw_profile_item *item, const struct fw_schema_row *row,
                      struct profile_place at)
{
    struct fw_verdict v = fw_judge(row, item->value, NULL);
    struct rt_buf hint;
    v.fit = item->fit == FW_FIT_TOO_LONG ? item->fit : v.fit; /* the reader has cut it */
    rt_buf_init(&hint, 4096);
    explain_wants(row, item->value, &hint);
    if (row->format == FW_FORMAT_DIAL_PLAN) {
        rt_buf_clear(&hint);
        explain_plan_hint(item->value, v.at, &hint);
    }
    lint_add(l, v.fit == FW_FIT_TOO_LONG ? LINT_TOO_LONG : check_of(row, v.fit), at, item->element,
             verdict_text(&v, row, explain_value(&l->explain, item->id, item->value), item->value.n),
             report_text(rt_str_n(rt_buf_text(&hint), hint.n)));
    rt_buf_fini(&hint);
}

static void check_value(struct lint *l, const struct fw_profile_item *item, struct profile_place at)
{
    struct fw_schema_row row = fw_schema_row(l->explain.subject->schema, (size_t)item->id);
    char stored[FW_VALUE_MAX + 1] = "";
    size_t bad = 0;
    while (bad < item->value.n && (unsigned char)item->value.p[bad] < 0x80) {
        bad++;
    }
    if (bad < item->value.n) {
        lint_add(l, LINT_ASCII, at, item->element,
                 report_printf("byte 0x%02x (character %zu) is not ASCII", (unsigned char)item->value.p[bad], bad + 1),
                 report_printf("Use ASCII only: what the unit shows for other characters is not known."));
    }
    if (item->fit != FW_FIT_OK && item->fit != FW_FIT_NORMALISED) {
        check_fit(l, item, &row, at);
        return;
    }
    if (item->fit == FW_FIT_NORMALISED && row.type != FW_TYPE_RULE && /* a rule may hold a phrase */
        !subject_is_secret(l->explain.subject, item->id)) {
        (void)fw_param_judge(l->explain.subject->params, item->id, item->value, stored);
    }
    bool is_told = stored[0] != '\0' && !(row.type == FW_TYPE_BOOL && rt_str_is_ci(item->value, stored)); /* "yes" */
    if (is_told && row.type == FW_TYPE_CHOICE && rt_str_is_ci(item->value, stored)) {
        lint_add(l, LINT_CHOICE_CASE, at, item->element,
                 report_printf("\"%.*s\" is taken here as \"%s\"", (int)item->value.n, item->value.p, stored),
                 report_printf("Write %s: there are units that want the choice exactly as the page shows it.", stored));
    } else if (is_told) {
        lint_add(l, LINT_SPELLING, at, item->element,
                 report_printf("\"%.*s\" is stored as \"%s\"", (int)item->value.n, item->value.p, stored), NULL);
    }
    check_placeholder(l, item, &row, at);
    check_saving(l, row.element, item->value, at);
}

void lint_item(struct lint *l, const struct fw_profile_item *item)
{
    struct profile_place at = {item->line, item->column};
    if (item->has_bad_access) {
        lint_add(l, LINT_UA, at, item->element, report_printf("its ua attribute is none of na, ro, rw"),
                 report_printf("Write ua=\"na\", ua=\"ro\" or ua=\"rw\"; without it the factory access comes back."));
    }
    if (item->id == FW_PARAM_NONE) {
        check_name(l, item, at);
        return;
    }
    struct profile_place *before = &l->places[item->id];
    bool is_refused = item->has_value && (fw_fit_is_refused(item->fit, item->value.n) ||
                                          (item->fit == FW_FIT_TOO_LONG && item->value.n >= FW_VALUE_MAX));
    if (before->line > 0) {
        lint_add(l, LINT_DUPLICATE, at, item->element,
                 is_refused ? report_printf("already set in line %u: this one is refused, so line %u counts",
                                            before->line, before->line)
                            : report_printf("already set in line %u: the last one counts", before->line),
                 report_printf("Remove one of them."));
    }
    if (before->line == 0 || !is_refused) {
        *before = at;
    }
    if (item->has_value) {
        check_value(l, item, at);
    }
}
