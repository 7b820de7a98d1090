/* SPDX-License-Identifier: MIT */
/* The command line of `vspa explain`. */
#include <tool/commands.h>
#include "explain_priv.h"
#include <host/files.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>
#include <offline/nearest.h>

struct arguments {
    struct subject_config subject;
    const char *rule, *param, *key;
    enum explain_kind kind;
    bool has_kind, is_json, shows_secrets;
    const char *profile;
};

static const char *parse_kind(const char *value, void *arguments)
{
    struct arguments *a = arguments;
    for (int i = 0; i < EXPLAIN_N_KINDS; i++) {
        if (strcmp(value, explain_kind_name((enum explain_kind)i)) == 0) {
            a->kind = (enum explain_kind)i;
            a->has_kind = true;
            return NULL;
        }
    }
    return "no such kind: give profile, upgrade, report or trigger";
}

/* Any text, an empty rule too. */
static const char *parse_any(const char *value, void *field)
{
    *(const char **)field = value;
    return NULL;
}

#define SUBJECT_OFFSET(field) offsetof(struct arguments, subject.field)
static const struct emu_option options[] = {
    {"rule", "TEXT", "a rule; with PROFILE: the rule that fetched it (its --key and --alias count)", parse_any,
     offsetof(struct arguments, rule)},
    {"kind", "KIND", "what the rule is: profile (default), upgrade, report, trigger", parse_kind, 0},
    {"param", "NAME", "a parameter; one that holds a rule is explained as that", emu_parse_text,
     offsetof(struct arguments, param)},
    {"key", "PHRASE", "opens an encrypted profile; stands over the --key of the rule", parse_any,
     offsetof(struct arguments, key)},
    {"json", NULL, "for programs; the keys are in emu/tool/README.md", emu_parse_switch,
     offsetof(struct arguments, is_json)},
    {"show-secrets", NULL, "passwords and keys in clear", emu_parse_switch, offsetof(struct arguments, shows_secrets)},
    SUBJECT_OPTIONS};

static const struct emu_usage usage = {
    .command = "explain",
    .operands = "[PROFILE]",
    .summary =
        "What a unit would do with a profile, a rule or a parameter, step by step, and why. Nothing is fetched:\n"
        "the unit's own engine reads it, for an assumed unit or for a copy of a real one (--unit).\n"
        "PROFILE may be - for standard input.\n"
        "Exit code: 0 the unit would succeed, 1 it would fail or refuse, 2 wrong use, 3 a file is missing.",
    .example = "  vspa explain spa2102.cfg --release 5.2.10\n"
               "  vspa explain --rule '($SWVER ge 5.1.0)? http://p.tel.com/$MA.cfg | /old/$PSN.cfg'\n"
               "  vspa explain --param Resync_Trigger_1 --set 'Resync_Trigger_1=$REGTMR1 gt 300' --regtmr1 301\n"
               "  vspa explain secret.cfg --rule '[--key \"$SA\"] http://p/x.cfg' --set 'GPP_SA=my phrase'",
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .n_operands_max = 1,
};

json_t *explain_subject(const struct subject *s)
{
    char mac[13];
    for (unsigned i = 0; i < 6; i++) {
        (void)snprintf(mac + 2 * i, 3, "%02X", s->ident.mac[i]);
    }
    json_t *out = json_object();
    report_set(out, "product", rt_str(s->manifest.product));
    report_set(out, "release", rt_str(s->manifest.version));
    report_set(out, "mac", rt_str(mac));
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
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "out of memory: end other programs");
    }
    fw_rule_result_init(taken);
    if (a->rule != NULL) {
        enum explain_kind kind = a->has_kind ? a->kind : EXPLAIN_PROFILE;
        (void)json_object_set_new(out, "rule", explain_rule(e, kind, NULL, rt_str(a->rule), taken));
        has_rule_options = taken->is_chosen && taken->has_url;
    }
    if (a->profile != NULL) {
        (void)json_object_set_new(
            out, "profile",
            explain_profile(e, a->profile, bytes->bytes, bytes->n, has_rule_options ? &taken->options : NULL));
    }
    if (a->param != NULL) {
        json_t *param = explain_param(e, a->param);
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
    fw_rule_result_fini(taken);
    rt_mem_free(taken);
    return error->code;
}

static bool is_all_ok(const json_t *out)
{
    static const char *const parts[] = {"rule", "profile", "param"};
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
    } parts[] = {{"rule", explain_print_rule}, {"profile", explain_print_profile}, {"param", explain_print_param}};
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
    (void)json_object_set_new(out, "subject", explain_subject(&subject));
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

int emu_tool_explain(int argc, char **argv)
{
    struct arguments a = {0};
    struct emu_error error = {0};
    size_t n_operands;
    switch (emu_options_parse(&usage, argc, argv, &a, &n_operands, &error)) {
    case EMU_OPTIONS_HELP:
        return EMU_EXIT_OK;
    case EMU_OPTIONS_WRONG:
        return emu_error_print(&error);
    default:
        break;
    }
    a.profile = n_operands > 0 ? argv[1] : NULL;
    if (a.profile == NULL && a.rule == NULL && a.param == NULL) {
        emu_error_set(&error, EMU_EXIT_USAGE, "explain: nothing to explain: give PROFILE, --rule TEXT or --param NAME");
        return emu_error_print(&error);
    }
    enum emu_exit code = run(&a, &error);
    if (a.is_json) {
        report_print_error(&error);
    }
    return error.code != EMU_EXIT_OK ? (int)emu_error_print(&error) : (int)code;
}
