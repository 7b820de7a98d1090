/* SPDX-License-Identifier: MIT */
/* Ringing of one port, and what is sent to its telephone: caller ID, the message-waiting lamp. A member of its line. */
#pragma once
#include "caller_id.h"
#include <board/clock.h>
#include <fw/script.h>

struct line_ring {
    bool is_active; /* between fw_line_ring() and its end */
    bool is_splash; /* ends by itself */
    bool is_on;     /* in the on time of a segment */
    struct fw_script_cadence cadence;
    unsigned section, segment;
    uint64_t section_until_us;
    struct board_timer timer;
    struct caller_id_plan *plan; /* what is not sent yet; owned; NULL: nothing */
    struct sender *sender;       /* runs; owned; NULL */
    bool is_reversed;            /* polarity, as call control wants it */
    bool is_reversed_now;        /* and as the caller ID has it */
    struct board_timer battery;  /* runs while it is off: CPC */
};

/* What caller ID is made of, but for the call. */
struct caller_id_input line_ring_input(const struct fw_line *l, enum caller_id_occasion occasion);
void line_ring_init(struct fw_line *l);
/* Idle_Polarity, from the start on; call control follows its calls. */
void line_ring_show_idle(struct fw_line *l);
void line_ring_fini(struct fw_line *l);
/* The handset is up, or the unit has no service: ends ringing and sending. */
void line_ring_end(struct fw_line *l);
/* 10 ms to a telephone. False: nothing is being sent. */
bool line_ring_frame(struct fw_line *l, int16_t *ear);
