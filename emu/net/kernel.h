/* SPDX-License-Identifier: MIT */
/*
 * What the kernel knows of this host's addresses and routes. One socket of rtnetlink(7), opened before --sandbox is
 * entered, which allows no other.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Opens it; harmless when it is open. False: it cannot be asked. */
bool kernel_open(void);
/* The host's IPv4 addresses with their netmasks, at most max. False: they cannot be asked for. */
bool kernel_addresses(uint32_t (*own)[2], size_t max, size_t *n);
/* Where a packet for the address would go, as RTN_LOCAL, RTN_BROADCAST ... of <linux/rtnetlink.h>. An address that no
 * interface has may be this host's all the same: "ip route add local 203.0.113.0/24 dev lo". RTN_UNREACHABLE: nowhere;
 * RTN_UNSPEC: it cannot be asked. */
unsigned char kernel_route(uint32_t ip);
