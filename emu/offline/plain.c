/* SPDX-License-Identifier: MIT */
#include <offline/plain.h>
#include <images/file.h>
#include <rt/ascii.h>
#include <rt/assert.h>
#include <rt/mem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct plain {
    struct plain_config config;
    struct plain_entry *entries;
    size_t n_entries, entries_size;
    uint32_t *index; /* hash table of entry numbers + 1, open addressing; 0: free */
    char *files[PLAIN_IMPORTS_MAX + 1];
    unsigned n_files;
    size_t n_bytes;
    unsigned n_problems;
    enum rt_err failed; /* RT_ENOMEM */
};
#define INDEX_SIZE 65536u /* at least three times PLAIN_ENTRIES_MAX, and a power of two */

/* One file that is being read, with one current character. */
struct reader {
    struct plain *plain;
    const struct reader *outer; /* that imports this one */
    unsigned depth;
    const char *file;
    struct rt_str text;
    size_t at;
    unsigned line, column;
};

static void read_file(struct plain *p, const struct reader *outer, const char *name, const struct plain_place *at);

/* ---- problems ---- */

static bool has_enough(const struct plain *p)
{
    return p->failed != RT_OK || p->n_problems >= PLAIN_PROBLEMS_MAX;
}

static void problem(struct plain *p, const struct plain_place *at, const char *what, const char *fix)
{
    if (!has_enough(p)) {
        p->n_problems++;
        p->config.on_problem(p->config.ctx, at, what, fix);
    }
}

/* ---- names ---- */

enum rt_err plain_element(struct rt_str name, char out[PLAIN_NAME_MAX + 1])
{
    out[0] = '\0';
    if (name.n > PLAIN_NAME_MAX) {
        return RT_ETOOBIG;
    }
    for (size_t i = 0; i < name.n; i++) {
        out[i] = strchr(" []()/", name.p[i]) != NULL ? '_' : name.p[i];
    }
    out[name.n] = '\0';
    return RT_OK;
}

enum rt_err plain_name(const struct fw_schema_row *row, struct rt_buf *out)
{
    char element[PLAIN_NAME_MAX + 1];
    for (unsigned index = 0; index <= 9; index++) {
        /* Two labels differ in case from their elements: "SIP TOS/DiffServ Value", SIP_ToS_DiffServ_Value_1_. */
        if (fw_schema_element_of_label(row->label, index, element, sizeof element) != RT_OK ||
            !rt_str_is_ci(rt_str(element), row->element)) {
            continue;
        }
        for (size_t i = 0; row->label[i] != '\0'; i++) {
            char c = strchr("[]()/", row->label[i]) != NULL ? row->label[i] : row->element[i];
            (void)rt_buf_put_u8(out, (uint8_t)c);
        }
        return index > 0 ? rt_buf_printf(out, "[%u]", index) : rt_buf_error(out);
    }
    return rt_buf_put_text(out, row->element); /* a label that is not the element's; underscores are taken too */
}

/* ---- entries ---- */

static uint32_t hash(const char *text)
{
    uint32_t h = 2166136261u; /* FNV-1a */
    for (; *text != '\0'; text++) {
        h = (h ^ (uint8_t)*text) * 16777619u;
    }
    return h;
}

/* Where the number of the entry of this name stands, or would stand. */
static uint32_t *find_slot(struct plain *p, const char *element)
{
    uint32_t i = hash(element) & (INDEX_SIZE - 1);
    while (p->index[i] != 0 && strcmp(p->entries[p->index[i] - 1].element, element) != 0) {
        i = (i + 1) & (INDEX_SIZE - 1);
    }
    return &p->index[i];
}

static struct plain_entry *add_entry(struct plain *p, const char *element)
{
    if (p->n_entries == p->entries_size) {
        size_t size = p->entries_size == 0 ? 256 : p->entries_size * 2;
        struct plain_entry *grown = rt_mem_resize(p->entries, size * sizeof *grown);
        if (grown == NULL) {
            return NULL;
        }
        p->entries = grown;
        p->entries_size = size;
    }
    struct plain_entry *e = &p->entries[p->n_entries];
    *e = (struct plain_entry){.element = rt_mem_strdup(element)};
    p->n_entries += e->element != NULL ? 1 : 0;
    return e->element != NULL ? e : NULL;
}

/* The last entry of a name counts, whole (guide p.2-8; that an entry without a value then drops the value of an earlier
 * one is a guess: so a file can take back what it imported). */
static void keep_entry(struct plain *p, const char *element, const struct plain_entry *new)
{
    uint32_t *slot = find_slot(p, element);
    struct plain_entry *e = *slot != 0 ? &p->entries[*slot - 1] : NULL;
    if (e == NULL && p->n_entries == PLAIN_ENTRIES_MAX) {
        problem(p, &new->at, "more than 20000 parameters", "no unit has so many");
        return;
    }
    char *value = new->value != NULL ? rt_mem_strndup(new->value, new->n_value) : NULL;
    if (e == NULL) {
        e = add_entry(p, element);
        *slot = (uint32_t)p->n_entries;
    }
    if (e == NULL || (new->value != NULL &&value == NULL)) {
        rt_mem_free(value);
        p->failed = RT_ENOMEM;
        return;
    }
    rt_mem_free((void *)(uintptr_t)e->value);
    e->value = value;
    e->n_value = new->n_value;
    e->access = new->access;
    e->at = new->at;
}

/* ---- characters ---- */

/* The current character, or -1 at the end. */
static int peek(const struct reader *r)
{
    return r->at < r->text.n ? (unsigned char)r->text.p[r->at] : -1;
}

static void step(struct reader *r)
{
    if (r->text.p[r->at] == '\n') {
        r->line++;
        r->column = 0;
    }
    r->at++;
    r->column++;
}

static struct plain_place place(const struct reader *r)
{
    return (struct plain_place){r->file, r->line, r->column};
}

static void skip_line(struct reader *r)
{
    while (peek(r) != -1 && peek(r) != '\n') {
        step(r);
    }
}

/* Blanks, line ends and comments. */
static void skip_blanks(struct reader *r)
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
static void recover(struct reader *r)
{
    while (peek(r) != -1 && peek(r) != '\n' && peek(r) != ';') {
        step(r);
    }
    if (peek(r) == ';') {
        step(r);
    }
}

/* ---- the grammar ---- */

static bool is_name_char(const struct reader *r, int c)
{
    if (c == ' ' || c == '\t') {
        return r->plain->config.is_template;
    }
    return c > ' ' && c < 0x7f && strchr("!?*\";#=<>&", c) == NULL;
}

static bool read_name(struct reader *r, char element[PLAIN_NAME_MAX + 1])
{
    struct plain_place at = place(r);
    size_t start = r->at;
    while (is_name_char(r, peek(r))) {
        step(r);
    }
    struct rt_str name = rt_str_trim(rt_str_n(r->text.p + start, r->at - start));
    if (name.n == 0) {
        problem(r->plain, &at, peek(r) >= 0x7f ? "a character that is not ASCII" : "the name of a parameter is missing",
                "write an entry as: Name \"value\" ;");
        return false;
    }
    if (plain_element(name, element) != RT_OK) {
        problem(r->plain, &at, "a name of more than 127 characters", "is a semicolon or a blank missing?");
        return false;
    }
    return true;
}

static enum fw_access read_mark(struct reader *r)
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
static bool read_value(struct reader *r, struct rt_buf *value)
{
    struct plain_place start = place(r);
    step(r);
    for (;;) {
        int c = peek(r);
        struct plain_place at = place(r);
        if (c == -1 || c == '\n' || c == '\r') {
            problem(r->plain, &start, "the value has no closing quotation mark on its line",
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
            problem(r->plain, &at, "a control character in a value", "take it out");
            return false;
        }
        if (value->n == FW_VALUE_MAX) {
            problem(r->plain, &start, "a value of more than 2047 characters", "shorten it");
            return false;
        }
        if (rt_buf_put_u8(value, (uint8_t)c) != RT_OK) {
            r->plain->failed = RT_ENOMEM;
            return false;
        }
    }
}

/* What stands where the semicolon should be. */
static void need_semicolon(struct reader *r, bool has_value)
{
    struct plain_place at = place(r);
    int c = peek(r);
    if (c == '"') {
        problem(r->plain, &at, "a second value", "put a semicolon between entries; write a quotation mark twice");
    } else if (c == '!' || c == '?') {
        problem(r->plain, &at, "a mark that does not stand behind the name", "write: Name ! \"value\" ;");
    } else if (c == '=') {
        problem(r->plain, &at, "an equals sign", "write: Name \"value\" ;");
    } else if (!has_value && c != -1 && is_name_char(r, c)) {
        problem(r->plain, &at, "a blank in a name, or a value without quotation marks",
                "write underscores for blanks, and values in quotation marks");
    } else {
        problem(r->plain, &at, "the semicolon of an entry is missing", "end each entry with ;");
    }
    recover(r);
}

static void read_entry(struct reader *r)
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
    keep_entry(r->plain, element, &e);
out:
    rt_buf_fini(&value);
}

/* "import" and a blank, with nothing before it on its line. Takes the word when it is there. */
static bool take_import(struct reader *r)
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

static void read_import(struct reader *r, const struct plain_place *at)
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
        problem(r->plain, at, "an import without the name of a file", "write: import base.txt");
        return;
    }
    read_file(r->plain, r, name, at);
}

static void read_text(struct reader *r)
{
    for (skip_blanks(r); peek(r) != -1 && !has_enough(r->plain); skip_blanks(r)) {
        struct plain_place at = place(r);
        if (take_import(r)) {
            read_import(r, &at);
        } else {
            read_entry(r);
        }
    }
}

/* ---- files ---- */

/* Files of the host. A name is looked for beside the file that imports it. */
static enum rt_err open_host_file(void *ctx, const char *from, const char *name, char path[PLAIN_PATH_MAX],
                                  struct rt_buf *text)
{
    char beside[PLAIN_PATH_MAX];
    const char *slash = from != NULL && name[0] != '/' ? strrchr(from, '/') : NULL;
    int n = snprintf(beside, sizeof beside, "%.*s%s", slash != NULL ? (int)(slash - from + 1) : 0,
                     slash != NULL ? from : "", name);
    (void)ctx;
    if (n < 0 || (size_t)n >= sizeof beside) {
        return RT_ETOOBIG;
    }
    /* Shown as the person wrote it; what file it is, is told by `is_open_already`. */
    memcpy(path, beside, (size_t)n + 1);
    return img_file_read(path, text);
}

/* By the one name of a file of the host, so that a circle through links is seen too. */
bool plain_is_same_file(const char *a, const char *b)
{
    if (strcmp(a, b) == 0) {
        return true;
    }
    char *real_a = realpath(a, NULL);
    char *real_b = realpath(b, NULL);
    bool is_same = real_a != NULL && real_b != NULL && strcmp(real_a, real_b) == 0;
    free(real_a);
    free(real_b);
    return is_same;
}

static bool is_same_file(const struct plain *p, const char *a, const char *b)
{
    return p->config.open == NULL ? plain_is_same_file(a, b) : strcmp(a, b) == 0;
}

bool plain_has_read(const struct plain *p, const char *path)
{
    bool is_read = false;
    for (unsigned i = 0; i < p->n_files; i++) {
        is_read = is_read || is_same_file(p, p->files[i], path);
    }
    return is_read;
}

static bool is_open_already(const struct plain *p, const struct reader *r, const char *path)
{
    for (; r != NULL; r = r->outer) {
        if (is_same_file(p, r->file, path)) {
            return true;
        }
    }
    return false;
}

/* Why a file is not read; NULL: it may be. */
static const char *check_bounds(const struct plain *p, const struct reader *outer)
{
    if (outer != NULL && outer->depth == PLAIN_DEPTH_MAX) {
        return "imports nested deeper than 16 files";
    }
    return p->n_files > PLAIN_IMPORTS_MAX ? "more than 1000 imports" : NULL;
}

static void read_opened(struct plain *p, const struct reader *outer, const char *path, const struct rt_buf *text)
{
    char *file = rt_mem_strdup(path);
    if (file == NULL) {
        p->failed = RT_ENOMEM;
        return;
    }
    p->files[p->n_files++] = file;
    struct reader r = {.plain = p,
                       .outer = outer,
                       .depth = outer != NULL ? outer->depth + 1 : 1,
                       .file = file,
                       .text = rt_str_n((const char *)text->bytes, text->n),
                       .line = 1,
                       .column = 1};
    if (rt_str_starts(r.text, "\xEF\xBB\xBF")) {
        r.at = 3; /* the byte order mark of editors */
    }
    read_text(&r);
}

static void read_file(struct plain *p, const struct reader *outer, const char *name, const struct plain_place *at)
{
    char path[PLAIN_PATH_MAX];
    char what[PLAIN_PATH_MAX + 64];
    struct rt_buf text;
    const char *why = check_bounds(p, outer);
    if (why != NULL) {
        problem(p, at, why, "is there a file that brings itself in?");
        return;
    }
    rt_buf_init(&text, PLAIN_BYTES_MAX - p->n_bytes);
    plain_open_fn *open = p->config.open != NULL ? p->config.open : open_host_file;
    enum rt_err err = open(p->config.ctx, outer != NULL ? outer->file : NULL, name, path, &text);
    p->n_bytes += text.n;
    if (err == RT_ENOMEM) {
        p->failed = RT_ENOMEM;
    } else if (err != RT_OK) {
        (void)snprintf(what, sizeof what, "%s: %s", name,
                       err == RT_ETOOBIG  ? "with it the source is larger than 8 MiB"
                       : err == RT_EINVAL ? "a folder, not a file"
                                          : rt_err_text(err));
        problem(p, at, what, outer != NULL ? "it is looked for beside the file that imports it" : "check the path");
    } else if (is_open_already(p, outer, path)) {
        (void)snprintf(what, sizeof what, "%s: imports itself, directly or through others", name);
        problem(p, at, what, "take one of the imports out");
    } else {
        read_opened(p, outer, path, &text);
    }
    rt_buf_fini(&text);
}

enum rt_err plain_read(struct plain **out, const struct plain_config *config, const char *path)
{
    RT_ASSERT(out != NULL && config != NULL && config->on_problem != NULL && path != NULL);
    const struct plain_place nowhere = {path, 0, 0};
    struct plain *p = rt_mem_alloc(sizeof *p);
    uint32_t *index = rt_mem_alloc(INDEX_SIZE * sizeof *index);
    *out = NULL;
    if (p == NULL || index == NULL) {
        rt_mem_free(p);
        rt_mem_free(index);
        return RT_ENOMEM;
    }
    p->config = *config;
    p->index = index;
    read_file(p, NULL, path, &nowhere);
    if (p->failed != RT_OK) {
        enum rt_err err = p->failed;
        plain_destroy(p);
        return err;
    }
    *out = p;
    return p->n_problems > 0 ? RT_ESYNTAX : RT_OK;
}

void plain_destroy(struct plain *p)
{
    if (p == NULL) {
        return;
    }
    for (size_t i = 0; i < p->n_entries; i++) {
        rt_mem_free((void *)(uintptr_t)p->entries[i].element);
        rt_mem_free((void *)(uintptr_t)p->entries[i].value);
    }
    for (unsigned i = 0; i < p->n_files; i++) {
        rt_mem_free(p->files[i]);
    }
    rt_mem_free(p->entries);
    rt_mem_free(p->index);
    rt_mem_free(p);
}

size_t plain_n_entries(const struct plain *p)
{
    return p->n_entries;
}

const struct plain_entry *plain_entry(const struct plain *p, size_t i)
{
    RT_ASSERT(i < p->n_entries);
    return &p->entries[i];
}
