/* SPDX-License-Identifier: MIT */
/* Where lessons are: files, folders, ids. */
#include "train_priv.h"
#include <host/places.h>
#include <rt/mem.h>
#include <rt/str.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static enum emu_exit add(struct train_files *f, const char *path, struct emu_error *error)
{
    char *copy = f->n < TRAIN_LESSONS_MAX ? rt_mem_strdup(path) : NULL;
    if (copy == NULL) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "train: too many lessons (%u at most), or out of memory",
                             TRAIN_LESSONS_MAX);
    }
    f->path[f->n++] = copy;
    return EMU_EXIT_OK;
}

static enum emu_exit add_folder(struct train_files *f, const char *folder, struct emu_error *error)
{
    char path[EMU_PATH_MAX];
    const struct dirent *entry;
    DIR *dir = opendir(folder);
    if (dir == NULL) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s: name a folder of lessons", folder, strerror(errno));
    }
    while (error->code == EMU_EXIT_OK && (entry = readdir(dir)) != NULL) {
        int n = snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] != '.' && n >= 0 && (size_t)n < sizeof path && rt_str_ends(rt_str(path), ".lua")) {
            (void)add(f, path, error); /* the error says it */
        }
    }
    (void)closedir(dir);
    return error->code;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

enum emu_exit train_find(struct train_files *f, const char *folder, char **operands, size_t n_operands,
                         struct emu_error *error)
{
    char place[EMU_PATH_MAX];
    f->n = 0;
    if (n_operands == 0) {
        if (emu_place_lessons(place, folder, error) != EMU_EXIT_OK) {
            return error->code;
        }
        (void)add_folder(f, place, error); /* the error says it */
    }
    for (size_t i = 0; i < n_operands && error->code == EMU_EXIT_OK; i++) {
        if (emu_is_folder(operands[i])) {
            (void)add_folder(f, operands[i], error);
        } else if (train_find_one(operands[i], folder, place, error) == EMU_EXIT_OK) {
            (void)add(f, place, error);
        }
    }
    qsort(f->path, f->n, sizeof f->path[0], by_text);
    return error->code;
}

void train_files_fini(struct train_files *f)
{
    for (size_t i = 0; i < f->n; i++) {
        rt_mem_free(f->path[i]);
    }
    f->n = 0;
}

enum emu_exit train_find_one(const char *name, const char *folder, char out[EMU_PATH_MAX], struct emu_error *error)
{
    char place[EMU_PATH_MAX];
    bool is_path = strchr(name, '/') != NULL || rt_str_ends(rt_str(name), ".lua");
    if (is_path) {
        (void)snprintf(out, EMU_PATH_MAX, "%s", name);
    } else if (emu_place_lessons(place, folder, error) == EMU_EXIT_OK) {
        (void)snprintf(out, EMU_PATH_MAX, "%s/%s.lua", place, name);
    } else {
        return error->code;
    }
    struct stat st;
    if (stat(out, &st) != 0) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s: 'vspa train list' shows the lessons", out,
                             strerror(errno));
    }
    return EMU_EXIT_OK;
}
