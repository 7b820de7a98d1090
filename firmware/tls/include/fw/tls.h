/* SPDX-License-Identifier: MIT */
/*
 * TLS for HTTPS: a struct fw_stream over a TCP one, by mbedTLS (stream.c), and the judgement of the server
 * (check.c). What a unit of release 2.0.6 could do stands in suites.c.
 *
 *   IDLE -> CONNECTING -> HANDSHAKE -> RESOLVING -> OPEN -> CLOSED
 *               ^             |  nothing in common with a unit of 2007: one more attempt, with today's
 *               +-------------+  suites, and a fidelity warning; never with is_strict
 *
 * The unit checks the server three times (guide p.1-9, p.1-13): signed directly by a root of the firmware, the name
 * in the certificate is that of the URL, that name leads to the server's address. Expiry is not mentioned there:
 * dates are judged by the unit's own clock once it knows the time (guess; `ignores_dates` is the alternative
 * interpretation).
 *
 * Time and noise come from the board; mbedTLS asks the host for the time twice, see fw_tls_random() and
 * fw_tls_verify() (session.h). Its memory (40 kB per session) comes from libc: Debian's build does not support a
 * custom allocator.
 */
#pragma once
#include <fw/stream.h>

/* Certificate and key of the unit, and the roots it trusts, are those of the net (fw_net_tls()). */
fw_stream_create_fn fw_tls_stream_create;
