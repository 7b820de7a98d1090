/* SPDX-License-Identifier: MIT */
/* Which files a run looks at. */
#include "runner_priv.h"
#include <host/files.h>
#include <host/output.h>
#include <rt/mem.h>
#include <rt/str.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LEFT_OUT  ".vspaignore"
#define DEPTH_MAX 16u
#define FILES_MAX 100000u

static enum emu_exit add(struct test_list *list, const char *path, struct emu_error *error)
{
    void *moved =
        list->n_paths < FILES_MAX ? rt_mem_resize(list->path, (list->n_paths + 1) * sizeof *list->path) : NULL;
    path += strncmp(path, "./", 2) == 0 ? 2 : 0;
    char *copy = moved != NULL ? rt_mem_strdup(path) : NULL;
    if (moved != NULL) {
        list->path = moved;
    }
    if (copy == NULL) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "test: out of memory: name fewer files");
    }
    list->path[list->n_paths++] = copy;
    return EMU_EXIT_OK;
}

/* Folders that contain this file are searched only when they are named. */
static bool is_left_out(const char *folder)
{
    char mark[EMU_PATH_MAX + 16];
    (void)snprintf(mark, sizeof mark, "%s/" LEFT_OUT, folder);
    return access(mark, F_OK) == 0;
}

/* A project that was fetched must not bring other files of this host into a run: what fails is copied to its artifacts.
 */
static bool leads_out(const char *root, const char *path)
{
    struct stat st;
    if (lstat(path, &st) != 0 || !S_ISLNK(st.st_mode)) {
        return false;
    }
    char *real_root = realpath(root, NULL), *real = realpath(path, NULL);
    size_t n = real_root != NULL ? strlen(real_root) : 0;
    bool is_inside =
        real_root != NULL && real != NULL && strncmp(real, real_root, n) == 0 && (n == 1 || real[n] == '/');
    free(real_root);
    free(real);
    return !is_inside;
}

/* root: the folder that was named. */
static enum emu_exit walk(struct test_list *list, const char *root, const char *folder, unsigned depth,
                          struct emu_error *error)
{
    char path[EMU_PATH_MAX];
    struct stat st;
    const struct dirent *entry;
    DIR *dir = opendir(folder);
    if (dir == NULL) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s: name a folder or a file with scenarios", folder,
                             strerror(errno));
    }
    while (error->code == EMU_EXIT_OK && (entry = readdir(dir)) != NULL) {
        int n =
            snprintf(path, sizeof path, "%s%s%s", folder, rt_str_ends(rt_str(folder), "/") ? "" : "/", entry->d_name);
        if (entry->d_name[0] == '.' || n < 0 || (size_t)n >= sizeof path || stat(path, &st) != 0) {
            continue;
        }
        if (leads_out(root, path)) {
            emu_warn("test: %s: left out: a link out of %s: name it to run it", path, root);
        } else if (S_ISDIR(st.st_mode) && depth < DEPTH_MAX && !is_left_out(path)) {
            (void)walk(list, root, path, depth + 1, error); /* the error says it */
        } else if (S_ISREG(st.st_mode) && rt_str_ends(rt_str(path), ".lua")) {
            (void)add(list, path, error);
        }
    }
    (void)closedir(dir);
    return error->code;
}

static void protect_beside(const char *path)
{
    char folder[EMU_PATH_MAX];
    const char *slash = strrchr(path, '/');
    (void)snprintf(folder, sizeof folder, "%.*s", slash != NULL ? (int)(slash - path + 1) : 1,
                   slash != NULL ? path : ".");
    emu_output_protect_folder(folder);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

enum emu_exit test_find(struct test_list *list, char **operands, size_t n, struct emu_error *error)
{
    static char *const defaults[] = {"tests", "scenarios"};
    struct stat st;
    bool is_default = n == 0;
    for (size_t i = 0; i < (is_default ? 2 : n) && error->code == EMU_EXIT_OK; i++) {
        const char *path = is_default ? defaults[i] : operands[i];
        if (stat(path, &st) != 0) {
            if (!is_default) {
                emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s: name a folder or a file with scenarios", path,
                              strerror(errno));
            }
        } else if (S_ISDIR(st.st_mode)) {
            emu_output_protect_folder(path);        /* what scenarios require lies there too */
            (void)walk(list, path, path, 0, error); /* the error says it */
        } else {
            protect_beside(path);
            (void)add(list, path, error);
        }
    }
    if (list->n_paths > 0) {
        qsort(list->path, list->n_paths, sizeof *list->path, by_text);
    }
    size_t n_kept = 0;
    for (size_t i = 0; i < list->n_paths; i++) {
        if (n_kept > 0 && strcmp(list->path[n_kept - 1], list->path[i]) == 0) {
            rt_mem_free(list->path[i]);
        } else {
            list->path[n_kept++] = list->path[i];
        }
    }
    list->n_paths = n_kept;
    if (n_kept == 0) {
        return emu_error_set(error, EMU_EXIT_USAGE, "test: no *.lua in %s: name the folder of your scenarios",
                             is_default ? "tests/ and scenarios/" : operands[0]);
    }
    return error->code;
}
