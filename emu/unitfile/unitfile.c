/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* SEEK_DATA */
#include <unitfile/unitfile.h>
#include "base.h"
#include "cells.h"
#include "head.h"
#include "lock.h"
#include "mapped.h"
#include "name.h"
#include "same.h"
#include "store.h"
#include "sweep.h"
#include <host/output.h>
#include <board/flash.h>
#include <fw/image.h>
#include <rt/assert.h>
#include <rt/mem.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_MAX_BYTES   4096u
/* x86-64 and arm64 with small pages of 4 KiB; elsewhere it is a hint that is not taken. */
#define LARGE_PAGE_BYTES (2u << 20)
#define PRIVATE_BYTES    (BOARD_FLASH_BYTES + LARGE_PAGE_BYTES)

struct emu_unitfile {
    int fd; /* -1: a private one */
    struct unithead head;
    struct unitcells cells;
    struct unitstore store;
    uint8_t *memory; /* of a private one: PRIVATE_BYTES with the cells in them; else MAP_FAILED */
    bool is_self_contained;
    bool is_kept;     /* it has its name; nothing is stored before */
    bool may_replace; /* the file that has its name */
    int replaced;     /* that file, locked; -1: none */
    uint32_t vouched; /* emu_unitfile_vouch() */
    int failed;       /* the error of the write that failed; nothing is written after it */
    char *path;
    char *temporary; /* the name that it has until it is kept; "": none (name.h) */
    size_t n_name;   /* room of each */
    char names[];    /* both */
};

static struct emu_unitfile *unitfile_alloc(const char *path, struct emu_error *error)
{
    size_t n_name = strlen(path) + sizeof UNITNAME_SUFFIX;
    if (n_name > PATH_MAX_BYTES) {
        emu_error_set(error, EMU_EXIT_USAGE, "%.40s...: the name is too long: choose a shorter one", path);
        return NULL;
    }
    struct emu_unitfile *u = rt_mem_alloc(sizeof *u + 2 * n_name);
    if (u == NULL) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: out of memory", path);
        return NULL;
    }
    u->fd = u->replaced = -1;
    u->memory = MAP_FAILED;
    u->n_name = n_name;
    u->path = u->names;
    u->temporary = u->names + n_name;
    memcpy(u->path, path, strlen(path) + 1);
    return u;
}

/* ---- the content of the file ---- */

#define CHUNK_BYTES 4096u
_Static_assert(BOARD_FLASH_BYTES % CHUNK_BYTES == 0 && EMU_UNITFILE_HEAD_BYTES % CHUNK_BYTES == 0, "whole chunks");

/* Calls with each stretch of the file that may hold something: holes are left out where the file system tells them. */
static bool for_each_difference(int fd, bool (*take)(void *ctx, uint32_t offset, const uint8_t *diff), void *ctx)
{
    off_t at = EMU_UNITFILE_HEAD_BYTES;
    while (at < (off_t)UNITFILE_BYTES) {
        uint8_t diff[CHUNK_BYTES];
        off_t data = lseek(fd, at, SEEK_DATA);
        if (data < 0 && errno == ENXIO) {
            break; /* nothing but a hole any more */
        }
        at = data > at ? data / CHUNK_BYTES * CHUNK_BYTES : at; /* an error: all of it is data */
        if (at >= (off_t)UNITFILE_BYTES || pread(fd, diff, sizeof diff, at) != (ssize_t)sizeof diff) {
            return at >= (off_t)UNITFILE_BYTES;
        }
        bool is_any = diff[0] != 0 || memcmp(diff, diff + 1, sizeof diff - 1) != 0;
        if (is_any && !take(ctx, (uint32_t)(at - EMU_UNITFILE_HEAD_BYTES), diff)) {
            return false;
        }
        at += CHUNK_BYTES;
    }
    return true;
}

static bool apply(void *ctx, uint32_t offset, const uint8_t *diff)
{
    unitcells_apply(ctx, offset, CHUNK_BYTES, diff);
    return true;
}

/* The cells, from the file whose head was read. */
static enum emu_exit load_cells(struct unitcells *cells, int fd, const struct unithead *head, const char *path,
                                struct emu_error *error)
{
    bool is_whole = head->format == EMU_UNITFILE_FORMAT_WHOLE;
    bool is_there = is_whole ? unitcells_map(cells, fd, EMU_UNITFILE_HEAD_BYTES) : unitcells_create(cells);
    if (!is_there) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: cannot be mapped (%s): check the file system", path,
                             strerror(errno));
    }
    if (!is_whole && unithead_refer(cells, head, path, true, error) == EMU_EXIT_OK &&
        !for_each_difference(fd, apply, cells)) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: cannot be read (%s): restore a copy", path, strerror(errno));
    }
    return error->code;
}

enum emu_exit emu_unitfile_open(struct emu_unitfile **out, const char *path, struct emu_error *error)
{
    *out = NULL;
    struct emu_unitfile *u = unitfile_alloc(path, error);
    if (u == NULL) {
        return error->code;
    }
    struct stat st;
    const char *wrong;
    uint8_t head[EMU_UNITFILE_HEAD_BYTES];
    u->fd = open(path, O_RDWR | O_CLOEXEC);
    if (u->fd < 0) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s: %s", path, strerror(errno),
                      errno == ENOENT ? "make it with 'vspa new --unit FILE'" : "give it read and write permission");
        goto out;
    }
    if (fstat(u->fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: not a plain file: give a unit file with --unit", path);
        goto out;
    }
    if (unitlock_take(u->fd, path, error) != EMU_EXIT_OK) {
        goto out;
    }
    if (st.st_size != (off_t)UNITFILE_BYTES) {
        char magic[8] = "";
        bool is_ours = pread(u->fd, magic, sizeof magic, 0) == (ssize_t)sizeof magic &&
                       memcmp(magic, EMU_UNITFILE_MAGIC, sizeof magic) == 0;
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s: %s", path,
                      is_ours ? "wrong size: truncated or appended to" : "not a unit file",
                      is_ours ? "restore a copy, or make a new one with 'vspa new --force'"
                              : "'vspa new --unit FILE' makes one");
        goto out;
    }
    emu_output_protect(u->fd);
    wrong = pread(u->fd, head, sizeof head, 0) == (ssize_t)sizeof head ? unithead_decode(&u->head, head)
                                                                       : "cannot be read: restore a copy";
    if (wrong != NULL) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s", path, wrong);
        goto out;
    }
    if (load_cells(&u->cells, u->fd, &u->head, path, error) != EMU_EXIT_OK) {
        goto out;
    }
    unitmapped_guard(u->path, &u->cells);
    u->is_kept = true;
    *out = u;
    return EMU_EXIT_OK;
out:
    emu_unitfile_close(u);
    return error->code;
}

/* With a file of that name already there: may it go? Only a unit does, or an empty file, so a wrong name
 * loses nothing. Its lock is kept until the new one has its name: no run begins with a file that goes. */
static enum emu_exit check_replace(const char *path, bool may_replace, int *locked, struct emu_error *error)
{
    struct stat st;
    char magic[sizeof EMU_UNITFILE_MAGIC - 1];
    if (stat(path, &st) == 0 && !S_ISREG(st.st_mode)) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: not a plain file: choose another name", path);
    }
    *locked = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
    if (*locked < 0) {
        return errno == ENOENT
                   ? EMU_EXIT_OK
                   : emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s: choose another name", path, strerror(errno));
    }
    if (!may_replace) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: already exists: add --force to replace it", path);
    }
    if (unitlock_take(*locked, path, error) != EMU_EXIT_OK) {
        return error->code;
    }
    bool is_unit = pread(*locked, magic, sizeof magic, 0) == (ssize_t)sizeof magic &&
                   memcmp(magic, EMU_UNITFILE_MAGIC, sizeof magic) == 0;
    if (!is_unit && (fstat(*locked, &st) != 0 || st.st_size > 0)) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: not a unit file: remove it, or choose another name", path);
    }
    return error->code;
}

enum emu_exit emu_unitfile_create(struct emu_unitfile **out, const char *path, bool may_replace,
                                  struct emu_error *error)
{
    *out = NULL;
    struct emu_unitfile *u = unitfile_alloc(path, error);
    if (u == NULL) {
        return error->code;
    }
    u->may_replace = may_replace;
    if (check_replace(path, may_replace, &u->replaced, error) != EMU_EXIT_OK) {
        goto out;
    }
    u->fd = unitname_create(u->temporary, u->n_name, path);
    if (u->fd < 0) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: cannot be made (%s): check the folder", path, strerror(errno));
        goto out;
    }
    if (unitlock_take(u->fd, u->path, error) != EMU_EXIT_OK) {
        goto out;
    }
    if (!unitcells_create(&u->cells)) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: out of memory", path);
        goto out;
    }
    emu_output_protect(u->fd);
    *out = u;
    return EMU_EXIT_OK;
out:
    emu_unitfile_close(u);
    return error->code;
}

void emu_unitfile_self_contained(struct emu_unitfile *u)
{
    u->is_self_contained = true;
}

/* Which images the banks refer to; they are stored beside the unit. */
static enum emu_exit choose_bases(struct emu_unitfile *u, bool *is_new, struct emu_error *error)
{
    static const enum board_region banks[UNITCELLS_BANKS] = {BOARD_REGION_BANK_A, BOARD_REGION_BANK_B};
    u->head = (struct unithead){.format = EMU_UNITFILE_FORMAT};
    for (unsigned i = 0; i < UNITCELLS_BANKS && !u->is_self_contained && error->code == EMU_EXIT_OK; i++) {
        const struct board_region_info *region = board_region(banks[i]);
        const uint8_t *bank = u->cells.cells + region->offset;
        u->head.base[i] = unitbase_of(bank, region->n_bytes);
        if (u->head.base[i].n_bytes > 0) {
            bool is_this_new;
            (void)unitbase_store(&u->head.base[i], bank, u->path, &is_this_new, error); /* the error says it */
            *is_new = *is_new || is_this_new;
        }
    }
    return error->code == EMU_EXIT_OK ? unithead_refer(&u->cells, &u->head, u->path, false, error) : error->code;
}

enum emu_exit emu_unitfile_keep(struct emu_unitfile *u, struct emu_error *error)
{
    uint8_t bytes[EMU_UNITFILE_HEAD_BYTES];
    _Static_assert(sizeof bytes >= CHUNK_BYTES, "a chunk fits");
    bool is_new = false;
    if (choose_bases(u, &is_new, error) != EMU_EXIT_OK) {
        return error->code;
    }
    unithead_encode(&u->head, bytes);
    bool is_written =
        ftruncate(u->fd, (off_t)UNITFILE_BYTES) == 0 && unitstore_write_bytes(u->fd, bytes, sizeof bytes, 0);
    for (uint32_t at = 0; at < BOARD_FLASH_BYTES && is_written; at += CHUNK_BYTES) {
        if (unitcells_diff(&u->cells, at, CHUNK_BYTES, NULL)) {
            (void)unitcells_diff(&u->cells, at, CHUNK_BYTES, bytes);
            is_written = unitstore_write_bytes(u->fd, bytes, CHUNK_BYTES, EMU_UNITFILE_HEAD_BYTES + at);
        }
    }
    if (!is_written || fdatasync(u->fd) != 0 || !unitname_give(u->fd, u->temporary, u->path, u->may_replace)) {
        bool is_there = is_written && errno == EEXIST;
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT,
                             is_there ? "%s: already exists: another process has just made it"
                                      : "%s: cannot be written (%s): check the free space",
                             u->path, strerror(errno));
    }
    unitcells_touch(&u->cells, 0, BOARD_FLASH_BYTES); /* they were made in memory */
    unitmapped_guard(u->path, &u->cells);
    u->is_kept = true;
    if (is_new) {
        unitsweep(u->path);
    }
    return EMU_EXIT_OK;
}

/* In memory, and in large pages where the host has them: a scenario starts by writing all of it, a thousand small pages
 * one after the other. */
enum emu_exit emu_unitfile_create_private(struct emu_unitfile **out, struct emu_error *error)
{
    *out = NULL;
    struct emu_unitfile *u = unitfile_alloc("", error);
    if (u == NULL) {
        return error->code;
    }
    u->memory = mmap(NULL, PRIVATE_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (u->memory == MAP_FAILED) {
        emu_unitfile_close(u);
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "unit: out of memory");
    }
    /* They begin at a border of large pages. */
    uintptr_t border = ((uintptr_t)u->memory + LARGE_PAGE_BYTES - 1) / LARGE_PAGE_BYTES * LARGE_PAGE_BYTES;
    u->cells.cells = u->memory + (border - (uintptr_t)u->memory);
    (void)madvise(u->cells.cells, BOARD_FLASH_BYTES, MADV_HUGEPAGE); /* a hint */
    memset(u->cells.cells, 0xff, BOARD_FLASH_BYTES);
    *out = u;
    return EMU_EXIT_OK;
}

void emu_unitfile_close(struct emu_unitfile *u)
{
    if (u == NULL) {
        return;
    }
    if (u->memory != MAP_FAILED) {
        (void)munmap(u->memory, PRIVATE_BYTES);
    } else {
        unitmapped_forget(&u->cells);
        unitstore_rest(&u->store);
        unitcells_destroy(&u->cells);
    }
    if (u->temporary[0] != '\0') {
        (void)unlink(u->temporary);
    }
    if (u->fd >= 0) {
        (void)close(u->fd);
    }
    if (u->replaced >= 0) {
        (void)close(u->replaced); /* drops its lock */
    }
    rt_mem_free(u);
}

void emu_unitfile_vouch(struct emu_unitfile *u, enum board_region bank)
{
    const struct board_region_info *info = board_region(bank);
    struct fw_image image;
    RT_ASSERT(u->memory != MAP_FAILED); /* nothing else changes the cells of a private one */
    if (fw_image_open(&image, u->cells.cells + info->offset, info->n_bytes) == RT_OK &&
        fw_image_check_sections(&image) == RT_OK) {
        u->vouched |= UINT32_C(1) << bank;
    }
}

uint32_t emu_unitfile_vouched(const struct emu_unitfile *u)
{
    return u->vouched;
}

void emu_unitfile_rest(struct emu_unitfile *u)
{
    if (u->memory == MAP_FAILED && u->failed == 0) {
        unitstore_rest(&u->store);
        unitcells_rest(&u->cells);
    }
}

void emu_unitfile_changed(struct emu_unitfile *u, uint32_t offset, uint32_t n)
{
    if (u->memory != MAP_FAILED || !u->is_kept || u->failed != 0) {
        return; /* nothing to write to, not yet, or not any more */
    }
    errno = EIO; /* for a write that says nothing */
    bool is_whole = u->head.format == EMU_UNITFILE_FORMAT_WHOLE;
    bool is_written = is_whole
                          ? unitstore_write_bytes(u->fd, u->cells.cells + offset, n, EMU_UNITFILE_HEAD_BYTES + offset)
                          : unitstore_write(&u->store, &u->cells, u->fd, EMU_UNITFILE_HEAD_BYTES, offset, n);
    if (!is_written) {
        u->failed = errno;
    }
}

bool emu_unitfile_sync(struct emu_unitfile *u)
{
    if (u->memory == MAP_FAILED && u->failed == 0 && fdatasync(u->fd) != 0) {
        u->failed = errno;
    }
    return u->failed == 0;
}

const char *emu_unitfile_failure(const struct emu_unitfile *u)
{
    return u->failed != 0 ? strerror(u->failed) : NULL;
}

/* A file that was only renamed, or that another link still names, is not lost: nothing is said of it. */
const char *emu_unitfile_lost(const struct emu_unitfile *u)
{
    struct stat ours, named;
    if (u->memory != MAP_FAILED || !u->is_kept || fstat(u->fd, &ours) != 0) {
        return NULL;
    }
    if (ours.st_size != (off_t)UNITFILE_BYTES) {
        return ours.st_size < (off_t)UNITFILE_BYTES ? "was truncated" : "was appended to";
    }
    bool is_gone = ours.st_nlink == 0;
    return !is_gone ? NULL : stat(u->path, &named) == 0 ? "was replaced by another file" : "was deleted";
}

const char *emu_unitfile_damage(const struct emu_unitfile *u)
{
    const char *lost = emu_unitfile_lost(u);
    bool is_checked = lost == NULL && u->memory == MAP_FAILED && u->is_kept && u->failed == 0;
    return is_checked && !unitsame(u->fd, &u->head, &u->cells) ? "was changed by another program" : lost;
}

uint8_t *emu_unitfile_flash(struct emu_unitfile *u)
{
    return u->cells.cells;
}

const char *emu_unitfile_path(const struct emu_unitfile *u)
{
    return u->path;
}
