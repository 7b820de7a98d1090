/* SPDX-License-Identifier: MIT */
/* vspa test and vspa report: the commands. */
#include "runner_priv.h"
#include <runner/commands.h>
#include <record/keylog.h>
#include <host/kinds.h>
#include <host/output.h>
#include <unit/pace.h>
#include <unitfile/releases.h>
#include <host/clock.h>
#include <rt/human.h>
#include <rt/str.h>
#include <stddef.h>
#include <string.h>

#define SEED_DEFAULT      2102u
#define SEED_DEFAULT_TEXT "2102"
#define SEEDS_MAX         1000000u
#define JOBS_DEFAULT      1u

struct arguments {
    struct test_options o;
    uint64_t instructions, memory_mib;
    bool is_list, is_reference, is_definitions;
};

static const char *parse_shard(const char *value, void *field)
{
    struct test_options *o = field;
    struct rt_str rest;
    struct rt_str left = rt_str_cut(rt_str(value), '/', &rest);
    if (rest.p == NULL || rt_str_u32(left, &o->shard) != RT_OK || rt_str_u32(rest, &o->n_shards) != RT_OK ||
        o->shard < 1 || o->shard > o->n_shards) {
        return "not a shard: give I/N, as in 2/3";
    }
    o->shard_text = value;
    return NULL;
}

static const char *parse_keep(const char *value, void *keeps_all)
{
    *(bool *)keeps_all = strcmp(value, "all") == 0;
    return *(bool *)keeps_all || strcmp(value, "failed") == 0 ? NULL : "unknown choice: give failed or all";
}

/* "7" or "1..20". */
static const char *parse_seeds(const char *value, void *field)
{
    struct test_options *o = field;
    const char *dots = strstr(value, "..");
    uint64_t last;
    const struct rt_str first = {value, dots != NULL ? (size_t)(dots - value) : strlen(value)};
    if (rt_str_u64(first, &o->seed) != RT_OK) {
        return "not a number: give digits, or a range as in 1..20";
    }
    last = o->seed;
    if (dots != NULL && (rt_str_u64(rt_str(dots + 2), &last) != RT_OK || last < o->seed)) {
        return "not a range: give the first and the last seed, as in 1..20";
    }
    if (last - o->seed >= SEEDS_MAX) {
        return "too many seeds: at most 1000000";
    }
    o->n_seeds = last - o->seed + 1;
    o->seed_text = value;
    return NULL;
}

static void print_list(const struct test_list *list)
{
    char title[4400];
    for (size_t i = 0; i < list->n_items; i++) {
        puts(test_title(&list->item[i], title, sizeof title));
    }
}

static enum emu_exit junit_error(const struct test_options *o, struct emu_error *error)
{
    return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "test: --junit %s: %s: choose another file", o->junit,
                         emu_output_why(o->junit));
}

static enum emu_exit run(struct test_list *list, const struct test_options *o, struct emu_error *error)
{
    /* Opened before the first scenario: a path that cannot be written costs no run, and the report of an older run is
     * not taken for this one's if this one is killed. */
    FILE *junit = o->junit != NULL ? emu_output_open(o->junit, EMU_OUTPUT_PUBLIC) : NULL;
    if (o->junit != NULL && junit == NULL) {
        return junit_error(o, error);
    }
    uint64_t begun_us = emu_host_us();
    test_tell_begin(list, o);
    bool is_whole = test_run(list, o, error);
    double real_s = (double)(emu_host_us() - begun_us) / 1e6;
    if (o->is_tap) {
        test_write_tap(list, o);
    }
    enum emu_exit code = error->code != EMU_EXIT_OK ? error->code : test_verdict(list);
    test_tell_end(list, o, real_s, code);
    if (junit != NULL && test_write_junit(junit, list, o, real_s) != RT_OK) {
        return junit_error(o, error);
    }
    if (!is_whole) {
        return emu_error_set(error, EMU_EXIT_NO, "test: stopped: %zu of %s did not run; what is reported has run",
                             test_count(list, EMU_SCN_NOT_RUN), rt_count(list->n_items, "scenario").s);
    }
    return code;
}

/* After the scenarios are known: it must be none of them. */
static bool try_keylog(struct test_options *o, struct emu_error *error)
{
    const char *named_by = o->keylog != NULL ? "--keylog" : "SSLKEYLOGFILE";
    o->keylog = emu_keylog_path(o->keylog);
    return o->keylog == NULL || emu_keylog_try(named_by, o->keylog, error);
}

static int run_test(void *fields, char **operands, size_t n_operands, struct emu_error *error)
{
    struct arguments *a = fields;
    struct test_list list = {.n_items = 0};
    enum emu_exit code = EMU_EXIT_OK;
    a->o.limits.n_instructions = a->instructions;
    a->o.limits.n_bytes = (size_t)a->memory_mib << 20;
    if (a->is_reference || a->is_definitions) {
        a->is_reference ? emu_scn_write_reference(stdout) : emu_scn_write_definitions(stdout);
        return EMU_EXIT_OK;
    }
    if (a->o.is_tap && a->o.is_json) {
        return emu_error_set(error, EMU_EXIT_USAGE, "test: --tap and --json: both print on standard output: give one");
    }
    if (emu_window_check(&a->o.window, "test", error) != EMU_EXIT_OK) {
        return error->code;
    }
    if (a->o.window.is_wanted && a->o.has_sandbox) {
        return emu_error_set(error, EMU_EXIT_USAGE,
                             "test: --window and --sandbox: a display is outside of it: give one");
    }
    if (!a->is_list && emu_window_try(&a->o.window, error) != EMU_EXIT_OK) {
        return error->code; /* once, and not for each scenario */
    }
    if (!a->is_list && !test_keep_try(&a->o, error)) {
        return error->code;
    }
    if (test_find(&list, operands, n_operands, error) == EMU_EXIT_OK && try_keylog(&a->o, error) &&
        test_plan(&list, &a->o, error) == EMU_EXIT_OK) {
        if (a->is_list) {
            a->o.is_json ? test_json_list(&list) : print_list(&list);
        } else {
            code = run(&list, &a->o, error);
        }
    }
    test_list_fini(&list);
    return code;
}

static void preset_test(void *fields)
{
    struct arguments *a = fields;
    a->o.failures = TEST_FAILURES_DEFAULT;
    a->o.seed = SEED_DEFAULT;
    a->o.seed_text = SEED_DEFAULT_TEXT;
    a->o.n_seeds = 1;
    a->o.jobs = JOBS_DEFAULT;
    a->o.n_repeats = 1;
    a->o.limits.virtual_us = EMU_SCN_VIRTUAL_US;
    a->o.limits.real_us = EMU_SCN_REAL_US;
    emu_window_options_init(&a->o.window);
    a->o.window.outlives_closing = true;
    a->o.window_rate = TEST_RATE_UNSAID;
    a->instructions = EMU_SCN_INSTRUCTIONS;
    a->memory_mib = EMU_SCN_BYTES >> 20;
}

static const struct emu_choice keeps[] = {
    {"failed", "failed scenarios"},
    {"all", "all scenarios"},
};
static const struct emu_kind kind_keep = {.name = "choice", .parse = parse_keep, .choices = keeps, .n_choices = 2};
static const struct emu_kind kind_seeds = {.name = "number", .parse = parse_seeds};
static const struct emu_kind kind_shard = {.name = "shard", .parse = parse_shard};

#define AT(member) offsetof(struct arguments, member)
static const struct emu_option selection_rows[] = {
    {"filter", 0, "TEXT", "run scenarios whose title contains TEXT", NULL, &emu_kind_text, AT(o.filter)},
    {"shard", 0, "I/N", "run shard I of N", NULL, &kind_shard, AT(o)},
    {"list", 0, NULL, "print the titles and exit", NULL, &emu_kind_switch, AT(is_list)},
};
static const struct emu_option run_rows[] = {
    {"jobs", 'j', "N", "run N scenarios in parallel", "1", &emu_kind_count, AT(o.jobs)},
    {"repeat", 0, "N", "repeat N times and compare the traces", "1", &emu_kind_count, AT(o.n_repeats)},
    {"seed", 0, "N|A..B", "run with this seed, or with each of A..B", SEED_DEFAULT_TEXT, &kind_seeds, AT(o)},
    {"fail-fast", 'x', NULL, "start no further scenario after a failure", NULL, &emu_kind_switch, AT(o.is_fail_fast)},
    {"check-replay", 0, NULL, "replay each record and compare every event", NULL, &emu_kind_switch,
     AT(o.checks_replay)},
    EMU_IMAGES_ROW(struct arguments, o.images),
};
static const struct emu_option limit_rows[] = {
    {"real-limit", 0, "TIME", "limit the real time of a scenario", "60s", &emu_kind_duration, AT(o.limits.real_us)},
    {"virtual-limit", 0, "TIME", "limit the virtual time of a unit", "60d", &emu_kind_duration,
     AT(o.limits.virtual_us)},
    {"instructions", 0, "N", "limit the instructions of a script", "100000000", &emu_kind_amount, AT(instructions)},
    {"sandbox", 0, NULL, "filter the system calls of scenarios; no network", NULL, &emu_kind_switch, AT(o.has_sandbox)},
    {"memory", 0, "MIB", "limit the memory of a script", "64", &emu_kind_count, AT(memory_mib)},
};
static const struct emu_option output_rows[] = {
    {"junit", 0, "FILE", "write a JUnit report", NULL, &emu_kind_file, AT(o.junit)},
    {"tap", 0, NULL, "print TAP version 13", NULL, &emu_kind_switch, AT(o.is_tap)},
    {"json", 0, NULL, "print one JSON object a line, as scenarios end", NULL, &emu_kind_switch, AT(o.is_json)},
    {"quiet", 'q', NULL, "print failures and the summary only", NULL, &emu_kind_switch, AT(o.is_quiet)},
    {"verbose", 'v', NULL, "include debug messages in the output", NULL, &emu_kind_switch, AT(o.is_verbose)},
    {"failures", 0, "DIR", "keep artifacts in DIR", TEST_FAILURES_DEFAULT, &emu_kind_dir, AT(o.failures)},
    {"keep", 0, "WHAT", "keep artifacts of failed or all scenarios", "failed", &kind_keep, AT(o.keeps_all)},
    {"keylog", 0, "FILE", "append TLS secrets for Wireshark", "$SSLKEYLOGFILE", &emu_kind_file, AT(o.keylog)},
};
static const struct emu_option pace_rows[] = {
    {"time", 0, "PACE", "set the pace of a window: real, xN or warp", "x20", &emu_kind_pace, AT(o.window_rate)},
};
static const struct emu_option language_rows[] = {
    {"reference", 0, NULL, "print the scenario language as Markdown", NULL, &emu_kind_switch, AT(is_reference)},
    {"definitions", 0, NULL, "print it for editors, as a LuaLS file", NULL, &emu_kind_switch, AT(is_definitions)},
};
static const struct emu_option_group selection_group = EMU_OPTION_GROUP("Selection", selection_rows);
static const struct emu_option_group run_group = EMU_OPTION_GROUP("Execution", run_rows);
static const struct emu_option_group limit_group = EMU_OPTION_GROUP("Limits", limit_rows);
static const struct emu_option_group output_group = EMU_OPTION_GROUP("Output", output_rows);
static const struct emu_option_group pace_group = EMU_OPTION_GROUP("Window", pace_rows);
static const struct emu_option_group language_group = EMU_OPTION_GROUP("Language", language_rows);
static const struct emu_options_at options[] = {{&selection_group, 0},
                                                {&run_group, 0},
                                                {&limit_group, 0},
                                                {&output_group, 0},
                                                {&emu_window_switch_group, AT(o.window)},
                                                {&pace_group, 0},
                                                {&emu_window_option_group, AT(o.window)},
                                                {&language_group, 0}};
static const struct emu_operand operands_of_test[] = {
    {"DIR|FILE", "scenario files, and folders of them", &emu_kind_file, 0, EMU_OPERANDS_MANY},
};

static const char *const examples[] = {
    "vspa test scenarios -j4 --junit report.xml", "vspa test scenarios/reset.lua --filter 'after an upgrade'",
    "vspa test --seed 1..20 --fail-fast",         "vspa test --window scenarios/reset.lua",
    "vspa test --shard 1/3 --junit part1.xml",    NULL,
};
const struct emu_command emu_command_test = {
    .name = "test",
    .help = "run scenarios: test plans in Lua, with a JUnit report",
    .about = "Run scenarios: test plans in Lua, in virtual time, against a provider inside the program. Without DIR or "
             "FILE: all *.lua in tests/ and scenarios/, except folders that contain a file .vspaignore. In --filter, * "
             "and ? are wildcards, and =TITLE matches the whole title. A failure leaves a folder with trace, syslog, "
             "frames, "
             "sound, the record for 'vspa replay', and a script that reruns it wherever the folder is.\n"
             "Ctrl-C stops the run; what has run is reported, also in the JUnit report.\n"
             "Exit codes: 0 all passed, 1 a step failed or the run was stopped, 2 script error, 3 environment error, 4 "
             "limit reached.",
    .examples = examples,
    EMU_COMMAND_OPERANDS(operands_of_test),
    EMU_COMMAND_OPTIONS(options),
    .n_field_bytes = sizeof(struct arguments),
    .preset = preset_test,
    .run = run_test,
};

/* ---- vspa report merge ---- */

struct report_arguments {
    const char *output;
};

static int run_merge(void *fields, char **operands, size_t n_operands, struct emu_error *error)
{
    const struct report_arguments *a = fields;
    return a->output == NULL ? emu_error_set(error, EMU_EXIT_USAGE, "report merge: no output file: give -o FILE")
                             : test_merge(operands, n_operands, a->output, error);
}

static const struct emu_option merge_rows[] = {
    {"output", 'o', "FILE", "write the merged report to FILE", NULL, &emu_kind_file,
     offsetof(struct report_arguments, output)},
};
static const struct emu_option_group merge_group = EMU_OPTION_GROUP("Output", merge_rows);
static const struct emu_options_at merge_options[] = {{&merge_group, 0}};
static const struct emu_operand operands_of_merge[] = {
    {"FILE", "JUnit reports of all shards of one run", &emu_kind_input, 1, EMU_OPERANDS_MANY},
};
static const char *const merge_examples[] = {"vspa report merge part1.xml part2.xml part3.xml -o report.xml", NULL};
static const struct emu_command merge = {
    .name = "merge",
    .help = "merge the JUnit reports of a sharded run",
    .about = "Merge the JUnit reports of a sharded run. Exit code 1: a scenario failed or a shard is missing.",
    .examples = merge_examples,
    EMU_COMMAND_OPERANDS(operands_of_merge),
    EMU_COMMAND_OPTIONS(merge_options),
    .n_field_bytes = sizeof(struct report_arguments),
    .run = run_merge,
};
static const struct emu_command *const report_commands[] = {&merge, NULL};
const struct emu_command emu_command_report = {
    .name = "report",
    .help = "merge the reports of a sharded run",
    .commands = report_commands,
};
