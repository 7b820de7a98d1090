/* SPDX-License-Identifier: MIT */
#include <offline/profile_write.h>
#include <offline/plain.h>

/* The value with the five entities of XML. */
static enum rt_err put_escaped(struct rt_buf *out, struct rt_str value)
{
    static const struct {
        char c;
        const char *escape;
    } escapes[] = {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'\'', "&apos;"}, {'"', "&quot;"}};
    for (size_t k = 0; k < value.n; k++) {
        const char *escape = NULL;
        for (size_t i = 0; i < sizeof escapes / sizeof escapes[0]; i++) {
            escape = value.p[k] == escapes[i].c ? escapes[i].escape : escape;
        }
        if (escape != NULL) {
            (void)rt_buf_put_text(out, escape);
        } else {
            (void)rt_buf_put_u8(out, (uint8_t)value.p[k]);
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
