/* SPDX-License-Identifier: MIT */
/* A NAT between the unit and the provider: what kinds of it there are. */
#pragma once
#include <rt/err.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct emu_lab;

#define EMU_LAB_NAT_LIST(X)                                                                                            \
    X(NAT_OPEN, "open", "none")                                                                                        \
    X(NAT_FIREWALL, "firewall", "none, but only who was asked may answer")                                             \
    X(NAT_FULL_CONE, "full_cone", "everybody may answer")                                                              \
    X(NAT_RESTRICTED, "restricted", "an address that was asked may answer")                                            \
    X(NAT_PORT_RESTRICTED, "port_restricted", "a port that was asked may answer")                                      \
    X(NAT_SYMMETRIC, "symmetric", "another mapping for each address that is asked")
#define EMU_LAB_ENUM(id, name, help) EMU_LAB_##id,
enum emu_lab_nat { EMU_LAB_NAT_LIST(EMU_LAB_ENUM) EMU_LAB_N_NATS };
#undef EMU_LAB_ENUM

/* A NAT between the unit and the provider, for UDP; DHCP and TCP pass. A mapping is made by a packet of the unit's, and
 * forgotten when the unit has sent nothing for timeout_us. */
struct emu_lab_nat_config {
    enum emu_lab_nat kind; /* open: there is none */
    const char *ip;        /* the unit's address outside */
    uint64_t timeout_us;
};
/* Copied; there are no mappings yet. Reported as LAB events: "nat: 192.168.1.100:5060 is 203.0.113.9:5060 for port
 * 5060", "nat: 612 bytes to 203.0.113.9:5060 are dropped: the mapping has expired". RT_EINVAL: ip. */
enum rt_err emu_lab_set_nat(struct emu_lab *lab, const struct emu_lab_nat_config *config);
