/* SPDX-License-Identifier: MIT */
/* Why the unit refuses a file, and what its author should do: by its first bytes, by the key, by the place in the XML.
 */
#include "explain_priv.h"
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include "keytry.h"
#include <offline/nearest.h>
#include <offline/profile_text.h>

#define CONTEXT_MAX 100u /* of a line that is shown */
#define RAW_MAX     64u  /* of a tag that is shown */

static const struct {
    const char *what, *hint;
} FAIL_HINTS[] = {
    {"gives no --key", "Give the phrase with --key PHRASE, as [--key PHRASE] in the rule."},
    {"phrase of --key", "It is not SHA-256, PBKDF2, AES-128 or base64 either: the file was encrypted with another "
                        "phrase, or not by openssl enc."},
    {"encrypted before it was compressed", "Run gzip first, then openssl."},
    {"encrypted twice", "Encrypt once."},
    {"compressed twice", "Compress once."},
    {"cut off", "The file is incomplete: generate it again, and transfer it in binary mode."},
    {"larger than 4 MiB", "Check that it is a profile: a full one has 30 to 60 kB."},
    {"no flat-profile", "Put the parameters between <flat-profile> and </flat-profile>; names are case sensitive."},
    {"something after its name", "A closing tag contains only its name."},
    {"'<' inside a tag", "A '>' is missing before it."},
    {"'<' that begins no tag", "Write &lt; for a '<' in a value."},
    {"byte 0", "Save it as plain text (UTF-16 has such bytes)."},
    {"file is empty",
     "It is empty or holds white space only: check the script that generates it, and what the server sends."},
};

/* ---- the first bytes ---- */

/* What is served in place of a profile. Heads: the formats' own documents. */
static const struct {
    const char *head;
    size_t n;
    const char *hint;
} HEADS[] = {
    {"PK\x03\x04", 4, "This is a zip archive: a unit knows gzip only. Run gzip FILE."},
    {"BZh", 3, "This is bzip2: a unit knows gzip only. Run gzip FILE."},
    {"\xFD\x37zXZ", 5, "This is xz: a unit knows gzip only. Run gzip FILE."},
    {"\x28\xB5\x2F\xFD", 4, "This is zstd: a unit knows gzip only. Run gzip FILE."},
    {"7z\xBC\xAF", 4, "This is a 7z archive: a unit knows gzip only. Run gzip FILE."},
    {"\x78\x9C", 2,
     "This is a bare zlib stream: a unit requires the gzip header (in Python gzip.compress, not zlib.compress)."},
    {"\x78\xDA", 2,
     "This is a bare zlib stream: a unit requires the gzip header (in Python gzip.compress, not zlib.compress)."},
    {"\x78\x01", 2,
     "This is a bare zlib stream: a unit requires the gzip header (in Python gzip.compress, not zlib.compress)."},
    {"H4sI", 4, "This is base64 of a gzip file: serve the bytes themselves (base64 -d)."},
    {"PD94bWwg", 8, "This is base64 of an XML file: serve the bytes themselves (base64 -d)."},
    {"PGZsYXQt", 8, "This is base64 of an XML file: serve the bytes themselves (base64 -d)."},
    {"<?php", 5, "This is the source of a PHP script: the server has to run it, not send it."},
    {"<%", 2, "This is a template or the source of a script: the server has to run it, not send it."},
    {"#!/", 3, "This is the source of a script: the server has to run it, not send it."},
    {"{", 1,
     "This looks like JSON: the server answered with it instead of the profile, which begins with <flat-profile>."},
    {"HTTP/1.", 7, "The file begins with an HTTP response header: serve only what follows it."},
    {"-----BEGIN", 10, "This is a PEM or PGP text: encrypt with openssl enc -aes-256-cbc -md md5."},
    {"\x7F"
     "ELF",
     4, "This is a program, not a profile."},
    {"VSPAUNIT", 8, "This is a unit file: 'vspa show FILE --xml' makes a profile of it; --unit FILE judges for it."},
    {"VSPAIMG", 7, "This is a firmware image: it belongs in Upgrade_Rule, not into Profile_Rule."},
};

static bool is_like(struct rt_str text, const char *start)
{
    return rt_str_starts_ci(rt_str_trim(text), start);
}

/* Its byte order mark, or the first letter of a profile in two bytes. */
static bool is_utf16(struct rt_str bytes)
{
    static const char starts[][2] = {{'\xff', '\xfe'}, {'\xfe', '\xff'}, {'<', '\0'}, {'\0', '<'}};
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        if (bytes.n >= 2 && memcmp(bytes.p, starts[i], 2) == 0) {
            return true;
        }
    }
    return false;
}

static const char *head_hint(struct rt_str bytes)
{
    struct rt_str text = rt_str_trim(bytes);
    if (is_like(bytes, "<!doctype html") || is_like(bytes, "<html")) {
        return "This is a web page: the server answered with it instead of the profile.";
    }
    if (is_utf16(bytes)) {
        return "This is text in UTF-16: save it as UTF-8, or as ASCII.";
    }
    for (size_t i = 0; i < sizeof HEADS / sizeof HEADS[0]; i++) {
        if (text.n >= HEADS[i].n && memcmp(text.p, HEADS[i].head, HEADS[i].n) == 0) {
            return HEADS[i].hint;
        }
    }
    return NULL;
}

static const char *unknown_form_hint(struct rt_str bytes)
{
    bool is_text = memchr(bytes.p, 0, bytes.n) == NULL;
    if (is_text && (is_like(bytes, "404") || is_like(bytes, "not found") || is_like(bytes, "file not found") ||
                    is_like(bytes, "error"))) {
        return "This is an error text: let the server answer with status 404 in place of 200, so that the unit knows.";
    }
    if (is_text && memchr(bytes.p, ';', bytes.n) != NULL) {
        return "This looks like the compiler's plain-text source: compile it with 'vspa spc SOURCE PROFILE', or write "
               "XML.";
    }
    return is_text ? "A profile begins with '<'." : "The binary form of the vendor's compiler is not public; use XML.";
}

static void put_bytes_hint(const struct explain *e, const char *what, struct rt_str bytes, struct rt_buf *out)
{
    const char *head = head_hint(bytes);
    bool is_unknown = strstr(what, "neither XML nor gzip") != NULL || strstr(what, "no known form") != NULL ||
                      strstr(what, "not a profile of a known form") != NULL;
    bool is_of_key = strstr(what, "phrase of --key") != NULL || strstr(what, "gives no --key") != NULL;
    if (head != NULL) {
        (void)rt_buf_put_text(out, head);
        return;
    }
    if ((is_unknown || is_of_key) && keytry((const uint8_t *)bytes.p, bytes.n, e->key, out)) {
        return;
    }
    if (is_unknown) {
        (void)rt_buf_put_text(out, unknown_form_hint(bytes));
        return;
    }
    for (size_t i = 0; i < sizeof FAIL_HINTS / sizeof FAIL_HINTS[0]; i++) {
        if (strstr(what, FAIL_HINTS[i].what) != NULL) {
            (void)rt_buf_put_text(out, FAIL_HINTS[i].hint);
            return;
        }
    }
}

/* ---- the place in the XML ---- */

struct place {
    struct rt_str text; /* all of it */
    size_t at;          /* of the tag that broke it */
    struct rt_str raw;  /* that tag, without '<' and '>' */
    struct profile_tag open[PROFILE_OPEN_MAX];
    size_t n_open;
    const struct profile_tag *value; /* the parameter whose value it stands in; NULL: none */
    int value_id;
};

static void find_place(const struct explain *e, const struct fw_profile_report *report, struct place *p)
{
    size_t end = profile_text_offset(p->text, (struct profile_place){report->line, report->column}), at = end;
    if (profile_text_unclosed(rt_str_n(p->text.p, end), &at) == PROFILE_UNCLOSED_NONE) {
        at = end;
    }
    p->at = at;
    p->n_open = profile_text_open(rt_str_n(p->text.p, at), p->open);
    p->raw = rt_str_from(p->text, at < p->text.n ? at + 1 : at);
    p->raw.n = rt_str_find(p->raw, '>');
    p->value_id = FW_PARAM_NONE;
    for (size_t i = 0; i < p->n_open && p->value == NULL; i++) {
        int id = fw_schema_find(e->subject->schema, p->open[i].name);
        if (id >= 0) {
            p->value = &p->open[i];
            p->value_id = id;
        }
    }
}

/* May the line be shown? Not when it names a secret, or stands in the value of one. */
static bool is_showable(const struct explain *e, const struct place *p, struct rt_str line)
{
    const struct fw_schema *schema = e->subject->schema;
    if (e->shows_secrets) {
        return true;
    }
    for (size_t i = 0; i < fw_schema_n_rows(schema); i++) {
        const char *element = fw_schema_element(schema, i);
        size_t n = strlen(element);
        for (size_t k = 0; subject_is_secret(e->subject, (int)i) && n > 0 && k + n <= line.n; k++) {
            if (memcmp(line.p + k, element, n) == 0) {
                return false;
            }
        }
    }
    return !subject_is_secret(e->subject, p->value_id);
}

/* What no element is called, as :1 in (<:1>x.): the text of a value was meant. */
static bool is_element_name(struct rt_str name)
{
    bool is = name.n > 0 && (isalpha((unsigned char)name.p[0]) != 0 || name.p[0] == '_');
    for (size_t i = 0; i < name.n && is; i++) {
        is = isalnum((unsigned char)name.p[i]) != 0 || name.p[i] == '_' || name.p[i] == '-' || name.p[i] == '.';
    }
    return is;
}

/* <User ID 1>, <SIP_ToS/DiffServ_Value_1_>: the label of the page in place of the element's name. */
static json_t *label_hint(const struct explain *e, const struct place *p)
{
    struct rt_str raw = rt_str_trim(rt_str_starts(p->raw, "/") ? rt_str_from(p->raw, 1) : p->raw);
    enum nearest_kind kind = NEAREST_NONE;
    bool is_label = raw.n > 0 && raw.n <= RAW_MAX && rt_str_find(raw, '=') == raw.n && !is_element_name(raw);
    const char *near = is_label ? subject_nearest(e->subject, raw, &kind) : NULL;
    if (near == NULL || (kind != NEAREST_FORM && kind != NEAREST_CASE && kind != NEAREST_INDEX)) {
        return NULL;
    }
    return report_printf("<%.*s> is the label of the page: write <%s>. Blanks and []()/ become '_' in the name of an "
                         "element.",
                         (int)raw.n, raw.p, near);
}

/* A '<' in a value. Of a secret nothing is shown. */
static json_t *raw_less_hint(const struct explain *e, const struct place *p, struct rt_str inner, size_t at)
{
    struct profile_place where = profile_text_place(p->text, at);
    const char *element = fw_schema_element(e->subject->schema, (size_t)p->value_id);
    if (!e->shows_secrets && subject_is_secret(e->subject, p->value_id)) {
        return report_printf("The value of %s, a secret, has a '<' at line %u, column %u, which begins a tag: write "
                             "&lt; there.",
                             element, where.line, where.column);
    }
    inner.n = inner.n < RAW_MAX ? inner.n : RAW_MAX;
    return report_printf("\"<%.*s\" in the value of %s (line %u, column %u) is read as a tag: in a value, as a dial "
                         "plan, write < as &lt;.",
                         (int)inner.n, inner.p, element, where.line, where.column);
}

static json_t *unclosed_hint(const struct place *p)
{
    static const char *const texts[] = {
        [PROFILE_UNCLOSED_COMMENT] = "The comment that begins with <!-- in line %u, column %u is never closed: write "
                                     "--> at its end.",
        [PROFILE_UNCLOSED_SECTION] = "The section that begins with <![CDATA[ in line %u, column %u is never closed: "
                                     "write ]]> at its end.",
        [PROFILE_UNCLOSED_TAG] = "The tag that begins in line %u, column %u is never closed: write > at its end, or "
                                 "the file is cut off.",
    };
    size_t at = 0;
    enum profile_unclosed what = profile_text_unclosed(p->text, &at);
    if (what == PROFILE_UNCLOSED_NONE) {
        return report_printf("The file is cut off, or a quoted value in a tag is not closed.");
    }
    struct profile_place where = profile_text_place(p->text, at);
    struct rt_str rest, head = rt_str_cut(rt_str(texts[what]), '%', &rest); /* two numbers */
    struct rt_str tail, middle = rt_str_cut(rt_str_from(rest, 1), '%', &tail);
    return report_printf("%.*s%u%.*s%u%.*s", (int)head.n, head.p, where.line, (int)middle.n, middle.p, where.column,
                         (int)tail.n - 1, tail.p + 1);
}

static json_t *open_hint(const struct explain *e, const struct place *p)
{
    if (p->n_open == 0) {
        return NULL;
    }
    const struct profile_tag *inner = &p->open[p->n_open - 1];
    bool is_in_value = p->value != NULL && inner != p->value && fw_schema_find(e->subject->schema, inner->name) < 0;
    struct profile_place where = profile_text_place(p->text, inner->at);
    if (is_in_value) {
        return raw_less_hint(e, p, inner->name, inner->at);
    }
    if (!is_element_name(inner->name)) {
        return report_printf("<%.*s> of line %u is read as a tag: in a value, as a dial plan, write < as &lt;.",
                             (int)inner->name.n, inner->name.p, where.line);
    }
    return report_printf("<%.*s> of line %u is still open there: close it with </%.*s>.", (int)inner->name.n,
                         inner->name.p, where.line, (int)inner->name.n, inner->name.p);
}

/* <Flat-Profile>, <flat_profile>: nearly right. */
static json_t *root_hint(struct rt_str text)
{
    for (size_t i = 0; i + 1 < text.n; i++) {
        struct rt_str name = rt_str_from(text, i + 1);
        if (text.p[i] != '<' || !isalpha((unsigned char)text.p[i + 1])) {
            continue;
        }
        size_t n = 0;
        while (n < name.n && n < RAW_MAX && strchr(" \t\r\n/>", name.p[n]) == NULL) {
            n++;
        }
        name.n = n;
        if (rt_str_is_ci(name, "flat-profile") || nearest_distance(name, rt_str("flat-profile"), 3) <= 3) {
            return report_printf("<%.*s> is not <flat-profile>: names are case sensitive, and there is a '-' in it.",
                                 (int)name.n, name.p);
        }
    }
    return NULL;
}

static json_t *place_hint(const struct explain *e, const char *what, const struct place *p)
{
    json_t *hint = label_hint(e, p);
    bool is_of_tag = strstr(what, "tag") != NULL;
    if (hint == NULL && strstr(what, "inside a tag, a comment") != NULL) {
        hint = unclosed_hint(p);
    } else if (hint == NULL && (strstr(what, "match") != NULL || strstr(what, "every opening") != NULL)) {
        hint = open_hint(e, p);
    } else if (hint == NULL && is_of_tag && p->value != NULL && !rt_str_starts(p->raw, "/") &&
               p->value == &p->open[p->n_open - 1]) {
        hint = raw_less_hint(e, p, p->raw, p->at);
    } else if (hint == NULL && strstr(what, "no flat-profile") != NULL) {
        hint = root_hint(p->text);
    }
    return hint;
}

static void put_place(const struct explain *e, const struct fw_profile_report *report, struct rt_str text,
                      bool is_a_profile, json_t *fail)
{
    struct place p = {.text = text};
    struct rt_str line = profile_text_line(text, report->line);
    if (report->line == 0) {
        return;
    }
    find_place(e, report, &p);
    (void)json_object_set_new(fail, "line", json_integer((json_int_t)report->line));
    (void)json_object_set_new(fail, "column", json_integer((json_int_t)report->column));
    if (p.value != NULL) {
        report_set(fail, "element", p.value->name);
    }
    if (report->column <= CONTEXT_MAX && is_showable(e, &p, line)) {
        line.n = line.n < CONTEXT_MAX ? line.n : CONTEXT_MAX;
        report_set(fail, "context", line);
    }
    json_t *hint = is_a_profile ? place_hint(e, report->what, &p) : NULL;
    if (hint != NULL) {
        (void)json_object_set_new(fail, "hint", hint);
    }
}

json_t *explain_fail(const struct explain *e, enum fw_fail code, const struct fw_profile_report *report,
                     struct rt_str bytes, struct rt_str text)
{
    struct rt_buf hint;
    json_t *fail = json_object();
    rt_buf_init(&hint, 4096);
    report_set(fail, "err", rt_str(fw_fail_text(code)));
    report_set(fail, "what", rt_str(report->what));
    put_bytes_hint(e, report->what, bytes, &hint);
    report_set(fail, "hint", rt_str_n(rt_buf_text(&hint), hint.n));
    put_place(e, report, text, head_hint(bytes) == NULL, fail);
    rt_buf_fini(&hint);
    return fail;
}
