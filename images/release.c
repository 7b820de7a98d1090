/* SPDX-License-Identifier: MIT */
/* Reads a release folder: its base first, then its own files over it, then its changes. */
#include "release_priv.h"

#include <images/file.h>
#include <rt/assert.h>
#include <rt/human.h>
#include <rt/mem.h>
#include <string.h>
#include <unistd.h>

static const struct {
    const char *name, *file;
} tables[IMG_N_TABLES] = {
    [IMG_SCHEMA] = {"schema", "schema.tsv"},
    [IMG_MENU] = {"menu", "menu.tsv"},
    [IMG_PROMPTS] = {"prompts", "prompts.tsv"},
    [IMG_PAGES] = {"pages", "pages.txt"},
};

const char *img_table_name(enum img_table t)
{
    return tables[t].name;
}

const char *img_table_file(enum img_table t)
{
    return tables[t].file;
}

struct rt_tsv release_rows(const struct img_release *r, enum img_table t)
{
    return rt_tsv(rt_str_n(rt_buf_text(&r->tables[t]), r->tables[t].n));
}

/* Reports which file could not be read, and why. */
static enum rt_err read_file(const char *path, struct rt_buf *text, struct img_error *e)
{
    enum rt_err err = img_file_read(path, text);
    if (err != RT_OK) {
        return img_fail(e, err, path, "check the path", "cannot be read: %s", rt_err_text(err));
    }
    if (text->n > 0 && memchr(text->bytes, 0, text->n) != NULL) {
        return img_fail(e, RT_ESYNTAX, path, "provide a text file", "contains a NUL byte");
    }
    return RT_OK;
}

/* Manifest keys ------------------------------------------------------------------------------------------ */

const char *img_release_key(const struct img_release *r, const char *key)
{
    for (size_t i = 0; i < r->n_keys; i++) {
        if (strcmp(r->keys[i].key, key) == 0) {
            return r->keys[i].value;
        }
    }
    return NULL;
}

static enum rt_err set_key(struct img_release *r, struct rt_str key, struct rt_str value)
{
    size_t i = 0;
    while (i < r->n_keys && !rt_str_is(key, r->keys[i].key)) {
        i++;
    }
    if (i == IMG_MANIFEST_KEYS_MAX) {
        return RT_ETOOBIG;
    }
    char *text = rt_mem_strndup(value.p, value.n);
    if (text == NULL) {
        return RT_ENOMEM;
    }
    if (i == r->n_keys) {
        r->keys[i].key = rt_mem_strndup(key.p, key.n);
        if (r->keys[i].key == NULL) {
            (void)rt_mem_free(text);
            return RT_ENOMEM;
        }
        r->n_keys++;
    }
    (void)rt_mem_free(r->keys[i].value);
    r->keys[i].value = text;
    return RT_OK;
}

/* Iterates over `key = value` lines. RT_ENOENT at the end; RT_ESYNTAX: *key is the invalid line. */
static enum rt_err next_key(struct rt_tsv *lines, struct rt_str *key, struct rt_str *value)
{
    struct rt_str line;
    while (rt_tsv_next(lines, &line)) {
        line = rt_str_trim(line);
        if (line.n == 0 || line.p[0] == '#') {
            continue;
        }
        *key = rt_str_trim(rt_str_cut(line, '=', value));
        if (value->p == NULL || key->n == 0) {
            *key = line;
            return RT_ESYNTAX;
        }
        *value = rt_str_trim(*value);
        return RT_OK;
    }
    return RT_ENOENT;
}

/* Keys that name a file, relative to the folder of the manifest. */
static bool is_path(struct rt_str key)
{
    return rt_str_is(key, "trust") || rt_str_is(key, "banner");
}

enum rt_err img_release_manifest(const struct img_release *r, struct rt_buf *out)
{
    for (size_t i = 0; i < r->n_keys; i++) {
        if (!is_path(rt_str(r->keys[i].key))) { /* of the build host */
            (void)rt_buf_printf(out, "%s = %s\n", r->keys[i].key, r->keys[i].value);
        }
    }
    return rt_buf_error(out);
}

/* Folders ------------------------------------------------------------------------------------------------ */

static enum rt_err load_folder(struct img_release *r, const char *dir, struct img_error *e);

/* A file named by the manifest, relative to its folder. */
static enum rt_err set_path(struct img_release *r, const char *dir, struct rt_str key, struct rt_str value)
{
    char name[512];
    if (value.n == 0) {
        return set_key(r, key, value); /* this release has none, even if its base does */
    }
    enum rt_err err = rt_str_copy(name, sizeof name, value);
    char *path = err == RT_OK ? img_path_join(dir, name) : NULL;
    if (err == RT_OK) {
        err = path != NULL ? set_key(r, key, rt_str(path)) : RT_ENOMEM;
    }
    (void)rt_mem_free(path);
    return err;
}

/* Every key of the folder's manifest into r; `base` loads that folder first. */
static enum rt_err load_manifest(struct img_release *r, const char *dir, const char *path, struct img_error *e)
{
    struct rt_buf text;
    struct rt_str key, value;
    char *base = NULL;

    rt_buf_init(&text, IMG_TEXT_MAX);
    enum rt_err err = read_file(path, &text, e);
    for (int pass = 0; pass < 2 && err == RT_OK; pass++) { /* 0: the base; 1: the overrides of this folder */
        struct rt_tsv lines = rt_tsv(rt_str_n(rt_buf_text(&text), text.n));
        while ((err = next_key(&lines, &key, &value)) == RT_OK) {
            if (rt_str_is(key, "base") != (pass == 0)) {
                continue;
            }
            if (pass == 1) {
                err = is_path(key) ? set_path(r, dir, key, value) : set_key(r, key, value);
            } else if (base != NULL) {
                err = img_fail(e, RT_ESYNTAX, path, "keep one of them", "has more than one base");
                goto out;
            } else {
                char name[512];
                err = rt_str_copy(name, sizeof name, value);
                base = err == RT_OK ? img_path_join(dir, name) : NULL;
                if (base != NULL) {
                    err = load_folder(r, base, e);
                    if (err != RT_OK) {
                        goto out;
                    }
                } else if (err == RT_OK) {
                    err = RT_ENOMEM;
                }
            }
            if (err != RT_OK) {
                err = img_fail(e, err, path, "shorten the manifest", "not accepted: %s", rt_err_text(err));
                goto out;
            }
        }
        if (err == RT_ESYNTAX) {
            err = img_fail(e, err, path, "write `key = value`, or # before a comment",
                           "not a line of a manifest: '%.*s'", (int)(key.n < 80 ? key.n : 80), key.p);
            goto out;
        }
        err = RT_OK; /* RT_ENOENT: no more lines. */
    }
out:
    (void)rt_mem_free(base);
    rt_buf_fini(&text);
    return err;
}

/* Replaces the table with the file, without comments; without such a file the base's table stays. */
static enum rt_err load_table(struct img_release *r, enum img_table t, const char *path, struct img_error *e)
{
    struct rt_buf text;
    struct rt_str line;
    if (access(path, F_OK) != 0) {
        return RT_OK;
    }
    rt_buf_init(&text, IMG_TEXT_MAX);
    enum rt_err err = read_file(path, &text, e);
    if (err == RT_OK) {
        struct rt_tsv rows = rt_tsv(rt_str_n(rt_buf_text(&text), text.n));
        rt_buf_clear(&r->tables[t]);
        while (rt_tsv_next(&rows, &line)) {
            (void)rt_buf_put(&r->tables[t], line.p, line.n);
            (void)rt_buf_put_u8(&r->tables[t], '\n');
        }
        err = rt_buf_error(&r->tables[t]);
        if (err != RT_OK) {
            (void)img_fail(e, err, path, "make it smaller", "too large: %s", rt_err_text(err));
        }
    }
    rt_buf_fini(&text);
    return err;
}

static enum rt_err load_changes(struct img_release *r, const char *path, struct img_error *e)
{
    struct rt_buf text;
    if (access(path, F_OK) != 0) {
        return RT_OK;
    }
    rt_buf_init(&text, IMG_TEXT_MAX);
    enum rt_err err = read_file(path, &text, e);
    if (err == RT_OK) {
        err = release_change(r, rt_str_n(rt_buf_text(&text), text.n), path, e);
    }
    rt_buf_fini(&text);
    return err;
}

/* step: 0 the manifest, 1 .. the tables, last the changes. */
static enum rt_err load_step(struct img_release *r, const char *dir, unsigned step, struct img_error *e)
{
    const char *name = step == 0 ? "manifest" : step <= IMG_N_TABLES ? tables[step - 1].file : "changes.tsv";
    enum rt_err err;
    char *path = img_path_join(dir, name);
    if (path == NULL) {
        return img_fail(e, RT_ENOMEM, dir, "raise the memory limit (ulimit -v)", "out of memory");
    }
    if (step == 0) {
        err = load_manifest(r, dir, path, e);
    } else if (step <= IMG_N_TABLES) {
        err = load_table(r, (enum img_table)(step - 1), path, e);
    } else {
        err = load_changes(r, path, e);
    }
    (void)rt_mem_free(path);
    return err;
}

static enum rt_err load_folder(struct img_release *r, const char *dir, struct img_error *e)
{
    if (r->n_dirs == IMG_BASES_MAX) {
        return img_fail(e, RT_ETOOBIG, dir, "check for a cycle of bases", "a chain of more than %s",
                        rt_count(IMG_BASES_MAX, "base").s);
    }
    char *own = rt_mem_strdup(dir);
    if (own == NULL) {
        return img_fail(e, RT_ENOMEM, dir, "raise the memory limit (ulimit -v)", "out of memory");
    }
    r->dirs[r->n_dirs++] = own;
    enum rt_err err = RT_OK;
    for (unsigned step = 0; err == RT_OK && step <= IMG_N_TABLES + 1; step++) {
        err = load_step(r, dir, step, e);
    }
    return err;
}

enum rt_err img_release_load(struct img_release **out, const char *dir, struct img_error *e)
{
    struct img_release *r = rt_mem_alloc(sizeof *r);
    *out = NULL;
    if (r == NULL) {
        return img_fail(e, RT_ENOMEM, dir, "raise the memory limit (ulimit -v)", "out of memory");
    }
    for (int t = 0; t < IMG_N_TABLES; t++) {
        rt_buf_init(&r->tables[t], IMG_TEXT_MAX);
    }
    enum rt_err err = load_folder(r, dir, e);
    if (err == RT_OK) {
        err = release_check(r, dir, e);
    }
    if (err != RT_OK) {
        img_release_destroy(r);
        return err;
    }
    *out = r;
    return RT_OK;
}

void img_release_destroy(struct img_release *r)
{
    if (r == NULL) {
        return;
    }
    for (size_t i = 0; i < r->n_keys; i++) {
        (void)rt_mem_free(r->keys[i].key);
        (void)rt_mem_free(r->keys[i].value);
    }
    for (size_t i = 0; i < r->n_dirs; i++) {
        (void)rt_mem_free(r->dirs[i]);
    }
    for (int t = 0; t < IMG_N_TABLES; t++) {
        rt_buf_fini(&r->tables[t]);
    }
    (void)rt_mem_free(r);
}

const struct rt_buf *img_release_table(const struct img_release *r, enum img_table t)
{
    RT_ASSERT((unsigned)t < IMG_N_TABLES);
    return &r->tables[t];
}

char *img_release_sound(const struct img_release *r, const char *prompt_id)
{
    struct rt_buf name;
    char *path = NULL;
    rt_buf_init(&name, 256);
    (void)rt_buf_printf(&name, "sounds/%s.wav", prompt_id);
    /* dirs[0] is the release itself, then its bases. */
    for (size_t i = 0; rt_buf_error(&name) == RT_OK && path == NULL && i < r->n_dirs; i++) {
        path = img_path_join(r->dirs[i], rt_buf_text(&name));
        if (path != NULL && access(path, R_OK) != 0) {
            path = rt_mem_free(path);
        }
    }
    rt_buf_fini(&name);
    return path;
}
