/* SPDX-License-Identifier: MIT */
/*
 * What the tools need of a release: its manifest and its parameters, from an image. Of an image file only the head and
 * these two sections are read: the rest is sound, and reading it would take longer than the whole of `vspa explain`.
 */
#pragma once
#include <host/error.h>
#include <fw/image.h>
#include <fw/schema.h>

struct release {
    struct fw_manifest manifest;
    struct fw_schema *schema;
};

/* Each makes *out, for release_close; after a failure there is nothing in it. RT_ECORRUPT, RT_ENOTSUP, RT_ESIGNATURE,
 * RT_ENOMEM; of a file also RT_ENOENT, RT_EACCES, RT_EINVAL (not a plain file), RT_EIO. */
enum rt_err release_of_image(struct release *out, const struct fw_image *image);
enum rt_err release_of_file(struct release *out, const char *path);
/* By its version; images: folder, NULL the default place. */
enum emu_exit release_open(struct release *out, const char *images, const char *version, struct emu_error *error);
void release_close(struct release *r);
