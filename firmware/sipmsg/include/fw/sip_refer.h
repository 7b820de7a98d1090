/* SPDX-License-Identifier: MIT */
/* What a REFER and its reports say (RFC 3515, RFC 3420), as text. */
#pragma once
#include <rt/buf.h>
#include <rt/str.h>

#define FW_SIP_REFER_TEXT_MAX 383u /* bytes of where to, and of a Replaces; guess */

/* The value of Refer-To into its parts: the URI without its headers, and its header Replaces, unescaped ("": none). 0,
 * or the status to refuse with. */
int sip_refer_to_read(struct rt_str field, char target[FW_SIP_REFER_TEXT_MAX + 1],
                      char replaces[FW_SIP_REFER_TEXT_MAX + 1]);
/* Appends a value of a header within a URI (RFC 3261 section 19.1.1). A failure stays in the buffer. */
void sip_put_escaped(struct rt_buf *out, const char *text);
/* The status in a body of message/sipfrag: 180 of "SIP/2.0 180 Ringing". 0: none. */
int sip_fragment_status(struct rt_str body);
