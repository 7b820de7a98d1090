/* SPDX-License-Identifier: MIT */
/*
 * The schema, looked into: its names, its rows, and the hash table with open addressing through which elements are
 * found; values are looked up often, and by name.
 */
#include "schema.h"
#include <rt/assert.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>

static const char *const type_names[FW_N_TYPES] = {
#define TYPE_NAME(id, name) [FW_TYPE_##id] = (name),
    FW_TYPE_LIST(TYPE_NAME)
#undef TYPE_NAME
};

static const char *const format_names[FW_N_FORMATS] = {
#define FORMAT_NAME(id, name) [FW_FORMAT_##id] = (name),
    FW_FORMAT_LIST(FORMAT_NAME)
#undef FORMAT_NAME
};

static const char *const access_names[] = {[FW_ACCESS_NA] = "na", [FW_ACCESS_RO] = "ro", [FW_ACCESS_RW] = "rw"};

const char *fw_type_name(enum fw_type t)
{
    return (unsigned)t < FW_N_TYPES ? type_names[t] : "?";
}

const char *fw_format_name(enum fw_format f)
{
    return (unsigned)f < FW_N_FORMATS ? format_names[f] : "?";
}

const char *fw_access_name(enum fw_access a)
{
    return (unsigned)a <= FW_ACCESS_RW ? access_names[a] : "?";
}

enum rt_err fw_access_parse(struct rt_str text, enum fw_access *out)
{
    for (unsigned i = 0; i <= FW_ACCESS_RW; i++) {
        if (rt_str_is(text, access_names[i])) {
            *out = (enum fw_access)i;
            return RT_OK;
        }
    }
    return RT_EINVAL;
}

#define HASH_FACTOR 0x9e3779b97f4a7c15u /* 2^64 over the golden ratio: Knuth, vol. 3, section 6.4 */

/* Eight characters at a time, the last eight of a longer text twice: nothing depends on the value. */
uint32_t schema_hash(struct rt_str s)
{
    uint64_t h = s.n, word = 0;
    if (s.n < sizeof word) {
        for (size_t i = 0; i < s.n; i++) {
            word = word << 8 | (uint8_t)s.p[i];
        }
        h = (h ^ word) * HASH_FACTOR;
    } else {
        for (size_t i = 0; i + sizeof word < s.n; i += sizeof word) {
            memcpy(&word, s.p + i, sizeof word);
            h = (h ^ word) * HASH_FACTOR;
            h ^= h >> 32;
        }
        memcpy(&word, s.p + s.n - sizeof word, sizeof word);
        h = (h ^ word) * HASH_FACTOR;
    }
    h ^= h >> 29;
    return (uint32_t)(h * HASH_FACTOR >> 32);
}

static bool is_text(const char *text, struct rt_str s)
{
    return strncmp(text, s.p, s.n) == 0 && text[s.n] == '\0';
}

uint16_t *schema_slot(const struct fw_schema *s, struct rt_str element)
{
    size_t at = schema_hash(element) & (s->n_slots - 1);
    while (s->slots[at] != 0 && !is_text(schema_text(s, s->slots[at] - 1u, TEXT_NAME), element)) {
        at = (at + 1) & (s->n_slots - 1);
    }
    return &s->slots[at];
}

void fw_schema_destroy(struct fw_schema *s)
{
    if (s != NULL) {
        rt_mem_free(s->texts);
        rt_mem_free(s->rows);
        rt_mem_free(s->slots);
        rt_mem_free(s);
    }
}

size_t fw_schema_n_rows(const struct fw_schema *s)
{
    return s->n_rows;
}

const char *fw_schema_element(const struct fw_schema *s, size_t i)
{
    return fw_schema_type(s, i) != FW_TYPE_STATUS ? schema_text(s, i, TEXT_NAME) : "";
}

const char *fw_schema_value(const struct fw_schema *s, size_t i)
{
    RT_ASSERT(i < s->n_rows);
    return schema_text(s, i, TEXT_VALUE);
}

enum fw_type fw_schema_type(const struct fw_schema *s, size_t i)
{
    RT_ASSERT(i < s->n_rows);
    return (enum fw_type)s->rows[i].type;
}

enum fw_access fw_schema_access(const struct fw_schema *s, size_t i)
{
    RT_ASSERT(i < s->n_rows);
    return (enum fw_access)s->rows[i].access;
}

unsigned fw_schema_flags(const struct fw_schema *s, size_t i)
{
    RT_ASSERT(i < s->n_rows);
    return s->rows[i].flags;
}

struct fw_schema_row fw_schema_row(const struct fw_schema *s, size_t i)
{
    RT_ASSERT(i < s->n_rows);
    const struct schema_row *row = &s->rows[i];
    bool is_status = row->type == FW_TYPE_STATUS;
    const char *name = schema_text(s, i, TEXT_NAME);
    return (struct fw_schema_row){.element = is_status ? "" : name,
                                  .fact = is_status ? name : "",
                                  .own_label = row->at[TEXT_LABEL] != 0 ? schema_text(s, i, TEXT_LABEL) : NULL,
                                  .tab = schema_text(s, i, TEXT_TAB),
                                  .section = schema_text(s, i, TEXT_SECTION),
                                  .choices = schema_text(s, i, TEXT_CHOICES),
                                  .value = schema_text(s, i, TEXT_VALUE),
                                  .range = schema_text(s, i, TEXT_RANGE),
                                  .form_number = row->form_number,
                                  .is_form_password = row->is_form_password,
                                  .type = (enum fw_type)row->type,
                                  .format = (enum fw_format)row->format,
                                  .access = (enum fw_access)row->access,
                                  .flags = row->flags};
}

/* Without the index at its end, "_1_"; underscores are blanks. The reverse of fw_schema_element_of_label(). */
void schema_put_words(const char *element, char out[ELEMENT_MAX + 1])
{
    size_t n = strnlen(element, ELEMENT_MAX);
    size_t digits = n > 0 && element[n - 1] == '_' ? n - 1 : 0;
    while (digits > 0 && element[digits - 1] >= '0' && element[digits - 1] <= '9') {
        digits--;
    }
    n = digits > 1 && digits < n - 1 && element[digits - 1] == '_' ? digits - 1 : n;
    for (size_t i = 0; i < n; i++) {
        out[i] = element[i] == '_' ? ' ' : element[i];
    }
    out[n] = '\0';
}

const char *fw_schema_label(const struct fw_schema_row *row, char out[FW_LABEL_BYTES])
{
    _Static_assert(FW_LABEL_BYTES == ELEMENT_MAX + 1, "a label that follows from its element is no longer");
    if (row->own_label != NULL) {
        return row->own_label;
    }
    schema_put_words(row->element, out);
    return out;
}

const char *fw_schema_form_id(const struct fw_schema_row *row, char out[FW_FORM_ID_BYTES])
{
    char digits[FW_FORM_ID_BYTES], *first = digits + sizeof digits; /* by hand: each row of a page asks for it */
    for (unsigned left = row->form_number; left > 0; left /= 10) {
        *--first = (char)('0' + left % 10);
    }
    size_t n = (size_t)(digits + sizeof digits - first), n_mark = n > 0 && row->is_form_password ? 1 : 0;
    out[0] = 'P';
    memcpy(out + n_mark, first, n);
    out[n_mark + n] = '\0';
    return out;
}

int fw_schema_find(const struct fw_schema *s, struct rt_str element)
{
    if (element.n == 0) {
        return -1; /* status rows have no element */
    }
    return (int)*schema_slot(s, element) - 1;
}

enum rt_err fw_schema_element_of_label(const char *label, unsigned index, char *out, size_t out_size)
{
    RT_ASSERT(label != NULL && out != NULL && out_size > 0);
    struct rt_str l = rt_str(label);
    char suffix[16] = "";
    if (index > 0) {
        (void)snprintf(suffix, sizeof suffix, "[%u]", index);
    }
    size_t n_suffix = strlen(suffix);
    out[0] = '\0';
    if (l.n + n_suffix >= out_size) {
        return RT_ETOOBIG;
    }
    memcpy(out, l.p, l.n);
    memcpy(out + l.n, suffix, n_suffix + 1);
    for (char *c = out; *c != '\0'; c++) {
        if (strchr(" []()/", *c) != NULL) {
            *c = '_';
        }
    }
    return RT_OK;
}
