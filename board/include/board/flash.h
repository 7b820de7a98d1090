/* SPDX-License-Identifier: MIT */
/*
 * NOR flash: erase sets whole sectors to ones, program clears bits, reads are plain memory accesses.
 *
 * Misuse aborts (RT_ASSERT): an offset or length that is not a multiple of the program unit, a program that would
 * have to set a bit from 0 to 1, an access beyond a region. The cells are the memory given in struct board_config (in
 * emu, the unit file).
 *
 *   offset    sectors  region      content
 *   0x000000        1  FACTORY     identity: MAC, serial, hardware version, certificate (ident.h)
 *   0x010000        2  BOOT        boot records, one copy per sector (firmware/boot)
 *   0x030000        1  CUSTOM      customised factory defaults of an RC unit (firmware/param)
 *   0x040000        4  JOURNAL_0   parameter journal, half 0 (firmware/param)
 *   0x080000        4  JOURNAL_1   parameter journal, half 1
 *   0x0c0000        4  SPARE       unused
 *   0x100000       24  BANK_A      firmware image
 *   0x280000       24  BANK_B      firmware image
 *   0x400000                       end
 *
 * Geometry: 64 KiB sectors as in the 4 MB bottom-up parts of that time. guess: no teardown was read.
 */
#pragma once
#include <rt/err.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct board;

#define BOARD_FLASH_SECTOR_BYTES      0x10000u
#define BOARD_FLASH_N_SECTORS         64u
#define BOARD_FLASH_BYTES             (BOARD_FLASH_SECTOR_BYTES * BOARD_FLASH_N_SECTORS)
#define BOARD_FLASH_PROGRAM_UNIT      4u /* offsets and lengths of program are multiples of this */

/* Typical times for one sector, for callers that pace themselves; the model itself takes no time. Source: typical
 * data-sheet figures of 2005's 70 ns NOR parts. guess: which part the unit has. */
#define BOARD_FLASH_ERASE_SECTOR_US   700000u
#define BOARD_FLASH_PROGRAM_SECTOR_US 500000u

enum board_region {
    BOARD_REGION_FACTORY,
    BOARD_REGION_BOOT,
    BOARD_REGION_CUSTOM,
    BOARD_REGION_JOURNAL_0,
    BOARD_REGION_JOURNAL_1,
    BOARD_REGION_SPARE,
    BOARD_REGION_BANK_A,
    BOARD_REGION_BANK_B,
    BOARD_N_REGIONS
};
struct board_region_info {
    const char *name;
    uint32_t offset; /* bytes from the start of flash */
    uint32_t n_bytes;
};
/* Static. */
const struct board_region_info *board_region(enum board_region r);

/* All offsets below count from the start of the region. */

/* The cells as memory, valid for the lifetime of the board. Program and erase change the content. */
const uint8_t *board_flash_cells(const struct board *b, enum board_region r);

/* The image in the region was verified, before the board was made (board_config.vouched) or by the boot loader since
 * (board_flash_vouch()), and none of its cells has changed after that, by an operation or a fault: it need not be read
 * again. A thousand scenarios start with the same cells, which their parent process has read once. */
bool board_flash_is_vouched(const struct board *b, enum board_region r);
/* The caller has just verified all of the image in the region. */
void board_flash_vouch(struct board *b, enum board_region r);

/* Clears bits. n and offset: multiples of BOARD_FLASH_PROGRAM_UNIT. A bit that is to stay 1 must be 1 already.
 * Returns RT_OK; RT_EPOWER if power failed before, during or after it (the cells then hold none, part or all of it);
 * RT_EIO if the part reports a failure (injected). */
enum rt_err board_flash_program(struct board *b, enum board_region r, uint32_t offset, const void *bytes, uint32_t n);

/* Sets one sector to ones. offset: multiple of BOARD_FLASH_SECTOR_BYTES. Returns as above. */
enum rt_err board_flash_erase(struct board *b, enum board_region r, uint32_t offset);
/* All that was programmed and erased so far comes before all that follows, also when the host crashes. A real part
 * keeps that order by itself; the file behind a virtual one is written back by the host in any order, so the firmware
 * says where the order counts: after each mark that makes something valid. The board does so before each
 * start: what one start has read the next one reads too. Takes no virtual time, is no flash operation (power cannot
 * fail in it), and is not in the trace. */
void board_flash_sync(struct board *b);

/* Operations (program and erase calls) since the board was created. */
uint64_t board_flash_n_operations(const struct board *b);

/* For recorders: takes a copy-on-write snapshot of all cells, once in a board's life, before its first power-on;
 * another recorder that asks for it then shares it. */
void board_flash_snapshot(struct board *b);
/* The content at the snapshot. cells: BOARD_FLASH_BYTES. RT_ENOMEM: a sector could not be copied when it changed. */
enum rt_err board_flash_snapshot_read(const struct board *b, uint8_t *cells);
/* The same of one sector, in place; NULL: it was blank. Not when the snapshot is lost. */
bool board_flash_snapshot_is_whole(const struct board *b);
const uint8_t *board_flash_snapshot_sector(const struct board *b, unsigned sector);

/* Erases the whole part. For creating a unit only, before power-on. */
void board_flash_blank(struct board *b);
