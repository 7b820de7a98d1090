/* SPDX-License-Identifier: MIT */
#include <record/tracefile.h>
#include <host/output.h>
#include <board/signal.h>
#include <rt/mem.h>
#include <stdbool.h>

#define LINE_MAX_BYTES (BOARD_TRACE_TEXT_MAX + 96u)

struct emu_tracefile {
    struct board *board;
    struct board_watcher watcher;
    FILE *file;
};

void emu_tracefile_put(FILE *f, const struct board_event *e)
{
    char line[LINE_MAX_BYTES];
    size_t n = (size_t)board_event_format(e, line, sizeof line);
    for (size_t i = 0; i < n; i++) { /* a text from outside must not look like two events */
        line[i] = line[i] == '\n' ? ' ' : line[i];
    }
    (void)fwrite(line, 1, n, f);
    (void)putc('\n', f);
}

static void on_event(void *ctx, struct board *b, const struct board_event *e)
{
    struct emu_tracefile *t = ctx;
    (void)b;
    emu_tracefile_put(t->file, e);
}

enum rt_err emu_tracefile_open(struct emu_tracefile **out, struct board *b, const char *path)
{
    *out = NULL;
    struct emu_tracefile *t = rt_mem_alloc(sizeof *t);
    if (t == NULL) {
        return RT_ENOMEM;
    }
    t->file = emu_output_open(path, EMU_OUTPUT_PRIVATE);
    if (t->file == NULL) {
        rt_mem_free(t);
        return RT_EIO;
    }
    t->board = b;
    t->watcher = (struct board_watcher){.fn = on_event, .ctx = t};
    for (uint64_t i = 0; i < board_trace_end(b); i++) {
        if (board_trace_get(b, i) != NULL) {
            on_event(t, b, board_trace_get(b, i));
        }
    }
    board_watch(b, &t->watcher);
    *out = t;
    return RT_OK;
}

enum rt_err emu_tracefile_close(struct emu_tracefile *t)
{
    if (t == NULL) {
        return RT_OK;
    }
    board_unwatch(t->board, &t->watcher);
    bool is_whole = ferror(t->file) == 0;
    is_whole = fclose(t->file) == 0 && is_whole;
    rt_mem_free(t);
    return is_whole ? RT_OK : RT_EIO;
}
