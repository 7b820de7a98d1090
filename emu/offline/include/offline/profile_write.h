/* SPDX-License-Identifier: MIT */
/* Writing of profiles: one parameter as an element that a unit takes, or as an entry of the plain-text form. */
#pragma once
#include <fw/schema.h>
#include <rt/buf.h>

/* Can the form hold this value, with nothing in it that is unsafe to look at (rt/str.h)? XML has numbers for
 * characters, but none for a byte that is no character; the plain-text form has neither. */
bool profile_may_write(bool is_xml, struct rt_str value);
/* "  <GPP_A ua="rw">a &amp; b</GPP_A>" and a line feed. */
enum rt_err profile_write_xml(struct rt_buf *out, const char *element, enum fw_access access, struct rt_str value);
/* "GPP_A ! "a & b" ;" and a line feed: plain.h. */
enum rt_err profile_write_plain(struct rt_buf *out, const struct fw_schema_row *row, enum fw_access access,
                                struct rt_str value);
