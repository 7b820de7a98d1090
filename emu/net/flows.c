/* SPDX-License-Identifier: MIT */
#include "flows.h"
#include <rt/mem.h>
#include <string.h>

void emu_flows_fini(struct emu_flows *f)
{
    rt_mem_free(f->roles);
    *f = (struct emu_flows){0};
}

enum emu_flow_role emu_flows_role(const struct emu_flows *f, int fd)
{
    return (size_t)fd < f->n_roles ? (enum emu_flow_role)f->roles[fd] : EMU_FLOW_OTHER;
}

static bool reaches(struct emu_flows *f, size_t n)
{
    if (n <= f->n_roles) {
        return true;
    }
    uint8_t *more = rt_mem_resize(f->roles, n);
    if (more == NULL) {
        return false;
    }
    memset(more + f->n_roles, EMU_FLOW_OTHER, n - f->n_roles);
    f->roles = more;
    f->n_roles = n;
    return true;
}

void emu_flows_set_role(struct emu_flows *f, int fd, enum emu_flow_role role, uint64_t now_us)
{
    enum emu_flow_role before = emu_flows_role(f, fd);
    if (before == role || !reaches(f, (size_t)fd + 1)) {
        return;
    }
    f->roles[fd] = (uint8_t)role;
    f->n_connections -= before == EMU_FLOW_CONNECTION;
    if (role == EMU_FLOW_CONNECTION) {
        f->n_connections++;
        f->last_us = now_us;
    }
}

bool emu_flows_may_accept(const struct emu_flows *f, uint64_t now_us, uint32_t rate, uint64_t *again_us)
{
    *again_us = f->n_connections < EMU_FLOWS_MAX ? f->last_us + (uint64_t)EMU_FLOWS_EVERY_US * rate : UINT64_MAX;
    return f->n_connections < EMU_FLOWS_AT_ONCE || now_us >= *again_us;
}
