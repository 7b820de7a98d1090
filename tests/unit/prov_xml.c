/* SPDX-License-Identifier: MIT */
/* The device's XML reader: the same events however the bytes are cut, each lenience as stated, each breach found. */
#include <harness/test.h>
#include <harness/profile_run.h>
#include <prov/xml.h>
#include <rt/buf.h>
#include <stdlib.h>
#include <string.h>

#define TOLD_MAX (8u * 1024u * 1024u)

static void on_start(void *ctx, struct rt_str path, struct rt_str name, unsigned line, unsigned column)
{
    (void)rt_buf_printf(ctx, "\n<%u:%u %.*s (%.*s)", line, column, (int)path.n, path.p, (int)name.n, name.p);
}

static void on_attribute(void *ctx, struct rt_str name, struct rt_str value)
{
    (void)rt_buf_printf(ctx, "\n@%.*s=[%.*s]", (int)name.n, name.p, (int)value.n, value.n > 0 ? value.p : "");
}

static void on_text(void *ctx, struct rt_str text)
{
    (void)rt_buf_put(ctx, text.p, text.n); /* pieces melt into one */
}

static void on_end(void *ctx, struct rt_str path, bool is_self_closing)
{
    (void)rt_buf_printf(ctx, "\n>%.*s%s", (int)path.n, path.p, is_self_closing ? " /" : "");
}

/* All events as one text, and how it ended. */
static void tell(struct rt_buf *told, const void *bytes, size_t n, size_t chunk)
{
    const struct fw_xml_handler handler = {on_start, on_attribute, on_text, on_end, told};
    struct fw_xml x;
    const uint8_t *p = bytes;
    rt_buf_init(told, TOLD_MAX);
    fw_xml_init(&x, &handler);
    for (size_t at = 0; at < n; at += chunk) {
        (void)fw_xml_feed(&x, p + at, n - at < chunk ? n - at : chunk); /* finish tells */
    }
    if (fw_xml_finish(&x) != RT_OK) {
        (void)rt_buf_printf(told, "\n!%u:%u %s", x.error_line, x.error_column, x.error_what);
    }
    assert_int_equal(rt_buf_error(told), RT_OK);
}

static void check(const char *text, const char *wanted)
{
    struct rt_buf told;
    tell(&told, text, strlen(text), SIZE_MAX / 2);
    assert_string_equal(rt_buf_text(&told), wanted);
    rt_buf_fini(&told);
}

static void events_of_small_texts(void **state)
{
    (void)state;
    check("", "");
    check("<a>x</a>", "\n<1:1 /a (a)x\n>/a");
    check("<a/>", "\n<1:1 /a (a)\n>/a /");
    check("<a b=\"1\" c='2' d=3 e>x</a>", "\n@b=[1]\n@c=[2]\n@d=[3]\n@e=[]\n<1:1 /a (a)x\n>/a");
    check("<a b=x/>", "\n@b=[x]\n<1:1 /a (a)\n>/a /");
    check("<a b=http://h/>", "\n@b=[http://h]\n<1:1 /a (a)\n>/a /");
    check("<a b=/x/y c = \"&lt;&#x41;&no;\"/>", "\n@b=[/x/y]\n@c=[<A&no;]\n<1:1 /a (a)\n>/a /");
    check("<a b= ></a>", "\n@b=[]\n<1:1 /a (a)\n>/a");
    check("<a>\n <b>&amp;&lt;&gt;&apos;&quot;</b ></a\n>", "\n<1:1 /a (a)\n \n<2:2 /a/b (b)&<>'\"\n>/a/b\n>/a");
    check("&#65;&#x41;&#233;&#x20AC;&#x1F600;", "AA\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80");
    check("&;&#;&#x;&#0;&#xD800;&#x110000;&#99999999;&nbsp;&ampx;&toolongtobeanything;",
          "&;&#;&#x;&#0;&#xD800;&#x110000;&#99999999;&nbsp;&ampx;&toolongtobeanything;");
    check("a & b &&amp; &", "a & b && &");
    check("<![CDATA[<a>&amp;]]]>x<![CDATA[]]]]]]>", "<a>&amp;]x]]]]");
    check("<!-- <a> -- -> --->x<!---->y<!-- - -->z", "xyz");
    check("<?xml version='1.0'?>x<?>?>y", "xy");
    check("<!DOCTYPE p SYSTEM \"a>b\" [<!ENTITY e 'x]>'><!-- ]>' -->]>x", "x");
}

static void what_is_broken_is_found_at_its_place(void **state)
{
    static const struct {
        const char *text;
        const char *end; /* of what is told */
    } ROWS[] = {
        {"<a>", "!1:4 the file ends before every opening tag has its closing tag"},
        {"<a></b>", "!1:6 a closing tag that does not match the opening one"},
        {"<a></ab>", "!1:7 a closing tag that does not match the opening one"},
        {"<ab></a>", "!1:8 a closing tag that does not match the opening one"},
        {"<ab></a >", "!1:8 a closing tag that does not match the opening one"},
        {"<a></A>", "!1:6 a closing tag that does not match the opening one"},
        {"<a><b></a></b>", "!1:9 a closing tag that does not match the opening one"},
        {"<a></a></a>", "!1:9 a closing tag without an opening one"},
        {"\n\n </a>", "!3:3 a closing tag without an opening one"},
        {"<a></a x>", "!1:8 a closing tag with something after its name"},
        {"<a></>", "!1:6 a closing tag that does not match the opening one"},
        {"<a>1 < 2</a>", "!1:7 a '<' that begins no tag"},
        {"<>", "!1:2 a '<' that begins no tag"},
        {"< a>", "!1:2 a '<' that begins no tag"},
        {"<a<b></a>", "!1:3 neither an attribute nor the end of the tag"},
        {"<a \"x\"></a>", "!1:4 neither an attribute nor the end of the tag"},
        {"<a / b>", "!1:6 a '/' inside a tag"},
        {"<a b=c<d></a>", "!1:7 a '<' inside a tag"},
        {"<!-x>", "!1:4 '<!-' begins neither a comment nor a declaration"},
        {"<![CDAT[x]]>", "!1:8 '<![' begins no CDATA section"},
        {"<", "!1:2 the file ends inside a tag, a comment or a section"},
        {"<a", "!1:3 the file ends inside a tag, a comment or a section"},
        {"<a b=\"", "!1:7 the file ends inside a tag, a comment or a section"},
        {"<a></a", "!1:7 the file ends inside a tag, a comment or a section"},
        {"<!-- --", "!1:8 the file ends inside a tag, a comment or a section"},
        {"<![CDATA[", "!1:10 the file ends inside a tag, a comment or a section"},
        {"<!DOCTYPE [>", "!1:13 the file ends inside a tag, a comment or a section"},
        {"<?x >", "!1:6 the file ends inside a tag, a comment or a section"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        struct rt_buf told;
        tell(&told, ROWS[i].text, strlen(ROWS[i].text), 1);
        if (!rt_str_ends(rt_str(rt_buf_text(&told)), ROWS[i].end)) {
            fail_msg("%s gives %s", ROWS[i].text, rt_buf_text(&told));
        }
        rt_buf_fini(&told);
    }
}

static void a_zero_byte_breaks_the_file(void **state)
{
    struct rt_buf told;
    (void)state;
    tell(&told, "<a>x\0y</a>", 10, 10);
    assert_string_equal(rt_buf_text(&told), "\n<1:1 /a (a)x\n!1:5 a byte 0: this is not text");
    rt_buf_fini(&told);
}

/* Cut into pieces of every size up to 9, a text gives the same. */
static void check_cuts(const void *bytes, size_t n)
{
    struct rt_buf whole;
    tell(&whole, bytes, n, n + 1);
    for (size_t chunk = 1; chunk < 10; chunk++) {
        struct rt_buf cut;
        tell(&cut, bytes, n, chunk);
        assert_int_equal(cut.n, whole.n);
        assert_memory_equal(cut.bytes, whole.bytes, whole.n);
        rt_buf_fini(&cut);
    }
    rt_buf_fini(&whole);
}

static void cuts_do_not_matter(void **state)
{
    static const char *const TEXTS[] = {
        ("<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"c\">]><a x='1' y=\"2\" z=3>t&amp;&#65;&no;<![CDATA[]]]]>"
         "<!-- - -- --><b/>\r\n</a >"),
        "<a b=/c/d/></a>",
        "<a",
        "<!DOCTYPE <!- <!-- '>' --> >x",
        "&#x1F600",
        "<a>&lt</a>",
        "]]>-->?>",
    };
    size_t n;
    (void)state;
    for (size_t i = 0; i < sizeof TEXTS / sizeof TEXTS[0]; i++) {
        check_cuts(TEXTS[i], strlen(TEXTS[i]));
    }
    const struct fw_xml_lenience *rows = fw_xml_leniences(&n);
    for (size_t i = 0; i < n; i++) {
        check_cuts(rows[i].sample, strlen(rows[i].sample));
    }
}

/* A small profile, damaged in many ways: no crash, and cuts do not matter. Fixed seed. */
static void damaged_texts_do_no_harm(void **state)
{
    static const char ORIGIN[] = "<?xml?><!DOCTYPE a [<!-- ' -->]><t><flat-profile a=\"b\" c='d' e=f><GPP_A ua=\"rw\">"
                                 "&lt;&#65;<![CDATA[x]]></GPP_A><GPP_B/></flat-profile></t>";
    static const char ALPHABET[] = "<>/=\"'&;#x-[]!? \n";
    uint32_t seed = 2102;
    unsigned n_broken = 0;
    (void)state;
    for (unsigned i = 0; i < 5000; i++) {
        char text[sizeof ORIGIN];
        struct rt_buf whole;
        struct rt_buf cut;
        memcpy(text, ORIGIN, sizeof ORIGIN);
        for (unsigned k = 0; k <= i % 4; k++) {
            seed = seed * 1664525u + 1013904223u;
            text[(seed >> 8) % (sizeof ORIGIN - 1)] = ALPHABET[(seed >> 20) % (sizeof ALPHABET - 1)];
        }
        tell(&whole, text, sizeof ORIGIN - 1, sizeof ORIGIN);
        tell(&cut, text, sizeof ORIGIN - 1, i % 7 + 1);
        assert_string_equal(rt_buf_text(&whole), rt_buf_text(&cut));
        n_broken += strstr(rt_buf_text(&whole), "\n!") != NULL;
        rt_buf_fini(&whole);
        rt_buf_fini(&cut);
    }
    assert_true(n_broken > 500 && n_broken < 4900);
}

/* open and close, n times each, e.g. "<a>" "</a>". */
static char *nest(const char *open, const char *close, size_t n)
{
    char *text = calloc(1, n * (strlen(open) + strlen(close)) + 1);
    assert_non_null(text);
    for (size_t i = 0; i < n; i++) {
        memcpy(text + i * strlen(open), open, strlen(open));
        memcpy(text + n * strlen(open) + i * strlen(close), close, strlen(close));
    }
    return text;
}

static bool is_taken(const char *text, const char *what)
{
    struct fw_xml x;
    const struct fw_xml_handler nobody = {0};
    fw_xml_init(&x, &nobody);
    (void)fw_xml_feed(&x, (const uint8_t *)text, strlen(text));
    bool is_ok = fw_xml_finish(&x) == RT_OK;
    assert_string_equal(x.error_what, is_ok ? "" : what);
    return is_ok;
}

static void depth_names_and_attributes_are_bounded(void **state)
{
    (void)state;
    char *text = nest("<a>", "</a>", FW_PROFILE_DEPTH_MAX);
    assert_true(is_taken(text, ""));
    free(text);
    text = nest("<a>", "</a>", 100000);
    assert_false(is_taken(text, "elements nested deeper than 64"));
    free(text);
    for (size_t n = FW_PROFILE_NAME_MAX; n <= FW_PROFILE_NAME_MAX + 1; n++) {
        text = calloc(1, n + 4);
        assert_non_null(text);
        text[0] = '<';
        memset(text + 1, 'n', n);
        memcpy(text + 1 + n, "/>", 2);
        assert_int_equal(is_taken(text, "an element name longer than 127 characters"), n == FW_PROFILE_NAME_MAX);
        free(text);
    }
    char *long_name = nest("nnnnnnnnnn", "", 20000);
    char *huge = calloc(1, 2 * strlen(long_name) + 64);
    assert_non_null(huge);
    (void)strcat(strcat(strcat(strcat(strcat(huge, "<a "), long_name), "=\""), long_name), "\"></a>");
    assert_true(is_taken(huge, ""));
    free(huge);
    free(long_name);
    /* The deepest path with the longest names fits. */
    char *open = calloc(1, 200);
    char *close = calloc(1, 200);
    assert_true(open != NULL && close != NULL);
    open[0] = '<';
    memset(open + 1, 'n', FW_PROFILE_NAME_MAX);
    (void)strcat(open, ">");
    (void)strcat(strcat(close, "</"), open + 1);
    text = nest(open, close, FW_PROFILE_DEPTH_MAX);
    assert_true(is_taken(text, ""));
    free(text);
    free(open);
    free(close);
}

static void an_attribute_value_keeps_its_first_255_bytes(void **state)
{
    char text[400] = "<a b=\"";
    char wanted[400] = "\n@b=[";
    (void)state;
    memset(text + 6, 'v', 300);
    memcpy(text + 306, "\"/>", 3);
    memset(wanted + 5, 'v', FW_XML_ATTRIBUTE_MAX);
    memcpy(wanted + 5 + FW_XML_ATTRIBUTE_MAX, "]\n<1:1 /a (a)\n>/a /", 19);
    check(text, wanted);
}

static void entities_cannot_grow(void **state)
{
    (void)state;
    check("<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\"><!ENTITY c SYSTEM \"file:///etc/passwd\">]>&b;&c;",
          "&b;&c;");
}

/* Each row of the table does what it says: its sample sets GPP_A to 1. */
static void each_lenience_is_as_stated(void **state)
{
    size_t n;
    const struct fw_xml_lenience *rows = fw_xml_leniences(&n);
    (void)state;
    assert_true(n > 15);
    for (size_t i = 0; i < n; i++) {
        struct params_rig rig;
        struct profile_run run = {.chunk_bytes = i % 3};
        params_rig_open(&rig, NULL, NULL);
        profile_run_open(&run, &rig, rows[i].sample, strlen(rows[i].sample));
        if (run.fail != FW_FAIL_NONE || strcmp(fw_param_by_name(rig.params, "GPP_A"), "1") != 0) {
            fail_msg("%s: %s", rows[i].what, run.report.what);
        }
        assert_true(rows[i].source[0] != 0);
        profile_run_close(&run);
        params_rig_close(&rig);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_of_small_texts),
        cmocka_unit_test(what_is_broken_is_found_at_its_place),
        cmocka_unit_test(a_zero_byte_breaks_the_file),
        cmocka_unit_test(cuts_do_not_matter),
        cmocka_unit_test(damaged_texts_do_no_harm),
        cmocka_unit_test(depth_names_and_attributes_are_bounded),
        cmocka_unit_test(an_attribute_value_keeps_its_first_255_bytes),
        cmocka_unit_test(entities_cannot_grow),
        cmocka_unit_test(each_lenience_is_as_stated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
