/* SPDX-License-Identifier: MIT */
/*
 * Datagrams to the unit's own address: a call between its two lines. They do not go over the wire. They arrive a little
 * later, so that whatever is led into itself from outside cannot stop the clock. lwIP's own loop is not used: it would
 * keep packets to 127/8 in the unit, which leave it and are refused outside.
 */
#pragma once
#include <board/clock.h>
#include <rt/err.h>
#include <stdint.h>

struct pbuf;

#define FW_LOOP_MAX 16u  /* further ones are lost, as on a wire that is too slow. guess */
#define FW_LOOP_US  100u /* guess */

struct fw_loop_datagram {
    struct pbuf *p;
    uint32_t ip; /* host order, both ways */
    uint16_t src_port, dst_port;
};
struct fw_loop {
    struct board *board;
    struct board_timer timer;
    struct fw_loop_datagram queue[FW_LOOP_MAX];
    unsigned n;
};
void fw_loop_init(struct fw_loop *l, struct board *b);
void fw_loop_fini(struct fw_loop *l);
/* Takes p over. RT_EFULL: it is lost. */
enum rt_err fw_loop_put(struct fw_loop *l, struct pbuf *p, uint32_t ip, uint16_t src_port, uint16_t dst_port);
