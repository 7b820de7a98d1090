/* SPDX-License-Identifier: MIT */
/* The documents of the lab: published ones, and the files of a folder. */
#include "fileserver_priv.h"
#include <host/beneath.h>
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#define UPLOADS           "uploads"
#define UPLOADS_MAX       1000u
#define UPLOADS_BYTES_MAX (256u * 1024u * 1024u)

/* Without a slash in front: TFTP clients ask for both "/spa2102.cfg" and "spa2102.cfg". */
static struct rt_str relative(struct rt_str path)
{
    while (path.n > 0 && path.p[0] == '/') {
        path = rt_str_from(path, 1);
    }
    return path;
}

/* A name that may be looked up in the folder: no empty or dotted parts, no control characters. At the end a slash may
 * stand: it names a folder. */
static bool is_decent(struct rt_str path)
{
    if (path.n > 0 && path.p[path.n - 1] == '/') {
        path.n--;
    }
    struct rt_str rest = path;
    if (path.n == 0) {
        return false;
    }
    for (size_t i = 0; i < path.n; i++) {
        if ((unsigned char)path.p[i] < 0x20 || path.p[i] == '\\') {
            return false;
        }
    }
    while (rest.p != NULL) {
        struct rt_str part = rt_str_cut(rest, '/', &rest);
        if (part.n == 0 || rt_str_is(part, ".") || rt_str_is(part, "..")) {
            return false;
        }
    }
    return true;
}

enum rt_err emu_lab_publish(struct emu_lab *lab, const char *path, const void *bytes, size_t n)
{
    struct rt_str name = relative(rt_str(path));
    struct lab_doc *doc = NULL;
    for (size_t i = 0; i < lab->files->n_docs && doc == NULL; i++) {
        if (rt_str_is(name, lab->files->docs[i].path)) {
            doc = &lab->files->docs[i];
        }
    }
    if (doc == NULL && lab->files->n_docs == EMU_LAB_DOCS_MAX) {
        return RT_EFULL;
    }
    uint8_t *copy = rt_mem_alloc(n);
    char *own_path = doc == NULL ? rt_mem_strndup(name.p, name.n) : NULL;
    if (copy == NULL || (doc == NULL && own_path == NULL)) {
        rt_mem_free(copy);
        rt_mem_free(own_path);
        return RT_ENOMEM;
    }
    memcpy(copy, bytes, n);
    if (doc == NULL) {
        doc = &lab->files->docs[lab->files->n_docs++];
        doc->path = own_path;
    }
    rt_mem_free(doc->bytes);
    doc->bytes = copy;
    doc->n = n;
    lab->has_files = true;
    return RT_OK;
}

size_t emu_lab_n_bytes(const struct emu_lab *lab)
{
    size_t n = 0;
    for (size_t i = 0; i < lab->files->n_docs; i++) {
        n += lab->files->docs[i].n;
    }
    for (size_t i = 0; i < lab->files->n_answers; i++) {
        n += lab->files->answers[i].n;
    }
    return n;
}

enum rt_err emu_lab_withdraw(struct emu_lab *lab, const char *path)
{
    struct rt_str name = relative(rt_str(path));
    for (size_t i = 0; i < lab->files->n_docs; i++) {
        if (rt_str_is(name, lab->files->docs[i].path)) {
            rt_mem_free(lab->files->docs[i].path);
            rt_mem_free(lab->files->docs[i].bytes);
            lab->files->docs[i] = lab->files->docs[--lab->files->n_docs];
            return RT_OK;
        }
    }
    return RT_ENOENT;
}

void lab_docs_fini(struct emu_lab *lab)
{
    for (size_t i = 0; i < lab->files->n_docs; i++) {
        rt_mem_free(lab->files->docs[i].path);
        rt_mem_free(lab->files->docs[i].bytes);
    }
    lab->files->n_docs = 0;
}

enum rt_err lab_docs_get(const struct emu_lab *lab, struct rt_str path, struct rt_buf *out)
{
    struct rt_str name = relative(path);
    char index[PATH_MAX];
    for (size_t i = 0; i < lab->files->n_docs; i++) { /* any name, such as "a/" */
        if (rt_str_is(name, lab->files->docs[i].path)) {
            return rt_buf_put(out, lab->files->docs[i].bytes, lab->files->docs[i].n);
        }
    }
    if (!is_decent(name)) {
        return RT_EACCES;
    }
    if (lab->files->folder != NULL && name.p[name.n - 1] == '/') { /* a folder's document, as web servers have it */
        int n = snprintf(index, sizeof index, "%.*sindex.html", (int)name.n, name.p);
        name = n > 0 && (size_t)n < sizeof index ? rt_str_n(index, (size_t)n) : name;
    }
    return lab->files->folder == NULL ? RT_ENOENT : emu_beneath_read(lab->files->folder, name, out);
}

/* A document that differs from the name in capitals only; false: there is none. */
static bool find_in_other_case(const struct emu_lab *lab, struct rt_str name, char out[NAME_MAX + 1])
{
    for (size_t i = 0; i < lab->files->n_docs; i++) {
        if (rt_str_is_ci(name, lab->files->docs[i].path)) {
            return snprintf(out, NAME_MAX + 1, "%s", lab->files->docs[i].path) <= NAME_MAX;
        }
    }
    DIR *folder = lab->files->folder != NULL && rt_str_find(name, '/') == name.n ? opendir(lab->files->folder) : NULL;
    bool is_found = false;
    out[0] = '\0';
    for (const struct dirent *e; folder != NULL && (e = readdir(folder)) != NULL;) {
        /* Of several the first by name: a folder has no order of its own. */
        if (rt_str_is_ci(name, e->d_name) && (!is_found || strcmp(e->d_name, out) < 0)) {
            is_found = snprintf(out, NAME_MAX + 1, "%s", e->d_name) <= NAME_MAX;
        }
    }
    if (folder != NULL) {
        (void)closedir(folder);
    }
    return is_found;
}

enum rt_err lab_docs_answer(struct emu_lab *lab, const struct emu_lab_request *request, struct rt_buf *out,
                            unsigned *status)
{
    char near[NAME_MAX + 1], shown[NAME_MAX + 1];
    struct rt_str name = relative(rt_str(request->path));
    enum rt_err err = lab_answers_get(lab, request, out, status);
    if (err == RT_ENOTSUP) {
        err = lab_docs_get(lab, rt_str(request->path), out);
        if (err == RT_ENOENT && is_decent(name) && find_in_other_case(lab, name, near)) {
            lab_say(lab, "%s: there is \"%s\": capitals count in the name of a file", request->protocol,
                    lab_clean(shown, sizeof shown, near, strlen(near)));
        }
    }
    return err;
}

/* Uploads lie flat: a/b.xml is kept as a_b.xml. */
enum rt_err lab_docs_put(const struct emu_lab *lab, struct rt_str path, const uint8_t *bytes, size_t n)
{
    static const struct emu_beneath_limits limits = {UPLOADS_MAX, EMU_LAB_DOC_MAX_BYTES, UPLOADS_BYTES_MAX};
    struct rt_str name = relative(path);
    char flat[NAME_MAX + 1];
    if (lab->files->folder == NULL || !is_decent(name) || rt_str_copy(flat, sizeof flat, name) != RT_OK) {
        return RT_EACCES;
    }
    for (char *p = flat; *p != '\0'; p++) {
        *p = *p == '/' ? '_' : *p;
    }
    return emu_beneath_write(lab->files->folder, UPLOADS, flat, bytes, n, &limits);
}
