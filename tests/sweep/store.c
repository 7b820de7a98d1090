/* SPDX-License-Identifier: MIT */
#include "store.h"
#include <fw/image.h>
#include <rt/assert.h>
#include <stdlib.h>
#include <string.h>

#define SECTOR BOARD_FLASH_SECTOR_BYTES
#define PRIME  0x9e3779b97f4a7c15u

void cells_init(struct cells *c)
{
    *c = (struct cells){.bytes = malloc(BOARD_FLASH_BYTES), .dirty = UINT64_MAX};
    RT_ASSERT(c->bytes);
}

void cells_fini(struct cells *c)
{
    free(c->bytes);
    *c = (struct cells){0};
}

void cells_touch(struct cells *c, uint32_t at, uint32_t n)
{
    for (uint32_t sector = at / SECTOR; n > 0 && sector <= (at + n - 1) / SECTOR; sector++) {
        c->dirty |= UINT64_C(1) << sector;
    }
}

void cells_copy(struct cells *to, const struct cells *from)
{
    uint64_t is_unknown = to->dirty | from->dirty;
    for (unsigned i = 0; i < BOARD_FLASH_N_SECTORS; i++) {
        if ((is_unknown >> i & 1) != 0 || to->hash[i] != from->hash[i]) {
            memcpy(to->bytes + i * SECTOR, from->bytes + i * SECTOR, SECTOR);
            to->hash[i] = from->hash[i];
        }
    }
    to->dirty = from->dirty;
}

/* So many lanes that none waits for its multiplication: a sector takes two microseconds. */
static uint64_t hash_sector(const uint8_t *p)
{
    uint64_t lane[8] = {1, 2, 3, 4, 5, 6, 7, 8}, all = 0;
    for (size_t at = 0; at < SECTOR; at += sizeof lane) {
        uint64_t word[8];
        memcpy(word, p + at, sizeof word);
        for (unsigned i = 0; i < 8; i++) {
            lane[i] = (lane[i] ^ word[i]) * PRIME;
            lane[i] ^= lane[i] >> 29;
        }
    }
    for (unsigned i = 0; i < 8; i++) {
        all = all * PRIME ^ lane[i];
    }
    return all;
}

uint64_t cells_hash(struct cells *c)
{
    uint64_t all = 0;
    for (unsigned i = 0; i < BOARD_FLASH_N_SECTORS; i++) {
        if ((c->dirty >> i & 1) != 0) {
            c->hash[i] = hash_sector(c->bytes + i * SECTOR);
        }
        all = (all ^ c->hash[i]) * PRIME;
        all ^= all >> 31;
    }
    c->dirty = 0;
    return all;
}

const struct sweep_image *cells_image(const struct cells *c, enum board_region bank)
{
    struct fw_image image;
    const struct board_region_info *info = board_region(bank);
    bool is_good = fw_image_open(&image, c->bytes + info->offset, info->n_bytes) == RT_OK &&
                   fw_image_check_sections(&image) == RT_OK;
    return is_good ? sweep_image_of(image.version) : NULL;
}

void seen_init(struct seen *s)
{
    *s = (struct seen){.n_rows = 1024};
    s->rows = calloc(s->n_rows, sizeof *s->rows);
    RT_ASSERT(s->rows);
}

void seen_fini(struct seen *s)
{
    free(s->rows);
    *s = (struct seen){0};
}

static struct seen_row *place(struct seen *s, uint64_t key)
{
    size_t i = (size_t)key & (s->n_rows - 1);
    while (s->rows[i].key != 0 && s->rows[i].key != key) {
        i = (i + 1) & (s->n_rows - 1);
    }
    return &s->rows[i];
}

static void grow(struct seen *s)
{
    struct seen old = *s;
    s->n_rows *= 2;
    s->rows = calloc(s->n_rows, sizeof *s->rows);
    RT_ASSERT(s->rows);
    for (size_t i = 0; i < old.n_rows; i++) {
        if (old.rows[i].key != 0) {
            *place(s, old.rows[i].key) = old.rows[i];
        }
    }
    free(old.rows);
}

struct seen_row *seen_find(struct seen *s, uint64_t key, bool *is_new)
{
    key = key != 0 ? key : 1;
    if (s->n * 2 >= s->n_rows) {
        grow(s);
    }
    struct seen_row *row = place(s, key);
    *is_new = row->key == 0;
    if (*is_new) {
        row->key = key;
        s->n++;
    }
    return row;
}
