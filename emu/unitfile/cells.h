/* SPDX-License-Identifier: MIT */
/*
 * The cells of a unit file in memory, and their difference from what they began as: ones everywhere, and an image in a
 * bank that refers to one. What is not changed is not this process' memory: the ones are pages of the program's own
 * file, the image those of its file, and all units of a host share both.
 */
#pragma once
#include "base.h"
#include <board/flash.h>
#include <stdbool.h>
#include <stdint.h>

#define UNITCELLS_BANKS      2u
#define UNITCELLS_PAGE_BYTES 4096u
#define UNITCELLS_N_PAGES    (BOARD_FLASH_BYTES / UNITCELLS_PAGE_BYTES)

struct unitcells {
    uint8_t *cells;                        /* BOARD_FLASH_BYTES, or NULL */
    const uint8_t *image[UNITCELLS_BANKS]; /* of the bank, or NULL */
    uint32_t n_image[UNITCELLS_BANKS];
    bool is_backed;                 /* behind each page that is not part of an image there are ones */
    bool is_own[UNITCELLS_N_PAGES]; /* it may differ from what it began as */
};

/* All ones. False: out of memory. */
bool unitcells_create(struct unitcells *c);
/* The same over a file from offset on, which is what they began as; changes stay in memory. */
bool unitcells_map(struct unitcells *c, int fd, uint64_t offset);
void unitcells_destroy(struct unitcells *c);

/* The bank begins as this image. is_constant: the file never changes, so its pages are shared; otherwise it is read.
 * with_cells: the cells become the image; otherwise they are it already. False: errno says why not. */
bool unitcells_refer(struct unitcells *c, unsigned bank, int fd, uint32_t n_bytes, bool is_constant, bool with_cells);

/* out = cells ^ what they began as, for n cells from offset on. out may be NULL. Returns whether there is any
 * difference. */
bool unitcells_diff(const struct unitcells *c, uint32_t offset, uint32_t n, uint8_t *out);
/* cells ^= diff */
void unitcells_apply(struct unitcells *c, uint32_t offset, uint32_t n, const uint8_t *diff);
/* These cells were changed from outside. */
void unitcells_touch(struct unitcells *c, uint32_t offset, uint32_t n);
/* Was any of them? Else the file has no difference for them. */
bool unitcells_is_touched(const struct unitcells *c, uint32_t offset, uint32_t n);
/* These cells are as they began, and the file has no difference for them: the pages need not be kept. */
void unitcells_untouch(struct unitcells *c, uint32_t offset, uint32_t n);
/* Lets go of the pages that are as they began: they come back on access. */
void unitcells_rest(struct unitcells *c);
