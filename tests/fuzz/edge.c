/* SPDX-License-Identifier: MIT */
/* Whole frames at either port of a router or a bridge, on a VLAN or none: ARP, tags, what asks the DHCP server of the
 * LAN port for addresses, and any other. */
#include "fuzz.h"
#include <board/board.h>
#include <board/nic.h>
#include <harness/dhcp_peer.h>
#include <harness/unit_net.h>
#include <rt/buf.h>
#include <string.h>

struct world {
    struct unit_net u;
    struct dhcp_peer dhcp;
    struct outside lan;
};

static void deliver_dhcp(struct world *w, const uint8_t *piece, size_t n)
{
    uint8_t bytes[700] = {1, 1, 6, 0}, frame[PACKET_FRAME_MAX];
    n = n > sizeof bytes - 240 ? sizeof bytes - 240 : n;
    memcpy(bytes + 28, "\2\0\0\0\0", 5);
    bytes[33] = piece[0];
    rt_put_be32(bytes + 236, 0x63825363);
    memcpy(bytes + 240, piece, n);
    struct packet p = {.src_mac = {2, 0, 0, 0, 0, piece[0]},
                       .dst_mac = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
                       .dst_ip = PACKET_BROADCAST,
                       .proto = PACKET_PROTO_UDP,
                       .src_port = 68,
                       .dst_port = 67,
                       .payload = bytes,
                       .n = 240 + n};
    board_nic_deliver(w->u.board, BOARD_PORT_LAN, frame, packet_write(&p, frame));
}

static void deliver(struct world *w, const uint8_t *piece, size_t n)
{
    static const uint16_t types[] = {0x0806, 0x0800, 0x8100, 0x8863, 0x8864, 0x86dd};
    uint8_t frame[700] = {0};
    enum board_port port = (piece[0] & 1u) != 0 ? BOARD_PORT_LAN : BOARD_PORT_WAN;
    size_t at = 12;
    if (n < 4 || n > 600) {
        return;
    }
    if (piece[0] % 8 == 7) {
        deliver_dhcp(w, piece + 1, n - 1);
        return;
    }
    memcpy(frame,
           (piece[0] & 2u) != 0 ? (const uint8_t *)"\xff\xff\xff\xff\xff\xff"
                                : (port == BOARD_PORT_LAN ? w->lan.unit_mac : w->u.outside.unit_mac),
           6);
    memcpy(frame + 6, "\2\0\0\0\0", 5);
    frame[11] = piece[1];
    if ((piece[0] & 4u) != 0) {
        rt_put_be32(frame + at, 0x81000005);
        at += 4;
    }
    rt_put_be16(frame + at, types[piece[2] % 6]);
    memcpy(frame + at + 2, piece + 3, n - 3);
    n += at - 1;
    board_nic_deliver(w->u.board, port, frame, n < 60 ? 60 : n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static struct world w;
    static bool is_made;
    if (!is_made) {
        is_made = true;
        unit_net_init(&w.u);
        dhcp_peer_init(&w.dhcp, &w.u.outside);
        outside_init_port(&w.lan, w.u.board, BOARD_PORT_LAN);
    }
    if (n == 0) {
        return 0;
    }
    unit_net_set(&w.u, "Networking_Service", (data[0] & 1u) != 0 ? "Bridge" : "NAT");
    unit_net_set(&w.u, "Multicast_Passthru", (data[0] & 2u) != 0 ? "Inbound and Outbound" : "Disabled");
    unit_net_set(&w.u, "Connection_Type", (data[0] & 8u) != 0 ? "Static IP" : "DHCP");
    unit_net_set(&w.u, "Static_IP", "192.168.1.100");
    unit_net_set(&w.u, "NetMask", "255.255.255.0");
    unit_net_set(&w.u, "VLAN_ID", "5");
    unit_net_set(&w.u, "Enable_VLAN", (data[0] & 4u) != 0 ? "Yes" : "No");
    w.u.outside.is_blind = w.lan.is_blind = false;
    unit_net_start(&w.u);
    unit_net_pass_ms(&w.u, 4000);
    w.u.outside.is_blind = w.lan.is_blind = true;
    for (data++, n--; n > 0;) {
        const uint8_t *piece;
        size_t n_piece = fuzz_piece(&data, &n, 2, &piece);
        if (n_piece > 0) {
            deliver(&w, piece, n_piece);
        }
    }
    unit_net_pass_ms(&w.u, 60000);
    unit_net_stop(&w.u);
    return 0;
}
