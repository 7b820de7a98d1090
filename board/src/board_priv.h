/* SPDX-License-Identifier: MIT */
/*
 * The internals of the board, private to this folder: one struct for each file.
 *
 * "Dead" below means that nothing the firmware does is visible outside: without power, while dying, and while the CPU
 * is being stopped (so the last packets of a stack that is torn down never reach the wire).
 */
#pragma once
#include <board/board.h>
#include <board/clock.h>
#include <board/fault.h>
#include <board/flash.h>
#include <board/fxs.h>
#include <board/input.h>
#include <board/led.h>
#include <board/nic.h>
#include <board/probe.h>
#include <board/signal.h>

/* Maximum number of armed timers. About ten are in use; the bound exposes leaks. */
#define BOARD_TIMERS_MAX                 1024u
/* Timer calls in one instant after which the board assumes an endless loop and panics. */
#define BOARD_CALLS_PER_INSTANT_MAX      10000000u
/* Bytes of text that the trace keeps for each event, on average: a quarter of what the longest takes (trace_ring.c). */
#define BOARD_TRACE_TEXT_BYTES_PER_EVENT 136u

struct clock {
    uint64_t now_us;
    uint64_t n_started;                             /* gives start_order */
    uint32_t n_running;                             /* timers in the heap */
    struct board_timer *heap[BOARD_TIMERS_MAX + 1]; /* from 1 on: 0 means idle */
};

/* An event as it is kept (trace_ring.c): a quarter of what struct board_event takes. */
struct trace_slot {
    uint32_t after_us;
    int32_t value;
    uint32_t text_at; /* the low half of the running byte number of its text */
    uint32_t what;    /* kind, unit, whether the event is in the text ring */
};

struct trace {
    struct trace_slot *slots;
    size_t n_slots;
    uint64_t *group_us; /* time of the first event of each group */
    size_t n_groups;
    uint64_t first, end; /* numbers of the oldest event kept and of the next event */
    char *text;
    size_t n_text;
    uint64_t text_end;        /* running number of the next free text byte */
    struct board_event *seen; /* what board_trace_get() returned last */
    struct board_watcher *watchers;
    bool is_calling; /* watchers are being called: no event may be emitted */
};

struct flash {
    uint8_t *cells;
    bool is_own;
    uint64_t n_operations;
    uint64_t worn;      /* one bit per sector: programming it ANDs, see fault.h */
    uint64_t bad, deaf; /* one bit per sector: operations have no effect; a deaf sector reports success */
    /* The previous operation, as long as a plan may undo it (CUT_LOST). */
    uint8_t *undo; /* a sector, or NULL */
    uint32_t undo_at, n_undo;
    /* Snapshot of the sectors that have changed since it was taken. */
    void (*sync)(void *ctx);                                    /* NULL: nothing to do */
    void (*changed_fn)(void *ctx, uint32_t offset, uint32_t n); /* NULL: not called */
    void *ctx;                                                  /* of both */
    uint32_t vouched;                                           /* 1 << region; board_flash_is_vouched() */
    bool has_snapshot, is_snapshot_lost;
    uint64_t changed, was_blank;            /* a bit a sector */
    uint8_t *before[BOARD_FLASH_N_SECTORS]; /* NULL: not changed, or was blank */
};
_Static_assert(BOARD_FLASH_N_SECTORS == 64, "struct flash keeps a bit a sector");

struct faults {
    struct board_fault plan[BOARD_FAULTS_MAX];
    size_t n, n_hit;
    uint64_t n_since; /* operations since the fault before (or since arming) */
    board_operation_fn *observe;
    void *observe_ctx;
};

/* Bytes of the receive queue: that many of the longest frames, and one that does not fit at the end. */
#define FRAME_QUEUE_BYTES ((BOARD_FRAME_QUEUE_MAX + 1) * (sizeof(uint16_t) + BOARD_FRAME_MAX))

struct nic {
    struct board *board;
    enum board_port port;
    struct board_nic_client client;
    board_wire_fn *wire;
    void *wire_ctx;
    struct board_nic_counters counters;
    bool is_in, was_out; /* the cable; was_out: unplugged since the firmware was last notified */
    bool told_in;        /* what the firmware was last notified of */
    struct board_timer rx_timer, link_timer;
    uint8_t *queue; /* ring buffer of FRAME_QUEUE_BYTES; see nic.c. NULL until a cable is first plugged */
    size_t head, tail;
    unsigned n_queued;
};

struct fxs_port {
    bool is_lifted, is_plugged; /* off-hook, as the unit sees it: both */
    bool told_off_hook;
    bool is_ringing;  /* by the firmware */
    bool has_ringing; /* voltage at the telephone */
    bool has_loop, is_reversed, is_transmitting;
    struct board_timer hook_timer;
    int16_t *mic; /* BOARD_FXS_MIC_MAX samples, ring buffer; NULL until the first sample */
    size_t mic_head, n_mic;
    struct board_ear *ears;
};

struct fxs {
    struct board_fxs_client client;
    struct board_timer codec_timer;
    struct fxs_port ports[BOARD_N_FXS];
};

struct led {
    enum board_led_pattern pattern;
    uint64_t since_us;
    uint64_t flicker_us; /* start of the last flicker; BOARD_NEVER: none */
};

struct inputs {
    uint64_t n_calls; /* excluding timers of the host side */
    bool is_in_call;
    struct board_recorder *recorders;
    board_gap_fn *gap; /* may be NULL */
    void *gap_ctx;
};

struct board {
    struct inputs input;
    struct trace trace;
    struct flash flash;
    struct faults faults;
    struct nic nics[BOARD_N_PORTS];
    struct fxs fxs;
    struct led leds[BOARD_N_LEDS];
    uint64_t entropy[4];
    struct board_probe *probes;

    struct board_cpu cpu;
    const struct rt_log *log;
    struct board_timer power_timer; /* executes the requests below */
    bool is_powered, is_dying, is_stopping, is_stepping;
    bool is_on_wanted, is_reset_wanted;
    enum board_reset_cause reset_cause;
    const char *cut_reason; /* static text */
    uint64_t n_starts;
    unsigned n_io_wait;
    uint8_t retained[BOARD_RETAINED_BYTES];
    struct clock clock; /* last: the greatest part of its heap is never touched */
};

/* board.c: the power fails now. reason: static text. */
void board_cut_power(struct board *b, const char *reason);
bool board_is_dead(const struct board *b);
/* Whether flash may be changed now; creating a unit changes it before power-on. */
bool board_is_flash_dead(const struct board *b);

/* input.c: notifies the recorders. The text may be NULL. */
void board_input_seen(struct board *b, const struct board_input *in);

/* clock.c: removes the next timer from the heap and returns it, or NULL. */
const struct board_timer *board_clock_peek(const struct board *b);
struct board_timer *board_clock_pop(struct board *b);
/* A timer of the firmware that is still armed, or NULL. */
const struct board_timer *board_clock_find_firmware(const struct board *b);

enum rt_err board_trace_init(struct board *b, size_t n_events);
void board_trace_fini(struct board *b);
/* Keeps an event, under the next number; its text may be NULL. */
void board_trace_keep(struct trace *t, const struct board_event *e);
/* There must be an event with this number. */
struct board_event board_trace_at(const struct trace *t, uint64_t number);
/* As board_emit_data, with a text and a value of its own. */
void board_trace_write(struct board *b, const struct board_kind *kind, unsigned unit, int64_t value, const char *text,
                       const uint8_t *data, size_t n_data);

enum rt_err board_flash_init(struct board *b, uint8_t *cells);
void board_flash_fini(struct board *b);
/* Counts the operation that starts now. Returns the fault to inject into it, or NULL. */
const struct board_fault *board_fault_next(struct board *b);
/* Whether a fault in the next operation can undo the one that starts now. */
bool board_fault_may_undo(const struct board *b);
/* Flips a bit of the part. */
void board_flash_rot(struct board *b, uint32_t bit);
const char *board_fault_kind_text(enum board_fault_kind kind);

/* What each part does when the CPU is stopped (power cut or reset) and when power goes off or on. */
void board_nic_init(struct board *b);
void board_nic_fini(struct board *b);
void board_nic_cpu_stopped(struct board *b);
void board_nic_power_off(struct board *b);
void board_fxs_init(struct board *b);
void board_fxs_fini(struct board *b);
void board_fxs_cpu_stopped(struct board *b);
void board_fxs_power_on(struct board *b);
void board_fxs_power_off(struct board *b);
void board_led_init(struct board *b);
void board_led_cpu_stopped(struct board *b);
void board_entropy_init(struct board *b, uint64_t seed);
