/* SPDX-License-Identifier: MIT */
/*
 * The record file: a run that can be run again, in one file. This is its form on disk; record.h writes it,
 * recording.h reads it.
 *
 *    0             8        12       16
 *    +-------------+--------+--------+-------+-------+-------+-----
 *    | "VSPARECD"  | format | crc32  | item  | item  | item  | ...      crc32 of bytes 0..11
 *    +-------------+--------+--------+-------+-------+-------+-----
 *
 * An item, all numbers big-endian:
 *
 *    0      1       2       3        4        8        16       24       32       40       44         48      52
 *    +------+-------+-------+--------+--------+--------+--------+--------+--------+--------+----------+-------+----
 *    | kind | flags | input | n_text/| unit   | at_us  | calls  | event  | value  | n_data | n_stored | crc32 | text
 *    |      |       |       | 4      |        |        |        |        |        |        |          |       | data
 *    +------+-------+-------+--------+--------+--------+--------+--------+--------+--------+----------+-------+----
 *
 * n_text/4: the text's length, closed and padded with zeros to a multiple of 4, divided by 4. crc32: over bytes 0..47,
 * the text and the stored data. flags: 1 the data is deflated (zlib; n_stored bytes become n_data), 2 inside a call of
 * the unit's. at_us, calls, event: the moment (board/input.h).
 *
 * kind  'S' first and once: the run. value: the seed; unit: 1 strict, 2 certificates never expire, 4 G.729; text: the
 * version of vspa that wrote it 'F' or 'B' second and once: the flash before the power was on. F: data: all cells. B:
 * the flash of a release as `vspa new` begins with it, but for some sectors; text: the release's version; value: crc32
 * of the first sector of its image, with the signature in it; data: of each sector that differs its number (4) and its
 * cells. 'I' an input; input: its row of BOARD_INPUT_LIST (rows are only ever appended). A WORD's text begins with its
 * signal's name and a blank 'T' a piece of the trace; event: the number of its first event; value: how many; data: one
 * line each, in the text form of the trace, for an event with data followed by a tab and the data's crc32 in 8 hex
 * digits 'E' last and once: the end of the run; event: the number that the next event would have got
 *
 * Items stand in the order of time, but a 'T' stands behind the inputs of its time. Sounds are 16-bit little-endian.
 */
#pragma once
#include <rt/buf.h>
#include <rt/err.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EMU_REC_MAGIC      "VSPARECD"
#define EMU_REC_FORMAT     2u /* 1: the trace's numbers had no names; it parts at its first event */
#define EMU_REC_HEAD_BYTES 16u
#define EMU_REC_ITEM_BYTES 52u
#define EMU_REC_TEXT_MAX   1019u
#define EMU_REC_DATA_MAX   (4u * 1024u * 1024u)

enum emu_rec_kind {
    EMU_REC_SETUP = 'S',
    EMU_REC_FLASH = 'F',
    EMU_REC_BASED = 'B',
    EMU_REC_INPUT = 'I',
    EMU_REC_TRACE = 'T',
    EMU_REC_END = 'E'
};

#define EMU_REC_STRICT        1u
#define EMU_REC_IGNORES_DATES 2u /* of records from before there were quirks */
#define EMU_REC_G729          4u
#define EMU_REC_QUIRKS_SHIFT  16u /* a mask of fw/quirk.h in the upper half */

struct emu_rec_item {
    uint8_t kind, input;
    bool is_in_call;
    uint32_t unit;
    uint64_t at_us, n_calls, event;
    int64_t value;
    const char *text; /* NUL-terminated */
    size_t n_text;
    const uint8_t *data; /* when read: still as stored */
    size_t n_data;
    bool is_deflated; /* when read */
    size_t n_stored;  /* when read */
};

/* Magic, format and their checksum. */
void emu_rec_put_head(uint8_t out[EMU_REC_HEAD_BYTES]);
/* What is wrong with the head, or NULL. */
const char *emu_rec_judge_head(const uint8_t *bytes, size_t n);

/* Appends one item; data that becomes smaller is deflated. RT_ENOMEM, RT_ETOOBIG (the buffer's max). */
enum rt_err emu_rec_put(struct rt_buf *out, const struct emu_rec_item *item);
/* Reads the item at the front of <bytes>; its pointers lead there. Returns its length, or RT_ECLOSED: cut off;
 * RT_ECORRUPT: damaged. */
int64_t emu_rec_get(const uint8_t *bytes, size_t n, struct emu_rec_item *out);
/* The data as it was, appended to out. RT_ECORRUPT, RT_ENOMEM, RT_ETOOBIG. */
enum rt_err emu_rec_data(const struct emu_rec_item *item, struct rt_buf *out);
