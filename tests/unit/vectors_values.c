/* SPDX-License-Identifier: MIT */
/* Wrong values: the unit, lint and explain have the same verdict. The voice menu's: tests/cli/values.sh. */
#include <fw/judge.h>
#include <harness/profile_run.h>
#include <harness/test.h>
#include <harness/tool_run.h>
#include <harness/vectors.h>
#include <jansson.h>
#include <rt/mem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tool/commands.h>
#include <unistd.h>

#define SCHEMA_FILE  TEST_SOURCE_DIR "/../images/releases/spa2102-5.2.10/schema.tsv"
#define N_ROWS_LEAST 60u

enum { ELEMENT, VALUE, VERDICT };

static const char *const verdict_names[FW_FIT_N] = {
    [FW_FIT_OK] = "taken",
    [FW_FIT_NORMALISED] = "normalised",
    [FW_FIT_UNKNOWN] = "unknown",
    [FW_FIT_WRONG_TYPE] = "wrong-type",
    [FW_FIT_OUT_OF_RANGE] = "out-of-range",
    [FW_FIT_TOO_LONG] = "too-long",
    [FW_FIT_MALFORMED] = "malformed",
};

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL ? text : "";
}

/* A command over a profile with the one element; its report. */
static json_t *report_of(const struct emu_command *command, const struct vector_row *row)
{
    char path[] = "/tmp/vspa-value-XXXXXX";
    int fd = mkstemp(path);
    FILE *file = fdopen(fd, "w");
    assert_non_null(file);
    fprintf(file, "<flat-profile><%s>%s</%s></flat-profile>", row->field[ELEMENT], row->field[VALUE],
            row->field[ELEMENT]);
    assert_int_equal(fclose(file), 0);
    const char *const words[] = {command->name, path, "--release", "5.2.10", "--json", NULL};
    struct tool_run run;
    tool_run_open(&run);
    tool_run(&run, command, words);
    json_t *out = json_loads(rt_buf_text(&run.out), 0, NULL);
    assert_non_null(out);
    tool_run_close(&run);
    assert_int_equal(remove(path), 0);
    return out;
}

static const char *lint_verdict(const struct vector_row *row)
{
    json_t *out = report_of(&emu_command_lint, row);
    const json_t *findings = json_object_get(json_array_get(json_object_get(out, "files"), 0), "findings"), *f;
    const char *verdict = "taken";
    size_t i;
    json_array_foreach(findings, i, f)
    {
        const char *id = text_of(f, "id"), *text = text_of(f, "text");
        if (strcmp(text_of(f, "element"), row->field[ELEMENT]) != 0) {
            continue;
        }
        bool is_kept = strstr(text, "the old value stays") != NULL;
        if (strcmp(id, "range") == 0) {
            verdict = is_kept ? "out-of-range" : "?";
        } else if (strcmp(id, "too-long") == 0) {
            verdict = is_kept ? "?" : "too-long";
        } else if (is_kept) {
            verdict = "wrong-type";
        } else if (strcmp(id, "format") == 0 || strcmp(id, "address") == 0 || strcmp(id, "dial-plan") == 0) {
            verdict = "malformed";
        }
    }
    json_decref(out);
    return verdict;
}

/* explain puts what is refused into one list, with the reason, and what is stored into another, with a note. */
static const char *explain_verdict(const struct vector_row *row)
{
    json_t *out = report_of(&emu_command_explain, row);
    const json_t *profile = json_object_get(out, "profile");
    const json_t *ignored = json_array_get(json_object_get(profile, "ignored"), 0);
    const json_t *change = json_array_get(json_object_get(profile, "changes"), 0);
    const char *why = text_of(ignored, "why"), *note = text_of(change, "note"), *verdict = "taken";
    if (strcmp(why, "wrong type") == 0) {
        verdict = "wrong-type";
    } else if (strcmp(why, "out of range") == 0) {
        verdict = "out-of-range";
    } else if (strcmp(note, fw_fit_text(FW_FIT_MALFORMED)) == 0) {
        verdict = "malformed";
    } else if (strstr(note, "longer than its type") != NULL) {
        verdict = "too-long";
    }
    json_decref(out);
    return verdict;
}

static const char *unit_verdict(const struct vector_row *row)
{
    size_t n;
    char *schema = params_rig_read_file(SCHEMA_FILE, &n);
    struct params_rig rig;
    struct fw_txn *txn;
    enum fw_fit fit;
    params_rig_open(&rig, schema, NULL);
    int id = fw_param_find(rig.params, row->field[ELEMENT]);
    assert_int_not_equal(id, FW_PARAM_NONE);
    assert_int_equal(fw_txn_create(&txn, rig.params), RT_OK);
    assert_int_equal(fw_txn_set(txn, id, rt_str(row->field[VALUE]), &fit), RT_OK);
    assert_int_equal(fw_txn_commit(txn, "test", NULL), RT_OK);
    fw_txn_destroy(txn);
    bool is_refused = fit == FW_FIT_WRONG_TYPE || fit == FW_FIT_OUT_OF_RANGE;
    assert_string_equal(fw_param_get(rig.params, id),
                        is_refused ? fw_param_default(rig.params, id) : row->field[VALUE]);
    params_rig_close(&rig);
    rt_mem_free(schema);
    return verdict_names[fit];
}

static void check_row(const struct vector_row *row)
{
    assert_string_equal(unit_verdict(row), row->field[VERDICT]);
    assert_string_equal(lint_verdict(row), row->field[VERDICT]);
    assert_string_equal(explain_verdict(row), row->field[VERDICT]);
}

int main(void)
{
    return vectors_run(TEST_SOURCE_DIR "/vectors/n_values.tsv", "N", N_ROWS_LEAST, check_row);
}
