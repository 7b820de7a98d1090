/* SPDX-License-Identifier: MIT */
#include "editor.h"
#include "bench.h"
#include <host/colour.h>
#include <unit/loop.h>
#include <board/clock.h>
#include <rt/mem.h>
#include <rt/str.h>
#include <histedit.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define HISTORY_LINES 500

struct emu_editor {
    struct emu_bench *bench;
    EditLine *el;
    History *history;
    bool has_input, is_reading;
    int index;
};

static char *prompt(EditLine *el)
{
    static char text[] = "vspa> ";
    (void)el;
    return text;
}

static void stdin_fill(void *ctx, struct emu_pollset *set)
{
    struct emu_editor *e = ctx;
    e->index = e->has_input ? -1 : emu_pollset_add(set, STDIN_FILENO, POLLIN, true);
}

static bool stdin_handle(void *ctx, const struct emu_pollset *set)
{
    struct emu_editor *e = ctx;
    e->has_input = e->has_input || emu_pollset_revents(set, e->index) != 0;
    return false; /* nothing moved in the unit's world */
}

static bool has_input(void *ctx)
{
    return ((const struct emu_editor *)ctx)->has_input;
}

/* libedit asks for a character: the unit runs until there is one. */
static int read_character(EditLine *el, wchar_t *out)
{
    struct emu_editor *e;
    unsigned char byte;
    if (el_get(el, EL_CLIENTDATA, &e) != 0) {
        return -1;
    }
    e->has_input = false;
    if (emu_loop_run(emu_unit_loop(e->bench->unit), BOARD_NEVER, has_input, e) != EMU_LOOP_DONE) {
        return 0;
    }
    e->has_input = false;
    ssize_t n = read(STDIN_FILENO, &byte, 1);
    *out = n == 1 ? (wchar_t)byte : 0;
    return (int)n;
}

/* Completes the word at the cursor if only one word of the list can be meant. */
static unsigned char complete(EditLine *el, int key)
{
    struct emu_editor *e;
    const LineInfo *info = el_line(el);
    const char *begin = info->cursor;
    const char *only = NULL;
    const char *word;
    (void)key;
    if (el_get(el, EL_CLIENTDATA, &e) != 0) {
        return CC_ERROR;
    }
    while (begin > info->buffer && begin[-1] != ' ') {
        begin--;
    }
    size_t n = (size_t)(info->cursor - begin);
    const char *(*list)(const void *, size_t) = begin == info->buffer ? emu_bench_command : emu_bench_signal;
    for (size_t i = 0; (word = list(NULL, i)) != NULL; i++) {
        if (strncmp(word, begin, n) == 0) {
            if (only != NULL && strcmp(only, word) != 0) {
                return CC_REFRESH_BEEP;
            }
            only = word;
        }
    }
    return only != NULL && el_insertstr(el, only + n) == 0 ? CC_REFRESH : CC_REFRESH_BEEP;
}

static bool set_up(struct emu_editor *e)
{
    HistEvent event;
    e->history = history_init();
    e->el = el_init("vspa", stdin, stdout, stderr);
    return e->history != NULL && e->el != NULL && history(e->history, &event, H_SETSIZE, HISTORY_LINES) >= 0 &&
           el_set(e->el, EL_CLIENTDATA, e) == 0 && el_set(e->el, EL_PROMPT, prompt) == 0 &&
           el_set(e->el, EL_EDITOR, "emacs") == 0 && el_set(e->el, EL_HIST, history, e->history) == 0 &&
           el_set(e->el, EL_GETCFN, read_character) == 0 &&
           el_set(e->el, EL_ADDFN, "vspa-complete", "complete a word", complete) == 0 &&
           el_set(e->el, EL_BIND, "^I", "vspa-complete", NULL) == 0;
}

struct emu_editor *emu_editor_create(struct emu_bench *bench)
{
    struct emu_editor *e = rt_mem_alloc(sizeof *e);
    if (e == NULL) {
        return NULL;
    }
    e->bench = bench;
    emu_loop_add(emu_unit_loop(bench->unit), (struct emu_source){"terminal", stdin_fill, stdin_handle, e, NULL});
    if (!set_up(e)) {
        emu_editor_destroy(e);
        return NULL;
    }
    return e;
}

void emu_editor_destroy(struct emu_editor *e)
{
    emu_loop_remove(emu_unit_loop(e->bench->unit), e);
    if (e->el != NULL) {
        el_end(e->el);
    }
    if (e->history != NULL) {
        history_end(e->history);
    }
    rt_mem_free(e);
}

const char *emu_editor_line(struct emu_editor *e)
{
    HistEvent event;
    int n = 0;
    e->is_reading = true;
    const char *line = el_gets(e->el, &n);
    e->is_reading = false;
    if (line != NULL && n > 0 && rt_str_trim(rt_str(line)).n > 0) {
        (void)history(e->history, &event, H_ENTER, line); /* a line that is not remembered is still done */
    }
    return n > 0 ? line : NULL;
}

void emu_editor_around(void *editor, int is_after)
{
    struct emu_editor *e = editor;
    if (!e->is_reading) {
        return;
    }
    if (is_after) {
        (void)el_set(e->el, EL_REFRESH);
    } else {
        fputs(emu_is_terminal(stdout) ? emu_clear_line(stdout) : "\n", stdout);
    }
    (void)fflush(stdout);
}
