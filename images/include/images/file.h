/* SPDX-License-Identifier: MIT */
/* Whole files in and out, for this room and the tools over it. */
#pragma once
#include <rt/buf.h>

/* Appends the file to out. RT_ENOENT, RT_EACCES, RT_EIO (a folder too), RT_ETOOBIG (out->max), RT_ENOMEM. */
enum rt_err img_file_read(const char *path, struct rt_buf *out);
/* Writes beside the path and renames, so that a file is there whole or not at all; a device, a pipe or a link is
 * written to in place, and so is standard output under its other names. RT_ENOENT, RT_EACCES, RT_EIO. */
enum rt_err img_file_write(const char *path, const void *bytes, size_t n);
/* dir "/" name, to be freed with rt_mem_free; NULL when there is no memory. */
char *img_path_join(const char *dir, const char *name);
