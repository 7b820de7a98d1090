/* SPDX-License-Identifier: MIT */
#include "news.h"
#include <unit/unit.h>
#include <stdio.h>
#include <string.h>

#define LINE_MAX_BYTES (16u * 1024u)

static void around(const struct emu_news *n, int is_after)
{
    if (n->around != NULL) {
        n->around(n->ctx, is_after);
    }
}

static void put_row(void *ctx, const struct emu_row *row)
{
    struct emu_news *n = ctx;
    if (!emu_row_is_at_most(row, (enum emu_row_level)n->level)) {
        return;
    }
    rt_buf_clear(&n->line);
    emu_row_put_line(&n->line, row, stdout);
    around(n, 0);
    puts(rt_buf_text(&n->line));
    around(n, 1);
}

static void log_write(void *ctx, enum rt_log_level level, const char *module, const char *text)
{
    const struct emu_news *n = ctx;
    around(n, 0);
    emu_log_write(NULL, level, module, text);
    around(n, 1);
}

static void start_printer(struct emu_news *n)
{
    emu_printer_start(&n->printer, emu_unit_board(n->unit), n->pattern, n->n_patterns);
    n->printer.around = n->around;
    n->printer.ctx = n->ctx;
}

bool emu_news_start(struct emu_news *n, struct emu_unit *u, uint32_t level, const struct emu_texts *trace)
{
    *n = (struct emu_news){.unit = u, .level = level, .n_patterns = trace->n, .log = emu_unit_log(u)};
    memcpy(n->pattern, trace->text, trace->n * sizeof trace->text[0]);
    n->rows = emu_rows_create(u, 1);
    if (n->rows == NULL) {
        return false;
    }
    rt_buf_init(&n->line, LINE_MAX_BYTES);
    emu_rows_listen(n->rows, put_row, n);
    n->log->write = log_write;
    n->log->ctx = n;
    start_printer(n);
    return true;
}

void emu_news_stop(struct emu_news *n)
{
    n->log->write = emu_log_write;
    emu_printer_stop(&n->printer);
    emu_rows_destroy(n->rows);
    rt_buf_fini(&n->line);
}

void emu_news_step_aside(struct emu_news *n, void (*fn)(void *ctx, int is_after), void *ctx)
{
    n->around = n->printer.around = fn;
    n->ctx = n->printer.ctx = ctx;
}

bool emu_news_trace(struct emu_news *n, struct rt_str patterns)
{
    if (rt_str_copy(n->words, sizeof n->words, patterns) != RT_OK) {
        return false;
    }
    emu_printer_stop(&n->printer);
    n->n_patterns = 0;
    for (char *at = n->words; *at != '\0' && n->n_patterns < EMU_TEXTS_MAX;) {
        size_t n_word = strcspn(at, " ");
        bool is_last = at[n_word] == '\0';
        n->pattern[n->n_patterns++] = at;
        at[n_word] = '\0';
        at += n_word + (is_last ? 0 : 1 + strspn(at + n_word + 1, " "));
    }
    start_printer(n);
    return true;
}
