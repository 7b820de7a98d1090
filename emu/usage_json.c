/* SPDX-License-Identifier: MIT */
#include "usage_json.h"
#include <jansson.h>
#include <stdio.h>
#include <string.h>

static json_t *json_of_kind(json_t *out, const struct emu_kind *kind)
{
    (void)json_object_set_new(out, "kind", json_string(kind->name));
    if (kind->n_choices > 0) {
        json_t *choices = json_array();
        for (size_t i = 0; i < kind->n_choices; i++) {
            (void)json_array_append_new(
                choices, json_pack("{s:s,s:s}", "name", kind->choices[i].name, "help", kind->choices[i].help));
        }
        (void)json_object_set_new(out, "choices", choices);
    }
    /* Values of this kind are listed by the program: --release help */
    (void)json_object_set_new(out, "lists_values", json_boolean(kind->n_choices > 0 || kind->list != NULL));
    (void)json_object_set_new(out, "other_values", json_boolean(kind->n_choices == 0 || kind->is_open));
    return out;
}

static json_t *json_of_option(const struct emu_option *o)
{
    char brief[2] = {o->brief, '\0'};
    json_t *out =
        json_pack("{s:s,s:s?,s:s?,s:s,s:s?,s:b}", "name", o->name, "short", o->brief != 0 ? brief : NULL, "argument",
                  o->argument, "help", o->help, "default", o->preset, "repeatable", (int)o->kind->is_list);
    return json_of_kind(out, o->kind);
}

/* Groups in the order in which help shows them; those of one title are one. */
static json_t *json_of_options(const struct emu_command *c)
{
    const struct emu_option *o;
    const char *title;
    size_t offset;
    json_t *groups = json_array();
    for (size_t i = 0; (o = emu_command_option(c, i, &title, &offset)) != NULL; i++) {
        json_t *group;
        json_t *found = NULL;
        size_t k;
        json_array_foreach(groups, k, group)
        {
            found = strcmp(json_string_value(json_object_get(group, "title")), title) == 0 ? group : found;
        }
        if (found == NULL) {
            found = json_pack("{s:s,s:[]}", "title", title, "options");
            (void)json_array_append_new(groups, found);
        }
        (void)json_array_append_new(json_object_get(found, "options"), json_of_option(o));
    }
    return groups;
}

static json_t *json_of_operands(const struct emu_command *c)
{
    json_t *operands = json_array();
    for (size_t i = 0; i < c->n_operands; i++) {
        const struct emu_operand *o = &c->operands[i];
        json_t *out = json_pack("{s:s,s:s,s:b,s:b}", "name", o->name, "help", o->help, "required", (int)(o->n_min > 0),
                                "repeatable", (int)(o->n_max > 1));
        (void)json_array_append_new(operands, json_of_kind(out, o->kind));
    }
    return operands;
}

static json_t *json_of_command(const struct emu_command *c)
{
    json_t *out = json_pack("{s:s,s:s,s:s}", "name", c->name[0] != '\0' ? c->name : "vspa", "help", c->help, "about",
                            c->about != NULL ? c->about : c->help);
    json_t *list = json_array();
    for (const char *const *line = c->examples; line != NULL && *line != NULL; line++) {
        (void)json_array_append_new(list, json_string(*line));
    }
    (void)json_object_set_new(out, "examples", list);
    if (c->commands == NULL) {
        (void)json_object_set_new(out, "arguments", json_of_operands(c));
        (void)json_object_set_new(out, "groups", json_of_options(c));
        return out;
    }
    list = json_array();
    for (const struct emu_command *const *sub = c->commands; *sub != NULL; sub++) {
        (void)json_array_append_new(list, json_of_command(*sub));
    }
    (void)json_object_set_new(out, "commands", list);
    return out;
}

/* Variables of the environment that the program reads: name, meaning. */
static const struct emu_choice environment[] = {
    {"VSPA_IMAGES", "the folder of firmware images, in place of --images"},
    {"VSPA_PKI", "the folder of roots, in place of --pki"},
    {"SSLKEYLOGFILE", "the file to which TLS secrets are appended, in place of --keylog"},
    {"XDG_DATA_HOME", "the folder of vspa/unit.flash, in place of ~/.local/share"},
};
static const struct {
    int code;
    const char *help;
} exit_codes[] = {
    {EMU_EXIT_OK, "done"},
    {EMU_EXIT_NO, "the answer is no: a check failed, a replay parted"},
    {EMU_EXIT_USAGE, "wrong use"},
    {EMU_EXIT_ENVIRONMENT, "environment: a file, a port, the network"},
    {EMU_EXIT_TIME_LIMIT, "a time limit was reached"},
};

enum emu_exit usage_print_json(const struct emu_command *command, struct emu_error *error)
{
    json_t *out = json_of_command(command);
    json_t *codes = json_array();
    json_t *variables = json_array();
    for (size_t i = 0; i < sizeof exit_codes / sizeof exit_codes[0]; i++) {
        (void)json_array_append_new(codes,
                                    json_pack("{s:i,s:s}", "code", exit_codes[i].code, "help", exit_codes[i].help));
    }
    for (size_t i = 0; i < sizeof environment / sizeof environment[0]; i++) {
        (void)json_array_append_new(variables,
                                    json_pack("{s:s,s:s}", "name", environment[i].name, "help", environment[i].help));
    }
    (void)json_object_set_new(out, "version", json_string(VSPA_VERSION));
    (void)json_object_set_new(out, "exit_codes", codes);
    (void)json_object_set_new(out, "environment", variables);
    if (json_dumpf(out, stdout, JSON_INDENT(2)) != 0) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "standard output: it cannot be written: check where it goes");
    }
    puts("");
    json_decref(out);
    return error->code;
}
