/* SPDX-License-Identifier: MIT */
#include "usage_json.h"
#include "usage_facts.h"
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

enum emu_exit usage_print_json(const struct emu_command *command, struct emu_error *error)
{
    json_t *out = json_of_command(command);
    json_t *codes = json_array();
    json_t *variables = json_array();
    for (size_t i = 0; i < n_usage_exit_codes; i++) {
        (void)json_array_append_new(
            codes, json_pack("{s:i,s:s}", "code", usage_exit_codes[i].code, "help", usage_exit_codes[i].help));
    }
    for (size_t i = 0; i < n_usage_environment; i++) {
        (void)json_array_append_new(
            variables, json_pack("{s:s,s:s}", "name", usage_environment[i].name, "help", usage_environment[i].help));
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
