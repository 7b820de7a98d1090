/* SPDX-License-Identifier: MIT */
/* Prints the scenario language from the tables: a page for the user, a definition file for editors (LuaLS). */
#include "script_priv.h"
#include <ctype.h>
#include <string.h>

#define ARGUMENTS_MAX 256u

/* Value tables that functions take: key, type, what it is. Those of acts are made from their rows. */
static const struct {
    const char *class, *key, *type, *doc;
} fields[] = {
    {"vspa.Within", "within", "string|number", "virtual time to wait at most: 5, \"30s\", \"24h\""},
    {"vspa.Unit", "release", "string", "firmware release (3.3.6)"},
    {"vspa.Unit", "mac", "string", "MAC address (000E08210207)"},
    {"vspa.Unit", "serial", "string", "serial number (FM500K210207)"},
    {"vspa.Unit", "hardware", "string", "hardware version (1.3.5(a))"},
    {"vspa.Unit", "params", "table<string, string|number|boolean>", "parameters that differ from the factory defaults"},
    {"vspa.Unit", "clock", "string", "the provider's date, UTC (2007-06-01)"},
    {"vspa.Unit", "certificate", "boolean", "with a client certificate (true)"},
    {"vspa.Unit", "strict", "boolean", "fail where a real unit would"},
    {"vspa.Unit", "g729", "boolean", "G.729, by this host's libbcg729 (false); fails without it"},
    {"vspa.Unit", "quirks", "string[]",
     "alternative interpretations of the guide, as \"pn-plain\"; `vspa run --quirk help` lists them"},
    {"vspa.Unit", "rc", "boolean", "a unit for remote customisation (false; true with custom)"},
    {"vspa.Unit", "custom", "table<string, string|number|boolean>", "its customised factory defaults"},
    {"vspa.Unit", "owner", "string", "the company that it is customised for"},
    {"vspa.Visit", "status", "integer", "the answer's HTTP status (any)"},
    {"vspa.Visit", "user", "string", "the user that the request names; -: none (any)"},
    {"vspa.Registration", "user", "string", "user part of the Contact"},
    {"vspa.Registration", "status", "integer", "status of the answer; 0: there was none"},
    {"vspa.Registration", "expires", "integer", "seconds granted; else 0"},
    {"vspa.Registration", "at", "number", "seconds since the scenario began"},
    {"vspa.Registration", "text", "string", "the provider's event text"},
    {"vspa.Request", "protocol", "string", "http, https, tftp"},
    {"vspa.Request", "method", "string", "GET, RRQ ..."},
    {"vspa.Request", "path", "string", "requested path, without the query"},
    {"vspa.Request", "query", "string", "HTTP query, the part after `?`; else \"\""},
    {"vspa.Request", "status", "integer", "status of the answer; 404 also stands for TFTP's `not found`"},
    {"vspa.Request", "agent", "string", "User-Agent"},
    {"vspa.Request", "at", "number", "seconds since the scenario began"},
    {"vspa.Request", "text", "string", "the provider's event text"},
};
#define N_FIELDS (sizeof fields / sizeof fields[0])

/* ---- acts ---- */

static const char *type_of(const struct emu_act_argument *a)
{
    static const char *const types[] = {
        [EMU_ACT_TEXT] = "string",      [EMU_ACT_BYTES] = "string",     [EMU_ACT_NUMBER] = "integer",
        [EMU_ACT_SWITCH] = "boolean",   [EMU_ACT_WORD] = "string",      [EMU_ACT_TIME] = "string|number",
        [EMU_ACT_PART] = "true|number", [EMU_ACT_ADDRESSES] = "string", [EMU_ACT_FIELDS] = "table<string, string>"};
    return types[a->type];
}

/* Does the word take a table of options? */
static bool has_options(const struct scn_act_word *w)
{
    const struct emu_act *act = emu_act_find(w->act);
    for (size_t i = 0; i < act->n_arguments; i++) {
        if (!scn_act_word_says(w, i) && !scn_act_word_has_place(w, i)) {
            return true;
        }
    }
    return false;
}

/* "vspa.Fault" */
static const char *class_of(const struct scn_act_word *w, char out[32])
{
    (void)snprintf(out, 32, "vspa.%c%s", toupper((unsigned char)w->act[0]), w->act + 1);
    return out;
}

/* The arguments as the editor file has them, from the act's row where the function is one. */
static const char *arguments_of(const struct scn_object *o, const struct scn_function *f, char out[ARGUMENTS_MAX])
{
    char class[32];
    size_t n = 0;
    if (f->arguments != NULL) {
        return f->arguments;
    }
    const struct scn_act_word *w = scn_act_word_find(o, f->name);
    const struct emu_act *act = emu_act_find(w->act);
    struct rt_str rest = rt_str(w->positional);
    out[0] = '\0';
    while (rest.n > 0) {
        struct rt_str name = rt_str_cut(rest, ',', &rest);
        const struct emu_act_argument *a = &act->arguments[emu_act_argument_find(act, name)];
        const char *mark = a->is_optional && a->type != EMU_ACT_ADDRESSES ? "?" : "";
        n += (size_t)snprintf(out + n, ARGUMENTS_MAX - n, "%s%.*s%s: %s", n > 0 ? ", " : "",
                              a->type == EMU_ACT_ADDRESSES ? 3 : (int)name.n,
                              a->type == EMU_ACT_ADDRESSES ? "..." : name.p, mark, type_of(a));
    }
    if (has_options(w)) {
        bool is_all = w->positional[0] == '\0';
        (void)snprintf(out + n, ARGUMENTS_MAX - n, "%s%s: %s", n > 0 ? ", " : "", is_all ? w->act : "options?",
                       class_of(w, class));
    }
    return out;
}

typedef void field_fn(FILE *out, const char *key, const char *type, const char *doc);

/* The fields of an act's options. */
static void each_option(FILE *out, const struct scn_act_word *w, field_fn *put)
{
    const struct emu_act *act = emu_act_find(w->act);
    for (size_t i = 0; i < act->n_arguments; i++) {
        const struct emu_act_argument *a = &act->arguments[i];
        char how[EMU_ACT_MESSAGE_MAX], doc[EMU_ACT_MESSAGE_MAX + 64];
        if (scn_act_word_says(w, i) || scn_act_word_has_place(w, i)) {
            continue;
        }
        bool has_fallback = a->fallback[0] != '\0';
        (void)snprintf(doc, sizeof doc, "%s%s%s%s", emu_act_how_to_give(a, how) + strlen("give "),
                       has_fallback ? " (" : "", a->fallback, has_fallback ? ")" : "");
        put(out, a->name, type_of(a), doc);
    }
}

static void put_lines(FILE *out, const char *text, const char *indent)
{
    for (const char *p = text; *p != '\0';) {
        size_t n = strcspn(p, "\n");
        fprintf(out, "%s%.*s\n", indent, (int)n, p);
        p += n + (p[n] == '\n' ? 1 : 0);
    }
}

/* "keys: string, options?: vspa.Within" to "keys, options". */
static void put_names(FILE *out, const char *arguments)
{
    bool is_name = true;
    unsigned depth = 0; /* of <>: commas inside are no borders */
    for (const char *p = arguments; *p != '\0'; p++) {
        depth += *p == '<' ? 1 : 0;
        depth -= *p == '>' && depth > 0 ? 1 : 0;
        if (*p == ':') {
            is_name = false;
        } else if (*p == ',' && depth == 0) {
            is_name = true;
            fputc(',', out);
        } else if (is_name && *p != '?') {
            fputc(*p, out);
        }
    }
}

static void put_params(FILE *out, const char *arguments)
{
    const char *p = arguments;
    while (*p != '\0') {
        unsigned depth = 0;
        size_t n = 0;
        while (p[n] != '\0' && (p[n] != ',' || depth > 0)) {
            depth += p[n] == '<' ? 1 : 0;
            depth -= p[n] == '>' && depth > 0 ? 1 : 0;
            n++;
        }
        const char *colon = memchr(p, ':', n);
        if (colon != NULL) {
            fprintf(out, "---@param %.*s %.*s\n", (int)(colon - p), p, (int)(p + n - colon - 2), colon + 2);
        }
        p += n;
        p += strspn(p, ", ");
    }
}

/* ---- for people ---- */

static void put_row(FILE *out, const char *key, const char *type, const char *doc)
{
    fprintf(out, "| `%s` | `%s` | %s |\n", key,
            strcmp(type, "true|number") == 0     ? "true, number"
            : strcmp(type, "string|number") == 0 ? "string, number"
            : strchr(type, '<') != NULL          ? "table"
                                                 : type,
            doc);
}

static void put_class(FILE *out, const char *class)
{
    fprintf(out, "\n## Table %s\n\n| key | type | meaning |\n| --- | --- | --- |\n", class);
    for (size_t i = 0; i < N_FIELDS; i++) {
        if (strcmp(fields[i].class, class) == 0) {
            put_row(out, fields[i].key, fields[i].type, fields[i].doc);
        }
    }
}

static void put_act_classes(FILE *out)
{
    const struct scn_act_word *w;
    char class[32];
    for (size_t i = 0; (w = scn_act_word(i)) != NULL; i++) {
        if (has_options(w)) {
            put_class(out, class_of(w, class));
            each_option(out, w, put_row);
        }
    }
}

void emu_scn_write_words(FILE *out, const struct scn_object *o)
{
    for (size_t k = 0; k < o->n_functions; k++) {
        const struct scn_function *f = &o->functions[k];
        bool is_field = f->fn == NULL && o->name[0] != '\0';
        const struct scn_act_word *w = scn_act_word_find(o, f->name);
        char arguments[ARGUMENTS_MAX];
        fprintf(out, "\n### %s%s%s%s%s%s%s%s\n\n%s\n\n```lua\n", o->shown,
                o->name[0] == '\0' ? ""
                : is_field         ? "."
                                   : ":",
                f->name, is_field ? "" : "(", is_field ? "" : arguments_of(o, f, arguments), is_field ? "" : ")",
                f->returns != NULL ? " -> " : "", f->returns != NULL ? f->returns : "", f->doc);
        put_lines(out, f->example, "");
        fputs("```\n", out);
        if (w != NULL) {
            fprintf(out, "\nThe act `%s` of console and control.\n", w->act);
        }
    }
}

void emu_scn_write_reference(FILE *out)
{
    fputs("# Scenario language reference\n\nGenerated by `vspa test --reference`.\n", out);
    for (size_t i = 0; i < scn_n_objects; i++) {
        const struct scn_object *o = scn_objects[i];
        fprintf(out, "\n## %s\n\n%s\n", o->name[0] != '\0' ? o->shown : "Global functions", o->doc);
        emu_scn_write_words(out, o);
    }
    put_class(out, "vspa.Within");
    put_class(out, "vspa.Unit");
    put_class(out, "vspa.Visit");
    put_act_classes(out);
    put_class(out, "vspa.Request");
    put_class(out, "vspa.Registration");
}

/* ---- for editors ---- */

static void put_field(FILE *out, const char *key, const char *type, const char *doc)
{
    fprintf(out, "---@field %s? %s %s\n", key, type, doc);
}

static void put_function(FILE *out, const struct scn_object *o, const struct scn_function *f)
{
    char arguments[ARGUMENTS_MAX];
    fputc('\n', out);
    put_lines(out, f->doc, "---");
    fputs("---```lua\n", out);
    put_lines(out, f->example, "---");
    fputs("---```\n", out);
    put_params(out, arguments_of(o, f, arguments));
    if (f->returns != NULL) {
        fprintf(out, "---@return %s\n", f->returns);
    }
    if (o->class != NULL) {
        fprintf(out, "function %s:%s(", strchr(o->class, '.') + 1, f->name);
    } else {
        fprintf(out, "function %s(", f->name);
    }
    put_names(out, arguments_of(o, f, arguments));
    fputs(") end\n", out);
}

static void put_object(FILE *out, const struct scn_object *o)
{
    fputc('\n', out);
    put_lines(out, o->doc, "---");
    fprintf(out, "---@class %s\n", o->class);
    for (size_t k = 0; k < o->n_functions; k++) {
        if (o->functions[k].fn == NULL) {
            fprintf(out, "---@field %s %s\n", o->functions[k].name, o->functions[k].returns);
        }
    }
    if (o->set != NULL) {
        fputs("---@field [string] string\n", out);
    }
    fprintf(out, "local %s = {}\n", strchr(o->class, '.') + 1);
    for (size_t k = 0; k < o->n_functions; k++) {
        if (o->functions[k].fn != NULL) {
            put_function(out, o, &o->functions[k]);
        }
    }
    if (o->is_made) {
        return;
    }
    if (o->members == NULL) {
        fprintf(out, "\n---@type %s\n%s = nil\n", o->class, o->name);
    } else if (o->is_numbered) {
        fprintf(out, "\n---@type %s[]\n%s = nil\n", o->class, o->name);
    } else {
        fputs("\n---@type {", out);
        for (size_t m = 0; o->members[m] != NULL; m++) {
            fprintf(out, "%s%s: %s", m > 0 ? ", " : " ", o->members[m], o->class);
        }
        fprintf(out, " }\n%s = nil\n", o->name);
    }
}

void emu_scn_write_definitions(FILE *out)
{
    fputs("---@meta vspa\n-- SPDX-License-Identifier: MIT\n-- Written by `vspa test --definitions` from the tables in "
          "emu/script/*.c and of the acts: the words of a\n"
          "-- scenario, for the Lua language server (LuaLS).\n",
          out);
    for (size_t i = 0; i < N_FIELDS; i++) {
        if (i == 0 || strcmp(fields[i].class, fields[i - 1].class) != 0) {
            fprintf(out, "\n---@class %s\n", fields[i].class);
        }
        bool is_always = strcmp(fields[i].class, "vspa.Request") == 0;
        fprintf(out, "---@field %s%s %s %s\n", fields[i].key, is_always ? "" : "?", fields[i].type, fields[i].doc);
    }
    const struct scn_act_word *w;
    for (size_t i = 0; (w = scn_act_word(i)) != NULL; i++) {
        char class[32];
        if (has_options(w)) {
            fprintf(out, "\n---@class %s\n", class_of(w, class));
            each_option(out, w, put_field);
        }
    }
    for (size_t i = 0; i < scn_n_objects; i++) {
        const struct scn_object *o = scn_objects[i];
        if (o->class != NULL) {
            put_object(out, o);
            continue;
        }
        for (size_t k = 0; k < o->n_functions; k++) {
            put_function(out, o, &o->functions[k]);
        }
    }
}
