/* SPDX-License-Identifier: MIT */
/*
 * vspa version: the program, how it was built, the releases it finds, and the libraries it uses with their licences.
 */
#pragma once
#include <host/options.h>
#include <stddef.h>

struct version_library {
    const char *name, *version;
    const char *licence; /* SPDX expression */
    const char *linked;  /* static, shared, loaded (at run time, when needed) */
};
/* Written at configure time. */
extern const struct version_library version_libraries[];
extern const size_t n_version_libraries;
extern const char *const version_build_type, *const version_compiler;

extern const struct emu_command version_command;
