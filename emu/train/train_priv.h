/* SPDX-License-Identifier: MIT */
/* What the actions of vspa train share. Used by emu/train only. */
#pragma once
#include <lesson/lesson.h>
#include <host/files.h>
#include <host/options.h>

#define TRAIN_LESSONS_MAX 500u

extern const struct emu_command train_list, train_play, train_check, train_new, train_reference, train_report,
    train_solution;

/* ---- find.c ---- */

struct train_files {
    size_t n;
    char *path[TRAIN_LESSONS_MAX]; /* sorted; owned */
};
/* The lessons of files and folders; without operands those of the default folder. folder: of --lessons, or NULL. */
enum emu_exit train_find(struct train_files *f, const char *folder, char **operands, size_t n_operands,
                         struct emu_error *error);
void train_files_fini(struct train_files *f);
/* The file of a lesson by its id ("T03"), or a path. */
enum emu_exit train_find_one(const char *name, const char *folder, char out[EMU_PATH_MAX], struct emu_error *error);

/* Options that several actions have. */
enum emu_language train_language_default(void); /* of the environment */
uint64_t train_random_seed(void);
