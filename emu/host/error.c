/* SPDX-License-Identifier: MIT */
#include <host/error.h>
#include <host/colour.h>
#include <rt/str.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Puts **** in the place of what begins at `at`, in place; a line that gets too long is cut. Returns where it goes on.
 */
static size_t hide(char *text, size_t size, size_t at, size_t n)
{
    static const char mask[] = "****";
    size_t n_mask = sizeof mask - 1, n_rest = strlen(text + at + n);
    if (at + n_mask >= size) {
        text[at] = '\0';
        return at;
    }
    n_rest = n_rest < size - 1 - at - n_mask ? n_rest : size - 1 - at - n_mask;
    memmove(text + at + n_mask, text + at + n, n_rest);
    memcpy(text + at, mask, n_mask);
    text[at + n_mask + n_rest] = '\0';
    return at + n_mask;
}

/* An error repeats a word of the command line or of a file, and the log of a CI job keeps the error: the password of a
 * URL and the phrase of "[--key" (guide p.2-12) are hidden in it. */
static void hide_secrets(char *text, size_t size)
{
    for (size_t i = 0; text[i] != '\0'; i++) {
        if (strncasecmp(text + i, "[--key", 6) == 0) {
            i += 6 + strspn(text + i + 6, " =+");
            i = hide(text, size, i, strcspn(text + i, " ]+"));
        } else if (strncmp(text + i, "://", 3) == 0) {
            size_t n_user = strcspn(text + i + 3, ":@/ ");
            size_t begin = i + 3 + n_user + 1;
            size_t n = text[begin - 1] == ':' ? strcspn(text + begin, "@/ ") : 0;
            i = n > 0 && text[begin + n] == '@' ? hide(text, size, begin, n) : i + 2;
        }
        if (text[i] == '\0') {
            break;
        }
    }
}

/* Names and values from outside are in it. */
static void make_fit_to_show(char *text, size_t size)
{
    rt_text_safe(text, strlen(text));
    hide_secrets(text, size);
}

enum emu_exit emu_error_set(struct emu_error *e, enum emu_exit code, const char *format, ...)
{
    if (e->code != EMU_EXIT_OK) {
        return e->code;
    }
    va_list ap;
    va_start(ap, format);
    (void)vsnprintf(e->text, sizeof e->text, format, ap); /* a cut line is still a line */
    va_end(ap);
    make_fit_to_show(e->text, sizeof e->text);
    e->code = code;
    return code;
}

FILE *emu_error_stream(void)
{
    (void)fflush(stdout); /* the exit of the program checks standard output */
    return stderr;
}

enum emu_exit emu_error_print(const struct emu_error *e)
{
    if (e->code != EMU_EXIT_OK) {
        fprintf(emu_error_stream(), "%svspa:%s %s\n", emu_style_on(stderr, EMU_STYLE_BAD),
                emu_style_off(stderr, EMU_STYLE_BAD), e->text);
    }
    return e->code;
}

void emu_warn(const char *format, ...)
{
    char text[EMU_ERROR_TEXT_MAX + 1];
    va_list ap;
    va_start(ap, format);
    (void)vsnprintf(text, sizeof text, format, ap); /* a cut line is still a line */
    va_end(ap);
    make_fit_to_show(text, sizeof text);
    fprintf(emu_error_stream(), "%svspa:%s %s\n", emu_style_on(stderr, EMU_STYLE_WARNING),
            emu_style_off(stderr, EMU_STYLE_WARNING), text);
}

void emu_log_write(void *ctx, enum rt_log_level level, const char *module, const char *text)
{
    enum emu_style style = level == RT_LOG_ERROR  ? EMU_STYLE_BAD
                           : level == RT_LOG_WARN ? EMU_STYLE_WARNING
                                                  : EMU_STYLE_PLAIN;
    char shown[EMU_ERROR_TEXT_MAX + 1];
    (void)ctx;
    (void)snprintf(shown, sizeof shown, "%s", text); /* a cut line is still a line */
    make_fit_to_show(shown, sizeof shown);
    fprintf(emu_error_stream(), "vspa: %s%s%s: %s: %s\n", emu_style_on(stderr, style), rt_log_level_name(level),
            emu_style_off(stderr, style), module, shown);
}
