/* SPDX-License-Identifier: MIT */
/*
 * Reports as JSON values, from which both --json and the text for people are made. Texts from outside may hold any
 * byte: what is no UTF-8 or would move a terminal's cursor becomes "\x1b".
 */
#pragma once
#include <host/error.h>
#include <jansson.h>
#include <rt/str.h>
#include <stdbool.h>

/* New references, or NULL without memory. Control characters and bytes that are no UTF-8 are shown as \xNN. */
json_t *report_text(struct rt_str text);
json_t *report_printf(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* object[key] = text. */
void report_set(json_t *object, const char *key, struct rt_str text);
/* array[] = text. */
void report_add(json_t *array, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Reading: "" and false when there is none. */
const char *report_get(const json_t *object, const char *key);
bool report_flag(const json_t *object, const char *key);

/* Prints `what` as one JSON document on standard output. */
void report_print_json(const json_t *what);
/* The same of a failure, if there is one: {"error": what went wrong, "exit": the exit code, "ok": false}. */
void report_print_error(const struct emu_error *error);
/* A line of the text for people: two columns of which the left is `width` wide, the right wrapped. */
void report_print_row(unsigned indent, unsigned width, const char *left, const char *right);
#define REPORT_WIDTH 110u /* of lines in a pipe or file, where a blank allows it */
/* Columns of the terminal on standard output; 0: it is a pipe or a file, where nothing is cut. */
unsigned report_terminal(void);
/* Columns a text takes on a terminal: bytes, less those that continue a UTF-8 character. */
unsigned report_columns(const char *text);
