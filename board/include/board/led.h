/* SPDX-License-Identifier: MIT */
/*
 * The LEDs. The firmware selects a pattern. Whether the LED is lit is a pure function of the pattern, its start and
 * the board clock, so no timer runs.
 *
 * Patterns: Sipura administration guide 2.0.10 p.126 and Cisco Q&A 108794 (recovery of an SPA). Where their times
 * differ, the first is used.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct board;

enum board_led {
    BOARD_LED_POWER,
    BOARD_LED_INTERNET,
    BOARD_LED_ETHERNET,
    BOARD_LED_PHONE_1,
    BOARD_LED_PHONE_2,
    BOARD_N_LEDS
};
const char *board_led_name(enum board_led led); /* "power", "internet", "ethernet", "phone1", "phone2" */

/* id, name, times in ms: on, off, on, off ..., terminated by 0; a pattern without times is steady */
#define BOARD_LED_PATTERN_LIST(X)                                                                                      \
    X(OFF, "off", 0)                                                                                                   \
    X(ON, "on", 0)                                                                                                     \
    X(LONG, "long", 3000, 1000, 0)                                                                                     \
    X(SLOW, "slow", 500, 500, 0)                                                                                       \
    X(VSLO, "vslo", 1000, 1000, 0)                                                                                     \
    X(FAST, "fast", 125, 125, 0)                                                                                       \
    X(HB, "hb", 100, 100, 100, 1000, 0)                                                                                \
    X(HB2, "hb2", 100, 100, 100, 100, 100, 1200, 0)                                                                    \
    X(ERR0, "err0", 500, 300, 100, 100, 100, 2000, 0)                                                                  \
    X(ERR1, "err1", 100, 100, 100, 100, 500, 2000, 0)                                                                  \
    X(ERR2, "err2", 100, 100, 100, 100, 500, 200, 500, 2000, 0)                                                        \
    X(SOS, "sos", 100, 100, 100, 100, 100, 300, 300, 300, 300, 300, 300, 300, 100, 100, 100, 100, 100, 2000, 0)

enum board_led_pattern {
#define BOARD_LED_PATTERN_ENUM(id, ...) BOARD_LED_##id,
    BOARD_LED_PATTERN_LIST(BOARD_LED_PATTERN_ENUM)
#undef BOARD_LED_PATTERN_ENUM
        BOARD_N_LED_PATTERNS
};
/* "slow", as in the trace; static. */
const char *board_led_pattern_name(enum board_led_pattern p);
/* The i-th time of it: on, off, on ... 0: no more. */
uint32_t board_led_pattern_ms(enum board_led_pattern p, size_t i);

/* Firmware side. Setting the current pattern again has no effect; the phase continues. */
void board_led_set(struct board *b, enum board_led led, enum board_led_pattern p);
/* Traffic: a steady LED goes dark for 50 ms. Calls do not accumulate. */
void board_led_flicker(struct board *b, enum board_led led);

/* Observed state. */
enum board_led_pattern board_led_pattern(const struct board *b, enum board_led led);
bool board_led_is_lit(const struct board *b, enum board_led led, uint64_t at_us);
/* The next change after at_us; BOARD_NEVER if the LED is steady. */
uint64_t board_led_next_change_us(const struct board *b, enum board_led led, uint64_t at_us);
