/* SPDX-License-Identifier: MIT */
/* Reading the table of a declaration, which stands at 1 of the stack. All of them raise: a mistake of the file's. */
#pragma once
#include "lesson_priv.h"

/* The table of a declaration at 1, with these keys only. The lesson keeps it, and so its texts. */
struct emu_lesson *lesson_take_table(struct lua_State *L, const char *const *keys);
const char *lesson_take_string(struct lua_State *L, const char *key, bool is_needed); /* NULL: there is none */
const char *lesson_take_id(struct lua_State *L, const char *key);
unsigned lesson_take_number(struct lua_State *L, const char *key, unsigned min, unsigned max, int fallback);
bool lesson_take_switch(struct lua_State *L, const char *key);
/* A reference of the function; 0: there is none. */
int lesson_take_function(struct lua_State *L, const char *key, bool is_needed);
/* The value on the top, a text or {en = ..., de = ...}; pops it. */
struct lesson_text lesson_text_on_top(struct lua_State *L, const char *key);
struct lesson_text lesson_take_text(struct lua_State *L, const char *key, bool is_needed);
/* Texts of a list, or one text. Returns how many. */
size_t lesson_take_list(struct lua_State *L, const char *key, const char **out, size_t n_max);

/* Where the declaration stands. */
void lesson_note_where(struct lua_State *L, char out[LESSON_WHERE_MAX]);
void lesson_need_room(struct lua_State *L, size_t n, size_t n_max, const char *what);
void lesson_once(struct lua_State *L, bool was_there, const char *what);
