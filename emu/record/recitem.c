/* SPDX-License-Identifier: MIT */
#include <record/recitem.h>
#include <rt/assert.h>
#include <rt/crc.h>
#include <rt/mem.h>
#include <string.h>
#include <zlib.h>

#define FLAG_DEFLATED   1u
#define FLAG_IN_CALL    2u
#define DEFLATE_WORTH   128u /* bytes; less is not tried */
#define DEFLATE_LEVEL   1    /* it runs while the unit does */
#define SOUND_MAX       400u /* bytes: a frame with 30 ms of G.711 has 294 */
#define OFFSET_UNIT     4u
#define OFFSET_AT       8u
#define OFFSET_CALLS    16u
#define OFFSET_EVENT    24u
#define OFFSET_VALUE    32u
#define OFFSET_N_DATA   40u
#define OFFSET_N_STORED 44u
#define OFFSET_CRC      48u

_Static_assert(EMU_REC_ITEM_BYTES == OFFSET_CRC + 4, "the crc is the last field");
_Static_assert((EMU_REC_TEXT_MAX + 1) / 4 <= 255, "a text's length fits its byte");

void emu_rec_put_head(uint8_t out[EMU_REC_HEAD_BYTES])
{
    memcpy(out, EMU_REC_MAGIC, 8);
    rt_put_be32(out + 8, EMU_REC_FORMAT);
    rt_put_be32(out + 12, rt_crc32(0, out, 12));
}

const char *emu_rec_judge_head(const uint8_t *bytes, size_t n)
{
    if (n < EMU_REC_HEAD_BYTES || memcmp(bytes, EMU_REC_MAGIC, 8) != 0) {
        return "not a record: --record FILE writes one";
    }
    if (rt_be32(bytes + 12) != rt_crc32(0, bytes, 12)) {
        return "at byte 0: the header is damaged: use another copy";
    }
    if (rt_be32(bytes + 8) < EMU_REC_FORMAT) {
        return "unsupported older record format: replay it with the version of vspa that wrote it";
    }
    if (rt_be32(bytes + 8) > EMU_REC_FORMAT) {
        return "unsupported newer record format: replay it with the version of vspa that wrote it";
    }
    return NULL;
}

/* Sound that is not silence has no runs, and a call makes 180 frames of it a second: trees of codes for each took half
 * of the time. Larger data is always tried. */
static bool is_worth(const struct emu_rec_item *item)
{
    size_t n_runs = 0;
    for (size_t i = 1; item->n_data <= SOUND_MAX && i < item->n_data; i++) {
        n_runs += item->data[i] == item->data[i - 1];
    }
    return item->n_data > SOUND_MAX || 8 * n_runs >= item->n_data;
}

/* Deflates into out if that makes it smaller. Returns the length, 0: it does not. */
static size_t deflate_data(const struct emu_rec_item *item, uint8_t *out)
{
    uLongf n = (uLongf)item->n_data - 1;
    return compress2(out, &n, item->data, (uLong)item->n_data, DEFLATE_LEVEL) == Z_OK ? (size_t)n : 0;
}

enum rt_err emu_rec_put(struct rt_buf *out, const struct emu_rec_item *item)
{
    uint8_t head[EMU_REC_ITEM_BYTES] = {item->kind, item->is_in_call ? FLAG_IN_CALL : 0, item->input};
    uint8_t text[EMU_REC_TEXT_MAX + 1] = {0};
    const uint8_t *data = item->data;
    size_t n_stored = item->n_data;
    size_t n_text = item->n_text < EMU_REC_TEXT_MAX ? item->n_text : EMU_REC_TEXT_MAX;
    size_t n_padded = n_text > 0 ? (n_text + 4) / 4 * 4 : 0;
    uint8_t *packed = NULL;
    RT_ASSERT(item->n_data <= EMU_REC_DATA_MAX);
    if (item->n_data >= DEFLATE_WORTH && is_worth(item)) {
        packed = rt_mem_alloc(item->n_data);
        if (packed == NULL) {
            return RT_ENOMEM;
        }
        size_t n = deflate_data(item, packed);
        if (n > 0) {
            head[1] |= FLAG_DEFLATED;
            data = packed;
            n_stored = n;
        }
    }
    if (n_text > 0) {
        memcpy(text, item->text, n_text);
    }
    head[3] = (uint8_t)(n_padded / 4);
    rt_put_be32(head + OFFSET_UNIT, item->unit);
    rt_put_be64(head + OFFSET_AT, item->at_us);
    rt_put_be64(head + OFFSET_CALLS, item->n_calls);
    rt_put_be64(head + OFFSET_EVENT, item->event);
    rt_put_be64(head + OFFSET_VALUE, (uint64_t)item->value);
    rt_put_be32(head + OFFSET_N_DATA, (uint32_t)item->n_data);
    rt_put_be32(head + OFFSET_N_STORED, (uint32_t)n_stored);
    uint32_t crc = rt_crc32(rt_crc32(0, head, OFFSET_CRC), text, n_padded);
    rt_put_be32(head + OFFSET_CRC, rt_crc32(crc, data, n_stored));
    (void)rt_buf_put(out, head, sizeof head); /* the buffer remembers */
    (void)rt_buf_put(out, text, n_padded);
    (void)rt_buf_put(out, data, n_stored);
    rt_mem_free(packed);
    return rt_buf_error(out);
}

int64_t emu_rec_get(const uint8_t *bytes, size_t n, struct emu_rec_item *out)
{
    if (n < EMU_REC_ITEM_BYTES) {
        return RT_ECLOSED;
    }
    size_t n_text = (size_t)bytes[3] * 4;
    *out = (struct emu_rec_item){
        .kind = bytes[0],
        .input = bytes[2],
        .is_in_call = (bytes[1] & FLAG_IN_CALL) != 0,
        .unit = rt_be32(bytes + OFFSET_UNIT),
        .at_us = rt_be64(bytes + OFFSET_AT),
        .n_calls = rt_be64(bytes + OFFSET_CALLS),
        .event = rt_be64(bytes + OFFSET_EVENT),
        .value = (int64_t)rt_be64(bytes + OFFSET_VALUE),
        .text = n_text > 0 ? (const char *)bytes + EMU_REC_ITEM_BYTES : "",
        .data = bytes + EMU_REC_ITEM_BYTES + n_text,
        .n_data = rt_be32(bytes + OFFSET_N_DATA),
        .is_deflated = (bytes[1] & FLAG_DEFLATED) != 0,
        .n_stored = rt_be32(bytes + OFFSET_N_STORED),
    };
    if (out->n_data > EMU_REC_DATA_MAX || out->n_stored > out->n_data ||
        (!out->is_deflated && out->n_stored != out->n_data)) {
        return RT_ECORRUPT;
    }
    size_t n_item = EMU_REC_ITEM_BYTES + n_text + out->n_stored;
    if (n < n_item) {
        return RT_ECLOSED;
    }
    uint32_t crc = rt_crc32(0, bytes, OFFSET_CRC);
    if (rt_crc32(crc, bytes + EMU_REC_ITEM_BYTES, n_text + out->n_stored) != rt_be32(bytes + OFFSET_CRC) ||
        (n_text > 0 && out->text[n_text - 1] != '\0')) {
        return RT_ECORRUPT;
    }
    out->n_text = strlen(out->text);
    return (int64_t)n_item;
}

enum rt_err emu_rec_data(const struct emu_rec_item *item, struct rt_buf *out)
{
    if (!item->is_deflated) {
        return rt_buf_put(out, item->data, item->n_data);
    }
    uLongf n = (uLongf)item->n_data;
    uint8_t *bytes = rt_mem_alloc(item->n_data);
    if (bytes == NULL) {
        return RT_ENOMEM;
    }
    enum rt_err err = RT_ECORRUPT;
    if (uncompress(bytes, &n, item->data, (uLong)item->n_stored) == Z_OK && n == item->n_data) {
        err = rt_buf_put(out, bytes, item->n_data);
    }
    rt_mem_free(bytes);
    return err;
}
