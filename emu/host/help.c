/* SPDX-License-Identifier: MIT */
/* --help, made from the rows of a command. Lines are at most 79 columns long (tests/cli/help.sh). */
#include <host/options.h>
#include <stdio.h>
#include <string.h>

#define COLUMNS     79u
#define HELP_COLUMN 26u /* where the texts of options begin */

/* Words of one paragraph, wrapped. */
static void print_paragraph(const char *text, size_t n)
{
    size_t column = 0;
    while (n > 0) {
        size_t n_word = 0;
        while (n_word < n && text[n_word] != ' ') {
            n_word++;
        }
        if (column > 0 && column + 1 + n_word > COLUMNS) {
            putchar('\n');
            column = 0;
        }
        printf("%s%.*s", column > 0 ? " " : "", (int)n_word, text);
        column += (column > 0 ? 1 : 0) + n_word;
        text += n_word < n ? n_word + 1 : n_word;
        n -= n_word < n ? n_word + 1 : n_word;
    }
    putchar('\n');
}

static void print_about(const char *text)
{
    while (*text != '\0') {
        size_t n = strcspn(text, "\n");
        print_paragraph(text, n);
        text += n + (text[n] == '\n' ? 1 : 0);
    }
}

/* Two columns; a left side that is too long gets a line of its own. */
static void print_row(const char *left, const char *right)
{
    if (strlen(left) + 2 > HELP_COLUMN) {
        printf("%s\n%*s%s\n", left, (int)HELP_COLUMN, "", right);
    } else {
        printf("%-*s%s\n", (int)HELP_COLUMN, left, right);
    }
}

static bool is_bare; /* one thread prints */

void emu_choices_bare(bool is)
{
    is_bare = is;
}

void emu_choice_print(const char *name, const char *help)
{
    if (is_bare) {
        printf("%s\t%s\n", name, help);
        return;
    }
    char left[HELP_COLUMN * 4];
    (void)snprintf(left, sizeof left, "  %s", name);
    if (strlen(left) + 2 > HELP_COLUMN) {
        puts(left);
        left[0] = '\0';
    }
    /* A long help text continues on the next line. */
    while (strlen(help) > COLUMNS - HELP_COLUMN) {
        size_t n = COLUMNS - HELP_COLUMN;
        while (n > 0 && help[n] != ' ') {
            n--;
        }
        if (n == 0) {
            break; /* a word that fits in no line */
        }
        printf("%-*s%.*s\n", (int)HELP_COLUMN, left, (int)n, help);
        help += n + 1;
        left[0] = '\0';
    }
    printf("%-*s%s\n", (int)HELP_COLUMN, left, help);
}

static void print_option(const struct emu_option *o)
{
    char brief[8] = "";
    char left[96], right[256];
    if (o->brief != 0) {
        (void)snprintf(brief, sizeof brief, "-%c, ", o->brief);
    }
    (void)snprintf(left, sizeof left, "  %s--%s%s%s", brief, o->name, o->argument != NULL ? " " : "",
                   o->argument != NULL ? o->argument : "");
    (void)snprintf(right, sizeof right, "%s%s%s%s%s", o->help, o->kind->is_list ? " (repeatable)" : "",
                   o->preset != NULL ? " [" : "", o->preset != NULL ? o->preset : "", o->preset != NULL ? "]" : "");
    print_row(left, right);
}

/* All options under that title, from every subsystem. */
static void print_group(const struct emu_command *c, const char *title)
{
    const struct emu_option *o;
    const char *group;
    size_t offset;
    printf("\n%s:\n", title);
    for (size_t i = 0; (o = emu_command_option(c, i, &group, &offset)) != NULL; i++) {
        if (strcmp(group, title) == 0) {
            print_option(o);
        }
    }
}

bool emu_command_group_begins(const struct emu_command *c, size_t i)
{
    const char *group = NULL, *title = NULL;
    size_t offset;
    (void)emu_command_option(c, i, &title, &offset); /* the caller has seen that it is there */
    for (size_t k = 0; k < i; k++) {
        (void)emu_command_option(c, k, &group, &offset);
        if (strcmp(group, title) == 0) {
            return false;
        }
    }
    return true;
}

static void print_usage(const struct emu_command *c, const char *path)
{
    printf("Usage: vspa%s%s%s", path[0] != '\0' ? " " : "", path, c->n_options > 0 ? " [OPTION...]" : "");
    if (c->commands != NULL) {
        printf(" COMMAND [OPTION...]");
    }
    for (size_t i = 0; i < c->n_operands; i++) {
        const struct emu_operand *o = &c->operands[i];
        printf(" %s%s%s%s", o->n_min == 0 ? "[" : "", o->name, o->n_max > 1 ? "..." : "", o->n_min == 0 ? "]" : "");
    }
    puts("\n");
}

/* The examples of a command with actions are those of its actions. */
static void print_action_examples(const struct emu_command *c, const char *path)
{
    if (c->commands == NULL || path[0] == '\0') {
        return;
    }
    puts("\nExamples:");
    for (const struct emu_command *const *sub = c->commands; *sub != NULL; sub++) {
        for (const char *const *line = (*sub)->examples; line != NULL && *line != NULL; line++) {
            printf("  %s\n", *line);
        }
    }
}

/* The options that list their values. */
static void print_lists(const struct emu_command *c)
{
    const struct emu_option *o;
    const char *group;
    size_t offset;
    char text[512] = "";
    size_t n = 0;
    for (size_t i = 0; (o = emu_command_option(c, i, &group, &offset)) != NULL && n < sizeof text; i++) {
        if (o->kind->n_choices > 0 || o->kind->list != NULL) {
            n += (size_t)snprintf(text + n, sizeof text - n, "%s--%s",
                                  n == 0 ? "'--OPTION help' lists the values of " : ", ", o->name);
        }
    }
    if (n > 0) {
        putchar('\n');
        print_paragraph(text, strlen(text));
    }
}

void emu_command_help(const struct emu_command *c, const char *path)
{
    const char *group;
    size_t offset;
    print_usage(c, path);
    print_about(c->about != NULL ? c->about : c->help);
    if (c->commands != NULL) {
        puts("\nCommands:");
        for (const struct emu_command *const *sub = c->commands; *sub != NULL; sub++) {
            printf("  %-10s %s\n", (*sub)->name, (*sub)->help);
        }
        printf("\n'vspa %s%sCOMMAND --help' shows the options of a command.\n", path, path[0] != '\0' ? " " : "");
    }
    if (c->n_operands > 0) {
        puts("\nArguments:");
    }
    for (size_t i = 0; i < c->n_operands; i++) {
        char left[64];
        (void)snprintf(left, sizeof left, "  %s", c->operands[i].name);
        print_row(left, c->operands[i].help);
    }
    for (size_t i = 0; c->commands == NULL && emu_command_option(c, i, &group, &offset) != NULL; i++) {
        if (emu_command_group_begins(c, i)) {
            print_group(c, group);
        }
    }
    print_lists(c);
    print_action_examples(c, path);
    if (c->examples != NULL) {
        puts("\nExamples:");
        for (const char *const *line = c->examples; *line != NULL; line++) {
            printf("  %s\n", *line);
        }
    }
}
