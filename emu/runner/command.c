/* SPDX-License-Identifier: MIT */
/* vspa test and vspa report: the commands. */
#include "runner_priv.h"
#include <runner/commands.h>
#include <record/keylog.h>
#include <host/options.h>
#include <unit/pace.h>
#include <rt/str.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>

#define SEED_DEFAULT 2102u
#define JOBS_DEFAULT 1u

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
        return "not a shard: write the second of three as 2/3";
    }
    o->shard_text = value;
    return NULL;
}

static const char *parse_keep(const char *value, void *keeps_all)
{
    *(bool *)keeps_all = strcmp(value, "all") == 0;
    return *(bool *)keeps_all || strcmp(value, "failed") == 0 ? NULL : "not understood: give failed or all";
}

static const char *parse_count(const char *value, void *field)
{
    uint64_t n;
    if (rt_str_u64(rt_str(value), &n) != RT_OK || n < 1 || n > 1000000) {
        return "not a number from 1 to 1000000";
    }
    *(uint64_t *)field = n;
    return NULL;
}

static const char *parse_big_count(const char *value, void *field)
{
    return rt_str_u64(rt_str(value), field) == RT_OK && *(uint64_t *)field > 0 ? NULL : "not a number from 1 on";
}

#define AT(member) offsetof(struct arguments, member)
static const struct emu_option options[] = {
    {"jobs", "N", "so many at a time, each in its own process; also -j N (default 1)", parse_count, AT(o.jobs)},
    {"shard", "I/N", "only the I-th of N parts of the list, the same on every machine", parse_shard, AT(o)},
    {"filter", "TEXT", "only scenarios whose title has TEXT; * and ? stand for anything; =TITLE: that one",
     emu_parse_text, AT(o.filter)},
    {"repeat", "N", "each so many times; all rounds must leave the same trace", parse_count, AT(o.n_repeats)},
    {"seed", "N", "seed of the units' random numbers (default 2102)", emu_parse_u64, AT(o.seed)},
    {"junit", "FILE", "write a JUnit report", emu_parse_text, AT(o.junit)},
    {"tap", NULL, "print TAP version 13", emu_parse_switch, AT(o.is_tap)},
    {"failures", "DIR", "where failures are kept (default vspa-failures)", emu_parse_text, AT(o.failures)},
    {"keep", "WHAT", "of which scenarios: failed (default) or all", parse_keep, AT(o.keeps_all)},
    {"check-replay", NULL, "replay each from its record, without provider, and compare every event", emu_parse_switch,
     AT(o.checks_replay)},
    {"keylog", "FILE", "add the secrets of TLS for Wireshark (default: $SSLKEYLOGFILE)", emu_parse_text, AT(o.keylog)},
    {"images", "DIR", "where the images of the releases are", emu_parse_text, AT(o.images)},
    {"real-limit", "TIME", "real time of a scenario (default 60s)", emu_parse_duration_us, AT(o.limits.real_us)},
    {"virtual-limit", "TIME", "time of a unit's life (default 60d)", emu_parse_duration_us, AT(o.limits.virtual_us)},
    {"instructions", "N", "of a script (default 100000000)", parse_big_count, AT(instructions)},
    {"memory", "MIB", "of a script (default 64)", parse_count, AT(memory_mib)},
    {"list", NULL, "print the titles and run nothing", emu_parse_switch, AT(is_list)},
    {"quiet", NULL, "only what failed, and the sum", emu_parse_switch, AT(o.is_quiet)},
    {"reference", NULL, "print the words of the language, as Markdown", emu_parse_switch, AT(is_reference)},
    {"definitions", NULL, "print the words for editors, as a LuaLS file", emu_parse_switch, AT(is_definitions)},
    {"verbose", NULL, "the developer's log, in the scenario's output", emu_parse_switch, AT(o.is_verbose)},
};

static const struct emu_usage usage = {
    .command = "test",
    .operands = "[DIR|FILE...]",
    .summary =
        "Runs scenarios: test plans in Lua, in virtual time, against a provider inside the program. Without a name:\n"
        "all *.lua in tests/ and scenarios/, but for folders with a file .vspaignore in them. A failure leaves a "
        "folder with trace, syslog, frames, sound, unit file, the\n"
        "record for 'vspa replay', and the command that runs it again. Exit codes: 0 all passed, 1 a step failed, 2 a "
        "script is wrong, 3 environment,\n"
        "4 a limit was reached.",
    .example = "  vspa test scenarios -j 4 --junit report.xml\n"
               "  vspa test scenarios/reset.lua --filter 'after an upgrade'\n"
               "  vspa test --shard 1/3 --junit part1.xml",
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .n_operands_max = 100000,
};

/* The short forms that everybody tries. */
static void lengthen(int argc, char **argv, const char *brief, char *full)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], brief) == 0) {
            argv[i] = full;
        }
    }
}

/* -j2 as --jobs 2: the number stays where it is. */
static const char *take_glued_jobs(int *argc, char **argv)
{
    const char *value = NULL;
    for (int i = 1; i < *argc; i++) {
        if (strncmp(argv[i], "-j", 2) == 0 && argv[i][2] >= '0' && argv[i][2] <= '9') {
            value = argv[i] + 2;
            memmove(&argv[i], &argv[i + 1], (size_t)(*argc - i) * sizeof argv[0]); /* with the closing NULL */
            (*argc)--;
            i--;
        }
    }
    return value;
}

static void print_list(const struct test_list *list)
{
    char title[4400];
    for (size_t i = 0; i < list->n_items; i++) {
        puts(test_title(&list->item[i], title, sizeof title));
    }
}

static enum emu_exit run(struct test_list *list, const struct test_options *o, struct emu_error *error)
{
    uint64_t begun_us = emu_pace_host_us();
    test_tell_begin(list, o);
    bool is_whole = test_run(list, o, error);
    if (error->code != EMU_EXIT_OK) {
        return error->code;
    }
    double real_s = (double)(emu_pace_host_us() - begun_us) / 1e6;
    if (o->is_tap) {
        test_write_tap(list, o);
    }
    test_tell_end(list, o, real_s);
    if (o->junit != NULL && test_write_junit(list, o, real_s) != RT_OK) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "--junit %s: %s: choose another file", o->junit,
                             strerror(errno));
    }
    if (!is_whole) {
        return emu_error_set(error, EMU_EXIT_NO, "test: stopped: not all scenarios have run");
    }
    return test_verdict(list);
}

int emu_front_test(int argc, char **argv)
{
    static char jobs[] = "--jobs";
    struct arguments a = {
        .o = {.failures = "vspa-failures",
              .seed = SEED_DEFAULT,
              .jobs = JOBS_DEFAULT,
              .n_repeats = 1,
              .limits = {.virtual_us = EMU_SCN_VIRTUAL_US, .real_us = EMU_SCN_REAL_US}},
        .instructions = EMU_SCN_INSTRUCTIONS,
        .memory_mib = EMU_SCN_BYTES >> 20,
    };
    struct emu_error error = {0};
    struct test_list list = {.n_items = 0};
    size_t n_operands;
    enum emu_exit code = EMU_EXIT_OK;
    const char *glued = take_glued_jobs(&argc, argv);
    lengthen(argc, argv, "-j", jobs);
    switch (emu_options_parse(&usage, argc, argv, &a, &n_operands, &error)) {
    case EMU_OPTIONS_HELP:
        return EMU_EXIT_OK;
    case EMU_OPTIONS_WRONG:
        return emu_error_print(&error);
    default:
        break;
    }
    if (glued != NULL && parse_count(glued, &a.o.jobs) != NULL) {
        emu_error_set(&error, EMU_EXIT_USAGE, "test: -j%s: not a number from 1 to 1000000", glued);
        return emu_error_print(&error);
    }
    const char *named_by = a.o.keylog != NULL ? "--keylog" : "SSLKEYLOGFILE";
    a.o.keylog = emu_keylog_path(a.o.keylog);
    if (a.o.keylog != NULL && !emu_keylog_try(named_by, a.o.keylog, &error)) {
        return emu_error_print(&error);
    }
    a.o.limits.n_instructions = a.instructions;
    a.o.limits.n_bytes = (size_t)a.memory_mib << 20;
    if (a.is_reference || a.is_definitions) {
        a.is_reference ? emu_scn_write_reference(stdout) : emu_scn_write_definitions(stdout);
        return EMU_EXIT_OK;
    }
    if (test_find(&list, argv + 1, n_operands, &error) == EMU_EXIT_OK &&
        test_plan(&list, &a.o, &error) == EMU_EXIT_OK) {
        if (a.is_list) {
            print_list(&list);
        } else {
            code = run(&list, &a.o, &error);
        }
    }
    test_list_fini(&list);
    (void)emu_error_print(&error);
    return error.code != EMU_EXIT_OK ? (int)error.code : (int)code;
}

/* ---- vspa report ---- */

struct report_arguments {
    const char *output;
};
static const struct emu_option report_options[] = {
    {"output", "FILE", "the joined report; also -o FILE", emu_parse_text, offsetof(struct report_arguments, output)},
};
static const struct emu_usage report_usage = {
    .command = "report",
    .operands = "merge FILE...",
    .summary = "Joins the JUnit reports of the shards of a run. Exit code 1: a scenario failed, or a shard is missing.",
    .example = "  vspa report merge part1.xml part2.xml part3.xml -o report.xml",
    .options = report_options,
    .n_options = sizeof report_options / sizeof report_options[0],
    .n_operands_min = 2,
    .n_operands_max = 100000,
};

int emu_front_report(int argc, char **argv)
{
    static char output[] = "--output";
    struct report_arguments a = {NULL};
    struct emu_error error = {0};
    size_t n_operands;
    lengthen(argc, argv, "-o", output);
    switch (emu_options_parse(&report_usage, argc, argv, &a, &n_operands, &error)) {
    case EMU_OPTIONS_HELP:
        return EMU_EXIT_OK;
    case EMU_OPTIONS_WRONG:
        return emu_error_print(&error);
    default:
        break;
    }
    if (strcmp(argv[1], "merge") != 0) {
        emu_error_set(&error, EMU_EXIT_USAGE, "report: %s: unknown word: write 'vspa report merge FILE... -o FILE'",
                      argv[1]);
    } else if (a.output == NULL) {
        emu_error_set(&error, EMU_EXIT_USAGE, "report: where to? Give -o FILE");
    } else {
        (void)test_merge(argv + 2, n_operands - 1, a.output, &error); /* the error says it */
    }
    return emu_error_print(&error);
}
