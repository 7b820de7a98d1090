/* SPDX-License-Identifier: MIT */
/* The command line of `vspa explain`. */
#include <tool/commands.h>
#include "explain_text.h"
#include <fw/dialmatch.h>
#include <host/files.h>
#include <host/kinds.h>
#include <offline/release.h>
#include <offline/subject.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>

struct arguments {
    struct subject_config subject;
    const char *rule, *param, *key, *dial;
    uint32_t line;
    enum explain_kind kind;
    bool is_json, shows_secrets;
    const char *profile;
};

static const char *parse_keys(const char *value, void *field)
{
    const char *keys = value + (value[0] == 'F');
    if (strlen(keys) > 2 * FW_DIALMATCH_KEYS_MAX || strspn(keys, "0123456789*#ABCD ") != strlen(keys)) {
        return "keys are 0 to 9, *, #, A to D, at most 80; F first is a flash";
    }
    *(const char **)field = value;
    return NULL;
}

static const char *parse_line(const char *value, void *field)
{
    if (strcmp(value, "1") != 0 && strcmp(value, "2") != 0) {
        return "a unit has lines 1 and 2";
    }
    *(uint32_t *)field = (uint32_t)(value[0] - '0');
    return NULL;
}

static json_t *subject_json(const struct subject *s)
{
    char mac[13];
    json_t *out = json_object();
    report_set(out, "product", rt_str(s->manifest.product));
    report_set(out, "release", rt_str(s->manifest.version));
    report_set(out, "mac", rt_str(rt_mac_digits(s->ident.mac, mac)));
    report_set(out, "serial", rt_str(s->ident.serial));
    report_set(out, "hardware", rt_str(s->ident.hw_version));
    report_set(out, "unit", rt_str(s->config->unit));
    return out;
}

static enum emu_exit read_profile(const char *path, struct rt_buf *bytes, struct emu_error *error)
{
    enum rt_err err = emu_read_input(path, bytes);
    if (err == RT_ETOOBIG) {
        return emu_error_set(error, EMU_EXIT_NO, "%s: the unit refuses it: longer than 4 MiB: is it a profile?", path);
    }
    return err == RT_OK ? EMU_EXIT_OK : emu_read_error(path, err, error);
}

/* What was asked for, in the order rule, profile, parameter; each a key of the report. */
static enum emu_exit explain_all(struct explain *e, const struct arguments *a, const struct rt_buf *bytes, json_t *out,
                                 struct emu_error *error)
{
    bool has_rule_options = false;
    struct fw_rule_result *taken = rt_mem_alloc(sizeof *taken);
    if (taken == NULL) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "out of memory");
    }
    fw_rule_result_init(taken);
    if (a->rule != NULL) {
        (void)json_object_set_new(out, "rule", explain_rule(e, a->kind, NULL, rt_str(a->rule), taken));
        has_rule_options = taken->is_chosen && taken->has_url;
    }
    if (a->profile != NULL) {
        (void)json_object_set_new(
            out, "profile",
            explain_profile(e, a->profile, bytes->bytes, bytes->n, has_rule_options ? &taken->options : NULL));
    }
    if (a->param != NULL) {
        json_t *param = explain_param(e, a->param, json_object_get(out, "profile"));
        struct rt_buf near;
        rt_buf_init(&near, 512);
        if (param == NULL) {
            (void)explain_near(e, rt_str(a->param), &near);
            emu_error_set(error, EMU_EXIT_USAGE, "explain: --param %s: no such parameter: %s", a->param,
                          near.n > 0 ? rt_buf_text(&near) : "give the element name");
        } else {
            (void)json_object_set_new(out, "param", param);
        }
        rt_buf_fini(&near);
    }
    if (a->dial != NULL && error->code == EMU_EXIT_OK) {
        (void)json_object_set_new(out, "dial", explain_dial(e, a->line == 0 ? 1 : a->line, rt_str(a->dial)));
    }
    fw_rule_result_fini(taken);
    rt_mem_free(taken);
    return error->code;
}

static bool is_all_ok(const json_t *out)
{
    static const char *const parts[] = {"rule", "profile", "param", "dial"};
    bool is_ok = true;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        const json_t *part = json_object_get(out, parts[i]);
        is_ok = is_ok && (part == NULL || report_flag(part, "ok"));
    }
    return is_ok;
}

static void print_all(const json_t *out)
{
    static const struct {
        const char *key;
        void (*print)(const json_t *part);
    } parts[] = {{"rule", explain_print_rule},
                 {"profile", explain_print_profile},
                 {"param", explain_print_param},
                 {"dial", explain_print_dial}};
    explain_print_subject(json_object_get(out, "subject"));
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        const json_t *part = json_object_get(out, parts[i].key);
        if (part != NULL) {
            putchar('\n');
            parts[i].print(part);
        }
    }
}

static enum emu_exit run(const struct arguments *a, struct emu_error *error)
{
    struct subject subject;
    struct rt_buf bytes;
    rt_buf_init(&bytes, EMU_FILE_MAX_BYTES);
    if ((a->profile != NULL && read_profile(a->profile, &bytes, error) != EMU_EXIT_OK) ||
        subject_open(&subject, &a->subject, error) != EMU_EXIT_OK) {
        rt_buf_fini(&bytes);
        return error->code;
    }
    struct explain e = {.subject = &subject, .shows_secrets = a->shows_secrets, .key = a->key};
    json_t *out = json_object();
    (void)json_object_set_new(out, "subject", subject_json(&subject));
    enum emu_exit code = explain_all(&e, a, &bytes, out, error);
    if (code == EMU_EXIT_OK) {
        code = is_all_ok(out) ? EMU_EXIT_OK : EMU_EXIT_NO;
        (void)json_object_set_new(out, "ok", json_boolean(code == EMU_EXIT_OK));
        if (a->is_json) {
            report_print_json(out);
        } else {
            print_all(out);
        }
    }
    json_decref(out);
    subject_close(&subject);
    rt_buf_fini(&bytes);
    return code;
}

static int explain(void *fields, char **operands, size_t n_operands, struct emu_error *error)
{
    struct arguments *a = fields;
    a->profile = n_operands > 0 ? operands[0] : NULL;
    if (a->profile == NULL && a->rule == NULL && a->param == NULL && a->dial == NULL) {
        return emu_error_set(error, EMU_EXIT_USAGE,
                             "explain: nothing to explain: give PROFILE, --rule TEXT, --param NAME or --dial KEYS");
    }
    enum emu_exit code = run(a, error);
    if (a->is_json) {
        report_print_error(error);
    }
    return code;
}

static const struct emu_choice kinds[] = {
    {"profile", "a Profile_Rule: which profile is fetched"},
    {"upgrade", "an Upgrade_Rule: which image is installed"},
    {"report", "a Report_Rule: where the configuration is sent"},
    {"trigger", "a Resync_Trigger: when a resync begins"},
};
static const struct emu_kind kind_of_rule = {.name = "choice", .choices = kinds, .n_choices = EXPLAIN_N_KINDS};
static void list_parameters(const struct emu_given *given)
{
    struct release r;
    struct emu_error ignored = {0};
    const char *release = emu_given_text(given, "release");
    if (release_open(&r, emu_given_text(given, "images"), release != NULL ? release : SUBJECT_RELEASE_DEFAULT,
                     &ignored) != EMU_EXIT_OK) {
        return; /* without images there is nothing to offer */
    }
    for (size_t i = 0; i < fw_schema_n_rows(r.schema); i++) {
        struct fw_schema_row row = fw_schema_row(r.schema, i);
        if (row.element[0] != '\0') {
            char label[FW_LABEL_BYTES];
            emu_choice_print(row.element, fw_schema_label(&row, label));
        }
    }
    release_close(&r);
}
static const struct emu_kind kind_parameter = {
    .name = "parameter", .parse = emu_parse_text, .list = list_parameters, .is_open = true};

static const struct emu_kind kind_keys = {.name = "keys", .parse = parse_keys, .is_open = true};
static const struct emu_kind kind_line = {.name = "line", .parse = parse_line, .is_open = true};

#define AT(member) offsetof(struct arguments, member)
static const struct emu_option input_rows[] = {
    {"rule", 0, "TEXT", "explain a rule; with PROFILE: that which fetched it", NULL, &emu_kind_any, AT(rule)},
    {"kind", 0, "KIND", "read the rule as this kind", "profile", &kind_of_rule, AT(kind)},
    {"param", 0, "NAME", "explain a parameter, and the rule in it", NULL, &kind_parameter, AT(param)},
    {"dial", 0, "KEYS", "explain dialled keys; F first: with a call on hold", NULL, &kind_keys, AT(dial)},
    {"line", 0, "N", "dial on line N", "1", &kind_line, AT(line)},
    {"key", 0, "PHRASE", "decrypt with PHRASE; overrides --key of the rule", NULL, &emu_kind_any, AT(key)},
};
static const struct emu_option output_rows[] = {
    {"json", 0, NULL, "print JSON", NULL, &emu_kind_switch, AT(is_json)},
    {"show-secrets", 0, NULL, "print passwords and keys", NULL, &emu_kind_switch, AT(shows_secrets)},
};
static const struct emu_option_group input_group = EMU_OPTION_GROUP("Input", input_rows);
static const struct emu_option_group output_group = EMU_OPTION_GROUP("Output", output_rows);
static const struct emu_options_at options[] = {
    {&input_group, 0}, {&subject_unit_group, AT(subject)}, {&subject_fact_group, AT(subject)}, {&output_group, 0}};
static const struct emu_operand operands_taken[] = {
    {"PROFILE", "a profile; - is standard input", &emu_kind_input, 0, 1},
};

static const char *const examples[] = {
    "vspa explain spa2102.cfg --release 5.2.10",
    "vspa explain --rule '($SWVER ge 5.1.0)? http://h/$MA.cfg | /old/$PSN.cfg'",
    "vspa explain --param Resync_Trigger_1 --regtmr1 301 \\",
    "  --set 'Resync_Trigger_1=$REGTMR1 gt 300'",
    "vspa explain --dial 5551234 --set 'Dial_Plan_1_=(<:1408>[2-9]xxxxxx)'",
    "vspa explain --dial '*72 5551234#'",
    "vspa explain secret.cfg --rule '[--key \"$SA\"] http://p/x.cfg' \\",
    "  --set 'GPP_SA=my phrase'",
    NULL,
};
const struct emu_command emu_command_explain = {
    .name = "explain",
    .help = "explain what a unit would do with a profile or a rule",
    .about = "Explain what a unit would do with a profile, a rule, a parameter or dialled keys, step by step, and why. "
             "Nothing is "
             "fetched: the unit's own engine reads it, for an assumed unit or for a copy of a real one (--unit).\n"
             "Exit codes: 0 the unit would succeed, 1 it would fail or refuse, 2 wrong use, 3 a file is missing.",
    .examples = examples,
    EMU_COMMAND_OPERANDS(operands_taken),
    EMU_COMMAND_OPTIONS(options),
    .n_field_bytes = sizeof(struct arguments),
    .run = explain,
};
