/* SPDX-License-Identifier: MIT */
#include "session.h"
#include <board/board.h>
#include <board/entropy.h>
#include <board/probe.h>
#include <mbedtls/error.h>
#include <mbedtls/platform_util.h>
#include <mbedtls/ssl_internal.h> /* where the first bytes of a hello are: see fw_tls_random() */
#include <fw/log.h>
#include <rt/str.h>
#include <stdio.h>
#include <string.h>

#define SEED_BYTES 48u /* SP 800-90A: a seed and a nonce for 256 bit */

/* --- queues --- */

void fw_tls_queue_tidy(struct fw_tls_queue *q)
{
    if (q->n_taken == q->bytes.n) {
        rt_buf_clear(&q->bytes);
        q->n_taken = 0;
    }
}

static int queue_out(void *ctx, const unsigned char *bytes, size_t n)
{
    struct fw_tls_session *x = ctx;
    return rt_buf_put(&x->out.bytes, bytes, n) == RT_OK ? (int)n : MBEDTLS_ERR_SSL_ALLOC_FAILED;
}

static int queue_in(void *ctx, unsigned char *out, size_t n)
{
    struct fw_tls_queue *q = &((struct fw_tls_session *)ctx)->in;
    size_t n_there = q->bytes.n - q->n_taken;
    if (n_there == 0) {
        return MBEDTLS_ERR_SSL_WANT_READ;
    }
    n = n < n_there ? n : n_there;
    memcpy(out, q->bytes.bytes + q->n_taken, n);
    q->n_taken += n;
    fw_tls_queue_tidy(q);
    return (int)n;
}

/* --- noise --- */

/* The first four bytes of the client random are the time (RFC 2246 section 7.4.1.2), and mbedTLS uses the host's. It
 * requests the other 28 bytes right afterwards: at that moment the unit's time is written there, so that runs are
 * repeatable. */
static int fw_tls_random(void *ctx, unsigned char *out, size_t n)
{
    struct fw_tls_session *x = ctx;
    if (x->ssl.handshake != NULL && out == x->ssl.handshake->randbytes + 4) {
        uint64_t now_s = fw_net_unix_time(x->net);
        if (now_s == 0) {
            now_s = board_now_us(fw_net_board(x->net)) / BOARD_US_PER_S;
        }
        rt_put_be32(x->ssl.handshake->randbytes, (uint32_t)now_s);
    }
    return mbedtls_hmac_drbg_random(&x->random, out, n);
}

static int seed_random(struct fw_tls_session *x)
{
    uint8_t seed[SEED_BYTES];
    board_entropy_fill(fw_net_board(x->net), seed, sizeof seed);
    return mbedtls_hmac_drbg_seed_buf(&x->random, mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), seed, sizeof seed);
}

/* --- the test point --- */

_Static_assert(BOARD_TLS_RANDOM_BYTES == 32 && BOARD_TLS_MASTER_BYTES == 48, "as mbedTLS hands them over");

/* Called in the middle of the handshake, before anything is encrypted. The key block is not needed to decrypt the
 * session. */
static int tell_secret(void *ctx, const unsigned char *master, const unsigned char *key_block, size_t n_mac,
                       size_t n_key, size_t n_iv, const unsigned char client_random[32],
                       const unsigned char server_random[32], mbedtls_tls_prf_types prf)
{
    struct fw_tls_session *x = ctx;
    struct board_tls_secret secret;
    (void)key_block;
    (void)n_mac;
    (void)n_key;
    (void)n_iv;
    (void)server_random;
    (void)prf;
    memcpy(secret.client_random, client_random, sizeof secret.client_random);
    memcpy(secret.master, master, sizeof secret.master);
    board_probe_tls(fw_net_board(x->net), &secret);
    mbedtls_platform_zeroize(&secret, sizeof secret);
    return 0;
}

/* --- the configuration of a unit --- */

/* DER, one after the other. Returns an mbedTLS error; no roots at all is not an error. */
static int read_roots(struct fw_tls_session *x)
{
    const struct fw_net_tls *tls = fw_net_tls(x->net);
    size_t at = 0;
    for (unsigned i = 0; i < FW_TLS_ROOTS_MAX && at < tls->n_roots; i++) {
        mbedtls_x509_crt one; /* to learn its length */
        mbedtls_x509_crt_init(&one);
        int result = mbedtls_x509_crt_parse_der(&one, tls->roots + at, tls->n_roots - at);
        size_t n = one.raw.len;
        mbedtls_x509_crt_free(&one);
        result = result != 0 ? result : mbedtls_x509_crt_parse_der(&x->roots, tls->roots + at, n);
        if (result != 0) {
            return result;
        }
        at += n;
    }
    return 0;
}

/* An invalid certificate counts as none: the server decides what to do. */
static int read_own(struct fw_tls_session *x)
{
    const struct fw_net_tls *tls = fw_net_tls(x->net);
    if (tls->n_certificate == 0 || tls->n_key == 0) {
        return 0;
    }
    int result = mbedtls_x509_crt_parse_der(&x->own, tls->certificate, tls->n_certificate);
    result = result != 0 ? result : mbedtls_pk_parse_key(&x->own_key, tls->key, tls->n_key, NULL, 0);
    if (result == 0) {
        x->has_own = true;
        return mbedtls_ssl_conf_own_cert(&x->config, &x->own, &x->own_key);
    }
    fw_log_develop(fw_net_log(x->net), RT_LOG_ERROR, "net", "client certificate or key is invalid (-0x%x)",
                   (unsigned)-result);
    return result == MBEDTLS_ERR_X509_ALLOC_FAILED || result == MBEDTLS_ERR_PK_ALLOC_FAILED ? result : 0;
}

/* As on servers of 2005: any RSA key, MD5 and SHA-1 too. The virtual unit is not a security boundary. */
static const mbedtls_x509_crt_profile unit_profile = {
    .allowed_mds = 0xfffffff,
    .allowed_pks = 0xfffffff,
    .allowed_curves = 0xfffffff,
    .rsa_min_bitlen = 512,
};
static const int signature_hashes[] = {MBEDTLS_MD_SHA512, MBEDTLS_MD_SHA384, MBEDTLS_MD_SHA256,
                                       MBEDTLS_MD_SHA224, MBEDTLS_MD_SHA1,   MBEDTLS_MD_NONE};

/* The second attempt names the server (SNI, RFC 6066 section 3): a server of today with several names, or one behind a
 * front end, has no certificate without. An address is no name. 0, or mbedTLS' error. */
static int name_server(struct fw_tls_session *x, const char *server_name)
{
    uint32_t address;
    return rt_str_ipv4(rt_str(server_name), &address) == RT_OK ? 0 : mbedtls_ssl_set_hostname(&x->ssl, server_name);
}

/* The versions of a 2.0.6 unit are not documented; its suites are those of TLS 1.0 (guess). No server name is sent
 * (guess: RFC 3546 was two years old). The extensions and the record splitting came years later. */
static void configure(struct fw_tls_session *x, bool is_modern)
{
    mbedtls_ssl_config *c = &x->config;
    fw_tls_offer(is_modern, x->offer);
    mbedtls_ssl_conf_min_version(c, MBEDTLS_SSL_MAJOR_VERSION_3, MBEDTLS_SSL_MINOR_VERSION_1);
    mbedtls_ssl_conf_max_version(c, MBEDTLS_SSL_MAJOR_VERSION_3,
                                 is_modern ? MBEDTLS_SSL_MINOR_VERSION_3 : MBEDTLS_SSL_MINOR_VERSION_1);
    mbedtls_ssl_conf_ciphersuites(c, x->offer);
    mbedtls_ssl_conf_arc4_support(c, MBEDTLS_SSL_ARC4_ENABLED);
    mbedtls_ssl_conf_sig_hashes(c, signature_hashes);
    mbedtls_ssl_conf_cert_profile(c, &unit_profile);
    mbedtls_ssl_conf_dhm_min_bitlen(c, 512);
    mbedtls_ssl_conf_session_tickets(c, MBEDTLS_SSL_SESSION_TICKETS_DISABLED);
    /* guess: as OpenSSL 0.9.7, which renegotiates whenever it is asked to. Without RFC 5746 (2010) servers of today
     * refuse that, so a strict unit does not even begin. */
    mbedtls_ssl_conf_renegotiation(c, fw_net_tls(x->net)->is_strict ? MBEDTLS_SSL_RENEGOTIATION_DISABLED
                                                                    : MBEDTLS_SSL_RENEGOTIATION_ENABLED);
    mbedtls_ssl_conf_legacy_renegotiation(c, MBEDTLS_SSL_LEGACY_ALLOW_RENEGOTIATION);
    if (!is_modern) {
        mbedtls_ssl_conf_extended_master_secret(c, MBEDTLS_SSL_EXTENDED_MS_DISABLED);
        mbedtls_ssl_conf_encrypt_then_mac(c, MBEDTLS_SSL_ETM_DISABLED);
        mbedtls_ssl_conf_cbc_record_splitting(c, MBEDTLS_SSL_CBC_RECORD_SPLITTING_DISABLED);
    }
    mbedtls_ssl_conf_rng(c, fw_tls_random, x);
    mbedtls_ssl_conf_export_keys_ext_cb(c, tell_secret, x);
    mbedtls_ssl_conf_authmode(c, MBEDTLS_SSL_VERIFY_REQUIRED);
    mbedtls_ssl_conf_ca_chain(c, &x->roots, NULL);
    mbedtls_ssl_conf_verify(c, fw_tls_verify, &x->check);
}

enum rt_err fw_tls_session_start(struct fw_tls_session *x, struct fw_net *net, const char *server_name, bool is_modern)
{
    const struct fw_net_tls *tls = fw_net_tls(net);
    *x = (struct fw_tls_session){.is_started = true, .net = net};
    x->check = (struct fw_tls_check){.server_name = server_name, .depth = -1};
    x->check.now_s = tls->ignores_dates ? 0 : fw_net_unix_time(net);
    rt_buf_init(&x->in.bytes, FW_TLS_QUEUE_MAX);
    rt_buf_init(&x->out.bytes, FW_TLS_QUEUE_MAX);
    mbedtls_ssl_init(&x->ssl);
    mbedtls_ssl_config_init(&x->config);
    mbedtls_hmac_drbg_init(&x->random);
    mbedtls_x509_crt_init(&x->roots);
    mbedtls_x509_crt_init(&x->own);
    mbedtls_pk_init(&x->own_key);
    if (tls->n_roots == 0) {
        return RT_ENOENT;
    }
    int result = seed_random(x);
    result = result != 0 ? result : read_roots(x);
    result = result != 0 ? result
                         : mbedtls_ssl_config_defaults(&x->config, MBEDTLS_SSL_IS_CLIENT, MBEDTLS_SSL_TRANSPORT_STREAM,
                                                       MBEDTLS_SSL_PRESET_DEFAULT);
    if (result == 0) {
        configure(x, is_modern);
        result = read_own(x);
    }
    result = result != 0 ? result : mbedtls_ssl_setup(&x->ssl, &x->config);
    result = result != 0 || !is_modern ? result : name_server(x, server_name);
    if (result != 0) {
        fw_log_develop(fw_net_log(net), RT_LOG_ERROR, "net", "TLS set-up failed (-0x%x)", (unsigned)-result);
        return RT_ENOMEM; /* the input is trusted (roots of a signed image, tables), so only memory can run out */
    }
    mbedtls_ssl_set_bio(&x->ssl, x, queue_out, queue_in, NULL);
    return RT_OK;
}

void fw_tls_session_stop(struct fw_tls_session *x)
{
    if (!x->is_started) {
        return;
    }
    mbedtls_ssl_free(&x->ssl);
    mbedtls_ssl_config_free(&x->config);
    mbedtls_hmac_drbg_free(&x->random);
    mbedtls_x509_crt_free(&x->roots);
    mbedtls_x509_crt_free(&x->own);
    mbedtls_pk_free(&x->own_key);
    rt_buf_fini(&x->in.bytes);
    rt_buf_fini(&x->out.bytes);
    x->is_started = false;
}

/* --- looking in --- */

bool fw_tls_session_is_early(const struct fw_tls_session *x)
{
    return x->ssl.state <= MBEDTLS_SSL_SERVER_HELLO;
}

bool fw_tls_session_is_done(const struct fw_tls_session *x)
{
    return x->is_started && x->ssl.state == MBEDTLS_SSL_HANDSHAKE_OVER;
}

bool fw_tls_session_has_renegotiated(const struct fw_tls_session *x)
{
    return fw_tls_session_is_done(x) && x->ssl.renego_status == MBEDTLS_SSL_RENEGOTIATION_DONE;
}

bool fw_tls_session_is_rfc5746(const struct fw_tls_session *x)
{
    return x->ssl.secure_renegotiation == MBEDTLS_SSL_SECURE_RENEGOTIATION;
}

bool fw_tls_session_was_asked(const struct fw_tls_session *x)
{
    return x->ssl.client_auth > 0;
}

const char *fw_tls_session_waits_for(const struct fw_tls_session *x)
{
    switch (x->ssl.state) {
    case MBEDTLS_SSL_HELLO_REQUEST:
    case MBEDTLS_SSL_CLIENT_HELLO:
    case MBEDTLS_SSL_SERVER_HELLO:
        return "the server's hello";
    case MBEDTLS_SSL_SERVER_CERTIFICATE:
        return "the server's certificate";
    case MBEDTLS_SSL_SERVER_KEY_EXCHANGE:
    case MBEDTLS_SSL_CERTIFICATE_REQUEST:
    case MBEDTLS_SSL_SERVER_HELLO_DONE:
        return "the end of the server's hello";
    default:
        if (x->ssl.client_auth > 0) {
            return x->has_own ? "the server's verdict on the client certificate"
                              : "the server; it asks for a client certificate, none is installed";
        }
        return "the server to finish";
    }
}

/* RFC 5246 section 7.2, RFC 2246 section 7.2. */
static const char *alert_text(unsigned alert)
{
    static const struct {
        unsigned alert;
        const char *text;
    } rows[] = {
        {MBEDTLS_SSL_ALERT_MSG_UNEXPECTED_MESSAGE, "unexpected message"},
        {MBEDTLS_SSL_ALERT_MSG_BAD_RECORD_MAC, "bad record mac"},
        {MBEDTLS_SSL_ALERT_MSG_HANDSHAKE_FAILURE, "handshake failure"},
        {MBEDTLS_SSL_ALERT_MSG_NO_CERT, "no certificate"},
        {MBEDTLS_SSL_ALERT_MSG_BAD_CERT, "bad certificate"},
        {MBEDTLS_SSL_ALERT_MSG_UNSUPPORTED_CERT, "unsupported certificate"},
        {MBEDTLS_SSL_ALERT_MSG_CERT_REVOKED, "certificate revoked"},
        {MBEDTLS_SSL_ALERT_MSG_CERT_EXPIRED, "certificate expired"},
        {MBEDTLS_SSL_ALERT_MSG_CERT_UNKNOWN, "certificate unknown"},
        {MBEDTLS_SSL_ALERT_MSG_ILLEGAL_PARAMETER, "illegal parameter"},
        {MBEDTLS_SSL_ALERT_MSG_UNKNOWN_CA, "unknown CA"},
        {MBEDTLS_SSL_ALERT_MSG_ACCESS_DENIED, "access denied"},
        {MBEDTLS_SSL_ALERT_MSG_DECODE_ERROR, "decode error"},
        {MBEDTLS_SSL_ALERT_MSG_DECRYPT_ERROR, "decrypt error"},
        {MBEDTLS_SSL_ALERT_MSG_PROTOCOL_VERSION, "protocol version"},
        {MBEDTLS_SSL_ALERT_MSG_INSUFFICIENT_SECURITY, "insufficient security"},
        {MBEDTLS_SSL_ALERT_MSG_INTERNAL_ERROR, "internal error"},
        {MBEDTLS_SSL_ALERT_MSG_UNRECOGNIZED_NAME, "unrecognized name"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].alert == alert) {
            return rows[i].text;
        }
    }
    return "another alert";
}

enum fw_fail fw_tls_session_explain(const struct fw_tls_session *x, int result, char out[FW_TLS_DETAIL_MAX])
{
    const char *certificate = !fw_tls_session_was_asked(x) ? ""
                              : x->has_own                 ? "; it got our client certificate"
                                                           : "; it asks for a client certificate, none is installed";
    if (result == MBEDTLS_ERR_SSL_ALLOC_FAILED || result == MBEDTLS_ERR_X509_ALLOC_FAILED ||
        result == MBEDTLS_ERR_MPI_ALLOC_FAILED || rt_buf_error(&x->out.bytes) == RT_ENOMEM) {
        (void)snprintf(out, FW_TLS_DETAIL_MAX, "%s", rt_err_text(RT_ENOMEM));
        return FW_FAIL_ABORTED;
    }
    if (result == MBEDTLS_ERR_X509_CERT_VERIFY_FAILED) {
        (void)snprintf(out, FW_TLS_DETAIL_MAX, "%s", x->check.reason);
    } else if (result == MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE) {
        unsigned alert = x->ssl.in_msg[1];
        (void)snprintf(out, FW_TLS_DETAIL_MAX, "TLS alert from the server: %s (%u)%s", alert_text(alert), alert,
                       certificate);
    } else if (result == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY || result == MBEDTLS_ERR_SSL_CONN_EOF) {
        (void)snprintf(out, FW_TLS_DETAIL_MAX, "TLS handshake: ended by the server, waited for %s",
                       fw_tls_session_waits_for(x));
    } else {
        char text[96];
        mbedtls_strerror(result, text, sizeof text);
        bool is_done = fw_tls_session_is_done(x);
        (void)snprintf(out, FW_TLS_DETAIL_MAX, "TLS: %s%s%s", text, is_done ? "" : ", waited for ",
                       is_done ? "" : fw_tls_session_waits_for(x));
    }
    return FW_FAIL_SSL;
}
