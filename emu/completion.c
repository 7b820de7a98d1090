/* SPDX-License-Identifier: MIT */
#include "completion.h"
#include <stdio.h>
#include <string.h>

static void put(const char *name, const char *help)
{
    size_t n = strcspn(help, "\n");
    printf("%s\t%.*s\n", name, (int)n, help);
}

/* Values of that kind. */
static void put_values(const struct emu_kind *kind)
{
    for (size_t i = 0; i < kind->n_choices; i++) {
        put(kind->choices[i].name, kind->choices[i].help);
    }
    if (kind->list != NULL) {
        emu_choices_bare(true);
        kind->list(NULL);
        emu_choices_bare(false);
    }
    if (strcmp(kind->name, "file") == 0 || strcmp(kind->name, "socket") == 0) {
        puts(":file");
    } else if (strcmp(kind->name, "dir") == 0) {
        puts(":dir");
    }
}

static const struct emu_option *find_option(const struct emu_command *c, const char *word)
{
    const struct emu_option *o;
    const char *group;
    size_t offset, n = strcspn(word + (word[1] == '-' ? 2 : 1), "=");
    for (size_t i = 0; (o = emu_command_option(c, i, &group, &offset)) != NULL; i++) {
        bool is_long = word[1] == '-' && strlen(o->name) == n && strncmp(word + 2, o->name, n) == 0;
        bool is_brief = word[1] != '-' && o->brief != 0 && word[1] == o->brief;
        if (is_long || is_brief) {
            return o;
        }
    }
    return NULL;
}

static void put_options(const struct emu_command *c)
{
    const struct emu_option *o;
    const char *group;
    size_t offset;
    for (size_t i = 0; (o = emu_command_option(c, i, &group, &offset)) != NULL; i++) {
        char name[64];
        (void)snprintf(name, sizeof name, "--%s", o->name); /* names are short */
        put(name, o->help);
    }
}

/* Where the words lead: the command, how many operands stand before the last word, and the option that the last word is
 * the value of. */
struct place {
    const struct emu_command *command;
    size_t n_operands;
    const struct emu_option *awaited;
    bool is_over; /* behind "--" */
};

static struct place follow(const struct emu_command *program, char **words, size_t n)
{
    struct place p = {.command = program};
    for (size_t i = 0; i + 1 < n; i++) {
        const char *word = words[i];
        if (p.awaited != NULL) {
            p.awaited = NULL;
        } else if (!p.is_over && strcmp(word, "--") == 0) {
            p.is_over = true;
        } else if (!p.is_over && word[0] == '-' && word[1] != '\0') {
            const struct emu_option *o = find_option(p.command, word);
            bool has_value = strchr(word, '=') != NULL || (word[1] != '-' && word[2] != '\0');
            p.awaited = o != NULL && o->argument != NULL && !has_value ? o : NULL;
        } else if (p.command->commands != NULL) {
            const struct emu_command *sub = emu_command_find(p.command, word);
            if (sub == NULL) {
                return (struct place){0};
            }
            p.command = sub;
        } else {
            p.n_operands++;
        }
    }
    return p;
}

/* The commands below one, for its own command line and for 'vspa help'. */
static void put_commands(const struct emu_command *c)
{
    for (const struct emu_command *const *sub = c->commands; *sub != NULL; sub++) {
        put((*sub)->name, (*sub)->help);
    }
}

void completion_print(const struct emu_command *program, char **words, size_t n)
{
    const char *last = n > 0 ? words[n - 1] : "";
    struct place p = follow(program, words, n);
    if (p.command == NULL) {
        return;
    }
    if (p.awaited != NULL) {
        put_values(p.awaited->kind);
        return;
    }
    if (last[0] == '-' && !p.is_over) {
        const struct emu_option *o = strchr(last, '=') != NULL ? find_option(p.command, last) : NULL;
        if (o != NULL) {
            put_values(o->kind); /* the shell puts them behind the '=' */
        } else {
            put_options(p.command);
        }
        return;
    }
    if (p.command->commands != NULL) {
        put_commands(p.command);
    }
    for (size_t i = 0, place = p.n_operands; i < p.command->n_operands; i++) {
        const struct emu_operand *o = &p.command->operands[i];
        if (place < o->n_max) {
            if (strcmp(o->kind->name, "command") == 0) {
                put_commands(program);
            }
            put_values(o->kind);
            return;
        }
        place -= o->n_max;
    }
}

/* --- the shells --- */

static const char bash[] = "# vspa: completion for bash. Source it, or put it into the folder of completions.\n"
                           "_vspa() {\n"
                           "    local line word=${COMP_WORDS[COMP_CWORD]} words=(\"${COMP_WORDS[@]:1:COMP_CWORD}\")\n"
                           "    COMPREPLY=()\n"
                           "    # bash cuts words at '=': --time =\n"
                           "    if [[ $word == = ]]; then word=; words[COMP_CWORD-1]=; fi\n"
                           "    if (( COMP_CWORD > 2 )) && [[ ${COMP_WORDS[COMP_CWORD-1]} == = ]]; then\n"
                           "        words=(\"${COMP_WORDS[@]:1:COMP_CWORD-2}\" \"$word\")\n"
                           "    fi\n"
                           "    while IFS=$'\\t' read -r line _; do\n"
                           "        case $line in\n"
                           "        :file) compopt -o filenames; COMPREPLY+=($(compgen -f -- \"$word\")) ;;\n"
                           "        :dir) compopt -o filenames; COMPREPLY+=($(compgen -d -- \"$word\")) ;;\n"
                           "        \"$word\"*) COMPREPLY+=(\"$line\") ;;\n"
                           "        esac\n"
                           "    done < <(\"${COMP_WORDS[0]}\" __complete \"${words[@]}\" 2>/dev/null)\n"
                           "}\n"
                           "complete -F _vspa vspa\n";

static const char zsh[] = "#compdef vspa\n"
                          "# vspa: completion for zsh. Put it as _vspa into a folder of $fpath.\n"
                          "_vspa() {\n"
                          "    local line name help\n"
                          "    local -a candidates\n"
                          "    [[ $PREFIX == --*=* ]] && compset -P 1 '*='\n"
                          "    while IFS=$'\\t' read -r name help; do\n"
                          "        case $name in\n"
                          "        :file) _files ;;\n"
                          "        :dir) _files -/ ;;\n"
                          "        ?*) candidates+=(\"${name//:/\\\\:}:$help\") ;;\n"
                          "        esac\n"
                          "    done < <(\"${words[1]}\" __complete \"${(@)words[2,CURRENT]}\" 2>/dev/null)\n"
                          "    (( $#candidates )) && _describe vspa candidates\n"
                          "}\n"
                          "if [[ $funcstack[1] == _vspa ]]; then _vspa \"$@\"; else compdef _vspa vspa; fi\n";

static const char fish[] = "# vspa: completion for fish. Put it into ~/.config/fish/completions.\n"
                           "function __vspa_complete\n"
                           "    set -l words (commandline -opc) (commandline -ct)\n"
                           "    set -l last $words[-1]\n"
                           "    set -l before ''\n"
                           "    if string match -qr '^--[^=]+=' -- $last\n"
                           "        set before (string replace -r '=.*' '=' -- $last)\n"
                           "    end\n"
                           "    for line in ($words[1] __complete $words[2..-1] 2>/dev/null)\n"
                           "        switch $line\n"
                           "            case ':file'\n"
                           "                __fish_complete_path (string replace -- $before '' $last)\n"
                           "            case ':dir'\n"
                           "                __fish_complete_directories (string replace -- $before '' $last)\n"
                           "            case '*'\n"
                           "                echo $before$line\n"
                           "        end\n"
                           "    end\n"
                           "end\n"
                           "complete -c vspa -f -a '(__vspa_complete)'\n";

const struct emu_choice completion_shells[N_COMPLETION_SHELLS] = {
    {"bash", "Bash"},
    {"zsh", "Z shell"},
    {"fish", "fish"},
};

const char *completion_script(const char *shell)
{
    static const char *const scripts[] = {bash, zsh, fish};
    for (size_t i = 0; i < N_COMPLETION_SHELLS; i++) {
        if (strcmp(shell, completion_shells[i].name) == 0) {
            return scripts[i];
        }
    }
    return NULL;
}
