/* SPDX-License-Identifier: MIT */
/*
 * Who the provider is in TLS, for its HTTPS and its SIP: the certificate, the versions and suites, and what is wrong
 * with them.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct emu_lab;

/* The lab's HTTPS server and its faults. Zero: a valid certificate, TLS 1.0 to 1.2 with every suite, no client
 * certificate requested. id, name as written in options and scenarios, what it does. */
#define EMU_LAB_FAULT_LIST(X)                                                                                          \
    X(GOOD, "good", "valid")                                                                                           \
    X(EXPIRED, "expired", "expired yesterday")                                                                         \
    X(FUTURE, "future", "becomes valid in 400 days")                                                                   \
    X(SELF_SIGNED, "self-signed", "self-signed")                                                                       \
    X(WRONG_CA, "wrong-ca", "signed by a CA other than the server root")                                               \
    X(WRONG_NAME, "wrong-name", "issued to stranger.test")
#define EMU_LAB_TLS_LIST(X)                                                                                            \
    X(TLS_ANY, "any", "TLS 1.0 to 1.2, all cipher suites")                                                             \
    X(TLS_OLD, "old", "TLS 1.0, RSA key exchange, as servers of 2005")                                                 \
    X(TLS_NEW, "new", "TLS 1.2, ECDHE with GCM, as servers of today")                                                  \
    X(TLS_CLOSE, "close", "close the connection after the ClientHello")                                                \
    X(TLS_SILENT, "silent", "accept the ClientHello and never answer")
#define EMU_LAB_CLIENT_LIST(X)                                                                                         \
    X(CLIENT_ANY, "no", "do not request a client certificate")                                                         \
    X(CLIENT_ASKED, "ask", "request one, accept clients without")                                                      \
    X(CLIENT_REQUIRED, "require", "require one")                                                                       \
    X(CLIENT_LATE, "late", "require one after the request, as Apache for a folder")
#define EMU_LAB_ENUM(id, name, help) EMU_LAB_##id,
enum emu_lab_fault { EMU_LAB_FAULT_LIST(EMU_LAB_ENUM) EMU_LAB_N_FAULTS };
enum emu_lab_tls { EMU_LAB_TLS_LIST(EMU_LAB_ENUM) EMU_LAB_N_TLS };
enum emu_lab_client { EMU_LAB_CLIENT_LIST(EMU_LAB_ENUM) EMU_LAB_N_CLIENTS };
#undef EMU_LAB_ENUM
struct emu_lab_https {
    const char *cn;  /* of its certificate; NULL: the first of the hosts that is the provider, else provider.test */
    const char *pki; /* folder of the roots; NULL: the default place */
    enum emu_lab_fault fault;
    enum emu_lab_client client;
    enum emu_lab_tls tls;
    uint32_t n_faulty; /* number of connections affected; later ones are served well; 0: all */
};
/* From the next connection on. */
void emu_lab_set_https(struct emu_lab *lab, const struct emu_lab_https *https);
