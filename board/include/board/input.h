/* SPDX-License-Identifier: MIT */
/*
 * Inputs: everything that can enter a board after it was created. Each call by which the host acts on it is a row
 * here, so a recorder sees every input and a replay can repeat each at the same moment.
 *
 * A moment is a virtual time plus a position among the timer calls of board and firmware at that time. Timers of
 * BOARD_PRIORITY_OUTSIDE do not count: they belong to the host and do not exist in a replay. During a timer call the
 * host can act in one place only, when a frame has just left (board_wire_fn); the number of the next event identifies
 * the frame.
 *
 * The seed and the initial flash content are not inputs but initial conditions.
 */
#pragma once
#include <board/signal.h>
#include <rt/err.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct board;

/* id, name, the call, and the meaning of unit, value, text and data. Append rows only: records contain their
 * numbers. */
#define BOARD_INPUT_LIST(X)                                                                                            \
    X(POWER, "power", "board_power_on, _off: value 1 on, 0 off")                                                       \
    X(RESET_PIN, "reset", "board_reset: the reset line was asserted")                                                  \
    X(CABLE, "cable", "board_nic_plug: unit port; value 1 in, 0 out")                                                  \
    X(FRAME, "frame", "board_nic_deliver: unit port; data the frame")                                                  \
    X(HOOK, "hook", "board_fxs_set_hook: unit 0, 1; value 1 off-hook, 0 on-hook")                                      \
    X(MIC, "mic", "board_fxs_speak: unit 0, 1; data the samples, 16 bit, as in memory, at an even address")            \
    X(FAULTS, "faults", "board_fault_arm: text the plan; empty: disarmed")                                             \
    X(WORD, "word", "board_emit of a signal of the host side: signal, unit, value, text")                              \
    X(ROT, "rot", "board_fault_rot: unit region; value the bit, counted from bit 0 of the region's byte 0")            \
    X(JACK, "jack", "board_fxs_plug: unit 0, 1; value 1 in, 0 out")

enum board_input_kind {
#define BOARD_INPUT_ENUM(id, name, help) BOARD_INPUT_##id,
    BOARD_INPUT_LIST(BOARD_INPUT_ENUM)
#undef BOARD_INPUT_ENUM
        BOARD_N_INPUTS
};
/* "hook", as in a record; static. */
const char *board_input_name(enum board_input_kind kind);

/* Maximum length of a fault plan and of a WORD. */
#define BOARD_INPUT_TEXT_MAX BOARD_TRACE_TEXT_MAX
/* Maximum data of one input: a full microphone queue. */
#define BOARD_INPUT_DATA_MAX (8000u * 120u * 2u)

struct board_input {
    enum board_input_kind kind;
    const struct board_signal *signal; /* of a WORD; one that is_input */
    unsigned unit;
    int64_t value;
    const char *text; /* never NULL when a recorder is called */
    const uint8_t *data;
    size_t n_data;
};

struct board_moment {
    uint64_t at_us;
    uint64_t n_calls; /* timer calls of board and firmware begun so far */
    uint64_t event;   /* number of the next event */
    bool is_in_call;  /* the last of those calls is still running */
};
/* Now. */
struct board_moment board_moment(const struct board *b);

/* Called with each input before it takes effect; all pointers are borrowed for the call. fn must not act on the
 * board. Recorders are called in the order in which they were added; each belongs to its owner, who removes it. */
typedef void board_record_fn(void *ctx, struct board *b, const struct board_input *in);
struct board_recorder {
    board_record_fn *fn;
    void *ctx;
    struct board_recorder *next; /* the board's */
};
void board_record(struct board *b, struct board_recorder *r);
void board_unrecord(struct board *b, struct board_recorder *r);

/* Performs the call of that row. RT_EINVAL: a field (from a file) is out of range; nothing happens. */
enum rt_err board_input_apply(struct board *b, const struct board_input *in);

/* board_step() calls this before each timer call, with the clock already advanced, so that a replay can insert
 * inputs. Return false to end the step here and leave the timer armed. NULL removes it. */
typedef bool board_gap_fn(void *ctx, struct board *b);
void board_set_gap(struct board *b, board_gap_fn *fn, void *ctx);
