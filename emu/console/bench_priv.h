/* SPDX-License-Identifier: MIT */
/* What the commands of the bench share: a line, and the functions of the table in bench.c. Used by bench*.c only. */
#pragma once
#include "bench.h"
#include <act/act.h>
#include <rt/str.h>

#define LINE_MAX_BYTES 1024u

struct line {
    struct emu_bench *bench;
    const char *command;
    struct rt_str rest; /* after the command, trimmed */
    struct emu_error *error;
};
typedef enum emu_exit command_fn(const struct line *l);

struct command {
    const char *name, *arguments, *help; /* arguments NULL: the act's row describes it */
    command_fn *fn;
};
extern const struct command bench_commands[];
extern const size_t n_bench_commands;
const struct command *bench_find(struct rt_str name);

enum emu_exit bench_usage(const struct line *l, const char *fix);
enum emu_exit bench_refuse(const struct line *l, const char *why);
/* Masks in the error's text what the line has of passwords and phrases of --key. */
void bench_mask(const char *command, struct rt_str line, struct emu_error *error);
/* The next word of a line; the rest is trimmed. */
struct rt_str bench_take_word(struct rt_str *s);
/* Takes the arguments, acts, and waits for the end. */
enum emu_exit bench_call(const struct line *l, struct emu_act_call *call);

/* bench_watch.c */
command_fn bench_wait, bench_param, bench_leds, bench_syslog;
/* bench_news.c */
command_fn bench_level, bench_trace;
/* bench_page.c */
command_fn bench_web;
command_fn bench_form; /* the acts post and submit */
/* bench_help.c */
command_fn bench_help;
/* bench_codes.c */
command_fn bench_help_codes;
