/* SPDX-License-Identifier: MIT */
/*
 * How many connections from the host are open at a forwarded port, and whether the next one is taken.
 *
 * The host's kernel keeps thousands of them waiting, for nothing. Here each takes memory, also of the unit. So there
 * are at most as many as this process can poll (host/pollset.h), and while a few are open the others come one by one: a
 * page takes 2 ms, and most of 32 visitors at once find the one before them gone.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EMU_FLOWS_MAX      300u
#define EMU_FLOWS_AT_ONCE  8u
#define EMU_FLOWS_EVERY_US 2000u /* of real time; in warp they come as they are */

/* What a descriptor of libslirp's is. */
enum emu_flow_role { EMU_FLOW_OTHER, EMU_FLOW_LISTENER, EMU_FLOW_CONNECTION };

struct emu_flows {
    uint8_t *roles; /* by descriptor; OTHER behind the end */
    size_t n_roles;
    uint32_t n_connections;
    uint64_t last_us; /* when the last one came */
};

/* All zeros: there is none. */
void emu_flows_fini(struct emu_flows *f);
enum emu_flow_role emu_flows_role(const struct emu_flows *f, int fd);
/* A descriptor that there is no memory to remember stays OTHER: it is served, and not counted. */
void emu_flows_set_role(struct emu_flows *f, int fd, enum emu_flow_role role, uint64_t now_us);
/* Whether a listening socket is looked at now. If not, *again_us says when; UINT64_MAX: when a connection has ended.
 * rate: of the pace, 0 in warp. */
bool emu_flows_may_accept(const struct emu_flows *f, uint64_t now_us, uint32_t rate, uint64_t *again_us);
