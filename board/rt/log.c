/* SPDX-License-Identifier: MIT */
#include <rt/log.h>
#include <stddef.h>
#include <stdio.h>

enum { LINE_MAX_BYTES = 1024 }; /* longer lines are truncated */

void rt_log(const struct rt_log *log, enum rt_log_level level, const char *module, const char *format, ...)
{
    if (!log || !log->write || level > log->level) {
        return;
    }
    char text[LINE_MAX_BYTES];
    va_list ap;
    va_start(ap, format);
    int n = vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    log->write(log->ctx, level, module, n < 0 ? "" : text);
}

const char *rt_log_level_name(enum rt_log_level level)
{
    static const char *const names[] = {"error", "warn", "info", "debug"};
    return (unsigned)level < sizeof names / sizeof names[0] ? names[level] : "?";
}
