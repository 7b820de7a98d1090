/* SPDX-License-Identifier: MIT */
/*
 * What the disk may hold when the host crashes: the cells at the last sync, and each page that was stored to since in
 * any state that it has had since. The kernel writes pages back one by one, in any order, any number of times, and a
 * disk tears a page between two blocks; it promises no more than that all of it is there after a sync.
 */
#pragma once
#include "record.h"
#include "store.h"

#define WINDOW_PAGE_BYTES  4096u /* the unit of write-back */
#define WINDOW_BLOCK_BYTES 512u  /* the unit of a disk's write */

struct window_page {
    uint32_t at;
    size_t n; /* states: the one at the last sync, and each later one that is different; at least 2 */
    uint8_t *states;
    bool is_of_last; /* stored to by the last operation */
};
struct window {
    struct cells durable; /* at the last sync */
    struct window_page *pages;
    size_t n_pages, n_pages_max;
    const struct recorded *last; /* borrowed; NULL: none yet */
};

void window_init(struct window *w);
void window_fini(struct window *w);
/* All of this is on the disk. */
void window_begin(struct window *w, const struct cells *durable);
/* An operation; n_done < op->n: it was cut there. op is borrowed until the next one or window_begin(). */
void window_store(struct window *w, const struct recorded *op, uint32_t n_done);
void window_sync(struct window *w);

/* What the page cache holds: all of it, as the unit sees it. */
void window_newest(const struct window *w, struct cells *out);
/* Whether something was stored between these two places since the last sync. */
bool window_touches(const struct window *w, uint32_t from, uint32_t to);

/* How many contents are tried one by one. All there are when those are few: each page in each state. Else each page as
 * the only one that was written back, and as the only one that was not. */
uint64_t window_n_systematic(const struct window *w);
/* Content i into out. From window_n_systematic() on: drawn from (seed, i), with torn pages and a last operation that is
 * only partly done. */
void window_make(const struct window *w, uint64_t seed, uint64_t i, struct cells *out);
