/* SPDX-License-Identifier: MIT */
/* The parameters as a profile that a unit could read back. Escapes: guide p.2-3, table 2-1. */
#include "params.h"
#include <rt/buf.h>

/* The guide defines ASCII only (p.2-3). Other bytes are written as numeric references of Latin-1, the encoding of
 * the unit's pages, so that the report is well-formed for any value. guess. */
static void put_escaped(struct rt_buf *out, const char *text)
{
    static const struct {
        char c;
        const char *escape;
    } escapes[] = {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'\'', "&apos;"}, {'"', "&quot;"}};
    for (const char *c = text; *c != '\0'; c++) {
        size_t i = 0;
        while (i < sizeof escapes / sizeof escapes[0] && escapes[i].c != *c) {
            i++;
        }
        if (i < sizeof escapes / sizeof escapes[0]) {
            (void)rt_buf_put_text(out, escapes[i].escape); /* the buffer remembers failures */
        } else if ((unsigned char)*c >= 0x7f) {
            (void)rt_buf_printf(out, "&#%u;", (unsigned)(unsigned char)*c);
        } else {
            (void)rt_buf_put_u8(out, (uint8_t)*c);
        }
    }
}

enum rt_err fw_params_write_xml(const struct fw_params *p, struct rt_buf *out)
{
    (void)rt_buf_put_text(out, "<flat-profile>\n");
    for (size_t i = 0; i < p->n; i++) {
        struct fw_schema_row row = fw_schema_row(p->schema, i);
        if (row.type == FW_TYPE_STATUS || (row.flags & FW_ROW_SECRET) != 0) {
            continue;
        }
        (void)rt_buf_printf(out, "  <%s ua=\"%s\">", row.element, fw_access_name(fw_param_access(p, (int)i)));
        put_escaped(out, fw_param_get(p, (int)i));
        (void)rt_buf_printf(out, "</%s>\n", row.element);
    }
    (void)rt_buf_put_text(out, "</flat-profile>\n");
    return rt_buf_error(out);
}
