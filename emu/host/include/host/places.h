/* SPDX-License-Identifier: MIT */
/*
 * Where files are on the host. The data folder is $XDG_DATA_HOME, else ~/.local/share (XDG base directory
 * specification 0.8). The first that is given or exists is used:
 *
 *   unit     --unit, vspa/unit.flash in the data folder
 *   images   --images, $VSPA_IMAGES, "images" beside the program, vspa/images in the data folder,
 *            share/vspa/images of the program's prefix
 *   lessons  --lessons, $VSPA_LESSONS, "lessons" beside the program, vspa/lessons in the data folder,
 *            share/vspa/lessons of the program's prefix
 *   roots    --pki, $VSPA_PKI, "pki" in the folder of images
 */
#pragma once
#include <host/error.h>
#include <host/files.h>
#include <stdbool.h>

/* The lines of earlier consoles: vspa/history in $XDG_STATE_HOME, else in ~/.local/state. False: no home folder. */
bool emu_place_history(char out[EMU_PATH_MAX]);
/* given: of --unit, or NULL. may_make_folders: create the folders of the default path. */
enum emu_exit emu_place_unit(char out[EMU_PATH_MAX], const char *given, bool may_make_folders, struct emu_error *error);
/* The scores of trainees: given, of --scores, or vspa/scores.db in the data folder. */
enum emu_exit emu_place_scores(char out[EMU_PATH_MAX], const char *given, bool may_make_folders,
                               struct emu_error *error);
/* The folder of images. given: of --images, or NULL. */
enum emu_exit emu_place_images(char out[EMU_PATH_MAX], const char *given, struct emu_error *error);
/* The folder of lessons. given: of --lessons, or NULL. */
enum emu_exit emu_place_lessons(char out[EMU_PATH_MAX], const char *given, struct emu_error *error);
/* The folder of roots (pki_dir.h). given: of --pki, or NULL. */
enum emu_exit emu_place_pki(char out[EMU_PATH_MAX], const char *given, struct emu_error *error);
