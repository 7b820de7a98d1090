/* SPDX-License-Identifier: MIT */
/* The two halves of a reader of the plain-text form: plain.c has entries and files, plain_text.c the grammar. */
#pragma once
#include <offline/plain.h>

struct plain {
    struct plain_config config;
    struct plain_entry *entries;
    size_t n_entries, entries_size;
    uint32_t *index; /* hash table of entry numbers + 1, open addressing; 0: free */
    char *files[PLAIN_IMPORTS_MAX + 1];
    unsigned n_files;
    size_t n_bytes;
    unsigned n_problems;
    enum rt_err failed; /* RT_ENOMEM */
};

/* One file that is being read, with one current character. */
struct plain_reader {
    struct plain *plain;
    const struct plain_reader *outer; /* that imports this one */
    unsigned depth;
    const char *file;
    struct rt_str text;
    size_t at;
    unsigned line, column;
};

/* plain.c */
bool plain_has_enough(const struct plain *p); /* of problems; or no memory is left */
void plain_problem(struct plain *p, const struct plain_place *at, const char *what, const char *fix);
void plain_keep_entry(struct plain *p, const char *element, const struct plain_entry *new);
void plain_read_file(struct plain *p, const struct plain_reader *outer, const char *name, const struct plain_place *at);
/* plain_text.c: all of it. */
void plain_read_text(struct plain_reader *r);
