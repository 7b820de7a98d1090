/* SPDX-License-Identifier: MIT */
/*
 * What schema.c and schema_read.c share: each text is stored once, and a row names its texts by their place. Most rows
 * share tab, section and choices, so that a unit holds a third of what the file has.
 */
#pragma once
#include <fw/schema.h>

/* The columns that are kept as texts. The first is the element, or the key of a fact. */
enum schema_text {
    TEXT_NAME,
    TEXT_LABEL,
    TEXT_TAB,
    TEXT_SECTION,
    TEXT_CHOICES,
    TEXT_VALUE,
    TEXT_FORM_ID,
    TEXT_RANGE,
    N_TEXTS
};
#define TEXT_ALIGN 2u
struct schema_row {
    uint16_t at[N_TEXTS]; /* where its texts begin, in units of TEXT_ALIGN */
    uint8_t type, format, access, flags;
};

struct fw_schema {
    char *texts; /* the first one is "" */
    struct schema_row *rows;
    size_t n_rows;
    uint16_t *slots; /* row number + 1, 0 is free; n_slots is a power of two */
    size_t n_slots;
};

static inline const char *schema_text(const struct fw_schema *s, size_t row, enum schema_text t)
{
    return s->texts + (size_t)s->rows[row].at[t] * TEXT_ALIGN;
}

/* Of any text; for the tables of one process alone. */
uint32_t schema_hash(struct rt_str s);
/* The slot of an element, or the free slot for it. The table is at most half full. */
uint16_t *schema_slot(const struct fw_schema *s, struct rt_str element);
