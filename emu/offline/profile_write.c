/* SPDX-License-Identifier: MIT */
#include <offline/profile_write.h>
#include <offline/plain.h>

/* Of a character of UTF-8, of n bytes. RFC 3629 section 3. */
static uint32_t code_point(const uint8_t *p, size_t n)
{
    static const uint8_t head[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    uint32_t c = p[0] & head[n];
    for (size_t i = 1; i < n; i++) {
        c = c << 6 | (p[i] & 0x3fu);
    }
    return c;
}

bool profile_may_write(bool is_xml, struct rt_str value)
{
    size_t n = 1;
    for (size_t i = 0; i < value.n; i += n) {
        bool is_unsafe;
        n = rt_text_step(value.p + i, value.n - i, &is_unsafe);
        if (is_unsafe && (!is_xml || (n == 1 && (uint8_t)value.p[i] >= 0x80))) {
            return false;
        }
    }
    return true;
}

/* The value with the five entities of XML; unsafe characters (rt/str.h) by their number. */
static enum rt_err put_escaped(struct rt_buf *out, struct rt_str value)
{
    static const struct {
        char c;
        const char *escape;
    } escapes[] = {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'\'', "&apos;"}, {'"', "&quot;"}};
    size_t n = 1;
    for (size_t k = 0; k < value.n; k += n) { /* whole characters: the later bytes of one are none by themselves */
        const char *escape = NULL;
        for (size_t i = 0; i < sizeof escapes / sizeof escapes[0]; i++) {
            escape = value.p[k] == escapes[i].c ? escapes[i].escape : escape;
        }
        bool is_unsafe;
        n = rt_text_step(value.p + k, value.n - k, &is_unsafe);
        if (escape != NULL) {
            (void)rt_buf_put_text(out, escape);
        } else if (is_unsafe) {
            (void)rt_buf_printf(out, "&#x%x;", (unsigned)code_point((const uint8_t *)value.p + k, n));
        } else {
            (void)rt_buf_put(out, value.p + k, n);
        }
    }
    return rt_buf_error(out);
}

enum rt_err profile_write_xml(struct rt_buf *out, const char *element, enum fw_access access, struct rt_str value)
{
    (void)rt_buf_printf(out, "  <%s ua=\"%s\">", element, fw_access_name(access));
    (void)put_escaped(out, value);
    return rt_buf_printf(out, "</%s>\n", element);
}

enum rt_err profile_write_plain(struct rt_buf *out, const struct fw_schema_row *row, enum fw_access access,
                                struct rt_str value)
{
    static const char *const marks[] = {[FW_ACCESS_NA] = "", [FW_ACCESS_RO] = "? ", [FW_ACCESS_RW] = "! "};
    (void)plain_name(row, out);
    (void)rt_buf_printf(out, " %s\"", marks[access]);
    for (size_t i = 0; i < value.n; i++) {
        (void)rt_buf_put_text(out, value.p[i] == '"' ? "\"" : "");
        (void)rt_buf_put_u8(out, (uint8_t)value.p[i]);
    }
    return rt_buf_put_text(out, "\" ;\n");
}
