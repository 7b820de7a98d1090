/* SPDX-License-Identifier: MIT */
/* vspa run: powers one unit and lets it run, for provisioning tests and for a browser through --forward. */
#include <run/commands.h>
#include <ctl/ctl.h>
#include "forward_hint.h"
#include "report.h"
#include <story/printer.h>
#include <act/acts.h>
#include <record/captures.h>
#include <unit/loop.h>
#include <host/kinds.h>
#include <host/sandbox.h>
#include <unit/setup.h>
#include <window/window.h>
#include <board/board.h>
#include <board/clock.h>
#include <stdio.h>

struct arguments {
    struct emu_setup setup;
    struct emu_texts trace;
    uint64_t for_us; /* 0: until a signal */
    struct emu_texts until;
    struct emu_capture_options captures;
    struct emu_window_options window;
    const char *ctl_path;
    bool is_paused, is_json, has_sandbox;
    uint32_t level; /* enum emu_row_level */
};

/* Why a run ended; without --until a signal is the usual end. */
static const struct {
    enum rt_err err;
    bool has_until;
    const char *id, *words;
} endings[] = {
    {RT_OK, false, "for", "the time of --for has passed"},
    {RT_OK, true, "until", "seen"},
    {RT_ETIMEDOUT, true, "limit", "not seen within --for"},
    {RT_EUNREACH, false, "idle", "nothing can happen any more"},
    {RT_EUNREACH, true, "idle", "nothing can happen any more"},
    {RT_ECLOSED, false, "signal", "stopped by a signal"},
    {RT_ECLOSED, true, "signal", "stopped by a signal"},
    {RT_EBUSY, false, "stuck", "virtual time does not advance"},
    {RT_EBUSY, true, "stuck", "virtual time does not advance"},
};

struct ending {
    const char *id;
    char words[EMU_MATCH_VALUE_MAX];
};
static void end_as(struct ending *out, enum rt_err err, const char *until)
{
    *out = (struct ending){.id = "failed"};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        if (endings[i].err == err && endings[i].has_until == (until != NULL)) {
            bool names_signal = err == RT_OK || err == RT_ETIMEDOUT;
            out->id = endings[i].id;
            (void)snprintf(out->words, sizeof out->words, "%s%s%s%s", until != NULL && names_signal ? "--until " : "",
                           until != NULL && names_signal ? until : "", until != NULL && names_signal ? ": " : "",
                           endings[i].words);
        }
    }
}

static enum emu_exit parse_until(const struct arguments *a, struct emu_match match[EMU_TEXTS_MAX],
                                 struct emu_error *error)
{
    for (size_t i = 0; i < a->until.n; i++) {
        if (emu_match_parse(rt_str(a->until.text[i]), &match[i]) != RT_OK) {
            return emu_error_set(error, EMU_EXIT_USAGE, "run: --until %s: not a signal: '--until help' lists them",
                                 a->until.text[i]);
        }
    }
    return EMU_EXIT_OK;
}

static enum emu_exit run(struct emu_unit *u, const struct arguments *a, const struct emu_match *match,
                         const struct emu_window *window, struct ending *ending, struct emu_error *error)
{
    struct emu_acts acts;
    size_t which = 0;
    emu_acts_init(&acts, u);
    if (!emu_loop_catch_signals(emu_unit_loop(u))) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "run: cannot install signal handlers");
    }
    board_power_on(emu_unit_board(u));
    if (a->is_paused) {
        emu_loop_limit(emu_unit_loop(u), 0);
    }
    uint64_t limit_us = a->for_us != 0 ? a->for_us : BOARD_NEVER;
    enum rt_err err = a->until.n > 0 ? emu_act_wait_any(&acts, match, a->until.n, limit_us, NULL, &which)
                                     : emu_act_wait_time(&acts, limit_us);
    end_as(ending, err, a->until.n > 0 ? a->until.text[which] : NULL);
    if (emu_window_was_closed(window)) {
        *ending = (struct ending){"window", "the window was closed"};
    }
    if (err == RT_ETIMEDOUT) {
        return emu_error_set(error, EMU_EXIT_TIME_LIMIT, "run: --until %s: not seen within --for", a->until.text[0]);
    }
    if (err == RT_EBUSY) {
        return emu_error_set(error, EMU_EXIT_NO, "run: virtual time does not advance: packet loop suspected");
    }
    if (err == RT_ECLOSED && a->until.n > 0) {
        return emu_error_set(error, EMU_EXIT_NO, "run: --until %s: stopped before it happened", a->until.text[0]);
    }
    return EMU_EXIT_OK;
}

/* With --trace the trace alone is printed, for developers. */
static void tell(struct emu_unit *u, const struct arguments *a, const struct emu_match *match,
                 const struct emu_window *window, struct emu_error *error)
{
    struct emu_printer printer;
    struct run_report report;
    struct ending ending = {.id = "failed", .words = "the run failed"};
    bool has_report = a->trace.n == 0;
    if (has_report && !run_report_start(&report, u, (enum emu_row_level)a->level, a->is_json)) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "run: out of memory");
        has_report = false;
    } else {
        emu_printer_start(&printer, emu_unit_board(u), a->trace.text, a->trace.n);
        (void)run(u, a, match, window, &ending, error); /* the error says it */
        emu_printer_stop(&printer);
    }
    if (has_report) {
        run_report_end(&report, ending.id, ending.words, error->code);
    }
}

static int power(void *fields, char **operands, size_t n_operands, struct emu_error *error)
{
    struct arguments *a = fields;
    struct emu_match match[EMU_TEXTS_MAX];
    struct emu_unit *u = NULL;
    a->setup.unit.keeps_few_events = a->ctl_path == NULL && !a->window.is_wanted && a->until.n == 0;
    (void)operands;
    (void)n_operands; /* none, by the table */
    if (a->is_paused && a->ctl_path == NULL && !a->window.is_wanted) {
        emu_error_set(error, EMU_EXIT_USAGE, "run: --paused: needs a way to resume: add --ctl SOCKET or --window");
    } else if (a->is_json && a->trace.n > 0) {
        emu_error_set(error, EMU_EXIT_USAGE, "run: --json: not with --trace: use --trace-file FILE");
    }
    if (error->code != EMU_EXIT_OK || emu_window_check(&a->window, "run", error) != EMU_EXIT_OK ||
        parse_until(a, match, error) != EMU_EXIT_OK || emu_setup_open(&a->setup, &u, error) != EMU_EXIT_OK) {
        return error->code;
    }
    struct emu_forward_hint hint;
    struct emu_captures *captures;
    struct emu_ctl *ctl = NULL;
    struct emu_window *window = NULL;
    if (emu_window_open(&window, u, &a->window, error) != EMU_EXIT_OK) {
        emu_unit_destroy(u);
        return error->code;
    }
    fprintf(stderr, "vspa: run: seed %llu\n", (unsigned long long)emu_unit_seed(u));
    emu_forward_hint_start(&hint, u, &a->setup.unit.net.forwards);
    if (emu_captures_start(&captures, u, &a->captures, error) == EMU_EXIT_OK) {
        if (a->ctl_path == NULL || emu_ctl_create(&ctl, u, a->ctl_path, error) == EMU_EXIT_OK) {
            if (!a->has_sandbox || emu_sandbox_enter(EMU_SANDBOX_NETWORK, "run", error) == EMU_EXIT_OK) {
                tell(u, a, match, window, error);
                (void)emu_unit_check_file(u, error);
            }
        }
        (void)emu_window_close(window, error); /* the error says it */
        window = NULL;
        emu_ctl_destroy(ctl);
        (void)emu_captures_stop(captures, error);
    }
    (void)emu_window_close(window, error);
    emu_forward_hint_stop(&hint);
    emu_unit_destroy(u);
    return error->code;
}

static void preset(void *fields)
{
    struct arguments *a = fields;
    emu_setup_init(&a->setup, 1);
    a->level = EMU_ROW_STEP;
    emu_window_options_init(&a->window);
    a->setup.unit.net.reach = EMU_REACH_INTERNET;
}

#define AT(member) offsetof(struct arguments, member)
static const struct emu_option pace_rows[] = {EMU_PACE_ROWS("real")};
static const struct emu_option_group pace = EMU_OPTION_GROUP("Time", pace_rows);
static const struct emu_option time_rows[] = {
    {"for", 0, "TIME", "stop after TIME of virtual time: 90, 10m, 24h", NULL, &emu_kind_duration, AT(for_us)},
    {"until", 0, "SIGNAL[=VALUE]", "stop at this event", NULL, &emu_kind_event, AT(until)},
};
static const struct emu_option output_rows[] = {
    {"level", 0, "LEVEL", "report headlines, steps or details", "step", &emu_row_level_kind, AT(level)},
    {"json", 0, NULL, "print the report as JSON, one event a line", NULL, &emu_kind_switch, AT(is_json)},
    {"trace", 0, "SIGNAL", "print these trace signals instead", NULL, &emu_kind_signals, AT(trace)},
};
static const struct emu_option control_rows[] = {
    {"ctl", 0, "SOCKET", "listen for JSON-RPC control on SOCKET", NULL, &emu_kind_socket, AT(ctl_path)},
    {"paused", 0, NULL, "start paused; 'vspa ctl run' resumes", NULL, &emu_kind_switch, AT(is_paused)},
};
static const struct emu_option security_rows[] = {
    {"sandbox", 0, NULL, "filter system calls", NULL, &emu_kind_switch, AT(has_sandbox)},
};
static const struct emu_option_group security_group = EMU_OPTION_GROUP("Security", security_rows);
static const struct emu_option_group time_group = EMU_OPTION_GROUP("Time", time_rows);
static const struct emu_option_group output_group = EMU_OPTION_GROUP("Output", output_rows);
static const struct emu_option_group control_group = EMU_OPTION_GROUP("Control", control_rows);
static const struct emu_options_at options[] = {
    EMU_SETUP_GROUPS(struct arguments, setup, pace),
    {&time_group, 0},
    {&output_group, 0},
    {&emu_window_switch_group, AT(window)},
    {&emu_window_option_group, AT(window)},
    {&emu_record_option_group, AT(captures)},
    {&emu_capture_option_group, AT(captures)},
    {&control_group, 0},
    {&security_group, 0},
};

static const char *const examples[] = {
    "vspa run --lab tftproot --time warp --for 10m",
    "vspa run --lab tftproot --time warp --until fw.resync=done --for 1h",
    "vspa run --window --lab tftproot",
    "vspa run --wan tap:vspa0 --time warp --for 10m",
    "vspa run --forward 8080 --map udp:69=6969 --map tcp:80=8081 --trace 'fw.*'",
    NULL,
};
const struct emu_command emu_command_run_unit = {
    .name = "run",
    .help = "power one unit",
    .about = "Power a unit and run it until --for, --until, SIGINT or SIGTERM. Print what happens: when, who, what, "
             "the result; the last line says why the run ended. --trace prints the developer's trace instead.\n"
             "Exit code 4: --for passed before the event of --until.\n"
             "--sandbox: once everything is open, the process can no longer start programs, look into others or open "
             "sockets but TCP, UDP and unix; an attempt to do the first two ends it (SIGSYS).",
    .examples = examples,
    EMU_COMMAND_OPTIONS(options),
    .n_field_bytes = sizeof(struct arguments),
    .preset = preset,
    .run = power,
};
