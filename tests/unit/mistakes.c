/* SPDX-License-Identifier: MIT */
/*
 * Mistake -> sentence: tests/vectors/m_mistakes.tsv. Of each row `vspa lint` and `vspa explain` both say one sentence
 * that names the element, the text as written and the cure; of its corrected twin neither says a word. Whether the unit
 * takes the file is the same for its engine, explain and lint, of both.
 */
#include <harness/params_rig.h>
#include <harness/profile_run.h>
#include <harness/test.h>
#include <harness/tool_run.h>
#include <harness/vectors.h>
#include <board/ident.h>
#include <fw/rule.h>
#include <fw/vars.h>
#include <jansson.h>
#include <mbedtls/base64.h>
#include <offline/report.h>
#include <rt/mem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tool/commands.h>
#include <unistd.h>

#define RELEASE  "5.2.10"
#define FILE_MAX 65536u
#define SAYS     3

enum { FORM, KEY, ELEMENT, WRITTEN, CURE, BAD, GOOD };

static char path[] = "/tmp/vspa-mistake-XXXXXX";
static char *schema_text;

/* ---- the file ---- */

static void put_escaped(struct rt_buf *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '<' || *text == '&') {
            (void)rt_buf_put_text(out, *text == '<' ? "&lt;" : "&amp;");
        } else {
            (void)rt_buf_put_u8(out, (uint8_t)*text);
        }
    }
}

static void make_file(const struct vector_row *row, const char *text, struct rt_buf *out)
{
    const char *form = row->field[FORM], *element = row->field[ELEMENT];
    static uint8_t bytes[FILE_MAX];
    size_t n = 0;
    rt_buf_clear(out);
    if (strcmp(form, "profile") == 0) {
        (void)rt_buf_printf(out, "<flat-profile>\n%s\n</flat-profile>\n", text);
    } else if (strcmp(form, "rule") == 0) {
        (void)rt_buf_printf(out, "<flat-profile>\n<%s>", element);
        put_escaped(out, text);
        (void)rt_buf_printf(out, "</%s>\n</flat-profile>\n", element);
    } else if (strcmp(form, "file") == 0) {
        (void)rt_buf_put_text(out, text);
    } else {
        assert_string_equal(form, "base64");
        assert_int_equal(mbedtls_base64_decode(bytes, sizeof bytes, &n, (const uint8_t *)text, strlen(text)), 0);
        (void)rt_buf_put(out, bytes, n);
    }
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(out->bytes, 1, out->n, f), out->n);
    assert_int_equal(fclose(f), 0);
}

/* ---- what is said ---- */

static json_t *run_tool(struct tool_run *run, const struct emu_command *command, const char *name, const char *key)
{
    const char *words[] = {name, path, "--json", "--release", RELEASE, key[0] != '\0' ? "--key" : NULL, key, NULL};
    tool_run(run, command, words);
    assert_true(run->code == 0 || run->code == 1);
    json_t *out = json_loads(rt_buf_text(&run->out), JSON_ALLOW_NUL, NULL);
    assert_non_null(out);
    return out;
}

static bool says_all(const json_t *sentence, const struct vector_row *row)
{
    bool all = true;
    for (int i = 0; i < SAYS; i++) {
        const char *part = row->field[ELEMENT + i];
        bool is_said = part[0] == '\0';
        const char *key;
        json_t *value;
        json_object_foreach((json_t *)sentence, key, value)
        {
            is_said = is_said || (json_is_string(value) && strstr(json_string_value(value), part) != NULL);
        }
        all = all && is_said;
    }
    return all;
}

static bool is_among(const json_t *sentences, const struct vector_row *row)
{
    const json_t *s;
    size_t i;
    json_array_foreach(sentences, i, s)
    {
        if (says_all(s, row)) {
            return true;
        }
    }
    return false;
}

static const json_t *lint_file(const json_t *out)
{
    return json_array_get(json_object_get(out, "files"), 0);
}

static bool unit_takes(const struct vector_row *row, const struct rt_buf *file)
{
    struct params_rig rig;
    params_rig_open(&rig, schema_text, NULL);
    struct profile_run run = {.key = row->field[KEY][0] != '\0' ? row->field[KEY] : NULL, .chunk_bytes = 512};
    profile_run_open(&run, &rig, file->bytes, file->n);
    bool takes = run.fail == FW_FAIL_NONE;
    profile_run_close(&run);
    params_rig_close(&rig);
    return takes;
}

static void check_verdicts(const struct vector_row *row, const struct rt_buf *file, const json_t *explained,
                           const json_t *linted)
{
    bool takes = unit_takes(row, file);
    bool explain_takes = report_flag(json_object_get(explained, "profile"), "ok");
    bool lint_takes = report_flag(json_object_get(lint_file(linted), "device"), "takes");
    if (takes != explain_takes || takes != lint_takes) {
        fail_msg("%s: the unit %s it, explain %s it, lint %s it", row->id, takes ? "takes" : "refuses",
                 explain_takes ? "takes" : "refuses", lint_takes ? "takes" : "refuses");
    }
}

/* ---- a rule by itself ---- */

static bool lookup(void *ctx, struct rt_str name, bool is_in_key, struct rt_buf *value)
{
    return fw_vars_lookup(ctx, name, is_in_key, value);
}

/* The engine's own word, explain's exit code, and whether lint has an error: whether the rule can be read. */
static void check_rule(struct tool_run *run, const struct vector_row *row, const char *text, const json_t *linted)
{
    static const struct {
        const char *element, *kind;
        enum fw_rule_kind engine;
    } kinds[] = {{"Profile_Rule", "profile", FW_RULE_PROFILE}, {"Upgrade_Rule", "upgrade", FW_RULE_UPGRADE}};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcmp(row->field[ELEMENT], kinds[i].element) != 0) {
            continue;
        }
        struct params_rig rig;
        struct fw_rule_result result;
        struct fw_manifest manifest = {.product = "SPA-2102", .version = RELEASE};
        struct board_ident ident = {.serial = "FM500K000001"};
        params_rig_open(&rig, schema_text, NULL);
        struct fw_vars vars = {.params = rig.params, .manifest = &manifest, .ident = &ident, .upgrade_error = ""};
        const struct fw_macro_source source = {lookup, &vars};
        fw_rule_result_init(&result);
        bool unit_reads = fw_rule_evaluate(kinds[i].engine, rt_str(text), &source, NULL, NULL, &result) == RT_OK;
        fw_rule_result_fini(&result);
        params_rig_close(&rig);
        const char *const words[] = {"explain", "--rule", text, "--kind", kinds[i].kind, "--release", RELEASE, NULL};
        tool_run(run, &emu_command_explain, words);
        bool explain_reads = run->code == 0, lint_reads = json_integer_value(json_object_get(linted, "errors")) == 0;
        if (unit_reads != explain_reads || unit_reads != lint_reads) {
            fail_msg("%s: the unit %s the rule, explain %s it, lint %s it: %s", row->id,
                     unit_reads ? "reads" : "refuses", explain_reads ? "reads" : "refuses",
                     lint_reads ? "reads" : "refuses", text);
        }
    }
}

static void check(const struct vector_row *row)
{
    struct tool_run run;
    struct rt_buf file;
    tool_run_open(&run);
    rt_buf_init(&file, FILE_MAX);
    for (int is_good = 0; is_good < 2; is_good++) {
        make_file(row, row->field[is_good ? GOOD : BAD], &file);
        json_t *explained = run_tool(&run, &emu_command_explain, "explain", row->field[KEY]);
        json_t *linted = run_tool(&run, &emu_command_lint, "lint", row->field[KEY]);
        const json_t *profile = json_object_get(explained, "profile"), *fail = json_object_get(profile, "fail");
        const json_t *findings = json_object_get(lint_file(linted), "findings");
        const json_t *ignored = json_object_get(profile, "ignored"), *look = json_object_get(profile, "findings");
        check_verdicts(row, &file, explained, linted);
        bool explain_says = is_among(ignored, row) || is_among(look, row) || (fail != NULL && says_all(fail, row));
        if (!is_good && (!is_among(findings, row) || !explain_says)) {
            fail_msg("%s: \"%s\", \"%s\", \"%s\" is not one sentence of %s:\n%s", row->id, row->field[ELEMENT],
                     row->field[WRITTEN], row->field[CURE], explain_says ? "lint" : "explain",
                     json_dumps(explain_says ? linted : profile, JSON_INDENT(1)));
        }
        if (is_good && (json_array_size(findings) + json_array_size(ignored) + json_array_size(look) > 0 ||
                        fail != NULL || !report_flag(explained, "ok"))) {
            fail_msg("%s: its corrected twin is not silent:\n%s", row->id, json_dumps(linted, JSON_INDENT(1)));
        }
        if (strcmp(row->field[FORM], "rule") == 0) {
            check_rule(&run, row, row->field[is_good ? GOOD : BAD], linted);
        }
        json_decref(explained);
        json_decref(linted);
    }
    rt_buf_fini(&file);
    tool_run_close(&run);
}

int main(void)
{
    int fd = mkstemp(path);
    if (fd < 0 || close(fd) != 0) {
        return 1;
    }
    schema_text = profile_schema(TEST_SOURCE_DIR);
    int result = vectors_run(TEST_SOURCE_DIR "/vectors/m_mistakes.tsv", "M", 150, check);
    rt_mem_free(schema_text);
    return unlink(path) == 0 ? result : 1;
}
