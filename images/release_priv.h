/* SPDX-License-Identifier: MIT */
/* Shared by the files that read a release. */
#pragma once
#include <images/release.h>
#include <rt/tsv.h>

#define SCHEMA_COLUMNS_LEAST 10u /* format, range and source may be omitted together */
#define COLUMNS_MAX          17u /* a row of changes.tsv that adds one to schema.tsv */

struct img_release {
    struct rt_buf tables[IMG_N_TABLES];
    struct {
        char *key, *value; /* owned */
    } keys[IMG_MANIFEST_KEYS_MAX];
    size_t n_keys;
    char *dirs[IMG_BASES_MAX]; /* owned; the release itself, its base, the base of that */
    size_t n_dirs;
};

/* The rows of one of its tables. */
struct rt_tsv release_rows(const struct img_release *r, enum img_table t);

/* release_keys.c: first cells of a table, without status rows. They point into the table. */
struct release_keys {
    struct rt_str *keys; /* owned, sorted */
    size_t n;
};
enum rt_err release_keys_init(struct release_keys *k, const struct img_release *r, enum img_table t);
void release_keys_fini(struct release_keys *k);
bool release_keys_have(const struct release_keys *k, struct rt_str key);
/* The first that is there twice. */
bool release_keys_double(const struct release_keys *k, struct rt_str *key);

/* changes.tsv of the folder `where`: takes rows away, adds some, and sets columns. */
enum rt_err release_change(struct img_release *r, struct rt_str changes, const char *where, struct img_error *e);
/* The whole release, after all changes. where: its folder. */
enum rt_err release_check(const struct img_release *r, const char *where, struct img_error *e);
