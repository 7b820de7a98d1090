/* SPDX-License-Identifier: MIT */
/*
 * Inputs: all that can enter a board after it was made. Each call by which the outside acts is one of these rows, so a
 * recorder sees them all, and a replay can make them again at the very moment.
 *
 * A moment is a virtual time, and within it a place among the calls of the board's and the firmware's timers. Timers of
 * BOARD_PRIORITY_OUTSIDE do not count: they belong to the outside and are not there in a replay. While such a call runs
 * the outside has its turn in one place only, when a frame has just left (board_wire_fn); the number of the next event
 * tells which frame it was.
 *
 * Not inputs, but conditions at the start: the seed and the content of the flash.
 */
#pragma once
#include <board/signal.h>
#include <rt/err.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct board;

/* id, name, its call and the meaning of unit / value / text / data. Rows are only ever appended: records hold their
 * numbers. */
#define BOARD_INPUT_LIST(X)                                                                                            \
    X(POWER, "power", "board_power_on, _off: value 1 on, 0 off")                                                       \
    X(RESET_PIN, "reset", "board_reset by a hand on the reset line")                                                   \
    X(CABLE, "cable", "board_nic_plug: unit port; value 1 in, 0 out")                                                  \
    X(FRAME, "frame", "board_nic_deliver: unit port; data the frame")                                                  \
    X(HOOK, "hook", "board_fxs_set_hook: unit 0, 1; value 1 off-hook, 0 on-hook")                                      \
    X(MIC, "mic", "board_fxs_speak: unit 0, 1; data the samples, 16 bit, as in memory, at an even address")            \
    X(FAULTS, "faults", "board_fault_arm: text the plan; empty: disarmed")                                             \
    X(WORD, "word", "board_emit of a signal of the outside: signal, unit, value, text")                                \
    X(ROT, "rot", "board_fault_rot: unit region; value the bit, counted from bit 0 of the region's byte 0")

enum board_input_kind {
#define BOARD_INPUT_ENUM(id, name, help) BOARD_INPUT_##id,
    BOARD_INPUT_LIST(BOARD_INPUT_ENUM)
#undef BOARD_INPUT_ENUM
        BOARD_N_INPUTS
};
const char *board_input_name(enum board_input_kind kind);

/* The longest text of a fault plan, and of a word. */
#define BOARD_INPUT_TEXT_MAX BOARD_TRACE_TEXT_MAX
/* The most bytes that come at once: all that fits a microphone. */
#define BOARD_INPUT_DATA_MAX (8000u * 120u * 2u)

struct board_input {
    enum board_input_kind kind;
    const struct board_signal *signal; /* of a WORD; one that is_input */
    unsigned unit;
    int64_t value;
    const char *text; /* never NULL in a recorder's call */
    const uint8_t *data;
    size_t n_data;
};

struct board_moment {
    uint64_t at_us;
    uint64_t n_calls; /* of the board's and the firmware's timers that have begun */
    uint64_t event;   /* the number that the next event gets */
    bool is_in_call;  /* the last of them is still running */
};
struct board_moment board_moment(const struct board *b);

/* Called with each input before it acts; all pointers are borrowed for the call. fn must not act on the board. One
 * recorder; NULL removes it. */
typedef void board_record_fn(void *ctx, struct board *b, const struct board_input *in);
void board_record(struct board *b, board_record_fn *fn, void *ctx);

/* Does what the call of that row does. RT_EINVAL: a field that no call could have (from a file), and nothing
 * happens. */
enum rt_err board_input_apply(struct board *b, const struct board_input *in);

/* Asked by board_step() before each call of a timer, when the clock shows its time already, so that inputs can be made
 * in between. False: the step ends here, the timer stays. NULL removes it. */
typedef bool board_gap_fn(void *ctx, struct board *b);
void board_set_gap(struct board *b, board_gap_fn *fn, void *ctx);
