/* SPDX-License-Identifier: MIT */
/* The cells of a unit that another process may be running. */
#include <unitfile/unitfile.h>
#include "base.h"
#include "cells.h"
#include "head.h"
#include <rt/mem.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define COPY_TRIES 50

/* The whole file into bytes; false when it is shorter or longer. */
static bool read_whole(int fd, uint8_t *bytes)
{
    size_t n = 0;
    ssize_t got = 1;
    while (n < UNITFILE_BYTES && (got = pread(fd, bytes + n, UNITFILE_BYTES - n, (off_t)n)) > 0) {
        n += (size_t)got;
    }
    uint8_t more;
    return n == UNITFILE_BYTES && pread(fd, &more, 1, (off_t)UNITFILE_BYTES) == 0;
}

enum emu_exit emu_unitfile_copy(const char *path, uint8_t *flash, struct emu_error *error)
{
    uint8_t *first = rt_mem_alloc(UNITFILE_BYTES);
    uint8_t *second = rt_mem_alloc(UNITFILE_BYTES);
    const char *wrong = NULL;
    struct unithead head;
    struct unitcells cells = {0};
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a FIFO must not hang us; it is too short */
    if (fd < 0) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s: %s", path, strerror(errno),
                      errno == ENOENT ? "make it with 'vspa new --unit FILE'" : "give it read permission");
        goto out;
    }
    if (first == NULL || second == NULL) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: out of memory", path);
        goto out;
    }
    bool is_stable = false;
    for (int i = 0; i < COPY_TRIES && !is_stable; i++) {
        if (!read_whole(fd, first) || !read_whole(fd, second)) {
            emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: not a unit file: 'vspa new --unit FILE' makes one", path);
            goto out;
        }
        is_stable = memcmp(first, second, UNITFILE_BYTES) == 0;
    }
    if (!is_stable) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: the running unit keeps writing flash: try again later", path);
    } else if ((wrong = unithead_decode(&head, first)) != NULL) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s", path, wrong);
    } else if (head.format == EMU_UNITFILE_FORMAT_WHOLE) {
        memcpy(flash, first + EMU_UNITFILE_HEAD_BYTES, BOARD_FLASH_BYTES);
    } else if (!unitcells_create(&cells)) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: out of memory", path);
    } else if (unithead_refer(&cells, &head, path, true, error) == EMU_EXIT_OK) {
        unitcells_apply(&cells, 0, BOARD_FLASH_BYTES, first + EMU_UNITFILE_HEAD_BYTES);
        memcpy(flash, cells.cells, BOARD_FLASH_BYTES);
    }
out:
    if (fd >= 0) {
        (void)close(fd); /* only read */
    }
    unitcells_destroy(&cells);
    rt_mem_free(first);
    rt_mem_free(second);
    return error->code;
}
