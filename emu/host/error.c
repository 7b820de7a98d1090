/* SPDX-License-Identifier: MIT */
#include <host/error.h>
#include <host/colour.h>
#include <rt/str.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum emu_exit emu_error_set(struct emu_error *e, enum emu_exit code, const char *format, ...)
{
    if (e->code != EMU_EXIT_OK) {
        return e->code;
    }
    va_list ap;
    va_start(ap, format);
    (void)vsnprintf(e->text, sizeof e->text, format, ap); /* a cut line is still a line */
    va_end(ap);
    rt_text_safe(e->text, strlen(e->text)); /* names and values from outside are in it */
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
    va_list ap;
    fprintf(emu_error_stream(), "%svspa:%s ", emu_style_on(stderr, EMU_STYLE_WARNING),
            emu_style_off(stderr, EMU_STYLE_WARNING));
    va_start(ap, format);
    vfprintf(stderr, format, ap);
    va_end(ap);
    fputc('\n', stderr);
}

void emu_log_write(void *ctx, enum rt_log_level level, const char *module, const char *text)
{
    enum emu_style style = level == RT_LOG_ERROR  ? EMU_STYLE_BAD
                           : level == RT_LOG_WARN ? EMU_STYLE_WARNING
                                                  : EMU_STYLE_PLAIN;
    (void)ctx;
    fprintf(emu_error_stream(), "vspa: %s%s%s: %s: %s\n", emu_style_on(stderr, style), rt_log_level_name(level),
            emu_style_off(stderr, style), module, text);
}
