/* SPDX-License-Identifier: MIT */
/* Shared by the files that read a release. */
#pragma once
#include <images/release.h>
#include <rt/str.h>

#define COLUMNS_MAX 10u

struct img_release {
    struct rt_buf tables[IMG_N_TABLES];
    struct {
        char *key, *value; /* owned */
    } keys[IMG_MANIFEST_KEYS_MAX];
    size_t n_keys;
    char *dirs[IMG_BASES_MAX]; /* owned; the release itself, its base, the base of that */
    size_t n_dirs;
};

/* A row is cut at tabs. Returns the number of columns, or COLUMNS_MAX + 1 when there are more. */
size_t release_columns(struct rt_str row, struct rt_str columns[COLUMNS_MAX]);
/* The next line of *rest without its end, trimmed of CR; false at the end. */
bool release_next_line(struct rt_str *rest, struct rt_str *line);
/* True for an empty line and for a comment. */
bool release_is_comment(struct rt_str line);

/* changes.tsv of the folder `where`: takes rows away and sets columns. */
enum rt_err release_change(struct img_release *r, struct rt_str changes, const char *where, struct img_error *e);
/* The whole release, after all changes. where: its folder. */
enum rt_err release_check(const struct img_release *r, const char *where, struct img_error *e);
