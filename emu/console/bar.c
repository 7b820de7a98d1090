/* SPDX-License-Identifier: MIT */
#include "bar.h"
#include <host/colour.h>
#include <unit/loop.h>
#include <unit/unit.h>
#include <board/board.h>
#include <board/clock.h>
#include <board/fxs.h>
#include <board/led.h>
#include <fw/device.h>
#include <stdint.h>
#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>

#define ROWS_MIN    5u
#define PERIOD_NS   100000000l /* of the shortest pattern, 100 ms on and 100 ms off, each phase is met */
#define WIDE_ENOUGH 110u       /* columns from which the names of patterns fit in */

/* The text, cut at the last column; escape sequences take no column. */
struct line {
    char *out;
    size_t n;
    unsigned columns;
};

static void put(struct line *l, const char *text)
{
    for (; *text != '\0' && l->columns > 0 && l->n + 1 < EMU_BAR_TEXT_MAX; text++, l->columns--) {
        l->out[l->n++] = *text;
    }
    l->out[l->n] = '\0';
}

static void put_style(struct line *l, const char *sequence)
{
    size_t n = strlen(sequence);
    if (l->n + n < EMU_BAR_TEXT_MAX) {
        memcpy(l->out + l->n, sequence, n + 1);
        l->n += n;
    }
}

/* What the unit is doing as a whole. */
static const char *state(struct emu_unit *u)
{
    struct fw_device *d = emu_unit_device(u);
    if (!board_is_powered(emu_unit_board(u))) {
        return "off";
    }
    return fw_device_is_running(d) ? "running" : fw_device_is_in_recovery(d) ? "recovery" : "starting";
}

static void put_led(struct line *l, const struct board *b, enum board_led led, bool has_names, bool has_colour)
{
    bool is_lit = board_led_is_lit(b, led, board_now_us(b));
    enum board_led_pattern p = board_led_pattern(b, led);
    put(l, " ");
    if (has_colour) {
        put_style(l, emu_style_on(stdout, is_lit ? EMU_STYLE_GOOD : EMU_STYLE_ASIDE));
    }
    put(l, is_lit ? "*" : ".");
    put(l, board_led_name(led));
    if (has_names && p != BOARD_LED_OFF && p != BOARD_LED_ON) {
        put(l, "=");
        put(l, board_led_pattern_name(p));
    }
    if (has_colour) {
        put_style(l, emu_style_off(stdout, EMU_STYLE_GOOD));
    }
}

/* What it says, in at most this many columns. has_colour: LEDs that are lit are green. */
static void put_bar(struct emu_unit *u, unsigned columns, bool has_colour, char out[EMU_BAR_TEXT_MAX])
{
    const struct board *b = emu_unit_board(u);
    struct line l = {.out = out, .columns = columns};
    uint64_t now_s = board_now_us(b) / BOARD_US_PER_S;
    char clock[32];
    (void)snprintf(clock, sizeof clock, "%02u:%02u:%02u ", (unsigned)(now_s / 3600), (unsigned)(now_s / 60 % 60),
                   (unsigned)(now_s % 60));
    put(&l, clock);
    put(&l, state(u));
    put(&l, " ");
    for (int led = 0; led < BOARD_N_LEDS; led++) {
        put_led(&l, b, (enum board_led)led, columns >= WIDE_ENOUGH, has_colour);
        if (led >= BOARD_LED_PHONE_1 && led < BOARD_LED_PHONE_1 + (int)BOARD_N_FXS) {
            put(&l, board_fxs_is_lifted(b, (unsigned)(led - BOARD_LED_PHONE_1)) ? " off-hook" : " on-hook");
        }
    }
}

static void draw(struct emu_bar *b, bool is_forced)
{
    char text[EMU_BAR_TEXT_MAX];
    if (!b->is_shown) {
        return;
    }
    put_bar(b->unit, b->screen.columns - 1, emu_has_colour(stdout), text);
    if (is_forced || strcmp(text, b->shown) != 0) {
        memcpy(b->shown, text, sizeof text);
        emu_screen_draw_bottom(stdout, &b->screen, text);
        (void)fflush(stdout);
    }
}

static void bar_fill(void *ctx, struct emu_pollset *set)
{
    struct emu_bar *b = ctx;
    b->index = b->is_shown ? emu_pollset_add(set, b->timer, POLLIN, false) : -1;
}

static bool bar_handle(void *ctx, const struct emu_pollset *set)
{
    struct emu_bar *b = ctx;
    uint64_t n;
    if (emu_pollset_revents(set, b->index) != 0 && read(b->timer, &n, sizeof n) == (ssize_t)sizeof n) {
        draw(b, false);
    }
    return false; /* nothing moved in the unit's world */
}

void emu_bar_init(struct emu_bar *b, struct emu_unit *u)
{
    const struct itimerspec period = {.it_interval = {.tv_nsec = PERIOD_NS}, .it_value = {.tv_nsec = PERIOD_NS}};
    *b = (struct emu_bar){.unit = u, .timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK)};
    if (b->timer >= 0 && timerfd_settime(b->timer, 0, &period, NULL) == 0) {
        emu_loop_add(emu_unit_loop(u), (struct emu_source){"status line", bar_fill, bar_handle, b, NULL});
    }
}

void emu_bar_fini(struct emu_bar *b)
{
    emu_bar_hide(b);
    emu_loop_remove(emu_unit_loop(b->unit), b);
    if (b->timer >= 0) {
        (void)close(b->timer);
    }
}

void emu_bar_show(struct emu_bar *b)
{
    if (!b->is_shown && b->timer >= 0 && emu_screen_size(stdout, &b->screen) && b->screen.rows >= ROWS_MIN) {
        emu_screen_keep_bottom(stdout, &b->screen);
        b->is_shown = true;
        draw(b, true);
    }
}

void emu_bar_hide(struct emu_bar *b)
{
    if (b->is_shown) {
        emu_screen_give_bottom(stdout, &b->screen);
        (void)fflush(stdout);
        b->is_shown = false;
    }
}

void emu_bar_redraw(struct emu_bar *b)
{
    draw(b, true);
}
