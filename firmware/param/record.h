/* SPDX-License-Identifier: MIT */
/*
 * One record in flash: a header, a body, and a mark that makes it valid. All numbers are big-endian.
 *
 *    0  magic                     4  a word that the user of the record gives a meaning
 *    8  n: bytes of the body     12  CRC-32 of 0..11 and the body
 *   16  body: n bytes, then 0xff up to a multiple of 4
 *  ...  mark "DONE"
 */
#pragma once
#include <board/flash.h>
#include <rt/err.h>
#include <rt/str.h>
#include <stddef.h>
#include <stdint.h>

struct board;

#define PARAM_RECORD_HEADER_BYTES 16u
#define PARAM_MARK_BYTES          4u

/* What a record with a body of n bytes occupies. */
uint32_t param_record_bytes(size_t n_body);
/* Length of the record at `cells` if it has this magic and is complete and committed, else 0. left: bytes up to the end
 * of its region; n_body_max: a longer body is none. */
uint32_t param_record_whole(const uint8_t *cells, uint32_t left, const char magic[4], uint32_t n_body_max);
/* Of a record that is whole; the body is borrowed from the cells. */
uint32_t param_record_word(const uint8_t *cells);
struct rt_str param_record_body(const uint8_t *cells);
/* Header and body in one operation, the mark in another; the cells must be erased. It does not sync. RT_ENOMEM: nothing
 * was written; RT_EIO, RT_EPOWER: the record is not valid. */
enum rt_err param_record_write(struct board *b, enum board_region region, uint32_t at, const char magic[4],
                               uint32_t word, struct rt_str body);
