/* SPDX-License-Identifier: MIT */
#include <host/error.h>
#include <stdarg.h>
#include <stdio.h>

enum emu_exit emu_error_set(struct emu_error *e, enum emu_exit code, const char *format, ...)
{
    if (e->code != EMU_EXIT_OK) {
        return e->code;
    }
    va_list ap;
    va_start(ap, format);
    (void)vsnprintf(e->text, sizeof e->text, format, ap); /* a cut line is still a line */
    va_end(ap);
    e->code = code;
    return code;
}

enum emu_exit emu_error_print(const struct emu_error *e)
{
    if (e->code != EMU_EXIT_OK) {
        fprintf(stderr, "vspa: %s\n", e->text);
    }
    return e->code;
}
