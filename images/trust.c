/* SPDX-License-Identifier: MIT */
#include "trust.h"

#include <images/file.h>
#include <mbedtls/x509_crt.h>

#define PEM_MAX 65536u

enum rt_err trust_load(const char *path, struct rt_buf *out, unsigned *n_roots, struct img_error *e)
{
    struct rt_buf text;
    mbedtls_x509_crt roots;
    rt_buf_init(&text, PEM_MAX);
    mbedtls_x509_crt_init(&roots);
    enum rt_err err = img_file_read(path, &text);
    if (err != RT_OK) {
        (void)img_fail(e, err, path, "check the path of the roots", "cannot be read: %s", rt_err_text(err));
        goto out;
    }
    /* NUL-terminated, as the PEM reader requires. A positive result is the number of certificates that could not be
     * parsed. */
    if (mbedtls_x509_crt_parse(&roots, (const unsigned char *)rt_buf_text(&text), text.n + 1) != 0) {
        err = img_fail(e, RT_ESYNTAX, path, "provide PEM certificates, like the output of vspa pki root server",
                       "contains something other than certificates");
        goto out;
    }
    for (const mbedtls_x509_crt *c = &roots; c != NULL && err == RT_OK; c = c->next) {
        err = ++*n_roots > TRUST_ROOTS_MAX ? RT_ETOOBIG : rt_buf_put(out, c->raw.p, c->raw.len);
    }
    if (err != RT_OK) {
        (void)img_fail(e, err, path, "remove some: the limit is 8", "too many roots: %s", rt_err_text(err));
    }
out:
    mbedtls_x509_crt_free(&roots);
    rt_buf_fini(&text);
    return err;
}
