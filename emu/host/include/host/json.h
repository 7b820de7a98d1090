/* SPDX-License-Identifier: MIT */
/* JSON on a terminal: what a JSON text says stays, but nothing in it is unsafe to look at. */
#pragma once
#include <rt/buf.h>
#include <jansson.h>

/* Appends a JSON text with its unsafe characters (rt/str.h) as \u escapes: they stand in strings only, as a writer of
 * JSON leaves DEL, U+009B and U+202E as they are. The text is valid JSON, so UTF-8. */
enum rt_err emu_json_put(struct rt_buf *out, const char *json);
/* Prints a value on standard output so, indented; a warning says when memory ran out. */
void emu_json_print(const json_t *what);
