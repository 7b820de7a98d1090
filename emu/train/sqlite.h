/* SPDX-License-Identifier: MIT */
/* SQLite, loaded when scores are kept or reported: no other command needs it. */
#pragma once
#include <host/error.h>
#include <sqlite3.h>

/* result, name, arguments */
#define TRAIN_SQLITE_LIST(X)                                                                                           \
    X(int, open_v2, (const char *, sqlite3 **, int, const char *))                                                     \
    X(int, close, (sqlite3 *))                                                                                         \
    X(int, errcode, (sqlite3 *))                                                                                       \
    X(const char *, errmsg, (sqlite3 *))                                                                               \
    X(int, busy_timeout, (sqlite3 *, int))                                                                             \
    X(int, exec, (sqlite3 *, const char *, int (*)(void *, int, char **, char **), void *, char **))                   \
    X(int, prepare_v2, (sqlite3 *, const char *, int, sqlite3_stmt **, const char **))                                 \
    X(int, bind_int, (sqlite3_stmt *, int, int))                                                                       \
    X(int, bind_int64, (sqlite3_stmt *, int, sqlite3_int64))                                                           \
    X(int, bind_double, (sqlite3_stmt *, int, double))                                                                 \
    X(int, bind_text, (sqlite3_stmt *, int, const char *, int, void (*)(void *)))                                      \
    X(int, bind_parameter_count, (sqlite3_stmt *))                                                                     \
    X(int, step, (sqlite3_stmt *))                                                                                     \
    X(int, finalize, (sqlite3_stmt *))                                                                                 \
    X(sqlite3_int64, last_insert_rowid, (sqlite3 *))                                                                   \
    X(int, column_count, (sqlite3_stmt *))                                                                             \
    X(int, column_type, (sqlite3_stmt *, int))                                                                         \
    X(const char *, column_name, (sqlite3_stmt *, int))                                                                \
    X(const unsigned char *, column_text, (sqlite3_stmt *, int))

struct train_sqlite {
#define TRAIN_SQLITE_MEMBER(result, name, arguments) result(*name) arguments;
    TRAIN_SQLITE_LIST(TRAIN_SQLITE_MEMBER)
#undef TRAIN_SQLITE_MEMBER
};

/* The library stays loaded until the process ends. */
enum emu_exit train_sqlite_load(struct train_sqlite *out, struct emu_error *error);
