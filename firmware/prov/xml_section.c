/* SPDX-License-Identifier: MIT */
/* What begins with "<!" or "<?": comments, CDATA sections, declarations, instructions. Only CDATA has a text. */
#include "xml_priv.h"

static const char CDATA_HEAD[] = "[CDATA[";
static const char COMMENT_HEAD[] = "<!--";

void fw_xml_on_comment(struct fw_xml *x, char c)
{
    if (c == '>' && x->n_dashes >= 2) {
        x->state = FW_XML_TEXT;
    }
    x->n_dashes = c == '-' ? x->n_dashes + (x->n_dashes < 2) : 0;
}

void fw_xml_on_instruction(struct fw_xml *x, char c)
{
    if (c == '>' && x->n_dashes > 0) {
        x->state = FW_XML_TEXT;
    }
    x->n_dashes = c == '?';
}

/* <!DOCTYPE name "..." [ ... ]>: strings and comments may hold any bracket. Nothing in it has an effect. */
void fw_xml_on_declaration(struct fw_xml *x, char c)
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

void fw_xml_on_bang(struct fw_xml *x, char c)
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
        fw_xml_on_declaration(x, c);
    }
}

void fw_xml_on_bang_dash(struct fw_xml *x, char c)
{
    if (c == '-') {
        x->state = FW_XML_COMMENT;
        x->n_dashes = 0;
    } else {
        fw_xml_break(x, "'<!-' begins neither a comment nor a declaration");
    }
}

void fw_xml_on_cdata_head(struct fw_xml *x, char c)
{
    if (c != CDATA_HEAD[x->n_match]) {
        fw_xml_break(x, "'<![' begins no CDATA section");
    } else if (++x->n_match == sizeof CDATA_HEAD - 1) {
        x->state = FW_XML_CDATA;
        x->n_dashes = 0;
    }
}

void fw_xml_on_cdata(struct fw_xml *x, char c)
{
    if (c == ']') {
        if (x->n_dashes == 2) {
            fw_xml_put_text(x, "]", 1); /* "]]]": the first one is text */
        } else {
            x->n_dashes++;
        }
    } else if (c == '>' && x->n_dashes == 2) {
        x->state = FW_XML_TEXT;
    } else {
        fw_xml_put_text(x, "]]", x->n_dashes);
        fw_xml_put_text(x, &c, 1);
        x->n_dashes = 0;
    }
}
