/* SPDX-License-Identifier: MIT */
/* A table of a release while changes.tsv is applied to it. Texts are borrowed from the table and from changes.tsv. */
#pragma once
#include "release_priv.h"

struct release_rows;

#define RELEASE_PLACE COLUMNS_MAX /* in place of a column: tab, section, label of a row of the schema */

/* Splits a row of pages.txt into two cells, any other at its tabs: how many; COLUMNS_MAX + 1: more than that. */
size_t release_cells(enum img_table t, struct rt_str row, struct rt_str cells[COLUMNS_MAX]);

/* n_added_max: how many rows may be added. RT_ENOMEM. */
enum rt_err release_rows_create(struct release_rows **out, const struct img_release *r, enum img_table table,
                                size_t n_added_max);
void release_rows_destroy(struct release_rows *t); /* NULL is allowed */
/* Rows whose column has this text, of those with n_least columns and more: how many, and one of them. RELEASE_PLACE
 * has a key of three. RT_ENOMEM. */
enum rt_err release_rows_find(struct release_rows *t, size_t column, const struct rt_str *key, size_t n_key,
                              size_t n_least, uint32_t *row, size_t *n);
void release_rows_set(struct release_rows *t, uint32_t row, size_t column, struct rt_str value);
/* In every row whose column has the old text; it must have been looked for. */
void release_rows_set_all(struct release_rows *t, size_t column, struct rt_str old, struct rt_str value);
void release_rows_remove(struct release_rows *t, uint32_t row);
/* Behind that row; NULL: at the end. RT_ENOMEM. */
enum rt_err release_rows_add(struct release_rows *t, const uint32_t *before, const struct rt_str *cells, size_t n);
/* Appends all rows. */
enum rt_err release_rows_write(const struct release_rows *t, struct rt_buf *out);
