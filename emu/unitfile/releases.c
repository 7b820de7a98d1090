/* SPDX-License-Identifier: MIT */
#include <unitfile/releases.h>
#include <host/kinds.h>
#include <host/places.h>
#include <rt/str.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define RELEASES_SHOWN_MAX 16u

/* Product and version in the head of an image file; false: it is none. */
static bool read_head(const char *path, struct emu_release_file *out)
{
    uint8_t head[FW_IMAGE_PEEK_BYTES];
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    bool is_image = fd >= 0 && read(fd, head, sizeof head) == (ssize_t)sizeof head &&
                    fw_image_peek_release(head, sizeof head, out->product, out->version) == RT_OK;
    if (fd >= 0) {
        (void)close(fd); /* only read */
    }
    return is_image;
}

/* Is this file an image of that release? If so it is in *out. */
static bool try_image(const char *path, const char *version, struct rt_buf *out)
{
    struct fw_image image;
    struct emu_release_file told = {0};
    rt_buf_clear(out);
    /* The whole file is read only when it may be the one. */
    return read_head(path, &told) && strcmp(told.version, version) == 0 && emu_read_file(path, out) == RT_OK &&
           fw_image_open(&image, out->bytes, out->n) == RT_OK && strcmp(image.version, version) == 0;
}

enum emu_exit emu_releases_missing(const char *folder, const char *version, struct emu_error *error)
{
    struct emu_release_file there[RELEASES_SHOWN_MAX];
    char list[RELEASES_SHOWN_MAX * (sizeof there[0].version + 2)] = "";
    size_t n_list = 0;
    size_t n = emu_releases_list(there, RELEASES_SHOWN_MAX, folder);
    for (size_t i = 0; i < n; i++) {
        n_list += (size_t)snprintf(list + n_list, sizeof list - n_list, "%s%s", i == 0 ? "" : ", ", there[i].version);
    }
    return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: no intact image of release %s in it: %s%s%sgive --images",
                         folder, version, n > 0 ? "choose one of " : "build the images or ", list,
                         n > 0 ? ", or " : "");
}

enum emu_exit emu_releases_read(struct rt_buf *out, char path[EMU_PATH_MAX], const char *given_folder,
                                const char *version, struct emu_error *error)
{
    char folder[EMU_PATH_MAX];
    if (emu_place_images(folder, given_folder, error) != EMU_EXIT_OK) {
        return error->code;
    }
    DIR *dir = opendir(folder);
    if (dir == NULL) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s: make it readable", folder, strerror(errno));
    }
    bool is_found = false;
    struct dirent *entry;
    while (!is_found && (entry = readdir(dir)) != NULL) {
        char full[EMU_PATH_MAX + 300];
        (void)snprintf(full, sizeof full, "%s/%s", folder, entry->d_name);
        if (!rt_str_ends(rt_str(entry->d_name), ".img") || strlen(full) >= EMU_PATH_MAX) {
            continue;
        }
        is_found = try_image(full, version, out);
        if (is_found && path != NULL) {
            memcpy(path, full, strlen(full) + 1);
        }
    }
    (void)closedir(dir);
    return is_found ? EMU_EXIT_OK : emu_releases_missing(folder, version, error);
}

static int compare_releases(const void *a, const void *b)
{
    const struct emu_release_file *x = a, *y = b;
    int order = strcmp(x->product, y->product);
    order = order != 0 ? order : strcmp(x->version, y->version);
    return order != 0 ? order : strcmp(x->name, y->name);
}

size_t emu_releases_list(struct emu_release_file *out, size_t max, const char *given_folder)
{
    char folder[EMU_PATH_MAX];
    struct emu_error ignored = {0};
    size_t n = 0;
    DIR *dir = emu_place_images(folder, given_folder, &ignored) == EMU_EXIT_OK ? opendir(folder) : NULL;
    struct dirent *entry;
    while (dir != NULL && n < max && (entry = readdir(dir)) != NULL) {
        char full[EMU_PATH_MAX + 300];
        (void)snprintf(full, sizeof full, "%s/%s", folder, entry->d_name);
        out[n] = (struct emu_release_file){0};
        if (rt_str_ends(rt_str(entry->d_name), ".img") && read_head(full, &out[n]) &&
            rt_str_copy(out[n].name, sizeof out[n].name, rt_str(entry->d_name)) == RT_OK) {
            n++;
        }
    }
    if (dir != NULL) {
        (void)closedir(dir);
    }
    qsort(out, n, sizeof out[0], compare_releases);
    return n;
}

bool emu_releases_path(char out[EMU_PATH_MAX], const char *given_folder, const struct emu_release_file *r)
{
    struct emu_error ignored = {0};
    char folder[EMU_PATH_MAX];
    int n = -1;
    if (emu_place_images(folder, given_folder, &ignored) == EMU_EXIT_OK) {
        n = snprintf(out, EMU_PATH_MAX, "%s/%s", folder, r->name);
    }
    return n >= 0 && (size_t)n < EMU_PATH_MAX;
}

static void list_releases(const struct emu_given *given)
{
    struct emu_release_file found[EMU_RELEASES_MAX];
    size_t n = emu_releases_list(found, EMU_RELEASES_MAX, emu_given_text(given, "images"));
    for (size_t i = 0; i < n; i++) {
        emu_choice_print(found[i].version, found[i].product);
    }
}
const struct emu_kind emu_kind_release = {
    .name = "release", .parse = emu_parse_text, .list = list_releases, .is_open = true};
