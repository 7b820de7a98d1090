/* SPDX-License-Identifier: MIT */
#include "listener.h"
#include <net/packet.h>
#include <stdio.h>

#define LINE_BYTES 512
#define TCP_LISTEN 0x0Au /* net/tcp_states.h of Linux */

/* Lines such as "  0: 0100007F:0050 00000000:0000 0A ...": local address and port, the other side's, state. */
static bool is_in_list(const char *path, uint16_t port, bool is_tcp, bool *is_read)
{
    char line[LINE_BYTES];
    FILE *f = fopen(path, "re");
    bool is = false;
    while (f != NULL && !is && fgets(line, sizeof line, f) != NULL) {
        unsigned local, state;
        if (sscanf(line, " %*u: %*[0-9A-Fa-f]:%x %*[0-9A-Fa-f]:%*x %x", &local, &state) == 2) {
            is = local == port && (!is_tcp || state == TCP_LISTEN);
        }
        *is_read = true;
    }
    if (f != NULL) {
        (void)fclose(f);
    }
    return is;
}

bool emu_host_may_listen(uint8_t protocol, uint16_t port)
{
    static const char *const lists[2][2] = {{"/proc/net/tcp", "/proc/net/tcp6"}, {"/proc/net/udp", "/proc/net/udp6"}};
    bool is_tcp = protocol == EMU_PROTOCOL_TCP, is_read = false;
    bool is = false;
    for (size_t i = 0; i < 2; i++) {
        is = is || is_in_list(lists[is_tcp ? 0 : 1][i], port, is_tcp, &is_read);
    }
    return is || !is_read;
}
