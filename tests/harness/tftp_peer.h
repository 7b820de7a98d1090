/* SPDX-License-Identifier: MIT */
/*
 * A TFTP server of the tests: correct by itself, wrong wherever the test says so. It never repeats anything
 * because of a doubled ACK (RFC 1123 section 4.2.3.1), and on its own only when the test sets retry_us.
 */
#pragma once
#include "outside.h"
#include <board/clock.h>
#include <rt/buf.h>

enum { TFTP_RRQ = 1, TFTP_WRQ = 2, TFTP_DATA = 3, TFTP_ACK = 4, TFTP_ERROR = 5, TFTP_OACK = 6 };

struct tftp_peer {
    struct outside *outside;
    uint32_t ip;
    uint16_t tid; /* 4001, 4002 ...: another one for each request */
    /* What it serves: <file>, or when that is NULL zeros. */
    const uint8_t *file;
    uint64_t n_file;
    /* Sees each packet first; true: the test has dealt with it. number: the block of an ACK or a DATA. */
    bool (*on_packet)(struct tftp_peer *p, unsigned opcode, unsigned number, const struct packet *packet);
    unsigned loses_every; /* each n-th packet that it sends is lost; 0: none */
    uint64_t retry_us;    /* sends the last packet again after this; 0: never */

    /* What it saw. */
    uint16_t unit_port;
    char name[1100], mode[16];
    unsigned n_requests, n_acks, n_datas, n_errors, last_error;
    uint64_t n_blocks; /* sent for the last request, by the rules */
    struct rt_buf written;
    bool is_done; /* the last block was acknowledged, by either side */

    /* private */
    unsigned n_sent;
    bool is_writing;
    struct board_timer retry;
    struct outside_service on_69, on_tid;
};

void tftp_peer_init(struct tftp_peer *p, struct outside *o, uint32_t ip, const void *file, uint64_t n_file);
void tftp_peer_fini(struct tftp_peer *p);

/* By hand, to the port the unit asked from. from_port 0: the transfer's own. */
void tftp_peer_send(struct tftp_peer *p, uint16_t from_port, unsigned opcode, unsigned number, const void *bytes,
                    size_t n);
/* Block <number> of the file, as the rules say; number counts on past 65,535. */
void tftp_peer_send_block(struct tftp_peer *p, uint64_t number);
void tftp_peer_send_error(struct tftp_peer *p, unsigned code, const char *text);
