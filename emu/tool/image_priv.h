/* SPDX-License-Identifier: MIT */
/* Shared by the files of `vspa image`. */
#pragma once
#include <host/error.h>
#include <host/files.h>
#include <fw/image.h>
#include <jansson.h>
#include <rt/buf.h>
#include <stdbool.h>

/* An image file, read and checked to the last bit. */
struct image_file {
    const char *path;
    char found[EMU_PATH_MAX]; /* the path, of one that was found in the folder of images */
    struct rt_buf bytes;
    struct fw_image image;
    struct fw_manifest manifest;
    struct img_release *folder; /* instead of an image; NULL */
};
struct img_release;
/* path: a file; else the name or the version of an image in the folder of images ("5.2.10").
 * On success f is open and must be closed. */
enum emu_exit image_file_open(struct image_file *f, const char *path, struct emu_error *error);
/* The same, or a release folder as `vspa image pack` takes it. */
enum emu_exit image_source_open(struct image_file *f, const char *path, bool is_folder, struct emu_error *error);
void image_file_close(struct image_file *f);
/* A section as text; "" when it is not there. Returns false when there is no memory. */
bool image_file_text(const struct image_file *f, enum fw_image_section s, struct rt_buf *out);

/* The facts of an image, and how two differ; owned by the caller. NULL: no memory. */
json_t *image_facts(const struct image_file *f);
json_t *image_diff(const struct image_file *from, const struct image_file *to);
/* Which parameters have an effect in this firmware. */
json_t *image_effects(const struct image_file *f);
void image_facts_print(const json_t *facts);
void image_diff_print(const json_t *diff);
void image_effects_print(const json_t *report);
