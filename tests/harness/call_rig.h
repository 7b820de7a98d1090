/* SPDX-License-Identifier: MIT */
/* A unit, a telephone at its port 1, and a telephone of the tests at the other end of its calls. */
#pragma once
#include "call_peer.h"
#include <unit/phone.h>

struct call_rig {
    struct device_rig unit;
    struct call_peer peer;
    struct emu_phone *phone; /* NULL before the start */
};

/* Without power; the dial plan of line 1 is (2xx). */
void call_rig_init(struct call_rig *r, const char *release);
void call_rig_fini(struct call_rig *r);
/* The same for cmocka, with release 5.2.10: *state is a struct call_rig. The second starts it, too. */
int call_rig_set_up(void **state);
int call_rig_set_up_started(void **state);
int call_rig_tear_down(void **state);

/* Power, and 20 s: the lines have registered. What was traced so far is forgotten. */
void call_rig_start(struct call_rig *r);
/* Starts it; the peer calls, and the telephone rings. */
void call_rig_ring(struct call_rig *r);
/* The same, and it is answered. Returns the 200, which has its ACK. */
const char *call_rig_answer(struct call_rig *r);
/* Lifts the handset, waits half a second, dials. Returns the INVITE. */
const char *call_rig_dial(struct call_rig *r, const char *number);
void call_rig_hang_up(struct call_rig *r); /* and a second */
/* RTP packets from the unit within so many milliseconds. */
unsigned call_rig_rtp(struct call_rig *r, uint64_t ms);
