/* SPDX-License-Identifier: MIT */
/*
 * The secrets of the unit's TLS sessions in the form of an SSLKEYLOGFILE (draft-ietf-tls-keylogfile, section 2.1),
 * which Wireshark and tshark read: one line a session, "CLIENT_RANDOM", the client's random, the master secret.
 *
 * As with other programs the file is added to, so that several runs, and the processes of one test, may share it.
 */
#pragma once
#include <host/error.h>
#include <board/probe.h>
#include <rt/err.h>
#include <stdbool.h>

struct emu_keylog;

/* The option's value; without one that of the environment's SSLKEYLOGFILE; NULL: no key log is wanted. */
const char *emu_keylog_path(const char *option);

/* Could it be written? Makes the file. False: the error says why not. named_by: "--keylog", "SSLKEYLOGFILE". */
bool emu_keylog_try(const char *named_by, const char *path, struct emu_error *error);
/* RT_EIO with errno, RT_ENOMEM. A new file is its owner's alone. */
enum rt_err emu_keylog_open(struct emu_keylog **out, struct board *b, const char *path);
/* RT_EIO: the file is not whole. NULL is allowed. */
enum rt_err emu_keylog_close(struct emu_keylog *k);

/* Its line, with its line feed; returns the length. */
#define EMU_KEYLOG_LABEL      "CLIENT_RANDOM"
#define EMU_KEYLOG_LINE_BYTES (sizeof EMU_KEYLOG_LABEL + 2u * (BOARD_TLS_RANDOM_BYTES + BOARD_TLS_MASTER_BYTES) + 3u)
size_t emu_keylog_line(const struct board_tls_secret *secret, char out[EMU_KEYLOG_LINE_BYTES]);
