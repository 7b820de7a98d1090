/* SPDX-License-Identifier: MIT */
/* The certificates of a PEM file as stored in an image: DER, concatenated. */
#pragma once
#include <images/error.h>
#include <rt/buf.h>

#define TRUST_ROOTS_MAX 8u /* the vendor's firmware has one; room for a provider's own and for root rollover */

/* Appends to out and counts the certificates. RT_ENOENT and the like, RT_ESYNTAX (not certificates), RT_ETOOBIG (too
 * many). */
enum rt_err trust_load(const char *path, struct rt_buf *out, unsigned *n_roots, struct img_error *e);
