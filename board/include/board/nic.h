/* SPDX-License-Identifier: MIT */
/*
 * The two Ethernet ports. A frame is destination, source, type and payload, without preamble and FCS.
 *
 * Incoming frames are queued and reach the firmware in the same instant, but never from inside one of its own calls.
 * A frame for a port without power or cable is lost (signal frame.lost).
 */
#pragma once
#include <rt/err.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct board;

enum board_port { BOARD_PORT_WAN, BOARD_PORT_LAN, BOARD_N_PORTS };
const char *board_port_name(enum board_port p); /* "wan", "lan" */

#define BOARD_FRAME_MIN       14u
#define BOARD_FRAME_MAX       1518u /* with a VLAN tag */
#define BOARD_FRAME_QUEUE_MAX 512u  /* receive queue of a port; further frames are lost */

/* Firmware side. on_frame: the bytes are borrowed for the call. on_link: cable plugged or unplugged. */
struct board_nic_client {
    void (*on_frame)(void *ctx, enum board_port p, const uint8_t *frame, size_t n);
    void (*on_link)(void *ctx, enum board_port p, bool is_linked);
    void *ctx;
};
/* NULL removes the client. */
void board_nic_attach_client(struct board *b, enum board_port p, const struct board_nic_client *client);
/* Returns RT_OK; RT_EUNREACH: no cable; RT_EPOWER: no power, dying, or the CPU is being stopped; RT_EINVAL: frame too
 * short or too long. */
enum rt_err board_nic_send(struct board *b, enum board_port p, const uint8_t *frame, size_t n);
bool board_nic_is_linked(const struct board *b, enum board_port p);

/* Host side. fn is called for each frame that the unit sends; the bytes are borrowed for the call. fn may call
 * board_nic_deliver(). NULL: nothing is connected to the other end of the cable. */
typedef void board_wire_fn(void *ctx, enum board_port p, const uint8_t *frame, size_t n);
void board_nic_attach_wire(struct board *b, enum board_port p, board_wire_fn *fn, void *ctx);
void board_nic_deliver(struct board *b, enum board_port p, const uint8_t *frame, size_t n);
void board_nic_plug(struct board *b, enum board_port p, bool is_in);

struct board_nic_counters {
    uint64_t frames_out, bytes_out, frames_in, bytes_in, frames_lost;
};
/* Since the board was made. */
struct board_nic_counters board_nic_counters(const struct board *b, enum board_port p);
