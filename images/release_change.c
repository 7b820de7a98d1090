/* SPDX-License-Identifier: MIT */
/*
 * changes.tsv, one change a line:
 *   lacks    table  key  -       -      reason     takes the row away
 *   sets     table  key  column  value  reason     replaces one column
 *   renames  table  old  column  new    reason     the same in every row whose column has the old value
 *   adds     table  key  reason  the row's own columns ...     behind the row of this key; without one, at the end
 * Every change must find its row: a change of nothing is a spelling mistake.
 */
#include "release_priv.h"
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

/* Splits a row of pages.txt into two cells, any other at its tabs. */
static size_t cells_of(enum img_table t, struct rt_str row, struct rt_str cells[COLUMNS_MAX])
{
    if (t != IMG_PAGES) {
        return rt_tsv_cells(row, cells, COLUMNS_MAX);
    }
    cells[0] = rt_str_trim(rt_str_cut(row, '=', &cells[1]));
    cells[1] = rt_str_trim(cells[1]);
    return 2;
}

/* Is this the row? A status row whose fact is on two pages has the key "tab|section|label". */
static bool is_row(const struct change *c, const struct rt_str *cells, size_t n)
{
    struct rt_str rest;
    if (c->op == RENAMES) {
        return c->column < n && rt_str_eq(c->cell[KEY], cells[c->column]);
    }
    if (n > 3 && c->table == IMG_SCHEMA && rt_str_find(c->cell[KEY], '|') < c->cell[KEY].n) {
        struct rt_str tab = rt_str_cut(c->cell[KEY], '|', &rest);
        struct rt_str section = rt_str_cut(rest, '|', &rest);
        return rest.p != NULL && rt_str_eq(tab, cells[2]) && rt_str_eq(section, cells[3]) && rt_str_eq(rest, cells[1]);
    }
    return n > 0 && c->cell[KEY].n > 0 && rt_str_eq(c->cell[KEY], cells[0]);
}

static void put_cells(struct rt_buf *b, enum img_table table, const struct rt_str *cells, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (i > 0) {
            (void)rt_buf_put_text(b, table == IMG_PAGES ? " = " : "\t");
        }
        (void)rt_buf_put(b, cells[i].p, cells[i].n);
    }
    (void)rt_buf_put_u8(b, '\n');
}

static void put_added(struct rt_buf *b, const struct change *c)
{
    put_cells(b, c->table, c->cell + ADDED_ROW, c->n_cells - ADDED_ROW);
}

/* What a row becomes that the change is about. */
static void put_changed(struct rt_buf *b, const struct change *c, struct rt_str *cells, size_t n)
{
    if (c->op == LACKS) {
        return;
    }
    if (c->op != ADDS) {
        cells[c->column] = c->cell[VALUE];
    }
    put_cells(b, c->table, cells, n);
    if (c->op == ADDS) {
        put_added(b, c);
    }
}

/* Stores the number of matching rows in *n_rows. */
static enum rt_err apply(struct img_release *r, const struct change *c, size_t *n_rows)
{
    struct rt_buf *table = &r->tables[c->table];
    struct rt_buf changed;
    struct rt_tsv rows = release_rows(r, c->table);
    struct rt_str line, cells[COLUMNS_MAX];

    *n_rows = 0;
    rt_buf_init(&changed, IMG_TEXT_MAX);
    while (rt_tsv_next(&rows, &line)) {
        size_t n = cells_of(c->table, line, cells);
        bool has_column = c->op == LACKS || c->op == ADDS || c->column < n; /* a row may lack its last columns */
        if (n <= COLUMNS_MAX && has_column && is_row(c, cells, n)) {
            (*n_rows)++;
            put_changed(&changed, c, cells, n);
            continue;
        }
        (void)rt_buf_put(&changed, line.p, line.n);
        (void)rt_buf_put_u8(&changed, '\n');
    }
    if (c->op == ADDS && c->cell[KEY].n == 0) {
        *n_rows = 1;
        put_added(&changed, c);
    }
    enum rt_err err = rt_buf_error(&changed);
    if (err == RT_OK) {
        rt_buf_clear(table);
        err = rt_buf_put(table, changed.bytes, changed.n);
    }
    rt_buf_fini(&changed);
    return err;
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

enum rt_err release_change(struct img_release *r, struct rt_str changes, const char *where, struct img_error *e)
{
    struct rt_tsv rows = rt_tsv(changes);
    struct rt_str line;
    while (rt_tsv_next(&rows, &line)) {
        struct change c;
        const char *what = NULL;
        size_t n_rows = 0;
        if (parse(line, &c, &what) != RT_OK) {
            return img_fail(e, RT_ESYNTAX, where, "see images/README.md, \"changes.tsv\"", "line %u: %s", rows.line,
                            what);
        }
        enum rt_err err = apply(r, &c, &n_rows);
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
