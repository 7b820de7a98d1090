/* SPDX-License-Identifier: MIT */
#include "desk.h"
#include <host/colour.h>
#include <unit/loop.h>
#include <board/clock.h>
#include <rt/str.h>
#include <errno.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define KEY_BACKSPACE 8
#define KEY_DELETE    127
#define KEY_CTRL_C    3
#define KEY_CTRL_D    4
#define KEY_CTRL_U    21
#define KEY_ESCAPE    27

static struct termios before; /* of the one terminal of the process */

static void draw(const struct desk_line *l)
{
    printf("\r\033[K%s%.*s", l->prompt, (int)l->n, l->text); /* ECMA-48: EL */
    (void)fflush(stdout);
}

static void line_fill(void *ctx, struct emu_pollset *set)
{
    struct desk_line *l = ctx;
    l->index = l->is_reading && !l->has_input ? emu_pollset_add(set, STDIN_FILENO, POLLIN, true) : -1;
}

static bool line_handle(void *ctx, const struct emu_pollset *set)
{
    struct desk_line *l = ctx;
    l->has_input = l->has_input || emu_pollset_revents(set, l->index) != 0;
    return false; /* nothing moved in the unit's world */
}

void desk_line_open(struct desk_line *l, struct emu_loop *loop, const char *prompt)
{
    struct termios raw;
    *l = (struct desk_line){.loop = loop, .prompt = prompt, .index = -1};
    l->is_terminal = emu_is_terminal(stdin) && emu_is_terminal(stdout);
    if (l->is_terminal && tcgetattr(STDIN_FILENO, &before) == 0) {
        raw = before;
        raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO); /* Ctrl-C stays a signal */
        raw.c_cc[VMIN] = 1;
        raw.c_cc[VTIME] = 0;
        l->is_raw = tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) == 0;
    }
    emu_loop_add(loop, (struct emu_source){"desk", line_fill, line_handle, l, NULL});
}

void desk_line_close(struct desk_line *l)
{
    emu_loop_remove(l->loop, l);
    if (l->is_raw) {
        (void)tcsetattr(STDIN_FILENO, TCSADRAIN, &before);
    }
}

/* A key that was typed: of a terminal without echo. */
static void take_key(struct desk_line *l, unsigned char key)
{
    switch (key) {
    case '\r':
    case '\n':
        l->is_whole = true;
        break;
    case KEY_BACKSPACE:
    case KEY_DELETE:
        while (l->n > 0 && ((unsigned char)l->text[l->n - 1] & 0xc0) == 0x80) {
            l->n--; /* a character of several bytes */
        }
        l->n -= l->n > 0 ? 1 : 0;
        break;
    case KEY_CTRL_U:
        l->n = 0;
        break;
    case KEY_CTRL_D:
        l->is_end = l->n == 0;
        break;
    default:
        if (key >= ' ' && l->n < DESK_LINE_MAX) {
            l->text[l->n++] = (char)key;
        }
    }
}

static void read_keys(struct desk_line *l)
{
    unsigned char key;
    l->has_input = false;
    ssize_t n = read(STDIN_FILENO, &key, 1);
    if (n <= 0) {
        l->is_end = n == 0 || errno != EINTR;
        l->is_whole = l->is_end && l->n > 0; /* a last line without its end */
        return;
    }
    take_key(l, key);
    if (l->is_raw) {
        draw(l);
    }
}

struct reading {
    struct desk_line *line;
    bool (*turn)(void *ctx);
    void *ctx;
    bool is_over;
};

static bool is_read(void *ctx)
{
    struct reading *r = ctx;
    r->is_over = r->is_over || r->turn(r->ctx);
    return r->is_over || r->line->has_input;
}

/* From a pipe the unit stands still while a line is read: only commands take time. */
static bool await_input(struct reading *r)
{
    if (!r->line->is_terminal) {
        r->is_over = r->turn(r->ctx);
        return !r->is_over && emu_loop_wait_for(r->line->loop, STDIN_FILENO);
    }
    return emu_loop_run(r->line->loop, BOARD_NEVER, is_read, r) == EMU_LOOP_DONE && !r->is_over;
}

bool desk_line_read(struct desk_line *l, bool (*turn)(void *ctx), void *ctx)
{
    struct reading r = {.line = l, .turn = turn, .ctx = ctx};
    l->n = 0;
    l->is_whole = false;
    l->is_reading = true;
    if (l->is_raw) {
        draw(l);
    }
    while (!l->is_whole && !l->is_end) {
        if (!await_input(&r)) {
            l->is_end = true;
            l->was_stopped = !r.is_over;
            break;
        }
        read_keys(l);
    }
    l->is_reading = false;
    l->text[l->n] = '\0';
    rt_text_safe(l->text, l->n); /* the desk repeats a word that it does not know; no act takes such a character */
    if (l->is_raw) {
        printf("\n");
    }
    return l->is_whole;
}

void desk_line_say(struct desk_line *l, const char *text)
{
    if (l->is_raw && l->is_reading) {
        printf("\r\033[K%s\n", text);
        draw(l);
    } else {
        puts(text);
    }
}
