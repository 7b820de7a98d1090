/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* fallocate */
#include "store.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PAGE = UNITCELLS_PAGE_BYTES, SECTOR = BOARD_FLASH_SECTOR_BYTES };

bool unitstore_write_bytes(int fd, const uint8_t *bytes, size_t n, size_t at)
{
    ssize_t n_now = 1;
    for (size_t n_done = 0; n_done < n && n_now > 0; n_done += (size_t)n_now) {
        n_now = pwrite(fd, bytes + n_done, n - n_done, (off_t)(at + n_done));
    }
    return n_now > 0;
}

/* A sector that was erased is a hole again, where the file system can do so. Not in a bank: it is erased to be written,
 * and a block that goes and comes costs the commits between more than the rest of an upgrade. */
static bool punch(struct unitcells *c, int fd, size_t at, uint32_t offset, uint32_t n)
{
    bool is_erased = offset % BOARD_FLASH_SECTOR_BYTES == 0 && n == BOARD_FLASH_SECTOR_BYTES &&
                     offset < board_region(BOARD_REGION_BANK_A)->offset && unitcells_is_touched(c, offset, n) &&
                     !unitcells_diff(c, offset, n, NULL) &&
                     fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t)(at + offset), (off_t)n) == 0;
    if (is_erased) {
        unitcells_untouch(c, offset, n);
    }
    return is_erased;
}

/* The difference of some cells of one page into diff. False: there is none, and so says the file. */
static bool find_difference(struct unitcells *c, uint32_t offset, uint32_t n, uint8_t *diff)
{
    bool is_any = unitcells_diff(c, offset, n, diff);
    bool was_any = unitcells_is_touched(c, offset, n);
    if (is_any) {
        unitcells_touch(c, offset, n);
    } else {
        unitcells_untouch(c, offset, n); /* should the write fail, none follows and no page is released */
    }
    return is_any || was_any;
}

/* Differences of neighbouring pages, written at once: an image is programmed by the sector. */
struct run {
    uint8_t *bytes;
    uint32_t n, n_max;
};

static bool write_run(struct run *run, int fd, size_t end)
{
    uint32_t n = run->n;
    run->n = 0;
    return n == 0 || unitstore_write_bytes(fd, run->bytes, n, end - n);
}

static struct run room_for(struct unitstore *s, uint32_t n, uint8_t page[PAGE])
{
    if (n > PAGE && s->sector == NULL) {
        void *sector = mmap(NULL, SECTOR, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        s->sector = sector != MAP_FAILED ? sector : NULL; /* without it, page by page */
    }
    return n > PAGE && s->sector != NULL ? (struct run){s->sector, 0, SECTOR} : (struct run){page, 0, PAGE};
}

bool unitstore_write(struct unitstore *s, struct unitcells *c, int fd, size_t at, uint32_t offset, uint32_t n)
{
    uint8_t page[PAGE];
    if (punch(c, fd, at, offset, n)) {
        return true;
    }
    struct run run = room_for(s, n, page);
    bool is_written = true;
    for (uint32_t end = offset + n, n_now; offset < end && is_written; offset += n_now) {
        n_now = PAGE - offset % PAGE;
        n_now = n_now < end - offset ? n_now : end - offset;
        if (run.n + n_now > run.n_max) {
            is_written = write_run(&run, fd, at + offset);
        }
        if (find_difference(c, offset, n_now, run.bytes + run.n)) {
            run.n += n_now;
        } else {
            is_written = write_run(&run, fd, at + offset) && is_written;
        }
    }
    return write_run(&run, fd, at + offset) && is_written;
}

void unitstore_rest(struct unitstore *s)
{
    if (s->sector != NULL) {
        (void)munmap(s->sector, SECTOR);
        s->sector = NULL;
    }
}
