/* SPDX-License-Identifier: MIT */
/*
 * Output files of commands. An existing file is replaced, except a unit file (in use or not), an image that unit files
 * refer to, and any input of the same run, under whatever name or link.
 */
#pragma once
#include <stdbool.h>
#include <stdio.h>

enum emu_output {
    EMU_OUTPUT_PUBLIC,  /* by the umask: reports */
    EMU_OUTPUT_PRIVATE, /* for the owner only: what holds the flash of a unit or secrets of TLS */
    EMU_OUTPUT_APPEND,  /* private, and what is there stays: key logs */
};

#define EMU_UNIT_MAGIC  "VSPAUNIT"     /* how a unit file begins, unitfile/unitfile.h */
#define EMU_UNIT_IMAGES ".vspa-images" /* the folder of what unit files refer to, emu/unitfile/base.h */

/* Opens it for writing, or returns NULL (-1): see emu_output_why(). Devices are taken as they are; a FIFO waits for its
 * reader, at most EMU_STREAM_PATIENCE_MS (host/stream.h), when it is opened and when it is full. */
FILE *emu_output_open(const char *path, enum emu_output kind);
int emu_output_fd(const char *path, enum emu_output kind);
/* Why the last call for this path failed: a refusal of ours, or errno's text. Call it at once. */
const char *emu_output_why(const char *path);
/* Why this file may not be replaced, or NULL: for outputs that other code writes. */
const char *emu_output_refusal(const char *path);

/* Marks a file that this run reads or has open: no output may replace it. The command line does so for each word whose
 * kind is an input (host/options.h). */
void emu_output_protect(int fd);
void emu_output_protect_path(const char *path);
/* The same of a folder whose files this run may read at any time: what lies in it may be replaced only where it is
 * empty or looks like an output of an earlier run. */
#define EMU_INPUT_FOLDERS_MAX 64u
void emu_output_protect_folder(const char *path);
