/* SPDX-License-Identifier: MIT */
/*
 * Reads and writes whole files of the host.
 */
#pragma once
#include <host/error.h>
#include <rt/buf.h>
#include <rt/err.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define EMU_PATH_MAX       4096u
#define EMU_FILE_MAX_BYTES (16u * 1024u * 1024u) /* of a file that is read whole */

/* Appends a whole file. RT_ENOENT, RT_EACCES, RT_ETOOBIG (the buffer's max; it is full then), RT_EINVAL (not a plain
 * file), RT_ENOMEM, RT_EIO. */
enum rt_err emu_read_file(const char *path, struct rt_buf *out);
/* The same for a file that the user names as input: "-" is standard input, and a pipe is read to its end. RT_EINVAL: a
 * folder or a device. */
enum rt_err emu_read_input(const char *path, struct rt_buf *out);
/* An open file from where it is to its end. n_expected: 0: unknown. RT_ETOOBIG (as above), RT_ENOMEM, RT_EIO. */
enum rt_err emu_read_open(int fd, off_t n_expected, struct rt_buf *out);
/* The error line of a failed read. */
enum emu_exit emu_read_error(const char *path, enum rt_err err, struct emu_error *error);

/* Writes a file below an existing folder, replacing an older one and creating missing folders of the path. path: with
 * a leading '/'. Readable by everyone, because servers run under their own accounts. */
enum emu_exit emu_write_below(const char *folder, const char *path, const void *bytes, size_t n,
                              struct emu_error *error);

/* False also when nothing is there, or it cannot be looked at. */
bool emu_is_folder(const char *path);
/* Does the plain file begin with these bytes? False also for one that cannot be read, and for a pipe. */
bool emu_file_begins(const char *path, const void *bytes, size_t n);
/* Creates each missing folder of the path of a file. RT_EIO: failed has the first folder that is not there and cannot
 * be made, errno says why. */
enum rt_err emu_make_folders(const char *path, unsigned mode, char failed[EMU_PATH_MAX]);
