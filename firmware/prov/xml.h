/* SPDX-License-Identifier: MIT */
/*
 * The device's own parser of XML-like text: bytes in, events out. Private to firmware/prov.
 *
 * It is lenient on purpose, because the units are (xml_leniences.c lists each case with its source),
 * and strict where a file may have been cut off: every opening tag must have its closing tag (guide p.2-2). However
 * the input is split, the events are the same; only texts may be split differently. Memory is fixed: one struct, for
 * any input. Entities cannot be defined, so none can expand.
 */
#pragma once
#include <fw/profile.h>
#include <rt/err.h>
#include <rt/str.h>
#include <stdbool.h>
#include <stdint.h>

#define FW_XML_ATTRIBUTE_MAX 255u /* bytes of a value; the rest is dropped */
#define FW_XML_REFERENCE_MAX 10u  /* "&#x10FFFF;": a longer run is text */

/* All texts are borrowed for the call. */
struct fw_xml_handler {
    /* "<name" was read up to its '>'. path: "/a/b/name". line, column: of the '<', from 1. */
    void (*on_start)(void *ctx, struct rt_str path, struct rt_str name, unsigned line, unsigned column);
    /* Attributes of the element that is about to start: reported before on_start. */
    void (*on_attribute)(void *ctx, struct rt_str name, struct rt_str value);
    /* Text of the open element, references decoded, blanks and line ends unchanged. */
    void (*on_text)(void *ctx, struct rt_str text);
    void (*on_end)(void *ctx, struct rt_str path, bool is_self_closing);
    void *ctx;
};

enum fw_xml_state {
    FW_XML_TEXT,
    FW_XML_LESS, /* after '<' */
    FW_XML_START_NAME,
    FW_XML_IN_TAG, /* between attributes */
    FW_XML_ATTR_NAME,
    FW_XML_ATTR_AFTER,  /* after the name: '=' or another attribute */
    FW_XML_ATTR_EQUALS, /* after '=' */
    FW_XML_ATTR_QUOTED,
    FW_XML_ATTR_BARE,
    FW_XML_ATTR_SLASH, /* a '/' in a bare value: part of it, or the end of the tag */
    FW_XML_SLASH,      /* after the '/' of "<a/" */
    FW_XML_END_NAME,
    FW_XML_END_BLANK, /* after "</a " */
    FW_XML_BANG,      /* after "<!" */
    FW_XML_BANG_DASH, /* after "<!-" */
    FW_XML_COMMENT,
    FW_XML_CDATA_HEAD, /* within "<![CDATA[" */
    FW_XML_CDATA,
    FW_XML_DECLARATION, /* "<!DOCTYPE ..." */
    FW_XML_INSTRUCTION, /* "<?...?>" */
    FW_XML_REFERENCE,   /* after '&' */
    FW_XML_BROKEN
};

struct fw_xml {
    struct fw_xml_handler handler;
    enum fw_xml_state state;
    enum fw_xml_state back;             /* where a reference stands */
    unsigned depth;                     /* open elements */
    size_t start[FW_PROFILE_DEPTH_MAX]; /* of each one's '/' in path */
    char path[FW_PROFILE_DEPTH_MAX * (FW_PROFILE_NAME_MAX + 1)];
    size_t n_path;
    size_t n_match; /* of a closing name: how much agrees; of "[CDATA[": how much was read */
    size_t n_name;  /* of an opening name */
    char attr_name[FW_PROFILE_NAME_MAX];
    char attr_value[FW_XML_ATTRIBUTE_MAX];
    size_t n_attr_name, n_attr_value;
    char quote;          /* of the attribute or, in a declaration, of its string; 0: none */
    unsigned n_dashes;   /* of a comment; ']' of a CDATA section; '?' of an instruction */
    unsigned n_brackets; /* of a declaration's internal subset */
    unsigned n_comment;  /* in a declaration: how much of "<!--" was read; 4: inside such a comment */
    char reference[FW_XML_REFERENCE_MAX];
    size_t n_reference;
    unsigned line, column;         /* of the next byte */
    unsigned tag_line, tag_column; /* of the last '<' */
    unsigned error_line, error_column;
    const char *error_what;
};

void fw_xml_init(struct fw_xml *x, const struct fw_xml_handler *handler);
/* RT_ECORRUPT, also for every later call; x has position and reason. */
enum rt_err fw_xml_feed(struct fw_xml *x, const uint8_t *bytes, size_t n);
/* The text ended: RT_ECORRUPT when something is still open. */
enum rt_err fw_xml_finish(struct fw_xml *x);

/* The bytes of a reference, given without its ';': "&lt", "&#x28". 0: no such character, so it stays as written. */
size_t fw_xml_decode(struct rt_str reference, char out[4]);

/* What this parser accepts beyond well-formed XML, for the documentation and for lint. */
struct fw_xml_lenience {
    const char *what;
    const char *sample; /* a profile that shows it and sets GPP_A to "1" */
    const char *source;
};
const struct fw_xml_lenience *fw_xml_leniences(size_t *n);
