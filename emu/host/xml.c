/* SPDX-License-Identifier: MIT */
#include <host/xml.h>
#include <rt/str.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* Length of the UTF-8 character at p (RFC 3629 section 4) if XML 1.0 may hold it (its production 2); else 0. */
static size_t utf8_length(const unsigned char *p)
{
    static const struct {
        unsigned char mask, is;
        uint32_t least;
    } forms[] = {{0xe0, 0xc0, 0x80}, {0xf0, 0xe0, 0x800}, {0xf8, 0xf0, 0x10000}};
    for (size_t n = 2; n <= 4; n++) {
        uint32_t code = p[0] & (unsigned char)~forms[n - 2].mask;
        size_t i = 1;
        if ((p[0] & forms[n - 2].mask) != forms[n - 2].is) {
            continue;
        }
        for (; i < n && (p[i] & 0xc0) == 0x80; i++) {
            code = code << 6 | (p[i] & 0x3fu);
        }
        bool is_surrogate = code >= 0xd800 && code <= 0xdfff;
        bool may_be = code >= forms[n - 2].least && code <= 0x10ffff && !is_surrogate && (code & 0xfffe) != 0xfffe;
        return i == n && may_be && code >= 0xa0 ? n : 0;
    }
    return 0;
}

void emu_put_xml(FILE *f, const char *text)
{
    size_t n;
    bool is_unsafe;
    const char *end = text + strlen(text);
    for (const unsigned char *p = (const unsigned char *)text; *p != '\0'; p++) {
        switch (*p) {
        case '&':
            fputs("&amp;", f);
            break;
        case '<':
            fputs("&lt;", f);
            break;
        case '>':
            fputs("&gt;", f);
            break;
        case '"':
            fputs("&quot;", f);
            break;
        case '\n':
        case '\t':
            fputc(*p, f);
            break;
        default:
            n = *p >= 0x80 ? utf8_length(p) : 0;
            (void)rt_text_step((const char *)p, (size_t)(end - (const char *)p), &is_unsafe);
            if (n > 0 && is_unsafe) { /* readers show the text */
                fputc('?', f);
                p += n - 1;
            } else if (n > 0) {
                (void)fwrite(p, 1, n, f); /* ferror is asked at the end */
                p += n - 1;
            } else {
                fputc(*p < 0x20 || *p > 0x7e ? '?' : *p, f);
            }
        }
    }
}
