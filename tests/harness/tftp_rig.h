/* SPDX-License-Identifier: MIT */
/* A unit's network and a TFTP server with one file of noise. */
#pragma once
#include "net_rig.h"
#include "tftp_peer.h"

#define TFTP_RIG_SERVER  IP4(10, 0, 0, 7)
#define TFTP_RIG_OTHER   IP4(10, 0, 0, 8) /* another host */
#define TFTP_RIG_URL     "tftp://10.0.0.7/spa2102.cfg"

/* Of timing.h, here as facts that the tests hold the code to. */
#define TFTP_RIG_RETRY_S 5u
#define TFTP_RIG_TRIES   5u

struct tftp_rig {
    struct net_rig net;
    struct tftp_peer peer;
    uint8_t file[200 * 512]; /* served; what is written is compared with it */
    struct {
        unsigned n, n_wanted;
        unsigned error_code, error_at_block; /* of tftp_rig_fail_at_block() */
    } script;                                /* what the script of a test counts */
};

/* That of the test, between cmocka's set-up and tear-down. */
extern struct tftp_rig tftp;
int tftp_rig_set_up(void **state);
int tftp_rig_tear_down(void **state);
/* Writes the first n bytes of the file there, until it is done. */
void tftp_rig_put(struct tftp_rig *t, const char *url, size_t n);

/* Scripts of the peer. */
bool tftp_rig_lose_every_third(struct tftp_peer *p, unsigned opcode, unsigned number, const struct packet *packet);
bool tftp_rig_never_answer(struct tftp_peer *p, unsigned opcode, unsigned number, const struct packet *packet);
bool tftp_rig_fail_at_block(struct tftp_peer *p, unsigned opcode, unsigned number, const struct packet *packet);
bool tftp_rig_is_not_found(const struct tftp_rig *t); /* the error says so to the request itself */
