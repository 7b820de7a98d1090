/* SPDX-License-Identifier: MIT */
/*
 * The bench: carries out one line of text, typed at the console or read from a script. The commands are one table;
 * 'help' is made from it.
 */
#pragma once
#include <act/act.h>
#include <host/error.h>

struct emu_news;

struct emu_bench {
    struct emu_acts acts;
    struct emu_unit *unit;
    struct emu_news *news;  /* what is printed meanwhile */
    const char *lab_folder; /* whose files are offered for completion; NULL: none */
    uint64_t syslog_cursor; /* first event that 'syslog' has not shown */
    bool is_over;           /* 'quit' was said */
    bool is_stopped;        /* the last line was stopped by a signal */
};

void emu_bench_init(struct emu_bench *b, struct emu_unit *u, struct emu_news *news);
/* Does one line; blank lines and lines with # do nothing. Answers go to standard output. On failure the error says
 * "command: what: what to do": EMU_EXIT_NO when it did not work, EMU_EXIT_USAGE when it is no command. */
enum emu_exit emu_bench_do(struct emu_bench *b, const char *line, struct emu_error *error);
/* An act by its name, in either case. NULL: none. */
const struct emu_act *emu_bench_act(const char *name);
/* The i-th word that can be typed there, for completion: commands, then signals. NULL at the end. */
const char *emu_bench_command(const void *unused, size_t i);
const char *emu_bench_topic(const void *unused, size_t i); /* after 'help' */
const char *emu_bench_signal(const void *unused, size_t i);
