/* SPDX-License-Identifier: MIT */
/*
 * What an idle process gives back to the host: free parts of the heap, pages of it that hold zeros alone, the part of
 * the stack that was only used before. Nothing that can be read changes; the pages come back when they are written to.
 *
 * For a process with one thread: another one could write to a page while it is looked at.
 */
#pragma once

/* Where the heap begins; NULL: unknown, as without /proc. */
void *emu_rest_heap(void);
/* heap: as returned by it. Takes some 50 us. */
void emu_rest(void *heap);
