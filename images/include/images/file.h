/* SPDX-License-Identifier: MIT */
/* Reads and writes whole files, for this folder and the tools above it. */
#pragma once
#include <rt/buf.h>

/* Appends the file to out. RT_ENOENT, RT_EACCES, RT_EIO (a folder too), RT_ETOOBIG (out->max), RT_ENOMEM. */
enum rt_err img_file_read(const char *path, struct rt_buf *out);
/* Writes a temporary file and renames it, so the file is complete or absent. A device, a pipe, a symbolic link and
 * standard output under any name are written in place. RT_ENOENT, RT_EACCES, RT_EIO. */
enum rt_err img_file_write(const char *path, const void *bytes, size_t n);
/* dir "/" name, to be freed with rt_mem_free; NULL when out of memory. */
char *img_path_join(const char *dir, const char *name);
