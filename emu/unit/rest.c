/* SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE /* madvise, mincore, sbrk */
#include <unit/rest.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGE_BYTES       4096u /* others are left alone */
#define N_PAGES          64u   /* looked at together */
#define STACK_LIVE_BYTES 1024u /* of a system call that is made here, and its red zone */
#define STACK_DEAD_BYTES 262144u
#define START_BRK        47 /* its field, from 1: proc(5) */

void *emu_rest_heap(void)
{
    char text[1024];
    int fd = open("/proc/self/stat", O_RDONLY | O_CLOEXEC);
    ssize_t n = fd >= 0 ? read(fd, text, sizeof text - 1) : -1;
    if (fd >= 0) {
        (void)close(fd); /* only read */
    }
    text[n > 0 ? n : 0] = '\0';
    const char *at = strrchr(text, ')'); /* behind the program's name, field 2, which may hold blanks */
    for (int field = 2; at != NULL && field < START_BRK; field++) {
        at = strchr(at + 1, ' ');
    }
    return at != NULL ? (void *)(uintptr_t)strtoull(at, NULL, 10) : NULL;
}

/* Tables in which nothing is yet, for the most part. */
static void rest_zeros(uint8_t *heap)
{
    static const uint8_t zeros[PAGE_BYTES];
    const uint8_t *end = sbrk(0);
    unsigned char is_there[N_PAGES];
    uint8_t *first = (uint8_t *)(((uintptr_t)heap + PAGE_BYTES - 1) & ~(uintptr_t)(PAGE_BYTES - 1));
    while (first < end) {
        size_t n = (size_t)(end - first) / PAGE_BYTES;
        n = n < N_PAGES ? n : N_PAGES;
        if (n == 0 || mincore(first, n * PAGE_BYTES, is_there) != 0) {
            return;
        }
        for (size_t i = 0; i < n; i++) {
            uint8_t *page = first + i * PAGE_BYTES;
            if ((is_there[i] & 1u) != 0 && memcmp(page, zeros, PAGE_BYTES) == 0) {
                (void)madvise(page, PAGE_BYTES, MADV_DONTNEED); /* a hint */
            }
        }
        first += n * PAGE_BYTES;
    }
}

/* It was deep while the unit started and while a page was made. What lies far below its end is dead; not all of it need
 * be mapped. */
static void rest_stack(void)
{
    uintptr_t end = ((uintptr_t)__builtin_frame_address(0) - STACK_LIVE_BYTES) & ~(uintptr_t)(PAGE_BYTES - 1);
    (void)madvise((void *)(end - STACK_DEAD_BYTES), STACK_DEAD_BYTES, MADV_DONTNEED); /* a hint */
}

void emu_rest(void *heap)
{
    if (sysconf(_SC_PAGESIZE) != (long)PAGE_BYTES) {
        return;
    }
    (void)malloc_trim(0);
    if (heap != NULL) {
        rest_zeros(heap);
    }
    rest_stack();
}
