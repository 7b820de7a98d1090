/* SPDX-License-Identifier: MIT */
#include <offline/report.h>
#include <host/json.h>
#include <rt/buf.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <offline/words.h>
#include <unistd.h>

#define TEXT_MAX     (1u << 20)
#define TERMINAL_MIN 40u /* a window that is narrower wraps by itself */

json_t *report_text(struct rt_str text)
{
    json_t *json = text.n == 0                       ? json_string("")
                   : rt_text_is_safe(text.p, text.n) ? json_stringn(text.p, text.n)
                                                     : NULL;
    if (json != NULL) {
        return json;
    }
    struct rt_buf plain;
    rt_buf_init(&plain, TEXT_MAX);
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (c < ' ' || c >= 0x7f) {
            (void)rt_buf_printf(&plain, "\\x%02x", c); /* a text that is cut off at TEXT_MAX is still a text */
        } else {
            (void)rt_buf_put_u8(&plain, c);
        }
    }
    json = json_string(rt_buf_text(&plain));
    rt_buf_fini(&plain);
    return json;
}

static json_t *vprint(const char *format, va_list ap)
{
    struct rt_buf text;
    rt_buf_init(&text, TEXT_MAX);
    (void)rt_buf_vprintf(&text, format, ap);
    json_t *json = report_text(rt_str_n(rt_buf_text(&text), text.n));
    rt_buf_fini(&text);
    return json;
}

json_t *report_printf(const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    json_t *json = vprint(format, ap);
    va_end(ap);
    return json;
}

void report_set(json_t *object, const char *key, struct rt_str text)
{
    (void)json_object_set_new(object, key, report_text(text)); /* without memory the key is missing */
}

void report_add(json_t *array, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    (void)json_array_append_new(array, vprint(format, ap));
    va_end(ap);
}

const char *report_get(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL ? text : "";
}

bool report_flag(const json_t *object, const char *key)
{
    return json_is_true(json_object_get(object, key));
}

void report_print_json(const json_t *what)
{
    emu_json_print(what);
}

void report_print_error(const struct emu_error *error)
{
    if (error->code != EMU_EXIT_OK) {
        json_t *out = json_object();
        report_set(out, "error", rt_str(error->text));
        (void)json_object_set_new(out, "exit", json_integer(error->code));
        (void)json_object_set_new(out, "ok", json_false());
        report_print_json(out);
        json_decref(out);
    }
}

unsigned report_columns(const char *text)
{
    unsigned n = 0;
    for (; *text != '\0'; text++) {
        n += ((unsigned char)*text & 0xc0u) != 0x80u ? 1 : 0;
    }
    return n;
}

unsigned report_terminal(void)
{
    struct winsize size = {0};
    if (isatty(STDOUT_FILENO) != 1 || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) {
        return 0;
    }
    return size.ws_col > TERMINAL_MIN ? size.ws_col : TERMINAL_MIN;
}

void report_print_row(unsigned indent, unsigned width, const char *left, const char *right)
{
    struct rt_buf text;
    unsigned n_left = report_columns(left);
    unsigned pad = n_left < width ? width - n_left : 0;
    unsigned columns = report_terminal();
    rt_buf_init(&text, TEXT_MAX);
    words_wrap(rt_str(right), indent + width + 2, columns > 0 ? columns : REPORT_WIDTH, &text);
    if (text.n > 0) {
        printf("%*s%s%*s  %s\n", (int)indent, "", left, (int)pad, "", rt_buf_text(&text));
    } else {
        printf("%*s%s\n", (int)indent, "", left);
    }
    rt_buf_fini(&text);
}
