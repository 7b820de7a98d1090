/* SPDX-License-Identifier: MIT */
/* The table of facts (facts.c) as status.c reads it. Private to this folder. */
#pragma once
#include <fw/status.h>

#define FACT_N_CALLS  2u  /* a line, as on the captured page */
#define FACT_WORD_MAX 63u /* characters of the key of a release's word */

/* The index that a key names, from 0, and the struct field that the row reads. */
struct fact_at {
    unsigned line, call;
    size_t field;
};
typedef void fact_get_fn(struct fw_device *d, const struct fact_at *at, struct rt_buf *out);

struct fact_row {
    struct fw_fact fact;
    fact_get_fn *get, *show; /* show: how a page formats it, if different from get */
    const char *words;       /* prefix of the pages.txt key of the release's word for the value: "hook_off" */
    size_t field;
};
extern const struct fact_row fact_rows[];
extern const size_t n_fact_rows;

/* Appends the release's word for a value. */
void fact_put_word(struct fw_device *d, fact_get_fn *get, const struct fact_at *at, const char *prefix,
                   struct rt_buf *out);
