/* SPDX-License-Identifier: MIT */
/* Bare and quoted names: captures of a PAP2T-3.1.15 (bare) and of an SPA303-7.5.6 (in quotes). */
#include <fw/sip_text.h>
#include <stdarg.h>
#include <string.h>

void sip_put_field(struct rt_buf *out, const char *name, const char *format, ...)
{
    va_list ap;
    (void)rt_buf_printf(out, "%s: ", name);
    size_t begin = out->n;
    va_start(ap, format);
    (void)rt_buf_vprintf(out, format, ap);
    va_end(ap);
    for (size_t i = begin; i < out->n && rt_buf_error(out) == RT_OK; i++) {
        out->bytes[i] = out->bytes[i] < 0x20 ? ' ' : out->bytes[i];
    }
    (void)rt_buf_put_text(out, "\r\n");
}

void sip_put_set_field(struct rt_buf *out, const char *name, const char *value)
{
    if (value[0] != '\0') {
        sip_put_field(out, name, "%s", value);
    }
}

void sip_quote_name(const char *name, bool is_quoted, char out[SIP_DISPLAY_BYTES])
{
    static const char others[] = " -.!%*_+`'~";
    size_t n = 0;
    for (const char *p = name; *p != '\0'; p++) {
        bool is_alnum = (*p >= '0' && *p <= '9') || ((*p | 0x20) >= 'a' && (*p | 0x20) <= 'z');
        is_quoted = is_quoted || (!is_alnum && strchr(others, *p) == NULL);
    }
    if (name[0] != '\0') {
        out[n] = '"';
        n += is_quoted;
        for (const char *p = name; *p != '\0' && n < SIP_DISPLAY_BYTES - 10; p++) {
            if (is_quoted && (*p == '"' || *p == '\\')) {
                out[n++] = '\\';
            }
            out[n++] = *p;
        }
        out[n] = '"';
        n += is_quoted;
        out[n++] = ' ';
    }
    out[n] = '\0';
}
