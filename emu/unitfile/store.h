/* SPDX-License-Identifier: MIT */
/*
 * What the device programs and erases, written to the unit file: the difference of the cells from what they began as
 * (unitfile/unitfile.h), one write for a run of pages.
 */
#pragma once
#include "cells.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct unitstore {
    uint8_t *sector; /* room for one; NULL: nothing longer than a page was written since unitstore_rest() */
};

/* All of n bytes; false: errno says why not. */
bool unitstore_write_bytes(int fd, const uint8_t *bytes, size_t n, size_t at);
/* n cells of c from offset on were changed: writes their difference to the file, whose first cell lies at <at>. False:
 * as above; the beginning is written, as a power cut would leave it, and the caller writes nothing more. */
bool unitstore_write(struct unitstore *s, struct unitcells *c, int fd, size_t at, uint32_t offset, uint32_t n);
/* Gives back what is only needed while a bank is written. */
void unitstore_rest(struct unitstore *s);
