/* SPDX-License-Identifier: MIT */
/* The rows of a schema are read: each line is split, judged, and its texts are stored. */
#include "schema.h"
#include <fw/range.h>
#include <rt/assert.h>
#include <rt/mem.h>
#include <rt/tsv.h>
#include <string.h>

/* Of the first releases; with format and range; with their source, which is for readers of the release. */
#define N_COLUMNS_LEAST  10
#define N_COLUMNS_FORMAT 12
#define N_COLUMNS        13
#define TEXT_MAX         (1u << 20) /* bytes of a whole schema; the known ones have 100 kB, 23 kB as they are stored */
#define N_RECENT         1024u      /* a power of two; the known schemas have 1,200 texts that could be shared */

static const uint8_t column_of[N_TEXTS] = {0, 1, 2, 3, 5, 6, 11};
/* The others. */
enum { COLUMN_LABEL = 1, COLUMN_TYPE = 4, COLUMN_ACCESS = 7, COLUMN_FORM_ID = 8, COLUMN_FLAGS = 9, COLUMN_FORMAT = 10 };

/* While the rows are read. Most cells are as in the row above: those are neither searched for nor judged again. */
struct reader {
    struct fw_schema *schema;
    struct rt_str cell[N_COLUMNS]; /* of this row; where a cell is as above, of an earlier one */
    unsigned changed;              /* bits: the columns that are not as above */
    size_t n_texts;                /* in units of TEXT_ALIGN */
    bool is_full;                  /* more texts than a row can name */
    uint16_t recent[N_RECENT]; /* by hash, the last text that had it: it may be forgotten, and is stored twice then */
};

/* The implied format of a row without one. */
static const enum fw_format format_of_type[FW_N_TYPES] = {
    [FW_TYPE_STRING] = FW_FORMAT_TEXT,        [FW_TYPE_RULE] = FW_FORMAT_RULE,
    [FW_TYPE_BOOL] = FW_FORMAT_BOOLEAN,       [FW_TYPE_INT] = FW_FORMAT_NUMBER,
    [FW_TYPE_FIXED] = FW_FORMAT_NUMBER,       [FW_TYPE_CHOICE] = FW_FORMAT_CHOICE,
    [FW_TYPE_PASSWORD] = FW_FORMAT_PASSWORD,  [FW_TYPE_ACTCODE] = FW_FORMAT_STAR_CODE,
    [FW_TYPE_CADSCRIPT] = FW_FORMAT_RING,     [FW_TYPE_FREQSCRIPT] = FW_FORMAT_FREQUENCIES,
    [FW_TYPE_TONESCRIPT] = FW_FORMAT_TONE,    [FW_TYPE_RSCTMPLT] = FW_FORMAT_STATUS_CODES,
    [FW_TYPE_DIALPLAN] = FW_FORMAT_DIAL_PLAN, [FW_TYPE_STATUS] = FW_FORMAT_TEXT,
};

static bool parse_type(struct rt_str text, enum fw_type *out)
{
    for (unsigned i = 0; text.n > 0 && i < FW_N_TYPES; i++) {
        const char *name = fw_type_name((enum fw_type)i);
        if (text.p[0] == name[0] && rt_str_is(text, name)) {
            *out = (enum fw_type)i;
            return true;
        }
    }
    return false;
}

/* A missing one is "". */
static bool parse_format(struct rt_str text, enum fw_type type, enum fw_format *out)
{
    *out = format_of_type[type];
    for (unsigned i = 0; text.n > 0 && i < FW_N_FORMATS; i++) {
        const char *name = fw_format_name((enum fw_format)i);
        if (text.p[0] == name[0] && rt_str_is(text, name)) {
            *out = (enum fw_format)i;
            return true;
        }
    }
    return text.n == 0;
}

/* Numbers alone have one. */
static bool is_range(const char *text, enum fw_format format)
{
    struct fw_range range;
    bool is_number = format == FW_FORMAT_NUMBER || format == FW_FORMAT_SECONDS || format == FW_FORMAT_PORT;
    return text[0] == '\0' || (is_number && fw_range_parse(rt_str(text), &range) == RT_OK);
}

/* Comma list; the flag `status` only repeats the type. */
static bool parse_flags(struct rt_str text, unsigned *out)
{
    static const struct {
        const char *name;
        unsigned flag;
    } flags[] = {
        {"reboot", FW_ROW_REBOOT}, {"secret", FW_ROW_SECRET}, {"password", FW_ROW_PASSWORD}, {"status", 0},
        {"alone", FW_ROW_ALONE},   {"wide", FW_ROW_WIDE},     {"basic", FW_ROW_BASIC},       {"octet", FW_ROW_OCTET}};
    *out = 0;
    struct rt_str rest = text;
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

/* Valid between '<' and '>' in our own reports. */
static bool is_element(const char *text)
{
    size_t n = 0;
    for (char c = text[0]; c != '\0'; c = text[++n]) {
        bool is_plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '_' || (c >= 'a' && c <= 'z');
        if (!is_plain && (c <= ' ' || c >= 0x7f || strchr("<>&\"'/=", c) != NULL)) {
            return false;
        }
    }
    return n >= 1 && n <= ELEMENT_MAX;
}

/* A syntactically valid key; "" in an image packed before facts had keys. */
static bool is_fact(const char *text)
{
    size_t n = 0;
    while ((text[n] >= 'a' && text[n] <= 'z') || (text[n] >= '0' && text[n] <= '9') || text[n] == '.' ||
           text[n] == '_') {
        n++;
    }
    return n <= ELEMENT_MAX && text[n] == '\0';
}

/* "", or a number with '~' and 'P' in front. That it was inferred is for readers of the release. */
static bool parse_form_id(struct rt_str s, struct schema_row *row)
{
    uint32_t v = 0;
    bool is_none = s.n == 0;
    s = rt_str_starts(s, "~") ? rt_str_from(s, 1) : s;
    row->is_form_password = rt_str_starts(s, "P");
    s = row->is_form_password ? rt_str_from(s, 1) : s;
    bool is_number = s.n > 0 && s.p[0] >= '1' && s.p[0] <= '9' && rt_str_u32(s, &v) == RT_OK && v <= UINT16_MAX;
    row->form_number = is_number ? (uint16_t)v : 0;
    return is_none || is_number;
}

static uint16_t put_text(struct reader *r, struct rt_str text)
{
    if (r->n_texts > UINT16_MAX) {
        r->is_full = true;
        return 0;
    }
    uint16_t at = (uint16_t)r->n_texts;
    memcpy(r->schema->texts + at * TEXT_ALIGN, text.p, text.n); /* and the 0 is there: see fw_schema_create */
    r->n_texts += (text.n + TEXT_ALIGN) / TEXT_ALIGN;
    return at;
}

static uint16_t share_text(struct reader *r, struct rt_str text)
{
    uint16_t *recent = &r->recent[schema_hash(text) & (N_RECENT - 1)];
    if (text.n == 0) {
        return 0;
    }
    if (!rt_str_is(text, r->schema->texts + *recent * TEXT_ALIGN)) {
        *recent = put_text(r, text);
    }
    return *recent;
}

/* How many; N_COLUMNS + 1 when there are more. Missing ones are "". */
static size_t split(struct reader *r, struct rt_str rest)
{
    size_t n = 0;
    r->changed = 0;
    for (; n < N_COLUMNS && rest.p != NULL; n++) {
        struct rt_str *cell = &r->cell[n];
        if (cell->n < rest.n && rest.p[cell->n] == '\t' && (cell->n == 0 || memcmp(rest.p, cell->p, cell->n) == 0)) {
            rest = (struct rt_str){rest.p + cell->n + 1, rest.n - cell->n - 1};
        } else {
            const char *tab = memchr(rest.p, '\t', rest.n);
            *cell = (struct rt_str){rest.p, tab != NULL ? (size_t)(tab - rest.p) : rest.n};
            rest = tab != NULL ? (struct rt_str){tab + 1, rest.n - cell->n - 1} : (struct rt_str){NULL, 0};
            r->changed |= 1u << n;
        }
    }
    for (size_t i = n; i < N_COLUMNS; i++) {
        r->changed |= r->cell[i].n > 0 ? 1u << i : 0;
        r->cell[i] = rt_str_n("", 0);
    }
    r->changed = r->schema->n_rows > 0 ? r->changed : ~0u;
    return rest.p != NULL ? N_COLUMNS + 1 : n;
}

static bool is_changed(const struct reader *r, unsigned column)
{
    return (r->changed >> column & 1u) != 0;
}

/* The columns that are no text. row: still as above. */
static bool parse_marks(const struct reader *r, struct schema_row *row)
{
    enum fw_type type = (enum fw_type)row->type;
    enum fw_format format = (enum fw_format)row->format;
    enum fw_access access = (enum fw_access)row->access;
    unsigned flags = row->flags;
    if ((is_changed(r, COLUMN_TYPE) && !parse_type(r->cell[COLUMN_TYPE], &type)) ||
        ((is_changed(r, COLUMN_TYPE) || is_changed(r, COLUMN_FORMAT)) &&
         !parse_format(r->cell[COLUMN_FORMAT], type, &format)) ||
        (is_changed(r, COLUMN_ACCESS) && fw_access_parse(r->cell[COLUMN_ACCESS], &access) != RT_OK) ||
        (is_changed(r, COLUMN_FORM_ID) && !parse_form_id(r->cell[COLUMN_FORM_ID], row)) ||
        (is_changed(r, COLUMN_FLAGS) && !parse_flags(r->cell[COLUMN_FLAGS], &flags))) {
        return false;
    }
    row->type = (uint8_t)type;
    row->format = (uint8_t)format;
    row->access = (uint8_t)access & 3u;
    row->flags = (uint8_t)flags;
    return true;
}

/* The one that follows from the element is not stored. */
static uint16_t store_label(struct reader *r, const struct schema_row *row)
{
    char words[ELEMENT_MAX + 1];
    schema_put_words(r->schema->texts + row->at[TEXT_NAME] * TEXT_ALIGN, words);
    struct rt_str label = r->cell[COLUMN_LABEL];
    return row->type != FW_TYPE_STATUS && rt_str_is(label, words) ? 0 : share_text(r, label);
}

static void store_texts(struct reader *r, struct schema_row *row)
{
    row->at[TEXT_NAME] = put_text(r, r->cell[column_of[TEXT_NAME]]);
    row->at[TEXT_LABEL] = store_label(r, row);
    for (unsigned t = TEXT_LABEL + 1; t < N_TEXTS; t++) {
        if (is_changed(r, column_of[t])) {
            row->at[t] = share_text(r, r->cell[column_of[t]]);
        }
    }
}

static bool are_texts_good(const struct reader *r, const struct schema_row *row)
{
    const char *texts = r->schema->texts;
    const char *name = texts + row->at[TEXT_NAME] * TEXT_ALIGN;
    bool is_range_new =
        is_changed(r, column_of[TEXT_RANGE]) || is_changed(r, COLUMN_FORMAT) || is_changed(r, COLUMN_TYPE);
    return (!is_range_new || is_range(texts + row->at[TEXT_RANGE] * TEXT_ALIGN, (enum fw_format)row->format)) &&
           r->cell[column_of[TEXT_VALUE]].n <= FW_VALUE_MAX && r->cell[COLUMN_LABEL].n > 0 &&
           (row->type != FW_TYPE_CHOICE || row->at[TEXT_CHOICES] != 0) &&
           (row->type == FW_TYPE_STATUS ? is_fact(name) : is_element(name));
}

static enum rt_err parse_row(struct reader *r, struct rt_str line)
{
    struct fw_schema *s = r->schema;
    size_t n = split(r, line);
    if (n != N_COLUMNS_LEAST && n != N_COLUMNS_FORMAT && n != N_COLUMNS) {
        return RT_ESYNTAX;
    }
    struct schema_row *row = &s->rows[s->n_rows];
    *row = s->n_rows > 0 ? row[-1] : (struct schema_row){0};
    if (!parse_marks(r, row)) {
        return RT_ESYNTAX;
    }
    store_texts(r, row);
    if (r->is_full) {
        return RT_EFULL;
    }
    if (!are_texts_good(r, row)) {
        return RT_ESYNTAX;
    }
    if (row->type != FW_TYPE_STATUS) {
        uint16_t *slot = schema_slot(s, r->cell[column_of[TEXT_NAME]]);
        if (*slot != 0) {
            return RT_ESYNTAX; /* duplicate element */
        }
        *slot = (uint16_t)(s->n_rows + 1);
    }
    s->n_rows++;
    return RT_OK;
}

static enum rt_err parse_rows(struct fw_schema *s, struct rt_str text, size_t max_rows, unsigned *bad_line)
{
    struct reader r = {.schema = s, .n_texts = 1};
    for (size_t i = 0; i < N_COLUMNS; i++) {
        r.cell[i] = rt_str_n("", 0);
    }
    struct rt_tsv table = rt_tsv(text);
    struct rt_str row;
    while (rt_tsv_next(&table, &row)) {
        enum rt_err err = s->n_rows == max_rows ? RT_EFULL : parse_row(&r, row);
        if (err != RT_OK) {
            *bad_line = table.line;
            return err;
        }
    }
    char *cut = rt_mem_resize(s->texts, r.n_texts * TEXT_ALIGN);
    s->texts = cut != NULL ? cut : s->texts; /* without memory it stays as long as it is */
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
    /* Zeros: "", and at worst each cell with a 0 in place of its tab or line's end, and one more. */
    s->texts = rt_mem_alloc(2 * n + 2 * TEXT_ALIGN);
    s->rows = rt_mem_alloc(max_rows * sizeof *s->rows);
    s->slots = rt_mem_alloc(s->n_slots * sizeof *s->slots);
    enum rt_err err = RT_ENOMEM;
    if (s->texts != NULL && s->rows != NULL && s->slots != NULL) {
        err = parse_rows(s, rt_str_n(text, n), max_rows, bad_line);
    }
    if (err != RT_OK) {
        fw_schema_destroy(s);
        return err;
    }
    *out = s;
    return RT_OK;
}
