/* SPDX-License-Identifier: MIT */
/*
 * The server's side of TLS, without a socket: bytes in, bytes out (mbedTLS). The lab's HTTPS server stands on it, and
 * so do the tests' servers.
 *
 * The same bytes in make the same bytes out: noise comes from the seed, and no clock is asked.
 */
#pragma once
#include <pki/pki.h>
#include <rt/buf.h>
#include <stdbool.h>

struct lab_tls;

#define LAB_TLS_CHAIN_MAX   3u
#define LAB_TLS_RECORDS_MAX (1u << 20) /* of what waits to be sent */

/* LATE: required by a second handshake (renegotiation), once the client has sent bytes. */
enum lab_tls_ask { LAB_TLS_ASK_NOTHING, LAB_TLS_ASK_OPTIONAL, LAB_TLS_ASK_REQUIRED, LAB_TLS_ASK_LATE };

struct lab_tls_config {
    const struct emu_der *chain[LAB_TLS_CHAIN_MAX]; /* the server's certificate first; borrowed */
    size_t n_chain;
    const struct emu_der *key;         /* PKCS#1 */
    enum lab_tls_ask ask;              /* for a client certificate, */
    const struct emu_der *client_root; /* signed by this one; NULL with ASK_NOTHING */
    int version_min, version_max;      /* minor version as on the wire, 1: TLS 1.0, 3: TLS 1.2; 0: 1 and 3 */
    const int *suites;                 /* terminated by 0; NULL: the defaults of mbedTLS */
    uint64_t seed;                     /* another one for each session */
};

enum lab_tls_state {
    LAB_TLS_HANDSHAKE,
    LAB_TLS_OPEN,
    LAB_TLS_CLOSED, /* the client sent close_notify */
    LAB_TLS_FAILED,
};

/* RT_ENOMEM, RT_ECORRUPT (certificates and key that do not fit). */
enum rt_err lab_tls_create(struct lab_tls **out, const struct lab_tls_config *config);
void lab_tls_destroy(struct lab_tls *t); /* NULL is allowed */

/* Bytes from the client. What they hold for the application is appended to plain; with LATE, once the client has shown
 * its certificate. */
enum lab_tls_state lab_tls_feed(struct lab_tls *t, const void *bytes, size_t n, struct rt_buf *plain);
enum lab_tls_state lab_tls_state(const struct lab_tls *t);
/* Bytes for the client, as records. Only when OPEN. */
enum rt_err lab_tls_write(struct lab_tls *t, const void *bytes, size_t n);
/* Sends close_notify. */
void lab_tls_end(struct lab_tls *t);
/* What has to be sent; take it all and clear it. */
struct rt_buf *lab_tls_out(struct lab_tls *t);

/* "TLSv1.0 TLS-RSA-WITH-AES-128-CBC-SHA, OU=SPA-2102, L=..., ST=..." or why it failed. */
const char *lab_tls_text(struct lab_tls *t);
