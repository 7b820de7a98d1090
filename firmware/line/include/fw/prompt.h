/* SPDX-License-Identifier: MIT */
/*
 * The prompt bank: the spoken words that the image of a release carries. The table is read into memory, the
 * sound stays where it is (in flash) and is turned from u-law to samples as it is played.
 */
#pragma once
#include <fw/image.h>
#include <rt/err.h>
#include <stddef.h>
#include <stdint.h>

struct fw_prompts;

#define FW_PROMPTS_MAX 1024u /* rows of a bank; bounds the memory, no source */

struct fw_prompt {
    const char *id;   /* "main_menu" */
    const char *text; /* "Linksys configuration menu. ..." */
    uint32_t first;   /* sample in the SOUND section */
    uint32_t n;       /* samples, 8,000 a second */
};

/* The image must outlive the bank. RT_ENOENT: the image has no prompts. RT_ECORRUPT: a row cannot be read or
 * points outside the sound. RT_ENOTSUP: the sound is compressed. RT_EFULL, RT_ENOMEM. */
enum rt_err fw_prompts_create(struct fw_prompts **out, const struct fw_image *image);
void fw_prompts_destroy(struct fw_prompts *p);
size_t fw_prompts_n(const struct fw_prompts *p);
const struct fw_prompt *fw_prompts_row(const struct fw_prompts *p, size_t i);
/* Row of an id, or -1. */
int fw_prompts_find(const struct fw_prompts *p, const char *id);
/* Up to n samples of row i from <offset> on. Returns how many: fewer only at the end of the prompt. */
size_t fw_prompts_read(const struct fw_prompts *p, size_t i, uint32_t offset, int16_t *out, size_t n);
