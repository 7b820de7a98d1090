/* SPDX-License-Identifier: MIT */
/*
 * The strict verdict beside the unit's: expat, bounded. It also shows what stands outside flat-profile, which the
 * unit's reader passes over in silence.
 */
#include "lint_priv.h"
/* The library has the limits on entities; its header shows them only when this is defined. */
#define XML_DTD
#include <expat.h>
#include <string.h>

/* Of what entities blow up to; a profile needs none. */
#define AMPLIFICATION_MAX  10.0f
#define AMPLIFICATION_FREE (256u * 1024u)

struct strict {
    struct lint *l;
    XML_Parser parser;
    unsigned depth;
    bool has_entity;                      /* one was reported */
    uint64_t flats;                       /* bit d: the open element of depth d is a flat-profile */
    char parent[FW_PROFILE_NAME_MAX + 1]; /* the element of flat-profile that is open; "": none */
};

/* One deeper than that is none: no profile is. */
static uint64_t bit_of(unsigned depth)
{
    return depth < 64 ? UINT64_C(1) << depth : 0;
}

static struct profile_place here(XML_Parser parser)
{
    return (struct profile_place){(unsigned)XML_GetCurrentLineNumber(parser),
                                  (unsigned)XML_GetCurrentColumnNumber(parser) + 1};
}

static void XMLCALL on_start(void *ctx, const XML_Char *name, const XML_Char **attributes)
{
    struct strict *s = ctx;
    const struct fw_schema *schema = s->l->explain.subject->schema;
    (void)attributes;
    bool is_child = (s->flats & bit_of(s->depth)) != 0;
    s->depth++;
    if (strcmp(name, "flat-profile") == 0) {
        s->flats |= bit_of(s->depth); /* one within another as well: the unit takes what stands directly in it */
    } else if (is_child) {
        (void)rt_str_copy(s->parent, sizeof s->parent, rt_str(name)); /* a longer one is not shown */
    } else if (s->flats != 0 && !s->l->has_alias && fw_schema_find(schema, rt_str(name)) >= 0) {
        lint_add(s->l, LINT_NESTED, here(s->parser), rt_str(name),
                 report_printf("stands inside <%s>: ignored", s->parent),
                 report_printf("Put <%s> directly between <flat-profile> and </flat-profile>.", name));
    } else if (s->flats == 0 && !s->l->has_alias && fw_schema_find(schema, rt_str(name)) >= 0) {
        lint_add(s->l, LINT_OUTSIDE, here(s->parser), rt_str(name),
                 report_printf("stands outside flat-profile: ignored"),
                 report_printf("Put it between <flat-profile> and </flat-profile>."));
    }
}

static void XMLCALL on_end(void *ctx, const XML_Char *name)
{
    struct strict *s = ctx;
    (void)name;
    s->flats &= ~bit_of(s->depth);
    s->depth--;
}

/* The first that a DOCTYPE declares: the unit knows the five of the guide's table, and leaves others as they are. */
static void XMLCALL on_entity(void *ctx, const XML_Char *name, int is_parameter, const XML_Char *value, int n_value,
                              const XML_Char *base, const XML_Char *system, const XML_Char *public_id,
                              const XML_Char *notation)
{
    struct strict *s = ctx;
    (void)value, (void)n_value, (void)base, (void)system, (void)public_id, (void)notation;
    if (is_parameter || s->has_entity) {
        return;
    }
    s->has_entity = true;
    lint_add(s->l, LINT_ENTITY, here(s->parser), RT_STR(""),
             report_printf("the unit does not expand &%s; of the DOCTYPE: a value keeps it as written", name),
             report_printf("Write the text itself; the unit knows &amp; &lt; &gt; &quot; &apos; and &#N; only."));
}

/* Encodings that expat does not know (iso-8859-2 is seen in the field) are read byte by byte: the name alone is no
 * fault of the file. */
static int XMLCALL on_encoding(void *ctx, const XML_Char *name, XML_Encoding *info)
{
    (void)ctx;
    (void)name;
    for (int i = 0; i < 256; i++) {
        info->map[i] = i;
    }
    info->data = NULL;
    info->convert = NULL;
    info->release = NULL;
    return XML_STATUS_OK;
}

const char *lint_xml_version(void)
{
    return XML_ExpatVersion();
}

/* The element whose value holds the place; nothing: none. */
static struct rt_str element_at(const struct lint *l, size_t offset)
{
    struct profile_tag open[PROFILE_OPEN_MAX];
    struct rt_str text = rt_str_n((const char *)l->text.bytes, l->text.n);
    size_t n = profile_text_open(rt_str_n(text.p, offset < text.n ? offset : text.n), open);
    for (size_t i = 0; i < n; i++) {
        if (fw_schema_find(l->explain.subject->schema, open[i].name) >= 0) {
            return open[i].name;
        }
    }
    return RT_STR("");
}

static void not_well_formed(const struct strict *s)
{
    XML_Index index = XML_GetCurrentByteIndex(s->parser);
    size_t offset = index > 0 ? (size_t)index : 0, from = offset;
    struct rt_str text = rt_str_n((const char *)s->l->text.bytes, s->l->text.n), element = element_at(s->l, offset);
    while (from > 0 && from <= text.n && text.p[from] != '&' && text.p[from - 1] != '>' && offset - from < 40) {
        from--;
    }
    /* A reference that expands too far is one, all the same. */
    bool is_reference = XML_GetErrorCode(s->parser) == XML_ERROR_AMPLIFICATION_LIMIT_BREACH;
    bool is_ampersand = !is_reference && element.n > 0 && from < text.n && text.p[from] == '&';
    struct profile_place at = is_ampersand ? profile_text_place(text, from) : here(s->parser);
    lint_add(
        s->l, LINT_NOT_XML, at, element,
        is_ampersand ? report_printf("its value has a '&' that begins no reference; the unit keeps it as it is")
                     : report_printf("strict XML parsers reject it: %s", XML_ErrorString(XML_GetErrorCode(s->parser))),
        is_ampersand ? report_printf("Write &amp; in its place.")
                     : report_printf("The unit takes it all the same; programs that require well-formed XML do not."));
}

void lint_xml(struct lint *l)
{
    struct strict s = {.l = l, .parser = XML_ParserCreate(NULL)};
    if (s.parser == NULL) {
        return; /* without memory there is no second opinion */
    }
    XML_SetUserData(s.parser, &s);
    XML_SetElementHandler(s.parser, on_start, on_end);
    XML_SetEntityDeclHandler(s.parser, on_entity);
    XML_SetUnknownEncodingHandler(s.parser, on_encoding, NULL);
    (void)XML_SetBillionLaughsAttackProtectionMaximumAmplification(s.parser, AMPLIFICATION_MAX);
    (void)XML_SetBillionLaughsAttackProtectionActivationThreshold(s.parser, AMPLIFICATION_FREE);
    if (XML_Parse(s.parser, (const char *)l->text.bytes, (int)l->text.n, XML_TRUE) != XML_STATUS_OK) {
        not_well_formed(&s);
    }
    XML_ParserFree(s.parser);
}
