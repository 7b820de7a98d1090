/* SPDX-License-Identifier: MIT */
#include <host/places.h>
#include <fw/image.h>
#include <rt/str.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define RELEASES_SHOWN_MAX 16u

static bool join(char out[EMU_PATH_MAX], const char *a, const char *b)
{
    int n = snprintf(out, EMU_PATH_MAX, "%s%s", a, b);
    return n >= 0 && (size_t)n < EMU_PATH_MAX;
}

/* Makes each folder of the path that is not there. */
static void make_folders(const char *path, mode_t mode)
{
    char part[EMU_PATH_MAX];
    if (!join(part, path, "")) {
        return;
    }
    for (char *p = part + 1; *p != '\0'; p++) {
        if (*p == '/') {
            *p = '\0';
            (void)mkdir(part, mode); /* what cannot be made is told when the file is */
            *p = '/';
        }
    }
}

enum emu_exit emu_place_unit(char out[EMU_PATH_MAX], const char *given, bool may_make_folders, struct emu_error *error)
{
    const char *data = getenv("XDG_DATA_HOME");
    const char *home = getenv("HOME");
    bool fits;
    if (given != NULL) {
        fits = join(out, given, "");
    } else if (data != NULL && data[0] == '/') { /* the XDG rules: a relative path is to be ignored */
        fits = join(out, data, "/vspa/unit.flash");
    } else if (home != NULL && home[0] == '/') {
        fits = join(out, home, "/.local/share/vspa/unit.flash");
    } else {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "unit: no home folder: name the file with --unit");
    }
    if (!fits) {
        return emu_error_set(error, EMU_EXIT_USAGE, "unit: the name is too long: give a shorter one with --unit");
    }
    if (given == NULL && may_make_folders) {
        make_folders(out, 0700);
    }
    return EMU_EXIT_OK;
}

/* To the end, or until the buffer is full. */
static enum rt_err read_all(int fd, off_t n_expected, struct rt_buf *out)
{
    char piece[65536];
    ssize_t n;
    if (n_expected > 0 && (uintmax_t)n_expected <= out->max - out->n &&
        rt_buf_reserve(out, (size_t)n_expected) != RT_OK) { /* at once, instead of growing to it */
        return RT_ENOMEM;
    }
    while ((n = read(fd, piece, sizeof piece)) > 0) {
        size_t room = out->max - out->n;
        enum rt_err err = rt_buf_put(out, piece, (size_t)n < room ? (size_t)n : room);
        if (err != RT_OK || (size_t)n > room) {
            return err != RT_OK ? err : RT_ETOOBIG;
        }
    }
    return n < 0 ? RT_EIO : RT_OK;
}

static enum rt_err open_error(void)
{
    return errno == ENOENT || errno == ENOTDIR ? RT_ENOENT : errno == EACCES ? RT_EACCES : RT_EIO;
}

enum rt_err emu_read_file(const char *path, struct rt_buf *out)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a FIFO must not hang us; it is refused below */
    if (fd < 0) {
        return open_error();
    }
    enum rt_err err = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? read_all(fd, st.st_size, out) : RT_EINVAL;
    (void)close(fd); /* only read */
    return err;
}

enum rt_err emu_read_input(const char *path, struct rt_buf *out)
{
    struct stat st;
    int fd = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return open_error();
    }
    bool is_input = fstat(fd, &st) == 0 && (S_ISREG(st.st_mode) || S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode));
    is_input = is_input || strcmp(path, "-") == 0; /* a terminal too */
    enum rt_err err =
        is_input && !S_ISDIR(st.st_mode) ? read_all(fd, S_ISREG(st.st_mode) ? st.st_size : 0, out) : RT_EINVAL;
    (void)close(fd); /* only read */
    return err;
}

enum emu_exit emu_read_error(const char *path, enum rt_err err, struct emu_error *error)
{
    return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s: check the path", path,
                         err == RT_EINVAL ? "a folder or a device, not a file" : rt_err_text(err));
}

static bool is_folder(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

enum emu_exit emu_place_images(char out[EMU_PATH_MAX], const char *given, struct emu_error *error)
{
    static const char *const beside[] = {"images", "../share/vspa/images"};
    const char *from_environment = getenv("VSPA_IMAGES");
    const char *named = given != NULL ? given : from_environment;
    if (named != NULL && named[0] != '\0') {
        if (!join(out, named, "") || !is_folder(out)) {
            return emu_error_set(error, EMU_EXIT_ENVIRONMENT,
                                 "%s: not a folder: give the folder of the images with "
                                 "--images",
                                 named);
        }
        return EMU_EXIT_OK;
    }
    char program[EMU_PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", program, sizeof program - 1);
    program[n > 0 ? n : 0] = '\0';
    char *slash = strrchr(program, '/');
    if (slash != NULL) {
        slash[1] = '\0';
        for (size_t i = 0; i < sizeof beside / sizeof beside[0]; i++) {
            if (join(out, program, beside[i]) && is_folder(out)) {
                return EMU_EXIT_OK;
            }
        }
    }
    return emu_error_set(error, EMU_EXIT_ENVIRONMENT,
                         "images: no folder of images beside the program: give it with --images, or build them");
}

enum emu_exit emu_place_pki(char out[EMU_PATH_MAX], const char *given, struct emu_error *error)
{
    char images[EMU_PATH_MAX];
    const char *from_environment = getenv("VSPA_PKI");
    const char *named = given != NULL ? given : from_environment;
    if (named != NULL && named[0] != '\0') {
        return join(out, named, "") && is_folder(out)
                   ? EMU_EXIT_OK
                   : emu_error_set(error, EMU_EXIT_ENVIRONMENT,
                                   "%s: not a folder: give one that 'vspa pki init' made, with --pki", named);
    }
    if (emu_place_images(images, NULL, error) != EMU_EXIT_OK) {
        return error->code;
    }
    return join(out, images, "/pki") && is_folder(out)
               ? EMU_EXIT_OK
               : emu_error_set(error, EMU_EXIT_ENVIRONMENT,
                               "%s/pki: not a folder: give the roots with --pki, or make some with 'vspa pki init'",
                               images);
}

/* Product and version in the head of an image file; false: it is none. */
static bool read_head(const char *path, struct emu_place_release *out)
{
    uint8_t head[24 + sizeof out->product + sizeof out->version]; /* the drawing in fw/image.h */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    bool is_image = fd >= 0 && read(fd, head, sizeof head) == (ssize_t)sizeof head &&
                    memcmp(head, FW_IMAGE_MAGIC, strlen(FW_IMAGE_MAGIC)) == 0;
    if (is_image) {
        memcpy(out->product, head + 24, sizeof out->product - 1);
        memcpy(out->version, head + 24 + sizeof out->product, sizeof out->version - 1);
    }
    if (fd >= 0) {
        (void)close(fd); /* only read */
    }
    return is_image;
}
_Static_assert(sizeof((struct emu_place_release *)0)->product == FW_IMAGE_PRODUCT_BYTES, "the head of an image");
_Static_assert(sizeof((struct emu_place_release *)0)->version == FW_IMAGE_VERSION_BYTES, "the head of an image");

/* Is this file an image of that release? If so it is in *out. */
static bool try_image(const char *path, const char *version, struct rt_buf *out)
{
    struct fw_image image;
    struct emu_place_release told = {0};
    rt_buf_clear(out);
    /* The whole file is read only when it may be the one. */
    return read_head(path, &told) && strcmp(told.version, version) == 0 && emu_read_file(path, out) == RT_OK &&
           fw_image_open(&image, out->bytes, out->n) == RT_OK && strcmp(image.version, version) == 0;
}

static enum emu_exit say_missing(const char *folder, const char *version, struct emu_error *error)
{
    struct emu_place_release there[RELEASES_SHOWN_MAX];
    char list[RELEASES_SHOWN_MAX * (sizeof there[0].version + 2)] = "";
    size_t n_list = 0;
    size_t n = emu_place_list(there, RELEASES_SHOWN_MAX, folder);
    for (size_t i = 0; i < n; i++) {
        n_list += (size_t)snprintf(list + n_list, sizeof list - n_list, "%s%s", i == 0 ? "" : ", ", there[i].version);
    }
    return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: no whole image of release %s in it: %s%s%sgive --images",
                         folder, version, n > 0 ? "choose one of " : "build the images, or ", list,
                         n > 0 ? ", or " : "");
}

enum emu_exit emu_place_image(struct rt_buf *out, char path[EMU_PATH_MAX], const char *given_folder,
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
    return is_found ? EMU_EXIT_OK : say_missing(folder, version, error);
}

enum emu_exit emu_place_write(const char *folder, const char *path, const void *bytes, size_t n,
                              struct emu_error *error)
{
    char whole[EMU_PATH_MAX];
    if (!is_folder(folder)) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: not a folder: make it first", folder);
    }
    if (!join(whole, folder, path)) {
        return emu_error_set(error, EMU_EXIT_USAGE, "%s: the name is too long: choose another folder", folder);
    }
    make_folders(whole, 0755);
    FILE *f = fopen(whole, "wb");
    bool is_written = f != NULL && fwrite(bytes, 1, n, f) == n;
    if (f != NULL && fclose(f) != 0) {
        is_written = false;
    }
    if (!is_written) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s: choose another folder", whole, strerror(errno));
    }
    return EMU_EXIT_OK;
}

static int compare_releases(const void *a, const void *b)
{
    const struct emu_place_release *x = a, *y = b;
    int order = strcmp(x->product, y->product);
    order = order != 0 ? order : strcmp(x->version, y->version);
    return order != 0 ? order : strcmp(x->name, y->name);
}

size_t emu_place_list(struct emu_place_release *out, size_t max, const char *given_folder)
{
    char folder[EMU_PATH_MAX];
    struct emu_error ignored = {0};
    size_t n = 0;
    DIR *dir = emu_place_images(folder, given_folder, &ignored) == EMU_EXIT_OK ? opendir(folder) : NULL;
    struct dirent *entry;
    while (dir != NULL && n < max && (entry = readdir(dir)) != NULL) {
        char full[EMU_PATH_MAX + 300];
        (void)snprintf(full, sizeof full, "%s/%s", folder, entry->d_name);
        out[n] = (struct emu_place_release){0};
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

bool emu_place_file(char out[EMU_PATH_MAX], const char *given_folder, const struct emu_place_release *r)
{
    struct emu_error ignored = {0};
    char folder[EMU_PATH_MAX];
    int n = -1;
    if (emu_place_images(folder, given_folder, &ignored) == EMU_EXIT_OK) {
        n = snprintf(out, EMU_PATH_MAX, "%s/%s", folder, r->name);
    }
    return n >= 0 && (size_t)n < EMU_PATH_MAX;
}
