/* SPDX-License-Identifier: MIT */
#include <pictures/shots.h>
#include <screen/stats.h>
#include <scene/tree.h>
#include <board/clock.h>
#include <host/output.h>
#include <host/stream.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A FIFO without a reader would hang the one that opens it. *fifo is held open until it is written; -1: none. */
static bool may_write(const char *path, int *fifo, struct emu_error *error)
{
    struct stat st;
    *fifo = -1;
    const char *why = path != NULL ? emu_output_refusal(path) : NULL;
    if (why != NULL) {
        (void)emu_error_set(error, EMU_EXIT_ENVIRONMENT, "window: %s: %s: name another file", path, why);
        return false;
    }
    if (path != NULL && stat(path, &st) == 0 && S_ISFIFO(st.st_mode)) {
        *fifo = emu_stream_open_fifo(path);
        if (*fifo < 0) {
            (void)emu_error_set(error, EMU_EXIT_ENVIRONMENT, "window: %s: %s: name another file", path,
                                emu_output_why(path));
            return false;
        }
    }
    return true;
}

static void release(int fifo)
{
    if (fifo >= 0) {
        (void)close(fifo); /* nothing was written to it */
    }
}

enum emu_exit win_save(const struct win_face_table *table, struct win_face *face, const struct win_scene *scene,
                       const char *picture, const char *tree, struct emu_error *error)
{
    int tree_fifo, picture_fifo = -1;
    bool may = may_write(tree, &tree_fifo, error) && may_write(picture, &picture_fifo, error);
    if (may && tree != NULL && !win_tree_save(scene, tree)) {
        may = false;
        (void)emu_error_set(error, EMU_EXIT_ENVIRONMENT, "window: %s: cannot be written", tree);
    }
    if (may && picture != NULL && !table->save(face, picture)) {
        (void)emu_error_set(error, EMU_EXIT_ENVIRONMENT, "window: %s: cannot be written", picture);
    }
    release(tree_fifo);
    release(picture_fifo);
    return error->code;
}

enum emu_exit win_save_stats(const struct win_face_table *table, struct win_face *face, const struct win_looks *looks,
                             const char *path, struct emu_error *error)
{
    struct win_face_stats stats = table->stats(face);
    int fifo = -1;
    if (path != NULL && error->code == EMU_EXIT_OK && may_write(path, &fifo, error) &&
        !win_stats_save(&stats, looks, path)) {
        (void)emu_error_set(error, EMU_EXIT_ENVIRONMENT, "window: %s: cannot be written", path);
    }
    release(fifo);
    return error->code;
}

static int by_time(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

enum emu_exit win_shots_begin(struct win_shots *s, const struct emu_window_options *o, bool is_sorted,
                              struct emu_error *error)
{
    *s = (struct win_shots){.folder = o->shots, .moments = o->moments};
    if (is_sorted) {
        qsort(s->moments.us, s->moments.n, sizeof s->moments.us[0], by_time);
    }
    struct stat st;
    if (o->shots != NULL && mkdir(o->shots, 0777) != 0 && (stat(o->shots, &st) != 0 || !S_ISDIR(st.st_mode))) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "window: --shots %s: %s: choose another folder", o->shots,
                             strerror(errno));
    }
    return EMU_EXIT_OK;
}

uint64_t win_shots_due_us(const struct win_shots *s)
{
    return s->folder != NULL && s->next < s->moments.n ? s->moments.us[s->next] : BOARD_NEVER;
}

enum emu_exit win_shots_take(struct win_shots *s, const struct win_face_table *table, struct win_face *face,
                             const struct win_scene *scene, struct emu_error *error)
{
    char picture[4200], tree[4200];
    double at_s = (double)s->moments.us[s->next++] / BOARD_US_PER_S;
    (void)snprintf(picture, sizeof picture, "%s/%09.3f.png", s->folder, at_s);
    (void)snprintf(tree, sizeof tree, "%s/%09.3f.json", s->folder, at_s);
    return win_save(table, face, scene, picture, tree, error);
}

enum emu_exit win_shots_end(const struct win_shots *s, struct emu_error *error)
{
    uint64_t due_us = win_shots_due_us(s);
    if (due_us != BOARD_NEVER && error->code == EMU_EXIT_OK) {
        (void)emu_error_set(error, EMU_EXIT_NO, "window: --at %g: the run ended before that: give earlier times",
                            (double)due_us / BOARD_US_PER_S);
    }
    return error->code;
}
