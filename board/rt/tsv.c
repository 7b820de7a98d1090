/* SPDX-License-Identifier: MIT */
#include "tsv.h"

struct rt_tsv rt_tsv(struct rt_str text)
{
    return (struct rt_tsv){.rest = text};
}

bool rt_tsv_next(struct rt_tsv *t, struct rt_str *row)
{
    while (t->rest.p != NULL && t->rest.n > 0) {
        *row = rt_str_cut(t->rest, '\n', &t->rest);
        t->line++;
        if (row->n > 0 && row->p[row->n - 1] == '\r') {
            row->n--;
        }
        if (row->n > 0 && row->p[0] != '#') {
            return true;
        }
    }
    return false;
}

size_t rt_tsv_n_rows(struct rt_str text)
{
    struct rt_tsv t = rt_tsv(text);
    struct rt_str row;
    size_t n = 0;
    while (rt_tsv_next(&t, &row)) {
        n++;
    }
    return n;
}

size_t rt_tsv_cells(struct rt_str row, struct rt_str *cells, size_t max)
{
    size_t n = 0;
    for (; n < max && row.p != NULL; n++) {
        cells[n] = rt_str_cut(row, '\t', &row);
    }
    for (size_t i = n; i < max; i++) {
        cells[i] = rt_str_n("", 0);
    }
    return row.p != NULL ? max + 1 : n;
}

size_t rt_tsv_cells_in_place(struct rt_str row, const char **cells, size_t max)
{
    size_t n = 0;
    while (row.p != NULL && n < max) {
        struct rt_str cell = rt_str_cut(row, '\t', &row);
        cells[n++] = cell.p;
        ((char *)cell.p)[cell.n] = '\0'; /* the tab, the line end or the NUL: the caller owns all three */
    }
    for (size_t i = n; i < max; i++) {
        cells[i] = "";
    }
    return row.p != NULL ? max + 1 : n;
}
