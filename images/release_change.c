/* SPDX-License-Identifier: MIT */
/*
 * changes.tsv, one change a line:
 *   lacks    table  key  -       -      reason     takes the row away
 *   sets     table  key  column  value  reason     replaces one column
 *   renames  table  old  column  new    reason     the same in every row whose column has the old value
 *   adds     table  key  reason  the row's own columns ...     behind the row of this key; without one, at the end
 * Every change must find its row: a change of nothing is a spelling mistake.
 */
#include "release_rows.h"
#include <rt/human.h>

#define CHANGE_COLUMNS 6u
enum { OP, TABLE, KEY, COLUMN, VALUE, REASON };
enum { ADDED_REASON = 3, ADDED_ROW = 4 };

enum op { LACKS, SETS, RENAMES, ADDS, N_OPS };
static const char *const op_names[N_OPS] = {"lacks", "sets", "renames", "adds"};

struct change {
    struct rt_str cell[COLUMNS_MAX];
    size_t n_cells;
    enum op op;
    enum img_table table;
    size_t column; /* of `sets` and `renames`; 1 in pages, where a row is `key = value` */
};

size_t release_cells(enum img_table t, struct rt_str row, struct rt_str cells[COLUMNS_MAX])
{
    if (t != IMG_PAGES) {
        return rt_tsv_cells(row, cells, COLUMNS_MAX);
    }
    cells[0] = rt_str_trim(rt_str_cut(row, '=', &cells[1]));
    cells[1] = rt_str_trim(cells[1]);
    return 2;
}

/* Which rows: by a column, or by the key "tab|section|label" of a status row whose fact is on two pages. */
static enum rt_err find(struct release_rows *t, const struct change *c, uint32_t *row, size_t *n)
{
    struct rt_str key[3] = {c->cell[KEY]};
    size_t n_least = c->op == SETS || c->op == RENAMES ? c->column + 1 : 1; /* a row may lack its last columns */
    if (c->op == RENAMES) {
        return release_rows_find(t, c->column, key, 1, n_least, row, n);
    }
    if (c->table == IMG_SCHEMA && rt_str_find(key[0], '|') < key[0].n) {
        struct rt_str rest;
        key[0] = rt_str_cut(key[0], '|', &rest);
        key[1] = rt_str_cut(rest, '|', &key[2]);
        *n = 0;
        return key[2].p != NULL ? release_rows_find(t, RELEASE_PLACE, key, 3, n_least, row, n) : RT_OK;
    }
    return release_rows_find(t, 0, key, 1, n_least, row, n);
}

/* Stores the number of matching rows in *n_rows; does nothing unless it is as it must be. */
static enum rt_err apply(struct release_rows *t, const struct change *c, size_t *n_rows)
{
    uint32_t row = 0;
    if (c->op == ADDS && c->cell[KEY].n == 0) {
        *n_rows = 1;
        return release_rows_add(t, NULL, c->cell + ADDED_ROW, c->n_cells - ADDED_ROW);
    }
    enum rt_err err = find(t, c, &row, n_rows);
    if (err != RT_OK || *n_rows == 0 || (*n_rows > 1 && c->op != RENAMES)) {
        return err;
    }
    switch (c->op) {
    case LACKS:
        release_rows_remove(t, row);
        return RT_OK;
    case SETS:
        release_rows_set(t, row, c->column, c->cell[VALUE]);
        return RT_OK;
    case RENAMES:
        release_rows_set_all(t, c->column, c->cell[KEY], c->cell[VALUE]);
        return RT_OK;
    default:
        return release_rows_add(t, &row, c->cell + ADDED_ROW, c->n_cells - ADDED_ROW);
    }
}

/* The column of `sets` and `renames`. */
static bool find_column(struct change *c)
{
    size_t n_names;
    const char *const *names = img_table_columns(c->table, &n_names);
    c->column = 1;
    if (c->op == LACKS || c->op == ADDS || c->table == IMG_PAGES) {
        return true;
    }
    c->column = 0;
    while (c->column < n_names && !rt_str_is(c->cell[COLUMN], names[c->column])) {
        c->column++;
    }
    return c->column < n_names;
}

static bool has_columns_of_table(const struct change *c)
{
    size_t n_names, n = c->n_cells - ADDED_ROW;
    (void)img_table_columns(c->table, &n_names);
    return c->table == IMG_PAGES ? n == 2 : n == n_names || (c->table == IMG_SCHEMA && n == SCHEMA_COLUMNS_LEAST);
}

/* Parses one line. what: set if it returns RT_ESYNTAX. */
static enum rt_err parse(struct rt_str line, struct change *c, const char **what)
{
    int op = 0, t = 0;
    c->n_cells = rt_tsv_cells(line, c->cell, COLUMNS_MAX);
    while (op < N_OPS && !rt_str_is(c->cell[OP], op_names[op])) {
        op++;
    }
    c->op = (enum op)op;
    if (op == N_OPS) {
        *what = "the first column is neither lacks nor sets, renames or adds";
    } else if (op == ADDS ? c->n_cells <= ADDED_ROW || c->n_cells > COLUMNS_MAX : c->n_cells != CHANGE_COLUMNS) {
        *what = op == ADDS ? "not four columns (adds, table, key, reason) and then those of the table"
                           : "not six columns: op, table, key, column, value, reason";
    }
    if (*what != NULL) {
        return RT_ESYNTAX;
    }
    while (t < IMG_N_TABLES && !rt_str_is(c->cell[TABLE], img_table_name((enum img_table)t))) {
        t++;
    }
    c->table = (enum img_table)t;
    if (t == IMG_N_TABLES) {
        *what = "no such table (schema, menu, prompts, pages)";
    } else if (!find_column(c)) {
        *what = "no such column in that table";
    } else if (op == ADDS && !has_columns_of_table(c)) {
        *what = "not four columns (adds, table, key, reason) and then those of the table";
    } else if (c->cell[op == ADDS ? ADDED_REASON : REASON].n == 0) {
        *what = op == ADDS ? "no reason given in the fourth column" : "no reason given in the last column";
    }
    return *what != NULL ? RT_ESYNTAX : RT_OK;
}

static enum rt_err apply_all(struct img_release *r, struct release_rows **tables, struct rt_str changes,
                             const char *where, struct img_error *e)
{
    struct rt_tsv rows = rt_tsv(changes);
    size_t n_changes = rt_tsv_n_rows(changes);
    struct rt_str line;
    while (rt_tsv_next(&rows, &line)) {
        struct change c;
        const char *what = NULL;
        size_t n_rows = 0;
        if (parse(line, &c, &what) != RT_OK) {
            return img_fail(e, RT_ESYNTAX, where, "see images/README.md, \"changes.tsv\"", "line %u: %s", rows.line,
                            what);
        }
        struct release_rows **t = &tables[c.table];
        enum rt_err err = *t == NULL ? release_rows_create(t, r, c.table, n_changes) : RT_OK;
        err = err == RT_OK ? apply(*t, &c, &n_rows) : err;
        if (err != RT_OK) {
            return img_fail(e, err, where, "make the tables smaller", "line %u: %s", rows.line, rt_err_text(err));
        }
        if (n_rows == 0 || (n_rows > 1 && c.op != RENAMES)) {
            return img_fail(e, RT_ESYNTAX, where, "name one row of the base", "line %u: %s of %s have the key '%.*s'",
                            rows.line, rt_count(n_rows, "row").s, img_table_file(c.table), (int)c.cell[KEY].n,
                            c.cell[KEY].p);
        }
    }
    return RT_OK;
}

enum rt_err release_change(struct img_release *r, struct rt_str changes, const char *where, struct img_error *e)
{
    struct release_rows *tables[IMG_N_TABLES] = {NULL};
    enum rt_err err = apply_all(r, tables, changes, where, e);
    for (unsigned t = 0; t < IMG_N_TABLES; t++) {
        struct rt_buf changed;
        rt_buf_init(&changed, IMG_TEXT_MAX);
        if (err == RT_OK && tables[t] != NULL) {
            err = release_rows_write(tables[t], &changed);
            rt_buf_clear(&r->tables[t]);
            err = err == RT_OK ? rt_buf_put(&r->tables[t], changed.bytes, changed.n) : err;
            err = err == RT_OK ? RT_OK
                               : img_fail(e, err, where, "make the tables smaller", "%s: %s",
                                          img_table_file((enum img_table)t), rt_err_text(err));
        }
        rt_buf_fini(&changed);
        release_rows_destroy(tables[t]);
    }
    return err;
}
