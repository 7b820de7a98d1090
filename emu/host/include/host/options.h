/* SPDX-License-Identifier: MIT */
/*
 * The command line as tables. A command is a struct emu_command; its options are groups of rows that the subsystems
 * define, so a new option is one row in its subsystem. Parsing, --help, error texts, man pages and shell completion
 * ('vspa help --json') are made from the same rows.
 *
 * "--name VALUE", "--name=VALUE", "-n VALUE" and "-nVALUE" are equivalent; one-letter switches may be joined ("-qv");
 * "--" ends the options. "--name help" lists the values of an enumeration.
 */
#pragma once
#include <host/error.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- what a value is ---- */

/* Puts the value into the field. Returns NULL, or static text "what: what to do". value is NULL for a switch; it is
 * borrowed for the life of the program (argv). */
typedef const char *emu_option_parse_fn(const char *value, void *field);

struct emu_choice {
    const char *name, *help;
};

/* What the command line says for another option ("images") of the same command. NULL: nothing. */
struct emu_given;
const char *emu_given_text(const struct emu_given *given, const char *option);

/* How a value is read, and what help, man pages and completion must know about it. */
struct emu_kind {
    const char *name;           /* "file", "dir", "port", "signal" ...: how a shell completes it */
    emu_option_parse_fn *parse; /* NULL: one of the choices, and its place goes into the field, an enum or a uint32_t */
    const struct emu_choice *choices; /* an enumeration; "help" lists them */
    size_t n_choices;
    bool is_open;  /* other words than the choices are read too: xN beside real and warp */
    bool is_list;  /* the option may be given again for more */
    bool is_input; /* a file or a folder that the command reads: no output of the run may replace it */
    /* Prints choices that no table holds (the installed releases), with emu_choice_print. NULL: there are none. */
    void (*list)(const struct emu_given *given);
};
void emu_choice_print(const char *name, const char *help);
/* From now on bare: a name, a tab, the help; for completion. */
void emu_choices_bare(bool is_bare);
/* The place of the word among the choices. */
bool emu_choice_find(const struct emu_kind *kind, const char *word, size_t *place);

/* ---- options ---- */

struct emu_option {
    const char *name;     /* without the dashes */
    char brief;           /* 'j': also -j; 0: no short form */
    const char *argument; /* metavariable: "FILE"; NULL: a switch */
    const char *help;     /* one line, starting with a verb; with name and default at most 79 columns */
    const char *preset;   /* the default, as help shows it in brackets; NULL: nothing to say */
    const struct emu_kind *kind;
    size_t offset; /* of the field in the struct that the group is over */
};

/* Options over one struct. */
struct emu_option_group {
    const char *title; /* "Network" */
    const struct emu_option *options;
    size_t n_options;
};
#define EMU_OPTION_GROUP(title, rows)                                                                                  \
    {                                                                                                                  \
        title, rows, sizeof(rows) / sizeof(rows)[0]                                                                    \
    }

/* A group, and where in the fields of the command its struct is. Groups of one title are shown together. */
struct emu_options_at {
    const struct emu_option_group *group;
    size_t offset;
};

struct emu_operand {
    const char *name; /* "PROFILE" */
    const char *help;
    const struct emu_kind *kind;
    size_t n_min, n_max; /* 0, 1: optional; 1, N: one or more */
};
#define EMU_OPERANDS_MANY 100000u

/* ---- commands ---- */

#define EMU_OPTIONS_MAX   64u /* of a command */

struct emu_command {
    const char *name;            /* "pack" */
    const char *help;            /* one line, starting with a verb */
    const char *about;           /* what help says: paragraphs, wrapped when printed; a line feed ends one */
    const char *const *examples; /* lines for a shell, at most 77 columns; NULL ends them */
    const struct emu_operand *operands;
    size_t n_operands;
    const struct emu_options_at *options;
    size_t n_options;
    const struct emu_command *const *commands; /* actions ("image pack"); NULL ends them. A command with actions has
                                                  neither options nor operands of its own */
    size_t n_field_bytes;
    void (*preset)(void *fields); /* defaults that are not zero; NULL: all are */
    /* Returns the exit code; an error is printed by the caller, and its code counts. */
    int (*run)(void *fields, char **operands, size_t n_operands, struct emu_error *error);
};
#define EMU_COMMAND_OPTIONS(rows)  .options = rows, .n_options = sizeof(rows) / sizeof(rows)[0]
#define EMU_COMMAND_OPERANDS(rows) .operands = rows, .n_operands = sizeof(rows) / sizeof(rows)[0]

/* Parses and runs. argv[0] is the command's name; path: what is written before it for help and errors ("image" of
 * "image pack"), or "". Returns the exit code. */
int emu_command_run(const struct emu_command *command, const char *path, int argc, char **argv);
/* Prints --help on standard output. path: the command's whole name, "image pack"; "" of the program. */
void emu_command_help(const struct emu_command *command, const char *path);
/* The action of that name, or NULL. */
const struct emu_command *emu_command_find(const struct emu_command *command, const char *name);

enum emu_options_result { EMU_OPTIONS_GO, EMU_OPTIONS_HELP, EMU_OPTIONS_WRONG };
/* Reads argv[1..] into the fields. Operands are moved to the front of argv[1..] and counted. HELP: help or a list was
 * printed on standard output. WRONG: *error says why (EMU_EXIT_USAGE). */
enum emu_options_result emu_options_parse(const struct emu_command *command, const char *path, int argc, char **argv,
                                          void *fields, size_t *n_operands, struct emu_error *error);

/* The i-th option of all groups, and where its field is. NULL: there are no more. The last one is --help. */
const struct emu_option *emu_command_option(const struct emu_command *command, size_t i, const char **group,
                                            size_t *offset);

/* Is the i-th option the first one under its title? Groups of one title may come from several subsystems. */
bool emu_command_group_begins(const struct emu_command *command, size_t i);

/* The word of the list that is nearest to the wrong one (at most 2 letters off, 1 of a word of up to four; capitals
 * count as small letters), or NULL; a word of more than 32 letters has none. Used for all "did you mean". next: returns
 * the i-th word or NULL at the end. */
const char *emu_nearest(const char *wrong, const char *(*next)(const void *list, size_t i), const void *list);
