/* SPDX-License-Identifier: MIT */
/* Packets through the router, and through its rewriting alone: pieces of the input as the bytes of frames, from either
 * port by turns. */
#include "fuzz.h"
#include <board/board.h>
#include <board/nic.h>
#include <harness/dhcp_peer.h>
#include <harness/unit_net.h>
#include <route/rewrite.h>
#include <rt/buf.h>
#include <stdbool.h>
#include <string.h>

struct world {
    struct unit_net u;
    struct dhcp_peer dhcp;
    struct outside lan;
};

/* The checksum of the IP header is made right, and mostly the addresses: most inputs would end there. */
static void deliver(struct world *w, const uint8_t *piece, size_t n, bool is_lan)
{
    uint8_t frame[1500] = {0};
    uint32_t sum = 0;
    if (n < 22 || n > sizeof frame - 14) {
        return;
    }
    memcpy(frame, (is_lan ? &w->lan : &w->u.outside)->unit_mac, 6);
    memcpy(frame + 6, is_lan ? "\x02\0\xc0\xa8\0\x02" : "\x02\0\xc0\xa8\x01\x01", 6);
    memcpy(frame + 12, "\x08\0", 2);
    memcpy(frame + 14, piece + 1, n - 1);
    frame[14] = piece[0] % 4 == 0 ? piece[1] : 0x45;
    rt_put_be16(frame + 16, (uint16_t)(n - 1));
    rt_put_be32(frame + (is_lan ? 26 : 30), is_lan ? 0xc0a80002u : 0xc0a80164u);
    rt_put_be16(frame + 24, 0);
    for (size_t i = 14; i < 14u + (frame[14] & 15u) * 4u; i += 2) {
        sum += rt_be16(frame + i);
    }
    sum = (sum & 0xffffu) + (sum >> 16);
    rt_put_be16(frame + 24, (uint16_t) ~(sum + (sum >> 16)));
    board_nic_deliver(w->u.board, is_lan ? BOARD_PORT_LAN : BOARD_PORT_WAN, frame, n + 13 < 60 ? 60 : n + 13);
}

static void rewrite(const uint8_t *data, size_t n)
{
    uint8_t bytes[512];
    struct route_packet p;
    n = n < sizeof bytes ? n : sizeof bytes;
    memcpy(bytes, data, n);
    if (route_packet_read(&p, bytes, n)) {
        if (p.is_error) {
            route_error_set_quoted_src(&p, 0x01020304u, 5);
            route_error_set_quoted_dst(&p, 0x01020304u, 5);
            route_error_set_dst(&p, 0x01020304u);
        } else {
            route_set_src(&p, 0x01020304u, 5);
            route_set_dst(&p, 0x01020304u, 5);
            route_clamp_mss(&p, 1000);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static struct world w;
    static bool is_made;
    bool is_lan = true;
    rewrite(data, n);
    if (!is_made) {
        is_made = true;
        unit_net_init(&w.u);
        dhcp_peer_init(&w.dhcp, &w.u.outside);
        outside_init_port(&w.lan, w.u.board, BOARD_PORT_LAN);
        outside_add_host(&w.lan, 0xc0a80002u);
    }
    w.u.outside.is_blind = false;
    unit_net_start(&w.u);
    unit_net_pass_ms(&w.u, 4000);
    w.u.outside.is_blind = w.lan.is_blind = true;
    while (n > 0) {
        const uint8_t *piece;
        size_t n_piece = fuzz_piece(&data, &n, 2, &piece);
        deliver(&w, piece, n_piece, is_lan);
        is_lan = !is_lan;
    }
    unit_net_pass_ms(&w.u, 60000);
    unit_net_stop(&w.u);
    return 0;
}
