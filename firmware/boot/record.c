/* SPDX-License-Identifier: MIT */
#include "boot_priv.h"
#include "boot_events.h"
#include <board/signal.h>
#include <fw/flash.h>
#include <rt/assert.h>
#include <rt/buf.h>
#include <rt/crc.h>
#include <string.h>

static const char magic[4] = {'V', 'S', 'B', 'R'};
#define STRIDE_BYTES 1024u
_Static_assert(BOARD_FLASH_SECTOR_BYTES % STRIDE_BYTES == 0 && STRIDE_BYTES % BOOT_RECORD_BYTES == 0, "whole records");
_Static_assert(BOOT_RECORD_BYTES % BOARD_FLASH_PROGRAM_UNIT == 0, "a record is whole units");

/* The content of one sector. */
struct sector {
    struct boot_record newest; /* BOOT_NO_RECORD: none is valid */
    uint32_t next;             /* offset of the first blank byte after all records */
};

const char *boot_state_name(enum boot_state state)
{
    static const char *const names[] = {"no record", "confirmed", "try", "trial", "fell back"};
    return (unsigned)state < sizeof names / sizeof names[0] ? names[state] : "?";
}

static void encode(const struct boot_record *record, uint8_t out[BOOT_RECORD_BYTES])
{
    memcpy(out, magic, sizeof magic);
    rt_put_be32(out + 4, record->sequence);
    out[8] = (uint8_t)record->bank;
    out[9] = (uint8_t)record->state;
    out[10] = out[11] = 0;
    rt_put_be32(out + 12, rt_crc32(0, out, 12));
}

static bool decode(const uint8_t *p, struct boot_record *out)
{
    if (memcmp(p, magic, sizeof magic) != 0 || rt_crc32(0, p, 12) != rt_be32(p + 12) || p[8] > FW_BANK_B ||
        p[9] < BOOT_CONFIRMED || p[9] > BOOT_FELL_BACK) {
        return false;
    }
    *out = (struct boot_record){rt_be32(p + 4), (enum fw_bank)p[8], (enum boot_state)p[9]};
    return true;
}

static bool is_newer(const struct boot_record *a, const struct boot_record *b)
{
    return a->state != BOOT_NO_RECORD && (b->state == BOOT_NO_RECORD || a->sequence > b->sequence);
}

static bool is_blank(const uint8_t *cells, size_t n)
{
    return cells[0] == 0xff && memcmp(cells, cells + 1, n - 1) == 0;
}

static struct sector scan(const struct board *b, unsigned i)
{
    const uint8_t *cells = board_flash_cells(b, BOARD_REGION_BOOT) + i * BOARD_FLASH_SECTOR_BYTES;
    struct sector s = {0};
    for (uint32_t at = 0; at < BOARD_FLASH_SECTOR_BYTES; at += BOOT_RECORD_BYTES) {
        struct boot_record record;
        if (at % STRIDE_BYTES == 0 && is_blank(cells + at, STRIDE_BYTES)) {
            at += STRIDE_BYTES - BOOT_RECORD_BYTES; /* most of a sector is blank, most of the time */
            continue;
        }
        if (is_blank(cells + at, BOOT_RECORD_BYTES)) {
            continue;
        }
        s.next = at + BOOT_RECORD_BYTES;
        if (decode(cells + at, &record) && is_newer(&record, &s.newest)) {
            s.newest = record;
        }
    }
    return s;
}

struct boot_record boot_record_read(const struct board *b)
{
    struct sector first = scan(b, 0), second = scan(b, 1);
    return is_newer(&second.newest, &first.newest) ? second.newest : first.newest;
}

/* Appends to sector i. A full sector is erased first, but never while it alone holds the newest record. */
static enum rt_err append(struct board *b, struct sector sectors[BOOT_N_SECTORS], unsigned i,
                          const struct boot_record *record)
{
    struct sector *s = &sectors[i];
    uint8_t bytes[BOOT_RECORD_BYTES];
    if (s->next == BOARD_FLASH_SECTOR_BYTES) {
        if (is_newer(&s->newest, &sectors[1 - i].newest)) {
            return RT_EIO; /* writing the other sector failed: keep this one */
        }
        enum rt_err err = fw_flash_erase(b, BOARD_REGION_BOOT, i * BOARD_FLASH_SECTOR_BYTES);
        if (err != RT_OK) {
            return err;
        }
        *s = (struct sector){0};
    }
    encode(record, bytes);
    enum rt_err err =
        fw_flash_program(b, BOARD_REGION_BOOT, i * BOARD_FLASH_SECTOR_BYTES + s->next, bytes, sizeof bytes);
    if (err == RT_OK) {
        s->newest = *record;
        s->next += BOOT_RECORD_BYTES;
    }
    return err;
}

enum rt_err boot_record_write(struct board *b, enum fw_bank bank, enum boot_state state)
{
    RT_ASSERT((bank == FW_BANK_A || bank == FW_BANK_B) && state != BOOT_NO_RECORD);
    struct sector sectors[BOOT_N_SECTORS] = {scan(b, 0), scan(b, 1)};
    unsigned first = is_newer(&sectors[0].newest, &sectors[1].newest) ? 1 : 0;
    const struct boot_record *newest = &sectors[1 - first].newest;
    if (newest->sequence == UINT32_MAX) {
        return RT_EFULL;
    }
    const struct boot_record record = {newest->sequence + 1, bank, state};
    board_flash_sync(b); /* the bank that it names is complete */
    enum rt_err err = append(b, sectors, first, &record);
    board_flash_sync(b); /* it stays, and the sector of the former one may be erased */
    if (err == RT_EPOWER) {
        return err;
    }
    enum rt_err err_copy = append(b, sectors, 1 - first, &record);
    if (err != RT_OK) {
        board_flash_sync(b); /* the only copy */
    }
    if (err_copy == RT_EPOWER || (err != RT_OK && err_copy != RT_OK)) {
        return err_copy == RT_EPOWER ? err_copy : err;
    }
    FW_TRACE(b, boot_record, 0, record.sequence, fw_bank_name(bank), boot_state_name(state));
    return RT_OK;
}
