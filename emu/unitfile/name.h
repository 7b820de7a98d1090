/* SPDX-License-Identifier: MIT */
/*
 * How a new unit file gets its name. It has none until it is whole (O_TMPFILE), so a process that is killed while it
 * makes one leaves nothing. A file system that cannot do so gets a temporary name.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#define UNITNAME_SUFFIX ".new-XXXXXX" /* of a temporary name */

/* A new empty file in the folder of <path>. temporary: the name it has, or "". Returns a descriptor, or -1: errno. */
int unitname_create(char *temporary, size_t n_temporary, const char *path);
/* Names it <path>, on the disk too when this returns. temporary becomes "" when it is done with. False: errno; EEXIST:
 * there is a file of that name, and !may_replace. */
bool unitname_give(int fd, char *temporary, const char *path, bool may_replace);
