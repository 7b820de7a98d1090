/* SPDX-License-Identifier: MIT */
#include "xml.h"
#include <rt/ascii.h>
#include <rt/assert.h>
#include <string.h>

static const char CDATA_HEAD[] = "[CDATA[";
static const char COMMENT_HEAD[] = "<!--";

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

static void broken(struct fw_xml *x, const char *what)
{
    x->state = FW_XML_BROKEN;
    x->error_line = x->line;
    x->error_column = x->column;
    x->error_what = what;
}

/* Every byte without another meaning is allowed in a name. */
static bool is_name_char(char c)
{
    return (unsigned char)c > ' ' && c != '<' && c != '>' && c != '/' && c != '=' && c != '"' && c != '\'' && c != '&';
}

static void put_text(struct fw_xml *x, const char *p, size_t n)
{
    if (n > 0) {
        x->handler.on_text(x->handler.ctx, rt_str_n(p, n));
    }
}

/* ---- elements ---- */

static void push_name_char(struct fw_xml *x, char c)
{
    if (x->n_name == FW_PROFILE_NAME_MAX) {
        broken(x, "an element name longer than 127 characters");
        return;
    }
    x->path[x->n_path++] = c;
    x->n_name++;
}

static void open_name(struct fw_xml *x, char c)
{
    if (x->depth == FW_PROFILE_DEPTH_MAX) {
        broken(x, "elements nested deeper than 64");
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
        broken(x, "a closing tag without an opening one");
        return;
    }
    x->n_match = x->start[x->depth - 1] + 1;
    x->state = FW_XML_END_NAME;
}

static void finish_end_name(struct fw_xml *x, enum fw_xml_state next)
{
    if (x->n_match != x->n_path) {
        broken(x, "a closing tag that does not match the opening one");
    } else if (next == FW_XML_TEXT) {
        tell_end(x, false);
    } else {
        x->state = next;
    }
}

static void on_less(struct fw_xml *x, char c)
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
        broken(x, "a '<' that begins no tag");
    }
}

static void on_end_name(struct fw_xml *x, char c)
{
    if (c == '>') {
        finish_end_name(x, FW_XML_TEXT);
    } else if (rt_is_blank(c)) {
        finish_end_name(x, FW_XML_END_BLANK);
    } else if (x->n_match < x->n_path && c == x->path[x->n_match]) {
        x->n_match++;
    } else {
        broken(x, "a closing tag that does not match the opening one");
    }
}

/* ---- attributes ---- */

static void tell_attribute(struct fw_xml *x)
{
    x->handler.on_attribute(x->handler.ctx, rt_str_n(x->attr_name, x->n_attr_name),
                            rt_str_n(x->attr_value, x->n_attr_value));
    x->state = FW_XML_IN_TAG;
}

static void put_attr_value(struct fw_xml *x, char c)
{
    if (x->n_attr_value < sizeof x->attr_value) {
        x->attr_value[x->n_attr_value++] = c;
    }
}

static void on_in_tag(struct fw_xml *x, char c)
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
        broken(x, "neither an attribute nor the end of the tag");
    }
}

static void on_attr_name(struct fw_xml *x, char c)
{
    if (c == '=') {
        x->state = FW_XML_ATTR_EQUALS;
    } else if (rt_is_blank(c)) {
        x->state = FW_XML_ATTR_AFTER;
    } else if (!is_name_char(c)) {
        tell_attribute(x);
        on_in_tag(x, c);
    } else if (x->n_attr_name < sizeof x->attr_name) {
        x->attr_name[x->n_attr_name++] = c;
    }
}

static void on_attr_after(struct fw_xml *x, char c)
{
    if (c == '=') {
        x->state = FW_XML_ATTR_EQUALS;
    } else if (!rt_is_blank(c)) {
        tell_attribute(x);
        on_in_tag(x, c);
    }
}

static void begin_reference(struct fw_xml *x)
{
    x->back = x->state;
    x->state = FW_XML_REFERENCE;
    x->reference[0] = '&';
    x->n_reference = 1;
}

static void on_attr_bare(struct fw_xml *x, char c)
{
    if (rt_is_blank(c)) {
        tell_attribute(x);
    } else if (c == '>') {
        tell_attribute(x);
        tell_start(x);
    } else if (c == '<') {
        broken(x, "a '<' inside a tag");
    } else if (c == '/') {
        x->state = FW_XML_ATTR_SLASH;
    } else if (c == '&') {
        begin_reference(x);
    } else {
        put_attr_value(x, c);
    }
}

static void on_attr_equals(struct fw_xml *x, char c)
{
    if (c == '"' || c == '\'') {
        x->quote = c;
        x->state = FW_XML_ATTR_QUOTED;
    } else if (!rt_is_blank(c)) {
        x->state = FW_XML_ATTR_BARE;
        on_attr_bare(x, c);
    }
}

static void on_attr_slash(struct fw_xml *x, char c)
{
    if (c == '>') {
        tell_attribute(x);
        tell_start(x);
        tell_end(x, true);
    } else {
        put_attr_value(x, '/');
        x->state = FW_XML_ATTR_BARE;
        on_attr_bare(x, c);
    }
}

static void on_attr_quoted(struct fw_xml *x, char c)
{
    if (c == x->quote) {
        tell_attribute(x);
    } else if (c == '&') {
        begin_reference(x);
    } else {
        put_attr_value(x, c);
    }
}

/* ---- what is skipped ---- */

static void on_comment(struct fw_xml *x, char c)
{
    if (c == '>' && x->n_dashes >= 2) {
        x->state = FW_XML_TEXT;
    }
    x->n_dashes = c == '-' ? x->n_dashes + (x->n_dashes < 2) : 0;
}

static void on_instruction(struct fw_xml *x, char c)
{
    if (c == '>' && x->n_dashes > 0) {
        x->state = FW_XML_TEXT;
    }
    x->n_dashes = c == '?';
}

/* <!DOCTYPE name "..." [ ... ]>: strings and comments may hold any bracket. Nothing in it has an effect. */
static void on_declaration(struct fw_xml *x, char c)
{
    if (x->n_comment == sizeof COMMENT_HEAD - 1) {
        if (c == '>' && x->n_dashes >= 2) {
            x->n_comment = 0;
        }
        x->n_dashes = c == '-' ? x->n_dashes + (x->n_dashes < 2) : 0;
        return;
    }
    if (x->quote != 0) {
        x->quote = c == x->quote ? 0 : x->quote;
        return;
    }
    x->n_comment = c == COMMENT_HEAD[x->n_comment] ? x->n_comment + 1 : (c == '<');
    x->n_dashes = 0;
    if (c == '"' || c == '\'') {
        x->quote = c;
    } else if (c == '[') {
        x->n_brackets++;
    } else if (c == ']' && x->n_brackets > 0) {
        x->n_brackets--;
    } else if (c == '>' && x->n_brackets == 0) {
        x->state = FW_XML_TEXT;
    }
}

static void on_bang(struct fw_xml *x, char c)
{
    if (c == '-') {
        x->state = FW_XML_BANG_DASH;
    } else if (c == '[') {
        x->state = FW_XML_CDATA_HEAD;
        x->n_match = 1;
    } else {
        x->state = FW_XML_DECLARATION;
        x->quote = 0;
        x->n_brackets = 0;
        x->n_comment = 0;
        on_declaration(x, c);
    }
}

static void on_bang_dash(struct fw_xml *x, char c)
{
    if (c == '-') {
        x->state = FW_XML_COMMENT;
        x->n_dashes = 0;
    } else {
        broken(x, "'<!-' begins neither a comment nor a declaration");
    }
}

static void on_cdata_head(struct fw_xml *x, char c)
{
    if (c != CDATA_HEAD[x->n_match]) {
        broken(x, "'<![' begins no CDATA section");
    } else if (++x->n_match == sizeof CDATA_HEAD - 1) {
        x->state = FW_XML_CDATA;
        x->n_dashes = 0;
    }
}

static void on_cdata(struct fw_xml *x, char c)
{
    if (c == ']') {
        if (x->n_dashes == 2) {
            put_text(x, "]", 1); /* "]]]": the first one is text */
        } else {
            x->n_dashes++;
        }
    } else if (c == '>' && x->n_dashes == 2) {
        x->state = FW_XML_TEXT;
    } else {
        put_text(x, "]]", x->n_dashes);
        put_text(x, &c, 1);
        x->n_dashes = 0;
    }
}

/* ---- references ---- */

static void put_decoded(struct fw_xml *x, const char *p, size_t n)
{
    if (x->back == FW_XML_TEXT) {
        put_text(x, p, n);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        put_attr_value(x, p[i]);
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
        begin_reference(x);
    } else {
        put_text(x, &c, 1);
    }
}

static void on_start_name(struct fw_xml *x, char c)
{
    if (is_name_char(c)) {
        push_name_char(x, c);
    } else {
        on_in_tag(x, c);
    }
}

static void on_slash(struct fw_xml *x, char c)
{
    if (c == '>') {
        tell_start(x);
        tell_end(x, true);
    } else if (!rt_is_blank(c)) {
        broken(x, "a '/' inside a tag");
    }
}

static void on_end_blank(struct fw_xml *x, char c)
{
    if (c == '>') {
        tell_end(x, false);
    } else if (!rt_is_blank(c)) {
        broken(x, "a closing tag with something after its name");
    }
}

static void on_broken(struct fw_xml *x, char c)
{
    (void)x, (void)c;
}

static void (*const STATES[])(struct fw_xml *x, char c) = {
    [FW_XML_TEXT] = on_text,
    [FW_XML_LESS] = on_less,
    [FW_XML_START_NAME] = on_start_name,
    [FW_XML_IN_TAG] = on_in_tag,
    [FW_XML_ATTR_NAME] = on_attr_name,
    [FW_XML_ATTR_AFTER] = on_attr_after,
    [FW_XML_ATTR_EQUALS] = on_attr_equals,
    [FW_XML_ATTR_QUOTED] = on_attr_quoted,
    [FW_XML_ATTR_BARE] = on_attr_bare,
    [FW_XML_ATTR_SLASH] = on_attr_slash,
    [FW_XML_SLASH] = on_slash,
    [FW_XML_END_NAME] = on_end_name,
    [FW_XML_END_BLANK] = on_end_blank,
    [FW_XML_BANG] = on_bang,
    [FW_XML_BANG_DASH] = on_bang_dash,
    [FW_XML_COMMENT] = on_comment,
    [FW_XML_CDATA_HEAD] = on_cdata_head,
    [FW_XML_CDATA] = on_cdata,
    [FW_XML_DECLARATION] = on_declaration,
    [FW_XML_INSTRUCTION] = on_instruction,
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
            broken(x, "a byte 0: this is not text");
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
        broken(x, "the file ends inside a tag, a comment or a section");
    } else if (x->depth > 0) {
        broken(x, "the file ends before every opening tag has its closing tag");
    }
    return x->state == FW_XML_BROKEN ? RT_ECORRUPT : RT_OK;
}
