/* SPDX-License-Identifier: MIT */
/* An error while building an image, in the three parts that every command prints: where, what, what to do. */
#pragma once
#include <rt/err.h>

struct img_error {
    char where[256]; /* "releases/x/menu.tsv" */
    char what[256];  /* "row 101 names the prompt 'foo', which is not in prompts.tsv" */
    char fix[160];   /* "add it there" */
};

/* Fills e (truncated to size) and returns err, for `return img_fail(...)`. */
enum rt_err img_fail(struct img_error *e, enum rt_err err, const char *where, const char *fix, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
