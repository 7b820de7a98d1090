/* SPDX-License-Identifier: MIT */
/*
 * What happens to the unit, printed as it happens: rows (story/rows.h) up to a level, and the trace signals that the
 * user asked for. At a terminal the line that is being typed steps aside for each.
 */
#pragma once
#include <host/kinds.h>
#include <story/printer.h>
#include <story/rows.h>

#define NEWS_TRACE_MAX 512u /* characters of the patterns of one 'trace' command */

struct rt_log;
struct emu_news {
    struct emu_unit *unit;
    struct emu_rows *rows;
    struct emu_printer printer;
    uint32_t level; /* enum emu_row_level */
    const char *pattern[EMU_TEXTS_MAX];
    size_t n_patterns;
    char words[NEWS_TRACE_MAX]; /* of the last 'trace' command */
    struct rt_buf line;
    struct rt_log *log; /* the unit's, while an editor steps aside for it */
    void (*around)(void *ctx, int is_after);
    void *ctx;
};

/* Prints from now on. The patterns are borrowed. False: out of memory. */
bool emu_news_start(struct emu_news *n, struct emu_unit *u, uint32_t level, const struct emu_texts *trace);
void emu_news_stop(struct emu_news *n);
/* Called before and after each line, also before what the unit logs for developers; NULL: nothing is typed. */
void emu_news_step_aside(struct emu_news *n, void (*around)(void *ctx, int is_after), void *ctx);
/* Signals or patterns, separated by blanks, in place of those before; "": none. False: too many. */
bool emu_news_trace(struct emu_news *n, struct rt_str patterns);
