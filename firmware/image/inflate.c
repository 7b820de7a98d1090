/* SPDX-License-Identifier: MIT */
#include "image_priv.h"

#include <rt/mem.h>
#include <zlib.h>

/* Output buffer: small enough for the stack, so a decompression bomb costs nothing else. */
#define INFLATE_PIECE 4096u

static voidpf take(voidpf ctx, uInt n_items, uInt n_each)
{
    (void)ctx;
    if (n_each != 0 && n_items > FW_IMAGE_SECTION_REAL_MAX / n_each) {
        return Z_NULL;
    }
    return rt_mem_alloc((size_t)n_items * n_each);
}

static void give_back(voidpf ctx, voidpf p)
{
    (void)ctx;
    (void)rt_mem_free(p);
}

static enum rt_err error_of_zlib(int result)
{
    return result == Z_MEM_ERROR ? RT_ENOMEM : RT_ECORRUPT;
}

enum rt_err image_inflate(const uint8_t *bytes, size_t n, size_t n_real, struct rt_buf *out)
{
    uint8_t piece[INFLATE_PIECE];
    z_stream z = {.zalloc = take, .zfree = give_back};
    size_t n_done = 0;
    enum rt_err err = RT_OK;

    z.next_in = (z_const Bytef *)bytes;
    z.avail_in = (uInt)n; /* n is bounded by FW_IMAGE_BYTES_MAX. */
    int result = inflateInit(&z);
    if (result != Z_OK) {
        return error_of_zlib(result);
    }
    do {
        z.next_out = piece;
        z.avail_out = sizeof piece;
        result = inflate(&z, Z_NO_FLUSH);
        if (result != Z_OK && result != Z_STREAM_END) {
            err = error_of_zlib(result); /* Z_BUF_ERROR too: the stream ended early. */
            goto out;
        }
        size_t n_got = sizeof piece - z.avail_out;
        if (n_got > n_real - n_done) {
            err = RT_ETOOBIG;
            goto out;
        }
        err = rt_buf_put(out, piece, n_got);
        if (err != RT_OK) {
            goto out;
        }
        n_done += n_got;
    } while (result != Z_STREAM_END);
    if (n_done != n_real || z.avail_in != 0) {
        err = RT_ECORRUPT;
    }
out:
    (void)inflateEnd(&z); /* Fails only for a stream that was never initialised. */
    return err;
}
