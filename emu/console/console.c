/* SPDX-License-Identifier: MIT */
/* vspa console: operate a powered unit by hand or by a script. */
#include "bench.h"
#include <console/commands.h>
#include "editor.h"
#include "news.h"
#include <record/captures.h>
#include <unit/loop.h>
#include <host/kinds.h>
#include <unit/setup.h>
#include <board/board.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LINE_MAX_BYTES 1024u
#define RATE_UNSAID    UINT32_MAX

struct arguments {
    struct emu_setup setup;
    struct emu_texts trace;
    struct emu_capture_options captures;
    uint32_t level; /* enum emu_row_level */
    bool is_off;
};

/* Reads one line, NUL-terminated. A signal must end the run even while a pipe is silent, so each byte is awaited
 * together with the signals. Returns its length, LINE_MAX_BYTES when it is too long, 0 at the end of input, -1 on a
 * read error. */
static int read_line(struct emu_loop *loop, FILE *in, char line[LINE_MAX_BYTES])
{
    int n = 0;
    while (n < (int)LINE_MAX_BYTES - 1 && (n == 0 || line[n - 1] != '\n')) {
        if (!emu_loop_wait_for(loop, fileno(in))) {
            return 0;
        }
        ssize_t got = read(fileno(in), line + n, 1);
        if (got < 0) {
            return -1;
        }
        if (got == 0) {
            break;
        }
        n++;
    }
    line[n] = '\0';
    return n == (int)LINE_MAX_BYTES - 1 && line[n - 1] != '\n' ? (int)LINE_MAX_BYTES : n;
}

/* A script: exit 1 at the first line that fails, 2 at one that is no command. */
static enum emu_exit run_script(struct emu_bench *bench, FILE *in, const char *name, struct emu_error *error)
{
    char line[LINE_MAX_BYTES];
    struct emu_error why = {0};
    struct emu_loop *loop = emu_unit_loop(bench->unit);
    int n = 1;
    for (unsigned number = 1; !bench->is_over && (n = read_line(loop, in, line)) > 0; number++) {
        if (n == LINE_MAX_BYTES) {
            return emu_error_set(error, EMU_EXIT_USAGE, "%s:%u: too long: 1000 characters is the limit", name, number);
        }
        if (emu_bench_do(bench, line, &why) != EMU_EXIT_OK) {
            return emu_error_set(error, why.code, "%s:%u: %s", name, number, why.text);
        }
    }
    return n < 0 ? emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s: check the file", name, strerror(errno))
                 : EMU_EXIT_OK;
}

/* At a terminal: an error is printed, and the next line is read. */
static enum emu_exit run_terminal(struct emu_bench *bench, bool is_off, struct emu_error *error)
{
    const char *line;
    struct emu_editor *editor = emu_editor_create(bench);
    if (editor == NULL) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "console: the terminal cannot be used: pipe a script in");
    }
    emu_news_step_aside(bench->news, emu_editor_around, editor);
    printf("The unit is %s. 'help' lists the commands, Tab completes them, 'quit' ends.\n", is_off ? "off" : "powered");
    while (!bench->is_over && (line = emu_editor_line(editor)) != NULL) {
        struct emu_error why = {0};
        if (emu_bench_do(bench, line, &why) == EMU_EXIT_OK) {
            continue;
        }
        if (bench->is_stopped && !emu_editor_goes_on(editor)) {
            break; /* told to end, not only this command */
        }
        emu_error_print(&why);
    }
    emu_news_step_aside(bench->news, NULL, NULL);
    emu_editor_destroy(editor);
    return EMU_EXIT_OK;
}

static enum emu_exit run(struct emu_unit *u, const struct arguments *a, FILE *in, const char *name,
                         struct emu_error *error)
{
    struct emu_news news;
    struct emu_bench bench;
    struct emu_captures *captures;
    if (emu_captures_start(&captures, u, &a->captures, error) != EMU_EXIT_OK) {
        return error->code;
    }
    if (!emu_news_start(&news, u, a->level, &a->trace)) {
        (void)emu_captures_stop(captures, error);
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "console: out of memory");
    }
    emu_bench_init(&bench, u, &news);
    bench.lab_folder = a->setup.unit.lab.folder;
    if (!a->is_off) {
        board_power_on(emu_unit_board(u));
        (void)emu_act_wait_time(&bench.acts, 0); /* it is on before the first command; a signal ends the reading, too */
    }
    if (in == stdin && isatty(STDIN_FILENO)) {
        (void)run_terminal(&bench, a->is_off, error); /* the error says it */
    } else {
        (void)run_script(&bench, in, name, error);
    }
    emu_news_stop(&news);
    return emu_captures_stop(captures, error);
}

static int open_bench(void *fields, char **operands, size_t n_operands, struct emu_error *error)
{
    struct arguments *a = fields;
    struct emu_unit *u = NULL;
    FILE *in = stdin;
    const char *name = n_operands > 0 ? operands[0] : "stdin";
    if (n_operands > 0) {
        in = fopen(operands[0], "re");
        if (in == NULL) {
            emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s: give a readable script", operands[0], strerror(errno));
            return error->code;
        }
    }
    if (a->setup.unit.pace.rate == RATE_UNSAID) {
        a->setup.unit.pace.rate = in == stdin && isatty(STDIN_FILENO) ? 1 : 0;
    }
    (void)setvbuf(stdout, NULL, _IOLBF, 0);
    if (emu_setup_open(&a->setup, &u, error) == EMU_EXIT_OK && emu_loop_catch_signals(emu_unit_loop(u))) {
        (void)run(u, a, in, name, error); /* the error says it */
        (void)emu_unit_check_file(u, error);
    }
    emu_unit_destroy(u);
    if (in != stdin) {
        (void)fclose(in);
    }
    return error->code;
}

static void preset(void *fields)
{
    struct arguments *a = fields;
    emu_setup_init(&a->setup, RATE_UNSAID);
    a->level = EMU_ROW_STEP;
    a->setup.unit.net.reach = EMU_REACH_INTERNET;
}

#define AT(member) offsetof(struct arguments, member)
static const struct emu_option pace_rows[] = {EMU_PACE_ROWS("real; scripts: warp")};
static const struct emu_option_group pace = EMU_OPTION_GROUP("Time", pace_rows);
static const struct emu_option unit_rows[] = {
    {"off", 0, NULL, "start with the power off", NULL, &emu_kind_switch, AT(is_off)},
};
static const struct emu_option output_rows[] = {
    {"level", 0, "LEVEL", "print headlines, steps or details", "step", &emu_row_level_kind, AT(level)},
    {"trace", 0, "SIGNAL", "print these trace signals too", NULL, &emu_kind_signals, AT(trace)},
};
static const struct emu_option_group unit_group = EMU_OPTION_GROUP("Unit", unit_rows);
static const struct emu_option_group output_group = EMU_OPTION_GROUP("Output", output_rows);
static const struct emu_options_at options[] = {
    EMU_SETUP_GROUPS(struct arguments, setup, pace),
    {&unit_group, 0},
    {&output_group, 0},
    {&emu_record_option_group, AT(captures)},
    {&emu_capture_option_group, AT(captures)},
};
static const struct emu_operand operands_taken[] = {
    {"SCRIPT", "commands, one a line [standard input]", &emu_kind_input, 0, 1},
};

static const char *const examples[] = {
    "vspa console --lab tftproot",
    "echo 'wait fw.resync=done' | vspa console --lab tftproot",
    "printf 'offhook 1\\nwait 2s\\ndial 1 ****\\nwait ear 10s\\n' | vspa console",
    NULL,
};
const struct emu_command emu_command_console = {
    .name = "console",
    .help = "operate a unit: handsets, keypad, cables, power",
    .about =
        "Operate a unit: lift handsets, dial, plug cables, read the LEDs, listen. Read commands from the terminal, "
        "SCRIPT or a pipe, one a line. A script stops at the first line that fails. 'help' lists the commands.",
    .examples = examples,
    EMU_COMMAND_OPERANDS(operands_taken),
    EMU_COMMAND_OPTIONS(options),
    .n_field_bytes = sizeof(struct arguments),
    .preset = preset,
    .run = open_bench,
};
