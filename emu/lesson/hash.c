/* SPDX-License-Identifier: MIT */
/* What tells one state of a lesson's file from another: the beginning of its SHA-256, as sha256sum prints it. */
#include "lesson_priv.h"
#include <host/files.h>
#include <rt/buf.h>
#include <mbedtls/sha256.h>
#include <stdio.h>

#define LESSON_FILE_MAX (1024u * 1024u) /* as of scenarios */

void emu_lesson_hash(const char *path, char out[EMU_LESSON_HASH_MAX + 1])
{
    struct rt_buf text;
    unsigned char sum[32];
    out[0] = '\0';
    rt_buf_init(&text, LESSON_FILE_MAX);
    if (emu_read_file(path, &text) == RT_OK && mbedtls_sha256_ret(text.bytes, text.n, sum, 0) == 0) {
        for (size_t i = 0; i < EMU_LESSON_HASH_MAX / 2; i++) {
            (void)snprintf(out + 2 * i, 3, "%02x", sum[i]);
        }
    }
    rt_buf_fini(&text);
}
