/* SPDX-License-Identifier: MIT */
/* A folder that only this user can enter, for the unix sockets of one run; removed when it is closed. Created in
 * $XDG_RUNTIME_DIR, else $TMPDIR, else /tmp. */
#pragma once
#include <host/error.h>
#include <stddef.h>

#define EMU_PRIVATE_PATH_MAX 100u /* of a socket in it: sun_path has 108 bytes */

/* How the names of such folders start; six characters of mkdtemp(3) follow. */
#define EMU_PRIVATE_RUN      "vspa-run-"
#define EMU_PRIVATE_TEST     "vspa-test-" /* of 'vspa test', with all that is in them */

struct emu_private_dir {
    char path[EMU_PRIVATE_PATH_MAX]; /* "": not made */
    int lock_fd;                     /* held as long as the process lives */
};

/* In XDG_RUNTIME_DIR, TMPDIR or /tmp, for this user alone. An error: d->path is "". */
enum emu_exit emu_private_dir_create(struct emu_private_dir *d, struct emu_error *error);
/* Says that a process uses folder `path`, as long as the descriptor or a copy of it in a child is open; -1: no such
 * folder. The caller closes it. emu_private_dir_create() does it itself. */
int emu_private_dir_lock(const char *path);
/* Removes such folders left behind by killed processes: those that no process has locked and that have not changed for
 * a minute. Looks in $XDG_RUNTIME_DIR, $TMPDIR, /dev/shm and /tmp. Called once at program start. */
void emu_private_dir_sweep(void);
/* The name of a socket in it. */
void emu_private_dir_name(const struct emu_private_dir *d, const char *name, char out[EMU_PRIVATE_PATH_MAX]);
/* Its files must be gone. A folder that was not made is allowed. */
void emu_private_dir_remove(struct emu_private_dir *d);
/* With all that is in it: what processes had there that were killed. */
void emu_private_dir_remove_tree(struct emu_private_dir *d);
