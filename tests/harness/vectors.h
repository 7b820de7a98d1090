/* SPDX-License-Identifier: MIT */
/*
 * Test vectors as data: the .tsv files of tests/vectors, one case per line, the columns named in the file's first line.
 * The first three columns are the same everywhere: id, layer (who can check the row: "unit" here, or the layer that
 * does), source. "\n", "\t", "\\" in a field stand for what they do in C; '#' starts a comment line.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#define VECTOR_FIELDS_MAX 10u

struct vector_row {
    const char *id, *layer, *source;
    const char *field[VECTOR_FIELDS_MAX]; /* the columns after those three; "" when the line ends early */
};

struct vectors {
    size_t n;
    struct vector_row *rows;
    char *text;
};

/* Reads the file and ends the program when it cannot. */
void vectors_load(struct vectors *v, const char *path);
void vectors_free(struct vectors *v);

/* Runs fn once for each row of layer "unit", as a test named by the row's id, and prefix1 .. prefix<n_ids> must all
 * be there, whatever their layer ("I5a" counts as I5). Returns what main should return. */
typedef void vector_fn(const struct vector_row *row);
int vectors_run(const char *path, const char *prefix, unsigned n_ids, vector_fn *fn);
