/* SPDX-License-Identifier: MIT */
/*
 * A folder that is open to somebody we do not trust (what a unit asks of the lab, what it uploads): everything is
 * looked up beneath it, whatever links lie there and whoever changes them meanwhile. Only plain files are opened, and
 * none that another name outside could be.
 *
 * Linux 5.6 resolves such a path itself (openat2); an older kernel is asked part by part and follows no link.
 */
#pragma once
#include <rt/buf.h>
#include <rt/err.h>
#include <rt/str.h>
#include <stddef.h>

/* Appends the whole file. name: relative. RT_ENOENT (also a folder), RT_EACCES (outside, not a plain file, no right),
 * RT_ETOOBIG, RT_ENOMEM, RT_EIO. */
enum rt_err emu_beneath_read(const char *folder, struct rt_str name, struct rt_buf *out);

struct emu_beneath_limits {
    size_t n_files;  /* in that folder */
    size_t n_bytes;  /* of one file */
    size_t n_in_all; /* of all files there */
};
/* Writes folder/sub/name, where sub is made if it is missing and name has no slash, in place of an older one; for the
 * owner only. RT_EACCES: sub or name is a link, not a plain file, or has a second name. RT_EFULL: a limit is reached.
 * RT_EIO: not written whole (a full disk). */
enum rt_err emu_beneath_write(const char *folder, const char *sub, const char *name, const void *bytes, size_t n,
                              const struct emu_beneath_limits *limits);
