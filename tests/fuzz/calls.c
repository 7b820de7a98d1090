/* SPDX-License-Identifier: MIT */
/*
 * Calls of a whole unit: the other telephone says what the input words, sends the unit elsewhere, takes calls over; the
 * handset is lifted, put down, flashed, dials. In the end, when the handset has been lifted and put down a few times,
 * the line must be idle: nothing that a peer says leaves it stuck.
 */
#include "fuzz.h"
#include <harness/call_peer.h>
#include <fw/call.h>
#include <rt/assert.h>
#include <unit/phone.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct call_peer peer;
static struct emu_phone *phone;

static const char *text_of(const uint8_t *piece, size_t n, char out[768])
{
    n = n < 767 ? n : 767;
    memcpy(out, piece, n);
    out[n] = '\0';
    return out;
}

/* The last request of the unit. */
static const char *last_request(void)
{
    for (unsigned i = peer.n; i > 0; i--) {
        if (strncmp(peer.message[i - 1].text, "SIP/2.0", 7) != 0) {
            return peer.message[i - 1].text;
        }
    }
    return NULL;
}

static void reply(uint8_t how, const char *text)
{
    static const int statuses[] = {100, 180, 183, 200, 302, 401, 407, 486, 491, 503, 408, 481};
    char headers[800];
    const char *request = last_request();
    if (request == NULL || strstr(request, "\r\n\r\n") == NULL) {
        return;
    }
    int status = statuses[how % (sizeof statuses / sizeof statuses[0])];
    bool is_body = how & 0x40;
    (void)snprintf(headers, sizeof headers, "%s%s", is_body || text[0] == '\0' ? "" : text,
                   is_body || text[0] == '\0' ? "" : "\r\n");
    call_peer_reply(&peer, request, status, headers, is_body ? text : how & 0x80 ? CALL_PEER_SDP : "");
}

static void request(uint8_t how, const char *text)
{
    static const char *const methods[] = {"ACK", "BYE", "CANCEL", "INVITE", "INFO", "OPTIONS", "NOTIFY", "REFER"};
    char headers[800];
    (void)snprintf(headers, sizeof headers, "%s\r\n", text);
    bool is_body = how & 0x40;
    call_peer_request(&peer, methods[how % 8], is_body || text[0] == '\0' ? "" : headers, "application/sdp",
                      is_body      ? text
                      : how & 0x80 ? CALL_PEER_SDP
                                   : "");
}

static void invite(uint8_t how, const char *text)
{
    char headers[800];
    (void)snprintf(headers, sizeof headers, "%s\r\n", text);
    bool is_body = how & 0x40;
    call_peer_invite(&peer, is_body || text[0] == '\0' ? "" : headers,
                     is_body      ? text
                     : how & 0x80 ? CALL_PEER_SDP
                                  : "");
}

/* The tag of a From or To that has one. */
static const char *tag_of(const char *value)
{
    const char *at = strstr(value, ";tag=");
    return at != NULL ? at + strlen(";tag=") : "";
}

/* REFER, its reports, Replaces: of the running call (0x80) or as the text says. */
static void transfer(uint8_t how, const char *text)
{
    char headers[1600];
    switch (how % 4) {
    case 0:
        (void)snprintf(headers, sizeof headers, "Refer-To: %s\r\nReferred-By: <sip:x@192.168.1.60>\r\n", text);
        call_peer_request(&peer, "REFER", headers, "", "");
        break;
    case 1:
        (void)snprintf(headers, sizeof headers, "Event: refer\r\nSubscription-State: %s\r\n",
                       how & 0x40 ? "terminated;reason=noresource" : "active;expires=60");
        call_peer_request(&peer, "NOTIFY", headers, "message/sipfrag", text);
        break;
    case 2:
        (void)snprintf(headers, sizeof headers, "Event: %s\r\n", text);
        call_peer_request(&peer, "NOTIFY", headers, "message/sipfrag", "SIP/2.0 200 OK\r\n");
        break;
    default:
        if (how & 0x80) { /* what the unit calls its own tag is the peer's other */
            (void)snprintf(headers, sizeof headers, "Replaces: %s;to-tag=%s;from-tag=%s%s\r\n", peer.call_id,
                           tag_of(peer.other), tag_of(peer.own), how & 0x20 ? ";early-only" : "");
        } else {
            (void)snprintf(headers, sizeof headers, "Replaces: %s\r\n", text);
        }
        call_peer_invite(&peer, headers, how & 0x40 ? "" : CALL_PEER_SDP);
        break;
    }
}

static void hand(uint8_t how)
{
    switch (how % 4) {
    case 0:
        emu_phone_set_hook(phone, true);
        break;
    case 1:
        emu_phone_set_hook(phone, false);
        break;
    case 2:
        (void)emu_phone_flash(phone); /* refused on-hook: nothing happens */
        break;
    default:
        (void)emu_phone_dial(phone, "200#"); /* the same */
        break;
    }
}

static void begin(struct device_rig *r)
{
    call_peer_init(&peer, r);
    phone = emu_phone_create(r->board, 0);
    RT_ASSERT(phone != NULL);
    device_rig_set(r, "Dial_Plan_1_", "(2xx)");
    device_rig_set(r, "Make_Call_Without_Reg_1_", "Yes");
    device_rig_set(r, "Ans_Call_Without_Reg_1_", "Yes");
    device_rig_pass_s(r, 5);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static bool has_begun;
    struct device_rig *r = fuzz_device();
    char text[768];
    if (!has_begun) {
        has_begun = true;
        begin(r);
    }
    while (n >= 2) {
        uint8_t op = data[0], how = data[1];
        const uint8_t *piece;
        data += 2;
        n -= 2;
        if (peer.n > CALL_PEER_MAX / 2) {
            peer.n = 0;
        }
        if (op % 8 == 5) {
            hand(how);
            device_rig_pass_ms(r, 700);
            continue;
        }
        if (op % 8 == 6) {
            device_rig_pass_ms(r, (uint64_t)how * 100);
            continue;
        }
        size_t n_piece = fuzz_piece(&data, &n, 3, &piece);
        switch (op % 8) {
        case 0:
            call_peer_send(&peer, text_of(piece, n_piece, text));
            break;
        case 1:
            invite(how, text_of(piece, n_piece, text));
            break;
        case 2:
        case 3:
            reply(how, text_of(piece, n_piece, text));
            break;
        case 7:
            transfer(how, text_of(piece, n_piece, text));
            break;
        default:
            request(how, text_of(piece, n_piece, text));
            break;
        }
    }
    for (unsigned i = 0; i < 4; i++) { /* longer than a transfer waits for its report */
        peer.n = 0;
        emu_phone_set_hook(phone, true);
        device_rig_pass_s(r, 2);
        emu_phone_set_hook(phone, false);
        device_rig_pass_s(r, 80);
    }
    RT_ASSERT(fw_calls_are_idle(fw_device_calls(r->device)));
    peer.n = 0;
    peer.cursor = 0;
    return 0;
}
