/* SPDX-License-Identifier: MIT */
/*
 * The command line of one command: a table of options, one row each, from which parsing, --help and the error texts
 * are made.
 *
 * "--name VALUE" and "--name=VALUE" are the same; "--" ends the options. There are no short forms.
 */
#pragma once
#include <host/error.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Puts the value into the field. Returns NULL, or static text "what: what to do". value is NULL for a switch; it is
 * borrowed for the life of the program (argv). */
typedef const char *emu_option_parse_fn(const char *value, void *field);

struct emu_option {
    const char *name;     /* without the dashes */
    const char *argument; /* "FILE"; NULL: a switch */
    const char *help;     /* one line; a default is named in it */
    emu_option_parse_fn *parse;
    size_t offset; /* of the field in the command's own struct */
};

struct emu_usage {
    const char *command;  /* "new" */
    const char *operands; /* "[FILE...]", or "" */
    const char *summary;  /* what it does, full sentences, may have line feeds */
    const char *example;  /* lines, each starting with two blanks */
    const struct emu_option *options;
    size_t n_options;
    size_t n_operands_min, n_operands_max;
};

enum emu_options_result { EMU_OPTIONS_GO, EMU_OPTIONS_HELP, EMU_OPTIONS_WRONG };

/* Reads argv[1..]; argv[0] is the command. Operands are moved to the front of argv[1..] and counted. HELP: the help was
 * printed on standard output. WRONG: *error says why (EMU_EXIT_USAGE). */
enum emu_options_result emu_options_parse(const struct emu_usage *usage, int argc, char **argv, void *fields,
                                          size_t *n_operands, struct emu_error *error);
void emu_options_help(const struct emu_usage *usage);

/* The word of the list that is nearest to the wrong one (at most 2 letters off), or NULL. Used for all
 * "did you mean". next: returns the i-th word or NULL at the end. */
const char *emu_nearest(const char *wrong, const char *(*next)(const void *list, size_t i), const void *list);

/* A list that an option given several times fills. */
#define EMU_TEXTS_MAX 32u
struct emu_texts {
    const char *text[EMU_TEXTS_MAX];
    size_t n;
};

/* Fields: bool, const char *, uint64_t, uint16_t, uint64_t in microseconds, struct emu_texts. */
emu_option_parse_fn emu_parse_switch;
emu_option_parse_fn emu_parse_text;
emu_option_parse_fn emu_parse_u64;
emu_option_parse_fn emu_parse_port;
emu_option_parse_fn emu_parse_ms_as_us;
emu_option_parse_fn emu_parse_texts;
/* Times as people write them: "90", "1.5s", "200ms", "10m", "24h". Plain numbers are seconds. */
emu_option_parse_fn emu_parse_duration_us;
