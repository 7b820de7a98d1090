/* SPDX-License-Identifier: MIT */
/* The states of a TLS stream, and what its files share. fw/tls.h explains how it works. */
#pragma once
#include <fw/stack.h>
#include <fw/stream.h>
#include "check.h"
#include "suites.h"
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
