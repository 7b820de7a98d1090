/* SPDX-License-Identifier: MIT */
#include "window.h"
#include <board/fault.h>
#include <rt/assert.h>
#include <stdlib.h>
#include <string.h>

#define PAGE           WINDOW_PAGE_BYTES
#define BLOCKS_A_PAGE  (WINDOW_PAGE_BYTES / WINDOW_BLOCK_BYTES)
#define EXHAUSTIVE_MAX 64u

void window_init(struct window *w)
{
    *w = (struct window){0};
    cells_init(&w->durable);
}

static void clear(struct window *w)
{
    for (size_t i = 0; i < w->n_pages; i++) {
        free(w->pages[i].states);
    }
    w->n_pages = 0;
}

void window_fini(struct window *w)
{
    clear(w);
    free(w->pages);
    cells_fini(&w->durable);
    *w = (struct window){0};
}

void window_begin(struct window *w, const struct cells *durable)
{
    clear(w);
    w->last = NULL;
    cells_copy(&w->durable, durable);
}

static const uint8_t *newest(const struct window_page *p)
{
    return p->states + (p->n - 1) * PAGE;
}

static struct window_page *find(const struct window *w, uint32_t at)
{
    for (size_t i = 0; i < w->n_pages; i++) {
        if (w->pages[i].at == at) {
            return &w->pages[i];
        }
    }
    return NULL;
}

/* What the operation makes of a page, by the board's rule. */
static void apply(const struct recorded *op, uint32_t n_done, uint32_t page_at, uint8_t page[PAGE])
{
    uint32_t from = op->at > page_at ? op->at : page_at;
    uint32_t to = op->at + op->n < page_at + PAGE ? op->at + op->n : page_at + PAGE;
    uint32_t skip = from - op->at;
    const struct board_operation part = {.bytes = op->is_erase ? NULL : op->bytes + skip, .n = to - from};
    if (n_done > skip) {
        board_fault_tear(page + (from - page_at), &part, n_done - skip);
    }
}

static void add_state(struct window *w, uint32_t at, const uint8_t state[PAGE])
{
    struct window_page *p = find(w, at);
    if (!p) {
        if (w->n_pages == w->n_pages_max) {
            w->n_pages_max = w->n_pages_max > 0 ? 2 * w->n_pages_max : 64;
            w->pages = realloc(w->pages, w->n_pages_max * sizeof *w->pages);
            RT_ASSERT(w->pages);
        }
        p = &w->pages[w->n_pages++];
        *p = (struct window_page){.at = at, .n = 1, .states = malloc(PAGE)};
        RT_ASSERT(p->states);
        memcpy(p->states, w->durable.bytes + at, PAGE);
    }
    p->states = realloc(p->states, (p->n + 1) * PAGE);
    RT_ASSERT(p->states);
    memcpy(p->states + p->n++ * PAGE, state, PAGE);
    p->is_of_last = true;
}

void window_store(struct window *w, const struct recorded *op, uint32_t n_done)
{
    for (size_t i = 0; i < w->n_pages; i++) {
        w->pages[i].is_of_last = false;
    }
    w->last = op;
    for (uint32_t at = op->at / PAGE * PAGE; at < op->at + op->n; at += PAGE) {
        uint8_t page[PAGE];
        const struct window_page *p = find(w, at);
        const uint8_t *before = p ? newest(p) : w->durable.bytes + at;
        memcpy(page, before, PAGE);
        apply(op, n_done, at, page);
        if (memcmp(page, before, PAGE) != 0) {
            add_state(w, at, page);
        }
    }
}

void window_sync(struct window *w)
{
    for (size_t i = 0; i < w->n_pages; i++) {
        memcpy(w->durable.bytes + w->pages[i].at, newest(&w->pages[i]), PAGE);
        cells_touch(&w->durable, w->pages[i].at, PAGE);
    }
    (void)cells_hash(&w->durable);
    clear(w);
}

/* --- one content ---------------------------------------------------------------------------------------------------
 */

/* 0: more than EXHAUSTIVE_MAX. */
static uint64_t n_exhaustive(const struct window *w)
{
    uint64_t n = 1;
    for (size_t i = 0; i < w->n_pages && n != 0; i++) {
        n = n * w->pages[i].n <= EXHAUSTIVE_MAX ? n * w->pages[i].n : 0;
    }
    return n;
}

uint64_t window_n_systematic(const struct window *w)
{
    uint64_t n = n_exhaustive(w);
    return n != 0 ? n : 2 * w->n_pages;
}

static void put(struct cells *out, uint32_t at, const uint8_t *bytes, uint32_t n)
{
    memcpy(out->bytes + at, bytes, n);
    cells_touch(out, at, n);
}

void window_newest(const struct window *w, struct cells *out)
{
    cells_copy(out, &w->durable);
    for (size_t i = 0; i < w->n_pages; i++) {
        put(out, w->pages[i].at, newest(&w->pages[i]), PAGE);
    }
}

bool window_touches(const struct window *w, uint32_t from, uint32_t to)
{
    for (size_t i = 0; i < w->n_pages; i++) {
        if (w->pages[i].at >= from && w->pages[i].at < to) {
            return true;
        }
    }
    return false;
}

/* splitmix64 */
static uint64_t draw(uint64_t *seed)
{
    uint64_t z = (*seed += 0x9e3779b97f4a7c15u);
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

static void make_drawn(const struct window *w, uint64_t seed, struct cells *out)
{
    static const unsigned written_of_8[] = {1, 4, 7};
    unsigned likely = written_of_8[draw(&seed) % 3];
    /* In one of two, the crash came while the last operation was under way. */
    bool is_partial = w->last && w->last->n > 1 && draw(&seed) % 2 == 0;
    uint32_t n_done = is_partial ? (uint32_t)(draw(&seed) % w->last->n) : 0;
    for (size_t i = 0; i < w->n_pages; i++) {
        const struct window_page *p = &w->pages[i];
        uint8_t last[PAGE];
        size_t n_whole = p->n - (is_partial && p->is_of_last);
        memcpy(last, p->states + (n_whole - 1) * PAGE, PAGE);
        if (is_partial && p->is_of_last) {
            apply(w->last, n_done, p->at, last);
        }
        size_t one = draw(&seed) % n_whole, two = draw(&seed) % n_whole;
        const uint8_t *state = draw(&seed) % 8 < likely ? last : p->states + one * PAGE;
        uint32_t n_first = (uint32_t)(draw(&seed) % 4 == 0 ? draw(&seed) % BLOCKS_A_PAGE : BLOCKS_A_PAGE);
        put(out, p->at, p->states + two * PAGE, PAGE);
        put(out, p->at, state, n_first * WINDOW_BLOCK_BYTES);
    }
}

void window_make(const struct window *w, uint64_t seed, uint64_t i, struct cells *out)
{
    cells_copy(out, &w->durable);
    if (i >= window_n_systematic(w)) {
        make_drawn(w, seed ^ i << 20, out);
        return;
    }
    uint64_t left = i;
    bool is_exhaustive = n_exhaustive(w) != 0;
    for (size_t k = 0; k < w->n_pages; k++) {
        const struct window_page *p = &w->pages[k];
        size_t state;
        if (is_exhaustive) {
            state = left % p->n;
            left /= p->n;
        } else {
            bool is_written = i < w->n_pages ? k == i : k != i - w->n_pages;
            state = is_written ? p->n - 1 : 0;
        }
        if (state != 0) {
            put(out, p->at, p->states + state * PAGE, PAGE);
        }
    }
}
