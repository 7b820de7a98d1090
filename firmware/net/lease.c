/* SPDX-License-Identifier: MIT */
#include "lease.h"
#include <board/flash.h>
#include <rt/buf.h>
#include <rt/crc.h>
#include <stdbool.h>
#include <string.h>

enum { RECORD_BYTES = 64, CRC_OFFSET = 60, N_SECTORS = 2, N_RECORDS = BOARD_FLASH_SECTOR_BYTES / RECORD_BYTES };
_Static_assert(RECORD_BYTES % BOARD_FLASH_PROGRAM_UNIT == 0, "a record is whole program units");

static const uint8_t magic[4] = {'L', 'E', 'A', 'S'};

/* Where the scan found things. */
struct place {
    uint32_t sequence; /* of the newest record; 0: none */
    uint32_t offset;   /* of the newest record */
};

static void encode(const struct fw_lease *lease, uint32_t sequence, uint8_t out[RECORD_BYTES])
{
    memset(out, 0xff, RECORD_BYTES);
    memcpy(out, magic, sizeof magic);
    rt_put_be32(out + 4, sequence);
    rt_put_be32(out + 8, lease->ip);
    rt_put_be32(out + 12, lease->netmask);
    rt_put_be32(out + 16, lease->gateway);
    rt_put_be32(out + 20, lease->dns[0]);
    rt_put_be32(out + 24, lease->dns[1]);
    rt_put_be32(out + 28, lease->server);
    rt_put_be32(out + 32, 0);
    rt_put_be32(out + CRC_OFFSET, rt_crc32(0, out, CRC_OFFSET));
}

static bool is_whole(const uint8_t *record)
{
    return memcmp(record, magic, sizeof magic) == 0 &&
           rt_be32(record + CRC_OFFSET) == rt_crc32(0, record, CRC_OFFSET) && rt_be32(record + 4) != 0;
}

static bool is_blank(const uint8_t *cells, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (cells[i] != 0xff) {
            return false;
        }
    }
    return true;
}

static struct place find_newest(const uint8_t *cells)
{
    struct place best = {0};
    for (uint32_t i = 0; i < N_SECTORS * N_RECORDS; i++) {
        const uint8_t *record = cells + i * RECORD_BYTES;
        if (is_whole(record) && rt_be32(record + 4) > best.sequence) {
            best.sequence = rt_be32(record + 4);
            best.offset = i * RECORD_BYTES;
        }
    }
    return best;
}

enum rt_err fw_lease_load(const struct board *b, struct fw_lease *out)
{
    const uint8_t *cells = board_flash_cells(b, BOARD_REGION_SPARE);
    struct place at = find_newest(cells);
    if (at.sequence == 0) {
        return RT_ENOENT;
    }
    const uint8_t *record = cells + at.offset;
    *out = (struct fw_lease){
        .ip = rt_be32(record + 8),
        .netmask = rt_be32(record + 12),
        .gateway = rt_be32(record + 16),
        .dns = {rt_be32(record + 20), rt_be32(record + 24)},
        .server = rt_be32(record + 28),
    };
    return RT_OK;
}

enum rt_err fw_lease_store(struct board *b, const struct fw_lease *lease)
{
    const uint8_t *cells = board_flash_cells(b, BOARD_REGION_SPARE);
    struct place at = find_newest(cells);
    uint8_t record[RECORD_BYTES];
    encode(lease, at.sequence, record);
    if (at.sequence != 0 && memcmp(record, cells + at.offset, RECORD_BYTES) == 0) {
        return RT_OK; /* this very address is kept already */
    }
    encode(lease, at.sequence + 1, record);
    /* The next blank place after the newest record, in the same sector; torn records are stepped over. */
    uint32_t sector = at.offset / BOARD_FLASH_SECTOR_BYTES;
    uint32_t end = (sector + 1) * BOARD_FLASH_SECTOR_BYTES;
    for (uint32_t offset = at.offset; offset < end; offset += RECORD_BYTES) {
        if (is_blank(cells + offset, RECORD_BYTES)) {
            return board_flash_program(b, BOARD_REGION_SPARE, offset, record, RECORD_BYTES);
        }
    }
    uint32_t other = (sector + 1) % N_SECTORS * BOARD_FLASH_SECTOR_BYTES;
    enum rt_err err = board_flash_erase(b, BOARD_REGION_SPARE, other);
    if (err != RT_OK) {
        return err;
    }
    return board_flash_program(b, BOARD_REGION_SPARE, other, record, RECORD_BYTES);
}
