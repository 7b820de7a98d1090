/* SPDX-License-Identifier: MIT */
/* The cipher suites of a unit of release 2.0.6, and what is offered of them. */
#pragma once
#include <stdbool.h>

struct fw_tls_suite {
    int id;           /* as registered with IANA */
    const char *name; /* as the guide's table names it */
};
/* The nine of release 2.0.6, guide p.1-14 table 1-2, in its order. */
#define FW_TLS_UNIT_SUITES 9u
extern const struct fw_tls_suite fw_tls_unit_suites[FW_TLS_UNIT_SUITES];

/* A list for mbedTLS, closed by 0: those of the nine that this mbedTLS has; with is_modern, mbedTLS's own before them.
 */
#define FW_TLS_OFFER_MAX 256u
void fw_tls_offer(bool is_modern, int out[FW_TLS_OFFER_MAX]);
