/* SPDX-License-Identifier: MIT */
/* One file through the unit's own reader, then through the checks. */
#include "lint_priv.h"
#include <rt/mem.h>
#include <stdlib.h>
#include <string.h>

static void on_item(void *ctx, const struct fw_profile_item *item)
{
    lint_item(ctx, item);
}

static void on_text(void *ctx, const uint8_t *bytes, size_t n)
{
    struct lint *l = ctx;
    (void)rt_buf_put(&l->text, bytes, n); /* the second opinion needs it; the first one does not */
}

static void check_corrupt(struct lint *l, enum fw_fail fail, const struct fw_profile_report *report,
                          const uint8_t *bytes, size_t n)
{
    /* The words of explain, so that both say the same. */
    json_t *told = explain_profile(&l->explain, l->file, bytes, n, NULL);
    const char *hint = report_get(json_object_get(told, "fail"), "hint");
    struct profile_place at = {report->line > 0 ? report->line : 1, report->line > 0 ? report->column : 1};
    lint_add(l, LINT_CORRUPT, at, RT_STR(""), report_printf("%s: \"%s\"", report->what, fw_fail_text(fail)),
             report_text(rt_str(hint)));
    json_decref(told);
}

static void judge(struct lint *l, struct fw_profile *p, struct fw_txn *txn, const uint8_t *bytes, size_t n,
                  json_t *device)
{
    (void)fw_profile_feed(p, bytes, n); /* finish tells */
    enum fw_fail fail = fw_profile_finish(p);
    lint_sisters(l);
    const struct fw_profile_report *report = fw_profile_report(p);
    (void)json_object_set_new(device, "takes", json_boolean(fail == FW_FAIL_NONE));
    report_set(device, "err", rt_str(fw_fail_text(fail)));
    if (report->warning != NULL) {
        lint_add(l, LINT_FIDELITY, (struct profile_place){1, 1}, RT_STR(""), report_printf("%s", report->warning),
                 NULL);
    }
    if (fail != FW_FAIL_NONE) {
        check_corrupt(l, fail, report, bytes, n);
        return;
    }
    if (!report->was_compiled) {
        lint_xml(l);
    }
    if (fw_txn_commit(txn, "resync", NULL) == RT_OK) {
        lint_rules(l);
        lint_whole(l, report->was_encrypted);
    }
}

static int compare_findings(const void *a, const void *b)
{
    static const char *const keys[] = {"line", "column"};
    const json_t *const *left = a, *const *right = b;
    for (size_t i = 0; i < 2; i++) {
        json_int_t x = json_integer_value(json_object_get(*left, keys[i]));
        json_int_t y = json_integer_value(json_object_get(*right, keys[i]));
        if (x != y) {
            return x < y ? -1 : 1;
        }
    }
    int order = strcmp(report_get(*left, "id"), report_get(*right, "id"));
    return order != 0 ? order : strcmp(report_get(*left, "text"), report_get(*right, "text"));
}

/* By place, so that the text is stable; what is told twice is told once. */
static json_t *sorted(json_t *findings)
{
    size_t n = json_array_size(findings);
    json_t **rows = rt_mem_alloc(n * sizeof(json_t *));
    json_t *out = json_array();
    for (size_t i = 0; rows != NULL && i < n; i++) {
        rows[i] = json_array_get(findings, i);
    }
    if (rows != NULL) {
        qsort(rows, n, sizeof rows[0], compare_findings);
    }
    for (size_t i = 0; rows != NULL && i < n; i++) {
        if (i == 0 || !json_equal(rows[i - 1], rows[i])) {
            (void)json_array_append(out, rows[i]);
        }
    }
    rt_mem_free(rows);
    return out;
}

json_t *lint_judge(const struct explain *e, const char *file, const uint8_t *bytes, size_t n,
                   const struct fw_rule_options *options, json_t *device)
{
    struct subject *s = e->subject;
    struct lint l = {.explain = *e, .file = file, .findings = json_array()};
    struct fw_profile *p = NULL;
    struct fw_txn *txn = NULL;
    json_t *found = NULL;
    char *alias_map = explain_alias_map(e, options);
    l.explain.key = e->key != NULL ? e->key : options != NULL && options->has_key ? options->key : NULL;
    l.has_alias = alias_map != NULL;
    l.places = rt_mem_alloc(fw_schema_n_rows(s->schema) * sizeof *l.places);
    rt_buf_init(&l.text, FW_PROFILE_BYTES_MAX);
    if (l.places != NULL && fw_txn_create(&txn, s->params) == RT_OK) {
        const struct fw_profile_config config = {.txn = txn,
                                                 .params = s->params,
                                                 .key = l.explain.key,
                                                 .alias_map = alias_map,
                                                 .on_item = on_item,
                                                 .on_text = on_text,
                                                 .ctx = &l,
                                                 .mac = s->ident.mac};
        if (fw_profile_create(&p, &config) == RT_OK) {
            judge(&l, p, txn, bytes, n, device);
            lint_more(&l);
            found = sorted(l.findings);
        }
    }
    fw_profile_destroy(p);
    fw_txn_destroy(txn);
    rt_mem_free(l.places);
    rt_mem_free(alias_map);
    rt_buf_fini(&l.text);
    json_decref(l.findings);
    return found;
}
