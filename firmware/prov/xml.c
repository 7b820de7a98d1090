/* SPDX-License-Identifier: MIT */
/* The machine: one byte at a time into the state it is in; texts and references here, tags and sections in files of
 * their own. */
#include "xml_priv.h"
#include <rt/assert.h>
#include <string.h>

static void step(struct fw_xml *x, char c);

static void on_start_nothing(void *ctx, struct rt_str path, struct rt_str name, unsigned line, unsigned column)
{
    (void)ctx, (void)path, (void)name, (void)line, (void)column;
}

static void on_attribute_nothing(void *ctx, struct rt_str name, struct rt_str value)
{
    (void)ctx, (void)name, (void)value;
}

static void on_text_nothing(void *ctx, struct rt_str text)
{
    (void)ctx, (void)text;
}

static void on_end_nothing(void *ctx, struct rt_str path, bool is_self_closing)
{
    (void)ctx, (void)path, (void)is_self_closing;
}

void fw_xml_init(struct fw_xml *x, const struct fw_xml_handler *handler)
{
    RT_ASSERT(x != NULL && handler != NULL);
    memset(x, 0, sizeof *x);
    x->handler = *handler;
    x->handler.on_start = handler->on_start != NULL ? handler->on_start : on_start_nothing;
    x->handler.on_attribute = handler->on_attribute != NULL ? handler->on_attribute : on_attribute_nothing;
    x->handler.on_text = handler->on_text != NULL ? handler->on_text : on_text_nothing;
    x->handler.on_end = handler->on_end != NULL ? handler->on_end : on_end_nothing;
    x->line = 1;
    x->column = 1;
    x->error_what = "";
}

void fw_xml_break(struct fw_xml *x, const char *what)
{
    x->state = FW_XML_BROKEN;
    x->error_line = x->line;
    x->error_column = x->column;
    x->error_what = what;
}

void fw_xml_put_text(struct fw_xml *x, const char *p, size_t n)
{
    if (n > 0) {
        x->handler.on_text(x->handler.ctx, rt_str_n(p, n));
    }
}

/* ---- references ---- */

void fw_xml_begin_reference(struct fw_xml *x)
{
    x->back = x->state;
    x->state = FW_XML_REFERENCE;
    x->reference[0] = '&';
    x->n_reference = 1;
}

static void put_decoded(struct fw_xml *x, const char *p, size_t n)
{
    if (x->back == FW_XML_TEXT) {
        fw_xml_put_text(x, p, n);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        fw_xml_put_attr_value(x, p[i]);
    }
}

static void on_reference(struct fw_xml *x, char c)
{
    char decoded[4];
    bool is_part = c == '#' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (c == ';') {
        size_t n = fw_xml_decode(rt_str_n(x->reference, x->n_reference), decoded);
        put_decoded(x, n > 0 ? decoded : x->reference, n > 0 ? n : x->n_reference);
        if (n == 0) {
            put_decoded(x, ";", 1);
        }
        x->state = x->back;
    } else if (is_part && x->n_reference < sizeof x->reference) {
        x->reference[x->n_reference++] = c;
    } else {
        put_decoded(x, x->reference, x->n_reference);
        x->state = x->back;
        step(x, c); /* one level: the state is not REFERENCE now */
    }
}

/* ---- the machine ---- */

static void on_text(struct fw_xml *x, char c)
{
    if (c == '<') {
        x->state = FW_XML_LESS;
        x->tag_line = x->line;
        x->tag_column = x->column;
    } else if (c == '&') {
        fw_xml_begin_reference(x);
    } else {
        fw_xml_put_text(x, &c, 1);
    }
}

static void on_broken(struct fw_xml *x, char c)
{
    (void)x, (void)c;
}

static void (*const STATES[])(struct fw_xml *x, char c) = {
    [FW_XML_TEXT] = on_text,
    [FW_XML_LESS] = fw_xml_on_less,
    [FW_XML_START_NAME] = fw_xml_on_start_name,
    [FW_XML_IN_TAG] = fw_xml_on_in_tag,
    [FW_XML_ATTR_NAME] = fw_xml_on_attr_name,
    [FW_XML_ATTR_AFTER] = fw_xml_on_attr_after,
    [FW_XML_ATTR_EQUALS] = fw_xml_on_attr_equals,
    [FW_XML_ATTR_QUOTED] = fw_xml_on_attr_quoted,
    [FW_XML_ATTR_BARE] = fw_xml_on_attr_bare,
    [FW_XML_ATTR_SLASH] = fw_xml_on_attr_slash,
    [FW_XML_SLASH] = fw_xml_on_slash,
    [FW_XML_END_NAME] = fw_xml_on_end_name,
    [FW_XML_END_BLANK] = fw_xml_on_end_blank,
    [FW_XML_BANG] = fw_xml_on_bang,
    [FW_XML_BANG_DASH] = fw_xml_on_bang_dash,
    [FW_XML_COMMENT] = fw_xml_on_comment,
    [FW_XML_CDATA_HEAD] = fw_xml_on_cdata_head,
    [FW_XML_CDATA] = fw_xml_on_cdata,
    [FW_XML_DECLARATION] = fw_xml_on_declaration,
    [FW_XML_INSTRUCTION] = fw_xml_on_instruction,
    [FW_XML_REFERENCE] = on_reference,
    [FW_XML_BROKEN] = on_broken,
};

static void step(struct fw_xml *x, char c)
{
    STATES[x->state](x, c);
}

enum rt_err fw_xml_feed(struct fw_xml *x, const uint8_t *bytes, size_t n)
{
    RT_ASSERT(x != NULL && (bytes != NULL || n == 0));
    for (size_t i = 0; i < n && x->state != FW_XML_BROKEN; i++) {
        if (bytes[i] == 0) {
            fw_xml_break(x, "a byte 0: this is not text");
            break;
        }
        step(x, (char)bytes[i]);
        if (x->state == FW_XML_BROKEN) {
            break;
        }
        x->line += bytes[i] == '\n';
        x->column = bytes[i] == '\n' ? 1 : x->column + 1;
    }
    return x->state == FW_XML_BROKEN ? RT_ECORRUPT : RT_OK;
}

enum rt_err fw_xml_finish(struct fw_xml *x)
{
    if (x->state == FW_XML_REFERENCE && x->back == FW_XML_TEXT) {
        put_decoded(x, x->reference, x->n_reference);
        x->state = FW_XML_TEXT;
    }
    if (x->state == FW_XML_BROKEN) {
        return RT_ECORRUPT;
    }
    if (x->state != FW_XML_TEXT) {
        fw_xml_break(x, "the file ends inside a tag, a comment or a section");
    } else if (x->depth > 0) {
        fw_xml_break(x, "the file ends before every opening tag has its closing tag");
    }
    return x->state == FW_XML_BROKEN ? RT_ECORRUPT : RT_OK;
}
