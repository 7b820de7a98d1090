/* SPDX-License-Identifier: MIT */
/*
 * The schema: its text is copied once and split in place, so that a row is eight pointers into one block.
 * Elements are found through a hash table with open addressing; values are looked up often, and by name.
 */
#include <fw/range.h>
#include <fw/schema.h>
#include <rt/assert.h>
#include <rt/mem.h>
#include <rt/tsv.h>
#include <stdio.h>
#include <string.h>

/* Of the first releases; with format and range; with their source, which is for readers of the release. */
#define N_COLUMNS_LEAST  10
#define N_COLUMNS_FORMAT 12
#define N_COLUMNS        13
#define ELEMENT_MAX      63u        /* characters; the longest known element has 43 */
#define TEXT_MAX         (1u << 20) /* bytes of a whole schema; the known ones have 100 kB */

struct fw_schema {
    char *text;
    struct fw_schema_row *rows;
    size_t n_rows;
    uint16_t *slots; /* row number + 1, 0 is free; n_slots is a power of two */
    size_t n_slots;
};

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

/* What a row without a format of its own means. */
static const enum fw_format format_of_type[FW_N_TYPES] = {
    [FW_TYPE_STRING] = FW_FORMAT_TEXT,        [FW_TYPE_RULE] = FW_FORMAT_RULE,
    [FW_TYPE_BOOL] = FW_FORMAT_BOOLEAN,       [FW_TYPE_INT] = FW_FORMAT_NUMBER,
    [FW_TYPE_FIXED] = FW_FORMAT_NUMBER,       [FW_TYPE_CHOICE] = FW_FORMAT_CHOICE,
    [FW_TYPE_PASSWORD] = FW_FORMAT_PASSWORD,  [FW_TYPE_ACTCODE] = FW_FORMAT_STAR_CODE,
    [FW_TYPE_CADSCRIPT] = FW_FORMAT_RING,     [FW_TYPE_FREQSCRIPT] = FW_FORMAT_FREQUENCIES,
    [FW_TYPE_TONESCRIPT] = FW_FORMAT_TONE,    [FW_TYPE_RSCTMPLT] = FW_FORMAT_STATUS_CODES,
    [FW_TYPE_DIALPLAN] = FW_FORMAT_DIAL_PLAN, [FW_TYPE_STATUS] = FW_FORMAT_TEXT,
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

static uint32_t hash(struct rt_str s)
{
    uint32_t h = 2166136261u; /* FNV-1a */
    for (size_t i = 0; i < s.n; i++) {
        h = (h ^ (uint8_t)s.p[i]) * 16777619u;
    }
    return h;
}

/* The slot of an element, or the free slot where it belongs. The table is never more than half full. */
static uint16_t *slot_of(const struct fw_schema *s, struct rt_str element)
{
    size_t at = hash(element) & (s->n_slots - 1);
    while (s->slots[at] != 0 && !rt_str_is(element, s->rows[s->slots[at] - 1].element)) {
        at = (at + 1) & (s->n_slots - 1);
    }
    return &s->slots[at];
}

static bool parse_type(const char *text, enum fw_type *out)
{
    for (unsigned i = 0; i < FW_N_TYPES; i++) {
        if (text[0] == type_names[i][0] && strcmp(text, type_names[i]) == 0) {
            *out = (enum fw_type)i;
            return true;
        }
    }
    return false;
}

static bool parse_format(const char *text, enum fw_type type, enum fw_format *out)
{
    *out = format_of_type[type];
    for (unsigned i = 0; text[0] != '\0' && i < FW_N_FORMATS; i++) {
        if (strcmp(text, format_names[i]) == 0) {
            *out = (enum fw_format)i;
            return true;
        }
    }
    return text[0] == '\0';
}

/* Numbers alone have one. */
static bool is_range(const char *text, enum fw_format format)
{
    struct fw_range range;
    bool is_number = format == FW_FORMAT_NUMBER || format == FW_FORMAT_SECONDS || format == FW_FORMAT_PORT;
    return text[0] == '\0' || (is_number && fw_range_parse(rt_str(text), &range) == RT_OK);
}

/* Comma list; the flag `status` says only what the type says too. */
static bool parse_flags(const char *text, unsigned *out)
{
    static const struct {
        const char *name;
        unsigned flag;
    } flags[] = {{"reboot", FW_ROW_REBOOT}, {"secret", FW_ROW_SECRET}, {"password", FW_ROW_PASSWORD}, {"status", 0},
                 {"alone", FW_ROW_ALONE},   {"wide", FW_ROW_WIDE}};
    *out = 0;
    struct rt_str rest = rt_str(text);
    while (rest.p != NULL && rest.n > 0) {
        struct rt_str word = rt_str_cut(rest, ',', &rest);
        size_t i = 0;
        while (i < sizeof flags / sizeof flags[0] && !rt_str_is(word, flags[i].name)) {
            i++;
        }
        if (i == sizeof flags / sizeof flags[0]) {
            return false;
        }
        *out |= flags[i].flag;
    }
    return true;
}

/* What may stand between '<' and '>' of our own reports. */
static bool is_element(const char *text)
{
    size_t n = 0;
    while (text[n] > ' ' && text[n] < 0x7f && n <= ELEMENT_MAX) {
        n++;
    }
    return n >= 1 && n <= ELEMENT_MAX && text[n] == '\0' && strpbrk(text, "<>&\"'/=") == NULL;
}

/* What the engine could have for a key; "" in an image that was packed before facts had keys. */
static bool is_fact(const char *text)
{
    return strlen(text) <= ELEMENT_MAX && text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789._")] == '\0';
}

/* "", or digits up to 65535 with '~' and 'P' in front. */
static bool is_form_id(const char *text)
{
    struct rt_str s = rt_str(text);
    if (s.n == 0) {
        return true;
    }
    if (rt_str_starts(s, "~")) {
        s = rt_str_from(s, 1);
    }
    if (rt_str_starts(s, "P")) {
        s = rt_str_from(s, 1);
    }
    uint32_t v;
    return s.n > 0 && s.p[0] >= '0' && s.p[0] <= '9' && rt_str_u32(s, &v) == RT_OK && v <= UINT16_MAX;
}

static enum rt_err parse_row(struct fw_schema *s, struct rt_str text)
{
    const char *column[N_COLUMNS];
    size_t n = rt_tsv_cells_in_place(text, column, N_COLUMNS);
    if (n != N_COLUMNS_LEAST && n != N_COLUMNS_FORMAT && n != N_COLUMNS) {
        return RT_ESYNTAX;
    }
    enum fw_type type; /* a missing format and range are "" */
    enum fw_format format;
    enum fw_access access;
    unsigned flags;
    if (!parse_type(column[4], &type) || !parse_format(column[10], type, &format) ||
        fw_access_parse(rt_str(column[7]), &access) != RT_OK || !parse_flags(column[9], &flags)) {
        return RT_ESYNTAX;
    }
    struct fw_schema_row row = {.element = column[0],
                                .fact = "",
                                .label = column[1],
                                .tab = column[2],
                                .section = column[3],
                                .choices = column[5],
                                .value = column[6],
                                .form_id = column[8],
                                .range = column[11],
                                .type = type,
                                .format = format,
                                .access = access,
                                .flags = flags & 0xffu};
    if (!is_form_id(row.form_id) || !is_range(row.range, format) || strlen(row.value) > FW_VALUE_MAX ||
        row.label[0] == '\0' || (row.type == FW_TYPE_CHOICE && row.choices[0] == '\0')) {
        return RT_ESYNTAX;
    }
    if (row.type == FW_TYPE_STATUS) {
        row.fact = column[0];
        row.element = "";
        if (!is_fact(row.fact)) {
            return RT_ESYNTAX;
        }
    } else {
        if (!is_element(row.element)) {
            return RT_ESYNTAX;
        }
        uint16_t *slot = slot_of(s, rt_str(row.element));
        if (*slot != 0) {
            return RT_ESYNTAX; /* the element stands there twice */
        }
        *slot = (uint16_t)(s->n_rows + 1);
    }
    s->rows[s->n_rows++] = row;
    return RT_OK;
}

static enum rt_err parse_rows(struct fw_schema *s, size_t n, size_t max_rows, unsigned *bad_line)
{
    struct rt_tsv table = rt_tsv(rt_str_n(s->text, n));
    struct rt_str row;
    while (rt_tsv_next(&table, &row)) {
        enum rt_err err = s->n_rows == max_rows ? RT_EFULL : parse_row(s, row);
        if (err != RT_OK) {
            *bad_line = table.line;
            return err;
        }
    }
    return RT_OK;
}

enum rt_err fw_schema_create(struct fw_schema **out, const char *text, size_t n, unsigned *bad_line)
{
    RT_ASSERT(out != NULL && (text != NULL || n == 0));
    unsigned ignored;
    bad_line = bad_line != NULL ? bad_line : &ignored;
    *out = NULL;
    *bad_line = 0;
    if (n > TEXT_MAX) {
        return RT_EFULL;
    }
    if (n > 0 && memchr(text, '\0', n) != NULL) {
        for (const char *at = text; *at != '\0'; at++) {
            *bad_line += *at == '\n';
        }
        *bad_line += 1;
        return RT_ESYNTAX;
    }
    size_t max_rows = rt_tsv_n_rows(rt_str_n(text, n));
    max_rows = max_rows < 1 ? 1 : max_rows < FW_SCHEMA_ROWS_MAX ? max_rows : FW_SCHEMA_ROWS_MAX;
    struct fw_schema *s = rt_mem_alloc(sizeof *s);
    if (s == NULL) {
        return RT_ENOMEM;
    }
    for (s->n_slots = 16; s->n_slots < 2 * max_rows; s->n_slots *= 2) {
    }
    s->text = rt_mem_strndup(n > 0 ? text : "", n);
    s->rows = rt_mem_alloc(max_rows * sizeof *s->rows);
    s->slots = rt_mem_alloc(s->n_slots * sizeof *s->slots);
    enum rt_err err = RT_ENOMEM;
    if (s->text != NULL && s->rows != NULL && s->slots != NULL) {
        err = parse_rows(s, n, max_rows, bad_line);
    }
    if (err != RT_OK) {
        fw_schema_destroy(s);
        return err;
    }
    *out = s;
    return RT_OK;
}

void fw_schema_destroy(struct fw_schema *s)
{
    if (s != NULL) {
        rt_mem_free(s->text);
        rt_mem_free(s->rows);
        rt_mem_free(s->slots);
        rt_mem_free(s);
    }
}

size_t fw_schema_n_rows(const struct fw_schema *s)
{
    return s->n_rows;
}

const struct fw_schema_row *fw_schema_row(const struct fw_schema *s, size_t i)
{
    RT_ASSERT(i < s->n_rows);
    return &s->rows[i];
}

int fw_schema_find(const struct fw_schema *s, struct rt_str element)
{
    if (element.n == 0) {
        return -1; /* status rows have no element */
    }
    return (int)*slot_of(s, element) - 1;
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
