/* SPDX-License-Identifier: MIT */
/* Opens an image file as a unit would, and says what is in it. */
#include "image_priv.h"
#include <images/file.h>
#include <unitfile/releases.h>
#include <images/release.h>
#include <rt/str.h>
#include <stdio.h>
#include <string.h>

/* What a unit says of a bad image, and what the user can do. */
static const struct {
    enum rt_err err;
    const char *what, *fix;
} verdicts[] = {
    {RT_ECORRUPT, "not a whole, undamaged firmware image", "pack or fetch it again"},
    {RT_ENOTSUP, "a firmware image of another format version", "pack it with this vspa"},
    {RT_ESIGNATURE, "whole, but not signed with the test key of virtual units", "pack it again"},
    {RT_ETOOBIG, "a section inflates to more than its head says", "do not use it"},
    {RT_ENOENT, "has no manifest", "pack it again"},
};

static enum emu_exit say_verdict(const char *path, enum rt_err err, const char *where, struct emu_error *error)
{
    for (size_t i = 0; i < sizeof verdicts / sizeof verdicts[0]; i++) {
        if (verdicts[i].err == err) {
            return emu_error_set(error, EMU_EXIT_NO, "%s: %s (%s): %s", path, verdicts[i].what, where, verdicts[i].fix);
        }
    }
    return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s", path, rt_err_text(err));
}

/* The image of this name or version in the folder of images; of two of one version the first. */
static bool find_installed(char out[EMU_PATH_MAX], const char *name)
{
    struct emu_release_file found[EMU_RELEASES_MAX];
    size_t n = strchr(name, '/') == NULL ? emu_releases_list(found, EMU_RELEASES_MAX, NULL) : 0;
    for (size_t i = 0; i < n; i++) {
        if (strcmp(found[i].name, name) == 0 || strcmp(found[i].version, name) == 0) {
            return emu_releases_path(out, NULL, &found[i]);
        }
    }
    return false;
}

enum emu_exit image_file_open(struct image_file *f, const char *path, struct emu_error *error)
{
    *f = (struct image_file){.path = path};
    rt_buf_init(&f->bytes, FW_IMAGE_BYTES_MAX);
    const char *where = "head";
    enum rt_err err = img_file_read(path, &f->bytes);
    if (err == RT_ENOENT && find_installed(f->found, path)) {
        f->path = path = f->found;
        err = img_file_read(path, &f->bytes);
    }
    if (err == RT_ETOOBIG) {
        emu_error_set(error, EMU_EXIT_NO, "%s: longer than a bank of flash: give a firmware image", path);
    } else if (err != RT_OK) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s: check the path", path,
                      err == RT_EIO ? "cannot be read: it is no file" : rt_err_text(err));
    } else {
        err = fw_image_open(&f->image, f->bytes.bytes, f->bytes.n);
        if (err == RT_OK) {
            where = "sections";
            err = fw_image_check_sections(&f->image);
        }
        if (err == RT_OK) {
            where = "manifest";
            err = fw_image_manifest(&f->image, &f->manifest);
        }
        if (err != RT_OK) {
            (void)say_verdict(path, err, where, error); /* the error says it */
        }
    }
    if (error->code != EMU_EXIT_OK) {
        rt_buf_fini(&f->bytes);
    }
    return error->code;
}

void image_file_close(struct image_file *f)
{
    img_release_destroy(f->folder);
    f->folder = NULL;
    rt_buf_fini(&f->bytes);
}

enum emu_exit image_source_open(struct image_file *f, const char *path, bool is_folder, struct emu_error *error)
{
    struct img_error why = {0};
    if (!is_folder) {
        return image_file_open(f, path, error);
    }
    *f = (struct image_file){.path = path};
    rt_buf_init(&f->bytes, FW_IMAGE_BYTES_MAX);
    if (img_release_load(&f->folder, path, &why) != RT_OK) {
        emu_error_set(error, EMU_EXIT_NO, "%s: %s: %s", why.where, why.what, why.fix);
        image_file_close(f);
    }
    return error->code;
}

/* A table of a folder as its section stands in an image: prompts have two more columns there, the place of the sound.
 */
static bool folder_text(const struct image_file *f, enum fw_image_section s, struct rt_buf *out)
{
    static const int tables[FW_IMAGE_N_SECTIONS] = {[FW_IMAGE_SCHEMA] = IMG_SCHEMA,
                                                    [FW_IMAGE_MENU] = IMG_MENU,
                                                    [FW_IMAGE_PROMPTS] = IMG_PROMPTS,
                                                    [FW_IMAGE_PAGES] = IMG_PAGES};
    if (s == FW_IMAGE_MANIFEST) {
        return img_release_manifest(f->folder, out) == RT_OK;
    }
    const struct rt_buf *table = img_release_table(f->folder, (enum img_table)tables[s]);
    if (s != FW_IMAGE_PROMPTS) {
        return rt_buf_put(out, table->bytes, table->n) == RT_OK;
    }
    struct rt_str rest = rt_str_n(rt_buf_text(table), table->n);
    while (rest.n > 0) {
        struct rt_str text, line = rt_str_cut(rest, '\n', &rest), id = rt_str_cut(line, '\t', &text);
        (void)rt_buf_printf(out, "%.*s\t\t\t%.*s\n", (int)id.n, id.p, (int)text.n, text.p);
    }
    return rt_buf_error(out) == RT_OK;
}

bool image_file_text(const struct image_file *f, enum fw_image_section s, struct rt_buf *out)
{
    if (f->folder != NULL) {
        return folder_text(f, s, out);
    }
    enum rt_err err = fw_image_read(&f->image, s, out);
    return err == RT_OK || err == RT_ENOENT;
}

static json_t *section_facts(const struct image_file *f, enum fw_image_section s)
{
    const struct fw_image_row *row = &f->image.rows[s];
    char sha256[2 * sizeof row->sha256 + 1];
    rt_hex_text(sha256, row->sha256, sizeof row->sha256);
    return json_pack("{s:s,s:i,s:i,s:b,s:s}", "name", fw_image_section_name(s), "bytes", (int)row->n_stored,
                     "unpacked_bytes", (int)row->n_real, "compressed", (int)row->is_compressed, "sha256", sha256);
}

/* Rows of a section, and those of them that are status rows of the schema. */
static bool count_rows(const struct image_file *f, enum fw_image_section s, int *n_rows, int *n_status)
{
    struct rt_buf text;
    rt_buf_init(&text, FW_IMAGE_SECTION_REAL_MAX);
    bool is_read = image_file_text(f, s, &text);
    struct rt_str rest = rt_str_n(rt_buf_text(&text), text.n);
    *n_rows = *n_status = 0;
    while (rest.n > 0) {
        struct rt_str line = rt_str_cut(rest, '\n', &rest);
        (*n_rows)++;
        *n_status += img_row_is_status(line) ? 1 : 0;
    }
    rt_buf_fini(&text);
    return is_read;
}

json_t *image_facts(const struct image_file *f)
{
    const struct fw_manifest *m = &f->manifest;
    int n_schema, n_status, n_menu, n_prompts, ignored;
    json_t *sections = json_array();
    for (int s = 0; s < FW_IMAGE_N_SECTIONS; s++) {
        if (f->image.rows[s].is_present) {
            (void)json_array_append_new(sections, section_facts(f, (enum fw_image_section)s));
        }
    }
    if (!count_rows(f, FW_IMAGE_SCHEMA, &n_schema, &n_status) || !count_rows(f, FW_IMAGE_MENU, &n_menu, &ignored) ||
        !count_rows(f, FW_IMAGE_PROMPTS, &n_prompts, &ignored)) {
        json_decref(sections);
        return NULL;
    }
    return json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:i,s:i,s:i,s:i,s:i,s:f,s:o}", "file", f->path,
                     "product", m->product, "sip_product", m->sip_product, "series", m->series, "version", m->version,
                     "oldest", m->oldest, "hardware", m->hardware, "manufacturer", m->manufacturer, "dhcp_class",
                     m->dhcp_class, "released", m->released, "bytes", (int)f->image.n_bytes, "parameters",
                     n_schema - n_status, "status_rows", n_status, "menu_options", n_menu, "prompts", n_prompts,
                     "sound_seconds", f->image.rows[FW_IMAGE_SOUND].n_stored / 8000.0, "sections", sections);
}

void image_facts_print(const json_t *facts)
{
    static const char *const texts[] = {"product",  "sip_product",  "series",     "version",
                                        "hardware", "manufacturer", "dhcp_class", "released"};
    size_t i;
    json_t *section;
    for (i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const char *value = json_string_value(json_object_get(facts, texts[i]));
        if (value != NULL && value[0] != 0) {
            printf("%-14s%s\n", texts[i], value);
        }
    }
    const char *oldest = json_string_value(json_object_get(facts, "oldest"));
    bool is_any = oldest == NULL || oldest[0] == 0;
    printf("%-14s%s%s\n", "installs on", is_any ? "any release" : oldest, is_any ? "" : " and later");
    printf("%-14s%lld bytes, signature and checksums right\n", "image",
           (long long)json_integer_value(json_object_get(facts, "bytes")));
    json_array_foreach(json_object_get(facts, "sections"), i, section)
    {
        printf("  %-12s%8lld bytes", json_string_value(json_object_get(section, "name")),
               (long long)json_integer_value(json_object_get(section, "bytes")));
        if (json_is_true(json_object_get(section, "compressed"))) {
            printf(", %lld unpacked", (long long)json_integer_value(json_object_get(section, "unpacked_bytes")));
        }
        putchar('\n');
    }
    printf("%-14s%lld parameters, %lld status rows, %lld menu options, %lld prompts (%.1f s)\n", "holds",
           (long long)json_integer_value(json_object_get(facts, "parameters")),
           (long long)json_integer_value(json_object_get(facts, "status_rows")),
           (long long)json_integer_value(json_object_get(facts, "menu_options")),
           (long long)json_integer_value(json_object_get(facts, "prompts")),
           json_real_value(json_object_get(facts, "sound_seconds")));
}
