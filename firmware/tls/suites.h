/* SPDX-License-Identifier: MIT */
/* The cipher suites of a unit of release 2.0.6, and what is offered of them. */
#pragma once
#include <stdbool.h>

/* A zero-terminated list for mbedTLS: those of the nine that this mbedTLS has; with is_modern, mbedTLS's own before
 * them. */
#define FW_TLS_OFFER_MAX 256u
void fw_tls_offer(bool is_modern, int out[FW_TLS_OFFER_MAX]);
