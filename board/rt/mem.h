/* SPDX-License-Identifier: MIT */
/*
 * All memory of the device comes from here, so a test can make the n-th allocation fail and can check for leaks.
 * Third-party libraries use it where they support custom allocators.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zeroed memory, or NULL. n_bytes may be 0; the result is then a unique pointer. */
void *rt_mem_alloc(size_t n_bytes);
/* The same, not zeroed; for large queues that are written before they are read. */
void *rt_mem_alloc_raw(size_t n_bytes);

/* As realloc: new bytes are not zeroed; if it returns NULL, the old block is unchanged. */
void *rt_mem_resize(void *p, size_t n_bytes);

/* NULL is allowed. Returns NULL, for `x = rt_mem_free(x)`. */
void *rt_mem_free(void *p);

/* A copy of the string, owned by the caller; NULL when out of memory. */
char *rt_mem_strdup(const char *text);
char *rt_mem_strndup(const char *text, size_t n_bytes);

/* Test hooks. fail_at: the n-th allocation from now on (1 = the next) fails, once; 0 = none. */
void rt_mem_fail_at(uint64_t n);
/* true: until false, allocations neither count nor fail. For allocations that a test itself makes while the device
 * runs. */
void rt_mem_spare(bool is_spared);
/* Number of allocations made since the program started (for sweeps over n). */
uint64_t rt_mem_n_allocations(void);
/* Blocks currently allocated. */
uint64_t rt_mem_n_live(void);
