/* SPDX-License-Identifier: MIT */
#include "pki_priv.h"
#include <fw/saving.h>
#include <mbedtls/oid.h>
#include <mbedtls/pem.h>
#include <mbedtls/sha256.h>
#include <mbedtls/x509_crt.h>
#include <mbedtls/x509_csr.h>
#include <rt/mem.h>
#include <rt/str.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define NAME_PARTS_MAX 32u

/* A name in the form that mbedTLS writes: last part first. It reads them first part first; the text is borrowed. */
struct name {
    mbedtls_asn1_named_data parts[NAME_PARTS_MAX];
    size_t n;
};

static enum rt_err name_put(struct name *to, const void *oid, size_t n_oid, int tag, const void *text, size_t n)
{
    if (to->n == NAME_PARTS_MAX || n > EMU_PKI_NAME_MAX) {
        return RT_EINVAL;
    }
    mbedtls_asn1_named_data *part = &to->parts[to->n];
    *part = (mbedtls_asn1_named_data){.next = to->n > 0 ? part - 1 : NULL};
    part->oid = (mbedtls_asn1_buf){MBEDTLS_ASN1_OID, n_oid, (unsigned char *)(uintptr_t)oid}; /* only read */
    part->val = (mbedtls_asn1_buf){tag, n, (unsigned char *)(uintptr_t)text};
    to->n++;
    return RT_OK;
}

static enum rt_err name_of_parts(struct name *out, const struct emu_pki_name *from)
{
    const struct {
        const char *oid;
        size_t n_oid;
        const char *text;
    } parts[] = {
        {MBEDTLS_OID_AT_ORGANIZATION, MBEDTLS_OID_SIZE(MBEDTLS_OID_AT_ORGANIZATION), from->o},
        {MBEDTLS_OID_AT_ORG_UNIT, MBEDTLS_OID_SIZE(MBEDTLS_OID_AT_ORG_UNIT), from->ou},
        {MBEDTLS_OID_AT_CN, MBEDTLS_OID_SIZE(MBEDTLS_OID_AT_CN), from->cn},
        {MBEDTLS_OID_AT_LOCALITY, MBEDTLS_OID_SIZE(MBEDTLS_OID_AT_LOCALITY), from->l},
        {MBEDTLS_OID_AT_STATE, MBEDTLS_OID_SIZE(MBEDTLS_OID_AT_STATE), from->st},
    };
    enum rt_err err = RT_OK;
    for (size_t i = 0; err == RT_OK && i < sizeof parts / sizeof parts[0]; i++) {
        if (parts[i].text != NULL) {
            err = name_put(out, parts[i].oid, parts[i].n_oid, MBEDTLS_ASN1_UTF8_STRING, parts[i].text,
                           strlen(parts[i].text));
        }
    }
    return err == RT_OK && out->n == 0 ? RT_EINVAL : err;
}

static enum rt_err name_of_read(struct name *out, const mbedtls_x509_name *from)
{
    enum rt_err err = from->oid.p == NULL ? RT_EINVAL : RT_OK; /* an empty name */
    for (; err == RT_OK && from != NULL; from = from->next) {
        err = name_put(out, from->oid.p, from->oid.len, from->val.tag, from->val.p, from->val.len);
    }
    return err;
}

static mbedtls_asn1_named_data *name_head(struct name *name)
{
    return &name->parts[name->n - 1];
}

int64_t emu_pki_date_s(int year, unsigned month, unsigned day)
{
    return fw_days_of_date(year, month, day) * 86400;
}

/* "20040101000000"; false for a year that no certificate can hold. */
static bool date_text(char out[15], int64_t unix_s)
{
    time_t t = (time_t)unix_s;
    struct tm tm;
    return gmtime_r(&t, &tm) != NULL && tm.tm_year >= 50 && tm.tm_year <= 149 &&
           strftime(out, 15, "%Y%m%d%H%M%S", &tm) == 14;
}

/* What is signed, by whom. */
struct work {
    struct name subject, issuer;
    int64_t begin_s, end_s;
    bool is_authority;
    mbedtls_pk_context *subject_key, *issuer_key;
};

/* The number must differ between certificates of one issuer; it follows from what they say. */
static enum rt_err set_serial(mbedtls_x509write_cert *w, const struct work *k)
{
    uint8_t key[BOARD_DER_MAX];
    uint8_t sum[32];
    mbedtls_mpi serial;
    mbedtls_sha256_context hash;
    int n = mbedtls_pk_write_pubkey_der(k->subject_key, key, sizeof key);
    if (n < 0) {
        return RT_ETOOBIG;
    }
    mbedtls_sha256_init(&hash);
    int result = mbedtls_sha256_starts_ret(&hash, 0);
    for (size_t i = 0; result == 0 && i < k->subject.n; i++) {
        result = mbedtls_sha256_update_ret(&hash, k->subject.parts[i].val.p, k->subject.parts[i].val.len);
    }
    result = result != 0 ? result : mbedtls_sha256_update_ret(&hash, key + sizeof key - (size_t)n, (size_t)n);
    result = result != 0 ? result : mbedtls_sha256_update_ret(&hash, (const uint8_t *)&k->begin_s, sizeof k->begin_s);
    result = result != 0 ? result : mbedtls_sha256_update_ret(&hash, (const uint8_t *)&k->end_s, sizeof k->end_s);
    result = result != 0 ? result : mbedtls_sha256_finish_ret(&hash, sum);
    mbedtls_sha256_free(&hash);
    sum[0] = (uint8_t)((sum[0] & 0x7fu) | 0x40u); /* positive, and always as long */
    mbedtls_mpi_init(&serial);
    result = result != 0 ? result : mbedtls_mpi_read_binary(&serial, sum, 16);
    result = result != 0 ? result : mbedtls_x509write_crt_set_serial(w, &serial);
    mbedtls_mpi_free(&serial);
    return pki_err(result, RT_ENOMEM);
}

static int set_extensions(mbedtls_x509write_cert *w, bool is_authority)
{
    int result = mbedtls_x509write_crt_set_basic_constraints(w, is_authority, -1);
    result = result != 0 ? result : mbedtls_x509write_crt_set_subject_key_identifier(w);
    result = result != 0 ? result : mbedtls_x509write_crt_set_authority_key_identifier(w);
    if (is_authority) {
        result = result != 0
                     ? result
                     : mbedtls_x509write_crt_set_key_usage(w, MBEDTLS_X509_KU_KEY_CERT_SIGN | MBEDTLS_X509_KU_CRL_SIGN);
    }
    return result;
}

static enum rt_err write_certificate(struct emu_der *out, struct work *k)
{
    static const uint8_t blinding[] = "a fixed seed: blinding does not change the signature";
    mbedtls_x509write_cert w;
    mbedtls_hmac_drbg_context random;
    uint8_t room[BOARD_DER_MAX];
    char begin[15];
    char end[15];
    if (k->begin_s == 0 && k->end_s == 0) {
        k->begin_s = EMU_PKI_BEGIN;
        k->end_s = EMU_PKI_END;
    }
    if (!date_text(begin, k->begin_s) || !date_text(end, k->end_s)) {
        return RT_EINVAL;
    }
    mbedtls_x509write_crt_init(&w);
    enum rt_err err = pki_random_init(&random, blinding, sizeof blinding);
    mbedtls_x509write_crt_set_version(&w, MBEDTLS_X509_CRT_VERSION_3);
    mbedtls_x509write_crt_set_md_alg(&w, MBEDTLS_MD_SHA256);
    mbedtls_x509write_crt_set_subject_key(&w, k->subject_key);
    mbedtls_x509write_crt_set_issuer_key(&w, k->issuer_key);
    w.subject = name_head(&k->subject);
    w.issuer = name_head(&k->issuer);
    err = err == RT_OK ? set_serial(&w, k) : err;
    err = err == RT_OK ? pki_err(mbedtls_x509write_crt_set_validity(&w, begin, end), RT_EINVAL) : err;
    err = err == RT_OK ? pki_err(set_extensions(&w, k->is_authority), RT_ENOMEM) : err;
    if (err == RT_OK) {
        int n = mbedtls_x509write_crt_der(&w, room, sizeof room, mbedtls_hmac_drbg_random, &random);
        if (n > 0) {
            out->n = (size_t)n;
            memcpy(out->bytes, room + sizeof room - out->n, out->n);
        }
        err = n > 0 ? RT_OK : pki_err(n, RT_ETOOBIG);
    }
    w.subject = w.issuer = NULL; /* ours: not to be freed there */
    mbedtls_x509write_crt_free(&w);
    mbedtls_hmac_drbg_free(&random);
    return err;
}

/* mbedTLS has no const for keys; they are only read. */
static mbedtls_pk_context *pk_of(const struct emu_pki_key *k)
{
    return (mbedtls_pk_context *)(uintptr_t)&k->pk;
}

enum rt_err emu_pki_issue(struct emu_der *out, const struct emu_pki_template *t, const struct emu_pki_key *subject_key,
                          const struct emu_pki_issuer *issuer)
{
    mbedtls_x509_crt authority;
    struct work *k = rt_mem_alloc(sizeof *k);
    if (k == NULL) {
        return RT_ENOMEM;
    }
    mbedtls_x509_crt_init(&authority);
    k->begin_s = t->begin_s;
    k->end_s = t->end_s;
    k->is_authority = t->is_authority;
    k->subject_key = pk_of(subject_key);
    k->issuer_key = issuer != NULL ? pk_of(issuer->key) : k->subject_key;
    enum rt_err err = name_of_parts(&k->subject, &t->subject);
    if (err == RT_OK && issuer != NULL) {
        err = pki_err(mbedtls_x509_crt_parse_der(&authority, issuer->certificate->bytes, issuer->certificate->n),
                      RT_ECORRUPT);
        err = err == RT_OK ? name_of_read(&k->issuer, &authority.subject) : err;
    } else if (err == RT_OK) {
        err = name_of_parts(&k->issuer, &t->subject);
    }
    err = err == RT_OK ? write_certificate(out, k) : err;
    mbedtls_x509_crt_free(&authority);
    rt_mem_free(k);
    return err;
}

static bool find_common_name(const mbedtls_x509_name *name, char out[EMU_PKI_NAME_MAX + 1])
{
    bool is_found = false;
    for (; name != NULL; name = name->next) {
        if (MBEDTLS_OID_CMP(MBEDTLS_OID_AT_CN, &name->oid) == 0 && name->val.len > 0 &&
            name->val.len <= EMU_PKI_NAME_MAX && memchr(name->val.p, 0, name->val.len) == NULL) {
            memcpy(out, name->val.p, name->val.len);
            out[name->val.len] = '\0';
            is_found = true;
        }
    }
    return is_found;
}

/* Was it signed by the key that is in it? */
static bool is_request_signed(const mbedtls_x509_csr *csr)
{
    uint8_t sum[MBEDTLS_MD_MAX_SIZE];
    const mbedtls_md_info_t *md = mbedtls_md_info_from_type(csr->sig_md);
    return md != NULL && mbedtls_md(md, csr->cri.p, csr->cri.len, sum) == 0 &&
           mbedtls_pk_verify_ext(csr->sig_pk, csr->sig_opts, (mbedtls_pk_context *)(uintptr_t)&csr->pk, csr->sig_md,
                                 sum, mbedtls_md_get_size(md), csr->sig.p, csr->sig.len) == 0;
}

enum rt_err emu_pki_sign_request(struct emu_der *out, const void *csr_bytes, size_t n, int64_t begin_s, int64_t end_s,
                                 const struct emu_pki_issuer *issuer, char *common_name)
{
    mbedtls_x509_csr csr;
    mbedtls_x509_crt authority;
    struct work *k = rt_mem_alloc(sizeof *k);
    char *text = rt_mem_strndup(csr_bytes, n);
    enum rt_err err = k == NULL || text == NULL ? RT_ENOMEM : RT_OK;
    mbedtls_x509_csr_init(&csr);
    mbedtls_x509_crt_init(&authority);
    if (err != RT_OK) {
        goto out;
    }
    int result = mbedtls_x509_csr_parse(&csr, (const uint8_t *)text, strlen(text) + 1);
    if (result != 0) {
        result = mbedtls_x509_csr_parse_der(&csr, csr_bytes, n);
    }
    err = pki_err(result, RT_ECORRUPT);
    if (err == RT_OK && !is_request_signed(&csr)) {
        err = RT_ESIGNATURE;
    }
    if (err == RT_OK && mbedtls_pk_get_type(&csr.pk) != MBEDTLS_PK_RSA) {
        err = RT_ENOTSUP;
    }
    if (err == RT_OK && !find_common_name(&csr.subject, common_name)) {
        err = RT_ENOENT;
    }
    err = err == RT_OK ? name_of_read(&k->subject, &csr.subject) : err;
    err = err == RT_OK
              ? pki_err(mbedtls_x509_crt_parse_der(&authority, issuer->certificate->bytes, issuer->certificate->n),
                        RT_ECORRUPT)
              : err;
    err = err == RT_OK ? name_of_read(&k->issuer, &authority.subject) : err;
    if (err == RT_OK) {
        k->begin_s = begin_s;
        k->end_s = end_s;
        k->subject_key = &csr.pk;
        k->issuer_key = pk_of(issuer->key);
        err = write_certificate(out, k);
    }
out:
    mbedtls_x509_crt_free(&authority);
    mbedtls_x509_csr_free(&csr);
    rt_mem_free(text);
    rt_mem_free(k);
    return err;
}

/* --- reading, showing --- */

enum rt_err emu_pki_pem(const struct emu_der *certificate, struct rt_buf *out)
{
    uint8_t room[EMU_PKI_PEM_MAX];
    size_t n = 0;
    if (mbedtls_pem_write_buffer("-----BEGIN CERTIFICATE-----\n", "-----END CERTIFICATE-----\n", certificate->bytes,
                                 certificate->n, room, sizeof room, &n) != 0) {
        return RT_ETOOBIG;
    }
    return rt_buf_put_text(out, (const char *)room);
}

enum rt_err emu_pki_read(struct emu_der *out, const void *bytes, size_t n)
{
    mbedtls_x509_crt crt;
    char *text = rt_mem_strndup(bytes, n);
    if (text == NULL) {
        return RT_ENOMEM;
    }
    mbedtls_x509_crt_init(&crt);
    int result = mbedtls_x509_crt_parse(&crt, (const uint8_t *)text, strlen(text) + 1);
    if (result != 0) {
        mbedtls_x509_crt_free(&crt); /* some of the file may have been read */
        mbedtls_x509_crt_init(&crt);
        result = mbedtls_x509_crt_parse_der(&crt, bytes, n);
    }
    enum rt_err err = pki_err(result, RT_ECORRUPT);
    if (err == RT_OK && crt.raw.len > sizeof out->bytes) {
        err = RT_ETOOBIG;
    }
    if (err == RT_OK) {
        out->n = crt.raw.len;
        memcpy(out->bytes, crt.raw.p, crt.raw.len);
    }
    mbedtls_x509_crt_free(&crt);
    rt_mem_free(text);
    return err;
}

static void put_date(char out[20], const mbedtls_x509_time *t)
{
    (void)snprintf(out, 20, "%04u-%02u-%02u %02u:%02u:%02u", (unsigned)t->year % 10000u, (unsigned)t->mon % 100u,
                   (unsigned)t->day % 100u, (unsigned)t->hour % 100u, (unsigned)t->min % 100u, (unsigned)t->sec % 100u);
}

enum rt_err emu_pki_facts(const struct emu_der *certificate, struct emu_pki_facts *out)
{
    mbedtls_x509_crt crt;
    uint8_t sum[32];
    *out = (struct emu_pki_facts){0};
    mbedtls_x509_crt_init(&crt);
    enum rt_err err = pki_err(mbedtls_x509_crt_parse_der(&crt, certificate->bytes, certificate->n), RT_ECORRUPT);
    if (err == RT_OK) {
        /* Names that are too long are cut; they are for people. */
        (void)mbedtls_x509_dn_gets(out->subject, sizeof out->subject, &crt.subject);
        (void)mbedtls_x509_dn_gets(out->issuer, sizeof out->issuer, &crt.issuer);
        (void)mbedtls_x509_sig_alg_gets(out->signature, sizeof out->signature, &crt.sig_oid, crt.sig_pk, crt.sig_md,
                                        crt.sig_opts);
        (void)mbedtls_x509_serial_gets(out->serial, sizeof out->serial, &crt.serial);
        (void)find_common_name(&crt.subject, out->common_name);
        (void)snprintf(out->key, sizeof out->key, "%s %u bits", mbedtls_pk_get_name(&crt.pk),
                       (unsigned)mbedtls_pk_get_bitlen(&crt.pk));
        put_date(out->begin, &crt.valid_from);
        put_date(out->end, &crt.valid_to);
        out->is_authority = crt.ca_istrue != 0;
        err = pki_err(mbedtls_sha256_ret(certificate->bytes, certificate->n, sum, 0), RT_EINVAL);
        rt_hex_text(out->sha256, sum, sizeof sum);
    }
    mbedtls_x509_crt_free(&crt);
    return err;
}

bool emu_pki_is_signed_by(const struct emu_der *certificate, const struct emu_der *issuer)
{
    mbedtls_x509_crt crt;
    mbedtls_x509_crt root;
    uint32_t flags = UINT32_MAX;
    mbedtls_x509_crt_init(&crt);
    mbedtls_x509_crt_init(&root);
    if (mbedtls_x509_crt_parse_der(&crt, certificate->bytes, certificate->n) == 0 &&
        mbedtls_x509_crt_parse_der(&root, issuer->bytes, issuer->n) == 0) {
        (void)mbedtls_x509_crt_verify(&crt, &root, NULL, NULL, &flags, NULL, NULL); /* the flags say it */
    }
    mbedtls_x509_crt_free(&crt);
    mbedtls_x509_crt_free(&root);
    /* The host's date does not matter here. */
    return (flags & ~(uint32_t)(MBEDTLS_X509_BADCERT_EXPIRED | MBEDTLS_X509_BADCERT_FUTURE)) == 0;
}

/* --- a unit's own --- */

/* The seed of a unit's key: HMAC-SHA-256 of "MAC serial" under the authority's key. */
static enum rt_err unit_seed(uint8_t out[32], const struct board_ident *ident, const struct emu_pki_issuer *issuer)
{
    struct emu_der *secret = rt_mem_alloc(sizeof *secret);
    uint8_t text[6 + BOARD_SERIAL_MAX] = {0};
    enum rt_err err = secret == NULL ? RT_ENOMEM : emu_pki_key_der(issuer->key, secret);
    memcpy(text, ident->mac, 6);
    memcpy(text + 6, ident->serial, strlen(ident->serial));
    if (err == RT_OK) {
        err = pki_err(mbedtls_md_hmac(mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), secret->bytes, secret->n, text,
                                      sizeof text, out),
                      RT_EINVAL);
    }
    rt_mem_free(secret);
    return err;
}

enum rt_err emu_pki_certify_unit(struct board_ident *ident, const struct emu_pki_issuer *issuer,
                                 const struct emu_pki_key *key)
{
    struct emu_der *der = rt_mem_alloc(sizeof *der);
    char mac[13];
    rt_hex_text(mac, ident->mac, sizeof ident->mac);
    const struct emu_pki_template t = {.subject = {.ou = ident->product, .l = ident->serial, .st = mac}};
    enum rt_err err = der == NULL ? RT_ENOMEM : emu_pki_issue(der, &t, key, issuer);
    if (err == RT_OK) {
        ident->n_certificate = (uint16_t)der->n; /* at most BOARD_DER_MAX */
        memcpy(ident->certificate, der->bytes, der->n);
        err = emu_pki_key_der(key, der);
    }
    if (err == RT_OK) {
        ident->n_key = (uint16_t)der->n;
        memcpy(ident->key, der->bytes, der->n);
    } else {
        ident->n_certificate = 0; /* both or none */
    }
    rt_mem_free(der);
    return err;
}

enum rt_err emu_pki_make_unit(struct board_ident *ident, const struct emu_pki_issuer *issuer)
{
    struct emu_pki_key *key = NULL;
    uint8_t seed[32];
    enum rt_err err = unit_seed(seed, ident, issuer);
    err = err == RT_OK ? emu_pki_key_make(&key, seed, sizeof seed) : err;
    err = err == RT_OK ? emu_pki_certify_unit(ident, issuer, key) : err;
    emu_pki_key_destroy(key);
    return err;
}
