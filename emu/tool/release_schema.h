/* SPDX-License-Identifier: MIT */
/* The parameters of a release, from its image. */
#pragma once
#include <core/error.h>
#include <fw/schema.h>

/* images: folder, NULL the default place. *out: fw_schema_destroy. */
enum emu_exit release_schema_open(struct fw_schema **out, const char *images, const char *release,
                                  struct emu_error *error);
