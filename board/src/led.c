/* SPDX-License-Identifier: MIT */
#include "board_priv.h"
#include <rt/assert.h>

enum {
    FLICKER_US = 50000,
    FLICKER_PAUSE_US = 50000, /* minimum lit time between two flickers: steady traffic blinks and does not go dark */
    STEPS_MAX = 20,           /* the longest row of the pattern table and its terminating 0 */
};

/* The rows of the pattern list: name and times in ms, terminated by 0. */
static const struct {
    const char *name;
    uint16_t times_ms[STEPS_MAX];
} patterns[BOARD_N_LED_PATTERNS] = {
#define ROW(id, pattern_name, ...) [BOARD_LED_##id] = {pattern_name, {__VA_ARGS__}},
    BOARD_LED_PATTERN_LIST(ROW)
#undef ROW
};

const char *board_led_name(enum board_led led)
{
    static const char *const names[BOARD_N_LEDS] = {"power", "internet", "ethernet", "phone1", "phone2"};
    return (unsigned)led < BOARD_N_LEDS ? names[led] : "?";
}

const char *board_led_pattern_name(enum board_led_pattern p)
{
    return (unsigned)p < BOARD_N_LED_PATTERNS ? patterns[p].name : "?";
}

uint32_t board_led_pattern_ms(enum board_led_pattern p, size_t i)
{
    return (unsigned)p < BOARD_N_LED_PATTERNS && i < STEPS_MAX ? patterns[p].times_ms[i] : 0;
}

void board_led_init(struct board *b)
{
    for (unsigned i = 0; i < BOARD_N_LEDS; i++) {
        b->leds[i] = (struct led){BOARD_LED_OFF, 0, BOARD_NEVER};
    }
}

static void set_pattern(struct board *b, unsigned led, enum board_led_pattern p)
{
    struct led *l = &b->leds[led];
    if (l->pattern != p) {
        *l = (struct led){p, b->clock.now_us, BOARD_NEVER};
        board_emit(b, &board_signal_led, led, 0, patterns[p].name);
    }
}

void board_led_cpu_stopped(struct board *b)
{
    for (unsigned i = 0; i < BOARD_N_LEDS; i++) {
        set_pattern(b, i, BOARD_LED_OFF);
    }
}

void board_led_set(struct board *b, enum board_led led, enum board_led_pattern p)
{
    RT_ASSERT((unsigned)led < BOARD_N_LEDS && (unsigned)p < BOARD_N_LED_PATTERNS);
    if (!board_is_dead(b)) {
        set_pattern(b, led, p);
    }
}

void board_led_flicker(struct board *b, enum board_led led)
{
    RT_ASSERT((unsigned)led < BOARD_N_LEDS);
    struct led *l = &b->leds[led];
    bool is_recent = l->flicker_us != BOARD_NEVER && b->clock.now_us < l->flicker_us + FLICKER_US + FLICKER_PAUSE_US;
    if (l->pattern == BOARD_LED_ON && !is_recent && !board_is_dead(b)) {
        l->flicker_us = b->clock.now_us;
    }
}

enum board_led_pattern board_led_pattern(const struct board *b, enum board_led led)
{
    RT_ASSERT((unsigned)led < BOARD_N_LEDS);
    return b->leds[led].pattern;
}

static uint64_t period_us(const uint16_t *times_ms)
{
    uint64_t sum_ms = 0;
    for (; *times_ms != 0; times_ms++) {
        sum_ms += *times_ms;
    }
    return sum_ms * BOARD_US_PER_MS;
}

/* Finds the step of the pattern in which at_us falls: lit or dark, and when it ends. */
static bool find_step(const struct led *l, uint64_t at_us, uint64_t *end_us)
{
    const uint16_t *times_ms = patterns[l->pattern].times_ms;
    if (times_ms[0] == 0) { /* steady, except for a flicker */
        bool is_on = l->pattern == BOARD_LED_ON;
        *end_us = BOARD_NEVER;
        if (l->flicker_us != BOARD_NEVER && at_us < l->flicker_us) {
            *end_us = l->flicker_us;
        } else if (l->flicker_us != BOARD_NEVER && at_us < l->flicker_us + FLICKER_US) {
            *end_us = l->flicker_us + FLICKER_US;
            return false;
        }
        return is_on;
    }
    uint64_t phase_us = at_us > l->since_us ? (at_us - l->since_us) % period_us(times_ms) : 0;
    uint64_t begin_us = at_us > l->since_us ? at_us - phase_us : l->since_us;
    uint64_t sum_us = 0;
    unsigned i = 0;
    do {
        sum_us += (uint64_t)times_ms[i++] * BOARD_US_PER_MS;
    } while (sum_us <= phase_us);
    *end_us = begin_us + sum_us;
    return i % 2 == 1;
}

bool board_led_is_lit(const struct board *b, enum board_led led, uint64_t at_us)
{
    uint64_t end_us;
    RT_ASSERT((unsigned)led < BOARD_N_LEDS);
    return find_step(&b->leds[led], at_us, &end_us);
}

uint64_t board_led_next_change_us(const struct board *b, enum board_led led, uint64_t at_us)
{
    uint64_t end_us;
    RT_ASSERT((unsigned)led < BOARD_N_LEDS);
    (void)find_step(&b->leds[led], at_us, &end_us); /* only the end of the step is needed */
    return end_us;
}
