/* SPDX-License-Identifier: MIT */
/*
 * A station that is a way out of this process: a tap, a network card, a VDE switch, a socket. Each is one descriptor
 * that frames come from and go to; wire.c does the rest. What comes from there is hostile, and its time is not ours: it
 * counts as outside.
 *
 *    tap:NAME               a TAP interface of Linux
 *    pcap:CARD              a network card, or one end of a veth pair
 *    vde:URL                a switch or plug-in of VDE
 *    socket:listen=ADDR     a stream, 4 bytes of length and a frame, as QEMU's "-netdev stream" has it
 *    socket:connect=ADDR    its other end
 *    socket:dgram=ADDR,ADDR one frame a datagram, as "-netdev dgram"; first our own address
 *
 * ADDR is a path with a slash, HOST:PORT or PORT (of 127.0.0.1).
 */
#pragma once
#include "segment.h"
#include <sys/types.h>

#define EMU_WIRE_BYTES    65536u /* of one frame as it comes in: a card may hand over what it has put together */
#define WIRE_N_TIMED      2u     /* what needs the same clock at both ends: wire.c */
#define EMU_WIRE_TURN_MAX 64u    /* frames in one turn of the loop, so that a flood leaves the others their turn */

struct emu_wire;

struct emu_wire_ops {
    /* One frame into buffer, its length, also if more than fits; 0: none now; less than 0: -errno. */
    ssize_t (*read)(struct emu_wire *w, uint8_t *buffer, size_t size);
    /* 0, or -errno. A frame that finds no room is lost, as at any port. */
    int (*write)(struct emu_wire *w, const uint8_t *frame, size_t n);
    void (*close)(struct emu_wire *w);
    int (*fd)(const struct emu_wire *w);
    short (*events)(const struct emu_wire *w); /* NULL: POLLIN */
    /* What mends this failure; static text. NULL: nothing is known. */
    const char *(*cure)(int err);
};

/* The first member of every wire. */
struct emu_wire {
    struct emu_station station; /* first */
    const struct emu_wire_ops *ops;
    const char *text; /* "tap:vspa0"; borrowed of the command line */
    int index;
    int told;                         /* the failure reported last, so that each is reported once */
    bool has_more;                    /* the turn ended before its frames did */
    bool is_timed_told[WIRE_N_TIMED]; /* that it does not pass in warp */
    bool is_checksum_told;            /* of a kernel that leaves checksums to the card */
};

/* Each makes one kind: argument is what stands behind the colon. */
typedef enum emu_exit emu_wire_open_fn(struct emu_wire **out, const char *argument, struct emu_error *error);
emu_wire_open_fn emu_tap_open, emu_card_open, emu_vde_open, emu_socket_open;

/* Can the library be loaded? */
bool emu_card_library(void);
bool emu_vde_library(void);
bool emu_card_is_wireless(const char *name);

/* Adds the wire of this text to the segment. */
enum emu_exit emu_wire_add(struct emu_net *net, const char *text, struct emu_error *error);
/* Why the text is none, or NULL: static text. */
const char *emu_wire_judge(const char *text);
const char *emu_wire_text(const struct emu_station *s); /* NULL: it is no wire */
