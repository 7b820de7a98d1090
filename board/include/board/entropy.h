/* SPDX-License-Identifier: MIT */
/* The noise source. The same seed gives the same noise; the trace records the seed. A restart continues the stream, a
 * new board starts it over. */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct board;

/* 32 random bits: the same sequence for the same seed. */
uint32_t board_entropy_u32(struct board *b);
/* Uniform in 0 .. below-1; below >= 1. */
uint32_t board_entropy_below(struct board *b, uint32_t below);
void board_entropy_fill(struct board *b, void *out, size_t n);
