/* SPDX-License-Identifier: MIT */
/* Reports of scores: as tables, CSV, JSON, and row by row for the trainer's view. */
#include "scores_priv.h"
#include <rt/assert.h>
#include <rt/mem.h>
#include <rt/str.h>
#include <string.h>

#define TEXT_COLUMN     14
#define NUMBER_COLUMN   11

/* The parts of a report: a title, a query, whose columns are the report's. ?1: the trainee, ?2: the lesson, or NULL. */
#define WHERE_OF(table) " WHERE (?1 IS NULL OR name = ?1) AND (?2 IS NULL OR " table "lesson = ?2) "
#define WHERE           WHERE_OF("")
static const struct {
    const char *id, *title, *sql;
} parts[] = {
    {"course", "Trainees and lessons: the best of each",
     "SELECT name, lesson, COUNT(*) AS tries, MAX(points) AS points, MAX(passed) AS passed,"
     " MIN(CASE WHEN passed THEN hints END) AS hints, MAX(began) AS last"
     " FROM attempt" WHERE "GROUP BY name, lesson ORDER BY name, lesson"},
    {"changed", "Attempts at lessons whose file has changed since",
     "SELECT attempt.lesson, version, COUNT(*) AS tries, COUNT(DISTINCT name) AS trainees, MAX(began) AS last,"
     " file AS sha256 FROM attempt JOIN present ON present.lesson = attempt.lesson" WHERE_OF(
         "attempt.") "AND file <> '' AND file <> present.hash GROUP BY attempt.lesson, file ORDER BY attempt.lesson, "
                     "last"},
    {"progress", "Progress of each trainee",
     "SELECT name, COUNT(DISTINCT lesson) AS lessons, COUNT(DISTINCT CASE WHEN passed THEN lesson END) AS passed,"
     " COUNT(*) AS tries, ROUND(AVG(CASE WHEN ended = 'closed' THEN points END), 1) AS mean_points,"
     " SUM(real_s) / 60 AS minutes FROM attempt" WHERE "GROUP BY name ORDER BY name"},
    {"goals", "Goals that are missed most",
     "SELECT lesson, goal, COUNT(*) AS missed, COUNT(DISTINCT name) AS trainees"
     " FROM missed JOIN attempt ON attempt.id = missed.attempt" WHERE
     "GROUP BY lesson, goal ORDER BY missed DESC, lesson, goal LIMIT 20"},
    {"mistakes", "Most frequent mistakes",
     "SELECT mistake.id AS mistake, COUNT(*) AS seen, COUNT(DISTINCT name) AS trainees,"
     " SUM(mistake.points) AS points FROM mistake JOIN attempt ON attempt.id = mistake.attempt" WHERE
     "GROUP BY mistake.id ORDER BY seen DESC, mistake.id LIMIT 20"},
};
/* CSV has one table: every attempt. */
static const char attempts[] =
    "SELECT began, name, lesson, version, level, mode, voice_only, ended, points, passed, medal, goals, evidence,"
    " no_harm, economy, slips, hint_points, hints, customer_s, real_s, file AS sha256,"
    " (SELECT group_concat(goal, ' ') FROM missed WHERE attempt = attempt.id) AS missed,"
    " (SELECT group_concat(id, ' ') FROM mistake WHERE attempt = attempt.id) AS mistakes"
    " FROM attempt" WHERE "ORDER BY attempt.id";

static bool is_number(const struct scores *s, sqlite3_stmt *q, int column)
{
    int type = s->q.column_type(q, column);
    return type == SQLITE_INTEGER || type == SQLITE_FLOAT;
}

/* The file may be one that others write, too: nothing in it controls the terminal. Until the next row. */
static const char *text_of(struct scores *s, sqlite3_stmt *q, int column)
{
    const char *text = (const char *)s->q.column_text(q, column);
    size_t n = text != NULL ? strlen(text) : 0;
    RT_ASSERT(column >= 0 && (size_t)column < SCORES_COLUMNS_MAX);
    char *shown = rt_mem_resize(s->shown[column], n + 1);
    if (shown == NULL) {
        return ""; /* without memory */
    }
    s->shown[column] = shown;
    memcpy(shown, text != NULL ? text : "", n + 1);
    rt_text_safe(shown, n);
    return shown;
}

/* RFC 4180; a name that begins as a formula does is kept from being one by a quotation mark in front. */
static void put_csv_field(FILE *out, const char *text)
{
    bool is_formula = text[0] != '\0' && strchr("=+-@", text[0]) != NULL;
    if (!is_formula && strpbrk(text, "\",\r\n") == NULL) {
        fputs(text, out);
        return;
    }
    fputs(is_formula ? "\"'" : "\"", out);
    for (const char *p = text; *p != '\0'; p++) {
        fputs(*p == '"' ? "\"\"" : (char[2]){*p, '\0'}, out);
    }
    fputc('"', out);
}

static void put_json_text(FILE *out, const char *text)
{
    fputc('"', out);
    for (const unsigned char *p = (const unsigned char *)text; *p != '\0'; p++) {
        if (*p < ' ') {
            fprintf(out, "\\u%04x", *p);
        } else {
            fprintf(out, *p == '"' || *p == '\\' ? "\\%c" : "%c", *p);
        }
    }
    fputc('"', out);
}

/* Texts stand left in their column, numbers right; a text at the end of a line needs no padding. */
static void put_cell(FILE *out, const char *column, const char *text, bool is_first, bool is_last)
{
    static const char *const texts[] = {"name", "lesson", "last", "goal", "mistake", "sha256"};
    bool is_text = false;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        is_text = is_text || strcmp(column, texts[i]) == 0;
    }
    fprintf(out, is_text ? "%s%-*s" : "%s%*s", is_first ? "" : "  ",
            is_text && is_last ? 0
            : is_text          ? TEXT_COLUMN
                               : NUMBER_COLUMN,
            text);
}

static void put_line(struct scores *s, FILE *out, sqlite3_stmt *q, enum scores_form form, unsigned n_rows)
{
    int n = s->q.column_count(q);
    fputs(form == SCORES_JSON ? n_rows > 0 ? ",\n    {" : "\n    {" : "", out);
    for (int i = 0; i < n; i++) {
        const char *text = text_of(s, q, i);
        switch (form) {
        case SCORES_TABLE:
            put_cell(out, s->q.column_name(q, i), text, i == 0, i == n - 1);
            break;
        case SCORES_CSV:
            fputs(i > 0 ? "," : "", out);
            if (is_number(s, q, i)) {
                fputs(text, out);
            } else {
                put_csv_field(out, text);
            }
            break;
        case SCORES_JSON:
            fprintf(out, "%s\"%s\": ", i > 0 ? ", " : "", s->q.column_name(q, i));
            if (s->q.column_type(q, i) == SQLITE_NULL) {
                fputs("null", out);
            } else if (is_number(s, q, i)) {
                fputs(text, out);
            } else {
                put_json_text(out, text);
            }
        }
    }
    fputs(form == SCORES_TABLE ? "\n" : form == SCORES_CSV ? "\r\n" : "}", out);
}

static void put_head(const struct scores *s, FILE *out, sqlite3_stmt *q, enum scores_form form)
{
    int n = s->q.column_count(q);
    for (int i = 0; form != SCORES_JSON && i < n; i++) {
        const char *name = s->q.column_name(q, i);
        if (form == SCORES_TABLE) {
            put_cell(out, name, name, i == 0, i == n - 1);
        } else {
            fprintf(out, "%s%s", i > 0 ? "," : "", name);
        }
    }
    fputs(form == SCORES_TABLE ? "\n" : form == SCORES_CSV ? "\r\n" : "", out);
}

/* The lessons as they are now; without any, no lesson has changed. */
static enum emu_exit need_present(struct scores *s, struct emu_error *error)
{
    static const char sql[] = "CREATE TEMP TABLE IF NOT EXISTS present (lesson TEXT PRIMARY KEY, hash TEXT NOT NULL)";
    return s->q.exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK ? EMU_EXIT_OK : scores_fail(s, error);
}

enum emu_exit scores_present(struct scores *s, const char *lesson, const char *hash, struct emu_error *error)
{
    sqlite3_stmt *q = NULL;
    if (need_present(s, error) != EMU_EXIT_OK) {
        return error->code;
    }
    bool is_good = s->q.prepare_v2(s->db, "INSERT OR REPLACE INTO present VALUES (?, ?)", -1, &q, NULL) == SQLITE_OK &&
                   s->q.bind_text(q, 1, lesson, -1, SQLITE_TRANSIENT) == SQLITE_OK &&
                   s->q.bind_text(q, 2, hash, -1, SQLITE_TRANSIENT) == SQLITE_OK && s->q.step(q) == SQLITE_DONE;
    if (!is_good) {
        (void)scores_fail(s, error);
    }
    (void)s->q.finalize(q);
    return error->code;
}

uint32_t scores_moment(struct scores *s)
{
    sqlite3_stmt *q = NULL;
    uint32_t moment = 0;
    if (s->q.prepare_v2(s->db, "PRAGMA data_version", -1, &q, NULL) == SQLITE_OK && s->q.step(q) == SQLITE_ROW) {
        (void)rt_str_u32(rt_str(text_of(s, q, 0)), &moment); /* else it stays */
    }
    (void)s->q.finalize(q);
    return moment;
}

enum emu_exit scores_rows(struct scores *s, const char *part, scores_row_fn *fn, void *ctx, struct emu_error *error)
{
    const char *texts[SCORES_COLUMNS_MAX];
    sqlite3_stmt *q = NULL;
    size_t i = 0;
    while (strcmp(parts[i].id, part) != 0) { /* one of them */
        i++;
    }
    int code = s->q.prepare_v2(s->db, parts[i].sql, -1, &q, NULL);
    while (code == SQLITE_OK || code == SQLITE_ROW) {
        code = s->q.step(q);
        size_t n = code == SQLITE_ROW ? (size_t)s->q.column_count(q) : 0;
        for (size_t k = 0; k < n && k < SCORES_COLUMNS_MAX; k++) {
            texts[k] = text_of(s, q, (int)k);
        }
        if (code == SQLITE_ROW) {
            fn(ctx, n < SCORES_COLUMNS_MAX ? n : SCORES_COLUMNS_MAX, texts);
        }
    }
    if (code != SQLITE_DONE) {
        (void)scores_fail(s, error);
    }
    (void)s->q.finalize(q);
    return error->code;
}

static enum emu_exit put_query(struct scores *s, const char *sql, enum scores_form form, const char *name,
                               const char *lesson, FILE *out, struct emu_error *error)
{
    sqlite3_stmt *q = NULL;
    unsigned n = 0;
    int code = s->q.prepare_v2(s->db, sql, -1, &q, NULL);
    if (code == SQLITE_OK) {
        (void)s->q.bind_text(q, 1, name, -1, SQLITE_TRANSIENT); /* NULL binds NULL */
        (void)s->q.bind_text(q, 2, lesson, -1, SQLITE_TRANSIENT);
        if (form == SCORES_CSV) {
            put_head(s, out, q, form);
        }
        while ((code = s->q.step(q)) == SQLITE_ROW) {
            if (n == 0 && form == SCORES_TABLE) {
                put_head(s, out, q, form);
            }
            put_line(s, out, q, form, n++);
        }
        if (n == 0 && form == SCORES_TABLE) {
            fputs("none\n", out);
        }
    }
    if (code != SQLITE_DONE) {
        (void)scores_fail(s, error);
    }
    (void)s->q.finalize(q);
    return error->code;
}

enum emu_exit scores_report(struct scores *s, enum scores_form form, const char *name, const char *lesson, FILE *out,
                            struct emu_error *error)
{
    if (need_present(s, error) != EMU_EXIT_OK) {
        return error->code;
    }
    if (form == SCORES_CSV) {
        return put_query(s, attempts, form, name, lesson, out, error);
    }
    fputs(form == SCORES_JSON ? "{" : "", out);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0] && error->code == EMU_EXIT_OK; i++) {
        if (form == SCORES_JSON) {
            fprintf(out, "%s\n  \"%s\": [", i > 0 ? "," : "", parts[i].id);
        } else {
            fprintf(out, "%s%s\n", i > 0 ? "\n" : "", parts[i].title);
        }
        (void)put_query(s, parts[i].sql, form, name, lesson, out, error); /* the error says it */
        fputs(form == SCORES_JSON ? "\n  ]" : "", out);
    }
    if (form == SCORES_JSON && error->code == EMU_EXIT_OK) {
        fputs(",\n  \"attempts\": [", out);
        (void)put_query(s, attempts, form, name, lesson, out, error);
        fputs("\n  ]\n}\n", out);
    }
    return error->code;
}
