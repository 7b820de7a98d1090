/* SPDX-License-Identifier: MIT */
/* vspa, a virtual Linksys SPA2102: the table of its commands. */
#include <console/commands.h>
#include <ctl/commands.h>
#include <demo/commands.h>
#include <host/error.h>
#include <host/options.h>
#include <run/commands.h>
#include <runner/commands.h>
#include <tool/commands.h>
#include <stdio.h>
#include <string.h>

static int show_help(int argc, char **argv);
static int show_version(int argc, char **argv);

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *help;
} commands[] = {
    {"demo", emu_front_demo, "the whole story of a unit in seconds"},
    {"new", emu_front_new, "make a unit: MAC address, serial number, release"},
    {"run", emu_front_run, "power on one unit"},
    {"console", emu_front_console, "a unit on the bench: lift handsets, press keys, look and listen"},
    {"ctl", emu_front_ctl, "talk to a running unit"},
    {"replay", emu_front_replay, "a recorded run again, exactly"},
    {"test", emu_front_test, "run scenarios: test plans in Lua, in parallel, with a JUnit report"},
    {"report", emu_front_report, "join the reports of a run that was cut into shards"},
    {"image", emu_tool_image, "pack, inspect or damage a firmware image"},
    {"spc", emu_tool_spc, "compile the plain-text form of a profile"},
    {"explain", emu_tool_explain, "what a unit would do with a profile or a rule, step by step, and why"},
    {"pki", emu_tool_pki, "roots, server certificates, a unit's own certificate"},
    {"lint", emu_tool_lint, "what a unit would refuse, ignore or cut of a profile, line by line"},
    {"help", show_help, "this text; 'help CMD' is the same as 'CMD --help'"},
    {"version", show_version, "the version of this program"},
};
#define N_COMMANDS (sizeof commands / sizeof commands[0])

static const char *command_name(const void *list, size_t i)
{
    (void)list;
    return i < N_COMMANDS ? commands[i].name : NULL;
}

static int call(const char *name, int argc, char **argv)
{
    struct emu_error error = {0};
    for (size_t i = 0; i < N_COMMANDS; i++) {
        if (strcmp(name, commands[i].name) == 0) {
            return commands[i].run(argc, argv);
        }
    }
    const char *near = emu_nearest(name, command_name, NULL);
    emu_error_set(&error, EMU_EXIT_USAGE, "%s: unknown command: %s%s%s'vspa --help' lists them", name,
                  near != NULL ? "did you mean '" : "", near != NULL ? near : "", near != NULL ? "'? " : "");
    return emu_error_print(&error);
}

static int show_version(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    puts("vspa " VSPA_VERSION);
    return EMU_EXIT_OK;
}

static int show_help(int argc, char **argv)
{
    static char help[] = "--help";
    if (argc > 1) {
        char *words[] = {argv[1], help, NULL};
        return call(argv[1], 2, words);
    }
    puts("vspa, a virtual Linksys SPA2102\n\nUsage: vspa COMMAND [OPTION...]\n\nCommands:");
    for (size_t i = 0; i < N_COMMANDS; i++) {
        printf("  %-10s %s\n", commands[i].name, commands[i].help);
    }
    puts("\n'vspa COMMAND --help' tells more, with an example.");
    puts("\nExit codes: 0 done, 1 the answer is no, 2 wrong use, 3 environment, 4 a time limit was reached.");
    return EMU_EXIT_OK;
}

static int run(int argc, char **argv)
{
    if (argc < 2) {
        (void)show_help(1, argv);
        return EMU_EXIT_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        return show_help(argc - 1, argv + 1);
    }
    if (strcmp(argv[1], "--version") == 0) {
        return show_version(argc - 1, argv + 1);
    }
    return call(argv[1], argc - 1, argv + 1);
}

int main(int argc, char **argv)
{
    int code = run(argc, argv);
    bool was_written = ferror(stdout) == 0;
    if ((fflush(stdout) != 0 || !was_written) && code == EMU_EXIT_OK) {
        struct emu_error error = {0};
        emu_error_set(&error, EMU_EXIT_ENVIRONMENT, "standard output: it cannot be written: check where it goes");
        code = emu_error_print(&error);
    }
    return code;
}
