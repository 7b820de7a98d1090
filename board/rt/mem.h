/* SPDX-License-Identifier: MIT */
/*
 * All memory of the device comes from here, so that a test can make the n-th allocation fail and
 * can ask what is still held. Third-party libraries are pointed here where they allow it.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zeroed memory, or NULL. n_bytes may be 0 (a unique pointer comes back). */
void *rt_mem_alloc(size_t n_bytes);
/* The same without zeros, for a large queue that is written before it is read. */
void *rt_mem_alloc_raw(size_t n_bytes);

/* As realloc: new bytes are not zeroed; on NULL the old block still stands. */
void *rt_mem_resize(void *p, size_t n_bytes);

/* NULL is allowed. Returns NULL, so that `x = rt_mem_free(x)` reads as "drop and forget". */
void *rt_mem_free(void *p);

/* A copy of the text, owned by the caller; NULL when there is no memory. */
char *rt_mem_strdup(const char *text);
char *rt_mem_strndup(const char *text, size_t n_bytes);

/* Test hooks. fail_at: the n-th allocation from now on (1 = the next) fails, once; 0 = none. */
void rt_mem_fail_at(uint64_t n);
/* true: what is allocated until false neither counts nor fails. For what a test does in the middle of the device. */
void rt_mem_spare(bool is_spared);
/* Number of allocations made since the program started (for sweeps over n). */
uint64_t rt_mem_n_allocations(void);
/* Blocks now held. */
uint64_t rt_mem_n_live(void);
