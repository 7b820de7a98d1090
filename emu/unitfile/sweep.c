/* SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE /* the type of a directory's entry */
#include "sweep.h"
#include "head.h"
#include <board/flash.h>
#include <host/places.h>
#include <rt/mem.h>
#include <rt/str.h>
#include <unitfile/unitfile.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define IMAGES_MAX 256u /* more are looked at the next time */

struct image {
    char name[NAME_MAX + 1];
    bool is_needed;
};

struct sweep {
    struct image *image;
    size_t n;
};

/* "DIGEST.img", or the same under the name that it had while it was written. */
static bool is_image_name(const char *name)
{
    size_t n = strspn(name, "0123456789abcdef");
    return n == (size_t)2 * UNITBASE_NAME_DIGEST_BYTES && rt_str_starts(rt_str(name + n), ".img");
}

/* Those that have not been used for a day. */
static void find_old(struct sweep *s, int folder, DIR *images)
{
    const struct dirent *entry;
    time_t now = time(NULL);
    while (s->n < IMAGES_MAX && (entry = readdir(images)) != NULL) {
        struct stat st;
        bool is_old = is_image_name(entry->d_name) && fstatat(folder, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
                      S_ISREG(st.st_mode) && st.st_mtime + UNITSWEEP_UNUSED_S < now;
        if (is_old) {
            struct image *image = &s->image[s->n++];
            *image = (struct image){.is_needed = false};
            (void)snprintf(image->name, sizeof image->name, "%s", entry->d_name);
        }
    }
}

/* A file of the units' folder: the images that it refers to are needed. False: it may be a unit, and does not say which
 * (another user's, a later format, a damaged head that can be repaired): then nothing is removed. */
static bool ask_file(struct sweep *s, int folder, const char *name)
{
    uint8_t bytes[EMU_UNITFILE_HEAD_BYTES];
    struct unithead head;
    struct stat st;
    if (fstatat(folder, name, &st, 0) != 0 || !S_ISREG(st.st_mode) || st.st_size == 0) {
        return true; /* none, or a link to none */
    }
    int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a FIFO must not hang us */
    if (fd < 0) {
        return errno == ENOENT;
    }
    ssize_t n = pread(fd, bytes, sizeof bytes, 0);
    (void)close(fd); /* only read */
    bool is_unit =
        n >= (ssize_t)strlen(EMU_UNITFILE_MAGIC) && memcmp(bytes, EMU_UNITFILE_MAGIC, strlen(EMU_UNITFILE_MAGIC)) == 0;
    bool is_known = n == (ssize_t)sizeof bytes && unithead_decode(&head, bytes) == NULL;
    for (unsigned bank = 0; is_known && bank < UNITCELLS_BANKS; bank++) {
        char digest[2 * UNITBASE_NAME_DIGEST_BYTES + 1];
        unitbase_name(&head.base[bank], digest);
        for (size_t i = 0; head.base[bank].n_bytes > 0 && i < s->n; i++) {
            s->image[i].is_needed = s->image[i].is_needed || rt_str_starts(rt_str(s->image[i].name), digest);
        }
    }
    return n >= 0 && (is_known || !is_unit);
}

/* False: not all of it could be looked at. */
static bool ask_units(struct sweep *s, int images_folder)
{
    int folder = openat(images_folder, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *units = folder >= 0 ? fdopendir(folder) : NULL;
    const struct dirent *entry;
    bool is_known = true;
    if (units == NULL) {
        if (folder >= 0) {
            (void)close(folder); /* only read */
        }
        return false;
    }
    while (is_known && (entry = readdir(units)) != NULL) {
        if (entry->d_type == DT_REG || entry->d_type == DT_LNK || entry->d_type == DT_UNKNOWN) {
            is_known = ask_file(s, folder, entry->d_name);
        }
    }
    (void)closedir(units); /* only read */
    return is_known;
}

void unitsweep(const char *unit_path)
{
    char path[EMU_PATH_MAX];
    struct sweep s = {.image = rt_mem_alloc(IMAGES_MAX * sizeof *s.image)};
    int folder = unitbase_folder(path, unit_path) ? open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1;
    DIR *images = folder >= 0 && s.image != NULL ? fdopendir(folder) : NULL;
    if (images != NULL) {
        find_old(&s, folder, images);
        bool is_known = s.n > 0 && ask_units(&s, folder);
        for (size_t i = 0; is_known && i < s.n; i++) {
            if (!s.image[i].is_needed) {
                (void)unlinkat(folder, s.image[i].name, 0); /* it stays, then */
            }
        }
        (void)closedir(images); /* only read */
    } else if (folder >= 0) {
        (void)close(folder); /* only read */
    }
    rt_mem_free(s.image);
}
