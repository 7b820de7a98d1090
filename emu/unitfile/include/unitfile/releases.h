/* SPDX-License-Identifier: MIT */
/*
 * The releases that are installed on the host: image files (*.img) in the folder of images (host/places.h).
 */
#pragma once
#include <host/error.h>
#include <host/files.h>
#include <host/options.h>
#include <fw/image.h>
#include <rt/buf.h>
#include <stdbool.h>
#include <stddef.h>

#define EMU_RELEASES_MAX 64u /* images in a folder; more are not looked at */

/* What the head of an image file in the folder says. */
struct emu_release_file {
    char product[FW_IMAGE_PRODUCT_BYTES]; /* "SPA-2102" */
    char version[FW_IMAGE_VERSION_BYTES]; /* "5.2.10" */
    char name[256];                       /* of the file in the folder */
};

/* Over const char *: a version. "help" lists the images of --images. */
extern const struct emu_kind emu_kind_release;
/* A row for a group over <type>: --images. */
#define EMU_IMAGES_ROW(type, m)                                                                                        \
    {                                                                                                                  \
        "images", 0, "DIR", "find firmware images in DIR", "$VSPA_IMAGES", &emu_kind_dir, offsetof(type, m)            \
    }

/* The images in the folder, sorted by product, version, name; at most max of them. Returns how many; a folder that does
 * not exist has none. Only the heads are read, so a damaged image may be among them. */
size_t emu_releases_list(struct emu_release_file *out, size_t max, const char *given_folder);
/* The path of one of them. False: longer than a path can be. */
bool emu_releases_path(char out[EMU_PATH_MAX], const char *given_folder, const struct emu_release_file *r);
/* The error of a release that is not in the folder: it lists those that are. */
enum emu_exit emu_releases_missing(const char *folder, const char *version, struct emu_error *error);
/* The image of that release, whole, into *out (initialised by the caller). path may be NULL. */
enum emu_exit emu_releases_read(struct rt_buf *out, char path[EMU_PATH_MAX], const char *given_folder,
                                const char *version, struct emu_error *error);
