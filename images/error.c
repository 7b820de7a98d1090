/* SPDX-License-Identifier: MIT */
#include <images/error.h>

#include <rt/assert.h>
#include <stdarg.h>
#include <stdio.h>

enum rt_err img_fail(struct img_error *e, enum rt_err err, const char *where, const char *fix, const char *format, ...)
{
    va_list ap;
    RT_ASSERT(e != NULL && err != RT_OK);
    (void)snprintf(e->where, sizeof e->where, "%s", where);
    (void)snprintf(e->fix, sizeof e->fix, "%s", fix);
    va_start(ap, format);
    (void)vsnprintf(e->what, sizeof e->what, format, ap);
    va_end(ap);
    return err;
}
