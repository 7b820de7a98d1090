/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* SEEK_DATA */
#include "same.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { PAGE = UNITCELLS_PAGE_BYTES };

/* What the page is to be in the file. */
static void expect(const struct unitcells *c, bool is_whole, uint32_t offset, uint8_t out[PAGE])
{
    if (is_whole) {
        memcpy(out, c->cells + offset, PAGE);
    } else if (unitcells_is_touched(c, offset, PAGE)) {
        (void)unitcells_diff(c, offset, PAGE, out);
    } else {
        memset(out, 0, PAGE);
    }
}

bool unitsame(int fd, const struct unithead *head, const struct unitcells *cells)
{
    uint8_t is[PAGE], was[PAGE];
    struct unithead now;
    bool is_whole = head->format == EMU_UNITFILE_FORMAT_WHOLE;
    _Static_assert(sizeof is == EMU_UNITFILE_HEAD_BYTES, "the head is one page");
    _Static_assert(sizeof now == sizeof now.format + sizeof now.base, "no byte of it is undefined");
    bool is_same = pread(fd, is, sizeof is, 0) == (ssize_t)sizeof is && unithead_decode(&now, is) == NULL &&
                   memcmp(&now, head, sizeof now) == 0;
    off_t data = 0; /* there is a hole from the last page up to here */
    for (uint32_t offset = 0; offset < BOARD_FLASH_BYTES && is_same; offset += PAGE) {
        off_t at = (off_t)EMU_UNITFILE_HEAD_BYTES + (off_t)offset;
        if (data < at + PAGE) {
            data = lseek(fd, at, SEEK_DATA);
            data = data >= at ? data : errno == ENXIO ? (off_t)UNITFILE_BYTES : at; /* no more; nothing tells: read */
        }
        bool is_hole = data >= at + PAGE;
        if (is_hole && !is_whole && !unitcells_is_touched(cells, offset, PAGE)) {
            continue;
        }
        expect(cells, is_whole, offset, was);
        is_same = pread(fd, is, sizeof is, at) == (ssize_t)sizeof is && memcmp(is, was, sizeof is) == 0;
    }
    return is_same;
}
