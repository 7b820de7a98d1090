/* SPDX-License-Identifier: MIT */
/*
 * The texts of a release: section PAGES of the image, lines `key = value`. The wording of pages and status fields is
 * data, since it differs between releases.
 */
#pragma once
#include <fw/image.h>

struct fw_texts;

#define FW_TEXTS_BYTES_MAX 65536u

/* An image without the section has no texts: every key reads as its fallback. RT_ENOMEM, RT_ECORRUPT. */
enum rt_err fw_texts_create(struct fw_texts **out, const struct fw_image *image);
void fw_texts_destroy(struct fw_texts *t); /* NULL is allowed */
/* The value of a key, or fallback. Valid as long as t. */
const char *fw_text(const struct fw_texts *t, const char *key, const char *fallback);
