/* SPDX-License-Identifier: MIT */
#include <host/latin1.h>
#include <rt/mem.h>

char *emu_latin1_to_utf8(const char *bytes, size_t n, size_t *length)
{
    char *text = rt_mem_alloc(2 * n + 1);
    *length = 0;
    for (size_t i = 0; text != NULL && i < n; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (c < 0x80) {
            text[(*length)++] = (char)c;
        } else {
            text[(*length)++] = (char)(0xc0 | c >> 6);
            text[(*length)++] = (char)(0x80 | (c & 0x3f));
        }
    }
    return text; /* the rest of it is zero */
}
