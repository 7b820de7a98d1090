/* SPDX-License-Identifier: MIT */
/* Character references: "&lt", "&#40", "&#x28", without the semicolon, to the bytes they stand for. */
#include "xml.h"

static const struct {
    const char *name;
    char c;
} ENTITIES[] = {{"&amp", '&'}, {"&lt", '<'}, {"&gt", '>'}, {"&apos", '\''}, {"&quot", '"'}}; /* guide table 2-1 */

/* The digits of "&#40" or "&#x28"; 0 when they are no character. */
static uint32_t read_code_point(struct rt_str reference)
{
    bool is_hex = reference.n > 2 && (reference.p[2] == 'x' || reference.p[2] == 'X');
    uint32_t value = 0;
    for (size_t i = is_hex ? 3 : 2; i < reference.n; i++) {
        char c = reference.p[i];
        uint32_t digit = 99;
        if (c >= '0' && c <= '9') {
            digit = (uint32_t)(c - '0');
        } else if (is_hex && ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))) {
            digit = (uint32_t)((c | 0x20) - 'a') + 10;
        }
        if (digit == 99) {
            return 0;
        }
        value = value * (is_hex ? 16 : 10) + digit; /* at most 8 digits: no overflow */
    }
    bool is_surrogate = value >= 0xD800 && value <= 0xDFFF;
    return value > 0x10FFFF || is_surrogate ? 0 : value;
}

/* guess: a character above 127, which the unit does not support, becomes the bytes a UTF-8 file would have. */
static size_t encode(uint32_t c, char out[4])
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = n - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (c & 0x3F));
        c >>= 6;
    }
    out[0] = (char)((0xF00 >> n) | c);
    return n;
}

size_t fw_xml_decode(struct rt_str reference, char out[4])
{
    if (reference.n > 2 && reference.p[1] == '#') {
        uint32_t c = read_code_point(reference);
        return c != 0 ? encode(c, out) : 0;
    }
    for (size_t i = 0; i < sizeof ENTITIES / sizeof ENTITIES[0]; i++) {
        if (rt_str_is(reference, ENTITIES[i].name)) {
            out[0] = ENTITIES[i].c;
            return 1;
        }
    }
    return 0;
}
