/* SPDX-License-Identifier: MIT */
#include <story/printer.h>
#include <fnmatch.h>
#include <stdio.h>

static void print_event(void *ctx, struct board *b, const struct board_event *e)
{
    const struct emu_printer *p = ctx;
    char line[BOARD_TRACE_TEXT_MAX + 64];
    (void)b;
    for (size_t i = 0; i < p->n; i++) {
        if (fnmatch(p->patterns[i], board_event_signal(e)->name, 0) == 0) {
            (void)board_event_format(e, line, sizeof line);
            if (p->around != NULL) {
                p->around(p->ctx, 0);
            }
            puts(line);
            if (p->around != NULL) {
                p->around(p->ctx, 1);
            }
            return;
        }
    }
}

void emu_printer_start(struct emu_printer *p, struct board *b, const char *const *patterns, size_t n)
{
    *p = (struct emu_printer){.watcher = {.fn = print_event, .ctx = p}, .board = b, .patterns = patterns, .n = n};
    board_watch(b, &p->watcher);
}

void emu_printer_stop(struct emu_printer *p)
{
    board_unwatch(p->board, &p->watcher);
}
