/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* dl_iterate_phdr, madvise */
#include "cells.h"
#include <rt/assert.h>
#include <fcntl.h>
#include <link.h>
#include <stdalign.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { SECTOR = BOARD_FLASH_SECTOR_BYTES, ONES = 16 * SECTOR };

/* Ones in the file of the program. */
#define FOUR(x) x, x, x, x
static const alignas(SECTOR) uint64_t ones[ONES / sizeof(uint64_t)] = {
    FOUR(FOUR(FOUR(FOUR(FOUR(FOUR(FOUR(FOUR(UINT64_MAX)))))))),
    FOUR(FOUR(FOUR(FOUR(FOUR(FOUR(FOUR(FOUR(UINT64_MAX)))))))),
};
_Static_assert(BOARD_FLASH_BYTES % ONES == 0, "whole ones");
_Static_assert(ONES / sizeof(uint64_t) == 2 * 65536, "two times four to the eighth");

static const enum board_region bank_region[UNITCELLS_BANKS] = {BOARD_REGION_BANK_A, BOARD_REGION_BANK_B};

/* Where the ones are in the program's file. The first object is the program itself (dl_iterate_phdr(3)). */
static int find_ones(struct dl_phdr_info *info, size_t n_info, void *offset)
{
    (void)n_info;
    for (size_t i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *p = &info->dlpi_phdr[i];
        uintptr_t from_begin = (uintptr_t)ones - (uintptr_t)(info->dlpi_addr + p->p_vaddr);
        if (p->p_type == PT_LOAD && from_begin < p->p_filesz) {
            *(off_t *)offset = (off_t)(p->p_offset + from_begin);
        }
    }
    return 1; /* no further object */
}

/* Ones as pages that all processes share; false: they cannot be had like this, as without /proc. */
static bool map_ones(uint8_t *cells)
{
    off_t offset = -1;
    (void)dl_iterate_phdr(find_ones, &offset);
    int fd = offset >= 0 ? open("/proc/self/exe", O_RDONLY | O_CLOEXEC) : -1;
    bool is_mapped = fd >= 0;
    for (size_t at = 0; is_mapped && at < BOARD_FLASH_BYTES; at += ONES) {
        is_mapped = mmap(cells + at, ONES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED, fd, offset) != MAP_FAILED;
    }
    if (fd >= 0) {
        (void)close(fd); /* only read */
    }
    /* A program that was replaced in its place is not the one that runs. */
    return is_mapped && memcmp(cells, ones, UNITCELLS_PAGE_BYTES) == 0;
}

bool unitcells_create(struct unitcells *c)
{
    *c = (struct unitcells){0};
    uint8_t *cells = mmap(NULL, BOARD_FLASH_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (cells == MAP_FAILED) {
        return false;
    }
    c->cells = cells;
    c->is_backed = map_ones(cells);
    if (!c->is_backed) {
        cells = mmap(cells, BOARD_FLASH_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
        if (cells == MAP_FAILED) {
            return false;
        }
        memset(cells, 0xff, BOARD_FLASH_BYTES);
        unitcells_touch(c, 0, BOARD_FLASH_BYTES);
    }
    return true;
}

bool unitcells_map(struct unitcells *c, int fd, uint64_t offset)
{
    *c = (struct unitcells){0};
    uint8_t *cells = mmap(NULL, BOARD_FLASH_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, (off_t)offset);
    c->cells = cells != MAP_FAILED ? cells : NULL;
    return c->cells != NULL;
}

void unitcells_destroy(struct unitcells *c)
{
    if (c->cells != NULL) {
        (void)munmap(c->cells, BOARD_FLASH_BYTES);
    }
    for (unsigned bank = 0; bank < UNITCELLS_BANKS; bank++) {
        if (c->image[bank] != NULL) {
            (void)munmap((void *)(uintptr_t)c->image[bank], c->n_image[bank]);
        }
    }
    *c = (struct unitcells){0};
}

static bool read_all(int fd, uint8_t *out, size_t n)
{
    ssize_t n_now = 1;
    for (size_t at = 0; at < n && n_now > 0; at += (size_t)n_now) {
        n_now = pread(fd, out + at, n - at, (off_t)at);
    }
    return n_now > 0;
}

bool unitcells_refer(struct unitcells *c, unsigned bank, int fd, uint32_t n_bytes, bool is_constant, bool with_cells)
{
    const struct board_region_info *region = board_region(bank_region[bank]);
    RT_ASSERT(n_bytes > 0 && n_bytes <= region->n_bytes && c->image[bank] == NULL);
    int flags = is_constant ? MAP_PRIVATE : MAP_PRIVATE | MAP_ANONYMOUS;
    uint8_t *image =
        mmap(NULL, n_bytes, is_constant ? PROT_READ : PROT_READ | PROT_WRITE, flags, is_constant ? fd : -1, 0);
    if (image == MAP_FAILED) {
        return false;
    }
    c->image[bank] = image;
    c->n_image[bank] = n_bytes;
    if (!is_constant && !read_all(fd, image, n_bytes)) {
        return false;
    }
    if (!with_cells) {
        return true;
    }
    uint8_t *cells = c->cells + region->offset;
    uint32_t n_mapped = is_constant ? n_bytes / UNITCELLS_PAGE_BYTES * UNITCELLS_PAGE_BYTES : 0;
    if (n_mapped > 0 && mmap(cells, n_mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED, fd, 0) == MAP_FAILED) {
        return false;
    }
    memcpy(cells + n_mapped, image + n_mapped, n_bytes - n_mapped);
    unitcells_touch(c, region->offset + n_mapped, n_bytes - n_mapped);
    return true;
}

/* What n cells from offset on began as, and for how many of them: an image, or NULL for ones. */
static const uint8_t *begin_of(const struct unitcells *c, uint32_t offset, uint32_t *n)
{
    uint32_t end = offset + *n;
    for (unsigned bank = 0; bank < UNITCELLS_BANKS; bank++) {
        uint32_t first = board_region(bank_region[bank])->offset, behind = first + c->n_image[bank];
        if (offset >= first && offset < behind) {
            *n = end < behind ? *n : behind - offset;
            return c->image[bank] + (offset - first);
        }
        if (offset < first && first < end && c->n_image[bank] > 0) {
            *n = first - offset;
            return NULL;
        }
    }
    return NULL;
}

/* Loops of their own, for wide registers: an upgrade writes a whole bank. */
static void apply(uint8_t *restrict cells, const uint8_t *restrict diff, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        cells[i] ^= diff[i];
    }
}

static void differ(uint8_t *restrict out, const uint8_t *restrict a, const uint8_t *restrict b, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        out[i] = a[i] ^ b[i];
    }
}

bool unitcells_diff(const struct unitcells *c, uint32_t offset, uint32_t n, uint8_t *out)
{
    bool is_any = false;
    for (uint32_t done = 0, n_now; done < n; done += n_now) {
        n_now = n - done;
        const uint8_t *was = begin_of(c, offset + done, &n_now);
        const uint8_t *is = c->cells + offset + done;
        if (was == NULL) {
            was = (const uint8_t *)ones;
            n_now = n_now < ONES ? n_now : ONES;
        }
        if (memcmp(is, was, n_now) != 0) {
            is_any = true;
            if (out != NULL) {
                differ(out + done, is, was, n_now);
            }
        } else if (out != NULL) {
            memset(out + done, 0, n_now);
        }
    }
    return is_any;
}

void unitcells_apply(struct unitcells *c, uint32_t offset, uint32_t n, const uint8_t *diff)
{
    apply(c->cells + offset, diff, n);
    unitcells_touch(c, offset, n);
}

bool unitcells_is_touched(const struct unitcells *c, uint32_t offset, uint32_t n)
{
    for (uint32_t page = offset / UNITCELLS_PAGE_BYTES; n > 0 && page <= (offset + n - 1) / UNITCELLS_PAGE_BYTES;
         page++) {
        if (c->is_own[page]) {
            return true;
        }
    }
    return false;
}

void unitcells_touch(struct unitcells *c, uint32_t offset, uint32_t n)
{
    for (uint32_t page = offset / UNITCELLS_PAGE_BYTES; n > 0 && page <= (offset + n - 1) / UNITCELLS_PAGE_BYTES;
         page++) {
        c->is_own[page] = true;
    }
}

void unitcells_untouch(struct unitcells *c, uint32_t offset, uint32_t n)
{
    uint32_t n_ones = n;
    bool is_of_ones = begin_of(c, offset, &n_ones) == NULL && n_ones == n;
    for (uint32_t at = offset; c->is_backed && is_of_ones && at + UNITCELLS_PAGE_BYTES <= offset + n;
         at += UNITCELLS_PAGE_BYTES) {
        c->is_own[at / UNITCELLS_PAGE_BYTES] = false;
    }
}

void unitcells_rest(struct unitcells *c)
{
    for (size_t page = 0, n; page < UNITCELLS_N_PAGES; page += n) {
        bool is_own = c->is_own[page];
        for (n = 1; page + n < UNITCELLS_N_PAGES && c->is_own[page + n] == is_own; n++) {
        }
        if (!is_own) {
            /* A hint: when it is not taken all is as before. Not posix_madvise: glibc's does nothing for this one. */
            (void)madvise(c->cells + page * UNITCELLS_PAGE_BYTES, n * UNITCELLS_PAGE_BYTES, MADV_DONTNEED);
        }
    }
}
