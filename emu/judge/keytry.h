/* SPDX-License-Identifier: MIT */
/*
 * An encrypted file that the phrase does not open as a unit opens it (AES-256-CBC, MD5, one round: fw's f_aes.c): would
 * it open in one of the ways in which people make it by mistake? Only for the explanation: a unit tries nothing.
 */
#pragma once
#include <rt/buf.h>
#include <stdbool.h>
#include <stdint.h>

/* Appends what was done in place of what, and the cure; nothing is appended when none of the ways opens it, which
 * returns false. key NULL: only what shows without one (base64). */
bool keytry(const uint8_t *bytes, size_t n, const char *key, struct rt_buf *out);
