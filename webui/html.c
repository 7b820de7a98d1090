/* SPDX-License-Identifier: MIT */
#include "web_priv.h"

void web_put_escaped(struct rt_buf *out, const char *text)
{
    for (; *text != '\0'; text++) {
        switch (*text) {
        case '&':
            (void)rt_buf_put_text(out, "&amp;");
            break;
        case '<':
            (void)rt_buf_put_text(out, "&lt;");
            break;
        case '>':
            (void)rt_buf_put_text(out, "&gt;");
            break;
        case '"':
            (void)rt_buf_put_text(out, "&quot;");
            break;
        default:
            (void)rt_buf_put_u8(out, (uint8_t)*text);
            break;
        }
    }
}
