/* SPDX-License-Identifier: MIT */
/* vspa test --window: the unit of a scenario on the screen. */
#pragma once
#include "runner_priv.h"

struct test_show {
    const struct test_options *options;
    bool is_only;            /* the only one: its last picture stays, as that of a failure does */
    const char *runtime_dir; /* XDG_RUNTIME_DIR of the user, where sound servers are; NULL: none */
    struct emu_window *window;
};

/* For a job of script/script.h; ctx: a struct test_show. */
bool test_show(void *ctx, struct emu_unit *u, struct emu_error *error);
void test_hide(void *ctx, bool has_passed, struct emu_error *error);
