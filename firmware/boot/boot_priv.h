/* SPDX-License-Identifier: MIT */
/*
 * The boot record: which bank is wanted, and whether it is on trial.
 *
 *    0        4          8      9       10     12       16
 *    +--------+----------+------+-------+------+--------+
 *    | "VSBR" | sequence | bank | state | 0    | crc32  |   crc32 over the 12 bytes before it
 *    +--------+----------+------+-------+------+--------+
 *    Big-endian. bank: 0 A, 1 B. state: enum boot_state. Blank: all ones.
 *
 * Each of the two sectors of the BOOT region is an append-only log of records. A slot that is neither blank nor
 * valid was torn by a power cut and is skipped. The valid record with the highest sequence number in either sector
 * counts. A new record is written to both sectors, first to the one that lacks the newest; a full sector is erased
 * only while the other holds an equally new record. So a cut at any point leaves the old or the new record, and
 * damage to one sector leaves the copy in the other.
 */
#pragma once
#include <board/flash.h>
#include <fw/boot.h>

#define BOOT_RECORD_BYTES       16u
#define BOOT_RECORDS_PER_SECTOR (BOARD_FLASH_SECTOR_BYTES / BOOT_RECORD_BYTES)
#define BOOT_N_SECTORS          2u

/*
 *                 try_other            boot                 confirm
 *   CONFIRMED ----------------> TRY ----------> TRIAL ----------------> CONFIRMED (the new bank)
 *   or FELL_BACK                 | image bad      | reset before confirm
 *        ^                       v                v
 *        +------------------- FELL_BACK (the old bank) <--+
 */
enum boot_state {
    BOOT_NO_RECORD = 0, /* never in flash */
    BOOT_CONFIRMED = 1, /* the bank runs */
    BOOT_TRY = 2,       /* the bank holds a new image that has not run yet */
    BOOT_TRIAL = 3,     /* started once, not confirmed yet */
    BOOT_FELL_BACK = 4, /* the bank runs; the trial of the other bank failed */
};
const char *boot_state_name(enum boot_state state);

struct boot_record {
    uint32_t sequence; /* 1, 2, 3 ... */
    enum fw_bank bank;
    enum boot_state state;
};

/* The newest valid record; its state is BOOT_NO_RECORD if there is none. */
struct boot_record boot_record_read(const struct board *b);
/* RT_OK if at least one of the two copies was written. RT_EPOWER, RT_EIO. RT_EFULL: sequence numbers exhausted. */
enum rt_err boot_record_write(struct board *b, enum fw_bank bank, enum boot_state state);

enum board_region boot_bank_region(enum fw_bank bank);
