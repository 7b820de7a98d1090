/* SPDX-License-Identifier: MIT */
/* Does a program of the host listen at a port? Nothing is sent: the kernel's own list is read. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/* False only when certainly no process does. protocol: EMU_PROTOCOL_TCP, _UDP. Source: proc(5), /proc/net/tcp. */
bool emu_host_may_listen(uint8_t protocol, uint16_t port);
