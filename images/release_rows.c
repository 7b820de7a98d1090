/* SPDX-License-Identifier: MIT */
/*
 * A table while changes.tsv is applied: its rows as a list, and a hash table over each column by whose cells rows have
 * been looked for, so that a change costs what it changes and not the whole table.
 */
#include "release_rows.h"
#include <rt/assert.h>
#include <rt/mem.h>

#define NONE UINT32_MAX

struct row {
    struct rt_str line;   /* as read; shown unless is_changed */
    struct rt_str *cells; /* owned */
    size_t n;             /* of them; more than COLUMNS_MAX: the row cannot be found */
    uint32_t next;        /* in the table */
    bool is_changed, is_gone;
};

struct index {
    uint32_t *first; /* by hash; NULL: nothing was looked for yet */
    uint32_t *next;  /* by row */
};

struct release_rows {
    enum img_table table;
    struct row *rows;
    size_t n, n_max, n_slots; /* n_slots: a power of two */
    uint32_t first, last;
    struct index index[COLUMNS_MAX + 1]; /* the last one: RELEASE_PLACE */
};

/* FNV-1a */
static uint32_t hash_on(uint32_t hash, struct rt_str text)
{
    for (size_t i = 0; i < text.n; i++) {
        hash = (hash ^ (uint8_t)text.p[i]) * 16777619u;
    }
    return (hash ^ '|') * 16777619u;
}

static uint32_t hash_of(const struct rt_str *value, size_t n)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < n; i++) {
        hash = hash_on(hash, value[i]);
    }
    return hash ^ hash >> 15;
}

/* The cells by which an index finds a row: how many; 0: it is not in it. */
static size_t key_of(const struct row *row, size_t column, struct rt_str out[3])
{
    if (row->n > COLUMNS_MAX || column >= (column == RELEASE_PLACE ? RELEASE_PLACE + 1 : row->n)) {
        return 0;
    }
    if (column != RELEASE_PLACE) {
        out[0] = row->cells[column];
        return 1;
    }
    if (row->n <= 3) {
        return 0;
    }
    out[0] = row->cells[2];
    out[1] = row->cells[3];
    out[2] = row->cells[1];
    return 3;
}

static void put_in(struct release_rows *t, size_t column, uint32_t row)
{
    struct rt_str key[3];
    size_t n = key_of(&t->rows[row], column, key);
    if (t->index[column].first != NULL && n > 0) {
        uint32_t *first = &t->index[column].first[hash_of(key, n) & (t->n_slots - 1)];
        t->index[column].next[row] = *first;
        *first = row;
    }
}

static void take_out(struct release_rows *t, size_t column, uint32_t row)
{
    struct rt_str key[3];
    size_t n = key_of(&t->rows[row], column, key);
    if (t->index[column].first != NULL && n > 0) {
        uint32_t *at = &t->index[column].first[hash_of(key, n) & (t->n_slots - 1)];
        while (*at != row) {
            at = &t->index[column].next[*at];
        }
        *at = t->index[column].next[row];
    }
}

static enum rt_err make_index(struct release_rows *t, size_t column)
{
    struct index *index = &t->index[column];
    if (index->first != NULL) {
        return RT_OK;
    }
    index->first = rt_mem_alloc(t->n_slots * sizeof *index->first);
    index->next = rt_mem_alloc(t->n_max * sizeof *index->next);
    if (index->first == NULL || index->next == NULL) {
        index->first = rt_mem_free(index->first);
        index->next = rt_mem_free(index->next);
        return RT_ENOMEM;
    }
    for (size_t i = 0; i < t->n_slots; i++) {
        index->first[i] = NONE;
    }
    for (uint32_t i = (uint32_t)t->n; i-- > 0;) {
        put_in(t, column, i);
    }
    return RT_OK;
}

static enum rt_err append(struct release_rows *t, struct rt_str line, const struct rt_str *cells, size_t n)
{
    size_t n_kept = n <= COLUMNS_MAX ? n : 0;
    RT_ASSERT(t->n < t->n_max);
    struct row *row = &t->rows[t->n];
    *row = (struct row){.line = line, .n = n, .next = NONE, .cells = rt_mem_alloc((n_kept + 1) * sizeof *cells)};
    if (row->cells == NULL) {
        return RT_ENOMEM;
    }
    for (size_t i = 0; i < n_kept; i++) {
        row->cells[i] = cells[i];
    }
    t->n++;
    return RT_OK;
}

/* Puts the row that was appended last behind another one. */
static void link_behind(struct release_rows *t, uint32_t before)
{
    uint32_t row = (uint32_t)t->n - 1;
    uint32_t *at = before != NONE ? &t->rows[before].next : &t->first;
    t->rows[row].next = *at;
    *at = row;
    t->last = t->last == before ? row : t->last;
    for (size_t column = 0; column <= RELEASE_PLACE; column++) {
        put_in(t, column, row);
    }
}

enum rt_err release_rows_create(struct release_rows **out, const struct img_release *r, enum img_table table,
                                size_t n_added_max)
{
    struct rt_tsv rows = release_rows(r, table);
    struct rt_str line, cells[COLUMNS_MAX];
    size_t n_max = rt_tsv_n_rows(rows.rest) + n_added_max;
    struct release_rows *t = rt_mem_alloc(sizeof *t);
    enum rt_err err = t != NULL ? RT_OK : RT_ENOMEM;
    if (err == RT_OK) {
        *t = (struct release_rows){.table = table, .n_max = n_max, .n_slots = 16, .first = NONE, .last = NONE};
        while (t->n_slots < n_max) {
            t->n_slots *= 2;
        }
        t->rows = rt_mem_alloc((n_max + 1) * sizeof *t->rows);
        err = t->rows != NULL && n_max < NONE ? RT_OK : RT_ENOMEM;
    }
    while (err == RT_OK && rt_tsv_next(&rows, &line)) {
        err = append(t, line, cells, release_cells(table, line, cells));
        if (err == RT_OK) {
            link_behind(t, t->last);
        }
    }
    if (err != RT_OK) {
        release_rows_destroy(t);
        t = NULL;
    }
    *out = t;
    return err;
}

void release_rows_destroy(struct release_rows *t)
{
    if (t == NULL) {
        return;
    }
    for (size_t i = 0; t->rows != NULL && i < t->n; i++) {
        rt_mem_free(t->rows[i].cells);
    }
    for (size_t i = 0; i <= RELEASE_PLACE; i++) {
        rt_mem_free(t->index[i].first);
        rt_mem_free(t->index[i].next);
    }
    rt_mem_free(t->rows);
    rt_mem_free(t);
}

static bool is_row(const struct row *row, size_t column, const struct rt_str *key, size_t n_key)
{
    struct rt_str own[3];
    bool is = !row->is_gone && key_of(row, column, own) == n_key;
    for (size_t i = 0; is && i < n_key; i++) {
        is = rt_str_eq(key[i], own[i]);
    }
    return is;
}

enum rt_err release_rows_find(struct release_rows *t, size_t column, const struct rt_str *key, size_t n_key,
                              size_t n_least, uint32_t *row, size_t *n)
{
    enum rt_err err = make_index(t, column);
    *n = 0;
    if (err != RT_OK) {
        return err;
    }
    for (uint32_t i = t->index[column].first[hash_of(key, n_key) & (t->n_slots - 1)]; i != NONE;
         i = t->index[column].next[i]) {
        if (t->rows[i].n >= n_least && is_row(&t->rows[i], column, key, n_key)) {
            *row = i;
            ++*n;
        }
    }
    return RT_OK;
}

void release_rows_set(struct release_rows *t, uint32_t row, size_t column, struct rt_str value)
{
    take_out(t, column, row);
    take_out(t, RELEASE_PLACE, row);
    t->rows[row].cells[column] = value;
    t->rows[row].is_changed = true;
    put_in(t, column, row);
    put_in(t, RELEASE_PLACE, row);
}

void release_rows_set_all(struct release_rows *t, size_t column, struct rt_str old, struct rt_str value)
{
    uint32_t i = t->index[column].first[hash_of(&old, 1) & (t->n_slots - 1)];
    while (i != NONE && !rt_str_eq(old, value)) {
        uint32_t next = t->index[column].next[i];
        if (is_row(&t->rows[i], column, &old, 1)) {
            release_rows_set(t, i, column, value);
        }
        i = next;
    }
}

void release_rows_remove(struct release_rows *t, uint32_t row)
{
    t->rows[row].is_gone = true;
}

enum rt_err release_rows_add(struct release_rows *t, const uint32_t *before, const struct rt_str *cells, size_t n)
{
    enum rt_err err = append(t, (struct rt_str){0}, cells, n);
    if (err == RT_OK) {
        t->rows[t->n - 1].is_changed = true;
        link_behind(t, before != NULL ? *before : t->last);
    }
    return err;
}

static void put_row(struct rt_buf *b, enum img_table table, const struct row *row)
{
    if (!row->is_changed) {
        (void)rt_buf_put(b, row->line.p, row->line.n); /* the buffer remembers */
    }
    for (size_t i = 0; row->is_changed && i < row->n; i++) {
        if (i > 0) {
            (void)rt_buf_put_text(b, table == IMG_PAGES ? " = " : "\t");
        }
        (void)rt_buf_put(b, row->cells[i].p, row->cells[i].n);
    }
    (void)rt_buf_put_u8(b, '\n');
}

enum rt_err release_rows_write(const struct release_rows *t, struct rt_buf *out)
{
    for (uint32_t i = t->first; i != NONE; i = t->rows[i].next) {
        if (!t->rows[i].is_gone) {
            put_row(out, t->table, &t->rows[i]);
        }
    }
    return rt_buf_error(out);
}
