/* SPDX-License-Identifier: MIT */
/*
 * Tables as text: a row a line, its cells between tabs. The one reader of the house: schemas, menus, prompts, releases,
 * test vectors. "\r\n" ends a line as "\n" does; empty lines and lines that begin with '#' are no rows. Nothing
 * allocates.
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
    unsigned line;      /* of the row that was handed out last; the first is 1 */
};

struct rt_tsv rt_tsv(struct rt_str text);
/* The next row, without its end. False: no more. */
bool rt_tsv_next(struct rt_tsv *t, struct rt_str *row);
size_t rt_tsv_n_rows(struct rt_str text);

/* Cuts a row. Returns how many cells it has, or max + 1 when more than max; places that are left over are empty. */
size_t rt_tsv_cells(struct rt_str row, struct rt_str *cells, size_t max);
/* The same for who owns the text, which must be writable and have a 0 at its end: each cell becomes a C string in
 * place. Places that are left over are "". */
size_t rt_tsv_cells_in_place(struct rt_str row, const char **cells, size_t max);
