/* SPDX-License-Identifier: MIT */
/*
 * Making certificates: what the vendor's certification authority did, with roots of one's own.
 *
 * A folder holds the roots, as `vspa pki init` writes it:
 *
 *    server-root.pem, .key    "Provisioning Server Root Authority 1": signs provisioning servers; firmware trusts it
 *    client-root.pem, .key    "Client Certificate Root Authority 1": signs units; servers trust it
 *    server.key               a key for servers on one's own desk; the lab uses it
 *
 * Names of the roots: guide p.1-10, figure 1-2. Everything is RSA-2048 with SHA-256: units of 2005 had RSA-1024 and
 * MD5 or SHA-1 (recall), which today's servers refuse.
 *
 * The same input makes the same bytes: random numbers come from a seed that the caller gives.
 */
#pragma once
#include <board/ident.h>
#include <rt/buf.h>
#include <rt/err.h>
#include <stddef.h>
#include <stdint.h>

struct emu_pki_key;

#define EMU_PKI_BITS         2048u
#define EMU_PKI_NAME_MAX     255u       /* bytes of one part of a name */
#define EMU_PKI_PEM_MAX      16384u     /* a certificate, key or CSR as a file */
#define EMU_PKI_BEGIN        1072915200 /* 2004-01-01: before any unit was made, so that the lab's 2007 is inside */
#define EMU_PKI_END          2524607999 /* 2049-12-31 23:59:59: the last year that old software reads */
#define EMU_PKI_SERVER_ROOT  "Provisioning Server Root Authority 1"
#define EMU_PKI_CLIENT_ROOT  "Client Certificate Root Authority 1"
#define EMU_PKI_ORGANISATION "Sipura Technology, Inc"
#define EMU_PKI_TEST_UNIT    "TEST ONLY, made by vspa: not of the vendor"

/* A certificate, or a key (PKCS#1), in DER. */
struct emu_der {
    size_t n;
    uint8_t bytes[BOARD_DER_MAX];
};

/* Parts that are NULL are left out. The order in the certificate is that of the members. */
struct emu_pki_name {
    const char *o, *ou, *cn, *l, *st;
};

struct emu_pki_template {
    struct emu_pki_name subject;
    int64_t begin_s, end_s; /* seconds since 1970; both 0: EMU_PKI_BEGIN, EMU_PKI_END */
    bool is_authority;
};

/* An authority: its certificate and its key. issuer NULL means: signs itself. */
struct emu_pki_issuer {
    const struct emu_der *certificate;
    const struct emu_pki_key *key;
};

/* Seconds since 1970 of a day's beginning, UTC. */
int64_t emu_pki_date_s(int year, unsigned month, unsigned day);

/* --- keys --- RT_ENOMEM, RT_ECORRUPT (not a key). The same seed makes the same key. */
enum rt_err emu_pki_key_make(struct emu_pki_key **out, const void *seed, size_t n);
/* PEM or DER. */
enum rt_err emu_pki_key_read(struct emu_pki_key **out, const void *bytes, size_t n);
void emu_pki_key_destroy(struct emu_pki_key *k); /* NULL is allowed */
enum rt_err emu_pki_key_der(const struct emu_pki_key *k, struct emu_der *out);
enum rt_err emu_pki_key_pem(const struct emu_pki_key *k, struct rt_buf *out);

/* --- certificates --- RT_ENOMEM, RT_EINVAL (a name or a date that cannot be written), RT_ETOOBIG. */
enum rt_err emu_pki_issue(struct emu_der *out, const struct emu_pki_template *t, const struct emu_pki_key *subject_key,
                          const struct emu_pki_issuer *issuer);
/* Signs a provider's CSR (PEM or DER), its subject as it stands. common_name: EMU_PKI_NAME_MAX + 1 bytes.
 * Also RT_ECORRUPT (not a CSR), RT_ESIGNATURE (not signed by its own key), RT_ENOTSUP (not an RSA key: a unit knows no
 * other, guide p.1-9), RT_ENOENT (no CN in it). */
enum rt_err emu_pki_sign_request(struct emu_der *out, const void *csr, size_t n, int64_t begin_s, int64_t end_s,
                                 const struct emu_pki_issuer *issuer, char *common_name);
enum rt_err emu_pki_pem(const struct emu_der *certificate, struct rt_buf *out);
/* PEM or DER to DER; of several in a PEM file the first. RT_ECORRUPT, RT_ETOOBIG. */
enum rt_err emu_pki_read(struct emu_der *out, const void *bytes, size_t n);

struct emu_pki_facts {
    char subject[512], issuer[512];
    char common_name[EMU_PKI_NAME_MAX + 1];
    char begin[20], end[20]; /* "2004-01-01 00:00:00", UTC */
    char key[24];            /* "RSA 2048 bits" */
    char signature[32];      /* "RSA with SHA-256" */
    char serial[64], sha256[65];
    bool is_authority;
};
/* Names that are too long are cut. RT_ECORRUPT: no certificate in DER. */
enum rt_err emu_pki_facts(const struct emu_der *certificate, struct emu_pki_facts *out);
/* Did this issuer sign it? */
bool emu_pki_is_signed_by(const struct emu_der *certificate, const struct emu_der *issuer);

/* A unit's own certificate: OU product, L serial number, ST the MAC in lower case (SPA100 series guide p.43; guide
 * p.3-9). The key follows from the authority's key, the MAC and the serial number: the same unit made again is the
 * same unit, and without the authority's key it cannot be made. Fills certificate and key of the identity. */
enum rt_err emu_pki_make_unit(struct board_ident *ident, const struct emu_pki_issuer *issuer);
/* The same with a key that is there already. */
enum rt_err emu_pki_certify_unit(struct board_ident *ident, const struct emu_pki_issuer *issuer,
                                 const struct emu_pki_key *key);
