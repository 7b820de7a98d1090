/* SPDX-License-Identifier: MIT */
/* Progress on a terminal: one line, cut to its width, with what runs now. In a pipe or a file there is none. */
#include "runner_priv.h"
#include <host/colour.h>
#include <offline/report.h>
#include <rt/human.h>
#include <host/clock.h>
#include <string.h>

#define TITLE_MAX       4400u
#define COLUMNS_DEFAULT 80u     /* of a terminal that does not tell */
#define LINE_BYTES      2048u   /* a wider terminal stays empty to the right */
#define MORE_COLUMNS    12u     /* ", 1000 more" */
#define REDRAW_US       100000u /* not more often: scenarios may take milliseconds each */
#define SHOWN_MAX       16u     /* scenarios in one line */

/* Columns of a character: those outside ASCII may be wide, and a line must never wrap. */
static unsigned columns_of(const char *text)
{
    unsigned n = 0;
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        n += c < 0x80u ? 1 : c >= 0xc0u ? 2 : 0;
    }
    return n;
}

/* The end of a title tells more than its beginning. */
static const char *cut_front(const char *title, unsigned columns)
{
    while (*title != '\0' && columns_of(title) > columns) {
        do {
            title++;
        } while (((unsigned char)*title & 0xc0u) == 0x80u);
    }
    return title;
}

/* Those that run, longest first: the list starts in its order. */
static size_t running(const struct test_list *list, size_t *found)
{
    size_t n = 0;
    for (size_t i = list->progress.next; i < list->n_items; i++) {
        if (list->item[i].begun_us == 0 && !list->item[i].is_done) {
            break; /* nor any after it */
        }
        if (!list->item[i].is_done) {
            if (n < SHOWN_MAX) {
                found[n] = i;
            }
            n++;
        }
    }
    return n;
}

static void put_running(const struct test_list *list, uint64_t now_us, unsigned columns, char *line, size_t line_size)
{
    char title[TITLE_MAX], piece[LINE_BYTES];
    size_t found[SHOWN_MAX], at = strlen(line), n = running(list, found);
    unsigned used = columns_of(line);
    for (size_t k = 0; k < n; k++) {
        const struct test_item *item = &list->item[found[k < SHOWN_MAX ? k : 0]];
        unsigned more = k + 1 < n ? MORE_COLUMNS : 0;
        struct rt_human took = rt_duration((now_us - item->begun_us) / 1000000u * 1000u);
        unsigned around = (unsigned)strlen(took.s) + 5; /* ", " and " ()" */
        unsigned left = columns > used + around + more ? columns - used - around - more : 0;
        const char *whole = test_title(item, title, sizeof title);
        const char *shown = cut_front(whole, left);
        if (k == SHOWN_MAX || left == 0 || (k > 0 && shown != whole)) {
            (void)snprintf(line + at, line_size - at, k > 0 ? ", %zu more" : "; %zu running", n - k);
            break;
        }
        (void)snprintf(piece, sizeof piece, "%s%s (%s)", k > 0 ? ", " : "; ", shown, took.s);
        if (rt_str_copy(line + at, line_size - at, rt_str(piece)) != RT_OK) {
            line[at] = '\0';
            break;
        }
        at += strlen(piece);
        used += columns_of(piece);
    }
}

void test_progress_clear(struct test_list *list)
{
    if (list->progress.is_shown) {
        fputs(emu_clear_line(stdout), stdout);
        list->progress.is_shown = false;
    }
}

void test_progress_draw(struct test_list *list, const struct test_options *o)
{
    char line[LINE_BYTES];
    struct test_progress *p = &list->progress;
    uint64_t now_us = emu_host_us();
    if (now_us < p->drawn_us + REDRAW_US || o->is_tap || o->is_json || !emu_is_terminal(stdout)) {
        return;
    }
    unsigned columns = report_terminal();
    columns = columns == 0 ? COLUMNS_DEFAULT : columns;
    int n = snprintf(line, sizeof line, "%zu of %zu done, %zu failed, %s", p->n_done, list->n_items, p->n_bad,
                     rt_duration((now_us - p->begun_us) / 1000000u * 1000u).s);
    if (n > 0 && (unsigned)n + 1 < columns) {
        put_running(list, now_us, columns - 1, line, sizeof line); /* the last column would wrap */
        printf("%s%s", emu_clear_line(stdout), line);
        p->is_shown = true;
        p->drawn_us = now_us;
        (void)fflush(stdout);
    }
}
