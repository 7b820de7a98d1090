/* SPDX-License-Identifier: MIT */
/*
 * Access to a folder on behalf of an untrusted peer (what a unit requests from the lab, what it uploads). Every
 * lookup stays beneath the folder, whatever links it contains and however they change meanwhile. Only regular files
 * with a single name are opened.
 *
 * Linux 5.6 resolves such a path itself (openat2). On older kernels the path is walked component by component,
 * without following links.
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
 * owner only. RT_ENOENT: no such folder. RT_EACCES: sub or name is a link, not a plain file, or has a second name.
 * RT_EFULL: a limit is reached. RT_EIO: not written whole (a full disk). */
enum rt_err emu_beneath_write(const char *folder, const char *sub, const char *name, const void *bytes, size_t n,
                              const struct emu_beneath_limits *limits);
