/* SPDX-License-Identifier: MIT */
/* vspa, a virtual Linksys SPA2102: the table of its commands. Help, error texts and 'vspa help --json', from which man
 * pages and shell completion are made, come from these rows. */
#include "completion.h"
#include "usage_json.h"
#include "usage_man.h"
#include "version.h"
#include <act/paint.h>
#include <check/commands.h>
#include <console/commands.h>
#include <ctl/commands.h>
#include <demo/commands.h>
#include <host/endings.h>
#include <host/error.h>
#include <host/kinds.h>
#include <host/options.h>
#include <run/commands.h>
#include <runner/commands.h>
#include <tool/commands.h>
#include <train/commands.h>
#include <window/commands.h>
#include <pictures/paint.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static const struct emu_command completion_command, help_command;
static const struct emu_command *const commands[] = {
    &emu_command_demo,    &emu_command_new,    &emu_command_run_unit, &emu_command_window,
    &emu_command_console, &emu_command_train,  &emu_command_ctl,      &emu_command_replay,
    &emu_command_test,    &emu_command_report, &emu_command_explain,  &emu_command_lint,
    &emu_command_check,   &emu_command_show,   &emu_command_diff,     &emu_command_import,
    &emu_command_spc,     &emu_command_net,    &emu_command_pki,      &emu_command_image,
    &completion_command,  &help_command,       &version_command,      NULL,
};
static const struct emu_command program = {
    .name = "",
    .help = "a virtual Linksys SPA2102",
    .about = "A virtual Linksys SPA2102: provisioning, voice menu and firmware upgrade on a desktop.\n"
             "Exit codes: 0 done; 1 the answer is no; 2 usage error; 3 environment error (file, port, network); 4 time "
             "limit "
             "reached.",
    .commands = commands,
};

/* ---- vspa help ---- */

struct help_arguments {
    bool is_json, is_man;
};

static int show_help(void *fields, char **operands, size_t n_operands, struct emu_error *error)
{
    const struct help_arguments *a = fields;
    const struct emu_command *c = &program;
    char path[64] = "";
    size_t n_path = 0;
    for (size_t i = 0; i < n_operands; i++) {
        c = emu_command_find(c, operands[i]);
        if (c == NULL) {
            return emu_error_set(error, EMU_EXIT_USAGE, "help: %s%s%s: unknown command: 'vspa --help' lists them", path,
                                 i > 0 ? " " : "", operands[i]);
        }
        n_path += (size_t)snprintf(path + n_path, sizeof path - n_path, "%s%s", i > 0 ? " " : "", c->name);
    }
    if (a->is_json) {
        return usage_print_json(c, error);
    }
    if (a->is_man) {
        usage_print_man(c, path);
        return EMU_EXIT_OK;
    }
    emu_command_help(c, path);
    return EMU_EXIT_OK;
}

static const struct emu_option help_rows[] = {
    {"json", 0, NULL, "print commands, options and values as JSON", NULL, &emu_kind_switch,
     offsetof(struct help_arguments, is_json)},
    {"man", 0, NULL, "print the manual page, in mdoc", NULL, &emu_kind_switch, offsetof(struct help_arguments, is_man)},
};
static const struct emu_option_group help_group = EMU_OPTION_GROUP("Output", help_rows);
static const struct emu_options_at help_options[] = {{&help_group, 0}};
static const struct emu_kind kind_command = {.name = "command", .parse = emu_parse_text};
static const struct emu_operand help_operands[] = {
    {"COMMAND", "a command, and its action: image pack", &kind_command, 0, 2},
};
static const char *const help_examples[] = {"vspa help image pack", "vspa help --json", NULL};
static const struct emu_command help_command = {
    .name = "help",
    .help = "show the help of a command",
    .about = "Show the help of a command. 'vspa help CMD' is the same as 'vspa CMD --help'.",
    .examples = help_examples,
    EMU_COMMAND_OPERANDS(help_operands),
    EMU_COMMAND_OPTIONS(help_options),
    .n_field_bytes = sizeof(struct help_arguments),
    .run = show_help,
};

/* ---- vspa completion ---- */

static int show_completion(void *fields, char **operands, size_t n_operands, struct emu_error *error)
{
    const char *script = completion_script(operands[0]);
    (void)fields;
    (void)n_operands; /* one, by the table */
    if (script == NULL) {
        return emu_error_set(error, EMU_EXIT_USAGE, "completion: %s: unknown shell: give bash, zsh or fish",
                             operands[0]);
    }
    fputs(script, stdout);
    return EMU_EXIT_OK;
}
static const struct emu_kind kind_shell = {
    .name = "choice", .choices = completion_shells, .n_choices = N_COMPLETION_SHELLS};
static const struct emu_operand completion_operands[] = {{"SHELL", "bash, zsh or fish", &kind_shell, 1, 1}};
static const char *const completion_examples[] = {"vspa completion bash > vspa.bash && . ./vspa.bash", NULL};
static const struct emu_command completion_command = {
    .name = "completion",
    .help = "print the completion script of a shell",
    .about =
        "Print the script that completes commands, options, values, signals, parameters and releases in a shell. An "
        "installed vspa has them in place already.",
    .examples = completion_examples,
    EMU_COMMAND_OPERANDS(completion_operands),
    .run = show_completion,
};

int main(int argc, char **argv)
{
    static char version[] = "version";
    if (argc > 1 && strcmp(argv[1], "--version") == 0) {
        argv[1] = version;
    }
    if (argc > 1 && strcmp(argv[1], "__complete") == 0) { /* no command of the table: shells call it (completion.h) */
        completion_print(&program, argv + 2, (size_t)argc - 2);
        return EMU_EXIT_OK;
    }
    /* A file that grows past the limit of the process (ulimit -f) is an error of that write, as a full disk is. */
    (void)signal(SIGXFSZ, SIG_IGN);
    emu_act_set_painter(emu_window_paint);
    int code = emu_command_run(&program, "", argc, argv);
    bool was_written = ferror(stdout) == 0;
    if ((fflush(stdout) != 0 || !was_written) && code == EMU_EXIT_OK) {
        struct emu_error error = {0};
        emu_error_set(&error, EMU_EXIT_ENVIRONMENT, "standard output: cannot be written: check where it goes");
        code = emu_error_print(&error);
    }
    emu_endings_finish();
    return code;
}
