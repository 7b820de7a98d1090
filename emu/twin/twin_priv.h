/* SPDX-License-Identifier: MIT */
#pragma once
#include <twin/twin.h>

/* What a new field says; NULL texts are empty. */
struct field_texts {
    const char *tab, *section, *label, *element, *form_id, *value;
};
/* Appends a field. NULL: there is no memory, or there are too many; *err says which. */
struct twin_field *twin_add(struct twin_input *in, const struct field_texts *texts, unsigned line, enum rt_err *err);

enum rt_err page_read(struct twin_input *in, struct rt_str bytes);
enum rt_err dump_read(struct twin_input *in, struct rt_str bytes);
