/* SPDX-License-Identifier: MIT */
/*
 * The terminal's job control: the program is suspended (Ctrl-Z, SIGTSTP), continued (fg, SIGCONT), its window changes
 * (SIGWINCH). A source of the unit's loop: the signals arrive between two events of the unit.
 */
#pragma once
#include <stdbool.h>

struct emu_loop;
struct emu_job_ops {
    void (*step_aside)(void *ctx); /* the terminal as it was at the start */
    void (*come_back)(void *ctx);
    void (*resized)(void *ctx);
    void *ctx;
};
struct emu_job {
    struct emu_loop *loop;
    struct emu_job_ops ops;
    int fd, index;
};
void emu_job_init(struct emu_job *j, struct emu_loop *loop, struct emu_job_ops ops);
void emu_job_fini(struct emu_job *j);
