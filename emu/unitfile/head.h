/* SPDX-License-Identifier: MIT */
/* The head of a unit file, drawn in unitfile/unitfile.h. */
#pragma once
#include "base.h"
#include "cells.h"
#include <unitfile/unitfile.h>
#include <stdint.h>

#define UNITFILE_BYTES (EMU_UNITFILE_HEAD_BYTES + BOARD_FLASH_BYTES)

struct unithead {
    uint32_t format;
    struct unitbase base[UNITCELLS_BANKS];
};

/* head: EMU_UNITFILE_HEAD_BYTES. */
void unithead_encode(const struct unithead *from, uint8_t *head);
/* What is wrong with it, or NULL: then it is in *out. */
const char *unithead_decode(struct unithead *out, const uint8_t *head);
/* The cells refer to the images that the head names. with_cells: see unitcells_refer(). path: of the unit file. */
enum emu_exit unithead_refer(struct unitcells *cells, const struct unithead *head, const char *path, bool with_cells,
                             struct emu_error *error);
