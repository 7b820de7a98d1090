/* SPDX-License-Identifier: MIT */
/* A browser's bytes to the pages of a whole unit, from the LAN and from the Internet port, in pieces; the commands that
 * an address can give are done. */
#include "fuzz.h"
#include <harness/device_rig.h>
#include <harness/web_client.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static uint16_t port = 20000;
    struct device_rig *r = fuzz_device();
    struct web_client client;
    if (n < 1) {
        return 0;
    }
    bool is_lan = data[0] % 4 != 0;
    data++;
    n--;
    port = port < 60000 ? (uint16_t)(port + 1) : 20000;
    web_client_init(&client, is_lan ? &r->lan : &r->wan, is_lan ? DEVICE_RIG_LAN_PC : DEVICE_RIG_WAN_PC, port);
    web_client_connect(&client, is_lan ? 0xc0a80001u : PROVIDER_UNIT_IP, 80);
    device_rig_pass_ms(r, 20);
    while (n > 0 && client.is_open && !client.is_ended && !client.was_reset) {
        const uint8_t *piece;
        size_t n_piece = fuzz_piece(&data, &n, 8, &piece);
        web_client_send(&client, piece, n_piece < 1400 ? n_piece : 1400);
        device_rig_pass_ms(r, 20);
    }
    web_client_close(&client);
    device_rig_pass_ms(r, 200);
    web_client_reset(&client);
    device_rig_pass_ms(r, 20);
    web_client_fini(&client);
    return 0;
}
