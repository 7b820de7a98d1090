/* SPDX-License-Identifier: MIT */
/*
 * Messages of the unit against texts that were transcribed by hand from captures: the .txt files of tests/data, a line
 * each with its mark. Placeholders: {hex} 1 to 8 digits without a zero in front, {hex8}, {hex16}, {hex32}, {n} decimal.
 */
#pragma once
#include <stdbool.h>

bool transcript_fits(const char *pattern, const char *line);
/* Fails the test at the first line that differs. file: a path. */
void transcript_expect(const char *file, const char *message);
