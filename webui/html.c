/* SPDX-License-Identifier: MIT */
#include "web_priv.h"
#include <string.h>

void web_put_escaped(struct rt_buf *out, const char *text)
{
    static const struct {
        char c;
        const char *escape;
    } escapes[] = {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}};
    while (*text != '\0') {
        size_t n = strcspn(text, "&<>\"");
        (void)rt_buf_put(out, text, n); /* the caller asks rt_buf_error() */
        text += n;
        for (size_t i = 0; i < sizeof escapes / sizeof escapes[0] && *text != '\0'; i++) {
            if (*text == escapes[i].c) {
                (void)rt_buf_put_text(out, escapes[i].escape);
                text++;
                break;
            }
        }
    }
}
