/* SPDX-License-Identifier: MIT */
/*
 * An HTTPS server of the tests, with the certificate and the manners that a test gives it; and the certificates, made
 * of the TEST roots.
 */
#pragma once
#include "tcp_peer.h"
#include <provider/tls.h>

/* --- certificates --- */

/* Loads the roots; TEST_SOURCE_DIR. Takes a fifth of a second, for the unit's key. */
struct tls_world {
    struct emu_der server_root, client_root;
    struct emu_pki_key *server_root_key, *client_root_key, *server_key;
    struct emu_der key; /* of servers */
    struct emu_der server_root_key_der;
    struct board_ident unit; /* with certificate and key */
};
void tls_world_init(struct tls_world *w, const char *test_source_dir);
void tls_world_fini(struct tls_world *w);

enum tls_signer {
    TLS_BY_ROOT,        /* as it should be */
    TLS_BY_CLIENT_ROOT, /* a good root, for something else */
    TLS_BY_NAMESAKE,    /* a root of the same name and another key */
    TLS_BY_ITSELF,
    TLS_BY_INTERMEDIATE, /* that the root has signed; it is sent along */
};
struct tls_identity {
    const char *cn;
    enum tls_signer by;
    int64_t begin_s, end_s; /* both 0: valid for ever */
};

/* --- the server --- */

enum tls_manners {
    TLS_IS_GOOD,
    TLS_CLOSES_AT_HELLO, /* before its own */
    TLS_RESETS_AT_HELLO,
    TLS_CLOSES_AFTER_HELLO, /* after certificate and all, before its Finished */
    TLS_RESETS_AFTER_HELLO,
    TLS_FALLS_SILENT, /* after its hello */
    TLS_IS_SILENT,
    TLS_TALKS_GARBAGE,
    TLS_TALKS_HTTP,
    TLS_ENDS_WITHOUT_FAREWELL, /* after the answer */
    TLS_CUTS_THE_ANSWER,       /* closes after half of it */
    TLS_RESETS_IN_THE_ANSWER,
    TLS_SPOILS_THE_ANSWER, /* one bit of its record is wrong */
};

struct tls_peer {
    struct tcp_peer tcp;
    struct lab_tls_config config;
    struct emu_der certificate, intermediate;
    enum tls_manners manners;
    const char *answer;
    const char *sought; /* in the first bytes of each connection; NULL: nothing */
    /* What it saw. */
    unsigned n_sought; /* connections that had it */
    struct rt_buf request;
    unsigned n_handshakes; /* completed */
    char last[400];        /* lab_tls_text() of the last connection */
    /* private */
    struct lab_tls *session;
    bool is_deaf, is_new;
};

void tls_peer_init(struct tls_peer *p, struct outside *o, uint32_t ip, const struct tls_world *w,
                   const struct tls_identity *identity);
/* Another certificate from now on. */
void tls_peer_be(struct tls_peer *p, const struct tls_world *w, const struct tls_identity *identity);
void tls_peer_fini(struct tls_peer *p);
