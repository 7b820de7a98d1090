/* SPDX-License-Identifier: MIT */
/* One process has a unit file open to write. */
#pragma once
#include <host/error.h>

/* Takes the lock for as long as this descriptor's open file lives, or says who has it. path: for the error. */
enum emu_exit unitlock_take(int fd, const char *path, struct emu_error *error);
