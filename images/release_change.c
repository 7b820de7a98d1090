/* SPDX-License-Identifier: MIT */
/*
 * changes.tsv: op, table, key, column, value, reason. `lacks` takes the row away, `sets` replaces one column.
 * Every change must find its row: a change of nothing is a spelling mistake.
 */
#include "release_priv.h"

#define CHANGE_COLUMNS 6u
enum { OP, TABLE, KEY, COLUMN, VALUE, REASON };

struct change {
    struct rt_str cell[CHANGE_COLUMNS];
    bool is_lack;
    enum img_table table;
    size_t column; /* of `sets`; 1 in pages, where a row is `key = value` */
};

/* A row of pages.txt as two cells, any other cut at its tabs. */
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
    if (n > 3 && c->table == IMG_SCHEMA && rt_str_find(c->cell[KEY], '|') < c->cell[KEY].n) {
        struct rt_str tab = rt_str_cut(c->cell[KEY], '|', &rest);
        struct rt_str section = rt_str_cut(rest, '|', &rest);
        return rest.p != NULL && rt_str_eq(tab, cells[2]) && rt_str_eq(section, cells[3]) && rt_str_eq(rest, cells[1]);
    }
    return n > 0 && c->cell[KEY].n > 0 && rt_str_eq(c->cell[KEY], cells[0]);
}

static void put_changed(struct rt_buf *b, const struct change *c, const struct rt_str *cells, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct rt_str cell = i == c->column ? c->cell[VALUE] : cells[i];
        if (i > 0) {
            (void)rt_buf_put_text(b, c->table == IMG_PAGES ? " = " : "\t");
        }
        (void)rt_buf_put(b, cell.p, cell.n);
    }
    (void)rt_buf_put_u8(b, '\n');
}

/* Returns how many rows it met in *n_rows. */
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
        if (n <= COLUMNS_MAX && is_row(c, cells, n)) {
            *n_rows += c->is_lack || c->column < n; /* a row may lack its last columns */
            if (!c->is_lack) {
                put_changed(&changed, c, cells, n);
            }
            continue;
        }
        (void)rt_buf_put(&changed, line.p, line.n);
        (void)rt_buf_put_u8(&changed, '\n');
    }
    enum rt_err err = rt_buf_error(&changed);
    if (err == RT_OK) {
        rt_buf_clear(table);
        err = rt_buf_put(table, changed.bytes, changed.n);
    }
    rt_buf_fini(&changed);
    return err;
}

/* Understands one line. what: filled when it returns RT_ESYNTAX. */
static enum rt_err parse(struct rt_str line, struct change *c, const char **what)
{
    struct rt_str cells[COLUMNS_MAX];
    if (rt_tsv_cells(line, cells, COLUMNS_MAX) != CHANGE_COLUMNS) {
        *what = "not six columns: op, table, key, column, value, reason";
        return RT_ESYNTAX;
    }
    for (size_t i = 0; i < CHANGE_COLUMNS; i++) {
        c->cell[i] = cells[i];
    }
    c->is_lack = rt_str_is(c->cell[OP], "lacks");
    if (!c->is_lack && !rt_str_is(c->cell[OP], "sets")) {
        *what = "the first column is neither lacks nor sets";
        return RT_ESYNTAX;
    }
    int t = 0;
    while (t < IMG_N_TABLES && !rt_str_is(c->cell[TABLE], img_table_name((enum img_table)t))) {
        t++;
    }
    if (t == IMG_N_TABLES) {
        *what = "no such table (schema, menu, prompts, pages)";
        return RT_ESYNTAX;
    }
    c->table = (enum img_table)t;
    c->column = 1;
    if (!c->is_lack && c->table != IMG_PAGES) {
        size_t n_names;
        const char *const *names = img_table_columns(c->table, &n_names);
        c->column = 0;
        while (c->column < n_names && !rt_str_is(c->cell[COLUMN], names[c->column])) {
            c->column++;
        }
        if (c->column == n_names) {
            *what = "no such column in that table";
            return RT_ESYNTAX;
        }
    }
    if (c->cell[REASON].n == 0) {
        *what = "no reason given in the last column";
        return RT_ESYNTAX;
    }
    return RT_OK;
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
        if (n_rows != 1) {
            return img_fail(e, RT_ESYNTAX, where, "name one row of the base",
                            "line %u: %zu rows of %s have the key '%.*s'", rows.line, n_rows, img_table_file(c.table),
                            (int)c.cell[KEY].n, c.cell[KEY].p);
        }
    }
    return RT_OK;
}
