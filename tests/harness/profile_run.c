/* SPDX-License-Identifier: MIT */
#include <harness/profile_run.h>
#include <harness/test.h>
#include <mbedtls/aes.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

#define ITEMS_MAX (4u * 1024u * 1024u)

static void on_item(void *ctx, const struct fw_profile_item *i)
{
    struct profile_run *run = ctx;
    (void)rt_buf_printf(&run->items, "%u:%u %.*s %.*s", i->line, i->column, (int)i->path.n, i->path.p,
                        (int)i->element.n, i->element.p);
    if (i->has_value) {
        (void)rt_buf_printf(&run->items, "=[%.*s]", (int)i->value.n, i->value.p);
    }
    (void)rt_buf_printf(&run->items, " %s%s fit %d\n", i->has_access ? "ua " : "", fw_access_name(i->access),
                        (int)i->fit);
}

static void feed(struct fw_profile *p, const uint8_t *bytes, size_t n, size_t chunk)
{
    chunk = chunk == 0 ? n : chunk;
    while (n > 0) {
        size_t n_now = n < chunk ? n : chunk;
        (void)fw_profile_feed(p, bytes, n_now); /* finish tells */
        bytes += n_now;
        n -= n_now;
    }
}

void profile_run_open(struct profile_run *run, struct params_rig *rig, const void *bytes, size_t n)
{
    struct fw_txn *txn = NULL;
    struct fw_profile *p = NULL;
    rt_buf_init(&run->items, ITEMS_MAX);
    assert_int_equal(fw_txn_create(&txn, rig->params), RT_OK);
    struct fw_profile_config config = {.txn = txn,
                                       .params = rig->params,
                                       .key = run->key,
                                       .alias_map = run->alias_map,
                                       .on_item = on_item,
                                       .ctx = run,
                                       .mac = run->mac};
    assert_int_equal(fw_profile_create(&p, &config), RT_OK);
    feed(p, bytes, n, run->chunk_bytes);
    run->fail = fw_profile_finish(p);
    run->report = *fw_profile_report(p);
    fw_profile_destroy(p);
    if (run->fail == FW_FAIL_NONE) {
        struct fw_commit commit;
        assert_int_equal(fw_txn_commit(txn, "test", &commit), RT_OK);
    }
    fw_txn_destroy(txn);
    assert_int_equal(rt_buf_error(&run->items), RT_OK);
}

void profile_run_close(struct profile_run *run)
{
    rt_buf_fini(&run->items);
}

uint8_t *profile_gzip(const void *bytes, size_t n, size_t *n_out)
{
    z_stream z = {0};
    size_t capacity = n + n / 8 + 1024;
    uint8_t *out = rt_mem_alloc(capacity);
    assert_non_null(out);
    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_in = (z_const Bytef *)bytes;
    z.avail_in = (uInt)n;
    z.next_out = out;
    z.avail_out = (uInt)capacity;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    *n_out = z.total_out;
    (void)deflateEnd(&z); /* nothing is pending after Z_STREAM_END */
    return out;
}

uint8_t *profile_encrypt(const void *bytes, size_t n, const uint8_t key[32], const uint8_t iv[16],
                         const uint8_t salt[8], size_t *n_out)
{
    size_t n_padding = 16 - n % 16;
    uint8_t *out = rt_mem_alloc(16 + n + n_padding);
    uint8_t chain[16];
    mbedtls_aes_context aes;
    assert_non_null(out);
    memcpy(out, "Salted__", 8);
    memcpy(out + 8, salt, 8);
    memcpy(out + 16, bytes, n);
    memset(out + 16 + n, (int)n_padding, n_padding);
    memcpy(chain, iv, sizeof chain);
    mbedtls_aes_init(&aes);
    assert_int_equal(mbedtls_aes_setkey_enc(&aes, key, 256), 0);
    assert_int_equal(mbedtls_aes_crypt_cbc(&aes, MBEDTLS_AES_ENCRYPT, n + n_padding, chain, out + 16, out + 16), 0);
    mbedtls_aes_free(&aes);
    *n_out = 16 + n + n_padding;
    return out;
}

char *profile_schema(const char *test_source_dir)
{
    char path[1024];
    size_t n;
    (void)snprintf(path, sizeof path, "%s/../images/releases/spa2102-5.2.10/schema.tsv", test_source_dir);
    return params_rig_read_file(path, &n);
}
