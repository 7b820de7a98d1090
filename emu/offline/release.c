/* SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include <offline/release.h>
#include <host/places.h>
#include <unitfile/releases.h>
#include <errno.h>
#include <fcntl.h>
#include <rt/buf.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum rt_err release_of_image(struct release *out, const struct fw_image *image)
{
    struct rt_buf text;
    unsigned bad_line;
    rt_buf_init(&text, FW_IMAGE_SECTION_REAL_MAX);
    *out = (struct release){0};
    enum rt_err err = fw_image_manifest(image, &out->manifest);
    if (err == RT_OK) {
        err = fw_image_read(image, FW_IMAGE_SCHEMA, &text);
    }
    if (err == RT_OK) {
        err = fw_schema_create(&out->schema, rt_buf_text(&text), text.n, &bad_line);
    }
    rt_buf_fini(&text);
    return err;
}

static enum rt_err read_at(int fd, uint8_t *out, size_t n, size_t at)
{
    while (n > 0) {
        ssize_t n_got = pread(fd, out, n, (off_t)at);
        if (n_got <= 0) {
            return n_got < 0 ? RT_EIO : RT_ECORRUPT; /* the file has become shorter */
        }
        out += n_got;
        at += (size_t)n_got;
        n -= (size_t)n_got;
    }
    return RT_OK;
}

/* The head, and the sections that are asked for, into memory that is otherwise never touched. */
static enum rt_err read_sections(struct fw_image *image, uint8_t *bytes, size_t n, int fd)
{
    static const enum fw_image_section wanted[] = {FW_IMAGE_MANIFEST, FW_IMAGE_SCHEMA};
    uint32_t n_head;
    enum rt_err err = n < 16 ? RT_ECORRUPT : read_at(fd, bytes, 16, 0);
    if (err == RT_OK) {
        err = fw_image_peek_size(bytes, 16, &n_head); /* also that what is there is a head */
    }
    if (err != RT_OK) {
        return err;
    }
    n_head = rt_be32(bytes + 8);
    err = n_head > n ? RT_ECORRUPT : read_at(fd, bytes, n_head, 0);
    if (err == RT_OK) {
        err = fw_image_open(image, bytes, n);
    }
    for (size_t i = 0; err == RT_OK && i < sizeof wanted / sizeof wanted[0]; i++) {
        const struct fw_image_row *row = &image->rows[wanted[i]];
        err = read_at(fd, bytes + row->offset, row->n_stored, row->offset); /* of one that is not there: nothing */
    }
    return err;
}

enum rt_err release_of_file(struct release *out, const char *path)
{
    struct fw_image image;
    struct stat st;
    size_t n = 0;
    void *bytes = MAP_FAILED;
    enum rt_err err = RT_OK;
    *out = (struct release){0};
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a FIFO must not hang us; it is refused below */
    if (fd < 0) {
        return errno == ENOENT || errno == ENOTDIR ? RT_ENOENT : errno == EACCES ? RT_EACCES : RT_EIO;
    }
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        err = RT_EINVAL;
        goto out;
    }
    n = st.st_size < (off_t)FW_IMAGE_BYTES_MAX ? (size_t)st.st_size : FW_IMAGE_BYTES_MAX;
    /* Pages of zeros that cost nothing until they are touched. From the heap they would be cleared, all of them. */
    bytes = n > 0 ? mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) : MAP_FAILED;
    if (bytes == MAP_FAILED) {
        err = n > 0 ? RT_ENOMEM : RT_ECORRUPT;
        goto out;
    }
    err = read_sections(&image, bytes, n, fd);
    if (err == RT_OK) {
        err = release_of_image(out, &image);
    }
out:
    if (bytes != MAP_FAILED) {
        (void)munmap(bytes, n); /* all of it, as it was made: cannot fail */
    }
    (void)close(fd); /* only read */
    return err;
}

enum emu_exit release_open(struct release *out, const char *images, const char *version, struct emu_error *error)
{
    static const char fix[] = "build the images, or give --images";
    char path[EMU_PATH_MAX];
    struct emu_release_file found[EMU_RELEASES_MAX];
    enum rt_err err = RT_ENOENT;
    *out = (struct release){0};
    if (emu_place_images(path, images, error) != EMU_EXIT_OK) {
        return error->code;
    }
    size_t n = emu_releases_list(found, EMU_RELEASES_MAX, images);
    for (size_t i = 0; err != RT_OK && i < n; i++) {
        char file[EMU_PATH_MAX];
        if (strcmp(found[i].version, version) == 0 && emu_releases_path(file, images, &found[i])) {
            err = release_of_file(out, file);
        }
    }
    if (err == RT_ENOENT) {
        return emu_releases_missing(path, version, error);
    }
    return err == RT_OK ? EMU_EXIT_OK
                        : emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: the image of release %s: %s: %s", path,
                                        version, rt_err_text(err), fix);
}

void release_close(struct release *r)
{
    fw_schema_destroy(r->schema);
    r->schema = NULL;
}
