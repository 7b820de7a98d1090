/* SPDX-License-Identifier: MIT */
/* The keys (first cells) of a table, sorted: a lookup costs a binary search, and duplicates are neighbours. */
#include "release_priv.h"
#include <rt/mem.h>
#include <stdlib.h>
#include <string.h>

static int compare(const void *a, const void *b)
{
    const struct rt_str *x = a, *y = b;
    size_t n = x->n < y->n ? x->n : y->n;
    int order = n > 0 ? memcmp(x->p, y->p, n) : 0;
    return order != 0 ? order : (x->n > y->n) - (x->n < y->n);
}

enum rt_err release_keys_init(struct release_keys *k, const struct img_release *r, enum img_table t)
{
    struct rt_tsv rows = release_rows(r, t);
    struct rt_str line;
    *k = (struct release_keys){.keys = rt_mem_alloc((rt_tsv_n_rows(rows.rest) + 1) * sizeof *k->keys)};
    if (k->keys == NULL) {
        return RT_ENOMEM;
    }
    while (rt_tsv_next(&rows, &line)) {
        if (t != IMG_SCHEMA || !img_row_is_status(line)) { /* a fact may be on two pages */
            (void)rt_tsv_cells(line, &k->keys[k->n++], 1);
        }
    }
    qsort(k->keys, k->n, sizeof *k->keys, compare);
    return RT_OK;
}

void release_keys_fini(struct release_keys *k)
{
    rt_mem_free(k->keys);
    *k = (struct release_keys){0};
}

bool release_keys_have(const struct release_keys *k, struct rt_str key)
{
    return k->n > 0 && bsearch(&key, k->keys, k->n, sizeof key, compare) != NULL;
}

bool release_keys_double(const struct release_keys *k, struct rt_str *key)
{
    for (size_t i = 1; i < k->n; i++) {
        if (rt_str_eq(k->keys[i - 1], k->keys[i])) {
            *key = k->keys[i];
            return true;
        }
    }
    return false;
}
