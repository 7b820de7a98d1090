/* SPDX-License-Identifier: MIT */
/* Two long values, one under the other, with what differs marked. */
#include "explain_text.h"
#include <stdio.h>
#include <string.h>

#define INDENT 4u
#define LEAD   5u /* "old  " */

/* Where the two part, from the front and from the back. */
struct difference {
    size_t n_head, n_tail;
};

static bool is_continued(char c)
{
    return ((unsigned char)c & 0xc0u) == 0x80u;
}

static struct difference compare(const char *old, const char *now)
{
    struct difference d = {0};
    size_t n_old = strlen(old), n_now = strlen(now), most = n_old < n_now ? n_old : n_now;
    while (d.n_head < most && old[d.n_head] == now[d.n_head]) {
        d.n_head++;
    }
    while (d.n_head > 0 && (is_continued(old[d.n_head]) || is_continued(now[d.n_head]))) {
        d.n_head--; /* not in the middle of a character */
    }
    while (d.n_tail < most - d.n_head && old[n_old - 1 - d.n_tail] == now[n_now - 1 - d.n_tail]) {
        d.n_tail++;
    }
    while (d.n_tail > 0 && is_continued(now[n_now - d.n_tail])) {
        d.n_tail--;
    }
    return d;
}

/* width 0: all of it. Else a piece of the text around the difference. */
static void print_one(const char *lead, const char *text, const struct difference *d, size_t width)
{
    size_t n = strlen(text), from = 0, to = n;
    size_t n_mark = n - d->n_head - d->n_tail;
    if (width > 0 && n > width) {
        size_t room = width > 16 ? width - 6 : 10; /* "..." on both sides */
        from = d->n_head > room / 3 ? d->n_head - room / 3 : 0;
        from = n - from < room ? n - room : from;
        to = from + room < n ? from + room : n;
        while (from < to && is_continued(text[from])) {
            from++;
        }
        while (to < n && is_continued(text[to])) {
            to++;
        }
    }
    printf("%*s%-*s%s%.*s%s\n", (int)INDENT, "", (int)LEAD, lead, from > 0 ? "..." : "", (int)(to - from), text + from,
           to < n ? "..." : "");
    n_mark = d->n_head + n_mark > to ? to - d->n_head : n_mark;
    printf("%*s", (int)(INDENT + LEAD + (from > 0 ? 3 : 0)), "");
    for (size_t i = from; i < d->n_head; i++) {
        printf("%s", is_continued(text[i]) ? "" : " ");
    }
    for (size_t i = 0; i < (n_mark > 0 ? n_mark : 1); i++) {
        printf("%s", n_mark > 0 && is_continued(text[d->n_head + i]) ? "" : "^");
    }
    putchar('\n');
}

void explain_print_difference(const char *old, const char *now, unsigned columns)
{
    struct difference d = compare(old, now);
    size_t width = columns > INDENT + LEAD ? columns - INDENT - LEAD : 0;
    print_one("old", old, &d, width);
    print_one("new", now, &d, width);
}
