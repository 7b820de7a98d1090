/* SPDX-License-Identifier: MIT */
/*
 * The prompt bank: the recorded prompts in the image of a release. The table is loaded into memory; the sound stays
 * in flash and is decoded from u-law while it plays.
 */
#pragma once
#include <fw/image.h>
#include <rt/err.h>
#include <stddef.h>
#include <stdint.h>

struct fw_prompts;

#define FW_PROMPTS_MAX 1024u /* maximum rows of a bank; no source */

struct fw_prompt {
    const char *id;   /* "main_menu" */
    const char *text; /* "Linksys configuration menu. ..." */
    uint32_t first;   /* sample in the SOUND section */
    uint32_t n;       /* samples, 8,000 a second */
};

/* The image must outlive the bank. RT_ENOENT: the image has no prompts. RT_ECORRUPT: a row is invalid or points
 * outside the sound. RT_ENOTSUP: the sound is compressed. RT_EFULL, RT_ENOMEM. */
enum rt_err fw_prompts_create(struct fw_prompts **out, const struct fw_image *image);
void fw_prompts_destroy(struct fw_prompts *p);
size_t fw_prompts_n(const struct fw_prompts *p);
const struct fw_prompt *fw_prompts_row(const struct fw_prompts *p, size_t i);
/* Row of an id, or -1. */
int fw_prompts_find(const struct fw_prompts *p, const char *id);
/* Decodes up to n samples of row i from <offset> on. Returns the number; fewer than n only at the end of the prompt. */
size_t fw_prompts_read(const struct fw_prompts *p, size_t i, uint32_t offset, int16_t *out, size_t n);
