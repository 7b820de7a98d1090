/* SPDX-License-Identifier: MIT */
/*
 * What schema.c and schema_read.c share: each text is stored once, and a row names its texts by their place. Most rows
 * share tab, section and choices, and have the label that follows from the element, so that a unit holds a quarter of
 * what the file has.
 */
#pragma once
#include <fw/schema.h>

/* The columns that are kept as texts. The first is the element, or the key of a fact. */
enum schema_text {
    TEXT_NAME,
    TEXT_LABEL, /* "": schema_put_words() makes it of the element */
    TEXT_TAB,
    TEXT_SECTION,
    TEXT_CHOICES,
    TEXT_VALUE,
    TEXT_RANGE,
    N_TEXTS
};
#define TEXT_ALIGN 2u
struct schema_row {
    uint16_t at[N_TEXTS]; /* where its texts begin, in units of TEXT_ALIGN */
    uint16_t form_number;
    uint8_t type, format, flags;
    uint8_t access : 2, is_form_password : 1;
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

#define ELEMENT_MAX 63u /* characters; the longest known element name has 43 */
/* The label of most elements: "Dial Plan" of "Dial_Plan_1_". */
void schema_put_words(const char *element, char out[ELEMENT_MAX + 1]);
/* Of any text; for the tables of one process alone. */
uint32_t schema_hash(struct rt_str s);
/* The slot of an element, or the free slot for it. The table is at most half full. */
uint16_t *schema_slot(const struct fw_schema *s, struct rt_str element);
