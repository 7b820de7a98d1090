/* SPDX-License-Identifier: MIT */
#include "head.h"
#include <unitfile/unitfile.h>
#include <rt/buf.h>
#include <rt/crc.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#define OFFSET_FORMAT     8u
#define OFFSET_N_HEAD     12u
#define OFFSET_N_FLASH    16u
#define OFFSET_CRC        20u
#define OFFSET_BASES      24u
#define BASE_BYTES        64u
#define OFFSET_BASES_CRC  (OFFSET_BASES + UNITCELLS_BANKS * BASE_BYTES)
/* Of one base. */
#define OFFSET_VERSION    8u
#define OFFSET_DIGEST     32u
#define HEAD_OF_IMAGE_MAX 65536u
_Static_assert(OFFSET_VERSION + FW_IMAGE_VERSION_BYTES == OFFSET_DIGEST &&
                   OFFSET_DIGEST + UNITBASE_DIGEST_BYTES == BASE_BYTES,
               "a base is 64 bytes");

void unithead_encode(const struct unithead *from, uint8_t *head)
{
    memset(head, 0, EMU_UNITFILE_HEAD_BYTES);
    memcpy(head, EMU_UNITFILE_MAGIC, 8);
    rt_put_be32(head + OFFSET_FORMAT, from->format);
    rt_put_be32(head + OFFSET_N_HEAD, EMU_UNITFILE_HEAD_BYTES);
    rt_put_be32(head + OFFSET_N_FLASH, BOARD_FLASH_BYTES);
    rt_put_be32(head + OFFSET_CRC, rt_crc32(0, head, OFFSET_CRC));
    for (unsigned bank = 0; bank < UNITCELLS_BANKS; bank++) {
        const struct unitbase *base = &from->base[bank];
        uint8_t *at = head + OFFSET_BASES + bank * BASE_BYTES;
        rt_put_be32(at, base->n_bytes);
        rt_put_be32(at + 4, base->n_head);
        memcpy(at + OFFSET_VERSION, base->version, sizeof base->version);
        memcpy(at + OFFSET_DIGEST, base->digest, sizeof base->digest);
    }
    rt_put_be32(head + OFFSET_BASES_CRC, rt_crc32(0, head + OFFSET_BASES, UNITCELLS_BANKS * BASE_BYTES));
}

static bool decode_base(struct unitbase *out, const uint8_t *at)
{
    out->n_bytes = rt_be32(at);
    out->n_head = rt_be32(at + 4);
    memcpy(out->version, at + OFFSET_VERSION, sizeof out->version);
    memcpy(out->digest, at + OFFSET_DIGEST, sizeof out->digest);
    bool is_none = out->n_bytes == 0;
    return is_none || (out->n_bytes <= FW_IMAGE_BYTES_MAX && out->n_head > 0 && out->n_head <= out->n_bytes &&
                       out->n_head <= HEAD_OF_IMAGE_MAX && memchr(out->version, 0, sizeof out->version) != NULL);
}

static const char damaged[] = "its header is damaged: restore a copy, or make a new one with 'vspa new --force'";

const char *unithead_decode(struct unithead *out, const uint8_t *head)
{
    *out = (struct unithead){.format = rt_be32(head + OFFSET_FORMAT)};
    if (memcmp(head, EMU_UNITFILE_MAGIC, 8) != 0) {
        return "not a unit file: 'vspa new --unit FILE' makes one";
    }
    if (rt_be32(head + OFFSET_CRC) != rt_crc32(0, head, OFFSET_CRC)) {
        return damaged;
    }
    if (out->format > EMU_UNITFILE_FORMAT) {
        return "unsupported newer unit file format: use the version of vspa that wrote it, or a later one";
    }
    if (out->format == 0) {
        return "unsupported unit file format 0: restore a copy, or make a new one with 'vspa new --force'";
    }
    if (rt_be32(head + OFFSET_N_HEAD) != EMU_UNITFILE_HEAD_BYTES ||
        rt_be32(head + OFFSET_N_FLASH) != BOARD_FLASH_BYTES) {
        return "a unit file with another size of flash: make a new one with 'vspa new --force'";
    }
    if (out->format == EMU_UNITFILE_FORMAT_WHOLE) {
        return NULL; /* it refers to no image */
    }
    if (rt_be32(head + OFFSET_BASES_CRC) != rt_crc32(0, head + OFFSET_BASES, UNITCELLS_BANKS * BASE_BYTES)) {
        return damaged;
    }
    for (unsigned bank = 0; bank < UNITCELLS_BANKS; bank++) {
        if (!decode_base(&out->base[bank], head + OFFSET_BASES + bank * BASE_BYTES)) {
            return damaged;
        }
    }
    return NULL;
}

enum emu_exit unithead_refer(struct unitcells *cells, const struct unithead *head, const char *path, bool with_cells,
                             struct emu_error *error)
{
    for (unsigned bank = 0; bank < UNITCELLS_BANKS && error->code == EMU_EXIT_OK; bank++) {
        const struct unitbase *base = &head->base[bank];
        bool is_stored;
        int fd = base->n_bytes > 0 ? unitbase_open(base, path, &is_stored, error) : -1;
        if (fd < 0) {
            continue; /* none, or the error says it */
        }
        if (!unitcells_refer(cells, bank, fd, base->n_bytes, is_stored, with_cells)) {
            emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: its image of release %s cannot be read (%s)", path,
                          base->version, strerror(errno));
        }
        (void)close(fd); /* only read */
    }
    return error->code;
}
