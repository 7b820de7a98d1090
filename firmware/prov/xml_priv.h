/* SPDX-License-Identifier: MIT */
/* What the files of the XML parser share. One function a state takes the next byte and may change the state; which
 * state has which function is the table in xml.c. */
#pragma once
#include "xml.h"

/* The text is no XML from here on: state FW_XML_BROKEN, at the position of the current byte. what: static. */
void fw_xml_break(struct fw_xml *x, const char *what);
/* Text of the open element, borrowed for the call; an empty one is not told. */
void fw_xml_put_text(struct fw_xml *x, const char *p, size_t n);
/* One byte of an attribute's value; beyond FW_XML_ATTRIBUTE_MAX it is dropped. */
void fw_xml_put_attr_value(struct fw_xml *x, char c);
/* A '&' was read in this state, which is gone back to behind the reference. */
void fw_xml_begin_reference(struct fw_xml *x);

/* xml_tag.c: the states within "<a b="c">" and "</a>". */
void fw_xml_on_less(struct fw_xml *x, char c);
void fw_xml_on_start_name(struct fw_xml *x, char c);
void fw_xml_on_in_tag(struct fw_xml *x, char c);
void fw_xml_on_attr_name(struct fw_xml *x, char c);
void fw_xml_on_attr_after(struct fw_xml *x, char c);
void fw_xml_on_attr_equals(struct fw_xml *x, char c);
void fw_xml_on_attr_quoted(struct fw_xml *x, char c);
void fw_xml_on_attr_bare(struct fw_xml *x, char c);
void fw_xml_on_attr_slash(struct fw_xml *x, char c);
void fw_xml_on_slash(struct fw_xml *x, char c);
void fw_xml_on_end_name(struct fw_xml *x, char c);
void fw_xml_on_end_blank(struct fw_xml *x, char c);

/* xml_section.c: the states behind "<!" and "<?". */
void fw_xml_on_bang(struct fw_xml *x, char c);
void fw_xml_on_bang_dash(struct fw_xml *x, char c);
void fw_xml_on_comment(struct fw_xml *x, char c);
void fw_xml_on_cdata_head(struct fw_xml *x, char c);
void fw_xml_on_cdata(struct fw_xml *x, char c);
void fw_xml_on_declaration(struct fw_xml *x, char c);
void fw_xml_on_instruction(struct fw_xml *x, char c);
