/* SPDX-License-Identifier: MIT */
#include <provider/tls.h>
#include <mbedtls/error.h>
#include <mbedtls/hmac_drbg.h>
#include <mbedtls/ssl.h>
#include <mbedtls/ssl_internal.h> /* where the first bytes of a hello are: see fill_random() */
#include <rt/assert.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>

#define HELLO_TIME   1180656000u /* in the server's random, RFC 2246 section 7.4.1.3: 2007-06-01 */

/* mbedTLS sends HelloRequest again for each record that arrives meanwhile, unless that many were seen; OpenSSL asks
 * once. */
#define ASKED_ENOUGH 1000

struct lab_tls {
    enum lab_tls_state state;
    mbedtls_ssl_context ssl;
    mbedtls_ssl_config config;
    mbedtls_hmac_drbg_context random;
    mbedtls_x509_crt chain, roots;
    mbedtls_pk_context key;
    const uint8_t *in; /* borrowed while bytes are fed */
    size_t n_in;
    struct rt_buf out;
    bool asks_late, has_asked;
    struct rt_buf held; /* what the client sent before its certificate was asked for */
    char text[400];
};

/* mbedTLS puts the host's time before the 28 bytes that it asks for here. */
static int fill_random(void *ctx, unsigned char *out, size_t n)
{
    struct lab_tls *t = ctx;
    if (t->ssl.handshake != NULL && t->ssl.out_msg != NULL && out == t->ssl.out_msg + 10) {
        rt_put_be32(out - 4, HELLO_TIME);
    }
    return mbedtls_hmac_drbg_random(&t->random, out, n);
}

static int on_send(void *ctx, const unsigned char *bytes, size_t n)
{
    struct lab_tls *t = ctx;
    return rt_buf_put(&t->out, bytes, n) == RT_OK ? (int)n : MBEDTLS_ERR_SSL_ALLOC_FAILED;
}

static int on_receive(void *ctx, unsigned char *out, size_t n)
{
    struct lab_tls *t = ctx;
    if (t->n_in == 0) {
        return MBEDTLS_ERR_SSL_WANT_READ;
    }
    n = n < t->n_in ? n : t->n_in;
    memcpy(out, t->in, n);
    t->in += n;
    t->n_in -= n;
    return (int)n;
}

/* Only the signature of the client's certificate is checked; the host's date does not matter. */
static int on_verify(void *ctx, mbedtls_x509_crt *crt, int depth, uint32_t *flags)
{
    (void)ctx;
    (void)crt;
    (void)depth;
    *flags &= ~(uint32_t)(MBEDTLS_X509_BADCERT_EXPIRED | MBEDTLS_X509_BADCERT_FUTURE);
    return 0;
}

static int configure(struct lab_tls *t, const struct lab_tls_config *c)
{
    static const int ask[] = {MBEDTLS_SSL_VERIFY_NONE, MBEDTLS_SSL_VERIFY_OPTIONAL, MBEDTLS_SSL_VERIFY_REQUIRED,
                              MBEDTLS_SSL_VERIFY_NONE};
    int result = mbedtls_ssl_config_defaults(&t->config, MBEDTLS_SSL_IS_SERVER, MBEDTLS_SSL_TRANSPORT_STREAM,
                                             MBEDTLS_SSL_PRESET_DEFAULT);
    if (result != 0) {
        return result;
    }
    mbedtls_ssl_conf_min_version(&t->config, MBEDTLS_SSL_MAJOR_VERSION_3, c->version_min != 0 ? c->version_min : 1);
    mbedtls_ssl_conf_max_version(&t->config, MBEDTLS_SSL_MAJOR_VERSION_3, c->version_max != 0 ? c->version_max : 3);
    if (c->suites != NULL) {
        mbedtls_ssl_conf_ciphersuites(&t->config, c->suites);
        mbedtls_ssl_conf_arc4_support(&t->config, MBEDTLS_SSL_ARC4_ENABLED);
    }
    mbedtls_ssl_conf_rng(&t->config, fill_random, t);
    mbedtls_ssl_conf_authmode(&t->config, ask[c->ask]);
    mbedtls_ssl_conf_verify(&t->config, on_verify, NULL);
    t->asks_late = c->ask == LAB_TLS_ASK_LATE;
    mbedtls_ssl_conf_renegotiation(&t->config, t->asks_late ? MBEDTLS_SSL_RENEGOTIATION_ENABLED
                                                            : MBEDTLS_SSL_RENEGOTIATION_DISABLED);
    mbedtls_ssl_conf_renegotiation_enforced(&t->config, MBEDTLS_SSL_RENEGOTIATION_NOT_ENFORCED);
    if (c->client_root != NULL) {
        result = mbedtls_x509_crt_parse_der(&t->roots, c->client_root->bytes, c->client_root->n);
        mbedtls_ssl_conf_ca_chain(&t->config, &t->roots, NULL);
    }
    for (size_t i = 0; result == 0 && i < c->n_chain; i++) {
        result = mbedtls_x509_crt_parse_der(&t->chain, c->chain[i]->bytes, c->chain[i]->n);
    }
    result = result != 0 ? result : mbedtls_pk_parse_key(&t->key, c->key->bytes, c->key->n, NULL, 0);
    result = result != 0 ? result : mbedtls_ssl_conf_own_cert(&t->config, &t->chain, &t->key);
    return result != 0 ? result : mbedtls_ssl_setup(&t->ssl, &t->config);
}

enum rt_err lab_tls_create(struct lab_tls **out, const struct lab_tls_config *config)
{
    uint8_t seed[16] = "lab tls";
    RT_ASSERT(config->n_chain >= 1 && config->n_chain <= LAB_TLS_CHAIN_MAX);
    struct lab_tls *t = rt_mem_alloc(sizeof *t);
    *out = NULL;
    if (t == NULL) {
        return RT_ENOMEM;
    }
    mbedtls_ssl_init(&t->ssl);
    mbedtls_ssl_config_init(&t->config);
    mbedtls_hmac_drbg_init(&t->random);
    mbedtls_x509_crt_init(&t->chain);
    mbedtls_x509_crt_init(&t->roots);
    mbedtls_pk_init(&t->key);
    rt_buf_init(&t->out, LAB_TLS_RECORDS_MAX);
    rt_buf_init(&t->held, LAB_TLS_RECORDS_MAX);
    rt_put_be64(seed + 8, config->seed);
    int result =
        mbedtls_hmac_drbg_seed_buf(&t->random, mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), seed, sizeof seed);
    result = result != 0 ? result : configure(t, config);
    if (result != 0) {
        lab_tls_destroy(t);
        return result == MBEDTLS_ERR_SSL_ALLOC_FAILED ? RT_ENOMEM : RT_ECORRUPT;
    }
    mbedtls_ssl_set_bio(&t->ssl, t, on_send, on_receive, NULL);
    *out = t;
    return RT_OK;
}

void lab_tls_destroy(struct lab_tls *t)
{
    if (t == NULL) {
        return;
    }
    mbedtls_ssl_free(&t->ssl);
    mbedtls_ssl_config_free(&t->config);
    mbedtls_hmac_drbg_free(&t->random);
    mbedtls_x509_crt_free(&t->chain);
    mbedtls_x509_crt_free(&t->roots);
    mbedtls_pk_free(&t->key);
    rt_buf_fini(&t->out);
    rt_buf_fini(&t->held);
    rt_mem_free(t);
}

static void fail(struct lab_tls *t, int result)
{
    char text[160];
    t->state = LAB_TLS_FAILED;
    if (result == MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE) {
        (void)snprintf(t->text, sizeof t->text, "alert %u from the client", (unsigned)t->ssl.in_msg[1]);
        return;
    }
    mbedtls_strerror(result, text, sizeof text);
    (void)snprintf(t->text, sizeof t->text, "%s", text);
}

static void describe(struct lab_tls *t)
{
    char subject[256] = "no client certificate";
    const mbedtls_x509_crt *client = mbedtls_ssl_get_peer_cert(&t->ssl);
    if (client != NULL) {
        (void)mbedtls_x509_dn_gets(subject, sizeof subject, &client->subject); /* -1: too long, cut */
    }
    (void)snprintf(t->text, sizeof t->text, "%s %s, %s", mbedtls_ssl_get_version(&t->ssl),
                   mbedtls_ssl_get_ciphersuite(&t->ssl), subject);
}

static bool is_waiting(int result)
{
    return result == MBEDTLS_ERR_SSL_WANT_READ || result == MBEDTLS_ERR_SSL_WANT_WRITE;
}

/* --- a certificate that is asked for late --- */

static bool is_holding(const struct lab_tls *t)
{
    return t->asks_late && t->ssl.renego_status != MBEDTLS_SSL_RENEGOTIATION_DONE;
}

static void ask_late(struct lab_tls *t)
{
    t->has_asked = true;
    mbedtls_ssl_conf_authmode(&t->config, MBEDTLS_SSL_VERIFY_REQUIRED);
    int result = mbedtls_ssl_renegotiate(&t->ssl);
    t->ssl.renego_records_seen = ASKED_ENOUGH;
    if (result != 0 && !is_waiting(result)) {
        fail(t, result);
    }
}

/* After each read: the client has shown its certificate, or refuses a second handshake. */
static void look_for_certificate(struct lab_tls *t, struct rt_buf *plain)
{
    bool is_refused = t->ssl.in_msgtype == MBEDTLS_SSL_MSG_ALERT && t->ssl.in_msg != NULL &&
                      t->ssl.in_msg[1] == MBEDTLS_SSL_ALERT_MSG_NO_RENEGOTIATION;
    if (t->state == LAB_TLS_OPEN && t->has_asked && !is_holding(t) && t->held.n > 0) {
        describe(t);
        if (rt_buf_put(plain, t->held.bytes, t->held.n) != RT_OK) {
            fail(t, MBEDTLS_ERR_SSL_ALLOC_FAILED);
        }
        rt_buf_clear(&t->held);
    } else if (t->state == LAB_TLS_OPEN && t->has_asked && is_holding(t) && is_refused) {
        (void)mbedtls_ssl_send_alert_message(&t->ssl, MBEDTLS_SSL_ALERT_LEVEL_FATAL,
                                             MBEDTLS_SSL_ALERT_MSG_HANDSHAKE_FAILURE); /* a courtesy */
        t->state = LAB_TLS_FAILED;
        (void)snprintf(t->text, sizeof t->text, "the client refuses a second handshake");
    }
}

enum lab_tls_state lab_tls_feed(struct lab_tls *t, const void *bytes, size_t n, struct rt_buf *plain)
{
    t->in = bytes;
    t->n_in = n;
    if (t->state == LAB_TLS_HANDSHAKE) {
        int result = mbedtls_ssl_handshake(&t->ssl);
        if (result == 0) {
            t->state = LAB_TLS_OPEN;
            describe(t);
        } else if (!is_waiting(result)) {
            fail(t, result);
        }
    }
    while (t->state == LAB_TLS_OPEN) {
        uint8_t piece[4096];
        int result = mbedtls_ssl_read(&t->ssl, piece, sizeof piece);
        if (result > 0) {
            if (rt_buf_put(is_holding(t) ? &t->held : plain, piece, (size_t)result) != RT_OK) {
                fail(t, MBEDTLS_ERR_SSL_ALLOC_FAILED);
            } else if (is_holding(t) && !t->has_asked) {
                ask_late(t);
            }
        } else if (is_waiting(result)) {
            break;
        } else if (result == 0 || result == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY) {
            t->state = LAB_TLS_CLOSED;
        } else {
            fail(t, result);
        }
    }
    look_for_certificate(t, plain);
    t->in = NULL;
    t->n_in = 0;
    return t->state;
}

enum lab_tls_state lab_tls_state(const struct lab_tls *t)
{
    return t->state;
}

enum rt_err lab_tls_write(struct lab_tls *t, const void *bytes, size_t n)
{
    const uint8_t *p = bytes;
    RT_ASSERT(t->state == LAB_TLS_OPEN);
    while (n > 0) {
        int taken = mbedtls_ssl_write(&t->ssl, p, n);
        if (taken <= 0) {
            fail(t, taken);
            return RT_ETOOBIG;
        }
        p += taken;
        n -= (size_t)taken;
    }
    return RT_OK;
}

void lab_tls_end(struct lab_tls *t)
{
    if (t->state == LAB_TLS_OPEN) {
        (void)mbedtls_ssl_close_notify(&t->ssl); /* a courtesy */
        t->state = LAB_TLS_CLOSED;
    }
}

struct rt_buf *lab_tls_out(struct lab_tls *t)
{
    return &t->out;
}

const char *lab_tls_text(struct lab_tls *t)
{
    return t->text;
}
