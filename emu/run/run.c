/* SPDX-License-Identifier: MIT */
/* vspa run: one unit, powered, without hands: for provisioning tests, and for a browser through --forward. */
#include <run/commands.h>
#include <ctl/ctl.h>
#include "forward_hint.h"
#include <story/printer.h>
#include <unit/acts.h>
#include <record/captures.h>
#include <unit/loop.h>
#include <host/options.h>
#include <unit/setup.h>
#include <board/board.h>
#include <board/clock.h>
#include <stdio.h>

struct arguments {
    struct emu_setup setup;
    struct emu_texts trace;
    uint64_t for_us; /* 0: until a signal */
    struct emu_texts until;
    struct emu_capture_options captures;
    const char *ctl_path;
    bool is_paused;
};

static const struct emu_option options[] = {
    EMU_SETUP_OPTIONS(struct arguments, setup),
    {"trace", "SIGNAL", "print these signals of the trace: fw.*, '*' (again for more)", emu_parse_texts,
     offsetof(struct arguments, trace)},
    {"for", "TIME", "end after this virtual time: 90, 200ms, 10m, 24h", emu_parse_duration_us,
     offsetof(struct arguments, for_us)},
    {"until", "SIGNAL[=VALUE]", "end when this happens; with --for, exit 4 if it did not", emu_parse_texts,
     offsetof(struct arguments, until)},
    EMU_CAPTURE_OPTIONS(struct arguments, captures),
    {"ctl", "SOCKET", "be controlled there: 'vspa ctl', JSON-RPC 2.0", emu_parse_text,
     offsetof(struct arguments, ctl_path)},
    {"paused", NULL, "with --ctl: virtual time stands still until somebody lets it go on", emu_parse_switch,
     offsetof(struct arguments, is_paused)},
};

static const struct emu_usage usage = {
    .command = "run",
    .operands = "",
    .summary = "Powers a unit and runs it until --for, --until, SIGINT or SIGTERM. Without --trace it prints what the\n"
               "provider sees and what the unit reports.",
    .example = "  vspa run --lab tftproot --time warp --for 10m\n"
               "  vspa run --forward 8080 --map udp:69=6969 --map tcp:80=8081 --trace 'fw.*'",
    .options = options,
    .n_options = sizeof options / sizeof options[0],
};

static const char *const default_trace[] = {"power", "fw.boot", "fw.net", "fw.resync", "fw.upgrade", "fw.warn", "lab"};

static enum emu_exit parse_until(const struct arguments *a, struct emu_match match[EMU_TEXTS_MAX],
                                 struct emu_error *error)
{
    for (size_t i = 0; i < a->until.n; i++) {
        if (emu_match_parse(rt_str(a->until.text[i]), &match[i]) != RT_OK) {
            return emu_error_set(error, EMU_EXIT_USAGE,
                                 "run: --until %s: not a signal: 'vspa console' lists them "
                                 "with 'help signals'",
                                 a->until.text[i]);
        }
    }
    return EMU_EXIT_OK;
}

static enum emu_exit run(struct emu_unit *u, const struct arguments *a, const struct emu_match *match,
                         struct emu_error *error)
{
    struct emu_acts acts;
    size_t which;
    emu_acts_init(&acts, u);
    if (!emu_loop_catch_signals(emu_unit_loop(u))) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "run: signals cannot be caught: start it in another way");
    }
    board_power_on(emu_unit_board(u));
    if (a->is_paused) {
        emu_loop_limit(emu_unit_loop(u), 0);
    }
    uint64_t limit_us = a->for_us != 0 ? a->for_us : BOARD_NEVER;
    enum rt_err err = a->until.n > 0 ? emu_act_wait_any(&acts, match, a->until.n, limit_us, NULL, &which)
                                     : emu_act_wait_time(&acts, limit_us);
    if (err == RT_ETIMEDOUT) {
        return emu_error_set(error, EMU_EXIT_TIME_LIMIT, "run: --until %s: it did not happen in the time of --for",
                             a->until.text[0]);
    }
    if (err == RT_EBUSY) {
        return emu_error_set(error, EMU_EXIT_NO, "run: virtual time stands still: the network goes in circles");
    }
    if (err == RT_ECLOSED && a->until.n > 0) {
        return emu_error_set(error, EMU_EXIT_NO, "run: --until %s: stopped before it happened", a->until.text[0]);
    }
    return EMU_EXIT_OK;
}

int emu_front_run(int argc, char **argv)
{
    struct arguments a = {0};
    struct emu_error error = {0};
    struct emu_match match[EMU_TEXTS_MAX];
    struct emu_unit *u = NULL;
    size_t n_operands;
    emu_setup_init(&a.setup, 1);
    switch (emu_options_parse(&usage, argc, argv, &a, &n_operands, &error)) {
    case EMU_OPTIONS_HELP:
        return EMU_EXIT_OK;
    case EMU_OPTIONS_WRONG:
        return emu_error_print(&error);
    default:
        break;
    }
    if (parse_until(&a, match, &error) != EMU_EXIT_OK || emu_setup_open(&a.setup, &u, &error) != EMU_EXIT_OK) {
        return emu_error_print(&error);
    }
    struct emu_printer printer;
    struct emu_forward_hint hint;
    struct emu_captures *captures;
    struct emu_ctl *ctl = NULL;
    (void)setvbuf(stdout, NULL, _IOLBF, 0); /* a line at a time, also into a pipe */
    fprintf(stderr, "vspa: run: seed %llu\n", (unsigned long long)emu_unit_seed(u));
    emu_printer_start(&printer, emu_unit_board(u), a.trace.n > 0 ? a.trace.text : default_trace,
                      a.trace.n > 0 ? a.trace.n : sizeof default_trace / sizeof default_trace[0]);
    emu_forward_hint_start(&hint, u, a.setup.forward_port);
    if (a.is_paused && a.ctl_path == NULL) {
        emu_error_set(&error, EMU_EXIT_USAGE, "run: --paused: nobody could let it go on: add --ctl SOCKET");
    } else if (emu_captures_start(&captures, u, &a.captures, &error) == EMU_EXIT_OK) {
        if (a.ctl_path == NULL || emu_ctl_create(&ctl, u, a.ctl_path, &error) == EMU_EXIT_OK) {
            (void)run(u, &a, match, &error); /* the error says it */
        }
        emu_ctl_destroy(ctl);
        (void)emu_captures_stop(captures, &error);
    }
    emu_forward_hint_stop(&hint);
    emu_printer_stop(&printer);
    emu_unit_destroy(u);
    return emu_error_print(&error);
}
