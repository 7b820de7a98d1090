/* SPDX-License-Identifier: MIT */
/* Bytes that are not UTF-8 are ISO-8859-1, as the unit's pages: what a browser or a SIP peer wrote, for JSON. */
#pragma once
#include <stddef.h>

/* The same text as UTF-8, NUL-terminated; *length without it. NULL: no memory. Free it with rt_mem_free(). */
char *emu_latin1_to_utf8(const char *bytes, size_t n, size_t *length);
