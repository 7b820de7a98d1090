/* SPDX-License-Identifier: MIT */
#include <rt/assert.h>
#include <stdio.h>
#include <stdlib.h>

void rt_panic(const char *file, int line, const char *what)
{
    fprintf(stderr, "%s:%d: %s\n", file, line, what);
    abort();
}
