/* SPDX-License-Identifier: MIT */
/*
 * The schema: each text is stored once, and a row names its texts by their place. Most rows share tab, section and
 * choices, so that a unit holds a third of what the file has.
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
#define N_RECENT         1024u      /* a power of two; the known schemas have 1,200 texts that could be shared */

/* The columns that are kept as texts. The first is the element, or the key of a fact. */
enum text {
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
static const uint8_t column_of[N_TEXTS] = {0, 1, 2, 3, 5, 6, 8, 11};

struct row {
    uint32_t at[N_TEXTS]; /* offsets into the texts */
    uint8_t type, format, access, flags;
};

struct fw_schema {
    char *texts; /* the first one is "" */
    struct row *rows;
    size_t n_rows;
    uint16_t *slots; /* row number + 1, 0 is free; n_slots is a power of two */
    size_t n_slots;
};

/* While the rows are read. */
struct reader {
    struct fw_schema *schema;
    size_t n_texts;            /* bytes */
    uint32_t recent[N_RECENT]; /* by hash, the last text that had it: it may be forgotten, and is stored twice then */
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

static const char *text_of(const struct fw_schema *s, size_t row, enum text t)
{
    return s->texts + s->rows[row].at[t];
}

/* The slot of an element, or the free slot where it belongs. The table is never more than half full. */
static uint16_t *slot_of(const struct fw_schema *s, struct rt_str element)
{
    size_t at = hash(element) & (s->n_slots - 1);
    while (s->slots[at] != 0 && !rt_str_is(element, text_of(s, s->slots[at] - 1u, TEXT_NAME))) {
        at = (at + 1) & (s->n_slots - 1);
    }
    return &s->slots[at];
}

static bool parse_type(struct rt_str text, enum fw_type *out)
{
    for (unsigned i = 0; text.n > 0 && i < FW_N_TYPES; i++) {
        if (text.p[0] == type_names[i][0] && rt_str_is(text, type_names[i])) {
            *out = (enum fw_type)i;
            return true;
        }
    }
    return false;
}

static bool parse_format(struct rt_str text, enum fw_type type, enum fw_format *out)
{
    *out = format_of_type[type];
    for (unsigned i = 0; text.n > 0 && i < FW_N_FORMATS; i++) {
        if (rt_str_is(text, format_names[i])) {
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

/* Comma list; the flag `status` says only what the type says too. */
static bool parse_flags(struct rt_str text, unsigned *out)
{
    static const struct {
        const char *name;
        unsigned flag;
    } flags[] = {{"reboot", FW_ROW_REBOOT}, {"secret", FW_ROW_SECRET}, {"password", FW_ROW_PASSWORD}, {"status", 0},
                 {"alone", FW_ROW_ALONE},   {"wide", FW_ROW_WIDE}};
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

static uint32_t put_text(struct reader *r, struct rt_str text)
{
    uint32_t at = (uint32_t)r->n_texts;
    memcpy(r->schema->texts + at, text.p, text.n); /* and the 0 is there: see fw_schema_create */
    r->n_texts += text.n + 1;
    return at;
}

/* above: the same column of the row before, whose text most rows repeat. */
static uint32_t share_text(struct reader *r, struct rt_str text, uint32_t above)
{
    if (text.n == 0 || rt_str_is(text, r->schema->texts + above)) {
        return text.n == 0 ? 0 : above;
    }
    uint32_t *recent = &r->recent[hash(text) & (N_RECENT - 1)];
    if (!rt_str_is(text, r->schema->texts + *recent)) {
        *recent = put_text(r, text);
    }
    return *recent;
}

static enum rt_err parse_row(struct reader *r, struct rt_str line)
{
    static const struct row before_the_first = {0};
    struct fw_schema *s = r->schema;
    struct rt_str column[N_COLUMNS];
    size_t n = rt_tsv_cells(line, column, N_COLUMNS);
    if (n != N_COLUMNS_LEAST && n != N_COLUMNS_FORMAT && n != N_COLUMNS) {
        return RT_ESYNTAX;
    }
    enum fw_type type; /* a missing format and range are "" */
    enum fw_format format;
    enum fw_access access;
    unsigned flags;
    if (!parse_type(column[4], &type) || !parse_format(column[10], type, &format) ||
        fw_access_parse(column[7], &access) != RT_OK || !parse_flags(column[9], &flags)) {
        return RT_ESYNTAX;
    }
    size_t id = s->n_rows;
    struct row *row = &s->rows[id];
    const struct row *above = id > 0 ? row - 1 : &before_the_first;
    *row = (struct row){
        .type = (uint8_t)type, .format = (uint8_t)format, .access = (uint8_t)access, .flags = (uint8_t)flags};
    row->at[TEXT_NAME] = put_text(r, column[0]);
    for (unsigned t = TEXT_NAME + 1; t < N_TEXTS; t++) {
        row->at[t] = share_text(r, column[column_of[t]], above->at[t]);
    }
    if (!is_form_id(text_of(s, id, TEXT_FORM_ID)) || !is_range(text_of(s, id, TEXT_RANGE), format) ||
        column[column_of[TEXT_VALUE]].n > FW_VALUE_MAX || row->at[TEXT_LABEL] == 0 ||
        (type == FW_TYPE_CHOICE && row->at[TEXT_CHOICES] == 0)) {
        return RT_ESYNTAX;
    }
    const char *name = text_of(s, id, TEXT_NAME);
    if (type == FW_TYPE_STATUS ? !is_fact(name) : !is_element(name)) {
        return RT_ESYNTAX;
    }
    if (type != FW_TYPE_STATUS) {
        uint16_t *slot = slot_of(s, column[0]);
        if (*slot != 0) {
            return RT_ESYNTAX; /* the element stands there twice */
        }
        *slot = (uint16_t)(id + 1);
    }
    s->n_rows++;
    return RT_OK;
}

static enum rt_err parse_rows(struct fw_schema *s, struct rt_str text, size_t max_rows, unsigned *bad_line)
{
    struct reader r = {.schema = s, .n_texts = 1};
    struct rt_tsv table = rt_tsv(text);
    struct rt_str row;
    while (rt_tsv_next(&table, &row)) {
        enum rt_err err = s->n_rows == max_rows ? RT_EFULL : parse_row(&r, row);
        if (err != RT_OK) {
            *bad_line = table.line;
            return err;
        }
    }
    char *cut = rt_mem_resize(s->texts, r.n_texts);
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
    s->texts = rt_mem_alloc(n + 2); /* zeros: "", and at worst each cell with a 0 in place of its tab or line's end */
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
    return fw_schema_type(s, i) != FW_TYPE_STATUS ? text_of(s, i, TEXT_NAME) : "";
}

const char *fw_schema_value(const struct fw_schema *s, size_t i)
{
    RT_ASSERT(i < s->n_rows);
    return text_of(s, i, TEXT_VALUE);
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
    const struct row *row = &s->rows[i];
    bool is_status = row->type == FW_TYPE_STATUS;
    const char *name = text_of(s, i, TEXT_NAME);
    return (struct fw_schema_row){.element = is_status ? "" : name,
                                  .fact = is_status ? name : "",
                                  .label = text_of(s, i, TEXT_LABEL),
                                  .tab = text_of(s, i, TEXT_TAB),
                                  .section = text_of(s, i, TEXT_SECTION),
                                  .choices = text_of(s, i, TEXT_CHOICES),
                                  .value = text_of(s, i, TEXT_VALUE),
                                  .form_id = text_of(s, i, TEXT_FORM_ID),
                                  .range = text_of(s, i, TEXT_RANGE),
                                  .type = (enum fw_type)row->type,
                                  .format = (enum fw_format)row->format,
                                  .access = (enum fw_access)row->access,
                                  .flags = row->flags};
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
