/* SPDX-License-Identifier: MIT */
/*
 * Tab-separated tables, one row a line: the only reader for schemas, menus, prompts, releases and test vectors. Lines
 * end with "\n" or "\r\n"; empty lines and lines that start with '#' are skipped. Nothing here allocates.
 *
 *     struct rt_tsv t = rt_tsv(text);
 *     while (rt_tsv_next(&t, &row)) {
 *         if (rt_tsv_cells(row, cells, 3) != 3) { ... t.line is where ... }
 *     }
 */
#pragma once
#include "str.h"

struct rt_tsv {
    struct rt_str rest; /* of the text */
    unsigned line;      /* line number of the current row, from 1 */
};

/* Before the first row. The text is borrowed as long as its rows are used. */
struct rt_tsv rt_tsv(struct rt_str text);
/* The next row, without its line end. False at the end. */
bool rt_tsv_next(struct rt_tsv *t, struct rt_str *row);
size_t rt_tsv_n_rows(struct rt_str text);

/* Splits a row into cells. Returns their number, or max + 1 if there are more than max; unused entries are empty. */
size_t rt_tsv_cells(struct rt_str row, struct rt_str *cells, size_t max);
/* The same in place, for a writable NUL-terminated text: each cell becomes a C string. Unused entries are "". */
size_t rt_tsv_cells_in_place(struct rt_str row, const char **cells, size_t max);
