/* SPDX-License-Identifier: MIT */
#include <unitfile/release_for.h>
#include <unitfile/releases.h>
#include <rt/str.h>
#include <stdio.h>
#include <string.h>

/* The vendor's names: spa2102-5-2-5.bin stands in a public script that upgrades units, spa2102-5-2-12.bin in the
 * package list of wazo-provd; the other rows follow them (guess). One row a release that is built. */
static const struct emu_choice built_in[] = {
    {"spa2102-3-3-6.bin", "3.3.6"},
    {"spa2102-5-1-9.bin", "5.1.9"},
    {"spa2102-5-2-10.bin", "5.2.10"},
    {"spa2102-5-2-12.bin", "5.2.12"},
};
#define N_BUILT_IN (sizeof built_in / sizeof built_in[0])

static const char *parse(const char *value, void *field)
{
    struct emu_release_for *r = field;
    struct rt_str version;
    struct rt_str file = rt_str_cut(rt_str(value), '=', &version);
    if (file.n == 0 || version.n == 0) {
        return "not a release for a file: write it as spa2102-5-2-12.bin=5.2.12";
    }
    if (r->n == EMU_RELEASE_FOR_MAX) {
        return "too many files: 16 is the limit";
    }
    if (rt_str_copy(r->row[r->n].file, sizeof r->row[r->n].file, file) != RT_OK) {
        return "name of the file too long: 63 characters is the limit";
    }
    r->row[r->n++].version = version.p; /* to the end of the argument */
    return NULL;
}

static void list(const struct emu_given *given)
{
    (void)given;
    for (size_t i = 0; i < N_BUILT_IN; i++) {
        emu_choice_print(built_in[i].name, built_in[i].help);
    }
}
const struct emu_kind emu_kind_release_for = {
    .name = "text", .parse = parse, .is_open = true, .is_list = true, .list = list};

static const char *file_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

/* The given rows come before the built-in ones. NULL: no row has this file. path: of a URL. */
static const char *find_release(const struct emu_release_for *r, const char *path)
{
    struct rt_str file = rt_str(file_of(path));
    for (size_t i = 0; i < r->n; i++) {
        if (rt_str_is_ci(file, r->row[i].file)) {
            return r->row[i].version;
        }
    }
    for (size_t i = 0; i < N_BUILT_IN; i++) {
        if (rt_str_is_ci(file, built_in[i].name)) {
            return built_in[i].help;
        }
    }
    return NULL;
}

static enum rt_err image_for(void *ctx, const char *path, struct rt_buf *image, char *remark, size_t remark_size)
{
    const struct emu_release_for *r = ctx;
    const char *version = find_release(r, path);
    struct emu_error error = {0};
    if (version == NULL) {
        (void)snprintf(remark, remark_size,
                       "%.60s is no image that runs here, nor known by its name: --release-for '%.60s=VERSION' says "
                       "which release it is",
                       file_of(path), file_of(path));
        return RT_ENOENT;
    }
    if (emu_releases_read(image, NULL, r->images, version, &error) != EMU_EXIT_OK) {
        (void)snprintf(remark, remark_size, "%.60s stands for release %.20s, which cannot be had: %.120s",
                       file_of(path), version, error.text);
        return RT_ENOENT;
    }
    (void)snprintf(remark, remark_size,
                   "%.60s is the vendor's own image, which cannot run here: release %.20s of vspa is installed in its "
                   "place",
                   file_of(path), version);
    return RT_OK;
}

struct fw_foreign emu_release_for_foreign(struct emu_release_for *r)
{
    return (struct fw_foreign){image_for, r};
}
