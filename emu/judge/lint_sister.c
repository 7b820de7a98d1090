/* SPDX-License-Identifier: MIT */
/* Elements of sister models: a profile that several models share gets one note a model, not a warning an element. */
#include "lint_priv.h"

#define DOUBTS_MIN 4u /* fewer names that may as well be ours, without the right number, are told one by one */
#define SHOWN_MAX  5u

void lint_sister(struct lint *l, const char *family, const struct fw_profile_item *item, enum nearest_kind kind,
                 struct rt_str hint)
{
    if (json_array_size(json_object_get(l->sisters, family)) >= LINT_KEPT_MAX) {
        return; /* the count of a group ends here: no model has so many */
    }
    json_t *row = json_pack("{s:i,s:i,s:b}", "line", (int)item->line, "column", (int)item->column, "is_doubtful",
                            kind == NEAREST_INDEX);
    report_set(row, "element", item->element);
    report_set(row, "hint", hint);
    if (l->sisters == NULL) {
        l->sisters = json_object();
    }
    if (json_object_get(l->sisters, family) == NULL) {
        (void)json_object_set_new(l->sisters, family, json_array());
    }
    (void)json_array_append_new(json_object_get(l->sisters, family), row);
}

static struct profile_place place_of(const json_t *row)
{
    return (struct profile_place){(unsigned)json_integer_value(json_object_get(row, "line")),
                                  (unsigned)json_integer_value(json_object_get(row, "column"))};
}

static json_t *group_hint(const json_t *rows)
{
    struct rt_buf hint;
    const json_t *row;
    size_t i, n = json_array_size(rows);
    rt_buf_init(&hint, 4096);
    (void)rt_buf_put_text(&hint, "Where models share one profile this is as it should be; else leave them out: ");
    json_array_foreach(rows, i, row)
    {
        if (i < SHOWN_MAX) {
            (void)rt_buf_printf(&hint, "%s%s", i > 0 ? ", " : "", report_get(row, "element"));
        }
    }
    if (n > SHOWN_MAX) {
        (void)rt_buf_printf(&hint, " and %zu more, which --json names", n - SHOWN_MAX);
    }
    (void)rt_buf_put_text(&hint, ".");
    json_t *out = report_text(rt_str_n(rt_buf_text(&hint), hint.n));
    rt_buf_fini(&hint);
    return out;
}

static void tell_group(struct lint *l, const char *family, const json_t *rows)
{
    size_t n = json_array_size(rows);
    const json_t *first = json_array_get(rows, 0), *row;
    struct rt_str element = rt_str(report_get(first, "element"));
    size_t i;
    if (n == 1) {
        lint_add(l, LINT_SISTER, place_of(first), element, report_printf("belongs to the %s: ignored", family),
                 json_copy(json_object_get(first, "hint")));
        return;
    }
    lint_add(l, LINT_SISTER, place_of(first), element,
             report_printf("this and %zu more belong to the %s: ignored", n - 1, family), group_hint(rows));
    json_t *names = json_array();
    json_array_foreach(rows, i, row)
    {
        (void)json_array_append(names, json_object_get(row, "element"));
    }
    (void)json_object_set_new(json_array_get(l->findings, json_array_size(l->findings) - 1), "elements", names);
}

/* Not one of them is surely the sister's, and they are few. */
static bool is_doubtful(const json_t *rows)
{
    const json_t *row;
    size_t i;
    json_array_foreach(rows, i, row)
    {
        if (!report_flag(row, "is_doubtful")) {
            return false;
        }
    }
    return json_array_size(rows) < DOUBTS_MIN;
}

void lint_sisters(struct lint *l)
{
    const char *family;
    json_t *rows;
    json_object_foreach(l->sisters, family, rows)
    {
        const json_t *row;
        size_t i;
        if (!is_doubtful(rows)) {
            tell_group(l, family, rows);
            continue;
        }
        json_array_foreach(rows, i, row)
        {
            lint_add(l, LINT_UNKNOWN, place_of(row), rt_str(report_get(row, "element")),
                     report_printf("no such parameter: ignored"), json_copy(json_object_get(row, "hint")));
        }
    }
    json_decref(l->sisters);
    l->sisters = NULL;
}
