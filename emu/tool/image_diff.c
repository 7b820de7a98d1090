/* SPDX-License-Identifier: MIT */
/* How two images differ, row by row and column by column. */
#include "image_priv.h"

#include <rt/tsv.h>
#include <stdio.h>
#include <string.h>

#define COLUMNS 10u

/* The tables that are compared. is_lines: `key = value`. is_empty_absent: a row without a value is as good as none (in
 * a manifest: "oldest =", which sets no limit). columns: how many of a row count (prompts: the place of their sound
 * does not). */
static const struct table {
    enum fw_image_section section;
    bool is_lines, is_empty_absent;
    size_t n_columns;
    const char *columns[COLUMNS];
} tables[] = {
    {FW_IMAGE_MANIFEST, true, true, 2, {"key", "value"}},
    {FW_IMAGE_SCHEMA,
     false,
     false,
     10,
     {"element", "label", "tab", "section", "type", "choices", "default", "access", "form_id", "flags"}},
    {FW_IMAGE_MENU, false, false, 9, {"code", "kind", "subject", "input", "password", "when", "name", "ask", "source"}},
    {FW_IMAGE_PROMPTS, false, false, 4, {"id", "", "", "text"}},
    {FW_IMAGE_PAGES, true, false, 2, {"key", "value"}},
};

/* A row's cells; missing ones are empty. */
static void cut_row(const struct table *t, struct rt_str line, struct rt_str cells[COLUMNS])
{
    for (size_t i = 0; i < COLUMNS; i++) {
        cells[i] = rt_str_n("", 0);
    }
    if (t->is_lines) {
        cells[0] = rt_str_trim(rt_str_cut(line, '=', &cells[1]));
        cells[1] = rt_str_trim(cells[1]);
        return;
    }
    (void)rt_tsv_cells(line, cells, COLUMNS);
}

static bool is_status_row(const struct rt_str *cells)
{
    return rt_str_is(cells[4], "status");
}

/* The same row? A status row is known by its fact and tab; in an image from before facts had keys, by its place. */
static bool is_same_key(const struct rt_str *a, const struct rt_str *b)
{
    if (!is_status_row(a) || !is_status_row(b)) {
        return rt_str_eq(a[0], b[0]) && is_status_row(a) == is_status_row(b);
    }
    if (a[0].n > 0 && b[0].n > 0) {
        return rt_str_eq(a[0], b[0]) && rt_str_eq(a[2], b[2]);
    }
    return rt_str_eq(a[1], b[1]) && rt_str_eq(a[2], b[2]) && rt_str_eq(a[3], b[3]);
}

/* False: it is not there, and all cells are empty. */
static bool find_row(const struct table *t, const struct rt_buf *text, const struct rt_str *wanted,
                     struct rt_str cells[COLUMNS])
{
    struct rt_tsv rows = rt_tsv(rt_str_n(rt_buf_text(text), text->n));
    struct rt_str row;
    while (rt_tsv_next(&rows, &row)) {
        cut_row(t, row, cells);
        if (is_same_key(wanted, cells)) {
            return true;
        }
    }
    cut_row(t, rt_str_n("", 0), cells);
    return false;
}

static json_t *text_of(struct rt_str s)
{
    return json_stringn(s.p != NULL ? s.p : "", s.n);
}

static void add(json_t *out, const struct table *t, const char *op, const struct rt_str *cells, const char *column,
                json_t *from, json_t *to)
{
    json_t *key = !is_status_row(cells) ? text_of(cells[0])
                                        : json_sprintf("%.*s|%.*s|%.*s", (int)cells[2].n, cells[2].p, (int)cells[3].n,
                                                       cells[3].p, (int)cells[1].n, cells[1].p);
    json_t *row = json_pack("{s:s,s:s,s:o}", "change", op, "table", fw_image_section_name(t->section), "key", key);
    if (column != NULL) {
        (void)json_object_set_new(row, "column", json_string(column));
        (void)json_object_set_new(row, "from", from);
        (void)json_object_set_new(row, "to", to);
    }
    (void)json_array_append_new(out, row);
}

/* What is otherwise in a row that both have. named: the one with the key. */
static void compare_rows(json_t *out, const struct table *t, const struct rt_str *named, const struct rt_str *from,
                         const struct rt_str *to)
{
    for (size_t i = 1; i < t->n_columns; i++) {
        if (t->columns[i][0] != 0 && !rt_str_eq(from[i], to[i])) {
            add(out, t, "changed", named, t->columns[i], text_of(from[i]), text_of(to[i]));
        }
    }
}

static void compare(json_t *out, const struct table *t, const struct rt_buf *from, const struct rt_buf *to)
{
    struct rt_tsv rows = rt_tsv(rt_str_n(rt_buf_text(from), from->n));
    struct rt_str row, a[COLUMNS], b[COLUMNS];
    while (rt_tsv_next(&rows, &row)) {
        cut_row(t, row, a);
        if (find_row(t, to, a, b) || t->is_empty_absent) {
            compare_rows(out, t, a, a, b);
        } else {
            add(out, t, "gone", a, NULL, NULL, NULL);
        }
    }
    rows = rt_tsv(rt_str_n(rt_buf_text(to), to->n));
    while (rt_tsv_next(&rows, &row)) {
        cut_row(t, row, b);
        if (find_row(t, from, b, a)) {
            continue; /* compared above */
        }
        if (t->is_empty_absent) {
            compare_rows(out, t, b, a, b);
        } else {
            add(out, t, "new", b, NULL, NULL, NULL);
        }
    }
}

json_t *image_diff(const struct image_file *from, const struct image_file *to)
{
    json_t *out = json_array();
    bool is_read = out != NULL;
    for (size_t i = 0; is_read && i < sizeof tables / sizeof tables[0]; i++) {
        struct rt_buf a, b;
        rt_buf_init(&a, FW_IMAGE_SECTION_REAL_MAX);
        rt_buf_init(&b, FW_IMAGE_SECTION_REAL_MAX);
        is_read = image_file_text(from, tables[i].section, &a) && image_file_text(to, tables[i].section, &b);
        if (is_read) {
            compare(out, &tables[i], &a, &b);
        }
        rt_buf_fini(&a);
        rt_buf_fini(&b);
    }
    if (!is_read) {
        json_decref(out);
        return NULL;
    }
    return out;
}

void image_diff_print(const json_t *diff)
{
    size_t i;
    json_t *row;
    json_array_foreach(diff, i, row)
    {
        const char *column = json_string_value(json_object_get(row, "column"));
        printf("%-8s %-9s %s", json_string_value(json_object_get(row, "change")),
               json_string_value(json_object_get(row, "table")), json_string_value(json_object_get(row, "key")));
        if (column != NULL) {
            printf("  %s: '%s' -> '%s'", column, json_string_value(json_object_get(row, "from")),
                   json_string_value(json_object_get(row, "to")));
        }
        putchar('\n');
    }
    if (json_array_size(diff) == 0) {
        puts("no difference");
    }
}
