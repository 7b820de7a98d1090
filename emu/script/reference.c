/* SPDX-License-Identifier: MIT */
/* The words of the language, printed from the tables: a page for people, a definition file for editors (LuaLS). */
#include "script_priv.h"
#include <string.h>

/* Value tables that functions take: key, type, what it is. */
static const struct {
    const char *class, *key, *type, *doc;
} fields[] = {
    {"vspa.Within", "within", "string|number", "how long to wait, in the unit's time: 5, \"30s\", \"24h\""},
    {"vspa.Unit", "release", "string", "of the firmware in it (3.3.6)"},
    {"vspa.Unit", "mac", "string", "MAC address (000E08210207)"},
    {"vspa.Unit", "serial", "string", "serial number (FM500K210207)"},
    {"vspa.Unit", "hardware", "string", "hardware version (1.3.5(a))"},
    {"vspa.Unit", "params", "table<string, string|number|boolean>", "parameters that are not as the factory set them"},
    {"vspa.Unit", "clock", "string", "the provider's date, UTC (2007-06-01)"},
    {"vspa.Unit", "certificate", "boolean", "with a client certificate (false)"},
    {"vspa.Unit", "strict", "boolean", "do what a real unit does where the desktop is kinder"},
    {"vspa.Unit", "quirks", "string[]",
     "other readings of the guide, as \"pn-plain\": firmware/prov/README.md lists them"},
    {"vspa.Fault", "drop", "true|number", "frames are lost"},
    {"vspa.Fault", "duplicate", "true|number", "frames come twice"},
    {"vspa.Fault", "reorder", "true|number", "frames come after the next one"},
    {"vspa.Fault", "corrupt", "true|number", "one bit of a frame is turned over"},
    {"vspa.Fault", "reset", "true|number", "TCP segments with data become resets"},
    {"vspa.Fault", "delay", "string|number", "frames come later"},
    {"vspa.Fault", "slow", "integer", "the line carries so many bytes a second"},
    {"vspa.Fault", "only", "string", "arp, dhcp, dns, tftp, http, https, syslog, ntp, other"},
    {"vspa.Fault", "way", "string", "to_unit, from_unit, both"},
    {"vspa.Fault", "count", "integer", "so many times, then it is over"},
    {"vspa.Fault", "status", "integer", "HTTP status in place of an answer"},
    {"vspa.Fault", "certificate", "string",
     "of the provider's HTTPS: expired, future, self-signed, wrong-ca, wrong-name; with count: so many connections"},
    {"vspa.Fault", "tls", "string",
     "of the provider's HTTPS: old or new (versions and suites of then and now), close or silent (in the handshake)"},
    {"vspa.Fault", "client", "string", "client certificates at the provider's HTTPS: no, ask, require"},
    {"vspa.Fault", "dead_address", "boolean", "every name has a dead address first"},
    {"vspa.Fault", "no_option_66", "boolean", "leases without option 66"},
    {"vspa.Request", "protocol", "string", "http, https, tftp"},
    {"vspa.Request", "method", "string", "GET, RRQ ..."},
    {"vspa.Request", "path", "string", "as asked for, without the query"},
    {"vspa.Request", "query", "string", "of HTTP: what stood behind `?`, as it came; else \"\""},
    {"vspa.Request", "status", "integer", "of the answer; 404 stands for TFTP's `not found` too"},
    {"vspa.Request", "agent", "string", "User-Agent"},
    {"vspa.Request", "at", "number", "seconds since the scenario began"},
    {"vspa.Request", "text", "string", "the provider's line about it"},
};
#define N_FIELDS (sizeof fields / sizeof fields[0])

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

static void put_class_fields(FILE *out, const char *class)
{
    for (size_t i = 0; i < N_FIELDS; i++) {
        if (strcmp(fields[i].class, class) == 0) {
            fprintf(out, "| `%s` | `%s` | %s |\n", fields[i].key,
                    strcmp(fields[i].type, "true|number") == 0     ? "true, number"
                    : strcmp(fields[i].type, "string|number") == 0 ? "string, number"
                    : strchr(fields[i].type, '<') != NULL          ? "table"
                                                                   : fields[i].type,
                    fields[i].doc);
        }
    }
}

void emu_scn_write_reference(FILE *out)
{
    static const char *const classes[] = {"vspa.Within", "vspa.Unit", "vspa.Fault", "vspa.Request"};
    fputs("# The words of a scenario\n\nWritten by `vspa test --reference` from the tables in emu/script/*.c.\n", out);
    for (size_t i = 0; i < scn_n_objects; i++) {
        const struct scn_object *o = scn_objects[i];
        fprintf(out, "\n## %s\n\n%s\n", o->name[0] != '\0' ? o->shown : "Words without an object", o->doc);
        for (size_t k = 0; k < o->n_functions; k++) {
            const struct scn_function *f = &o->functions[k];
            bool is_field = f->fn == NULL && o->name[0] != '\0';
            fprintf(out, "\n### %s%s%s%s%s%s%s%s\n\n%s\n\n```lua\n", o->shown,
                    o->name[0] == '\0' ? ""
                    : is_field         ? "."
                                       : ":",
                    f->name, is_field ? "" : "(", is_field ? "" : f->arguments, is_field ? "" : ")",
                    f->returns != NULL ? " -> " : "", f->returns != NULL ? f->returns : "", f->doc);
            put_lines(out, f->example, "");
            fputs("```\n", out);
        }
    }
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++) {
        fprintf(out, "\n## Table %s\n\n| key | type | meaning |\n| --- | --- | --- |\n", classes[i]);
        put_class_fields(out, classes[i]);
    }
}

/* ---- for editors ---- */

static void put_function(FILE *out, const struct scn_object *o, const struct scn_function *f)
{
    fputc('\n', out);
    put_lines(out, f->doc, "---");
    fputs("---```lua\n", out);
    put_lines(out, f->example, "---");
    fputs("---```\n", out);
    put_params(out, f->arguments);
    if (f->returns != NULL) {
        fprintf(out, "---@return %s\n", f->returns);
    }
    if (o->class != NULL) {
        fprintf(out, "function %s:%s(", strchr(o->class, '.') + 1, f->name);
    } else {
        fprintf(out, "function %s(", f->name);
    }
    put_names(out, f->arguments);
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
          "emu/script/*.c: the words of a\n"
          "-- scenario, for the Lua language server (LuaLS).\n",
          out);
    for (size_t i = 0; i < N_FIELDS; i++) {
        if (i == 0 || strcmp(fields[i].class, fields[i - 1].class) != 0) {
            fprintf(out, "\n---@class %s\n", fields[i].class);
        }
        bool is_always = strcmp(fields[i].class, "vspa.Request") == 0;
        fprintf(out, "---@field %s%s %s %s\n", fields[i].key, is_always ? "" : "?", fields[i].type, fields[i].doc);
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
