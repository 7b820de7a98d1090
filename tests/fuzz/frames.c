/* SPDX-License-Identifier: MIT */
/* Raw frames to a running network room with its web server open, for a fixed virtual time: a device is fuzzed, not a
 * function. Frames are pieces of the input; the unit's own addresses are put in where they would stand. */
#include "fuzz.h"
#include <harness/unit_net.h>
#include <board/board.h>
#include <stdbool.h>
#include <string.h>

static void set_up(struct unit_net *unit)
{
    unit_net_set(unit, "Connection_Type", "Static IP");
    unit_net_set(unit, "Static_IP", "10.0.0.2");
    unit_net_set(unit, "NetMask", "255.255.255.0");
    unit_net_set(unit, "Gateway", "10.0.0.1");
    unit_net_set(unit, "Enable_WAN_Web_Server", "Yes");
    unit_net_start(unit);
    unit_net_pass_ms(unit, 12000);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static struct unit_net unit;
    static bool is_made;
    if (!is_made) {
        is_made = true;
        unit_net_init(&unit);
        set_up(&unit);
    }
    while (n > 0) {
        const uint8_t *piece;
        uint8_t frame[BOARD_FRAME_MAX] = {0};
        unsigned how = data[0];
        size_t n_piece = fuzz_piece(&data, &n, 5, &piece);
        memcpy(frame, piece, n_piece < sizeof frame ? n_piece : sizeof frame);
        if (how % 4 != 0 && n_piece >= 34) {
            static const uint8_t to_unit[] = {0x00, 0x0e, 0x08, 0xab, 0xcd, 0xef};
            static const uint8_t ip_head[] = {0x08, 0x00, 0x45};
            static const uint8_t unit_ip[] = {10, 0, 0, 2};
            memcpy(frame, to_unit, sizeof to_unit);
            memcpy(frame + 12, ip_head, sizeof ip_head);
            memcpy(frame + 30, unit_ip, sizeof unit_ip);
        }
        board_nic_deliver(unit.board, BOARD_PORT_WAN, frame, n_piece);
        unit_net_pass_ms(&unit, 10);
    }
    unit_net_pass_ms(&unit, 1000);
    return 0;
}
