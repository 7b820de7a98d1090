/* SPDX-License-Identifier: MIT */
/* From a table of commands to the function that does it. */
#include <host/options.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>

#define PATH_BYTES 64u /* of "image pack" */

static const char *command_name(const void *command, size_t i)
{
    const struct emu_command *const *sub = ((const struct emu_command *)command)->commands;
    return sub[i] != NULL ? sub[i]->name : NULL; /* the caller stops at the first NULL */
}

const struct emu_command *emu_command_find(const struct emu_command *command, const char *name)
{
    for (const struct emu_command *const *sub = command->commands; sub != NULL && *sub != NULL; sub++) {
        if (strcmp((*sub)->name, name) == 0) {
            return *sub;
        }
    }
    return NULL;
}

static bool asks_for_help(const char *word)
{
    return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

static int say_missing(const struct emu_command *c, const char *path)
{
    struct emu_error error = {0};
    char names[256] = "";
    size_t n = 0;
    for (size_t i = 0; c->commands[i] != NULL && n < sizeof names; i++) {
        const char *between = i == 0 ? "" : c->commands[i + 1] != NULL ? ", " : " or ";
        n += (size_t)snprintf(names + n, sizeof names - n, "%s%s", between, c->commands[i]->name);
    }
    emu_error_set(&error, EMU_EXIT_USAGE, "%s: no command: give %s", path, names);
    return emu_error_print(&error);
}

/* argv[1] names an action. */
static int run_action(const struct emu_command *c, const char *path, int argc, char **argv)
{
    struct emu_error error = {0};
    const char *blank = path[0] != '\0' ? " " : "";
    if (argc < 2 && path[0] == '\0') { /* the program alone: its help is what the user needs */
        emu_command_help(c, path);
        return EMU_EXIT_USAGE;
    }
    if (argc < 2) {
        return say_missing(c, path);
    }
    if (asks_for_help(argv[1])) {
        emu_command_help(c, path);
        return EMU_EXIT_OK;
    }
    const struct emu_command *action = emu_command_find(c, argv[1]);
    if (action != NULL) {
        return emu_command_run(action, path, argc - 1, argv + 1);
    }
    const char *near = emu_nearest(argv[1], command_name, c);
    const char *what = argv[1][0] == '-' ? "option" : "command";
    emu_error_set(&error, EMU_EXIT_USAGE, "%s%s%s: unknown %s: %s%s%s'vspa %s%s--help' lists them", path,
                  path[0] != '\0' ? ": " : "", argv[1], what, near != NULL ? "did you mean '" : "",
                  near != NULL ? near : "", near != NULL ? "'? " : "", path, blank);
    return emu_error_print(&error);
}

/* Options and operands, then the command itself. */
static int run_leaf(const struct emu_command *c, const char *path, int argc, char **argv)
{
    struct emu_error error = {0};
    size_t n_operands;
    int code = EMU_EXIT_OK;
    void *fields = rt_mem_alloc(c->n_field_bytes > 0 ? c->n_field_bytes : 1);
    if (fields == NULL) {
        emu_error_set(&error, EMU_EXIT_ENVIRONMENT, "%s: out of memory", path);
        return emu_error_print(&error);
    }
    if (c->preset != NULL) {
        c->preset(fields);
    }
    if (emu_options_parse(c, path, argc, argv, fields, &n_operands, &error) == EMU_OPTIONS_GO) {
        code = c->run(fields, argv + 1, n_operands, &error);
    }
    rt_mem_free(fields);
    (void)emu_error_print(&error);
    return error.code != EMU_EXIT_OK ? (int)error.code : code;
}

int emu_command_run(const struct emu_command *c, const char *path, int argc, char **argv)
{
    char whole[PATH_BYTES];
    (void)snprintf(whole, sizeof whole, "%s%s%s", path, path[0] != '\0' && c->name[0] != '\0' ? " " : "", c->name);
    return c->commands != NULL ? run_action(c, whole, argc, argv) : run_leaf(c, whole, argc, argv);
}
