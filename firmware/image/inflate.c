/* SPDX-License-Identifier: MIT */
#include "image_priv.h"

#include <rt/mem.h>
#include <zlib.h>

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
    z_stream z = {.zalloc = take, .zfree = give_back};
    enum rt_err err = rt_buf_reserve(out, n_real);
    if (err != RT_OK) {
        return err;
    }
    z.next_in = (z_const Bytef *)bytes;
    z.avail_in = (uInt)n; /* n is bounded by FW_IMAGE_BYTES_MAX. */
    int result = inflateInit(&z);
    if (result != Z_OK) {
        return error_of_zlib(result);
    }
    (void)inflateValidate(&z, 0); /* no Adler-32 of what comes out: the caller has checked SHA-256 of what goes in */
    z.next_out = out->bytes + out->n;
    z.avail_out = (uInt)n_real; /* so a decompression bomb costs no more than it says in the signed header */
    result = inflate(&z, Z_FINISH);
    size_t n_done = n_real - z.avail_out;
    if (result == Z_BUF_ERROR && z.avail_out == 0) {
        err = RT_ETOOBIG;
    } else if (result != Z_STREAM_END) {
        err = error_of_zlib(result); /* Z_BUF_ERROR too: the stream ended early. */
    } else if (n_done != n_real || z.avail_in != 0) {
        err = RT_ECORRUPT;
    }
    (void)inflateEnd(&z); /* Fails only for a stream that was never initialised. */
    rt_buf_filled(out, err == RT_OK ? n_real : 0);
    return err;
}
