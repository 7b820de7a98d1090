/* SPDX-License-Identifier: MIT */
/* Verifies the provisioning server, without a connection. guide p.1-9, p.1-13: three checks. */
#pragma once
#include <mbedtls/x509_crt.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FW_TLS_DETAIL_MAX 160u
#define FW_TLS_NAME_MAX   255u

/* What the unit asks of a server's certificate before it looks the name up. */
enum fw_tls_question { FW_TLS_SIGNATURE, FW_TLS_DATES, FW_TLS_NAME, FW_TLS_N_QUESTIONS };

struct fw_tls_check {
    const char *server_name; /* of the URL; borrowed */
    uint64_t now_s;          /* the unit's clock; 0: unknown, dates are not judged */
    /* What was found. */
    int depth;                      /* of the chain: 0 the server's certificate alone; -1: none seen */
    char name[FW_TLS_NAME_MAX + 1]; /* CN of the server's certificate up to a '/' */
    char issuer[FW_TLS_NAME_MAX + 1];
    mbedtls_x509_time from, to;      /* of the server's certificate */
    bool is_bad[FW_TLS_N_QUESTIONS]; /* of any certificate of the chain */
    char reason[FW_TLS_DETAIL_MAX];  /* "": no objection */
};
/* An mbedtls_ssl verify callback; check: a struct fw_tls_check. Takes the host's date out of the flags. */
int fw_tls_verify(void *check, mbedtls_x509_crt *crt, int depth, uint32_t *flags);
/* Check 3, after the lookup. False: *check has the reason. */
bool fw_tls_is_address_of(struct fw_tls_check *check, const uint32_t *addrs, size_t n, uint32_t server_ip);
/* Whether the name in the certificate matches the URL. guide p.1-13: the name, optionally followed by '/' and more
 * text. cn is not changed; name gets the part before the '/'. A URL with an IP address matches any name: then only
 * check 3 decides (guess, the guide knows URLs with names only). */
bool fw_tls_name_fits(const char *cn, const char *server_name, char name[FW_TLS_NAME_MAX + 1]);
