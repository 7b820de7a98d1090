/* SPDX-License-Identifier: MIT */
/*
 * Where things lie on the host.
 *
 * The unit: --unit, else $XDG_DATA_HOME/vspa/unit.flash, else ~/.local/share/vspa/unit.flash (XDG base directory
 * specification 0.8). The images: --images, else $VSPA_IMAGES, else the folder "images" beside the program, else
 * ../share/vspa/images from there. The roots: --pki, else $VSPA_PKI, else "pki" in the folder of the images.
 */
#pragma once
#include <host/error.h>
#include <host/files.h>
#include <stdbool.h>

/* given: of --unit, or NULL. may_make_folders: the default place's folders are made. */
enum emu_exit emu_place_unit(char out[EMU_PATH_MAX], const char *given, bool may_make_folders, struct emu_error *error);
/* The folder of images. given: of --images, or NULL. */
enum emu_exit emu_place_images(char out[EMU_PATH_MAX], const char *given, struct emu_error *error);
/* The folder of roots (pki_dir.h). given: of --pki, or NULL. */
enum emu_exit emu_place_pki(char out[EMU_PATH_MAX], const char *given, struct emu_error *error);
