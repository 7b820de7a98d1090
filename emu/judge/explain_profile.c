/* SPDX-License-Identifier: MIT */
/* One profile file, read by the unit's own reader into a transaction over the judged unit. */
#include "explain_priv.h"
#include <fw/judge.h>
#include <rt/human.h>
#include <rt/mem.h>
#include <string.h>
#include "lint_priv.h"
#include "reach.h"

/* What the file said of one parameter; the last word counts. */
struct said {
    unsigned n_times, line;
    bool has_value;
    unsigned taken_line, refused_line; /* of the last value that was taken, of the last that was refused; 0: none */
    enum fw_fit fit;                   /* of the last value that was taken */
    enum fw_access access;
    unsigned order; /* of the first element */
};

struct reading {
    struct explain *e;
    struct said *said; /* one a row of the schema */
    unsigned *order;   /* ids in the order in which they appear */
    unsigned n_order;
    struct rt_buf text;
    json_t *ignored, *left;
    unsigned n_ignored;                    /* with those that are not listed */
    const struct fw_rule_options *options; /* of the rule that fetched it; NULL */
};

/* ---- reading ---- */

static void add_ignored(struct reading *r, const struct fw_profile_item *item)
{
    struct rt_buf hint;
    json_t *row = json_object();
    rt_buf_init(&hint, 4096);
    report_set(row, "element", item->element);
    (void)json_object_set_new(row, "line", json_integer((json_int_t)item->line));
    (void)json_object_set_new(row, "column", json_integer((json_int_t)item->column));
    if (item->id == FW_PARAM_NONE) {
        report_set(row, "why", RT_STR("unknown"));
        (void)explain_near(r->e, item->element, &hint);
    } else {
        explain_set_value(r->e, row, "value", item->id, item->value);
        report_set(row, "why",
                   item->fit == FW_FIT_TOO_LONG       ? RT_STR("too long")
                   : item->fit == FW_FIT_OUT_OF_RANGE ? RT_STR("out of range")
                                                      : RT_STR("wrong type"));
        struct fw_schema_row columns = fw_schema_row(r->e->subject->schema, (size_t)item->id);
        explain_wants(&columns, item->value, &hint);
        if (item->fit == FW_FIT_TOO_LONG) {
            rt_buf_clear(&hint);
            (void)rt_buf_printf(&hint, "At most %u characters are taken.", FW_VALUE_MAX);
        }
    }
    report_set(row, "hint", rt_str_n(rt_buf_text(&hint), hint.n));
    (void)json_array_append_new(r->ignored, row);
    rt_buf_fini(&hint);
}

static void on_item(void *ctx, const struct fw_profile_item *item)
{
    struct reading *r = ctx;
    bool is_ignored = item->id == FW_PARAM_NONE ||
                      (item->has_value && (fw_fit_is_refused(item->fit, item->value.n) ||
                                           (item->fit == FW_FIT_TOO_LONG && item->value.n >= FW_VALUE_MAX)));
    if (is_ignored && r->n_ignored++ < LINT_KEPT_MAX) {
        add_ignored(r, item);
    }
    if (item->id == FW_PARAM_NONE) {
        return;
    }
    struct said *said = &r->said[item->id];
    if (said->n_times++ == 0) {
        r->order[r->n_order++] = (unsigned)item->id;
    }
    if (!item->has_value && json_array_size(r->left) >= LINT_KEPT_MAX) {
        /* A small file inflates to a million of them, all of one name. */
    } else if (!item->has_value) {
        report_add(r->left, "%.*s", (int)item->element.n, item->element.p);
    } else if (is_ignored) {
        said->refused_line = item->line;
    } else {
        said->has_value = true;
        said->fit = item->fit;
        said->taken_line = item->line;
    }
    said->line = item->line;
    said->access = item->access;
}

static void on_text(void *ctx, const uint8_t *bytes, size_t n)
{
    struct reading *r = ctx;
    (void)rt_buf_put(&r->text, bytes, n); /* only for messages */
}

/* ---- what changes ---- */

static void add_change(struct reading *r, const struct fw_txn *txn, unsigned id, json_t *changes, json_t *reboots)
{
    const struct subject *s = r->e->subject;
    const struct said *said = &r->said[id];
    struct fw_schema_row row = fw_schema_row(s->schema, id);
    const char *old = fw_param_get(s->params, (int)id), *now = fw_txn_get(txn, (int)id);
    enum fw_access old_access = fw_param_access(s->params, (int)id);
    bool has_new_value = strcmp(old, now) != 0;
    if (!has_new_value && old_access == said->access) {
        return;
    }
    json_t *change = json_object();
    report_set(change, "element", rt_str(row.element));
    (void)json_object_set_new(change, "line", json_integer((json_int_t)said->line));
    (void)json_object_set_new(change, "value_changes", json_boolean(has_new_value));
    explain_set_value(r->e, change, "old", (int)id, rt_str(old));
    explain_set_value(r->e, change, "new", (int)id, rt_str(now));
    report_set(change, "access_old", rt_str(fw_access_name(old_access)));
    report_set(change, "access_new", rt_str(fw_access_name(said->access)));
    if (said->has_value && said->fit == FW_FIT_TOO_LONG) {
        report_set(change, "note", RT_STR("longer than its type allows: a real unit cuts it"));
    } else if (said->has_value && said->fit == FW_FIT_MALFORMED) {
        report_set(change, "note", rt_str(fw_fit_text(said->fit)));
    } else if (said->n_times > 1 && said->refused_line > said->taken_line && said->taken_line > 0) {
        (void)json_object_set_new(change, "note",
                                  report_printf("stands more than once: the last one (line %u) is refused, so line %u "
                                                "counts",
                                                said->refused_line, said->taken_line));
    } else {
        report_set(change, "note", rt_str(said->n_times > 1 ? "stands more than once: the last one counts" : ""));
    }
    bool is_reboot = (row.flags & FW_ROW_REBOOT) != 0 && has_new_value;
    (void)json_object_set_new(change, "reboot", json_boolean(is_reboot));
    (void)json_array_append_new(changes, change);
    if (is_reboot) {
        report_add(reboots, "%s", row.element);
    }
}

static void put_changes(struct reading *r, const struct fw_txn *txn, json_t *out)
{
    json_t *changes = json_array(), *reboots = json_array();
    for (unsigned i = 0; i < r->n_order; i++) {
        add_change(r, txn, r->order[i], changes, reboots);
    }
    (void)json_object_set_new(out, "changes", changes);
    (void)json_object_set_new(out, "reboot_because", reboots);
}

/* ---- what comes next ---- */

/* One hop: the rules as they are now, in the order in which the unit reads them. */
static void put_next(struct explain *e, bool reboots, json_t *out)
{
    static const char *const rules[] = {"Profile_Rule", "Profile_Rule_B", "Profile_Rule_C", "Profile_Rule_D",
                                        "Upgrade_Rule"};
    json_t *next = json_array();
    struct rt_buf period;
    int cause_before = e->subject->vars.resync_cause;
    rt_buf_init(&period, 1024);
    bool is_timed = explain_schedule(e, "Resync_Periodic", &period);
    (void)json_object_set_new(
        out, "then",
        !is_timed ? report_printf("%s No resync follows by itself: %s.",
                                  reboots ? "The unit restarts; a restart of this kind begins with no resync."
                                          : "The unit goes on without a restart.",
                                  rt_buf_text(&period))
        : reboots ? report_printf("The unit restarts. A restart of this kind begins with no resync: the next one "
                                  "comes %s (Resync_Periodic).",
                                  rt_buf_text(&period))
                  : report_printf("The unit goes on without a restart. The next resync comes %s (Resync_Periodic).",
                                  rt_buf_text(&period)));
    rt_buf_fini(&period);
    if (e->subject->given[SUBJECT_PRVST] == NULL) {
        e->subject->vars.resync_cause = 1; /* periodic */
    }
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        enum explain_kind kind;
        char *text = rt_mem_strdup(fw_param_by_name(e->subject->params, rules[i])); /* assignments may change it */
        if (text != NULL && text[0] != '\0' && explain_kind_of(rules[i], &kind)) {
            json_t *rule = explain_rule(e, kind, rules[i], rt_str(text), NULL);
            (void)json_array_append_new(next, rule);
        }
        rt_mem_free(text);
    }
    e->subject->vars.resync_cause = cause_before;
    (void)json_object_set_new(out, "next", next);
}

static void put_counts(const struct fw_profile_report *report, const struct fw_commit *commit, json_t *out)
{
    (void)json_object_set_new(out, "counts",
                              json_pack("{s:i,s:i,s:i,s:i,s:i,s:i,s:i}", "elements", (int)report->n_elements, "set",
                                        (int)report->n_set, "changed", (int)commit->n_changed, "access_changed",
                                        (int)commit->n_access_changed, "left", (int)report->n_left, "unknown",
                                        (int)report->n_unknown, "unfit", (int)report->n_unfit));
}

static void put_forms(const struct fw_profile_report *report, enum fw_fail fail, json_t *out)
{
    json_t *forms = json_array();
    if (report->was_encrypted) {
        report_add(forms, "encrypted (openssl, AES-256-CBC)");
    }
    if (report->was_compressed) {
        report_add(forms, "gzip");
    }
    if (report->was_compiled) {
        report_add(forms, "compiled (vspa spc)");
    } else if (fail == FW_FAIL_NONE || report->line > 0) {
        report_add(forms, "XML");
    }
    (void)json_object_set_new(out, "forms", forms);
}

/* Does the report of what is ignored tell this finding already? A value that is taken all the same is a finding only.
 */
static bool is_told(const struct reading *r, const json_t *finding)
{
    static const struct {
        enum lint_check check;
        bool is_told_when_refused; /* else always */
    } told[] = {{LINT_UNKNOWN, false},    {LINT_CASE, false},   {LINT_OTHER_RELEASE, false}, {LINT_STATUS, false},
                {LINT_WRONG_TYPE, false}, {LINT_SCRIPT, false}, {LINT_TOO_LONG, false},      {LINT_FIDELITY, false},
                {LINT_SPELLING, false},   {LINT_SISTER, false}, {LINT_RANGE, true},          {LINT_ADDRESS, true},
                {LINT_SCHEDULE, true}};
    const json_t *ignored;
    size_t i;
    for (size_t k = 0; k < sizeof told / sizeof told[0]; k++) {
        if (strcmp(report_get(finding, "id"), lint_check_name(told[k].check)) != 0) {
            continue;
        }
        bool is_refused = false;
        json_array_foreach(r->ignored, i, ignored)
        {
            is_refused =
                is_refused || (json_equal(json_object_get(ignored, "line"), json_object_get(finding, "line")) &&
                               json_equal(json_object_get(ignored, "column"), json_object_get(finding, "column")));
        }
        return is_refused || !told[k].is_told_when_refused;
    }
    return false;
}

/* What lint finds beside names and values that are ignored, which stand above already. */
static void put_findings(const struct reading *r, struct rt_str bytes, json_t *out)
{
    json_t *device = json_object(), *findings = json_array(), *f;
    json_t *all = lint_judge(r->e, "", (const uint8_t *)bytes.p, bytes.n, r->options, device);
    size_t i;
    json_array_foreach(all, i, f)
    {
        if (!is_told(r, f)) {
            (void)json_array_append(findings, f);
        }
    }
    (void)json_object_set_new(out, "findings", findings);
    json_decref(all);
    json_decref(device);
}

/* For --param: which line set it, which one failed to. {"GPP_A": {"taken": 12, "refused": 0, "left": 0}} */
static void put_said(const struct reading *r, json_t *out)
{
    json_t *all = json_object();
    for (unsigned i = 0; i < r->n_order; i++) {
        const struct said *said = &r->said[r->order[i]];
        (void)json_object_set_new(all, fw_schema_element(r->e->subject->schema, r->order[i]),
                                  json_pack("{s:i,s:i,s:i}", "taken", (int)said->taken_line, "refused",
                                            (int)said->refused_line, "line", (int)said->line));
    }
    (void)json_object_set_new(out, "said", all);
}

static void finish(struct reading *r, struct fw_profile *p, struct fw_txn *txn, enum fw_fail fail, struct rt_str bytes,
                   json_t *out)
{
    const struct fw_profile_report *report = fw_profile_report(p);
    struct fw_commit commit = {0};
    bool is_ok = fail == FW_FAIL_NONE;
    put_forms(report, fail, out);
    if (report->warning != NULL) {
        report_set(out, "warning", rt_str(report->warning));
    }
    if (is_ok) {
        put_changes(r, txn, out);
        if (fw_txn_commit(txn, "resync", &commit) != RT_OK) {
            is_ok = false;
            fail = FW_FAIL_STORE;
        }
    }
    put_counts(report, &commit, out);
    (void)json_object_set_new(out, "n_ignored_more",
                              json_integer(r->n_ignored > LINT_KEPT_MAX ? r->n_ignored - LINT_KEPT_MAX : 0));
    (void)json_object_set_new(out, "ok", json_boolean(is_ok));
    (void)json_object_set_new(out, "reboots", json_boolean(commit.needs_reboot));
    if (!is_ok) {
        (void)json_object_set_new(out, "fail",
                                  explain_fail(r->e, fail, report, bytes, rt_str_n(rt_buf_text(&r->text), r->text.n)));
        (void)json_object_set_new(out, "summary",
                                  report_printf("The unit refuses this file: the resync fails with \"%s\", and no "
                                                "parameter changes.",
                                                fw_fail_text(fail)));
    } else {
        (void)json_object_set_new(out, "summary",
                                  report_printf("The unit takes this file: %u of %s %s a value, %u %s ignored.",
                                                commit.n_changed, rt_count(report->n_elements, "element").s,
                                                rt_verb(commit.n_changed, "changes", "change"),
                                                report->n_unknown + report->n_unfit,
                                                rt_verb(report->n_unknown + report->n_unfit, "is", "are")));
        put_findings(r, bytes, out);
        put_said(r, out);
        put_next(r->e, commit.needs_reboot, out);
        (void)json_object_set_new(out, "reach", reach_report(r->e->subject));
    }
}

char *explain_alias_map(const struct explain *e, const struct fw_rule_options *options)
{
    if (options == NULL || options->alias == 0) {
        return NULL;
    }
    const char name[] = {'G', 'P', 'P', '_', (char)(options->alias - 'a' + 'A'), '\0'};
    return rt_mem_strdup(fw_param_by_name(e->subject->params, name));
}

json_t *explain_profile(struct explain *e, const char *path, const uint8_t *bytes, size_t n,
                        const struct fw_rule_options *options)
{
    struct subject *s = e->subject;
    size_t n_rows = fw_schema_n_rows(s->schema);
    struct explain with_key = *e;
    struct reading r = {.e = &with_key,
                        .options = options,
                        .said = rt_mem_alloc(n_rows * sizeof *r.said),
                        .order = rt_mem_alloc(n_rows * sizeof *r.order),
                        .ignored = json_array(),
                        .left = json_array()};
    json_t *out = json_object();
    struct fw_txn *txn = NULL;
    struct fw_profile *p = NULL;
    struct fw_profile_config config = {
        .params = s->params, .on_item = on_item, .on_text = on_text, .ctx = &r, .mac = s->ident.mac};
    char *alias_map = explain_alias_map(e, options);
    rt_buf_init(&r.text, FW_PROFILE_BYTES_MAX);
    with_key.key = e->key != NULL ? e->key : options != NULL && options->has_key ? options->key : NULL;
    config.key = with_key.key;
    config.alias_map = alias_map;
    report_set(out, "file", rt_str(path));
    (void)json_object_set_new(out, "bytes", json_integer((json_int_t)n));
    (void)json_object_set(out, "ignored", r.ignored);
    (void)json_object_set(out, "left", r.left);
    bool has_memory = r.said != NULL && r.order != NULL && fw_txn_create(&txn, s->params) == RT_OK;
    config.txn = txn;
    if (has_memory && fw_profile_create(&p, &config) == RT_OK) {
        (void)fw_profile_feed(p, bytes, n); /* finish tells */
        finish(&r, p, txn, fw_profile_finish(p), rt_str_n((const char *)bytes, n), out);
    } else {
        json_decref(out);
        out = NULL;
    }
    fw_profile_destroy(p);
    fw_txn_destroy(txn);
    json_decref(r.ignored);
    json_decref(r.left);
    rt_mem_free(r.said);
    rt_mem_free(r.order);
    rt_mem_free(alias_map);
    rt_buf_fini(&r.text);
    return out;
}
