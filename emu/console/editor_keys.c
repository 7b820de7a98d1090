/* SPDX-License-Identifier: MIT */
/* What the keys of the line editor do that libedit does not: Tab, Ctrl-C, Ctrl-L. */
#include "editor_priv.h"
#include <host/screen.h>
#include <rt/str.h>
#include <stdio.h>
#include <string.h>

struct emu_editor *editor_of(EditLine *el)
{
    struct emu_editor *e = NULL;
    (void)el_get(el, EL_CLIENTDATA, &e); /* it was set before any callback */
    return e;
}

static unsigned char cancel(EditLine *el, int key)
{
    struct emu_editor *e = editor_of(el);
    const LineInfo *info = el_line(el);
    int n = (int)(info->lastchar - info->buffer);
    (void)key;
    if (n == 0 && e->is_warned) {
        return CC_EOF;
    }
    e->is_warned = n == 0;
    editor_clear_line(e);
    (void)printf("%s%.*s^C\n", EDITOR_PROMPT, n, info->buffer);
    if (e->is_warned) {
        puts(EDITOR_ONCE_MORE);
    }
    (void)el_cursor(el, n); /* bytes are at least characters: to the end */
    el_deletestr(el, n);
    editor_show_line(e);
    return CC_NORM;
}

static unsigned char clear_screen(EditLine *el, int key)
{
    struct emu_editor *e = editor_of(el);
    struct emu_screen screen;
    (void)key;
    (void)emu_screen_size(stdout, &screen);
    emu_screen_clear_from(stdout, screen.rows);
    emu_bar_redraw(&e->bar);
    editor_show_line(e);
    return CC_NORM;
}

static unsigned char complete(EditLine *el, int key)
{
    struct emu_editor *e = editor_of(el);
    struct emu_completion *c = &e->completion;
    const LineInfo *info = el_line(el);
    struct emu_screen screen;
    struct rt_str before = rt_str_n(info->buffer, (size_t)(info->cursor - info->buffer));
    (void)key;
    emu_complete(e->bench, before, c);
    if (c->n == 0) {
        return CC_REFRESH_BEEP;
    }
    if (c->n > 1 && strlen(c->common) == before.n - c->begin &&
        strncmp(c->common, before.p + c->begin, strlen(c->common)) == 0) {
        (void)emu_screen_size(stdout, &screen);
        editor_clear_line(e);
        (void)printf("%s%.*s\n", EDITOR_PROMPT, (int)before.n, before.p);
        emu_completion_print(c, screen.columns);
        editor_show_line(e);
        return CC_NORM;
    }
    el_deletestr(el, (int)(before.n - c->begin)); /* it may be typed in another case */
    return el_insertstr(el, c->common) == 0 && (!c->is_whole || el_insertstr(el, " ") == 0) ? CC_REFRESH
                                                                                            : CC_REFRESH_BEEP;
}

bool editor_bind_keys(EditLine *el)
{
    return el_set(el, EL_ADDFN, "vspa-complete", "complete a word", complete) == 0 &&
           el_set(el, EL_ADDFN, "vspa-cancel", "clear the line", cancel) == 0 &&
           el_set(el, EL_ADDFN, "vspa-clear", "clear the screen", clear_screen) == 0 &&
           el_set(el, EL_BIND, "^I", "vspa-complete", NULL) == 0 &&
           el_set(el, EL_BIND, "^C", "vspa-cancel", NULL) == 0 && el_set(el, EL_BIND, "^L", "vspa-clear", NULL) == 0 &&
           el_set(el, EL_BIND, "^R", "em-inc-search-prev", NULL) == 0;
}
