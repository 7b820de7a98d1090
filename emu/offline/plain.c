/* SPDX-License-Identifier: MIT */
#include "plain_priv.h"
#include <host/files.h>
#include <host/output.h>
#include <images/file.h>
#include <rt/assert.h>
#include <rt/mem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INDEX_SIZE 65536u /* at least three times PLAIN_ENTRIES_MAX, and a power of two */

/* ---- problems ---- */

bool plain_has_enough(const struct plain *p)
{
    return p->failed != RT_OK || p->n_problems >= PLAIN_PROBLEMS_MAX;
}

void plain_problem(struct plain *p, const struct plain_place *at, const char *what, const char *fix)
{
    if (!plain_has_enough(p)) {
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
    char element[PLAIN_NAME_MAX + 1], words[FW_LABEL_BYTES];
    const char *label = fw_schema_label(row, words);
    for (unsigned index = 0; index <= 9; index++) {
        /* Two labels differ in case from their elements: "SIP TOS/DiffServ Value", SIP_ToS_DiffServ_Value_1_. */
        if (fw_schema_element_of_label(label, index, element, sizeof element) != RT_OK ||
            !rt_str_is_ci(rt_str(element), row->element)) {
            continue;
        }
        for (size_t i = 0; label[i] != '\0'; i++) {
            char c = strchr("[]()/", label[i]) != NULL ? label[i] : row->element[i];
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
void plain_keep_entry(struct plain *p, const char *element, const struct plain_entry *new)
{
    uint32_t *slot = find_slot(p, element);
    struct plain_entry *e = *slot != 0 ? &p->entries[*slot - 1] : NULL;
    if (e == NULL && p->n_entries == PLAIN_ENTRIES_MAX) {
        plain_problem(p, &new->at, "more than 20000 parameters", "no unit has so many");
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
    if (from == NULL && strcmp(name, "-") == 0) {
        return emu_read_input(name, text);
    }
    emu_output_protect_path(path);
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

static bool is_open_already(const struct plain *p, const struct plain_reader *r, const char *path)
{
    for (; r != NULL; r = r->outer) {
        if (is_same_file(p, r->file, path)) {
            return true;
        }
    }
    return false;
}

/* Why a file is not read; NULL: it may be. */
static const char *check_bounds(const struct plain *p, const struct plain_reader *outer)
{
    if (outer != NULL && outer->depth == PLAIN_DEPTH_MAX) {
        return "imports nested deeper than 16 files";
    }
    return p->n_files > PLAIN_IMPORTS_MAX ? "more than 1000 imports" : NULL;
}

static void read_opened(struct plain *p, const struct plain_reader *outer, const char *path, const struct rt_buf *text)
{
    char *file = rt_mem_strdup(path);
    if (file == NULL) {
        p->failed = RT_ENOMEM;
        return;
    }
    p->files[p->n_files++] = file;
    struct plain_reader r = {.plain = p,
                             .outer = outer,
                             .depth = outer != NULL ? outer->depth + 1 : 1,
                             .file = file,
                             .text = rt_str_n((const char *)text->bytes, text->n),
                             .line = 1,
                             .column = 1};
    if (rt_str_starts(r.text, "\xEF\xBB\xBF")) {
        r.at = 3; /* the byte order mark of editors */
    }
    plain_read_text(&r);
}

void plain_read_file(struct plain *p, const struct plain_reader *outer, const char *name, const struct plain_place *at)
{
    char path[PLAIN_PATH_MAX];
    char what[PLAIN_PATH_MAX + 64];
    struct rt_buf text;
    const char *why = check_bounds(p, outer);
    if (why != NULL) {
        plain_problem(p, at, why, "is there a file that brings itself in?");
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
        plain_problem(p, at, what,
                      outer != NULL ? "it is looked for beside the file that imports it" : "check the path");
    } else if (is_open_already(p, outer, path)) {
        (void)snprintf(what, sizeof what, "%s: imports itself, directly or through others", name);
        plain_problem(p, at, what, "take one of the imports out");
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
    plain_read_file(p, NULL, path, &nowhere);
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
