/* SPDX-License-Identifier: MIT */
/* The command line of `vspa lint`: every file goes through the unit's own reader, then through the checks. */
#include <tool/commands.h>
#include <judge/lint.h>
#include <host/colour.h>
#include <host/files.h>
#include <host/kinds.h>
#include <rt/human.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct arguments {
    struct subject_config subject;
    const char *key;
    enum lint_severity fail_on;
    bool is_json, is_list;
};

/* ---- one file ---- */

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
    rt_buf_init(&bytes, EMU_FILE_MAX_BYTES);
    enum rt_err err = emu_read_input(path, &bytes);
    if (err != RT_OK && err != RT_ETOOBIG) {    /* the unit refuses what is too big: so it is a finding */
        (void)emu_read_error(path, err, error); /* the error says it */
    } else if (subject_open(&subject, &a->subject, error) == EMU_EXIT_OK) {
        struct explain e = {.subject = &subject, .key = a->key};
        json_t *out = json_object(), *device = json_object();
        json_t *findings = lint_judge(&e, path, bytes.bytes, bytes.n, NULL, device);
        report_set(out, "file", rt_str(path));
        report_set(out, "release", rt_str(subject.manifest.version));
        (void)json_object_set_new(out, "device", device);
        if (findings == NULL) {
            emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: out of memory", path);
        }
        count(findings, n);
        (void)json_object_set_new(out, "findings", findings);
        (void)json_array_append_new(files, out);
        subject_close(&subject);
    }
    rt_buf_fini(&bytes);
    return error->code;
}

/* ---- printing ---- */

static enum emu_style style_of(const char *severity)
{
    static const enum emu_style styles[LINT_N_SEVERITIES] = {
        [LINT_ERROR] = EMU_STYLE_BAD, [LINT_WARNING] = EMU_STYLE_WARNING, [LINT_NOTE] = EMU_STYLE_ASIDE};
    for (int s = 0; s < LINT_N_SEVERITIES; s++) {
        if (strcmp(severity, lint_severity_name((enum lint_severity)s)) == 0) {
            return styles[s];
        }
    }
    return EMU_STYLE_PLAIN;
}

static void print_file(const json_t *file)
{
    const json_t *f;
    size_t i;
    json_array_foreach(json_object_get(file, "findings"), i, f)
    {
        const char *element = report_get(f, "element");
        enum emu_style style = style_of(report_get(f, "severity"));
        printf("%s:%d:%d: %s%s%s: %s%s%s [%s]\n", report_get(file, "file"),
               (int)json_integer_value(json_object_get(f, "line")),
               (int)json_integer_value(json_object_get(f, "column")), emu_style_on(stdout, style),
               report_get(f, "severity"), emu_style_off(stdout, style), element, element[0] != '\0' ? ": " : "",
               report_get(f, "text"), report_get(f, "id"));
        if (report_get(f, "hint")[0] != '\0') {
            report_print_row(4, 2, "->", report_get(f, "hint"));
        }
    }
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
        printf("%s: %s, %s, %s\n", rt_count(n_paths, "file").s, rt_count(n[LINT_ERROR], "error").s,
               rt_count(n[LINT_WARNING], "warning").s, rt_count(n[LINT_NOTE], "note").s);
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
static const struct emu_kind kind_severity = {.name = "choice", .choices = severities, .n_choices = LINT_N_SEVERITIES};

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
    {"FILE", "profiles; - is standard input", &emu_kind_input, 0, EMU_OPERANDS_MANY},
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
