/* SPDX-License-Identifier: MIT */
/*
 * A telephone of the tests at 192.168.1.60, written without the unit's SIP: keeps what the unit sends, answers REGISTER
 * with 200, and says what a test words. One dialog at a time, from the last INVITE of either side.
 */
#pragma once
#include "device_rig.h"

#define CALL_PEER_IP       0xc0a8013cu /* 192.168.1.60 */
#define CALL_PEER_MAX      400u
#define CALL_PEER_TEXT_MAX 2600u
#define CALL_PEER_SDP                                                                                                  \
    "v=0\r\no=- 1 1 IN IP4 192.168.1.60\r\ns=-\r\nc=IN IP4 192.168.1.60\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0 101\r\n"    \
    "a=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:30\r\na=sendrecv\r\n"

struct call_peer {
    struct device_rig *unit;
    struct outside_service service;
    struct {
        uint64_t at_us;
        char text[CALL_PEER_TEXT_MAX];
    } message[CALL_PEER_MAX];
    unsigned n, cursor;       /* cursor: behind the last one that was expected */
    unsigned n_rtp, n_events; /* packets at our port 4000; those of payload 101 */
    uint8_t rtp[1500];        /* the last of them */
    size_t n_rtp_bytes;
    bool is_silent;                                       /* REGISTER gets no answer */
    unsigned n_ids;                                       /* makes branches, tags */
    char call_id[128], own[256], other[256], target[256]; /* of the dialog; own and other with tags */
    unsigned cseq, invite_cseq;
    char branch[64], invite[CALL_PEER_TEXT_MAX]; /* of our last INVITE */
    uint16_t unit_port;
};

/* Before the power is on: a line with User_ID 1001 at this proxy. */
void call_peer_init(struct call_peer *p, struct device_rig *unit);
void call_peer_fini(struct call_peer *p);
/* Runs until a message that begins so comes, behind those expected before; fails the test without it. */
const char *call_peer_expect(struct call_peer *p, const char *begin, uint64_t within_ms);
/* Runs for so long; fails the test when such a message comes. */
void call_peer_expect_none(struct call_peer *p, const char *begin, uint64_t for_ms);
unsigned call_peer_count(const struct call_peer *p, const char *begin); /* ever */
/* "" when it has none. */
const char *call_peer_field(const char *message, const char *name, char out[512]);
const char *call_peer_body(const char *message);
/* Answers a request of the unit. headers: further lines, each with \r\n; body: "" none, else SDP. */
void call_peer_reply(struct call_peer *p, const char *request, int status, const char *headers, const char *body);
/* Begins a dialog. target: of the request URI's user. */
void call_peer_invite(struct call_peer *p, const char *headers, const char *body);
/* A request of the dialog: BYE, INFO, ACK, INVITE, CANCEL ... type: of the body. */
void call_peer_request(struct call_peer *p, const char *method, const char *headers, const char *type,
                       const char *body);
void call_peer_send(struct call_peer *p, const char *text);
/* One datagram from our port 4000. */
void call_peer_send_rtp(struct call_peer *p, uint16_t to_port, const uint8_t *bytes, size_t n);
void call_peer_rtp(struct call_peer *p, uint16_t to_port, unsigned n);
