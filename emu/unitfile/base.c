/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* mkostemp */
#include "base.h"
#include <unitfile/releases.h>
#include <host/places.h>
#include <rt/buf.h>
#include <rt/mem.h>
#include <rt/str.h>
#include <errno.h>
#include <fcntl.h>
#include <mbedtls/sha256.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define N_HEAD_AT     8u /* of an image: fw/image.h */
#define COMPARE_BYTES 65536u

static bool digest_of(const uint8_t *head, size_t n, uint8_t out[UNITBASE_DIGEST_BYTES])
{
    return mbedtls_sha256_ret(head, n, out, 0) == 0;
}

struct unitbase unitbase_of(const uint8_t *bank, size_t n_bank)
{
    struct unitbase base = {0};
    char product[FW_IMAGE_PRODUCT_BYTES];
    uint32_t n_bytes;
    if (fw_image_peek_size(bank, n_bank, &n_bytes) == RT_OK && n_bytes <= n_bank &&
        fw_image_peek_release(bank, n_bank, product, base.version) == RT_OK &&
        digest_of(bank, rt_be32(bank + N_HEAD_AT), base.digest)) {
        base.n_bytes = n_bytes;
        base.n_head = rt_be32(bank + N_HEAD_AT);
    }
    return base;
}

bool unitbase_folder(char out[EMU_PATH_MAX], const char *unit_path)
{
    const char *slash = strrchr(unit_path, '/');
    int n_folder = slash != NULL ? (int)(slash + 1 - unit_path) : 0;
    int n = snprintf(out, EMU_PATH_MAX, "%.*s" EMU_UNIT_IMAGES, n_folder, unit_path);
    return n > 0 && n < (int)EMU_PATH_MAX;
}

void unitbase_name(const struct unitbase *base, char out[2 * UNITBASE_NAME_DIGEST_BYTES + 1])
{
    rt_hex_text(out, base->digest, UNITBASE_NAME_DIGEST_BYTES);
}

/* The file of that image in the folder. False: too long. */
static bool place_of(char out[EMU_PATH_MAX], const struct unitbase *base, const char *unit_path)
{
    char name[2 * UNITBASE_NAME_DIGEST_BYTES + 1];
    unitbase_name(base, name);
    size_t n = unitbase_folder(out, unit_path) ? strlen(out) : EMU_PATH_MAX;
    return n < EMU_PATH_MAX && snprintf(out + n, EMU_PATH_MAX - n, "/%s.img", name) < (int)(EMU_PATH_MAX - n);
}

/* Is it that image, as far as its head says? */
static bool is_it(int fd, const struct unitbase *base)
{
    struct stat st;
    uint8_t digest[UNITBASE_DIGEST_BYTES];
    uint8_t *head = rt_mem_alloc_raw(base->n_head);
    bool is = head != NULL && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size >= (off_t)base->n_bytes &&
              pread(fd, head, base->n_head, 0) == (ssize_t)base->n_head && digest_of(head, base->n_head, digest) &&
              memcmp(digest, base->digest, sizeof digest) == 0;
    rt_mem_free(head);
    return is;
}

static int open_if_it(const char *path, const struct unitbase *base)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a FIFO must not hang us */
    if (fd >= 0 && !is_it(fd, base)) {
        (void)close(fd); /* only read */
        return -1;
    }
    return fd;
}

/* The whole of it, as it is to be? Then its sections are good too: they were checked when it was stored. */
static bool is_whole(const char *path, const struct unitbase *base, const uint8_t *image)
{
    uint8_t bytes[COMPARE_BYTES];
    int fd = open_if_it(path, base);
    ssize_t n = 1;
    size_t at = 0;
    while (fd >= 0 && at < base->n_bytes && (n = read(fd, bytes, sizeof bytes)) > 0) {
        size_t n_now = (size_t)n < base->n_bytes - at ? (size_t)n : base->n_bytes - at;
        if (memcmp(bytes, image + at, n_now) != 0) {
            break;
        }
        at += n_now;
    }
    if (fd >= 0) {
        (void)close(fd); /* only read */
    }
    return fd >= 0 && at == base->n_bytes;
}

static bool is_intact(const struct unitbase *base, const uint8_t *bytes)
{
    struct fw_image image;
    return fw_image_open(&image, bytes, base->n_bytes) == RT_OK && fw_image_check_sections(&image) == RT_OK;
}

enum emu_exit unitbase_store(struct unitbase *base, const uint8_t *image, const char *unit_path, bool *is_new,
                             struct emu_error *error)
{
    char folder[EMU_PATH_MAX], path[EMU_PATH_MAX], temporary[EMU_PATH_MAX + 16];
    *is_new = false;
    if (!unitbase_folder(folder, unit_path) || !place_of(path, base, unit_path)) {
        return emu_error_set(error, EMU_EXIT_USAGE, "%.40s...: the name is too long: choose a shorter one", unit_path);
    }
    if (is_whole(path, base, image)) {
        (void)utimensat(AT_FDCWD, path, NULL, 0); /* used now; that of another user keeps its time (sweep.c) */
        return EMU_EXIT_OK;
    }
    if (!is_intact(base, image)) {
        *base = (struct unitbase){0};
        return EMU_EXIT_OK;
    }
    (void)snprintf(temporary, sizeof temporary, "%s.new-XXXXXX", path);
    int fd = mkdir(folder, 0777) == 0 || errno == EEXIST ? mkostemp(temporary, O_CLOEXEC) : -1;
    bool is_written = fd >= 0;
    ssize_t n = 1;
    for (size_t at = 0; is_written && at < base->n_bytes; at += (size_t)n) {
        n = write(fd, image + at, base->n_bytes - at);
        is_written = n > 0;
    }
    /* Readable for every user that may read the units; the umask of the folder's maker decided who may come here. */
    is_written = is_written && fchmod(fd, 0444) == 0 && fsync(fd) == 0 && rename(temporary, path) == 0;
    if (!is_written) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: cannot be written (%s): free some space, or use --whole", path,
                      strerror(errno));
    }
    if (fd >= 0) {
        if (!is_written) {
            (void)unlink(temporary);
        }
        (void)close(fd); /* flushed */
    }
    *is_new = is_written;
    return error->code;
}

/* Among the installed releases. */
static int open_installed(const struct unitbase *base)
{
    struct emu_release_file *found = rt_mem_alloc(EMU_RELEASES_MAX * sizeof *found);
    char path[EMU_PATH_MAX];
    int fd = -1;
    size_t n = found != NULL ? emu_releases_list(found, EMU_RELEASES_MAX, NULL) : 0;
    for (size_t i = 0; fd < 0 && i < n; i++) {
        if (strcmp(found[i].version, base->version) == 0 && emu_releases_path(path, NULL, &found[i])) {
            fd = open_if_it(path, base);
        }
    }
    rt_mem_free(found);
    return fd;
}

/* Beside the unit: where its name is, else where the file is that links lead to. */
static int open_beside(const struct unitbase *base, const char *unit_path)
{
    char path[EMU_PATH_MAX];
    int fd = place_of(path, base, unit_path) ? open_if_it(path, base) : -1;
    char *real = fd < 0 ? realpath(unit_path, NULL) : NULL;
    if (real != NULL && place_of(path, base, real)) {
        fd = open_if_it(path, base);
    }
    free(real);
    return fd;
}

int unitbase_open(const struct unitbase *base, const char *unit_path, bool *is_stored, struct emu_error *error)
{
    char path[EMU_PATH_MAX];
    int fd = open_beside(base, unit_path);
    *is_stored = fd >= 0;
    fd = fd >= 0 ? fd : open_installed(base);
    if (fd < 0) {
        (void)place_of(path, base, unit_path); /* what was too long is not there either */
        emu_error_set(
            error, EMU_EXIT_ENVIRONMENT,
            "%s: its image of release %s is neither in %s nor installed: copy %s along with the unit, or name "
            "the folder that has the image with $VSPA_IMAGES",
            unit_path, base->version, path, EMU_UNIT_IMAGES);
    }
    return fd;
}
