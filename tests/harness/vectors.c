/* SPDX-License-Identifier: MIT */
#include <harness/vectors.h>
#include <rt/tsv.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define ROWS_MAX 1000u

_Noreturn static void give_up(const char *path, const char *what)
{
    (void)fprintf(stderr, "%s: %s\n", path, what);
    exit(2);
}

static char *read_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    size_t capacity = 1u << 20;
    char *text = calloc(1, capacity);
    if (f == NULL || text == NULL) {
        give_up(path, "cannot be read");
    }
    size_t n = fread(text, 1, capacity, f);
    if (n == capacity) {
        give_up(path, "too big");
    }
    (void)fclose(f);
    return text;
}

/* Undoes the escapes in place. */
static void unescape(char *s)
{
    char *out = s;
    for (; *s != 0; s++) {
        if (*s == '\\' && s[1] != 0) {
            s++;
            *out++ = *s == 'n' ? '\n' : *s == 't' ? '\t' : *s;
        } else {
            *out++ = *s;
        }
    }
    *out = 0;
}

static void split_row(struct vector_row *row, struct rt_str line, const char *path)
{
    const char *columns[VECTOR_FIELDS_MAX + 3];
    size_t n = rt_tsv_cells_in_place(line, columns, VECTOR_FIELDS_MAX + 3);
    if (n > VECTOR_FIELDS_MAX + 3) {
        give_up(path, "too many columns");
    }
    if (n < 4) {
        give_up(path, "a line with fewer than four columns");
    }
    for (size_t i = 0; i < n; i++) {
        unescape((char *)columns[i]); /* in the text that we own */
    }
    *row = (struct vector_row){columns[0], columns[1], columns[2], {0}};
    memcpy(row->field, columns + 3, sizeof row->field);
}

void vectors_load(struct vectors *v, const char *path)
{
    *v = (struct vectors){.text = read_file(path)};
    struct rt_tsv table = rt_tsv(rt_str(v->text));
    struct rt_str row;
    v->rows = calloc(ROWS_MAX, sizeof *v->rows);
    if (v->rows == NULL) {
        give_up(path, "no memory");
    }
    (void)rt_tsv_next(&table, &row); /* the names of the columns */
    while (rt_tsv_next(&table, &row)) {
        if (v->n == ROWS_MAX) {
            give_up(path, "too many rows");
        }
        split_row(&v->rows[v->n++], row, path);
    }
}

void vectors_free(struct vectors *v)
{
    free(v->rows);
    free(v->text);
}

static bool is_present(const struct vectors *v, const char *prefix, unsigned number)
{
    char id[16];
    (void)snprintf(id, sizeof id, "%s%u", prefix, number);
    size_t n = strlen(id);
    for (size_t i = 0; i < v->n; i++) {
        const char *rest = v->rows[i].id + n;
        if (strncmp(v->rows[i].id, id, n) == 0 && (*rest < '0' || *rest > '9')) {
            return true;
        }
    }
    return false;
}

static vector_fn *the_fn; /* cmocka gives a test one pointer, and that is the row */

static void run_row(void **state)
{
    the_fn(*state);
}

int vectors_run(const char *path, const char *prefix, unsigned n_ids, vector_fn *fn)
{
    struct vectors v;
    vectors_load(&v, path);
    for (unsigned i = 1; i <= n_ids; i++) {
        if (!is_present(&v, prefix, i)) {
            (void)fprintf(stderr, "%s: row %s%u is missing\n", path, prefix, i);
            return 1;
        }
    }
    struct CMUnitTest *tests = calloc(v.n + 1, sizeof *tests);
    size_t n_tests = 0;
    for (size_t i = 0; tests != NULL && i < v.n; i++) {
        if (strcmp(v.rows[i].layer, "unit") == 0) {
            tests[n_tests++] = (struct CMUnitTest){v.rows[i].id, run_row, NULL, NULL, &v.rows[i]};
        }
    }
    if (n_tests == 0) {
        give_up(path, "no row to run");
    }
    the_fn = fn;
    int n_failed = _cmocka_run_group_tests(path, tests, n_tests, NULL, NULL);
    free(tests);
    vectors_free(&v);
    return n_failed;
}
