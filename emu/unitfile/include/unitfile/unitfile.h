/* SPDX-License-Identifier: MIT */
/*
 * The unit file: one virtual SPA2102. All that it remembers is its flash.
 *
 *    0             8        12        16         20          24       88       152        156       4096
 *    +-------------+--------+---------+----------+-----------+--------+--------+----------+---------+--------------+
 *    | "VSPAUNIT"  | format | n_head  | n_flash  | crc32 of  | image  | image  | crc32 of | zeros   | the cells,   |
 *    |             | 2      | 4096    | 4194304  | bytes     | of     | of     | bytes    |         | as their     |
 *    |             |        |         |          | 0..19     | bank A | bank B | 24..151  |         | difference   |
 *    +-------------+--------+---------+----------+-----------+--------+--------+----------+---------+--------------+
 *    image of a bank:
 *    0          4         8                          32                            64
 *    +----------+---------+--------------------------+-----------------------------+
 *    | n_bytes  | n_head  | version, ends with zeros | SHA-256 of the n_head bytes |
 *    | 0: none  |         |                          | at its beginning            |
 *    +----------+---------+--------------------------+-----------------------------+
 *    Big-endian. The file is exactly n_head + n_flash bytes long.
 *
 * Each byte of the cells (board/flash.h) is stored XOR what it began as: the byte of the image where the bank refers to
 * one, else 0xff. So a zero is a cell that never changed, and most of the file is a hole: a unit takes 12 KiB of the
 * disk and not 4 MiB. No table says which pages are stored, hence a crash of the host cannot leave one that is wrong: a
 * page that was not written back is as it was, as with the plain cells of format 1.
 *
 * The images lie beside the units in .vspa-images (emu/unitfile/base.h). Copy that folder along with a unit; without it
 * the same image is looked for among the installed releases. `vspa new --whole` makes a unit that refers to none.
 *
 * Format 1 is the same without images, its cells stored as they are. Such a file is opened, used and left in its
 * format.
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
 * What the device programs is written to the file at once, and stays when this process dies. A write that fails (a full
 * disk) leaves the file as a power cut in that operation would; nothing is written after it.
 * A lock on the open file keeps a second process out; the kernel drops it with the process. One process opens a unit
 * file once.
 */
#pragma once
#include <board/flash.h>
#include <host/error.h>
#include <host/output.h>
#include <stdbool.h>
#include <stdint.h>

#define EMU_UNITFILE_MAGIC        EMU_UNIT_MAGIC
#define EMU_UNITFILE_FORMAT       2u
#define EMU_UNITFILE_FORMAT_WHOLE 1u /* the cells as they are */
#define EMU_UNITFILE_HEAD_BYTES   4096u

struct emu_unitfile;

/* Opens, locks and reads. On failure returns its exit code and *out is
 * NULL. */
enum emu_exit emu_unitfile_open(struct emu_unitfile **out, const char *path, struct emu_error *error);
/* A blank one (all cells ones) that has no name yet; emu_unitfile_keep() gives it the name <path>, closing without it
 * leaves nothing behind. may_replace: a unit file of this name may be there, unless a process uses it. */
enum emu_exit emu_unitfile_create(struct emu_unitfile **out, const char *path, bool may_replace,
                                  struct emu_error *error);
enum emu_exit emu_unitfile_keep(struct emu_unitfile *u, struct emu_error *error);
/* Before emu_unitfile_keep(): refer to no image, so that the file can be copied alone. */
void emu_unitfile_self_contained(struct emu_unitfile *u);
/* A blank one in memory, without a name, which is gone when it is closed. */
enum emu_exit emu_unitfile_create_private(struct emu_unitfile **out, struct emu_error *error);
/* A copy of the cells of a unit that may be running: no lock is taken, nothing is written. It is read until two
 * readings agree, so that it is a state that the flash was in. flash: BOARD_FLASH_BYTES. */
enum emu_exit emu_unitfile_copy(const char *path, uint8_t *flash, struct emu_error *error);
/* NULL is allowed. */
void emu_unitfile_close(struct emu_unitfile *u);

/* Releases the pages that are as they began (not of a private file). Nothing is lost: they are loaded again on access.
 * For long-running processes that use little of their flash. */
void emu_unitfile_rest(struct emu_unitfile *u);

/* These cells were changed: writes them to the file (struct board_config). Does nothing for a private file, for one
 * that is not kept yet, and after a failure. */
void emu_unitfile_changed(struct emu_unitfile *u, uint32_t offset, uint32_t n);
/* Flushes the cells to the disk; does nothing for a private file. False: there was a failure. */
bool emu_unitfile_sync(struct emu_unitfile *u);
/* Why the file could not be written; NULL: it could. */
const char *emu_unitfile_failure(const struct emu_unitfile *u);
/* What happened to the file meanwhile: "was deleted", "was replaced by another file", "was truncated", "was appended
 * to"; NULL: nothing. */
const char *emu_unitfile_lost(const struct emu_unitfile *u);
/* The same, and "was changed by another program": all of it is compared, in a millisecond. For the end of a run. */
const char *emu_unitfile_damage(const struct emu_unitfile *u);

/* As it was opened. */
const char *emu_unitfile_path(const struct emu_unitfile *u);

/* BOARD_FLASH_BYTES cells, valid until close. The caller that changes them calls emu_unitfile_changed(), or keeps the
 * file afterwards. */
uint8_t *emu_unitfile_flash(struct emu_unitfile *u);
/* Verifies the image in a bank of a private unit, for the boards that are made of it (board_config.vouched). The caller
 * changes no cell of the bank from now on. */
void emu_unitfile_vouch(struct emu_unitfile *u, enum board_region bank);
uint32_t emu_unitfile_vouched(const struct emu_unitfile *u);
