/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* wcwidth */
#include "editor_priv.h"
#include "history.h"
#include <host/colour.h>
#include <host/screen.h>
#include <unit/loop.h>
#include <board/clock.h>
#include <rt/mem.h>
#include <rt/str.h>
#include <errno.h>
#include <histedit.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#define CTRL_C 3
#define CTRL_D 4

static char *prompt(EditLine *el)
{
    static char text[] = EDITOR_PROMPT;
    (void)el;
    return text;
}

/* ---- the line on the screen ---- */

/* How many rows the cursor is below the row of the prompt. */
static unsigned rows_to_cursor(struct emu_editor *e)
{
    const LineInfo *info = el_line(e->el);
    struct emu_screen screen;
    mbstate_t state = {0};
    wchar_t c;
    unsigned n = sizeof EDITOR_PROMPT - 1;
    (void)emu_screen_size(stdout, &screen);
    for (const char *p = info->buffer; p < info->cursor;) {
        size_t bytes = mbrtowc(&c, p, (size_t)(info->cursor - p), &state);
        bool is_character = bytes > 0 && bytes < (size_t)-2;
        int width = is_character ? wcwidth(c) : 1;
        n += width > 0 ? (unsigned)width : 0;
        p += is_character ? bytes : 1;
    }
    return n / screen.columns;
}

void editor_clear_line(struct emu_editor *e)
{
    if (e->is_displayed) {
        emu_screen_clear_from(stdout, rows_to_cursor(e));
        emu_bar_redraw(&e->bar);
        (void)fflush(stdout);
        e->is_displayed = false;
    }
}

void editor_show_line(struct emu_editor *e)
{
    (void)el_set(e->el, EL_REFRESH);
    (void)fflush(stdout);
    e->is_displayed = true;
}

void emu_editor_around(void *editor, int is_after)
{
    struct emu_editor *e = editor;
    if (!e->is_reading) {
        return;
    }
    if (e->el == NULL) {
        fputs(is_after ? EDITOR_PROMPT : "\n", stdout); /* what was typed is still in the kernel's line */
        (void)fflush(stdout);
    } else if (is_after) {
        editor_show_line(e);
    } else {
        editor_clear_line(e);
    }
}

/* ---- the terminal goes to another program, and comes back ---- */

static void step_aside(void *ctx)
{
    struct emu_editor *e = ctx;
    if (e->el == NULL) {
        return;
    }
    if (e->is_reading) {
        editor_clear_line(e);
        (void)el_set(e->el, EL_PREP_TERM, 0);
    }
    emu_bar_hide(&e->bar);
}

static void come_back(void *ctx)
{
    struct emu_editor *e = ctx;
    if (e->el == NULL) {
        return;
    }
    emu_bar_show(&e->bar);
    if (e->is_reading) {
        (void)el_set(e->el, EL_PREP_TERM, 1);
        editor_show_line(e);
    }
}

static void resized(void *ctx)
{
    struct emu_editor *e = ctx;
    if (e->el == NULL) {
        return;
    }
    if (e->is_reading) {
        editor_clear_line(e);
    }
    emu_bar_hide(&e->bar);
    el_resize(e->el);
    emu_bar_show(&e->bar);
    if (e->is_reading) {
        editor_show_line(e);
    }
}

/* ---- input ---- */

static void stdin_fill(void *ctx, struct emu_pollset *set)
{
    struct emu_editor *e = ctx;
    e->index = e->has_input || !e->is_reading ? -1 : emu_pollset_add(set, STDIN_FILENO, POLLIN, true);
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

/* Keys that were typed before Ctrl-C and are not read yet. */
static bool has_keys(void)
{
    int n = 0;
    return ioctl(STDIN_FILENO, FIONREAD, &n) == 0 && n > 0;
}

/* The unit runs until there is something to read. Returns what read() does; 0 when a signal ends the run, -1 with EINTR
 * after Ctrl-C. The signal overtakes the keys before it: they are read first. */
static ssize_t await_and_read(struct emu_editor *e, char *bytes, size_t n)
{
    e->has_input = false;
    if (!e->is_interrupted && emu_loop_run(emu_unit_loop(e->bench->unit), BOARD_NEVER, has_input, e) != EMU_LOOP_DONE) {
        if (!emu_editor_goes_on(e)) {
            return 0;
        }
        e->is_interrupted = true;
    }
    if (e->is_interrupted && (e->el == NULL || !has_keys())) {
        e->is_interrupted = false;
        errno = EINTR;
        return -1;
    }
    e->has_input = false;
    return read(STDIN_FILENO, bytes, n);
}

/* libedit asks for a character. */
static int read_character(EditLine *el, wchar_t *out)
{
    struct emu_editor *e = editor_of(el);
    char byte;
    e->is_displayed = true;
    for (;;) {
        ssize_t n = await_and_read(e, &byte, 1);
        if (n < 0 && errno == EINTR) {
            byte = CTRL_C;
        } else if (n <= 0) {
            return (int)n;
        } else if (byte == '\0') {
            byte = CTRL_D; /* typed while a command ran: so Linux keeps an end of input (n_tty) */
        }
        e->is_warned = e->is_warned && byte == CTRL_C;
        size_t used = mbrtowc(out, &byte, 1, &e->decoder);
        if (used == (size_t)-2) {
            continue; /* more of the character is to come */
        }
        if (used == (size_t)-1) {
            memset(&e->decoder, 0, sizeof e->decoder); /* not of this character set: dropped */
            continue;
        }
        *out = used == 0 ? L'\0' : *out;
        return 1;
    }
}

bool emu_editor_goes_on(struct emu_editor *e)
{
    return emu_loop_last_signal(emu_unit_loop(e->bench->unit)) == SIGINT;
}

/* ---- the whole ---- */

static void remember(void *ctx, const char *line)
{
    HistEvent event;
    (void)history(((struct emu_editor *)ctx)->history, &event, H_ENTER, line); /* a line less is no harm */
}

static bool set_up(struct emu_editor *e)
{
    HistEvent event;
    e->history = history_init();
    e->el = el_init("vspa", stdin, stdout, stderr);
    bool is_set = e->history != NULL && e->el != NULL &&
                  history(e->history, &event, H_SETSIZE, EMU_HISTORY_LINES) >= 0 &&
                  history(e->history, &event, H_SETUNIQUE, 1) >= 0 && el_set(e->el, EL_CLIENTDATA, e) == 0 &&
                  el_set(e->el, EL_PROMPT, prompt) == 0 && el_set(e->el, EL_EDITOR, "emacs") == 0 &&
                  el_set(e->el, EL_HIST, history, e->history) == 0 && el_set(e->el, EL_GETCFN, read_character) == 0 &&
                  /* Ctrl-C is a signal at all times: as a key it would be lost between Enter and the command. */
                  el_set(e->el, EL_SETTY, "-d", "+isig", "+noflsh", NULL) == 0 && editor_bind_keys(e->el);
    if (is_set) {
        emu_history_load(remember, e);
        emu_bar_show(&e->bar);
    }
    return is_set;
}

struct emu_editor *emu_editor_create(struct emu_bench *bench)
{
    struct emu_editor *e = rt_mem_alloc(sizeof *e);
    if (e == NULL) {
        return NULL;
    }
    e->bench = bench;
    (void)setlocale(LC_CTYPE, ""); /* the width of characters that are typed; nothing else asks for it */
    emu_loop_add(emu_unit_loop(bench->unit), (struct emu_source){"terminal", stdin_fill, stdin_handle, e, NULL});
    emu_bar_init(&e->bar, bench->unit);
    emu_job_init(&e->job, emu_unit_loop(bench->unit),
                 (struct emu_job_ops){.step_aside = step_aside, .come_back = come_back, .resized = resized, .ctx = e});
    if (emu_is_terminal(stdin) && emu_is_terminal(stdout) && !set_up(e)) {
        emu_editor_destroy(e);
        return NULL;
    }
    return e;
}

void emu_editor_destroy(struct emu_editor *e)
{
    emu_loop_remove(emu_unit_loop(e->bench->unit), e);
    emu_job_fini(&e->job);
    emu_bar_fini(&e->bar);
    if (e->el != NULL) {
        el_end(e->el);
    }
    if (e->history != NULL) {
        history_end(e->history);
    }
    rt_mem_free(e);
}

/* The kernel edits the line and hands it over whole. */
static const char *plain_line(struct emu_editor *e)
{
    ssize_t n;
    for (;;) {
        fputs(EDITOR_PROMPT, stdout);
        (void)fflush(stdout);
        n = await_and_read(e, e->line, sizeof e->line - 1);
        if (n >= 0 || errno != EINTR || e->is_warned) {
            break;
        }
        e->is_warned = true;
        puts("\n" EDITOR_ONCE_MORE);
    }
    e->is_warned = false;
    e->line[n > 0 ? n : 0] = '\0';
    return n > 0 ? e->line : NULL;
}

const char *emu_editor_line(struct emu_editor *e)
{
    int n = 0;
    e->is_reading = true;
    e->is_warned = false;
    if (e->el != NULL) {
        /* Before the prompt is seen: keys typed now are not echoed by the kernel. */
        (void)el_set(e->el, EL_PREP_TERM, 1);
    }
    const char *line = e->el != NULL ? el_gets(e->el, &n) : plain_line(e);
    e->is_reading = false;
    e->is_displayed = false;
    if (e->is_interrupted) {
        e->is_interrupted = false;
        emu_loop_stop(emu_unit_loop(e->bench->unit)); /* Ctrl-C behind Enter is for the command */
    }
    if (line == NULL || (e->el != NULL && n <= 0)) {
        putchar('\n'); /* the shell's prompt gets a line of its own */
        return NULL;
    }
    if (e->el != NULL && rt_str_trim(rt_str(line)).n > 0) {
        remember(e, line);
        emu_history_add(line);
    }
    return line;
}
