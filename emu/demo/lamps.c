/* SPDX-License-Identifier: MIT */
#include "lamps.h"
#include <board/board.h>
#include <board/clock.h>
#include <board/led.h>
#include <host/colour.h>
#include <stdio.h>
#include <unit/loop.h>

/* Real time between two looks at the LEDs. */
#define LOOK_US 50000u

static void draw(struct demo_lamps *l)
{
    const struct board *b = emu_unit_board(l->story->unit);
    unsigned lit = 0;
    for (int led = 0; led < BOARD_N_LEDS; led++) {
        lit |= board_led_is_lit(b, (enum board_led)led, board_now_us(b)) ? 1u << led : 0;
    }
    if (l->is_drawn && lit == l->drawn_lit && l->story->n_lines == l->drawn_lines) {
        return;
    }
    fputs(emu_clear_line(stdout), stdout);
    for (int led = 0; led < BOARD_N_LEDS; led++) {
        enum emu_style style = (lit >> led & 1u) != 0 ? EMU_STYLE_GOOD : EMU_STYLE_ASIDE;
        printf("%s[%c] %s%s  ", emu_style_on(stdout, style), (lit >> led & 1u) != 0 ? '*' : ' ',
               board_led_name((enum board_led)led), emu_style_off(stdout, style));
    }
    (void)fflush(stdout);
    l->drawn_lit = lit;
    l->drawn_lines = l->story->n_lines;
    l->is_drawn = true;
}

static void fill(void *ctx, struct emu_pollset *set)
{
    struct demo_lamps *l = ctx;
    struct emu_loop *loop = emu_unit_loop(l->story->unit);
    uint64_t step_us = (uint64_t)LOOK_US * emu_loop_rate(loop);
    (void)set;
    if (step_us > 0) { /* the last hour is skipped */
        emu_loop_visit(loop, board_now_us(emu_unit_board(l->story->unit)) + step_us);
    }
}

static bool handle(void *ctx, const struct emu_pollset *set)
{
    struct demo_lamps *l = ctx;
    (void)set;
    if (emu_loop_rate(emu_unit_loop(l->story->unit)) != 0) {
        draw(l);
    }
    return false;
}

void demo_lamps_start(struct demo_lamps *l, struct emu_story *s)
{
    *l = (struct demo_lamps){.story = s};
    s->has_status = true;
    emu_loop_add(emu_unit_loop(s->unit), (struct emu_source){"lamps", fill, handle, l, NULL});
}

void demo_lamps_stop(struct demo_lamps *l)
{
    emu_loop_remove(emu_unit_loop(l->story->unit), l);
    fputs(emu_clear_line(stdout), stdout);
    (void)fflush(stdout);
}
