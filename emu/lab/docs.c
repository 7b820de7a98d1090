/* SPDX-License-Identifier: MIT */
/* The documents of the lab: published ones, and the files of a folder. */
#include "lab_priv.h"
#include <host/files.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define UPLOADS "uploads"

/* Without a slash in front: TFTP clients ask for both "/spa2102.cfg" and "spa2102.cfg". */
static struct rt_str relative(struct rt_str path)
{
    while (path.n > 0 && path.p[0] == '/') {
        path = rt_str_from(path, 1);
    }
    return path;
}

/* A name that may be looked up: no empty or dotted parts, no control characters. */
static bool is_decent(struct rt_str path)
{
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
    for (size_t i = 0; i < lab->n_docs && doc == NULL; i++) {
        if (rt_str_is(name, lab->docs[i].path)) {
            doc = &lab->docs[i];
        }
    }
    if (doc == NULL && lab->n_docs == EMU_LAB_DOCS_MAX) {
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
        doc = &lab->docs[lab->n_docs++];
        doc->path = own_path;
    }
    rt_mem_free(doc->bytes);
    doc->bytes = copy;
    doc->n = n;
    lab->has_files = true;
    return RT_OK;
}

enum rt_err emu_lab_withdraw(struct emu_lab *lab, const char *path)
{
    struct rt_str name = relative(rt_str(path));
    for (size_t i = 0; i < lab->n_docs; i++) {
        if (rt_str_is(name, lab->docs[i].path)) {
            rt_mem_free(lab->docs[i].path);
            rt_mem_free(lab->docs[i].bytes);
            lab->docs[i] = lab->docs[--lab->n_docs];
            return RT_OK;
        }
    }
    return RT_ENOENT;
}

void lab_docs_fini(struct emu_lab *lab)
{
    for (size_t i = 0; i < lab->n_docs; i++) {
        rt_mem_free(lab->docs[i].path);
        rt_mem_free(lab->docs[i].bytes);
    }
    lab->n_docs = 0;
}

/* The file's real place, which must lie in the folder, also when a symbolic link led there. */
static enum rt_err file_place(const struct emu_lab *lab, struct rt_str name, char out[PATH_MAX])
{
    char root[PATH_MAX];
    char asked[PATH_MAX];
    if (lab->folder == NULL) {
        return RT_ENOENT;
    }
    int n = snprintf(asked, sizeof asked, "%s/%.*s", lab->folder, (int)name.n, name.p);
    if (n < 0 || (size_t)n >= sizeof asked) {
        return RT_ENOENT;
    }
    if (realpath(lab->folder, root) == NULL || realpath(asked, out) == NULL) {
        return errno == EACCES ? RT_EACCES : RT_ENOENT;
    }
    size_t n_root = strlen(root);
    bool is_inside = strncmp(out, root, n_root) == 0 && (out[n_root] == '/' || strcmp(root, "/") == 0);
    return is_inside ? RT_OK : RT_EACCES;
}

enum rt_err lab_docs_get(const struct emu_lab *lab, struct rt_str path, struct rt_buf *out)
{
    struct rt_str name = relative(path);
    char place[PATH_MAX];
    if (!is_decent(name)) {
        return RT_EACCES;
    }
    for (size_t i = 0; i < lab->n_docs; i++) {
        if (rt_str_is(name, lab->docs[i].path)) {
            return rt_buf_put(out, lab->docs[i].bytes, lab->docs[i].n);
        }
    }
    enum rt_err err = file_place(lab, name, place);
    if (err == RT_OK) {
        err = emu_read_file(place, out);
    }
    return err == RT_EINVAL ? RT_ENOENT : err; /* a folder is no document */
}

enum rt_err lab_docs_answer(struct emu_lab *lab, const struct emu_lab_request *request, struct rt_buf *out,
                            unsigned *status)
{
    enum rt_err err = lab_answers_get(lab, request, out, status);
    return err == RT_ENOTSUP ? lab_docs_get(lab, rt_str(request->path), out) : err;
}

enum rt_err lab_docs_put(const struct emu_lab *lab, struct rt_str path, const uint8_t *bytes, size_t n)
{
    struct rt_str name = relative(path);
    char folder[PATH_MAX];
    char place[PATH_MAX];
    if (lab->folder == NULL || !is_decent(name)) {
        return RT_EACCES;
    }
    int length = snprintf(folder, sizeof folder, "%s/" UPLOADS, lab->folder);
    if (length < 0 || (size_t)length >= sizeof folder || (mkdir(folder, 0755) != 0 && errno != EEXIST)) {
        return RT_EACCES;
    }
    length = snprintf(place, sizeof place, "%s/%.*s", folder, (int)name.n, name.p);
    if (length < 0 || (size_t)length >= sizeof place) {
        return RT_EACCES;
    }
    for (char *p = place + strlen(folder) + 1; *p != '\0'; p++) {
        *p = *p == '/' ? '_' : *p; /* uploads lie flat */
    }
    int fd = open(place, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (fd < 0) {
        return RT_EACCES;
    }
    ssize_t n_written = n == 0 ? 0 : write(fd, bytes, n);
    bool is_whole = n_written == (ssize_t)n;
    return close(fd) == 0 && is_whole ? RT_OK : RT_EIO;
}
