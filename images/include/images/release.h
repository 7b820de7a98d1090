/* SPDX-License-Identifier: MIT */
/*
 * A release as data: a folder of text files, optionally based on another release. Files and columns:
 * images/README.md.
 *
 * Everything is validated while it is read; errors name the file, the row and the word.
 */
#pragma once
#include <images/error.h>
#include <rt/buf.h>
#include <rt/str.h>
#include <stdbool.h>
#include <stddef.h>

#define IMG_TEXT_MAX          (2u * 1024u * 1024u) /* one file */
#define IMG_BASES_MAX         4u                   /* depth of the chain of bases */
#define IMG_MANIFEST_KEYS_MAX 32u
#define IMG_PROMPTS_MAX       400u

/* The tables, without comments and empty lines. */
enum img_table { IMG_SCHEMA, IMG_MENU, IMG_PROMPTS, IMG_PAGES, IMG_N_TABLES };
const char *img_table_name(enum img_table t); /* "schema" */
const char *img_table_file(enum img_table t); /* "schema.tsv" */
/* The column names of a table, *n of them; NULL and 0 for pages, whose lines are `key = value`. */
const char *const *img_table_columns(enum img_table t, size_t *n);

/* A row of the schema that is a field of a page and no parameter. */
bool img_row_is_status(struct rt_str row);

struct img_release;
/* RT_ENOENT, RT_EIO, RT_ESYNTAX (invalid release), RT_ETOOBIG, RT_ENOMEM; e has the details. */
enum rt_err img_release_load(struct img_release **out, const char *dir, struct img_error *e);
void img_release_destroy(struct img_release *r);

/* A table of the release, as text; borrowed, as long as the release. */
const struct rt_buf *img_release_table(const struct img_release *r, enum img_table t);
/* Value of a manifest key, or NULL. "trust", "banner": the path of a file, relative to the folder of the manifest that
 * names it. */
const char *img_release_key(const struct img_release *r, const char *key);
/* The manifest as stored in the image: all keys in their order, without `base` and paths. */
enum rt_err img_release_manifest(const struct img_release *r, struct rt_buf *out);
/* The path of a recorded prompt of this release or its bases, or NULL. Free it with rt_mem_free. */
char *img_release_sound(const struct img_release *r, const char *prompt_id);
