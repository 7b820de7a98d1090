/* SPDX-License-Identifier: MIT */
/*
 * The unit file: one virtual SPA2102. All that it remembers is its flash.
 *
 *    0             8        12        16         20            24                    4096
 *    +-------------+--------+---------+----------+-------------+---------------------+------------------+
 *    | "VSPAUNIT"  | format | n_head  | n_flash  | crc32 of    | zeros               | the flash cells, |
 *    |             | 1      | 4096    | 4194304  | bytes 0..19 |                     | board/flash.h    |
 *    +-------------+--------+---------+----------+-------------+---------------------+------------------+
 *    Big-endian. The file is exactly n_head + n_flash bytes long.
 *
 * The promise: a unit file of any format from 1 on opens in every later version of the program, with every parameter,
 * both banks and its history; a file of a newer format is rejected by name. A unit serves as a test bench for years.
 *
 * The format number stands for all that lies in the file: this head, the layout of the flash (board/flash.h), and what
 * each region holds (identity, boot record, parameter journal, customised defaults, image container). A change to
 * one of them
 *   1. raises EMU_UNITFILE_FORMAT, and makes the older formats readable: a file is brought to the new format when it
 *      is opened, whole or not at all, never by the device (real flash has no format number);
 *   2. keeps a file of the new format beside the older ones: tests/data/units/make.sh, then a row in
 *      tests/flow/kept_unit.c. A kept file and its row are never changed or taken out: what the program of that day
 *      wrote is the proof.
 *
 * The cells are mapped shared: what the device programs is in the file at once, and stays when this process dies.
 * A lock on the open file keeps a second process out; the kernel drops it with the process. One process opens a unit
 * file once.
 */
#pragma once
#include <host/error.h>
#include <host/output.h>
#include <stdbool.h>
#include <stdint.h>

#define EMU_UNITFILE_MAGIC      EMU_UNIT_MAGIC
#define EMU_UNITFILE_FORMAT     1u
#define EMU_UNITFILE_HEAD_BYTES 4096u

struct emu_unitfile;

/* Opens, locks and maps. On failure returns its exit code and *out is
 * NULL. */
enum emu_exit emu_unitfile_open(struct emu_unitfile **out, const char *path, struct emu_error *error);
/* A blank one (all cells ones) under a temporary name beside <path>; emu_unitfile_keep() gives it its name, closing
 * without it leaves nothing behind. may_replace: a file of this name may be there, unless a process uses it. */
enum emu_exit emu_unitfile_create(struct emu_unitfile **out, const char *path, bool may_replace,
                                  struct emu_error *error);
enum emu_exit emu_unitfile_keep(struct emu_unitfile *u, struct emu_error *error);
/* A blank one in memory, without a name, which is gone when it is closed. */
enum emu_exit emu_unitfile_create_private(struct emu_unitfile **out, struct emu_error *error);
/* A copy of the cells of a unit that may be running: no lock is taken, nothing is written. It is read until two
 * readings agree, so that it is a state that the flash was in. flash: BOARD_FLASH_BYTES. */
enum emu_exit emu_unitfile_copy(const char *path, uint8_t *flash, struct emu_error *error);
/* NULL is allowed. */
void emu_unitfile_close(struct emu_unitfile *u);

/* Releases the pages that were read or written so far (not of a private file). Nothing is lost: they are in the file
 * and are loaded again on access. For long-running processes that use little of their flash. */
void emu_unitfile_rest(struct emu_unitfile *u);

/* Flushes the cells to the disk; does nothing for a private file. False: the disk refused, see errno. */
bool emu_unitfile_sync(struct emu_unitfile *u);
/* What happened to the file meanwhile: "was deleted", "was replaced by another file"; NULL: nothing. */
const char *emu_unitfile_lost(const struct emu_unitfile *u);

/* As it was opened. */
const char *emu_unitfile_path(const struct emu_unitfile *u);

/* BOARD_FLASH_BYTES cells, valid until close. */
uint8_t *emu_unitfile_flash(struct emu_unitfile *u);
