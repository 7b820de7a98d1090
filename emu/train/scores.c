/* SPDX-License-Identifier: MIT */
#include "scores_priv.h"
#include <host/places.h>
#include <rt/mem.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <rt/str.h>
#include <sys/stat.h>
#include <unistd.h>

#define VERSION_NOW 1u

/* Version 0, and what has come to it since: `steps`. */
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
static const char *const steps[VERSION_NOW] = {
    "ALTER TABLE attempt ADD COLUMN file TEXT NOT NULL DEFAULT '';" /* hash of the lesson's file; "": not known */
    "PRAGMA user_version = 1;",
};

enum emu_exit scores_fail(const struct scores *s, struct emu_error *error)
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

static bool do_sql(const struct scores *s, const char *sql)
{
    return s->q.exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

/* UINT32_MAX: it cannot be read. */
static uint32_t version_of(const struct scores *s)
{
    sqlite3_stmt *q = NULL;
    uint32_t version = UINT32_MAX;
    if (s->q.prepare_v2(s->db, "PRAGMA user_version", -1, &q, NULL) == SQLITE_OK && s->q.step(q) == SQLITE_ROW) {
        (void)rt_str_u32(rt_str((const char *)s->q.column_text(q, 0)), &version); /* else it stays */
    }
    (void)s->q.finalize(q);
    return version;
}

/* Several processes may come at once: the first one makes the tables, in one transaction. */
static bool make_tables(const struct scores *s, uint32_t *version)
{
    bool is_good = do_sql(s, "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;") && do_sql(s, "BEGIN IMMEDIATE") &&
                   do_sql(s, schema);
    *version = is_good ? version_of(s) : 0;
    for (uint32_t i = *version; is_good && i < VERSION_NOW; i++) {
        is_good = do_sql(s, steps[i]);
    }
    return is_good && do_sql(s, "COMMIT");
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
    uint32_t version = 0;
    if (code != SQLITE_OK || !make_tables(s, &version)) {
        (void)scores_fail(s, error);
    } else if (version > VERSION_NOW) {
        (void)emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: made by a newer version of vspa: update this one", path);
    }
    if (error->code != EMU_EXIT_OK) {
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
        for (size_t i = 0; i < SCORES_COLUMNS_MAX; i++) {
            rt_mem_free(s->shown[i]);
        }
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
                              "?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)";
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
        {21, h->hash, 0},
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
        (void)scores_fail(s, error);
        (void)s->q.exec(s->db, "ROLLBACK", NULL, NULL, NULL); /* the error is the first one */
    }
    return error->code;
}
