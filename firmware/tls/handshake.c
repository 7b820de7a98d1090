/* SPDX-License-Identifier: MIT */
/* From an open TCP connection to an open stream: handshake, second attempt, check of the server's address. */
#include "stream_priv.h"
#include "tls_events.h"
#include <board/signal.h>
#include <fw/log.h>
#include <stdio.h>

/* --- what the server showed --- */

static const char *client_text(const struct fw_tls_session *x)
{
    return !fw_tls_session_was_asked(x) ? "no client certificate asked for"
           : x->has_own                 ? "client certificate sent"
                                        : "client certificate asked for, none installed";
}

static void tell_check(struct tls_stream *s, const char *what, bool is_good)
{
    FW_TRACE(s->board, tls_check, 0, is_good, what);
}

/* Once a handshake has got as far as the certificate, whatever came of it. */
static void tell_certificate(struct tls_stream *s)
{
    const struct fw_tls_check *c = &s->session.check;
    if (c->depth < 0) {
        return;
    }
    FW_TRACE(s->board, tls_certificate, 0, c->depth, c->from.year, c->from.mon, c->from.day, c->to.year, c->to.mon,
             c->to.day, c->name, c->issuer);
    tell_check(s, "signature", !c->is_bad[FW_TLS_SIGNATURE]);
    if (c->now_s != 0) {
        tell_check(s, "dates", !c->is_bad[FW_TLS_DATES]);
    }
    tell_check(s, "name", !c->is_bad[FW_TLS_NAME]);
}

/* --- the handshake --- */

static void on_handshake_over(struct tls_stream *s);

bool fw_tls_retry(struct tls_stream *s, const char *why)
{
    if (s->is_modern || fw_net_tls(s->net)->is_strict || !fw_tls_session_is_early(&s->session)) {
        return false;
    }
    board_timer_stop(s->board, &s->wait);
    (void)snprintf(s->refusal, sizeof s->refusal, "%s", why);
    FW_TRACE(s->board, tls_refusal, 0, 0, why);
    s->is_modern = true;
    fw_tls_set_state(s, FW_TLS_RETRYING);
    board_timer_start(s->board, &s->step, 0);
    return true;
}

static void on_handshake_failed(struct tls_stream *s, int result)
{
    char detail[FW_TLS_DETAIL_MAX];
    enum fw_fail fail = fw_tls_session_explain(&s->session, result, detail);
    fw_tls_flush(s); /* the alert */
    tell_certificate(s);
    if (fail == FW_FAIL_ABORTED) {
        fw_tls_tell_closed(s, RT_ENOMEM, fail, detail);
    } else if (!fw_tls_retry(s, detail)) {
        s->has_told_why = true;
        fw_tls_refuse(s, "%s", detail);
    }
}

void fw_tls_run_handshake(struct tls_stream *s)
{
    int result = mbedtls_ssl_handshake(&s->session.ssl);
    if (result == MBEDTLS_ERR_SSL_WANT_READ || result == MBEDTLS_ERR_SSL_WANT_WRITE) {
        fw_tls_flush(s);
    } else if (result != 0) {
        on_handshake_failed(s, result);
    } else {
        fw_tls_flush(s);
        on_handshake_over(s);
    }
}

/* --- after the handshake --- */

static void open_up(struct tls_stream *s)
{
    struct fw_tls_session *x = &s->session;
    const char *client = client_text(x);
    fw_log_debug(fw_net_log(s->net), 2, "%s %.100s: %s, %s, certificate of %.60s, %s", fw_tls_protocol(s), s->name,
                 mbedtls_ssl_get_version(&x->ssl), mbedtls_ssl_get_ciphersuite(&x->ssl), x->check.name, client);
    FW_TRACE(s->board, tls_session, 0, 0, s->name, mbedtls_ssl_get_version(&x->ssl),
             mbedtls_ssl_get_ciphersuite(&x->ssl), client);
    if (s->is_modern) {
        FW_TRACE(s->board, tls_too_modern, 0, 0, s->name, s->refusal, mbedtls_ssl_get_version(&x->ssl),
                 mbedtls_ssl_get_ciphersuite(&x->ssl));
    }
    fw_tls_set_state(s, FW_TLS_OPEN);
    s->base.client.on_connected(s->base.client.ctx);
    fw_tls_read_all(s);
}

static void on_resolved(void *ctx, enum rt_err err, const uint32_t *addrs, size_t n)
{
    struct tls_stream *s = ctx;
    bool is_there = err == RT_OK && fw_tls_is_address_of(&s->session.check, addrs, n, s->ip);
    tell_check(s, "address", is_there);
    if (err != RT_OK) {
        fw_tls_refuse(s, "certificate of %.60s: that name is not found: %s", s->session.check.name, rt_err_text(err));
    } else if (!is_there) {
        fw_tls_refuse(s, "%s", s->session.check.reason);
    } else {
        open_up(s);
    }
}

/* Check 3 (guide p.1-13). */
static void on_handshake_over(struct tls_stream *s)
{
    struct fw_tls_session *x = &s->session;
    board_timer_stop(s->board, &s->wait);
    FW_TRACE(s->board, tls_agreed, 0, 0, mbedtls_ssl_get_version(&x->ssl), mbedtls_ssl_get_ciphersuite(&x->ssl),
             client_text(x));
    tell_certificate(s);
    fw_tls_set_state(s, FW_TLS_RESOLVING);
    fw_dns_resolve(s->net, &s->dns, s->session.check.name, on_resolved, s);
}

/* --- a second handshake --- */

/* A second handshake is over, which a server such as Apache begins to ask for a client certificate once it has seen
 * the path (SSLVerifyClient in a Location). The name was checked again; the address is the same connection's. */
void fw_tls_look_for_renegotiation(struct tls_stream *s)
{
    const struct fw_tls_session *x = &s->session;
    if (s->has_renegotiated || !fw_tls_session_has_renegotiated(x)) {
        return;
    }
    s->has_renegotiated = true;
    FW_TRACE(s->board, tls_agreed, 0, 0, mbedtls_ssl_get_version(&x->ssl), mbedtls_ssl_get_ciphersuite(&x->ssl),
             client_text(x));
    if (fw_tls_session_is_rfc5746(x)) {
        FW_TRACE(s->board, tls_renegotiated, 0, 0, s->name);
    }
}
