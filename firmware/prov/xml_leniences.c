/* SPDX-License-Identifier: MIT */
/* The leniences of the device's parser, one row each. A test feeds every sample, so every row is proven. */
#include "xml.h"

#define P(body) "<flat-profile>" body "</flat-profile>"
#define A       "<GPP_A>1</GPP_A>"

static const char FIELD[] = "profiles that operators send in production (AtaController.php, Distrotech init.php)";
static const char GUESS[] = "guess: no document says; taken, since a value is plain";

static const struct fw_xml_lenience LENIENCES[] = {
    {"a blank before the '>' of a closing tag", P("<GPP_A>1</GPP_A >"), FIELD},
    {"a blank between the '/' and the '>' of an empty element", P(A "<GPP_B/ >"), GUESS},
    {"values padded with blanks, tabs and line ends", P("<GPP_A>\n\t1 \n\t</GPP_A>"), "guide p.2-2"},
    {"no XML declaration", P(A), "guide p.2-2"},
    {"any encoding name; bytes are taken as they are", "<?xml version=\"1.0\" encoding=\"iso-8859-2\"?>" P(A), FIELD},
    {"a UTF-8 byte order mark", "\xEF\xBB\xBF" P(A), GUESS},
    {"bytes above 127 (only ASCII is supported: they are kept, not understood)", P(A "<GPP_B>\xE9\xFF</GPP_B>"),
     "guide p.2-3; guess: kept"},
    {"stray text between elements", "<t>x" P("y" A "z") "w</t> v", FIELD},
    {"unknown elements anywhere", "<t><generator>x</generator>" P("<No_Such>2</No_Such>" A) "</t>", "guide p.2-3"},
    {"unknown attributes", "<flat-profile device=\"Linksys\">" A "</flat-profile>", "guide p.2-3"},
    {"the same element twice: the last one wins", P("<GPP_A>0</GPP_A>" A), "guide p.2-2"},
    {"attribute values in single quotes", P("<GPP_A ua='rw'>1</GPP_A>"), "XML 1.0 section 2.3"},
    {"attribute values without quotes", P("<GPP_A ua=rw>1</GPP_A>"), GUESS},
    {"attributes without a value", P("<GPP_A locked>1</GPP_A>"), GUESS},
    {"the same attribute twice: the last one wins", P("<GPP_A ua=\"ro\" ua=\"rw\">1</GPP_A>"), GUESS},
    {"'--' inside a comment", P("<!-- a -- b --->" A), "guess: the readers of the time looked for the end only"},
    {"processing instructions, skipped", "<?a b?>" P("<?c?>" A), GUESS},
    {"a document type, skipped with what it declares", "<!DOCTYPE p [<!ENTITY e \"]>\"><!-- ' -->]>" P(A), GUESS},
    {"CDATA sections, taken as text", P("<GPP_A><![CDATA[1]]></GPP_A>"), GUESS},
    {"a reference to an unknown entity, kept as written", P(A "<GPP_B>&nbsp;</GPP_B>"), GUESS},
    {"an '&' that begins no reference, kept as written", P(A "<GPP_B>AT&T & x</GPP_B>"), GUESS},
    {"several elements at the top", "<a></a>" P(A) "<b/>", GUESS},
    {"several flat-profiles", P("<GPP_A>0</GPP_A>") P(A), GUESS},
};

const struct fw_xml_lenience *fw_xml_leniences(size_t *n)
{
    *n = sizeof LENIENCES / sizeof LENIENCES[0];
    return LENIENCES;
}
