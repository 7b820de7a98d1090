/* SPDX-License-Identifier: MIT */
/*
 * Timeouts, retry counts and size limits: one row per number, so that a better source changes a row and no code.
 *
 * None of these is documented for the unit ("retransmit counts: not found"). Where a row names a program, that
 * program's default is used, since servers of the time were tested against it.
 */
#pragma once

/* --- every transport (fetch.c) --- */
/* A whole fetch, over all addresses. Stops a server that drips one byte a second. guess: long enough for the largest
 * file (8 MiB) at 64 kbit/s. */
#define FETCH_TOTAL_MS           (30u * 60u * 1000u)
/* A body without another limit. fw/fetch.h. */
#define FETCH_BODY_DEFAULT_BYTES (8u * 1024u * 1024u)

/* --- tftp.c --- */
/* Retransmission timeout of one packet. recall: `rexmt` of the BSD tftp client is 5 s. */
#define TFTP_RETRY_MS            5000u
/* Maximum number of transmissions of a packet. recall: the BSD client's `timeout` is 25 s, five times its rexmt. */
#define TFTP_TRIES_MAX           5u
/* After the last block its ACK can still be sent again ("dallying", RFC 1350 section 6): one retry of the server. */
#define TFTP_DALLY_MS            5000u

/* --- http.c --- */
/* From the first SYN to an open connection. lwIP sends one each 3 s and would give up by itself after 18 s. guess:
 * five SYNs; a browser of the time waited longer, but a unit has a queue of other addresses and rules. */
#define HTTP_CONNECT_MS          15000u
/* Idle timeout of an open connection, in both directions. guess. */
#define HTTP_IDLE_MS             30000u
/* Status line and headers of the answer, interim ones included. guess: nginx and Apache send at most 8 kB. */
#define HTTP_HEAD_MAX_BYTES      16384u
