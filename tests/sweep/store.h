/* SPDX-License-Identifier: MIT */
/* Cells by their content: a hash a sector, kept up to date by who writes, and a set of hashes that were seen. */
#pragma once
#include "world.h"
#include <board/flash.h>

struct cells {
    uint8_t *bytes; /* BOARD_FLASH_BYTES, owned */
    uint64_t hash[BOARD_FLASH_N_SECTORS];
    uint64_t dirty; /* sectors whose hash is not up to date */
};
/* The content is not set yet. */
void cells_init(struct cells *c);
void cells_fini(struct cells *c);
/* Somebody has written there. */
void cells_touch(struct cells *c, uint32_t at, uint32_t n);
/* Makes to equal from. Sectors that are known to be equal cost nothing. */
void cells_copy(struct cells *to, const struct cells *from);
uint64_t cells_hash(struct cells *c);
/* The good image in a bank, or NULL. */
const struct sweep_image *cells_image(const struct cells *c, enum board_region bank);

/* What was found out about a flash content. */
struct seen_row {
    uint64_t key; /* 0: free */
    struct fingerprint found;
    bool is_bad;
};
struct seen {
    struct seen_row *rows;
    size_t n_rows, n; /* a power of two */
};
void seen_init(struct seen *s);
void seen_fini(struct seen *s);
/* The row of this key; *is_new: it was made now, and is to be filled in. Valid until the next call. */
struct seen_row *seen_find(struct seen *s, uint64_t key, bool *is_new);
