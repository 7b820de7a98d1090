/* SPDX-License-Identifier: MIT */
/* The LEDs of the unit in a line below the demo's report, on a terminal. */
#pragma once
#include <story/story.h>

struct demo_lamps {
    struct emu_story *story;
    unsigned drawn_lit; /* a bit each */
    unsigned drawn_lines;
    bool is_drawn;
};
/* Not for warp. The story is borrowed until stop. */
void demo_lamps_start(struct demo_lamps *l, struct emu_story *s);
void demo_lamps_stop(struct demo_lamps *l);
