/* SPDX-License-Identifier: MIT */
#include "profile_priv.h"
#include <rt/assert.h>
#include <rt/mem.h>
#include <zlib.h>

#define BLOCK_BYTES 4096u
#define GZIP_ONLY   (15 + 16) /* zlib: the largest window, and no header but gzip's (guide p.2-5) */

struct fw_gunzip {
    struct fw_sink sink;
    z_stream stream;
    bool is_ended;
    size_t n_out;
    uint8_t block[BLOCK_BYTES];
};

static voidpf allocate(voidpf opaque, uInt n, uInt size)
{
    (void)opaque;
    return rt_mem_alloc((size_t)n * size);
}

static void release(voidpf opaque, voidpf p)
{
    (void)opaque;
    (void)rt_mem_free(p);
}

enum rt_err fw_gunzip_create(struct fw_gunzip **out, const struct fw_sink *sink)
{
    RT_ASSERT(out != NULL && sink != NULL && sink->feed != NULL);
    struct fw_gunzip *g = rt_mem_alloc(sizeof *g);
    *out = NULL;
    if (g == NULL) {
        return RT_ENOMEM;
    }
    g->sink = *sink;
    g->stream.zalloc = allocate;
    g->stream.zfree = release;
    if (inflateInit2(&g->stream, GZIP_ONLY) != Z_OK) {
        (void)rt_mem_free(g);
        return RT_ENOMEM;
    }
    *out = g;
    return RT_OK;
}

void fw_gunzip_destroy(struct fw_gunzip *g)
{
    if (g != NULL) {
        (void)inflateEnd(&g->stream); /* the state it could complain about is thrown away */
        (void)rt_mem_free(g);
    }
}

/* One block of output. *is_more: there may be another from the same input. */
static enum fw_fail inflate_block(struct fw_gunzip *g, bool *is_more, const char **what)
{
    g->stream.next_out = g->block;
    g->stream.avail_out = BLOCK_BYTES;
    int result = inflate(&g->stream, Z_NO_FLUSH);
    size_t n = BLOCK_BYTES - g->stream.avail_out;
    g->is_ended = result == Z_STREAM_END;
    *is_more = !g->is_ended && g->stream.avail_out == 0;
    if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) {
        *what = result == Z_MEM_ERROR ? "out of memory" : "the gzip data is damaged";
        return result == Z_MEM_ERROR ? FW_FAIL_STORE : FW_FAIL_CORRUPT_FILE;
    }
    g->n_out += n;
    if (g->n_out > FW_PROFILE_BYTES_MAX) {
        *what = "inflated, the file is larger than 4 MiB";
        return FW_FAIL_TOO_BIG;
    }
    return n > 0 ? g->sink.feed(g->sink.ctx, g->block, n) : FW_FAIL_NONE;
}

enum fw_fail fw_gunzip_feed(struct fw_gunzip *g, const uint8_t *bytes, size_t n, const char **what)
{
    enum fw_fail fail = FW_FAIL_NONE;
    bool is_more = n > 0;
    RT_ASSERT(n <= FW_PROFILE_BYTES_MAX);
    g->stream.next_in = (z_const Bytef *)bytes;
    g->stream.avail_in = (uInt)n;
    /* What follows the end of the gzip data is left alone. guess: the gzip tool does that too (with a warning). */
    while (fail == FW_FAIL_NONE && !g->is_ended && (is_more || g->stream.avail_in > 0)) {
        fail = inflate_block(g, &is_more, what);
    }
    return fail;
}

enum fw_fail fw_gunzip_finish(struct fw_gunzip *g, const char **what)
{
    if (!g->is_ended) {
        *what = "the gzip data is cut off";
        return FW_FAIL_CORRUPT_FILE;
    }
    return FW_FAIL_NONE;
}
