/* SPDX-License-Identifier: MIT */
#include "bench_priv.h"
#include <host/options.h>
#include <board/board.h>
#include <fw/device.h>
#include <host/signals.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static command_fn do_notify, do_quit;

/* What is no act: watches, and the acts whose answer is shown. All other acts come from their table. */
const struct command bench_commands[] = {
    {"wait", "TIME", "advance virtual time: 5, 200ms, 10min, 1h30m", bench_wait},
    {"wait", "SIGNAL[=VALUE] [TIME]", "wait for a signal [60s]: wait ear[1]=Invalid 10s; see 'help signals'",
     bench_wait},
    {"param", "NAME [VALUE]", "print a parameter; with VALUE, fail if it differs", bench_param},
    {"leds", "", "print the LEDs; 'help leds' explains the patterns", bench_leds},
    {"syslog", "", "print new lines of the syslog server", bench_syslog},
    {"web", "PATH [user=NAME] [TEXT]", "request a page of the unit; with TEXT, fail if it is not in the answer",
     bench_web},
    {"post", NULL, NULL, bench_form},
    {"submit", NULL, NULL, bench_form},
    {"level", "[headline|step|detail]", "print less or more of what happens", bench_level},
    {"trace", "[SIGNAL... | off]", "print trace signals too: trace fw.*; 'help signals' lists them", bench_trace},
    {"notify", NULL, NULL, do_notify},
    {"help", "[TOPIC]", "list the commands; explain signals, trace, menu, leds or a command", bench_help},
    {"?", NULL, NULL, bench_help},
    {"quit", "", "end; also exit, Ctrl-D", do_quit},
    {"exit", NULL, NULL, do_quit},
};
const size_t n_bench_commands = sizeof bench_commands / sizeof bench_commands[0];

const struct command *bench_find(struct rt_str name)
{
    for (size_t i = 0; i < n_bench_commands; i++) {
        if (rt_str_is_ci(name, bench_commands[i].name)) {
            return &bench_commands[i];
        }
    }
    return NULL;
}

const struct emu_act *emu_bench_act(const char *name)
{
    for (size_t i = 0; i < emu_acts_n(); i++) {
        if (strcasecmp(emu_act_row(i)->name, name) == 0) {
            return emu_act_row(i);
        }
    }
    return NULL;
}

enum emu_exit bench_usage(const struct line *l, const char *fix)
{
    return emu_error_set(l->error, EMU_EXIT_USAGE, "%s%s%.*s: %s", l->command, l->rest.n > 0 ? " " : "", (int)l->rest.n,
                         l->rest.p, fix);
}

enum emu_exit bench_refuse(const struct line *l, const char *why)
{
    return emu_error_set(l->error, EMU_EXIT_NO, "%s %.*s: %s", l->command, (int)l->rest.n, l->rest.p, why);
}

/* The next word of a line; the rest is trimmed. */
struct rt_str bench_take_word(struct rt_str *s)
{
    struct rt_str rest;
    struct rt_str word = rt_str_cut(*s, ' ', &rest);
    *s = rt_str_trim(rest);
    return word;
}

/* Takes the arguments, acts, and waits for the end. */
enum emu_exit bench_call(const struct line *l, struct emu_act_call *call)
{
    char copy[LINE_MAX_BYTES];
    if (rt_str_copy(copy, sizeof copy, l->rest) != RT_OK) {
        return bench_usage(l, "the line is too long");
    }
    enum rt_err err = emu_act_take_line(call, copy);
    err = err == RT_OK ? emu_act_do(call) : err;
    if (err != RT_OK) {
        l->bench->is_stopped = err == RT_ECLOSED;
        return emu_error_set(l->error, call->code, "%s%s%.*s: %s", l->command, l->rest.n > 0 ? " " : "", (int)l->rest.n,
                             l->rest.p, call->message);
    }
    return EMU_EXIT_OK;
}

/* Why the digits that are dialled now do nothing; NULL: they are heard. */
static const char *why_deaf(struct emu_unit *u)
{
    struct fw_device *d = emu_unit_device(u);
    if (!board_is_powered(emu_unit_board(u))) {
        return "the power is off: the digits are lost";
    }
    if (fw_device_is_in_recovery(d)) {
        return "the unit is in recovery and listens to no telephone: the digits are lost";
    }
    return fw_device_is_running(d) ? NULL
                                   : "the unit is restarting: digits dialled before it is up are lost: "
                                     "'wait led[power]=on', then dial again";
}

static enum emu_exit do_act(const struct line *l, const struct emu_act *act)
{
    struct emu_act_call call;
    bool is_dial = strcmp(act->name, "dial") == 0;
    const char *deaf_before = is_dial ? why_deaf(l->bench->unit) : NULL;
    emu_act_call_init(&call, &l->bench->acts, act);
    enum emu_exit code = bench_call(l, &call);
    const char *deaf = deaf_before != NULL ? deaf_before : is_dial ? why_deaf(l->bench->unit) : NULL;
    if (deaf != NULL && (code == EMU_EXIT_OK || call.code == EMU_EXIT_NO)) {
        printf("note: %s\n", deaf);
    }
    emu_act_call_fini(&call);
    return code;
}

static enum emu_exit do_notify(const struct line *l)
{
    struct emu_act_call call;
    emu_act_call_init(&call, &l->bench->acts, emu_act_find("notify"));
    enum emu_exit code = bench_call(l, &call);
    if (code == EMU_EXIT_OK) {
        printf(call.result[0].number != 0 ? "SIP %d\n" : "no answer\n", (int)call.result[0].number);
    }
    emu_act_call_fini(&call);
    return code;
}

static enum emu_exit do_quit(const struct line *l)
{
    l->bench->is_over = true;
    return EMU_EXIT_OK;
}

const char *emu_bench_command(const void *unused, size_t i)
{
    (void)unused;
    return i < emu_acts_n()                      ? emu_act_name(NULL, i)
           : i - emu_acts_n() < n_bench_commands ? bench_commands[i - emu_acts_n()].name
                                                 : NULL;
}

const char *emu_bench_signal(const void *unused, size_t i)
{
    (void)unused;
    const struct board_signal *s = emu_signal_at(i);
    return s != NULL ? s->name : NULL;
}

void emu_bench_init(struct emu_bench *b, struct emu_unit *u, struct emu_news *news)
{
    *b = (struct emu_bench){.unit = u, .news = news};
    emu_acts_init(&b->acts, u);
}

enum emu_exit emu_bench_do(struct emu_bench *b, const char *text, struct emu_error *error)
{
    struct rt_str rest = rt_str_trim(rt_str(text));
    char name[32];
    b->is_stopped = false;
    if (rest.n == 0 || rest.p[0] == '#') {
        return EMU_EXIT_OK;
    }
    struct rt_str word = bench_take_word(&rest);
    struct line l = {.bench = b, .rest = rest, .error = error};
    const struct command *command = bench_find(word);
    bool is_short = rt_str_copy(name, sizeof name, word) == RT_OK;
    const struct emu_act *act = is_short ? emu_bench_act(name) : NULL;
    if (command != NULL || act != NULL) {
        l.command = command != NULL ? command->name : act->name;
        enum emu_exit code = command != NULL ? command->fn(&l) : do_act(&l, act);
        if (error->code != EMU_EXIT_OK) {
            bench_mask(l.command, rest, error);
        }
        return code;
    }
    const char *near = is_short ? emu_nearest(name, emu_bench_command, NULL) : NULL;
    return emu_error_set(error, EMU_EXIT_USAGE, "%.*s: unknown command: %s%s%s'help' lists them", (int)word.n, word.p,
                         near != NULL ? "did you mean '" : "", near != NULL ? near : "", near != NULL ? "'? " : "");
}
