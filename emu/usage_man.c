/* SPDX-License-Identifier: MIT */
#include "usage_man.h"
#include "usage_facts.h"
#include <stdio.h>
#include <string.h>

/* Text of a macro line or a text line: what roff would take for itself is escaped. */
static void put_text(const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        bool begins = i == 0 || text[i - 1] == '\n';
        if (text[i] == '\\') {
            fputs("\\e", stdout);
        } else if (text[i] == '-') {
            fputs("\\-", stdout);
        } else if (begins && (text[i] == '.' || text[i] == '\'')) {
            printf("\\&%c", text[i]);
        } else {
            putchar(text[i]);
        }
    }
}

#define LINE_BYTES 78u /* of the input: mandoc finds longer ones unreadable */

/* One sentence, cut into lines between words. */
static void put_sentence(const char *text, size_t n)
{
    while (n > LINE_BYTES) {
        size_t cut = LINE_BYTES;
        while (cut > 0 && text[cut] != ' ') {
            cut--;
        }
        if (cut == 0) {
            break;
        }
        put_text(text, cut);
        putchar('\n');
        text += cut + 1;
        n -= cut + 1;
    }
    put_text(text, n);
    putchar('\n');
}

static void put_line(const char *text)
{
    put_sentence(text, strlen(text));
}

/* A sentence a line, as mdoc wants it; a line feed of the text begins a paragraph. */
static void put_paragraphs(const char *text)
{
    for (const char *p = text; *p != '\0';) {
        size_t n = strcspn(p, "\n");
        if (p != text) {
            puts(".Pp");
        }
        for (size_t at = 0; at < n;) {
            size_t end = at;
            while (end < n && !((p[end] == '.' || p[end] == '?') && end + 1 < n && p[end + 1] == ' ')) {
                end++;
            }
            end = end < n ? end + 1 : n;
            put_sentence(p + at, end - at);
            at = end < n && p[end] == ' ' ? end + 1 : end;
        }
        p += n + (p[n] == '\n' ? 1 : 0);
    }
}

static void put_synopsis(const struct emu_command *c, const char *path)
{
    puts(".Sh SYNOPSIS");
    printf(".Nm vspa%s%s\n", path[0] != '\0' ? " Cm " : "", path);
    if (c->n_options > 0) {
        puts(".Op Ar OPTION ...");
    }
    if (c->commands != NULL) {
        puts(".Ar COMMAND\n.Op Ar OPTION ...");
    }
    for (size_t i = 0; i < c->n_operands; i++) {
        const struct emu_operand *o = &c->operands[i];
        printf(".%s %s%s\n", o->n_min == 0 ? "Op Ar" : "Ar", o->name, o->n_max > 1 ? " ..." : "");
    }
}

static void put_commands(const struct emu_command *c, const char *path)
{
    puts(".Sh COMMANDS\n.Bl -tag -width Ds");
    for (const struct emu_command *const *sub = c->commands; *sub != NULL; sub++) {
        char page[96];
        int n = snprintf(page, sizeof page, "vspa%s%s-%s", path[0] != '\0' ? "-" : "", path, (*sub)->name);
        for (int i = 0; i < n; i++) {
            page[i] = page[i] == ' ' ? '-' : page[i];
        }
        printf(".It Xr %s 1\n", page);
        put_line((*sub)->help);
    }
    puts(".El");
}

static void put_option(const struct emu_option *o)
{
    printf(".It ");
    if (o->brief != 0) {
        printf("Fl %c , ", o->brief);
    }
    printf("Fl \\-%s", o->name);
    if (o->argument != NULL) {
        printf(" Ar ");
        put_text(o->argument, strlen(o->argument));
    }
    putchar('\n');
    put_line(o->help);
    if (o->kind->is_list) {
        puts("(repeatable)");
    }
    if (o->preset != NULL) {
        printf(".Pq default: ");
        put_line(o->preset);
    }
    if (o->kind->n_choices > 0) {
        puts(".Bl -tag -width Ds -compact");
        for (size_t i = 0; i < o->kind->n_choices; i++) {
            printf(".It Cm ");
            put_text(o->kind->choices[i].name, strlen(o->kind->choices[i].name));
            putchar('\n');
            put_line(o->kind->choices[i].help);
        }
        puts(".El");
    }
}

static void put_options(const struct emu_command *c)
{
    const struct emu_option *o;
    const char *title, *group;
    size_t offset;
    puts(".Sh OPTIONS");
    for (size_t i = 0; emu_command_option(c, i, &title, &offset) != NULL; i++) {
        if (!emu_command_group_begins(c, i)) {
            continue;
        }
        printf(".Ss %s\n.Bl -tag -width Ds\n", title);
        for (size_t k = 0; (o = emu_command_option(c, k, &group, &offset)) != NULL; k++) {
            if (strcmp(group, title) == 0) {
                put_option(o);
            }
        }
        puts(".El");
    }
}

static void put_examples(const struct emu_command *c)
{
    if (c->examples == NULL) {
        return;
    }
    puts(".Sh EXAMPLES\n.Bd -literal -offset indent");
    for (const char *const *line = c->examples; *line != NULL; line++) {
        put_text(*line, strlen(*line)); /* as it is: a line that ends with a backslash goes on in the next one */
        putchar('\n');
    }
    puts(".Ed");
}

void usage_print_man(const struct emu_command *c, const char *path)
{
    char page[64];
    int n = snprintf(page, sizeof page, "vspa%s%s", path[0] != '\0' ? "-" : "", path);
    for (int i = 0; i < n; i++) {
        page[i] = page[i] == ' ' ? '-' : page[i];
    }
    printf(".\\\" SPDX-License-Identifier: MIT\n.Dd %s\n.Dt ", usage_date);
    for (int i = 0; i < n; i++) {
        putchar(page[i] >= 'a' && page[i] <= 'z' ? page[i] - 'a' + 'A' : page[i]);
    }
    printf(" 1\n.Os\n.Sh NAME\n.Nm %s\n.Nd ", page);
    put_line(c->help);
    put_synopsis(c, path);
    puts(".Sh DESCRIPTION");
    put_paragraphs(c->about != NULL ? c->about : c->help);
    if (c->n_operands > 0) {
        puts(".Pp\nThe arguments are:\n.Bl -tag -width Ds");
        for (size_t i = 0; i < c->n_operands; i++) {
            printf(".It Ar %s\n", c->operands[i].name);
            put_line(c->operands[i].help);
        }
        puts(".El");
    }
    if (c->commands != NULL) {
        put_commands(c, path);
    } else if (c->n_options > 0) {
        put_options(c);
    }
    puts(".Sh ENVIRONMENT\n.Bl -tag -width Ds");
    for (size_t i = 0; i < n_usage_environment; i++) {
        printf(".It Ev %s\n", usage_environment[i].name);
        put_line(usage_environment[i].help);
    }
    puts(".El\n.Sh EXIT STATUS\n.Bl -tag -width Ds");
    for (size_t i = 0; i < n_usage_exit_codes; i++) {
        printf(".It %d\n", usage_exit_codes[i].code);
        put_line(usage_exit_codes[i].help);
    }
    puts(".El");
    put_examples(c);
    puts(path[0] != '\0' ? ".Sh SEE ALSO\n.Xr vspa 1 ,\n.Xr vspa-scenario 5 ,\n.Xr vspa-trace 5"
                         : ".Sh SEE ALSO\n.Xr vspa-scenario 5 ,\n.Xr vspa-trace 5");
}
