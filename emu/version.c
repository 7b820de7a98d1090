/* SPDX-License-Identifier: MIT */
#include "version.h"
#include <record/recitem.h>
#include <net/net.h>
#include <unitfile/releases.h>
#include <unitfile/unitfile.h>
#include <host/kinds.h>
#include <host/places.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#ifdef VSPA_HAS_SANITIZERS
#define HAS_SANITIZERS true
#else
#define HAS_SANITIZERS false
#endif

struct arguments {
    const char *images;
    bool is_json;
};

static json_t *releases_json(const char *images)
{
    struct emu_release_file there[EMU_RELEASES_MAX];
    json_t *list = json_array();
    size_t n = emu_releases_list(there, EMU_RELEASES_MAX, images);
    for (size_t i = 0; i < n; i++) {
        (void)json_array_append_new(list, json_pack("{s:s, s:s, s:s}", "product", there[i].product, "version",
                                                    there[i].version, "file", there[i].name));
    }
    return list;
}

static json_t *libraries_json(void)
{
    json_t *list = json_array();
    for (size_t i = 0; i < n_version_libraries; i++) {
        const struct version_library *l = &version_libraries[i];
        (void)json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s}", "name", l->name, "version", l->version,
                                                    "licence", l->licence, "linked", l->linked));
    }
    return list;
}

/* What differs between builds and versions, for a script that has to know before it starts a run. */
static json_t *features_json(void)
{
    json_t *networks = json_array();
    const struct emu_option_group *net = &emu_net_option_group;
    for (size_t i = 0; i < net->n_options; i++) {
        for (size_t k = 0; strcmp(net->options[i].name, "wan") == 0 && k < net->options[i].kind->n_choices; k++) {
            (void)json_array_append_new(networks, json_string(net->options[i].kind->choices[k].name));
        }
    }
    return json_pack("{s:o, s:i, s:i, s:s, s:s, s:s}", "networks", networks, "unit_format", (int)EMU_UNITFILE_FORMAT,
                     "record_format", (int)EMU_REC_FORMAT, "scenarios", "Lua 5.4", "control", "JSON-RPC 2.0",
                     "captures", "pcapng");
}

static int print_json(const struct arguments *a, struct emu_error *error)
{
    struct emu_error none = {0};
    char folder[EMU_PATH_MAX];
    bool has_images = emu_place_images(folder, a->images, &none) == EMU_EXIT_OK;
    json_t *out = json_pack("{s:s, s:s, s:{s:s, s:s, s:b}, s:s?, s:o, s:o, s:o}", "version", VSPA_VERSION, "licence",
                            "MIT", "build", "type", version_build_type, "compiler", version_compiler, "sanitizers",
                            (int)HAS_SANITIZERS, "images", has_images ? folder : NULL, "releases",
                            releases_json(a->images), "features", features_json(), "libraries", libraries_json());
    if (out == NULL || json_dumpf(out, stdout, JSON_INDENT(2)) != 0) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "version: standard output: cannot be written: check where it goes");
    }
    putchar('\n');
    json_decref(out);
    return (int)error->code;
}

static int show_version(void *fields, char **operands, size_t n_operands, struct emu_error *error)
{
    const struct arguments *a = fields;
    (void)operands;
    (void)n_operands; /* none, by the table */
    if (a->is_json) {
        return print_json(a, error);
    }
    puts("vspa " VSPA_VERSION);
    return EMU_EXIT_OK;
}

static const struct emu_option rows[] = {
    {"json", 0, NULL, "print build, releases, features and libraries as JSON", NULL, &emu_kind_switch,
     offsetof(struct arguments, is_json)},
    EMU_IMAGES_ROW(struct arguments, images),
};
static const struct emu_option_group group = EMU_OPTION_GROUP("Output", rows);
static const struct emu_options_at options[] = {{&group, 0}};
static const char *const examples[] = {"vspa version", "vspa version --json", NULL};
const struct emu_command version_command = {
    .name = "version",
    .help = "print the version of this program",
    .about = "Print the version of this program. With --json also how it was built, the releases that it finds, what "
             "it supports, and the libraries that it uses with their licences.",
    .examples = examples,
    EMU_COMMAND_OPTIONS(options),
    .n_field_bytes = sizeof(struct arguments),
    .run = show_version,
};
