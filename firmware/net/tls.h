/* SPDX-License-Identifier: MIT */
/*
 * TLS for HTTPS: a struct fw_stream over a TCP one, by mbedTLS (tls_stream.c), and the judgement of the server
 * (tls_check.c). What a unit of release 2.0.6 could do stands in tls_suites.c.
 *
 *   IDLE -> CONNECTING -> HANDSHAKE -> RESOLVING -> OPEN -> CLOSED
 *               ^             |  a server that has nothing in common with a unit of 2007: once more, with today's
 *               +-------------+  suites, and a fidelity warning; never with is_strict
 *
 * The unit checks the server three times (guide p.1-9, p.1-13): signed directly by a root of the firmware, the name in
 * the certificate is that of the URL, that name leads to the server's address. Expiry is not mentioned there: dates are
 * judged by the unit's own clock once it knows the time (guess; `ignores_dates` is the other reading).
 *
 * Time and noise come from the board; mbedTLS asks the host for the time twice, see fw_tls_random() and
 * fw_tls_verify(). Its memory (40 kB while a session runs) comes from libc: Debian's build cannot be pointed to rt_mem.
 */
#pragma once
#include "net_priv.h"
#include "stream.h"
#include "tls_check.h"
#include "tls_suites.h"
#include <mbedtls/hmac_drbg.h>
#include <mbedtls/pk.h>
#include <mbedtls/ssl.h>
#include <mbedtls/x509_crt.h>
#include <rt/buf.h>

/* From the open connection to the last handshake message. guess: RSA took a unit seconds. */
#define FW_TLS_HANDSHAKE_MS 30000u
/* From the first SYN to an open connection: as HTTP_CONNECT_MS. */
#define FW_TLS_CONNECT_MS   15000u
/* Bytes that wait to be read or sent; a record is 16 kB. */
#define FW_TLS_QUEUE_MAX    65536u
#define FW_TLS_ROOTS_MAX    8u

#define FW_TLS_STATE_LIST(X)                                                                                           \
    X(IDLE, "idle")                                                                                                    \
    X(CONNECTING, "connecting")                                                                                        \
    X(HANDSHAKE, "handshake")                                                                                          \
    X(RETRYING, "once more, with today's suites")                                                                      \
    X(RESOLVING, "looking up the name of the certificate")                                                             \
    X(OPEN, "open")                                                                                                    \
    X(CLOSED, "closed")
enum fw_tls_state {
#define FW_TLS_STATE_ENUM(id, text) FW_TLS_##id,
    FW_TLS_STATE_LIST(FW_TLS_STATE_ENUM)
#undef FW_TLS_STATE_ENUM
        FW_TLS_N_STATES
};
