/* SPDX-License-Identifier: MIT */
#include "show.h"
#include <unit/loop.h>
#include <unit/unit.h>
#include <window/window.h>
#include <stdlib.h>

#define WATCHED_RATE 20u

bool test_show(void *ctx, struct emu_unit *u, struct emu_error *error)
{
    struct test_show *s = ctx;
    const struct test_options *o = s->options;
    char *own = getenv("XDG_RUNTIME_DIR");
    if (s->runtime_dir != NULL) {
        (void)setenv("XDG_RUNTIME_DIR", s->runtime_dir, 1); /* without it there is no sound, as the window says */
    }
    (void)emu_window_open(&s->window, u, &o->window, error); /* the error says it */
    if (own != NULL) {
        (void)setenv("XDG_RUNTIME_DIR", own, 1);
    }
    uint32_t watched = o->window.is_hidden ? 0 : WATCHED_RATE;
    emu_loop_set_rate(emu_unit_loop(u), o->window_rate == TEST_RATE_UNSAID ? watched : o->window_rate);
    return s->window != NULL;
}

void test_hide(void *ctx, bool has_passed, struct emu_error *error)
{
    struct test_show *s = ctx;
    if (!has_passed || s->is_only) {
        emu_window_stay(s->window);
    }
    (void)emu_window_close(s->window, error); /* the error says it */
}
