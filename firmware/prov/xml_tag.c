/* SPDX-License-Identifier: MIT */
/* Tags: the names of elements, their attributes, the stack of what is open. */
#include "xml_priv.h"
#include <rt/ascii.h>

/* Every byte without another meaning is allowed in a name. */
static bool is_name_char(char c)
{
    return (unsigned char)c > ' ' && c != '<' && c != '>' && c != '/' && c != '=' && c != '"' && c != '\'' && c != '&';
}

/* ---- elements ---- */

static void push_name_char(struct fw_xml *x, char c)
{
    if (x->n_name == FW_PROFILE_NAME_MAX) {
        fw_xml_break(x, "an element name longer than 127 characters");
        return;
    }
    x->path[x->n_path++] = c;
    x->n_name++;
}

static void open_name(struct fw_xml *x, char c)
{
    if (x->depth == FW_PROFILE_DEPTH_MAX) {
        fw_xml_break(x, "elements nested deeper than 64");
        return;
    }
    x->state = FW_XML_START_NAME;
    x->start[x->depth++] = x->n_path;
    x->path[x->n_path++] = '/';
    x->n_name = 0;
    push_name_char(x, c);
}

static void tell_end(struct fw_xml *x, bool is_self_closing)
{
    x->handler.on_end(x->handler.ctx, rt_str_n(x->path, x->n_path), is_self_closing);
    x->n_path = x->start[--x->depth];
    x->state = FW_XML_TEXT;
}

static void tell_start(struct fw_xml *x)
{
    size_t name = x->start[x->depth - 1] + 1;
    x->handler.on_start(x->handler.ctx, rt_str_n(x->path, x->n_path), rt_str_n(x->path + name, x->n_path - name),
                        x->tag_line, x->tag_column);
    x->state = FW_XML_TEXT;
}

static void begin_end_tag(struct fw_xml *x)
{
    if (x->depth == 0) {
        fw_xml_break(x, "a closing tag without an opening one");
        return;
    }
    x->n_match = x->start[x->depth - 1] + 1;
    x->state = FW_XML_END_NAME;
}

static void finish_end_name(struct fw_xml *x, enum fw_xml_state next)
{
    if (x->n_match != x->n_path) {
        fw_xml_break(x, "a closing tag that does not match the opening one");
    } else if (next == FW_XML_TEXT) {
        tell_end(x, false);
    } else {
        x->state = next;
    }
}

void fw_xml_on_less(struct fw_xml *x, char c)
{
    if (c == '!') {
        x->state = FW_XML_BANG;
    } else if (c == '?') {
        x->state = FW_XML_INSTRUCTION;
        x->n_dashes = 0;
    } else if (c == '/') {
        begin_end_tag(x);
    } else if (is_name_char(c)) {
        open_name(x, c);
    } else {
        fw_xml_break(x, "a '<' that begins no tag");
    }
}

void fw_xml_on_end_name(struct fw_xml *x, char c)
{
    if (c == '>') {
        finish_end_name(x, FW_XML_TEXT);
    } else if (rt_is_blank(c)) {
        finish_end_name(x, FW_XML_END_BLANK);
    } else if (x->n_match < x->n_path && c == x->path[x->n_match]) {
        x->n_match++;
    } else {
        fw_xml_break(x, "a closing tag that does not match the opening one");
    }
}

void fw_xml_on_end_blank(struct fw_xml *x, char c)
{
    if (c == '>') {
        tell_end(x, false);
    } else if (!rt_is_blank(c)) {
        fw_xml_break(x, "a closing tag with something after its name");
    }
}

/* ---- attributes ---- */

static void tell_attribute(struct fw_xml *x)
{
    x->handler.on_attribute(x->handler.ctx, rt_str_n(x->attr_name, x->n_attr_name),
                            rt_str_n(x->attr_value, x->n_attr_value));
    x->state = FW_XML_IN_TAG;
}

void fw_xml_put_attr_value(struct fw_xml *x, char c)
{
    if (x->n_attr_value < sizeof x->attr_value) {
        x->attr_value[x->n_attr_value++] = c;
    }
}

void fw_xml_on_in_tag(struct fw_xml *x, char c)
{
    if (c == '>') {
        tell_start(x);
    } else if (c == '/') {
        x->state = FW_XML_SLASH;
    } else if (is_name_char(c)) {
        x->state = FW_XML_ATTR_NAME;
        x->attr_name[0] = c;
        x->n_attr_name = 1;
        x->n_attr_value = 0;
    } else if (rt_is_blank(c)) {
        x->state = FW_XML_IN_TAG;
    } else {
        fw_xml_break(x, "neither an attribute nor the end of the tag");
    }
}

void fw_xml_on_attr_name(struct fw_xml *x, char c)
{
    if (c == '=') {
        x->state = FW_XML_ATTR_EQUALS;
    } else if (rt_is_blank(c)) {
        x->state = FW_XML_ATTR_AFTER;
    } else if (!is_name_char(c)) {
        tell_attribute(x);
        fw_xml_on_in_tag(x, c);
    } else if (x->n_attr_name < sizeof x->attr_name) {
        x->attr_name[x->n_attr_name++] = c;
    }
}

void fw_xml_on_attr_after(struct fw_xml *x, char c)
{
    if (c == '=') {
        x->state = FW_XML_ATTR_EQUALS;
    } else if (!rt_is_blank(c)) {
        tell_attribute(x);
        fw_xml_on_in_tag(x, c);
    }
}

void fw_xml_on_attr_bare(struct fw_xml *x, char c)
{
    if (rt_is_blank(c)) {
        tell_attribute(x);
    } else if (c == '>') {
        tell_attribute(x);
        tell_start(x);
    } else if (c == '<') {
        fw_xml_break(x, "a '<' inside a tag");
    } else if (c == '/') {
        x->state = FW_XML_ATTR_SLASH;
    } else if (c == '&') {
        fw_xml_begin_reference(x);
    } else {
        fw_xml_put_attr_value(x, c);
    }
}

void fw_xml_on_attr_equals(struct fw_xml *x, char c)
{
    if (c == '"' || c == '\'') {
        x->quote = c;
        x->state = FW_XML_ATTR_QUOTED;
    } else if (!rt_is_blank(c)) {
        x->state = FW_XML_ATTR_BARE;
        fw_xml_on_attr_bare(x, c);
    }
}

void fw_xml_on_attr_slash(struct fw_xml *x, char c)
{
    if (c == '>') {
        tell_attribute(x);
        tell_start(x);
        tell_end(x, true);
    } else {
        fw_xml_put_attr_value(x, '/');
        x->state = FW_XML_ATTR_BARE;
        fw_xml_on_attr_bare(x, c);
    }
}

void fw_xml_on_attr_quoted(struct fw_xml *x, char c)
{
    if (c == x->quote) {
        tell_attribute(x);
    } else if (c == '&') {
        fw_xml_begin_reference(x);
    } else {
        fw_xml_put_attr_value(x, c);
    }
}

/* ---- the rest of an opening tag ---- */

void fw_xml_on_start_name(struct fw_xml *x, char c)
{
    if (is_name_char(c)) {
        push_name_char(x, c);
    } else {
        fw_xml_on_in_tag(x, c);
    }
}

void fw_xml_on_slash(struct fw_xml *x, char c)
{
    if (c == '>') {
        tell_start(x);
        tell_end(x, true);
    } else if (!rt_is_blank(c)) {
        fw_xml_break(x, "a '/' inside a tag");
    }
}
