/* SPDX-License-Identifier: MIT */
/*
 * The words of requests: fields, names and addresses in the forms of captured messages. A parameter cannot begin a
 * field of its own: control characters become blanks.
 */
#pragma once
#include <rt/buf.h>
#include <stdbool.h>

/* "Name: value" and CRLF. A failure stays in the buffer. */
void sip_put_field(struct rt_buf *out, const char *name, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* A value that is empty leaves the field out. */
void sip_put_set_field(struct rt_buf *out, const char *name, const char *value);
/* A display name with a blank behind, or "". A token with blanks stands bare; other names, and all with is_quoted, in
 * quotes. */
#define SIP_DISPLAY_BYTES 160u
void sip_quote_name(const char *name, bool is_quoted, char out[SIP_DISPLAY_BYTES]);
