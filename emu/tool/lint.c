/* SPDX-License-Identifier: MIT */
/* The command line of `vspa lint`: every file goes through the unit's own reader, then through the checks. */
#include <tool/commands.h>
#include "lint_priv.h"
#include <host/files.h>
#include <host/kinds.h>
#include <rt/mem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct arguments {
    struct subject_config subject;
    const char *key;
    enum lint_severity fail_on;
    bool is_json, is_list;
};

static const char *parse_severity(const char *value, void *field)
{
    static const char *const words[] = {"note", "warning", "error"};
    for (int i = 0; i < LINT_N_SEVERITIES; i++) {
        if (strcmp(value, words[i]) == 0) {
            *(enum lint_severity *)field = (enum lint_severity)i;
            return NULL;
        }
    }
    return "no such severity: give error, warning or note";
}

/* ---- one file ---- */

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
                          const uint8_t *bytes, size_t n, const char *key)
{
    /* The words of explain, so that both say the same. */
    struct explain e = l->explain;
    e.key = key;
    json_t *told = explain_profile(&e, l->file, bytes, n, NULL);
    const char *hint = report_get(json_object_get(told, "fail"), "hint");
    struct profile_place at = {report->line > 0 ? report->line : 1, report->line > 0 ? report->column : 1};
    lint_add(l, LINT_CORRUPT, at, RT_STR(""), report_printf("%s: \"%s\"", report->what, fw_fail_text(fail)),
             report_text(rt_str(hint)));
    json_decref(told);
}

static void judge(struct lint *l, struct fw_profile *p, struct fw_txn *txn, const uint8_t *bytes, size_t n,
                  const char *key, json_t *out)
{
    (void)fw_profile_feed(p, bytes, n); /* finish tells */
    enum fw_fail fail = fw_profile_finish(p);
    lint_sisters(l);
    const struct fw_profile_report *report = fw_profile_report(p);
    json_t *device = json_object();
    (void)json_object_set_new(device, "takes", json_boolean(fail == FW_FAIL_NONE));
    report_set(device, "err", rt_str(fw_fail_text(fail)));
    (void)json_object_set_new(out, "device", device);
    if (report->warning != NULL) {
        lint_add(l, LINT_FIDELITY, (struct profile_place){1, 1}, RT_STR(""), report_printf("%s", report->warning),
                 NULL);
    }
    if (fail != FW_FAIL_NONE) {
        check_corrupt(l, fail, report, bytes, n, key);
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

static void count(const json_t *findings, unsigned n[LINT_N_SEVERITIES])
{
    const json_t *f;
    size_t i;
    json_array_foreach(findings, i, f)
    {
        for (int s = 0; s < LINT_N_SEVERITIES; s++) {
            n[s] += strcmp(report_get(f, "severity"), lint_severity_name((enum lint_severity)s)) == 0 ? 1 : 0;
        }
    }
}

static enum emu_exit lint_file(const struct arguments *a, const char *path, json_t *files,
                               unsigned n[LINT_N_SEVERITIES], struct emu_error *error)
{
    struct subject subject;
    struct rt_buf bytes;
    struct lint l = {.file = path, .findings = json_array()};
    struct fw_profile *p = NULL;
    struct fw_txn *txn = NULL;
    json_t *out = json_object();
    rt_buf_init(&bytes, EMU_FILE_MAX_BYTES);
    rt_buf_init(&l.text, FW_PROFILE_BYTES_MAX);
    enum rt_err err = emu_read_input(path, &bytes);
    if (err != RT_OK && err != RT_ETOOBIG) {    /* the unit refuses what is too big: so it is a finding */
        (void)emu_read_error(path, err, error); /* the error says it */
    } else if (subject_open(&subject, &a->subject, error) == EMU_EXIT_OK) {
        l.explain = (struct explain){.subject = &subject};
        l.places = rt_mem_alloc(fw_schema_n_rows(subject.schema) * sizeof *l.places);
        report_set(out, "file", rt_str(path));
        report_set(out, "release", rt_str(subject.manifest.version));
        if (l.places != NULL && fw_txn_create(&txn, subject.params) == RT_OK) {
            const struct fw_profile_config config = {.txn = txn,
                                                     .params = subject.params,
                                                     .key = a->key,
                                                     .on_item = on_item,
                                                     .on_text = on_text,
                                                     .ctx = &l,
                                                     .mac = subject.ident.mac};
            if (fw_profile_create(&p, &config) == RT_OK) {
                judge(&l, p, txn, bytes.bytes, bytes.n, a->key, out);
            }
        }
        if (p == NULL) {
            emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: out of memory", path);
        }
        fw_profile_destroy(p);
        fw_txn_destroy(txn);
        rt_mem_free(l.places);
        subject_close(&subject);
        json_t *findings = sorted(l.findings);
        count(findings, n);
        (void)json_object_set_new(out, "findings", findings);
        (void)json_array_append(files, out);
    }
    json_decref(l.findings);
    json_decref(out);
    rt_buf_fini(&bytes);
    rt_buf_fini(&l.text);
    return error->code;
}

/* ---- printing ---- */

static void print_file(const json_t *file)
{
    const json_t *f;
    size_t i;
    json_array_foreach(json_object_get(file, "findings"), i, f)
    {
        const char *element = report_get(f, "element");
        printf("%s:%d:%d: %s: %s%s%s [%s]\n", report_get(file, "file"),
               (int)json_integer_value(json_object_get(f, "line")),
               (int)json_integer_value(json_object_get(f, "column")), report_get(f, "severity"), element,
               element[0] != '\0' ? ": " : "", report_get(f, "text"), report_get(f, "id"));
        if (report_get(f, "hint")[0] != '\0') {
            report_print_row(4, 2, "->", report_get(f, "hint"));
        }
    }
}

static const char *plural(unsigned n)
{
    return n == 1 ? "" : "s";
}

static int print_list(bool is_json)
{
    json_t *list = json_array();
    for (int i = 0; i < LINT_N_CHECKS; i++) {
        enum lint_check c = (enum lint_check)i;
        const char *severity = lint_severity_name(lint_check_severity(c));
        if (!is_json) {
            printf("%-14s %-8s %s (%s)\n", lint_check_name(c), severity, lint_check_help(c), lint_check_source(c));
        }
        (void)json_array_append_new(list, json_pack("{s:s,s:s,s:s,s:s}", "id", lint_check_name(c), "severity", severity,
                                                    "source", lint_check_source(c), "help", lint_check_help(c)));
    }
    if (is_json) {
        report_print_json(list);
    }
    json_decref(list);
    return EMU_EXIT_OK;
}

static enum emu_exit run(const struct arguments *a, char **paths, size_t n_paths, struct emu_error *error)
{
    json_t *files = json_array(), *file;
    unsigned n[LINT_N_SEVERITIES] = {0};
    size_t i;
    for (i = 0; i < n_paths && error->code == EMU_EXIT_OK; i++) {
        (void)lint_file(a, paths[i], files, n, error); /* the error says it */
    }
    bool is_bad = false;
    for (int s = (int)a->fail_on; s < LINT_N_SEVERITIES; s++) {
        is_bad = is_bad || n[s] > 0;
    }
    if (error->code == EMU_EXIT_OK && a->is_json) {
        json_t *out = json_pack("{s:O,s:i,s:i,s:i,s:b,s:s}", "files", files, "errors", (int)n[LINT_ERROR], "warnings",
                                (int)n[LINT_WARNING], "notes", (int)n[LINT_NOTE], "ok", is_bad ? 0 : 1, "expat",
                                lint_xml_version());
        report_print_json(out);
        json_decref(out);
    } else if (error->code == EMU_EXIT_OK) {
        json_array_foreach(files, i, file)
        {
            print_file(file);
        }
        printf("%zu file%s: %u error%s, %u warning%s, %u note%s\n", n_paths, n_paths == 1 ? "" : "s", n[LINT_ERROR],
               plural(n[LINT_ERROR]), n[LINT_WARNING], plural(n[LINT_WARNING]), n[LINT_NOTE], plural(n[LINT_NOTE]));
    }
    json_decref(files);
    if (a->is_json) {
        report_print_error(error);
    }
    return error->code != EMU_EXIT_OK ? error->code : is_bad ? EMU_EXIT_NO : EMU_EXIT_OK;
}

static int lint(void *fields, char **operands, size_t n_operands, struct emu_error *error)
{
    const struct arguments *a = fields;
    if (a->is_list) {
        return print_list(a->is_json);
    }
    if (n_operands == 0) {
        return emu_error_set(error, EMU_EXIT_USAGE, "lint: nothing to look at: give one FILE or more");
    }
    return run(a, operands, n_operands, error);
}

static void preset(void *fields)
{
    struct arguments *a = fields;
    a->fail_on = LINT_WARNING;
}

static const struct emu_choice severities[] = {
    {"note", "worth knowing"},
    {"warning", "ignored or cut by the unit"},
    {"error", "refused by the unit"},
};
static const struct emu_kind kind_severity = {
    .name = "choice", .parse = parse_severity, .choices = severities, .n_choices = LINT_N_SEVERITIES};

#define AT(member) offsetof(struct arguments, member)
static const struct emu_option check_rows[] = {
    {"key", 0, "PHRASE", "decrypt profiles with PHRASE", NULL, &emu_kind_any, AT(key)},
    {"fail-on", 0, "SEVERITY", "exit with 1 from this severity on", "warning", &kind_severity, AT(fail_on)},
};
static const struct emu_option output_rows[] = {
    {"json", 0, NULL, "print JSON", NULL, &emu_kind_switch, AT(is_json)},
    {"list", 0, NULL, "list the checks: id, severity, source, meaning", NULL, &emu_kind_switch, AT(is_list)},
};
static const struct emu_option_group check_group = EMU_OPTION_GROUP("Checks", check_rows);
static const struct emu_option_group output_group = EMU_OPTION_GROUP("Output", output_rows);
static const struct emu_options_at options[] = {
    {&check_group, 0}, {&subject_unit_group, AT(subject)}, {&subject_fact_group, AT(subject)}, {&output_group, 0}};
static const struct emu_operand operands_taken[] = {
    {"FILE", "profiles; - is standard input", &emu_kind_file, 0, EMU_OPERANDS_MANY},
};

static const char *const examples[] = {
    "vspa lint spa2102.cfg --release 5.2.10",
    "vspa lint profiles/*.cfg --fail-on error --json",
    NULL,
};
const struct emu_command emu_command_lint = {
    .name = "lint",
    .help = "check a profile for what a unit would refuse, ignore or cut",
    .about = "Check profiles for what a unit would refuse (error), ignore or cut (warning), and what is worth knowing "
             "(note).\n"
             "Exit codes: 0 nothing of --fail-on or worse, 1 something, 2 wrong use, 3 a file is missing.",
    .examples = examples,
    EMU_COMMAND_OPERANDS(operands_taken),
    EMU_COMMAND_OPTIONS(options),
    .n_field_bytes = sizeof(struct arguments),
    .preset = preset,
    .run = lint,
};
