/* SPDX-License-Identifier: MIT */
/* The grammar of the plain-text form, as offline/plain.h has it: one file, character by character. */
#include "plain_priv.h"
#include <rt/ascii.h>
#include <stdio.h>
#include <string.h>

/* ---- characters ---- */

/* The current character, or -1 at the end. */
static int peek(const struct plain_reader *r)
{
    return r->at < r->text.n ? (unsigned char)r->text.p[r->at] : -1;
}

static void step(struct plain_reader *r)
{
    if (r->text.p[r->at] == '\n') {
        r->line++;
        r->column = 0;
    }
    r->at++;
    r->column++;
}

static struct plain_place place(const struct plain_reader *r)
{
    return (struct plain_place){r->file, r->line, r->column};
}

static void skip_line(struct plain_reader *r)
{
    while (peek(r) != -1 && peek(r) != '\n') {
        step(r);
    }
}

/* Blanks, line ends and comments. */
static void skip_blanks(struct plain_reader *r)
{
    while (rt_is_blank((char)peek(r)) || peek(r) == '#') {
        if (peek(r) == '#') {
            skip_line(r);
        } else {
            step(r);
        }
    }
}

/* After a problem: behind the next semicolon or at the end of the line, whichever comes first. */
static void recover(struct plain_reader *r)
{
    while (peek(r) != -1 && peek(r) != '\n' && peek(r) != ';') {
        step(r);
    }
    if (peek(r) == ';') {
        step(r);
    }
}

/* ---- the grammar ---- */

static bool is_name_char(const struct plain_reader *r, int c)
{
    if (c == ' ' || c == '\t') {
        return r->plain->config.is_template;
    }
    return c > ' ' && c < 0x7f && strchr("!?*\";#=<>&", c) == NULL;
}

static bool read_name(struct plain_reader *r, char element[PLAIN_NAME_MAX + 1])
{
    struct plain_place at = place(r);
    size_t start = r->at;
    while (is_name_char(r, peek(r))) {
        step(r);
    }
    struct rt_str name = rt_str_trim(rt_str_n(r->text.p + start, r->at - start));
    if (name.n == 0) {
        plain_problem(r->plain, &at,
                      peek(r) >= 0x7f ? "a character that is not ASCII" : "the name of a parameter is missing",
                      "write an entry as: Name \"value\" ;");
        return false;
    }
    if (plain_element(name, element) != RT_OK) {
        plain_problem(r->plain, &at, "a name of more than 127 characters", "is a semicolon or a blank missing?");
        return false;
    }
    return true;
}

static enum fw_access read_mark(struct plain_reader *r)
{
    enum fw_access access = FW_ACCESS_NA;
    skip_blanks(r);
    int c = peek(r);
    if (c == '!' || c == '?' || (c == '*' && r->plain->config.is_template)) {
        access = c == '!' ? FW_ACCESS_RW : c == '?' ? FW_ACCESS_RO : FW_ACCESS_NA;
        step(r);
        skip_blanks(r);
    }
    return access;
}

/* At the quotation mark. */
static bool read_value(struct plain_reader *r, struct rt_buf *value)
{
    struct plain_place start = place(r);
    step(r);
    for (;;) {
        int c = peek(r);
        struct plain_place at = place(r);
        if (c == -1 || c == '\n' || c == '\r') {
            plain_problem(r->plain, &start, "the value has no closing quotation mark on its line",
                          "close it; a quotation mark inside a value is written twice");
            return false;
        }
        step(r);
        if (c == '"' && peek(r) != '"') {
            return true;
        }
        if (c == '"') {
            step(r);
        }
        if ((c < ' ' && c != '\t') || c == 0x7f) {
            plain_problem(r->plain, &at, "a control character in a value", "take it out");
            return false;
        }
        if (value->n == FW_VALUE_MAX) {
            plain_problem(r->plain, &start, "a value of more than 2047 characters", "shorten it");
            return false;
        }
        if (rt_buf_put_u8(value, (uint8_t)c) != RT_OK) {
            r->plain->failed = RT_ENOMEM;
            return false;
        }
    }
}

/* What stands where the semicolon should be. */
static void need_semicolon(struct plain_reader *r, bool has_value)
{
    struct plain_place at = place(r);
    int c = peek(r);
    if (c == '"') {
        plain_problem(r->plain, &at, "a second value", "put a semicolon between entries; write a quotation mark twice");
    } else if (c == '!' || c == '?') {
        plain_problem(r->plain, &at, "'?' or '!' out of place", "write: Name ! \"value\" ;");
    } else if (c == '=') {
        plain_problem(r->plain, &at, "an equals sign", "write: Name \"value\" ;");
    } else if (!has_value && c != -1 && is_name_char(r, c)) {
        plain_problem(r->plain, &at, "a blank in a name, or a value without quotation marks",
                      "write underscores for blanks, and values in quotation marks");
    } else {
        plain_problem(r->plain, &at, "the semicolon of an entry is missing", "end each entry with ;");
    }
    recover(r);
}

static void read_entry(struct plain_reader *r)
{
    char element[PLAIN_NAME_MAX + 1];
    struct rt_buf value;
    struct plain_entry e = {.at = place(r)};
    rt_buf_init(&value, FW_VALUE_MAX);
    if (!read_name(r, element)) {
        recover(r);
        goto out;
    }
    e.access = read_mark(r);
    bool has_value = peek(r) == '"';
    if (has_value && !read_value(r, &value)) {
        recover(r);
        goto out;
    }
    skip_blanks(r);
    if (peek(r) != ';') {
        need_semicolon(r, has_value);
        goto out;
    }
    step(r);
    e.value = has_value ? rt_buf_text(&value) : NULL;
    e.n_value = value.n;
    plain_keep_entry(r->plain, element, &e);
out:
    rt_buf_fini(&value);
}

/* "import" and a blank, with nothing before it on its line. Takes the word when it is there. */
static bool take_import(struct plain_reader *r)
{
    struct rt_str rest = rt_str_from(r->text, r->at);
    if (r->column != 1 || !rt_str_starts(rest, "import") || rest.n < 7 || (rest.p[6] != ' ' && rest.p[6] != '\t')) {
        return false;
    }
    for (unsigned i = 0; i < 7; i++) {
        step(r);
    }
    return true;
}

static void read_import(struct plain_reader *r, const struct plain_place *at)
{
    char name[PLAIN_PATH_MAX];
    size_t start = r->at;
    while (peek(r) != -1 && peek(r) != '\n' && peek(r) != '#') {
        step(r);
    }
    struct rt_str written = rt_str_trim(rt_str_n(r->text.p + start, r->at - start));
    if (written.n >= 2 && written.p[0] == '"' && written.p[written.n - 1] == '"') {
        written = rt_str_n(written.p + 1, written.n - 2);
    }
    if (written.n == 0 || memchr(written.p, '\0', written.n) != NULL ||
        rt_str_copy(name, sizeof name, written) != RT_OK) {
        plain_problem(r->plain, at, "an import without the name of a file", "write: import base.txt");
        return;
    }
    plain_read_file(r->plain, r, name, at);
}

void plain_read_text(struct plain_reader *r)
{
    for (skip_blanks(r); peek(r) != -1 && !plain_has_enough(r->plain); skip_blanks(r)) {
        struct plain_place at = place(r);
        if (take_import(r)) {
            read_import(r, &at);
        } else {
            read_entry(r);
        }
    }
}
