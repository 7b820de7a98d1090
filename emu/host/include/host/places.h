/* SPDX-License-Identifier: MIT */
/*
 * Where things lie on the host.
 *
 * The unit: --unit, else $XDG_DATA_HOME/vspa/unit.flash, else ~/.local/share/vspa/unit.flash (XDG base directory
 * specification 0.8). The images: --images, else $VSPA_IMAGES, else the folder "images" beside the program, else
 * ../share/vspa/images from there.
 */
#pragma once
#include <host/error.h>
#include <rt/buf.h>
#include <stdbool.h>
#include <stddef.h>

#define EMU_PATH_MAX           4096u
#define EMU_FILE_MAX_BYTES     (16u * 1024u * 1024u) /* of a file that is read whole */
#define EMU_PLACE_RELEASES_MAX 64u                   /* images in a folder; more are not looked at */

/* given: of --unit, or NULL. may_make_folders: the default place's folders are made. */
enum emu_exit emu_place_unit(char out[EMU_PATH_MAX], const char *given, bool may_make_folders, struct emu_error *error);

/* The image of that release: any *.img in the folder whose head says so. The whole file is put into *out (initialised
 * by the caller). path may be NULL. */
enum emu_exit emu_place_image(struct rt_buf *out, char path[EMU_PATH_MAX], const char *given_folder,
                              const char *version, struct emu_error *error);

/* The folder of images. */
enum emu_exit emu_place_images(char out[EMU_PATH_MAX], const char *given, struct emu_error *error);

/* What the head of an image file in the folder says. */
struct emu_place_release {
    char product[16]; /* "SPA-2102" */
    char version[24]; /* "5.2.10" */
    char name[256];   /* of the file in the folder */
};
/* The images in the folder, sorted by product, version, name; at most max of them. Returns how many; a folder that is
 * not there has none. Only the heads are read, so a damaged image may be among them. */
size_t emu_place_list(struct emu_place_release *out, size_t max, const char *given_folder);
/* The path of one of them. False: longer than a path can be. */
bool emu_place_file(char out[EMU_PATH_MAX], const char *given_folder, const struct emu_place_release *r);

/* The folder of roots (pki_dir.h): given, else $VSPA_PKI, else "pki" in the folder of the images. */
enum emu_exit emu_place_pki(char out[EMU_PATH_MAX], const char *given, struct emu_error *error);

/* Appends a whole file. RT_ENOENT, RT_EACCES, RT_ETOOBIG (the buffer's max; it is full then), RT_EINVAL (not a plain
 * file), RT_ENOMEM, RT_EIO. */
enum rt_err emu_read_file(const char *path, struct rt_buf *out);
/* The same for what a person names as input: "-" is standard input, and a pipe is read to its end. RT_EINVAL: a folder
 * or a device. emu_read_error: the line that tells of a failure. */
enum rt_err emu_read_input(const char *path, struct rt_buf *out);
enum emu_exit emu_read_error(const char *path, enum rt_err err, struct emu_error *error);

/* Writes a file below a folder, which must be there, in place of an older one; folders of the path are made. path: with
 * a leading '/'. Readable by everybody: servers run under their own accounts. */
enum emu_exit emu_place_write(const char *folder, const char *path, const void *bytes, size_t n,
                              struct emu_error *error);
