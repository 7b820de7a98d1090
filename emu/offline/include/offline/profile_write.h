/* SPDX-License-Identifier: MIT */
/* Writing of profiles: one parameter as an element that a unit takes, or as an entry of the plain-text form. */
#pragma once
#include <fw/schema.h>
#include <rt/buf.h>

/* "  <GPP_A ua="rw">a &amp; b</GPP_A>" and a line feed. */
enum rt_err profile_write_xml(struct rt_buf *out, const char *element, enum fw_access access, struct rt_str value);
/* "GPP_A ! "a & b" ;" and a line feed: plain.h. */
enum rt_err profile_write_plain(struct rt_buf *out, const struct fw_schema_row *row, enum fw_access access,
                                struct rt_str value);
