/* SPDX-License-Identifier: MIT */
/*
 * The words of requests: fields, names and addresses in the forms of captured messages. A parameter cannot begin a
 * field of its own: control characters become blanks.
 */
#pragma once
#include <rt/buf.h>
#include <stdbool.h>

struct fw_sip;

void sip_put_field(struct rt_buf *out, const char *name, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* A value that is empty leaves the field out. */
void sip_put_set_field(struct rt_buf *out, const char *name, const char *value);
/* The line's Display_Name with a blank behind, or "". A token with blanks stands bare; other names, and all with
 * Escape_Display_Name, in quotes. */
#define SIP_DISPLAY_BYTES 160u
void sip_put_display_name(const struct fw_sip *s, unsigned line, char out[SIP_DISPLAY_BYTES]);
/* The same of any name. */
void sip_quote_name(const char *name, bool is_quoted, char out[SIP_DISPLAY_BYTES]);
