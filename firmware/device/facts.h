/* SPDX-License-Identifier: MIT */
/* The table of facts (facts.c), and how status.c reads it. Private to this room. */
#pragma once
#include <fw/status.h>

#define FACT_N_CALLS  2u  /* a line, as on the captured page */
#define FACT_WORD_MAX 63u /* characters of the key of a release's word */

/* Which of several a key names, from 0; and which field of a struct the row means. */
struct fact_at {
    unsigned line, call;
    size_t field;
};
typedef void fact_get_fn(struct fw_device *d, const struct fact_at *at, struct rt_buf *out);

struct fact_row {
    struct fw_fact fact;
    fact_get_fn *get, *show; /* show: how a page has it, when otherwise than get */
    const char *words;       /* a page shows a word of the release, in pages.txt under this and the value: "hook_off" */
    size_t field;
};
extern const struct fact_row fact_rows[];
extern const size_t n_fact_rows;

/* Appends the release's word for a value. */
void fact_put_word(struct fw_device *d, fact_get_fn *get, const struct fact_at *at, const char *prefix,
                   struct rt_buf *out);
