/* SPDX-License-Identifier: MIT */
/* The header of an image: every field is validated against the available bytes before it is used. */
#include "image_priv.h"

#include <rt/assert.h>
#include <rt/crc.h>
#include <string.h>

#define N_MAGIC        8u
#define ROW_COMPRESSED 1u

static const struct {
    const char *name;
    char id[5];
} sections[FW_IMAGE_N_SECTIONS] = {
    [FW_IMAGE_MANIFEST] = {"manifest", "MANI"}, [FW_IMAGE_SCHEMA] = {"schema", "SCHM"},
    [FW_IMAGE_MENU] = {"menu", "MENU"},         [FW_IMAGE_PROMPTS] = {"prompts", "PRMT"},
    [FW_IMAGE_SOUND] = {"sound", "SNDS"},       [FW_IMAGE_PAGES] = {"pages", "PAGE"},
    [FW_IMAGE_TRUST] = {"trust", "TRST"},       [FW_IMAGE_BANNER] = {"banner", "BANR"},
};

const char *fw_image_section_name(enum fw_image_section s)
{
    return (unsigned)s < FW_IMAGE_N_SECTIONS ? sections[s].name : "?";
}

static enum rt_err check_magic(const uint8_t *bytes)
{
    if (memcmp(bytes, FW_IMAGE_MAGIC, N_MAGIC - 1) != 0) {
        return RT_ECORRUPT;
    }
    return bytes[N_MAGIC - 1] == (uint8_t)FW_IMAGE_MAGIC[N_MAGIC - 1] ? RT_OK : RT_ENOTSUP;
}

enum rt_err fw_image_peek_size(const uint8_t *bytes, size_t n, uint32_t *n_total)
{
    RT_ASSERT(bytes != NULL && n_total != NULL);
    if (n < 16) {
        return RT_EINVAL;
    }
    enum rt_err err = check_magic(bytes);
    if (err != RT_OK) {
        return err;
    }
    uint32_t n_head = rt_be32(bytes + 8), n_image = rt_be32(bytes + 12);
    if (n_head < IMAGE_HEAD_FIXED + IMAGE_TAIL || n_head > IMAGE_HEAD_MAX || n_image < n_head ||
        n_image > FW_IMAGE_BYTES_MAX) {
        return RT_ECORRUPT;
    }
    *n_total = n_image;
    return RT_OK;
}

/* Printable text, NUL-terminated, zero-padded to the end of the field. */
static enum rt_err read_text(char *out, const uint8_t *bytes, size_t n_field)
{
    size_t n = 0;
    while (n < n_field && bytes[n] > 0x20 && bytes[n] < 0x7f) {
        n++;
    }
    if (n == 0 || n == n_field) {
        return RT_ECORRUPT;
    }
    for (size_t i = n; i < n_field; i++) {
        if (bytes[i] != 0) {
            return RT_ECORRUPT;
        }
    }
    memcpy(out, bytes, n_field);
    return RT_OK;
}

static enum rt_err read_release(const uint8_t *bytes, char *product, char *version)
{
    enum rt_err err = read_text(product, bytes + 24, FW_IMAGE_PRODUCT_BYTES);
    return err == RT_OK ? read_text(version, bytes + 24 + FW_IMAGE_PRODUCT_BYTES, FW_IMAGE_VERSION_BYTES) : err;
}

enum rt_err fw_image_peek_release(const uint8_t *bytes, size_t n, char product[FW_IMAGE_PRODUCT_BYTES],
                                  char version[FW_IMAGE_VERSION_BYTES])
{
    uint32_t n_total;
    enum rt_err err = n < FW_IMAGE_PEEK_BYTES ? RT_EINVAL : fw_image_peek_size(bytes, n, &n_total);
    return err == RT_OK ? read_release(bytes, product, version) : err;
}
_Static_assert(24 + FW_IMAGE_PRODUCT_BYTES + FW_IMAGE_VERSION_BYTES == FW_IMAGE_PEEK_BYTES, "the drawing in image.h");

static int find_section(const uint8_t *id)
{
    for (int i = 0; i < FW_IMAGE_N_SECTIONS; i++) {
        if (memcmp(sections[i].id, id, 4) == 0) {
            return i;
        }
    }
    return -1;
}

/* One row. *end: where the last section ended; a section starts at the next multiple of 4, and the bytes between are
 * 0, so every bit of an image is covered by a check. Unknown sections are skipped. */
static enum rt_err read_row(struct fw_image *image, const uint8_t *p, uint32_t *end)
{
    struct fw_image_row row = {.is_present = true};
    uint32_t flags = rt_be32(p + 4);
    row.is_compressed = (flags & ROW_COMPRESSED) != 0;
    row.offset = rt_be32(p + 8);
    row.n_stored = rt_be32(p + 12);
    row.n_real = rt_be32(p + 16);
    memcpy(row.sha256, p + 32, sizeof row.sha256);

    uint32_t begin = (*end + 3u) & ~3u; /* No overflow: *end <= FW_IMAGE_BYTES_MAX. */
    if ((flags & ~ROW_COMPRESSED) != 0 || row.offset != begin || row.offset > image->n_bytes ||
        row.n_stored > image->n_bytes - row.offset || row.n_real > FW_IMAGE_SECTION_REAL_MAX ||
        (!row.is_compressed && row.n_real != row.n_stored)) {
        return RT_ECORRUPT;
    }
    for (uint32_t i = *end; i < begin; i++) {
        if (image->bytes[i] != 0) {
            return RT_ECORRUPT;
        }
    }
    *end = row.offset + row.n_stored;
    int i = find_section(p);
    if (i < 0) {
        return RT_OK;
    }
    if (image->rows[i].is_present) {
        return RT_ECORRUPT;
    }
    image->rows[i] = row;
    return RT_OK;
}

static enum rt_err read_head(struct fw_image *image, const uint8_t *bytes, uint32_t n_sections)
{
    enum rt_err err = read_release(bytes, image->product, image->version);
    uint32_t end = image->n_head;
    for (uint32_t i = 0; err == RT_OK && i < n_sections; i++) {
        err = read_row(image, bytes + IMAGE_HEAD_FIXED + i * IMAGE_ROW_BYTES, &end);
    }
    if (err == RT_OK && end != image->n_bytes) {
        err = RT_ECORRUPT;
    }
    return err;
}

enum rt_err fw_image_open(struct fw_image *out, const uint8_t *bytes, size_t n)
{
    struct fw_image image = {.bytes = bytes};
    RT_ASSERT(out != NULL && bytes != NULL);
    *out = (struct fw_image){0};
    enum rt_err err = fw_image_peek_size(bytes, n, &image.n_bytes);
    if (err != RT_OK) {
        return err == RT_EINVAL ? RT_ECORRUPT : err;
    }
    image.n_head = rt_be32(bytes + 8);
    if (image.n_bytes > n) {
        return RT_ECORRUPT;
    }
    /* peek_size saw to it that a head of n_head bytes is inside the image, and holds at least no section. */
    uint32_t n_sections = rt_be32(bytes + 16);
    if (n_sections > FW_IMAGE_SECTIONS_MAX ||
        image.n_head != IMAGE_HEAD_FIXED + n_sections * IMAGE_ROW_BYTES + IMAGE_TAIL || rt_be32(bytes + 20) != 0) {
        return RT_ECORRUPT;
    }
    size_t n_signed = image.n_head - IMAGE_TAIL;
    if (rt_be32(bytes + n_signed) != rt_crc32(0, bytes, n_signed) || rt_be32(bytes + n_signed + 4) != IMAGE_SIGNATURE) {
        return RT_ECORRUPT;
    }
    /* Verify the signature before reading anything from the header: from here on only signed bytes are read. */
    err = image_verify(bytes, n_signed, bytes + n_signed + 8);
    if (err == RT_OK) {
        err = read_head(&image, bytes, n_sections);
    }
    if (err == RT_OK) {
        *out = image;
    }
    return err;
}

enum rt_err fw_image_check_sections(const struct fw_image *image)
{
    RT_ASSERT(image->bytes != NULL);
    /* Iterates over the header, not over rows[], so that unknown sections are verified too. */
    uint32_t n_sections = rt_be32(image->bytes + 16);
    for (uint32_t i = 0; i < n_sections; i++) {
        const uint8_t *row = image->bytes + IMAGE_HEAD_FIXED + i * IMAGE_ROW_BYTES;
        uint8_t sha256[32];
        image_sha256(image->bytes + rt_be32(row + 8), rt_be32(row + 12), sha256);
        if (memcmp(sha256, row + 32, sizeof sha256) != 0) {
            return RT_ECORRUPT;
        }
    }
    return RT_OK;
}

static const struct fw_image_row *present(const struct fw_image *image, enum fw_image_section s)
{
    RT_ASSERT(image->bytes != NULL && (unsigned)s < FW_IMAGE_N_SECTIONS);
    return image->rows[s].is_present ? &image->rows[s] : NULL;
}

enum rt_err fw_image_read(const struct fw_image *image, enum fw_image_section s, struct rt_buf *out)
{
    const struct fw_image_row *row = present(image, s);
    if (row == NULL) {
        return RT_ENOENT;
    }
    /* Flash may have changed since the image was checked: a flipped bit in the schema would rename a parameter. */
    uint8_t sha256[32];
    image_sha256(image->bytes + row->offset, row->n_stored, sha256);
    if (memcmp(sha256, row->sha256, sizeof sha256) != 0) {
        return RT_ECORRUPT;
    }
    if (row->is_compressed) {
        return image_inflate(image->bytes + row->offset, row->n_stored, row->n_real, out);
    }
    return rt_buf_put(out, image->bytes + row->offset, row->n_stored);
}

enum rt_err fw_image_in_place(const struct fw_image *image, enum fw_image_section s, const uint8_t **bytes, size_t *n)
{
    const struct fw_image_row *row = present(image, s);
    if (row == NULL) {
        return RT_ENOENT;
    }
    if (row->is_compressed) {
        return RT_ENOTSUP;
    }
    *bytes = image->bytes + row->offset;
    *n = row->n_stored;
    return RT_OK;
}
