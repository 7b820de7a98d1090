/* SPDX-License-Identifier: MIT */
/* The head of a unit file, drawn in unitfile/unitfile.h. */
#pragma once
#include "base.h"
#include "cells.h"
#include <stdint.h>

struct unithead {
    uint32_t format;
    struct unitbase base[UNITCELLS_BANKS];
};

/* head: EMU_UNITFILE_HEAD_BYTES. */
void unithead_encode(const struct unithead *from, uint8_t *head);
/* What is wrong with it, or NULL: then it is in *out. */
const char *unithead_decode(struct unithead *out, const uint8_t *head);
