/* SPDX-License-Identifier: MIT */
/*
 * One TLS session: mbedTLS configured like a unit, with queues instead of a socket (session.c). Used by stream.c and
 * handshake.c.
 */
#pragma once
#include <fw/tls.h>
#include "tls_priv.h"

struct fw_tls_queue {
    struct rt_buf bytes;
    size_t n_taken; /* from its front */
};
/* Forgets what was taken. */
void fw_tls_queue_tidy(struct fw_tls_queue *q);

struct fw_tls_session {
    bool is_started;
    struct fw_net *net;
    mbedtls_ssl_context ssl;
    mbedtls_ssl_config config;
    mbedtls_hmac_drbg_context random;
    mbedtls_x509_crt roots, own;
    mbedtls_pk_context own_key;
    bool has_own; /* certificate and key are installed */
    int offer[FW_TLS_OFFER_MAX];
    struct fw_tls_check check;
    struct fw_tls_queue in, out;
};

/* server_name: borrowed until stop. RT_ENOENT: this firmware has no roots; RT_ENOMEM. Both need a stop. */
enum rt_err fw_tls_session_start(struct fw_tls_session *x, struct fw_net *net, const char *server_name, bool is_modern);
/* A session that was not started is allowed. */
void fw_tls_session_stop(struct fw_tls_session *x);

/* Whether the server has not yet sent its certificate. */
bool fw_tls_session_is_early(const struct fw_tls_session *x);
bool fw_tls_session_is_done(const struct fw_tls_session *x);
/* Whether a second handshake is over; whether both sides know RFC 5746, which a unit of 2007 did not. */
bool fw_tls_session_has_renegotiated(const struct fw_tls_session *x);
bool fw_tls_session_is_rfc5746(const struct fw_tls_session *x);
/* Whether the server requested a client certificate. */
bool fw_tls_session_was_asked(const struct fw_tls_session *x);
/* "the server's certificate" */
const char *fw_tls_session_waits_for(const struct fw_tls_session *x);
/* Describes an mbedTLS error for technicians. FW_FAIL_SSL, or FW_FAIL_ABORTED: no memory. */
enum fw_fail fw_tls_session_explain(const struct fw_tls_session *x, int result, char out[FW_TLS_DETAIL_MAX]);
