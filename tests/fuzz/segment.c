/* SPDX-License-Identifier: MIT */
/* The segments of both ports, with the provider and the gate at one, the PC at the other, a VLAN and faults: frames as
 * a unit that went mad would send them. libslirp gets what the gate lets pass, which leads nowhere: lab only. */
#include "fuzz.h"
#include <board/board.h>
#include <board/clock.h>
#include <board/nic.h>
#include <access/access.h>
#include <lab/lab.h>
#include <net/faults.h>
#include <net/net.h>
#include <net/packet.h>
#include <rt/buf.h>
#include <stdlib.h>
#include <string.h>

struct world {
    struct board *board;
    struct emu_faults *faults[BOARD_N_PORTS];
    struct emu_net *net[BOARD_N_PORTS];
    struct emu_lab *lab;
    uint64_t n_outside;
};

static void send_of_lab(void *ctx, const uint8_t *frame, size_t n)
{
    struct world *w = ctx;
    emu_user_put(w->net[BOARD_PORT_WAN], frame, n);
}

static void take_of_lab(void *ctx, const uint8_t *frame, size_t n)
{
    struct world *w = ctx;
    emu_user_take(w->net[BOARD_PORT_WAN], frame, n);
}

static void must(bool is_so)
{
    if (!is_so) {
        abort();
    }
}

static void open_world(struct world *w, const struct emu_net_options *options)
{
    struct emu_error error = {0};
    *w = (struct world){.board = board_create(&(struct board_config){.entropy_seed = 7})};
    must(w->board != NULL);
    board_power_on(w->board);
    (void)board_step(w->board, 0);
    for (unsigned i = 0; i < BOARD_N_PORTS; i++) {
        w->faults[i] = emu_faults_create(w->board, (enum board_port)i, 1);
        const struct emu_net_config config = {
            .board = w->board, .port = (enum board_port)i, .faults = w->faults[i], .n_outside = &w->n_outside};
        must(w->faults[i] != NULL && emu_net_create(&w->net[i], &config) == RT_OK);
        board_nic_plug(w->board, (enum board_port)i, true);
    }
    const struct emu_lab_config lab = {.board = w->board, .send = send_of_lab, .take = take_of_lab, .send_ctx = w};
    must(emu_lab_create(&w->lab, &lab, &error) == EMU_EXIT_OK);
    const struct emu_user_config user = {
        .tap = emu_lab_on_frame, .tap_reply = emu_lab_on_frame_to_unit, .tap_ctx = w->lab, .options = options};
    must(emu_user_add(w->net[BOARD_PORT_WAN], &user, &error) == EMU_EXIT_OK &&
         emu_pc_add(w->net[BOARD_PORT_LAN], &options->forwards, &error) == EMU_EXIT_OK);
}

static void close_world(struct world *w)
{
    for (unsigned i = 0; i < BOARD_N_PORTS; i++) {
        emu_net_destroy(w->net[i]);
    }
    emu_lab_destroy(w->lab);
    for (unsigned i = 0; i < BOARD_N_PORTS; i++) {
        emu_faults_destroy(w->faults[i]);
    }
    board_destroy(w->board);
}

static void send(struct world *w, const uint8_t *piece, size_t n)
{
    static const uint32_t hosts[] = {EMU_NET_PROVIDER, EMU_NET_GATEWAY, EMU_NET_HOST_NAMES,
                                     0xc0a800feu,      0x08080808u,     EMU_BROADCAST_IP};
    uint8_t frame[700] = {0x52, 0x55, 0xc0, 0xa8, 1, 0xc8, 0, 0x0e, 8, 1, 2, 3};
    if (n < 4 || n > 600) {
        return;
    }
    memcpy(frame + 12, piece + 1, n - 1);
    n += 11;
    if (piece[0] % 4 == 0 && n >= 34) { /* a packet that is whole */
        uint32_t sum = 0;
        rt_put_be16(frame + 12, 0x0800);
        frame[14] = 0x45;
        rt_put_be16(frame + 16, (uint16_t)(n - 14));
        rt_put_be16(frame + 24, 0);
        rt_put_be32(frame + 30, hosts[piece[1] % 6]);
        for (size_t i = 14; i < 34; i += 2) {
            sum += rt_be16(frame + i);
        }
        sum = (sum & 0xffffu) + (sum >> 16);
        rt_put_be16(frame + 24, (uint16_t) ~(sum + (sum >> 16)));
    }
    (void)board_nic_send(w->board, (piece[0] & 64u) != 0 ? BOARD_PORT_LAN : BOARD_PORT_WAN, frame, n < 60 ? 60 : n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const struct emu_net_options options = {.reach = EMU_REACH_LAB};
    struct world w;
    if (n == 0) {
        return 0;
    }
    open_world(&w, &options);
    if ((data[0] & 1u) != 0) {
        emu_user_set_vlan(w.net[BOARD_PORT_WAN], 5);
    }
    if ((data[0] & 2u) != 0) {
        (void)emu_lab_set_pppoe(w.lab,
                                &(struct emu_lab_pppoe){.user = "", .password = "", .name = "lab", .service = ""});
    }
    if ((data[0] & 4u) != 0) {
        (void)emu_faults_add(w.faults[BOARD_PORT_WAN],
                             &(struct emu_fault){.kind = (enum emu_fault_kind)((data[0] >> 3) % EMU_N_FAULTS),
                                                 .us = 1000,
                                                 .rate = 100000,
                                                 .permille = 500});
    }
    for (data++, n--; n > 0;) {
        const uint8_t *piece;
        size_t n_piece = fuzz_piece(&data, &n, 2, &piece);
        if (n_piece > 0) {
            send(&w, piece, n_piece);
        }
    }
    uint64_t until_us = board_now_us(w.board) + 1000000;
    while (board_step(w.board, until_us) || board_now_us(w.board) < until_us) {
    }
    close_world(&w);
    return 0;
}
