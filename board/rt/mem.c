/* SPDX-License-Identifier: MIT */
/*
 * The counters are the only per-process state of the project, because there is one heap. They need no lock: one
 * thread runs the device.
 */
#include <rt/mem.h>
#include <stdlib.h>
#include <string.h>

static struct {
    uint64_t n_allocations;
    uint64_t n_live;
    uint64_t fail_at; /* value of n_allocations at which to fail; 0: never */
    bool is_spared;
} counters;

/* Counts one allocation; false for the one that is to fail. */
static bool may_allocate(void)
{
    if (counters.is_spared) {
        return true;
    }
    counters.n_allocations++;
    if (counters.n_allocations == counters.fail_at) {
        counters.fail_at = 0;
        return false;
    }
    return true;
}

void *rt_mem_alloc(size_t n_bytes)
{
    if (!may_allocate()) {
        return NULL;
    }
    /* calloc, not malloc and memset: large tables cost no memory until they are touched. */
    void *p = calloc(1, n_bytes > 0 ? n_bytes : 1);
    if (p) {
        counters.n_live++;
    }
    return p;
}

void *rt_mem_resize(void *p, size_t n_bytes)
{
    if (!may_allocate()) {
        return NULL;
    }
    void *moved = realloc(p, n_bytes > 0 ? n_bytes : 1);
    if (moved && !p) {
        counters.n_live++;
    }
    return moved;
}

void *rt_mem_alloc_raw(size_t n_bytes)
{
    return rt_mem_resize(NULL, n_bytes);
}

void *rt_mem_free(void *p)
{
    if (p) {
        counters.n_live--;
        free(p);
    }
    return NULL;
}

char *rt_mem_strdup(const char *text)
{
    return rt_mem_strndup(text, strlen(text));
}

char *rt_mem_strndup(const char *text, size_t n_bytes)
{
    size_t n = strnlen(text, n_bytes);
    char *copy = rt_mem_alloc_raw(n + 1);
    if (copy) {
        memcpy(copy, text, n);
        copy[n] = '\0';
    }
    return copy;
}

void rt_mem_fail_at(uint64_t n)
{
    counters.fail_at = n > 0 ? counters.n_allocations + n : 0;
}

void rt_mem_spare(bool is_spared)
{
    counters.is_spared = is_spared;
}

uint64_t rt_mem_n_allocations(void)
{
    return counters.n_allocations;
}

uint64_t rt_mem_n_live(void)
{
    return counters.n_live;
}
