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
#include "tls_suites.h"
#include <mbedtls/hmac_drbg.h>
#include <mbedtls/pk.h>
#include <mbedtls/ssl.h>
#include <mbedtls/x509_crt.h>
#include <rt/buf.h>

#define FW_TLS_DETAIL_MAX   160u
#define FW_TLS_NAME_MAX     255u
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

/* --- is this the server? (tls_check.c) --- */
struct fw_tls_check {
    const char *server_name; /* of the URL; borrowed */
    uint64_t now_s;          /* the unit's clock; 0: unknown, dates are not judged */
    /* What was found. */
    int depth;                      /* of the chain: 0 the server's certificate alone; -1: none seen */
    char name[FW_TLS_NAME_MAX + 1]; /* CN of the server's certificate up to a '/' */
    char reason[FW_TLS_DETAIL_MAX]; /* "": no objection */
};
/* An mbedtls_ssl verify callback; check: a struct fw_tls_check. Takes the host's date out of the flags. */
int fw_tls_verify(void *check, mbedtls_x509_crt *crt, int depth, uint32_t *flags);
/* Check 3, after the lookup. False: *check has the reason. */
bool fw_tls_is_address_of(struct fw_tls_check *check, const uint32_t *addrs, size_t n, uint32_t server_ip);
/* Does the name on the certificate fit that of the URL? guide p.1-13: the name, perhaps a '/' and more text. cn is
 * not changed; name gets the part before the '/'. A URL with a number fits any name: only check 3 can tell then (guess,
 * the guide knows URLs with names only). */
bool fw_tls_name_fits(const char *cn, const char *server_name, char name[FW_TLS_NAME_MAX + 1]);
/* Seconds since 1970. */
int64_t fw_tls_unix_s(const mbedtls_x509_time *t);
