/* SPDX-License-Identifier: MIT */
/* Pictures with their trees at given moments of virtual time, into a folder: 00083.500.png, 00083.500.json. */
#pragma once
#include <screen/face.h>
#include <viewmodel/options.h>

struct win_shots {
    const char *folder; /* NULL: none are wanted */
    struct win_moments moments;
    size_t next;
};

/* Makes the folder. is_sorted: a run goes forward; one that is looked at goes to and fro. */
enum emu_exit win_shots_begin(struct win_shots *s, const struct emu_window_options *o, bool is_sorted,
                              struct emu_error *error);
/* BOARD_NEVER: no more. */
uint64_t win_shots_due_us(const struct win_shots *s);
/* Saves the one that is due: what was drawn last. */
enum emu_exit win_shots_take(struct win_shots *s, const struct win_face_table *table, struct win_face *face,
                             const struct win_scene *scene, struct emu_error *error);
/* Is one left over? Then the run was too short. */
enum emu_exit win_shots_end(const struct win_shots *s, struct emu_error *error);

/* What was drawn last. Path NULL: not wanted. No output replaces a unit file, or an input. */
enum emu_exit win_save(const struct win_face_table *table, struct win_face *face, const struct win_scene *scene,
                       const char *picture, const char *tree, struct emu_error *error);
/* The same for the counts of frames, sound and looks (stats.h). */
struct win_looks;
enum emu_exit win_save_stats(const struct win_face_table *table, struct win_face *face, const struct win_looks *looks,
                             const char *path, struct emu_error *error);
