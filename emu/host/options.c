/* SPDX-License-Identifier: MIT */
#include <host/options.h>
#include <host/files.h>
#include <host/kinds.h>
#include <host/output.h>
#include <host/places.h>
#include <rt/str.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define NAME_MAX_BYTES 32u /* longer words have no neighbour */

struct emu_given {
    const struct emu_command *command;
    const char *text[EMU_OPTIONS_MAX]; /* by number of the option */
};

struct parser {
    const struct emu_command *command;
    const char *path;
    int argc;
    char **argv;
    int at; /* the word that is read now */
    void *fields;
    struct emu_given given;
    const struct emu_kind *listed; /* the kind whose values are asked for */
    const char *listed_as;
    bool wants_help;
    struct emu_error *error;
};

const struct emu_option *emu_command_option(const struct emu_command *command, size_t i, const char **group,
                                            size_t *offset)
{
    static const struct emu_option help = {"help", 'h', NULL, "show this help", NULL, &emu_kind_switch, 0};
    for (size_t k = 0; k < command->n_options; k++) {
        const struct emu_options_at *at = &command->options[k];
        if (i < at->group->n_options) {
            *group = at->group->title;
            *offset = at->offset + at->group->options[i].offset;
            return &at->group->options[i];
        }
        i -= at->group->n_options;
    }
    *group = "General";
    *offset = 0;
    return i == 0 ? &help : NULL;
}

const char *emu_given_text(const struct emu_given *given, const char *option)
{
    const struct emu_option *o;
    const char *group;
    size_t offset;
    if (given == NULL) {
        return NULL; /* completion: the words are not read yet */
    }
    for (size_t i = 0; (o = emu_command_option(given->command, i, &group, &offset)) != NULL; i++) {
        if (strcmp(o->name, option) == 0) {
            return given->text[i];
        }
    }
    return NULL;
}

static const char *option_name(const void *command, size_t i)
{
    const char *group;
    size_t offset;
    const struct emu_option *o = emu_command_option(command, i, &group, &offset);
    return o != NULL ? o->name : NULL;
}

static const char *choice_name(const void *kind, size_t i)
{
    const struct emu_kind *k = kind;
    return i < k->n_choices ? k->choices[i].name : NULL;
}

bool emu_choice_find(const struct emu_kind *kind, const char *word, size_t *place)
{
    for (*place = 0; *place < kind->n_choices; (*place)++) {
        if (strcmp(word, kind->choices[*place].name) == 0) {
            return true;
        }
    }
    return false;
}

static bool has_choices(const struct emu_kind *kind)
{
    return kind->n_choices > 0 || kind->list != NULL;
}

/* Is it a word that asks for the list of values? */
static bool asks_for_list(const struct emu_kind *kind, const char *value)
{
    return has_choices(kind) && (strcmp(value, "help") == 0 || strcmp(value, "?") == 0);
}

static bool wrong_choice(struct parser *p, const char *where, const char *value, const struct emu_kind *kind)
{
    const char *near = emu_nearest(value, choice_name, kind);
    if (near != NULL && strlen(value) <= 2 && strncmp(near, value, strlen(value)) != 0) {
        near = NULL; /* every short word is near to every other: es is no slip for en */
    }
    char list[512] = "";
    size_t n = 0;
    for (size_t i = 0; near == NULL && i < kind->n_choices && n < sizeof list; i++) {
        n += (size_t)snprintf(list + n, sizeof list - n, "%s%s", i == 0 ? "" : ", ", kind->choices[i].name);
    }
    emu_error_set(p->error, EMU_EXIT_USAGE, "%s: %s%s%s: unknown value: %s%s%s", p->path, where,
                  where[0] != '\0' ? " " : "", value, near != NULL ? "did you mean '" : "give one of ",
                  near != NULL ? near : list, near != NULL ? "'?" : "");
    return false;
}

/* The parse function of a kind that has none. The error text is not shown: wrong_choice() says more. */
static const char *take_choice(const struct emu_kind *kind, const char *value, void *field)
{
    size_t place;
    if (!emu_choice_find(kind, value, &place)) {
        return "unknown value";
    }
    *(uint32_t *)field = (uint32_t)place;
    return NULL;
}

/* Before the command opens its first output. */
static void protect(const struct emu_kind *kind, const char *value)
{
    if (kind->is_input && strcmp(value, "-") != 0) {
        (emu_is_folder(value) ? emu_output_protect_folder : emu_output_protect_path)(value);
    }
}

/* One option with its value, or NULL. */
static bool apply(struct parser *p, const struct emu_option *o, size_t number, size_t offset, const char *value)
{
    char where[NAME_MAX_BYTES + 3];
    if (number + 1 < EMU_OPTIONS_MAX) {
        p->given.text[number] = value;
    }
    if (strcmp(o->name, "help") == 0 && o->argument == NULL) {
        p->wants_help = true;
        return true;
    }
    if (value != NULL && asks_for_list(o->kind, value)) {
        p->listed = o->kind;
        p->listed_as = o->name;
        return true;
    }
    void *field = (char *)p->fields + offset;
    const char *wrong = o->kind->parse != NULL ? o->kind->parse(value, field) : take_choice(o->kind, value, field);
    if (wrong == NULL) {
        if (value != NULL) {
            protect(o->kind, value);
        }
        return true;
    }
    if (o->kind->n_choices > 0 && !o->kind->is_open) {
        (void)snprintf(where, sizeof where, "--%s", o->name);
        return wrong_choice(p, where, value, o->kind);
    }
    char lists[NAME_MAX_BYTES + 40] = "";
    if (has_choices(o->kind) && strchr(wrong, ':') == NULL) { /* it does not say what to do */
        (void)snprintf(lists, sizeof lists, ": '--%s help' lists the values", o->name);
    }
    emu_error_set(p->error, EMU_EXIT_USAGE, "%s: --%s %s: %s%s", p->path, o->name, value != NULL ? value : "", wrong,
                  lists);
    return false;
}

/* The value of an option that takes one: the rest of its own word, or the next word. */
static const char *take_value(struct parser *p, const struct emu_option *o, const char *own)
{
    if (own == NULL && p->at + 1 == p->argc) {
        emu_error_set(p->error, EMU_EXIT_USAGE, "%s: --%s: no value: give %s", p->path, o->name, o->argument);
        return NULL;
    }
    return own != NULL ? own : p->argv[++p->at];
}

static bool unknown_option(struct parser *p, const char *word, const char *near)
{
    emu_error_set(p->error, EMU_EXIT_USAGE, "%s: unknown option %s: %s%s%s'vspa %s --help' lists them", p->path, word,
                  near != NULL ? "did you mean --" : "", near != NULL ? near : "", near != NULL ? "? " : "", p->path);
    return false;
}

/* --name, --name VALUE, --name=VALUE */
static bool take_long(struct parser *p, const char *word)
{
    struct rt_str value;
    struct rt_str name = rt_str_cut(rt_str(word + 2), '=', &value);
    const struct emu_option *o;
    const char *group;
    size_t offset, i = 0;
    while ((o = emu_command_option(p->command, i, &group, &offset)) != NULL && !rt_str_is(name, o->name)) {
        i++;
    }
    if (o == NULL) {
        char near[NAME_MAX_BYTES + 1];
        bool is_short = rt_str_copy(near, sizeof near, name) == RT_OK;
        return unknown_option(p, word, is_short ? emu_nearest(near, option_name, p->command) : NULL);
    }
    if (o->argument == NULL) {
        if (value.p != NULL) {
            emu_error_set(p->error, EMU_EXIT_USAGE, "%s: --%s: it takes no value: write it alone", p->path, o->name);
            return false;
        }
        return apply(p, o, i, offset, NULL);
    }
    const char *text = take_value(p, o, value.p); /* the rest of an argv word, so it is NUL-terminated */
    return text != NULL && apply(p, o, i, offset, text);
}

/* -j, -jVALUE, -j VALUE, -qv */
static bool take_short(struct parser *p, const char *word)
{
    for (const char *letter = word + 1; *letter != '\0'; letter++) {
        const struct emu_option *o;
        const char *group;
        size_t offset, i = 0;
        while ((o = emu_command_option(p->command, i, &group, &offset)) != NULL && o->brief != *letter) {
            i++;
        }
        if (o == NULL) {
            const char brief[] = {'-', *letter, '\0'};
            return unknown_option(p, brief, NULL);
        }
        if (o->argument != NULL) {
            const char *text = take_value(p, o, letter[1] != '\0' ? letter + 1 : NULL);
            return text != NULL && apply(p, o, i, offset, text);
        }
        if (!apply(p, o, i, offset, NULL)) {
            return false;
        }
    }
    return true;
}

/* The row of the i-th operand. NULL: one too many. */
static const struct emu_operand *operand_at(const struct emu_command *c, size_t i)
{
    for (size_t k = 0; k < c->n_operands; k++) {
        if (i < c->operands[k].n_max) {
            return &c->operands[k];
        }
        i -= c->operands[k].n_max;
    }
    return NULL;
}

static bool check_operands(struct parser *p, size_t n)
{
    const struct emu_operand *o;
    size_t n_needed = 0;
    size_t place;
    for (size_t i = 0; i < n; i++) {
        const char *word = p->argv[1 + i];
        o = operand_at(p->command, i);
        if (o == NULL) {
            emu_error_set(p->error, EMU_EXIT_USAGE, "%s: %s: one word too many: 'vspa %s --help' shows the usage",
                          p->path, word, p->path);
            return false;
        }
        if (asks_for_list(o->kind, word)) {
            p->listed = o->kind;
            p->listed_as = o->name;
            return true;
        }
        if (o->kind->n_choices > 0 && !o->kind->is_open && !emu_choice_find(o->kind, word, &place)) {
            return wrong_choice(p, "", word, o->kind);
        }
        protect(o->kind, word);
    }
    for (size_t k = 0; k < p->command->n_operands; k++) {
        n_needed += p->command->operands[k].n_min;
        if (n < n_needed) {
            emu_error_set(p->error, EMU_EXIT_USAGE, "%s: %s is missing: 'vspa %s --help' shows the usage", p->path,
                          p->command->operands[k].name, p->path);
            return false;
        }
    }
    return true;
}

/* One file under two names? A new file is compared by its folder and its last name. */
static bool is_same_file(const char *a, const char *b)
{
    struct stat x, y;
    const char *slash[2] = {strrchr(a, '/'), strrchr(b, '/')};
    const char *name[2] = {slash[0] != NULL ? slash[0] + 1 : a, slash[1] != NULL ? slash[1] + 1 : b};
    char folder[2][EMU_PATH_MAX];
    bool has_a = stat(a, &x) == 0, has_b = stat(b, &y) == 0;
    if (has_a || has_b) { /* both may go to one device */
        return has_a && has_b && S_ISREG(x.st_mode) && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
    }
    (void)snprintf(folder[0], EMU_PATH_MAX, "%.*s.", (int)(name[0] - a), a);
    (void)snprintf(folder[1], EMU_PATH_MAX, "%.*s.", (int)(name[1] - b), b);
    return strcmp(name[0], name[1]) == 0 && stat(folder[0], &x) == 0 && stat(folder[1], &y) == 0 &&
           x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/* The file of the i-th option if it was given and is no input; or NULL. */
static const char *written_file(const struct parser *p, size_t i, const char **name)
{
    const char *group;
    size_t offset;
    const struct emu_option *o = emu_command_option(p->command, i, &group, &offset);
    *name = o->name;
    return strcmp(o->kind->name, emu_kind_file.name) == 0 && !o->kind->is_input ? p->given.text[i] : NULL;
}

/* Two outputs in one file would be written into each other. */
static bool check_outputs(struct parser *p)
{
    size_t n = 0;
    const char *first, *second;
    while (option_name(p->command, n) != NULL && n + 1 < EMU_OPTIONS_MAX) {
        n++;
    }
    for (size_t i = 0; i < n; i++) {
        const char *path = written_file(p, i, &first);
        for (size_t k = i + 1; path != NULL && k < n; k++) {
            const char *other = written_file(p, k, &second);
            if (other != NULL && is_same_file(path, other)) {
                emu_error_set(p->error, EMU_EXIT_USAGE, "%s: --%s and --%s: both are %s: name another file", p->path,
                              first, second, path);
                return false;
            }
        }
    }
    return true;
}

static void print_choices(const struct parser *p)
{
    printf("Values of %s%s:\n", p->listed_as[0] >= 'a' ? "--" : "", p->listed_as);
    for (size_t i = 0; i < p->listed->n_choices; i++) {
        emu_choice_print(p->listed->choices[i].name, p->listed->choices[i].help);
    }
    if (p->listed->list != NULL) {
        p->listed->list(&p->given);
    }
}

enum emu_options_result emu_options_parse(const struct emu_command *command, const char *path, int argc, char **argv,
                                          void *fields, size_t *n_operands, struct emu_error *error)
{
    struct parser p = {.command = command,
                       .path = path,
                       .argc = argc,
                       .argv = argv,
                       .fields = fields,
                       .given = {.command = command},
                       .error = error};
    bool are_options_over = false;
    *n_operands = 0;
    for (p.at = 1; p.at < argc; p.at++) {
        char *word = argv[p.at];
        if (are_options_over || word[0] != '-' || word[1] == '\0') {
            argv[1 + (*n_operands)++] = word;
        } else if (strcmp(word, "--") == 0) {
            are_options_over = true;
        } else if (!(word[1] == '-' ? take_long(&p, word) : take_short(&p, word))) {
            return EMU_OPTIONS_WRONG;
        }
        if (p.wants_help) {
            emu_command_help(command, path);
            return EMU_OPTIONS_HELP;
        }
    }
    if (p.listed == NULL && !(check_operands(&p, *n_operands) && check_outputs(&p))) {
        return EMU_OPTIONS_WRONG;
    }
    if (p.listed != NULL) { /* at the end, because the list may depend on other options: --release help --images DIR */
        print_choices(&p);
        return EMU_OPTIONS_HELP;
    }
    return EMU_OPTIONS_GO;
}
