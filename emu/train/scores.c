/* SPDX-License-Identifier: MIT */
#include "scores.h"
#include "sqlite.h"
#include <host/places.h>
#include <rt/mem.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct scores {
    struct train_sqlite q;
    sqlite3 *db;
    char path[EMU_PATH_MAX];
};

/* Version 1. A later one adds a step behind, by PRAGMA user_version. */
static const char schema[] = "CREATE TABLE IF NOT EXISTS attempt ("
                             " id INTEGER PRIMARY KEY,"
                             " began TEXT NOT NULL," /* UTC */
                             " name TEXT NOT NULL,"
                             " lesson TEXT NOT NULL,"
                             " version INTEGER NOT NULL,"
                             " level INTEGER NOT NULL,"
                             " mode TEXT NOT NULL,"
                             " voice_only INTEGER NOT NULL,"
                             " ended TEXT NOT NULL," /* closed, left */
                             " points INTEGER NOT NULL,"
                             " passed INTEGER NOT NULL,"
                             " medal TEXT NOT NULL,"
                             " goals INTEGER NOT NULL, evidence INTEGER NOT NULL, no_harm INTEGER NOT NULL,"
                             " economy INTEGER NOT NULL, slips INTEGER NOT NULL, hint_points INTEGER NOT NULL,"
                             " hints INTEGER NOT NULL,"
                             " customer_s REAL NOT NULL,"
                             " real_s INTEGER NOT NULL);"
                             "CREATE TABLE IF NOT EXISTS missed (attempt INTEGER NOT NULL REFERENCES attempt(id), goal "
                             "TEXT NOT NULL);"
                             "CREATE TABLE IF NOT EXISTS mistake (attempt INTEGER NOT NULL REFERENCES attempt(id), id "
                             "TEXT NOT NULL, points INTEGER NOT NULL);"
                             "CREATE INDEX IF NOT EXISTS attempt_name ON attempt(name, lesson);";

static enum emu_exit fail(const struct scores *s, struct emu_error *error)
{
    int code = s->q.errcode(s->db);
    return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s%s", s->path, s->q.errmsg(s->db),
                         code == SQLITE_FULL     ? ": the score is not kept: make room"
                         : code == SQLITE_BUSY   ? ": another program holds it: try again"
                         : code == SQLITE_NOTADB ? ": name another file with --scores"
                                                 : "");
}

enum emu_exit scores_place(char out[EMU_PATH_MAX], const char *given, bool may_make_folders, struct emu_error *error)
{
    return emu_place_scores(out, given, may_make_folders, error);
}

enum emu_exit scores_open(struct scores **out, const char *path, bool may_make, struct emu_error *error)
{
    struct scores *s = rt_mem_alloc(sizeof *s);
    *out = NULL;
    if (s == NULL) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: out of memory", path);
    }
    memset(s, 0, sizeof *s);
    (void)snprintf(s->path, sizeof s->path, "%s", path);
    if (!may_make && access(path, F_OK) != 0) {
        rt_mem_free(s);
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s: no lesson was scored yet", path, strerror(errno));
    }
    if (train_sqlite_load(&s->q, error) != EMU_EXIT_OK) {
        rt_mem_free(s);
        return error->code;
    }
    mode_t before = umask(077); /* names of people: the user's own */
    int code = s->q.open_v2(path, &s->db, SQLITE_OPEN_READWRITE | (may_make ? SQLITE_OPEN_CREATE : 0), NULL);
    (void)umask(before);
    if (s->db == NULL) {
        rt_mem_free(s);
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: out of memory", path);
    }
    (void)s->q.busy_timeout(s->db, SCORES_BUSY_MS);
    if (code != SQLITE_OK ||
        s->q.exec(s->db, "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;", NULL, NULL, NULL) != SQLITE_OK ||
        s->q.exec(s->db, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK ||
        s->q.exec(s->db, schema, NULL, NULL, NULL) != SQLITE_OK ||
        s->q.exec(s->db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK) {
        (void)fail(s, error);
        scores_close(s);
        return error->code;
    }
    *out = s;
    return EMU_EXIT_OK;
}

void scores_close(struct scores *s)
{
    if (s != NULL) {
        (void)s->q.close(s->db); /* what was told is stored */
        rt_mem_free(s);
    }
}

/* ---- storing ---- */

struct putting {
    struct scores *s;
    sqlite3_int64 attempt;
    bool is_good;
};

static void put_detail(struct putting *p, const char *sql, const char *id, int points)
{
    const struct scores *s = p->s;
    sqlite3_stmt *statement = NULL;
    bool is_good = s->q.prepare_v2(s->db, sql, -1, &statement, NULL) == SQLITE_OK &&
                   s->q.bind_int64(statement, 1, p->attempt) == SQLITE_OK &&
                   s->q.bind_text(statement, 2, id, -1, SQLITE_TRANSIENT) == SQLITE_OK &&
                   (s->q.bind_parameter_count(statement) < 3 || s->q.bind_int(statement, 3, points) == SQLITE_OK) &&
                   s->q.step(statement) == SQLITE_DONE;
    (void)s->q.finalize(statement);
    p->is_good = p->is_good && is_good;
}

static void put_row(void *ctx, const struct emu_lesson_row *row)
{
    struct putting *p = ctx;
    if (row->kind == EMU_LESSON_ROW_GOAL && row->state == EMU_LESSON_MISSED) {
        put_detail(p, "INSERT INTO missed VALUES (?, ?)", row->id, 0);
    } else if (row->kind == EMU_LESSON_ROW_MISTAKE) {
        put_detail(p, "INSERT INTO mistake VALUES (?, ?, ?)", row->id, row->points);
    }
}

static bool put_attempt(struct scores *s, const struct scores_attempt *a, const struct emu_lesson_head *h,
                        const struct emu_lesson_score *score)
{
    static const char sql[] = "INSERT INTO attempt VALUES (NULL, strftime('%Y-%m-%dT%H:%M:%SZ', ?1, 'unixepoch'), ?2, "
                              "?3, ?4, ?5, ?6, ?7, ?8, "
                              "?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)";
    const struct {
        int place;
        const char *text; /* NULL: the number */
        sqlite3_int64 number;
    } values[] = {
        {1, NULL, (sqlite3_int64)a->began_s},
        {2, a->name, 0},
        {3, h->id, 0},
        {4, NULL, h->version},
        {5, NULL, h->level},
        {6, a->mode, 0},
        {7, NULL, a->is_voice_only},
        {8, a->is_left ? "left" : "closed", 0},
        {9, NULL, score->total},
        {10, NULL, score->has_passed},
        {11, emu_lesson_medal_name(score->medal), 0},
        {12, NULL, score->goals},
        {13, NULL, score->evidence},
        {14, NULL, score->no_harm},
        {15, NULL, score->economy},
        {16, NULL, score->method},
        {17, NULL, score->hint},
        {18, NULL, score->n_hints},
        {20, NULL, (sqlite3_int64)a->real_s},
    };
    sqlite3_stmt *statement = NULL;
    bool is_good = s->q.prepare_v2(s->db, sql, -1, &statement, NULL) == SQLITE_OK;
    for (size_t i = 0; is_good && i < sizeof values / sizeof values[0]; i++) {
        is_good =
            (values[i].text != NULL ? s->q.bind_text(statement, values[i].place, values[i].text, -1, SQLITE_TRANSIENT)
                                    : s->q.bind_int64(statement, values[i].place, values[i].number)) == SQLITE_OK;
    }
    is_good = is_good && s->q.bind_double(statement, 19, (double)score->time_us / 1e6) == SQLITE_OK &&
              s->q.step(statement) == SQLITE_DONE;
    (void)s->q.finalize(statement);
    return is_good;
}

enum emu_exit scores_put(struct scores *s, const struct scores_attempt *a, struct emu_lesson *l,
                         struct emu_error *error)
{
    struct emu_lesson_head head;
    struct emu_lesson_score score = {0};
    emu_lesson_head(l, &head);
    if (!a->is_left) {
        emu_lesson_score(l, &score);
    }
    bool is_begun = s->q.exec(s->db, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK;
    struct putting p = {.s = s, .is_good = is_begun && put_attempt(s, a, &head, &score)};
    p.attempt = s->q.last_insert_rowid(s->db);
    if (p.is_good && !a->is_left) {
        emu_lesson_rows(l, put_row, &p);
    }
    if (!p.is_good || s->q.exec(s->db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK) {
        (void)fail(s, error);
        (void)s->q.exec(s->db, "ROLLBACK", NULL, NULL, NULL); /* the error is the first one */
    }
    return error->code;
}

/* ---- reporting ---- */

/* The parts of a report: a title, a query, whose columns are the report's. ?1: the trainee, ?2: the lesson, or NULL. */
#define WHERE " WHERE (?1 IS NULL OR name = ?1) AND (?2 IS NULL OR lesson = ?2) "
static const struct {
    const char *id, *title, *sql;
} parts[] = {
    {"course", "Trainees and lessons: the best of each",
     "SELECT name, lesson, COUNT(*) AS tries, MAX(points) AS points, MAX(passed) AS passed,"
     " MIN(CASE WHEN passed THEN hints END) AS hints, MAX(began) AS last"
     " FROM attempt" WHERE "GROUP BY name, lesson ORDER BY name, lesson"},
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
    " no_harm, economy, slips, hint_points, hints, customer_s, real_s,"
    " (SELECT group_concat(goal, ' ') FROM missed WHERE attempt = attempt.id) AS missed,"
    " (SELECT group_concat(id, ' ') FROM mistake WHERE attempt = attempt.id) AS mistakes"
    " FROM attempt" WHERE "ORDER BY attempt.id";

static bool is_number(const struct scores *s, sqlite3_stmt *q, int column)
{
    int type = s->q.column_type(q, column);
    return type == SQLITE_INTEGER || type == SQLITE_FLOAT;
}

static const char *text_of(const struct scores *s, sqlite3_stmt *q, int column)
{
    const char *text = (const char *)s->q.column_text(q, column);
    return text != NULL ? text : "";
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

static void put_line(const struct scores *s, FILE *out, sqlite3_stmt *q, enum scores_form form, unsigned n_rows)
{
    int n = s->q.column_count(q);
    fputs(form == SCORES_JSON ? n_rows > 0 ? ",\n    {" : "\n    {" : "", out);
    for (int i = 0; i < n; i++) {
        const char *text = text_of(s, q, i);
        switch (form) {
        case SCORES_TABLE:
            fprintf(out, is_number(s, q, i) ? "%s%*s" : "%s%-*s", i > 0 ? "  " : "", i == n - 1 ? 0 : 14, text);
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
        if (form == SCORES_TABLE) {
            fprintf(out, "%s%-*s", i > 0 ? "  " : "", i == n - 1 ? 0 : 14, s->q.column_name(q, i));
        } else {
            fprintf(out, "%s%s", i > 0 ? "," : "", s->q.column_name(q, i));
        }
    }
    fputs(form == SCORES_TABLE ? "\n" : form == SCORES_CSV ? "\r\n" : "", out);
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
        put_head(s, out, q, form);
        while ((code = s->q.step(q)) == SQLITE_ROW) {
            put_line(s, out, q, form, n++);
        }
    }
    if (code != SQLITE_DONE) {
        (void)fail(s, error);
    }
    (void)s->q.finalize(q);
    return error->code;
}

enum emu_exit scores_report(struct scores *s, enum scores_form form, const char *name, const char *lesson, FILE *out,
                            struct emu_error *error)
{
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
