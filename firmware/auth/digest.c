/* SPDX-License-Identifier: MIT */
#include <fw/digest.h>

#include <mbedtls/md5.h>
#include <string.h>

static void md5_of(uint8_t out[FW_MD5_BYTES], const struct rt_str *parts, size_t n, const char *between)
{
    mbedtls_md5_context md5;
    mbedtls_md5_init(&md5);
    (void)mbedtls_md5_starts_ret(&md5); /* these cannot fail in software */
    for (size_t i = 0; i < n; i++) {
        if (i > 0) {
            (void)mbedtls_md5_update_ret(&md5, (const uint8_t *)between, strlen(between));
        }
        (void)mbedtls_md5_update_ret(&md5, (const uint8_t *)parts[i].p, parts[i].n);
    }
    (void)mbedtls_md5_finish_ret(&md5, out);
    mbedtls_md5_free(&md5);
}

void fw_md5_bytes(uint8_t out[FW_MD5_BYTES], const struct rt_str *parts, size_t n)
{
    md5_of(out, parts, n, "");
}

void fw_md5_text(char out[FW_MD5_TEXT_BYTES], const struct rt_str *parts, size_t n)
{
    uint8_t sum[FW_MD5_BYTES];
    md5_of(sum, parts, n, ":");
    rt_hex_text(out, sum, sizeof sum);
}

bool fw_digest_is_same(struct rt_str a, struct rt_str b)
{
    unsigned differences = 0;
    if (a.n != b.n) {
        return false; /* both lengths are public */
    }
    for (size_t i = 0; i < a.n; i++) {
        differences |= (unsigned)(uint8_t)(a.p[i] ^ b.p[i]);
    }
    return differences == 0;
}

/* --- reading ------------------------------------------------------------------------------------------------------ */

/* name="value" or name=value, up to the comma. */
static struct rt_str cut_field(struct rt_str *rest, struct rt_str *name)
{
    size_t eq = rt_str_find(*rest, '='), n;
    struct rt_str value = rt_str_from(*rest, eq + 1);

    *name = rt_str_trim(rt_str_n(rest->p, eq));
    while (value.n > 0 && value.p[0] == ' ') {
        value = rt_str_from(value, 1);
    }
    if (value.n > 0 && value.p[0] == '"') {
        value = rt_str_from(value, 1);
        n = rt_str_find(value, '"');
        *rest = rt_str_from(value, n + 1);
        *rest = rt_str_from(*rest, rt_str_find(*rest, ',') + 1);
    } else {
        n = rt_str_find(value, ',');
        *rest = rt_str_from(value, n + 1);
    }
    return rt_str_trim(rt_str_n(value.p, n));
}

void fw_digest_read(struct rt_str header, struct fw_digest_answer *out)
{
    struct fw_digest_answer a = {0};
    const struct {
        const char *name;
        struct rt_str *value;
    } fields[] = {
        {"username", &a.username}, {"realm", &a.realm},         {"nonce", &a.nonce}, {"uri", &a.uri},
        {"response", &a.response}, {"algorithm", &a.algorithm}, {"qop", &a.qop},     {"nc", &a.nc},
        {"cnonce", &a.cnonce},
    };
    struct rt_str rest = rt_str_trim(header), name;
    size_t n_scheme = rt_str_find(rest, ' ');

    a.scheme = rt_str_n(rest.p, n_scheme);
    rest = rt_str_from(rest, n_scheme + 1);
    while (rest.n > 0) {
        struct rt_str value = cut_field(&rest, &name);
        for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
            if (fields[i].value->p == NULL && rt_str_is_ci(name, fields[i].name)) {
                *fields[i].value = value;
            }
        }
    }
    *out = a;
}

/* --- verification
 * --------------------------------------------------------------------------------------------------- */

/* RFC 2617 section 3.2.2.1. False: a qop that was not offered. */
static bool expect(const struct fw_digest_account *account, struct rt_str method, const struct fw_digest_answer *a,
                   char out[FW_MD5_TEXT_BYTES])
{
    char a1[FW_MD5_TEXT_BYTES], a2[FW_MD5_TEXT_BYTES];
    const struct rt_str of_a1[] = {rt_str(account->user), rt_str(account->realm), rt_str(account->password)};
    const struct rt_str of_a2[] = {method, a->uri};

    fw_md5_text(a1, of_a1, 3);
    fw_md5_text(a2, of_a2, 2);
    if (a->qop.n == 0) { /* as RFC 2069 clients do */
        fw_md5_text(out, (const struct rt_str[]){rt_str(a1), a->nonce, rt_str(a2)}, 3);
        return true;
    }
    fw_md5_text(out, (const struct rt_str[]){rt_str(a1), a->nonce, a->nc, a->cnonce, a->qop, rt_str(a2)}, 6);
    return rt_str_is_ci(a->qop, "auth") && a->cnonce.n > 0 && a->nc.n > 0;
}

bool fw_digest_is_right(const struct fw_digest_account *account, struct rt_str method, const struct fw_digest_answer *a)
{
    char expected[FW_MD5_TEXT_BYTES];
    return rt_str_is_ci(a->scheme, "Digest") && rt_str_is(a->username, account->user) &&
           rt_str_is(a->realm, account->realm) && (a->algorithm.n == 0 || rt_str_is_ci(a->algorithm, "MD5")) &&
           expect(account, method, a, expected) && fw_digest_is_same(rt_str(expected), a->response);
}
